"""Speaks with a loaded VITS model: text to letters, letters to sound, and when each letter is heard."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.engines.diffusion.loading import require, torch_dtype, unloadable
from videogen_dagster.engines.diffusion.models import Model, check_files
from videogen_dagster.engines.speech.utterances import Utterance

if TYPE_CHECKING:
    import torch

ENGINE: Final = "vits"

_MOST_LETTERS: Final = 300
"""Letters of a stretch that is spoken at once: attention grows with their square, and training stretches were shorter."""

_ENDS: Final = re.compile(r"[.!?…。！？;:]['\"”’»)\]]*$")
_BREATH_S: Final = 0.28
"""Silence between two sentences: the models read no punctuation, and would run on."""

_GAP_S: Final = 0.12
"""Silence between two words from which the mouth rests."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A loaded model and how it reads text."""

    model: Any
    tokenizer: Any

    @property
    def components(self) -> dict[str, Any]:
        """Its networks, as a pipeline tells them."""
        return {"model": self.model}

    def to(self, device: "torch.device") -> "Voice":
        """Move it to a device."""
        self.model.to(device)
        return self


def load_voice(model: Model) -> Voice:
    """Return the voice that is in a model folder, on the CPU.

    Raises:
        ModelMissing: Its files are not there, not whole, or hold something else.
        EngineUnavailable: transformers is not installed.
    """
    check_files(model, engine=ENGINE)
    require("transformers")
    from safetensors import SafetensorError
    from transformers import VitsModel, VitsTokenizer  # 2 s; only who speaks pays for it

    try:
        network = VitsModel.from_pretrained(
            model.folder, local_files_only=True, use_safetensors=True, dtype=torch_dtype(model.dtype)
        )
        tokenizer = VitsTokenizer.from_pretrained(model.folder, local_files_only=True)
    except (OSError, ValueError, KeyError, ImportError, SafetensorError) as error:  # a damaged or foreign folder
        raise unloadable(model, error) from error
    return Voice(network.eval(), tokenizer)


