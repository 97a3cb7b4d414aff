"""Spoken lines and music become the soundtrack of a film.

The mix is a pure function of the position, so any stretch of it can be made by itself: memory does not grow with the
film. Two passes over blocks: the sources are measured, then the mix is made at the level that follows; it is made once
more only if the limiter took more than a fraction of a decibel.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.sound_balance import FADE_IN_S, FADE_OUT_S
from videogen_dagster.media.ducking import (
    Ducking,
    DuckingCurve,
    Stretch,
    frame_levels,
    join_stretches,
    speech_stretches,
    total_samples,
)
from videogen_dagster.media.limiting import CONTEXT_SAMPLES, CONTROL_SAMPLES, limit
from videogen_dagster.media.loudness import STEP_SAMPLES, LoudnessMeter, TruePeakMeter, integrated_lufs
from videogen_dagster.media.sound import (
    SAMPLE_RATE_HZ,
    Samples,
    SoundReader,
    SoundWriter,
    amplitude,
    blocks,
    length_at,
    read_at,
)

BLOCK_SAMPLES: Final = 2 * SAMPLE_RATE_HZ
TOLERANCE_LU: Final = 0.2
MOST_PASSES: Final = 3
_CUT_SAMPLES: Final = SAMPLE_RATE_HZ // 50
"""In which a line that is cut dies away: 20 ms, shorter is a click."""
LOUDEST_GAIN_DB: Final = 40.0
"""A film of hardly audible sound is not raised further: it would be its noise."""


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A spoken line, the sample of the film (48 kHz) at which it begins, and after how many samples it dies away."""

    path: Path
    first_sample: int
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class MixLevels:
    """Levels of a soundtrack; the defaults are those of video platforms.

    Attributes:
        loudness_lufs: Integrated loudness of the whole.
        true_peak_dbtp: Highest level, between samples too. Half a decibel under the -1 dBTP that platforms ask for:
            lossy coding raises peaks.
        music_below_speech_lu: How much softer the music is than the lines, where nobody speaks.
        ducking: How the music steps back where somebody does.
        fade_in_s: Fade of the music at the film's start.
        fade_out_s: Fade of the music at the film's end, or at its own if that is earlier.
    """

    loudness_lufs: float = -14.0
    true_peak_dbtp: float = -1.5
    music_below_speech_lu: float = 5.0
    ducking: Ducking = field(default_factory=Ducking)
    fade_in_s: float = FADE_IN_S
    fade_out_s: float = FADE_OUT_S


@dataclass(frozen=True, slots=True)
class MixFacts:
    """What a finished soundtrack measures.

    Attributes:
        loudness_lufs: Integrated loudness; -inf for silence.
        true_peak_dbtp: Highest level; -inf for silence.
        speech_s: How long somebody is heard speaking.
        ducked_s: How long the music is fully lowered; 0 without music.
    """

    loudness_lufs: float
    true_peak_dbtp: float
    speech_s: float
    ducked_s: float


def mix_soundtrack(
    lines: Sequence[PlacedLine],
    music: Path | None,
    target: Path,
    *,
    samples: int,
    levels: MixLevels,
    on_block: Callable[[float], None] | None = None,
) -> MixFacts:
    """Write the soundtrack of a film: 48 kHz, stereo, 16 bit, exactly `samples` long.

    Lines stand in the middle, each at its exact sample; what lies outside the film is not heard. Silence stays silence.

    Args:
        lines: The spoken lines, 16-bit WAV of any rate. They may overlap.
        music: Mono or stereo, 16-bit WAV of any rate, or None.
        target: Where the WAV file is written; an error leaves none.
        samples: Length of the film.
        levels: Loudness, peak, ducking, fades.
        on_block: Called with the part that is done (0..1) after each block; what it raises ends the work.

    Raises:
        InvalidInput: A line or the music is not a 16-bit PCM WAV file.
    """
    report = on_block or _ignore
    with ExitStack() as stack:
        dialogue = _Dialogue([_OpenLine(stack.enter_context(SoundReader(line.path)), line) for line in lines])
        bed = stack.enter_context(SoundReader(music)) if music else None
        speech = join_stretches(dialogue.speech(), longest_gap=0)
        curve = DuckingCurve(speech, levels.ducking)
        track = _Music(bed, curve, samples=samples, levels=levels)
        plan = _plan(dialogue, track, samples=samples, levels=levels, report=report)
        facts = _write(dialogue, track, target, samples=samples, levels=levels, plan=plan, report=report)
    return MixFacts(
        loudness_lufs=facts[0],
        true_peak_dbtp=facts[1],
        speech_s=total_samples(speech, within=samples) / SAMPLE_RATE_HZ,
        ducked_s=total_samples(curve.lowered, within=samples) / SAMPLE_RATE_HZ if music else 0.0,
    )


