"""Speech of OpenAI's models, and of servers with the same API.

Word times come from a transcription where the deployment names a model for it (the option `transcription`); elsewhere from
the sound itself: its pauses are matched with the punctuation, and words share what lies between by their length.
"""

import hashlib
import io
import wave
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from videogen_dagster.core.casting import Gender, gender_of
from videogen_dagster.core.charges import Charge, Unit
from videogen_dagster.core.errors import EngineFailure, EngineRefused
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import PhonemeTime, Speech, WordTime
from videogen_dagster.core.requests import SpeechRequest
from videogen_dagster.core.storyboard import NARRATOR
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.charging import provider_of
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.in_order import Leaving, each_in_order
from videogen_dagster.engines.providers.openai_client import (
    BASE_URL,
    OPENAI,
    openai_client,
    openai_endpoint,
    openai_facts,
    told_as_ours,
    words_in,
)
from videogen_dagster.engines.providers.paid_calls import Paid, PaidCalls

if TYPE_CHECKING:
    from openai import OpenAI

_VERSION: Final = 1

PCM: Final = "response_format=pcm"
SAMPLE_RATE_HZ: Final = 24_000
"""Of the format `pcm`: 16-bit mono (API reference, audio, `response_format`)."""

SLOWEST_CHARACTERS_PER_S: Final = 2
"""Nobody speaks more slowly, whatever the script: Chinese has some 4 characters a second, English 14."""
SHORTEST_S: Final = Decimal(3)

TRANSCRIPTION: Final = "transcription"
"""The option that names a model of transcription; the other options go to the model of speech."""

NARRATOR_VOICE: Final = "sage"
FEMALE_VOICES: Final = ("coral", "nova", "shimmer", "marin")
MALE_VOICES: Final = ("ash", "echo", "onyx", "cedar", "ballad", "verse")
OTHER_VOICES: Final = ("alloy", "fable")
VOICES: Final = (NARRATOR_VOICE, *FEMALE_VOICES, *MALE_VOICES, *OTHER_VOICES)


class OpenAISpeechEngine:
    """Speaks lines with a voice for each character.

    Args:
        choice: Which model, where, with which key.
    """

    def __init__(self, choice: ProviderChoice | None = None) -> None:
        self._choice = choice

    def with_provider(self, choice: ProviderChoice) -> "OpenAISpeechEngine":
        return OpenAISpeechEngine(choice)

    def fingerprint(self) -> str:
        return f"{OPENAI}/{_VERSION} {canonical_json(openai_facts(self._choice)).decode()}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=OPENAI, offline=False)

    def generate(self, requests: Sequence[SpeechRequest], workspace: Workspace) -> Iterator[Speech | EngineFailure]:
        workspace.check()
        if not requests:
            return
        endpoint, model = openai_endpoint(self._choice)
        leaving = Leaving(workspace.check)
        with openai_client(endpoint, leaving.check) as client:

            def spoken(index: int, request: SpeechRequest) -> Speech:
                workspace.check()
                calls = PaidCalls(workspace, index, engine=OPENAI, honours_keys=endpoint.honours_keys)

                most = self._most(request, endpoint, model)

                def say(key: str) -> Paid:
                    with told_as_ours(endpoint):
                        answer = client.audio.speech.create(**self._call(request, model, key))
                    said, kind = answer.content, answer.response.headers.get("content-type", "").partition(";")[0]
                    if kind == "application/json" or kind.startswith("text/"):
                        raise EngineRefused(f"the answer holds no sound{words_in(said, endpoint)}", engine=OPENAI)
                    if packed := _packed_as(said, kind):
                        workspace.charged(index, "speech", most[0])
                        raise EngineRefused(
                            f"the answer is {packed}, not the samples (pcm) that were asked for",
                            engine=OPENAI,
                            remedy=f"choose a model and a server that answer with {PCM}; leave response_format out of "
                            "VIDEOGEN_SPEECH_OPTIONS",
                        )
                    return Paid(said, _lasting(most[0], said))

                def transcribe(key: str) -> Paid:
                    with told_as_ours(endpoint):
                        heard = _transcription(client, pcm, self._options()[TRANSCRIPTION], key)
                    return Paid(heard, _lasting(most[1], pcm))

                pcm = _checked(calls.answer("speech", say, suffix=".pcm").read_bytes())
                transcription = None
                if TRANSCRIPTION in self._options():
                    transcription = calls.answer("words", transcribe, suffix=".json").read_bytes()
                return _line(request, pcm, transcription, index, workspace)

            yield from each_in_order(requests, spoken, at_once=endpoint.limits.at_once, leaving=leaving)

    def charges(self, request: SpeechRequest) -> tuple[Charge, ...]:
        return self._most(request, *openai_endpoint(self._choice))

    def _most(self, request: SpeechRequest, endpoint: Endpoint, model: str) -> tuple[Charge, ...]:
        """Return what a line costs at most, and what the times of its words do, where they are asked for."""
        seconds = max(SHORTEST_S, Decimal(len(request.text)) / SLOWEST_CHARACTERS_PER_S)
        amounts: dict[Unit, Decimal] = {
            "requests": Decimal(1),
            "characters": Decimal(len(request.text)),
            "seconds": seconds,
        }
        provider = provider_of(endpoint, BASE_URL)
        said = Charge(provider=provider, model=model, amounts=amounts)
        if TRANSCRIPTION not in self._options():
            return (said,)
        return said, Charge(provider=provider, model=self._options()[TRANSCRIPTION], amounts=amounts)

    def _options(self) -> dict[str, str]:
        return dict(self._choice.options) if self._choice else {}

    def _call(self, request: SpeechRequest, model: str, key: str) -> dict[str, Any]:
        options = {name: value for name, value in self._options().items() if name != TRANSCRIPTION}
        manner = {"instructions": f"Say it like this: {request.manner}."} if request.manner else {}
        return {
            "model": model,
            "voice": request.voice or voice_of(request.speaker),
            "input": request.text,
            "response_format": "pcm",
            "extra_headers": {"Idempotency-Key": key},
            **manner,
            **options,
        }