def speak(
    text: str,
    voice: Voice,
    *,
    speaker: int | None,
    rate: float,
    pitch: float,
    seed: int,
    check: Callable[[], None],
) -> Utterance:
    """Return a spoken text.

    Args:
        text: As written.
        voice: Who speaks.
        speaker: Number of the voice of a model that has several.
        rate: Speed, 1 is the model's own.
        pitch: Factor of the model's own pitch.
        seed: Of what the model leaves to chance.
        check: Called before each sentence; what it raises ends the work.

    Raises:
        EngineRefused: A word has letters that the model does not know.
    """
    # Played at another rate the voice is higher or lower; the model speaks as much slower or faster before.
    model_hz = int(voice.model.config.sampling_rate)
    sound = _Sound(round(model_hz * pitch))
    for stretch in _stretches(_words(text, voice.tokenizer)):
        check()
        made, lengths = _synthesised(stretch, voice, speaker=speaker, rate=rate / pitch, seed=seed)
        sound.add(stretch, made, lengths)
    return sound.utterance()


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as the model reads it: `letters`, and from which character of the text; `ends` whether a sentence ends."""

    first: int
    written: int
    letters: str
    ends: bool


def _words(text: str, tokenizer: Any) -> Iterator[_Word]:
    """Yield the words that can be heard; a dash or an ellipsis alone cannot."""
    for match in re.finditer(r"\S+", text):
        written = match.group()
        letters = _letters(written, tokenizer)
        if letters:
            yield _Word(match.start(), len(written), letters, ends=_ENDS.search(written) is not None)


def _letters(written: str, tokenizer: Any) -> str:
    """Return a word in the model's own letters.

    Raises:
        EngineRefused: It has letters or digits that the model does not know: they would silently not be said.
    """
    known = tokenizer.get_vocab()
    plain = written
    if not (tokenizer.phonemize or tokenizer.is_uroman):
        plain = "".join(_known_letter(letter, known) for letter in written.replace("’", "'"))
        lost = [letter for letter in plain.lower() if letter.isalnum() and letter not in known]
        if lost:
            raise _unsayable(written, lost)
    prepared, _ = tokenizer.prepare_for_tokenization(plain)
    prepared = "".join(letter for letter in prepared if letter in known and letter != " ")
    if not prepared and any(letter.isalnum() for letter in written):
        raise _unsayable(written, list(written))
    return prepared


def _known_letter(letter: str, known: dict[str, int]) -> str:
    """Return a letter, without its accent if the model knows only that."""
    if letter in known or letter.lower() in known:
        return letter
    bare = unicodedata.normalize("NFKD", letter)[:1]
    return bare if bare.lower() in known else letter


def _unsayable(written: str, lost: Sequence[str]) -> EngineRefused:
    return EngineRefused(
        f"the model cannot say {written!r}: it does not know {', '.join(sorted(set(lost)))}",
        engine=ENGINE,
        field="text",
        remedy="write it out in letters of the language (numbers in words), or install uroman for models that need it",
    )


def _stretches(words: Iterator[_Word]) -> Iterator[list[_Word]]:
    """Yield what is spoken at once: sentences, and of long ones parts."""
    stretch: list[_Word] = []
    for word in words:
        stretch.append(word)
        if word.ends or sum(len(each.letters) + 1 for each in stretch) > _MOST_LETTERS:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _synthesised(
    stretch: Sequence[_Word], voice: Voice, *, speaker: int | None, rate: float, seed: int
) -> tuple[NDArray[np.float32], list[int]]:
    """Return the sound of a stretch, and how many samples each letter and each space between words takes."""
    import torch  # loaded with the model

    text = " ".join(word.letters for word in stretch)
    tokens, spread = _tokens(text, voice.tokenizer)
    model = voice.model
    told: list[torch.Tensor] = []
    hook = model.duration_predictor.register_forward_hook(lambda _module, _given, made: told.append(made))
    try:
        devices = [model.device] if model.device.type == "cuda" else []
        with torch.no_grad(), torch.random.fork_rng(devices=devices):
            torch.manual_seed(seed)
            made = model(
                torch.tensor([tokens], device=model.device),
                speaker_id=speaker,
                speaking_rate=rate,
            )
    finally:
        hook.remove()
    # As the model turns what was predicted into frames (VitsModel.forward); each frame is that many samples.
    frames = torch.ceil(torch.exp(told[0][0, 0].float()) / rate).long().tolist()
    samples = int(np.prod(model.config.upsample_rates))
    lengths = [samples * sum(frames[first:stop]) for first, stop in spread]
    return made.waveform[0].float().cpu().numpy(), lengths


def _tokens(text: str, tokenizer: Any) -> tuple[list[int], list[tuple[int, int]]]:
    """Return the tokens of a text, and which of them belong to each character: its own and the blank before it."""
    known = tokenizer.get_vocab()
    letters = [known.get(letter, 0) for letter in text]
    if not tokenizer.add_blank:
        return letters, [(index, index + 1) for index in range(len(letters))]
    tokens = [0] * (2 * len(letters) + 1)
    tokens[1::2] = letters
    return tokens, [(2 * index, 2 * index + 2) for index in range(len(letters))]


class _Sound:
    """What was spoken so far, and when what of it is heard."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate = sample_rate_hz
        self._parts: list[NDArray[np.float32]] = []
        self._words: list[tuple[int, int, int]] = []
        self._letters: list[tuple[str, int]] = []
        self._end = 0

    def add(self, stretch: Sequence[_Word], made: NDArray[np.float32], lengths: Sequence[int]) -> None:
        """Append a stretch; `lengths` are those of its letters and of the spaces between its words."""
        if self._parts:
            self._append(np.zeros(round(_BREATH_S * self._rate), np.float32))
        at, remaining = self._end, iter(lengths)
        for number, word in enumerate(stretch):
            if number:
                space = next(remaining)
                if space > _GAP_S * self._rate:
                    self._letters.append(("", at))
                at += space
            self._words.append((word.first, word.written, at))
            for letter in word.letters:
                self._letters.append((letter.lower(), at))
                at += next(remaining)
        self._append(made)
        self._letters.append(("", min(at, self._end)))

    def _append(self, made: NDArray[np.float32]) -> None:
        self._parts.append(made)
        self._end += len(made)

    def utterance(self) -> Utterance:
        """Return all of it."""
        whole = np.concatenate(self._parts) if self._parts else np.zeros(self._rate // 10, np.float32)
        peak = max(1.0, float(np.abs(whole).max(initial=0.0)))
        samples = np.rint(whole / peak * 32_767).astype("<i2")
        return Utterance(self._rate, tuple(self._words), tuple(self._letters), samples.tobytes())
