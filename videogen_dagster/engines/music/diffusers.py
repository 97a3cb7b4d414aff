"""Music by models of diffusers on this machine: Stable Audio and ACE-Step.

A film longer than the model's longest piece gets sections (`engines.music.sections`), all with the same words, tempo and
key and with noise of their own, brought to one loudness and joined by crossfades. Beginning and end are faded.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from videogen_dagster.core.errors import EngineFailure, EngineRefused
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Sound
from videogen_dagster.core.requests import MusicRequest
from videogen_dagster.engines.diffusion.memory import within_memory
from videogen_dagster.engines.diffusion.models import Model, resolve_model
from videogen_dagster.engines.diffusion.one_by_one import one_by_one
from videogen_dagster.engines.diffusion.presets import ModelPreset
from videogen_dagster.engines.diffusion.residency import Resident
from videogen_dagster.engines.diffusion.sampling import DENOISED, StepProgress, generators, noise_seed
from videogen_dagster.engines.diffusion.use_record import UseRecord
from videogen_dagster.engines.model_choice import ModelChoice
from videogen_dagster.engines.music.levels import BLOCK_SAMPLES, DraftWriter, finished_music
from videogen_dagster.engines.music.sections import Flow, faded, overlap, sections
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.usage import ModelUse
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, Samples, blocks, resample

NAME: Final = "diffusers"
VERSION: Final = 1
"""Raised when the same request sounds differently."""

SETTING: Final = "VIDEOGEN_MUSIC_MODEL"
SHORTEST_S: Final = 1.0
"""Models make no sense of less; what is wanted is cut from it."""

MARGIN_S: Final = 0.2
"""Asked for beyond what is needed: models round to their own frames."""

SECTION_RMS: Final = 0.1
SECTION_PEAK: Final = 0.7  # two of them together stay below full scale
USUAL_LONGEST_S: Final = 30.0

AVOIDED: Final = "low quality, noise, distortion, speech, vocals"


@dataclass(frozen=True, slots=True)
class _Style:
    words: str
    bpm: tuple[int, int]
    keys: tuple[str, ...]


STYLES: Final[Mapping[str, _Style]] = {
    "calm": _Style("calm ambient film score, soft piano, warm strings, airy pads", (66, 78), ("C major", "F major")),
    "uplifting": _Style("uplifting cinematic score, bright piano, strings, light percussion", (104, 120), ("D major", "G major")),
    "sad": _Style("melancholic film score, solo piano, cello, sparse strings", (58, 70), ("A minor", "D minor")),
    "tense": _Style("tense suspense film score, low pulsing synthesizer, dark strings, ticking", (92, 108), ("C minor", "E minor")),
    "epic": _Style("epic orchestral film score, brass, choir-like strings, timpani", (84, 100), ("D minor", "B minor")),
}  # fmt: skip
"""What the moods of films mean in words; any other mood is given to the model as it is written."""

ANY_STYLE: Final = _Style("film score", (76, 100), ("C major", "A minor"))


class DiffusersMusicEngine:
    """Lets a model on this machine compose and play.

    Args:
        choice: Which model, and how it runs.
    """

    def __init__(self, choice: ModelChoice | None = None) -> None:
        self._choice = choice or ModelChoice(Path("models"), setting=SETTING)
        self._record = UseRecord()

    def with_model(self, choice: ModelChoice) -> "DiffusersMusicEngine":
        return DiffusersMusicEngine(choice)

    def fingerprint(self) -> str:
        return f"{NAME}/{VERSION} {canonical_json(self._model().facts).decode()}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=NAME, offline=True, pool="gpu")

    def last_use(self) -> ModelUse | None:
        return self._record.use()

    def generate(self, requests: Sequence[MusicRequest], workspace: Workspace) -> Iterator[Sound | EngineFailure]:
        self._record = UseRecord()
        if not requests:
            return

        def make(index: int, request: MusicRequest, resident: Resident) -> Sound:
            piece = _Piece(index, request, workspace, resident)
            return finished_music(index, request.samples, workspace, piece.play)

        yield from one_by_one(requests, make, model=self._model(), workspace=workspace, record=self._record)

    def _model(self) -> Model:
        return resolve_model(self._choice, "music", engine=NAME)


@dataclass(frozen=True, slots=True)
class _Tune:
    """What all sections of a piece have in common."""

    words: str
    bpm: int
    key: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """One piece of music on its way from a mood to samples."""

    index: int
    request: MusicRequest
    workspace: Workspace
    resident: Resident

    def play(self, draft: DraftWriter) -> None:
        """Write all samples of the piece at the level that it happens to have.

        Raises:
            Cancelled: A person asked to stop.
            EngineFailure: The model makes no sound.
        """
        wanted = self.request.samples
        longest = _longest_section(self.resident)
        parts = sections(wanted, longest=longest)
        tune, flow, written = _tune(self.request), Flow(overlap(longest)), 0
        for number, part in enumerate(parts):
            section = self._section(tune, part.samples, number, of=len(parts))
            ready = flow.add(section, is_last=number == len(parts) - 1)
            for first, count in blocks(len(ready), BLOCK_SAMPLES):
                self.workspace.check()
                draft.write(faded(ready[first : first + count], written + first, samples=wanted))
            written += len(ready)

    def _section(self, tune: _Tune, samples: int, number: int, *, of: int) -> Samples:
        """Return one section: `float32[samples, 2]` at 48 kHz."""
        preset = self.resident.model.preset
        progress = StepProgress(
            self.workspace,
            [self.index],
            steps=preset.steps,
            begins=DENOISED * number / of,
            ends=DENOISED * (number + 1) / of,
        )
        seed = noise_seed(noise_seed(self.request.seed, self.request.take), number + 1)
        seconds = max(SHORTEST_S, samples / SAMPLE_RATE_HZ + MARGIN_S)

        def call(_: int) -> Samples:
            (generator,) = generators([seed])
            arguments = _CALLS[preset.pipeline](preset, tune, seconds, progress)
            made = self.resident.pipeline(**arguments, generator=generator)
            return made.audios[0].float().cpu().numpy().T

        made = within_memory(self.resident, call, engine=NAME)
        return _evened(_stereo(made, from_hz=_sample_rate_hz(self.resident)), samples)


def _tune(request: MusicRequest) -> _Tune:
    name = request.mood.strip()
    style = STYLES.get(name.lower(), ANY_STYLE)
    words = style.words if name.lower() in STYLES else f"{name} {style.words}".strip()
    dice = hashlib.sha256(f"{request.seed}/{request.take}".encode()).digest()
    low, high = style.bpm
    bpm, key = low + dice[0] % (high - low + 1), style.keys[dice[1] % len(style.keys)]
    return _Tune(words=words, bpm=bpm, key=key)


def _longest_section(resident: Resident) -> int:
    """Return how many samples at 48 kHz one call makes at most."""
    limits_s = [resident.model.preset.longest_s or USUAL_LONGEST_S]
    network, vae = resident.pipeline.transformer, resident.pipeline.vae
    if resident.model.preset.pipeline == "StableAudioPipeline":  # it refuses to make more
        limits_s.append(network.config.sample_size * vae.hop_length / vae.config.sampling_rate)
    return int((min(limits_s) - MARGIN_S) * SAMPLE_RATE_HZ)


def _sample_rate_hz(resident: Resident) -> int:
    return int(resident.pipeline.vae.config.sampling_rate)


def _stereo(made: Samples, *, from_hz: int) -> Samples:
    """Return what a model made (`float32[n, 1 or 2]`) in stereo at 48 kHz.

    Raises:
        EngineRefused: It holds no numbers.
    """
    if not np.isfinite(made).all():
        raise EngineRefused(
            "the model's numbers overflowed and sound like nothing",
            engine=NAME,
            field="VIDEOGEN_DTYPE",
            remedy="run it in bfloat16 or float32",
        )
    both = np.repeat(made, 2, axis=1) if made.shape[1] == 1 else made[:, :2]
    return resample(np.ascontiguousarray(both), from_hz=from_hz, to_hz=SAMPLE_RATE_HZ)


def _evened(made: Samples, samples: int) -> Samples:
    """Return the first `samples` of a section, as loud as all others.

    Raises:
        EngineRefused: The model made less.
    """
    if len(made) < samples:
        raise EngineRefused(
            f"the model made {len(made) / SAMPLE_RATE_HZ:.2f} s and was asked for {samples / SAMPLE_RATE_HZ:.2f} s",
            engine=NAME,
            remedy="choose the preset that fits the model",
        )
    section = made[:samples]
    rms, peak = float(np.sqrt(np.mean(np.square(section)))), float(np.abs(section).max())
    return section * np.float32(min(SECTION_RMS / rms, SECTION_PEAK / peak)) if peak > 0 else section


def _stable_audio(preset: ModelPreset, tune: _Tune, seconds: float, progress: StepProgress) -> dict[str, Any]:
    return {
        "prompt": f"{tune.words}, instrumental, {tune.bpm} BPM, {tune.key}",
        "negative_prompt": AVOIDED,
        "audio_end_in_s": seconds,
        "num_inference_steps": preset.steps,
        "guidance_scale": preset.guidance,
        "callback": progress.plain(),
        "callback_steps": 1,
    }


def _ace_step(preset: ModelPreset, tune: _Tune, seconds: float, progress: StepProgress) -> dict[str, Any]:
    return {
        "prompt": f"{tune.words}, instrumental",
        "lyrics": "[Instrumental]",
        "audio_duration": seconds,
        "num_inference_steps": preset.steps,
        "guidance_scale": preset.guidance,
        "bpm": tune.bpm,
        "keyscale": tune.key,
        "timesignature": "4",
        "callback_on_step_end": progress,
    }


_CALLS: Final[Mapping[str, Callable[[ModelPreset, _Tune, float, StepProgress], dict[str, Any]]]] = {
    "AceStepPipeline": _ace_step,
    "StableAudioPipeline": _stable_audio,
}
