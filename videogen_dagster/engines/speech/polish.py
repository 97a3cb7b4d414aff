"""What makes a synthesiser's voice pleasant: equaliser, de-esser, compression, a little room, one level for all lines.

The equaliser moves espeak-ng's spectrum towards the long-term average of human speech (Byrne et al. 1994, JASA 96,
table II): measured over six voices it lacks 3 to 6 dB below 400 Hz and has 3 to 6 dB too much at 1.2, 3 and 5 kHz.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.media.limiting import LINE_PEAK, limited_stretch
from videogen_dagster.media.loudness import LINE_LUFS, LoudnessMeter
from videogen_dagster.media.sound import (
    SAMPLE_RATE_HZ,
    Samples,
    SoundReader,
    SoundWriter,
    amplitude,
    blocks,
    read_at,
)

POLISH_VERSION: Final = 1
"""Raised when the same synthesised line comes out differently."""

BLOCK_SAMPLES: Final = 10 * SAMPLE_RATE_HZ

LOW_CUT_HZ: Final = 80.0
# Phases turned by all-pass sections: a synthesiser's pulses, all of one phase, sound like buzzing and waste headroom.
DISPERSION_HZ: Final = (140.0, 280.0, 560.0, 1120.0, 2240.0)
DISPERSION_Q: Final = 0.8
ESS_HZ: Final = 5200.0
ESS_THRESHOLD: Final = 0.022
ESS_RATIO: Final = 2.5
COMPRESSION_THRESHOLD: Final = 0.10
COMPRESSION_RATIO: Final = 2.0
ATTACK_S: Final = 0.006
RELEASE_S: Final = 0.09
ROOM_S: Final = 0.16
ROOM_LEVEL: Final = 0.05
FADE_S: Final = 0.012


@dataclass(frozen=True, slots=True)
class Bell:
    """One band of the equaliser: a peak or dip, or a shelf below the frequency."""

    hz: float
    gain_db: float
    q: float
    shelf: bool = False


EQUALISER: Final = (
    Bell(320.0, 4.0, 0.7, shelf=True),
    Bell(1150.0, -3.0, 1.2),
    Bell(3000.0, -3.5, 1.1),
    Bell(5000.0, -3.0, 1.4),
)


@dataclass(frozen=True, slots=True)
class Cut:
    """The stretch of a synthesised sound that is kept, in seconds; it may reach beyond both ends, which are silent."""

    start_s: float
    end_s: float


def polish_line(
    raw: Path, target: Path, *, cut: Cut, gain_db: float, check: Callable[[], None], natural: bool = False
) -> int:
    """Write the polished line: mono, 48 kHz, at `LINE_LUFS` plus `gain_db`; the same bytes for the same input.

    Args:
        raw: What the synthesiser made, mono 16-bit WAV.
        target: Where the WAV file is written.
        cut: What is kept of it.
        gain_db: Against the level of ordinary lines.
        check: Called a few times a second; what it raises ends the work.
        natural: The voice is that of a person already: nothing but its level is changed.

    Returns:
        Number of samples written.
    """
    first = round(cut.start_s * SAMPLE_RATE_HZ)
    length = max(1, round(cut.end_s * SAMPLE_RATE_HZ) - first)
    line = np.empty((length, 1), np.float32)
    meter = LoudnessMeter(1)
    with SoundReader(raw) as reader:
        for offset, block in (_plain if natural else _polished)(reader, first, length):
            check()
            meter.add(block)
            line[offset : offset + len(block)] = block
    _fade_ends(line)
    lufs = meter.integrated_lufs()
    line *= np.float32(amplitude(LINE_LUFS + gain_db - lufs)) if np.isfinite(lufs) else 1
    with SoundWriter(target, channels=1) as writer:
        for offset, count in blocks(length, BLOCK_SAMPLES):
            check()
            # Consonants of some languages have high peaks.
            writer.write(limited_stretch(line, offset, count, ceiling=LINE_PEAK))
    return length


def write_silence(target: Path, *, duration_s: float) -> int:
    """Write a silent line, mono, 48 kHz; return its number of samples."""
    length = round(duration_s * SAMPLE_RATE_HZ)
    with SoundWriter(target, channels=1) as writer:
        writer.write(np.zeros((length, 1), np.float32))
    return length


def heard_stretch(raw: Path) -> tuple[float, float] | None:
    """Return where the sound of a synthesised line begins and ends in seconds, or None if it is silent."""
    with SoundReader(raw) as reader:
        edges: list[int] = []
        for first, count in blocks(reader.samples, BLOCK_SAMPLES):
            # -52 dBFS: below the softest consonant at full voice, above espeak-ng's rounding noise.
            loud = np.flatnonzero(np.abs(reader.read(first, count)[:, 0]) > 0.0025)
            if len(loud):
                edges += [first + int(loud[0]), first + int(loud[-1]) + 1]
        return (edges[0] / reader.sample_rate_hz, edges[-1] / reader.sample_rate_hz) if edges else None


def _fade_ends(line: Samples) -> None:
    count = min(round(FADE_S * SAMPLE_RATE_HZ), len(line))
    ramp = np.linspace(0, 1, count, dtype=np.float32)[:, None]
    line[:count] *= ramp
    line[len(line) - count :] *= ramp[::-1]


def _polished(reader: SoundReader, first: int, length: int) -> Iterator[tuple[int, Samples]]:
    """Yield the kept stretch as (offset, `float32[n, 1]`); each filter carries its state to the next block."""
    tone, ess, dynamics, room = _Filter(_equaliser()), _DeEsser(), _Compressor(), _Room()
    for offset, count in blocks(length, BLOCK_SAMPLES):
        stretch = read_at(reader, first + offset, count)[:, 0]
        yield offset, room.add(dynamics.compress(ess.soften(tone.apply(stretch))))[:, None]


def _plain(reader: SoundReader, first: int, length: int) -> Iterator[tuple[int, Samples]]:
    """Yield the kept stretch as it is."""
    return ((offset, read_at(reader, first + offset, count)) for offset, count in blocks(length, BLOCK_SAMPLES))


class _Filter:
    """Second-order sections that go on from block to block."""

    def __init__(self, sections: NDArray[np.float32]) -> None:
        self._sections = sections
        self._state = np.zeros((len(sections), 2), np.float32)

    def apply(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        from scipy.signal import sosfilt  # 1 s; a line that is found again needs no filter

        filtered, self._state = sosfilt(self._sections, samples, zi=self._state)
        return filtered


class _Follower:
    """Follows the level of a sound: the mean magnitude over a short time."""

    def __init__(self, time_s: float) -> None:
        self._keep = np.float32(np.exp(-1.0 / (time_s * SAMPLE_RATE_HZ)))
        self._state = np.zeros(1, np.float32)

    def follow(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        from scipy.signal import lfilter  # 1 s; a line that is found again needs no filter

        feed = np.array([1 - self._keep], np.float32)
        back = np.array([1, -self._keep], np.float32)
        level, self._state = lfilter(feed, back, np.abs(samples), zi=self._state)
        return level


class _DeEsser:
    """Lowers the band of s and sh where it stands out."""

    def __init__(self) -> None:
        from scipy.signal import butter  # 1 s; a line that is found again needs no filter

        high = butter(2, ESS_HZ, "highpass", fs=SAMPLE_RATE_HZ, output="sos").astype(np.float32)
        self._band = _Filter(high)
        self._level = _Follower(ATTACK_S)

    def soften(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        band = self._band.apply(samples)
        gain = _lowered(self._level.follow(band), ESS_THRESHOLD, ESS_RATIO)
        return samples + band * (gain - 1)


class _Compressor:
    """Brings loud and soft syllables closer: the slower of two followers, so that it falls fast and returns softly."""

    def __init__(self) -> None:
        self._fast, self._slow = _Follower(ATTACK_S), _Follower(RELEASE_S)

    def compress(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        level = np.maximum(self._fast.follow(samples), self._slow.follow(samples))
        return samples * _lowered(level, COMPRESSION_THRESHOLD, COMPRESSION_RATIO)


class _Room:
    """Adds the first reflections and the short end of a furnished room."""

    def __init__(self) -> None:
        self._response = _room_response()
        self._tail = np.zeros(len(self._response) - 1, np.float32)

    def add(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        from scipy.signal import oaconvolve  # 1 s; a line that is found again needs no filter

        wet = oaconvolve(samples, self._response).astype(np.float32, copy=False)
        wet[: len(self._tail)] += self._tail
        self._tail = wet[len(samples) :]
        return samples + wet[: len(samples)]


def _lowered(level: NDArray[np.float32], threshold: float, ratio: float) -> NDArray[np.float32]:
    above = np.maximum(level, np.float32(threshold)) / np.float32(threshold)
    return above ** np.float32(1 / ratio - 1)


def _room_response() -> NDArray[np.float32]:
    """Return the impulse response of the room: noise that dies away, darker with time, drawn from a fixed seed."""
    from scipy.signal import butter, sosfilt  # 1 s; a line that is found again needs no filter

    count = round(ROOM_S * SAMPLE_RATE_HZ)
    time_s = np.arange(count) / SAMPLE_RATE_HZ
    noise = np.random.default_rng(7).normal(size=count)
    dark = sosfilt(butter(1, [250.0, 4500.0], "bandpass", fs=SAMPLE_RATE_HZ, output="sos"), noise)
    response = dark * np.exp(-time_s / 0.030)
    response[: round(0.004 * SAMPLE_RATE_HZ)] = 0  # what comes earlier only colours the voice
    return (ROOM_LEVEL * response / np.sqrt((response**2).sum())).astype(np.float32)


def _equaliser() -> NDArray[np.float32]:
    from scipy.signal import butter  # 1 s; a line that is found again needs no filter

    low_cut = butter(2, LOW_CUT_HZ, "highpass", fs=SAMPLE_RATE_HZ, output="sos")
    return np.vstack(
        [low_cut, *(_section(bell) for bell in EQUALISER), *(_all_pass(hz) for hz in DISPERSION_HZ)]
    ).astype(np.float32)


def _section(bell: Bell) -> NDArray[np.float64]:
    """Return a band as second-order section (R. Bristow-Johnson, Audio EQ Cookbook: peakingEQ and lowShelf)."""
    a = 10.0 ** (bell.gain_db / 40.0)
    w = 2 * np.pi * bell.hz / SAMPLE_RATE_HZ
    cos, alpha = np.cos(w), np.sin(w) / (2 * bell.q)
    if bell.shelf:
        root = 2 * np.sqrt(a) * alpha
        b = (a * (a + 1 - (a - 1) * cos + root), 2 * a * (a - 1 - (a + 1) * cos), a * (a + 1 - (a - 1) * cos - root))
        d = (a + 1 + (a - 1) * cos + root, -2 * (a - 1 + (a + 1) * cos), a + 1 + (a - 1) * cos - root)
    else:
        b = (1 + alpha * a, -2 * cos, 1 - alpha * a)
        d = (1 + alpha / a, -2 * cos, 1 - alpha / a)
    return np.array([*b, *d]) / d[0]


def _all_pass(hz: float) -> NDArray[np.float64]:
    """Return an all-pass section (Audio EQ Cookbook: APF)."""
    w = 2 * np.pi * hz / SAMPLE_RATE_HZ
    alpha = np.sin(w) / (2 * DISPERSION_Q)
    forward = np.array([1 + alpha, -2 * np.cos(w), 1 - alpha])
    return np.concatenate([forward[::-1], forward]) / forward[0]