def _lasting(most: Charge, pcm: bytes) -> Charge:
    """Return what something costs that is as long as a sound."""
    seconds = Decimal(len(pcm) // 2) / SAMPLE_RATE_HZ
    return most.model_copy(update={"amounts": {**most.amounts, "seconds": seconds}})


def voice_of(speaker: str) -> str:
    """Return the voice of a character: always the same for the same name."""
    name = " ".join(speaker.casefold().split())
    if name in {"", NARRATOR}:
        return NARRATOR_VOICE
    voices = {Gender.FEMALE: FEMALE_VOICES, Gender.MALE: MALE_VOICES}.get(gender_of(speaker), OTHER_VOICES)
    return voices[int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % len(voices)]


def _checked(pcm: bytes) -> bytes:
    """Return samples that can be some.

    Raises:
        EngineRefused: The answer is something else.
    """
    if len(pcm) % 2 or not pcm or (pcm[:1] in b"{<" and pcm[-1:] in b"}>\n"):
        raise EngineRefused("the answer holds no sound", engine=OPENAI)
    return pcm


def _packed_as(sound: bytes, content_type: str) -> str:
    """Return the name of the sound file that an answer is instead of bare samples, or nothing."""
    for name, begin in _SOUND_FILES.items():
        if sound.startswith(begin):
            return name
    is_frame = len(sound) > 1 and sound[0] == 0xFF and sound[1] & 0xE0 == 0xE0  # samples may look like one, too
    return "an MP3 file" if is_frame and content_type in _MP3_TYPES else ""


_SOUND_FILES: Final = {
    "a WAV file": b"RIFF",
    "an MP3 file": b"ID3",
    "an Ogg file": b"OggS",
    "a FLAC file": b"fLaC",
}
_MP3_TYPES: Final = frozenset({"audio/mpeg", "audio/mp3", "audio/aac"})


def _transcription(client: "OpenAI", pcm: bytes, model: str, key: str) -> bytes:
    """Return the words of a line with their times, as JSON."""
    answer = client.audio.transcriptions.create(
        file=("line.wav", _wav(pcm), "audio/wav"),
        model=model,
        response_format="verbose_json",
        timestamp_granularities=["word"],
        extra_headers={"Idempotency-Key": key},
    )
    if not hasattr(answer, "model_dump_json"):
        raise EngineRefused(
            "the transcription is no JSON",
            engine=OPENAI,
            remedy=f"name another model, or leave {TRANSCRIPTION} out of VIDEOGEN_SPEECH_OPTIONS: times from the pauses",
        )
    return answer.model_dump_json(warnings=False).encode()  # the client checks no shapes


def _wav(pcm: bytes) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(pcm)
    return buffer.getvalue()


def _line(request: SpeechRequest, pcm: bytes, transcription: bytes | None, index: int, workspace: Workspace) -> Speech:
    """Return a finished line, kept in the store."""
    from videogen_dagster.engines.speech.utterances import Finish, Utterance, keep_line  # SciPy, 0.5 s

    words, sounds = _heard(request.text, pcm, transcription)
    utterance = Utterance(
        sample_rate_hz=SAMPLE_RATE_HZ,
        words=tuple((word.start_char, word.end_char - word.start_char, _sample(word.start_s)) for word in words),
        phonemes=tuple((sound.symbol, _sample(sound.start_s)) for sound in sounds),
        samples=pcm,
    )
    finish = Finish(workspace.check, natural=True)
    speech = keep_line(request.text, utterance, f"line-{index:05d}", workspace, finish)
    workspace.progress(index, 1.0)
    return speech


def _heard(text: str, pcm: bytes, transcription: bytes | None) -> tuple[tuple[WordTime, ...], tuple[PhonemeTime, ...]]:
    """Return when words and speech sounds are heard."""
    import json

    import numpy as np

    from videogen_dagster.engines.speech.transcribed import heard_words, onsets_of
    from videogen_dagster.engines.speech.word_times import word_times
    from videogen_dagster.media.mouthing import guessed_sounds
    from videogen_dagster.media.voiced import Voice

    samples = np.repeat(np.frombuffer(pcm, "<i2").astype(np.float32) / 32768, 2)[:, None]  # at 48 kHz
    words = Voice(samples).words(text, first=0, end=len(samples))
    if transcription is not None:
        onsets = onsets_of(text, heard_words(json.loads(transcription)))
        if onsets:
            words = word_times(
                text, onsets=onsets, pauses=(), start_s=words[0].start_s if words else 0.0, end_s=words[-1].end_s
            )
    return words, guessed_sounds(text, words)


def _sample(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE_HZ)