@dataclass(frozen=True, slots=True)
class _OpenLine:
    reader: SoundReader
    line: PlacedLine

    @property
    def length(self) -> int:
        whole = length_at(self.reader.samples, from_hz=self.reader.sample_rate_hz, to_hz=SAMPLE_RATE_HZ)
        return whole if self.line.longest is None else min(whole, self.line.longest)

    def read(self, first: int, count: int) -> Samples:
        start = first - self.line.first_sample
        stretch = read_at(self.reader, start, count)
        mono = stretch.mean(axis=1, keepdims=True) if self.reader.channels == 2 else stretch
        if self.line.longest is None or start + count <= self.line.longest - _CUT_SAMPLES:
            return mono
        left = self.line.longest - np.arange(start, start + count, dtype=np.float32)
        return mono * np.clip(left / _CUT_SAMPLES, 0, 1)[:, None]


class _Dialogue:
    """All lines at their places, as one mono sound."""

    def __init__(self, lines: Sequence[_OpenLine]) -> None:
        self._lines = lines

    def read(self, first: int, count: int) -> Samples:
        mono = np.zeros((count, 1), np.float32)
        for line in self._lines:
            start = max(first, line.line.first_sample)
            stop = min(first + count, line.line.first_sample + line.length)
            if start < stop:
                mono[start - first : stop - first] += line.read(start, stop - start)
        return mono

    def speech(self) -> list[Stretch]:
        heard: list[Stretch] = []
        for line in self._lines:
            start = line.line.first_sample
            levels = [
                frame_levels(line.read(start + first, count)) for first, count in blocks(line.length, BLOCK_SAMPLES)
            ]
            stretches = speech_stretches(np.concatenate([*levels, np.zeros(0, np.float32)]))
            heard.extend((start + begin, start + end) for begin, end in stretches)
        return heard


class _Music:
    """The music at its level before the mix: faded and stereo, with its ducking beside it."""

    def __init__(self, reader: SoundReader | None, curve: DuckingCurve, *, samples: int, levels: MixLevels) -> None:
        self._reader = reader
        self._curve = curve
        length = length_at(reader.samples, from_hz=reader.sample_rate_hz, to_hz=SAMPLE_RATE_HZ) if reader else 0
        end = min(samples, length)
        fade_in = max(1, round(min(levels.fade_in_s * SAMPLE_RATE_HZ, end / 4)))
        fade_out = max(1, round(min(levels.fade_out_s * SAMPLE_RATE_HZ, end / 4)))
        self._fade_at = (0, fade_in, max(end - fade_out, fade_in), max(end, fade_in + 1))

    @property
    def present(self) -> bool:
        return self._reader is not None

    def read(self, first: int, count: int) -> Samples:
        if self._reader is None:
            return np.zeros((count, 2), np.float32)
        stretch = read_at(self._reader, first, count)
        _, full, fall, _ = self._fade_at
        if first < full or first + count > fall:
            fade = np.interp(np.arange(first, first + count), self._fade_at, (0.0, 1.0, 1.0, 0.0))
            stretch = stretch * fade.astype(np.float32)[:, None]
        return np.broadcast_to(stretch, (count, 2))

    def ducking(self, first: int, count: int, *, step: int = 1) -> NDArray[np.float32]:
        return self._curve.gain(first, count, step=step)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Factors of both sources."""

    dialogue: float
    music: float

    def louder(self, gain_db: float) -> "_Plan":
        factor = amplitude(gain_db)
        return _Plan(self.dialogue * factor, self.music * factor)


def _plan(
    dialogue: _Dialogue, music: _Music, *, samples: int, levels: MixLevels, report: Callable[[float], None]
) -> _Plan:
    """Return the factors at which the mix reaches its loudness, from the power of both sources over time."""
    spoken, played = LoudnessMeter(1), LoudnessMeter(2)
    for first, count in blocks(samples, BLOCK_SAMPLES):
        spoken.add(dialogue.read(first, count))
        if music.present:
            played.add(music.read(first, count))
        report(0.4 * (first + count) / samples)
    speech_power = 2 * spoken.steps()  # one channel is heard from two
    music_power = played.steps() if music.present else np.zeros_like(speech_power)
    speech_lufs, music_lufs = integrated_lufs(speech_power), integrated_lufs(music_power)
    balance_db = 0.0
    if np.isfinite(speech_lufs) and np.isfinite(music_lufs):
        balance_db = speech_lufs - levels.music_below_speech_lu - music_lufs
    plan = _Plan(1.0, amplitude(balance_db))
    lowered = music.ducking(0, samples, step=STEP_SAMPLES)[: len(music_power)] * plan.music
    # Speech and music are unrelated: their powers add up.
    return plan.louder(_missing_db(integrated_lufs(speech_power + music_power * lowered**2), levels))


def _missing_db(measured_lufs: float, levels: MixLevels) -> float:
    if not np.isfinite(measured_lufs):
        return 0.0
    return min(levels.loudness_lufs - measured_lufs, LOUDEST_GAIN_DB)


def _write(
    dialogue: _Dialogue,
    music: _Music,
    target: Path,
    *,
    samples: int,
    levels: MixLevels,
    plan: _Plan,
    report: Callable[[float], None],
) -> tuple[float, float]:
    """Write the mix until its loudness is right; return its loudness and true peak."""
    for attempt in range(MOST_PASSES):
        loudness, peak = LoudnessMeter(2), TruePeakMeter()
        with SoundWriter(target, channels=2) as writer:
            for end, block in _mixed(dialogue, music, samples=samples, levels=levels, plan=plan):
                writer.write(block)
                loudness.add(block)
                peak.add(block)
                report(min(1.0, 0.4 + 0.6 * (attempt + end / samples) / (attempt + 1)))
        missing_db = _missing_db(loudness.integrated_lufs(), levels)
        if abs(missing_db) <= TOLERANCE_LU:
            break
        plan = plan.louder(missing_db)
    return loudness.integrated_lufs(), peak.dbtp


def _mixed(
    dialogue: _Dialogue, music: _Music, *, samples: int, levels: MixLevels, plan: _Plan
) -> Iterator[tuple[int, Samples]]:
    """Yield the position after each block of the limited mix and the block, `float32[n, 2]`."""
    ceiling = amplitude(levels.true_peak_dbtp)
    for first, count in blocks(samples, BLOCK_SAMPLES):
        start = first - CONTEXT_SAMPLES
        whole = -(-(count + 2 * CONTEXT_SAMPLES) // CONTROL_SAMPLES) * CONTROL_SAMPLES
        mix = music.read(start, whole) * (music.ducking(start, whole) * np.float32(plan.music))[:, None]
        mix += dialogue.read(start, whole) * np.float32(plan.dialogue)
        yield first + count, limit(mix, ceiling=ceiling)[CONTEXT_SAMPLES : CONTEXT_SAMPLES + count]


def _ignore(_done: float) -> None:
    """Report to nobody."""
