"""Sampled sound: WAV files read and written in blocks, levels, resampling."""

import wave
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.errors import InvalidInput

SAMPLE_RATE_HZ: Final = 48_000
"""Rate of everything that is mixed: what video players and stations expect."""

FULL_SCALE: Final = 32_767.0
BYTES_A_SAMPLE: Final = 2
# Input samples on either side of a resampled stretch, in periods of the slower rate: resample_poly's filter reaches 10.
RESAMPLING_CONTEXT: Final = 16

Samples = NDArray[np.float32]
"""`float32[samples, channels]`, -1..1."""


def amplitude(level_db: float) -> float:
    """Return the factor of an amplitude for a level in dB (-inf gives 0)."""
    return 10.0 ** (level_db / 20.0)


def decibels(factor: float) -> float:
    """Return the level in dB of an amplitude's factor; 0 gives -inf.

    Args:
        factor: Not negative.
    """
    return 20.0 * float(np.log10(factor)) if factor > 0 else -float("inf")


class SoundReader:
    """Reads stretches of a 16-bit PCM WAV file; use it as a context manager.

    Args:
        path: The file.

    Raises:
        InvalidInput: It is not a WAV file with 16-bit PCM samples.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = wave.open(str(path), "rb")  # noqa: SIM115 (closed by __exit__)
        except (wave.Error, EOFError) as error:
            raise InvalidInput(f"not a PCM WAV file: {error}", source=path.name) from error
        self.channels = self._file.getnchannels()
        self.sample_rate_hz = self._file.getframerate()
        self.samples = self._file.getnframes()
        if self._file.getsampwidth() != BYTES_A_SAMPLE:
            width = 8 * self._file.getsampwidth()
            self._file.close()
            raise InvalidInput(f"{width}-bit samples; 16-bit samples are needed", source=path.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def read(self, first: int, count: int) -> Samples:
        """Return `float32[count, channels]` from sample `first` on; silence before the start and after the end.

        Args:
            first: May be negative.
            count: Number of samples.
        """
        block = np.zeros((count, self.channels), np.float32)
        start, stop = max(first, 0), min(first + count, self.samples)
        if start < stop:
            self._file.setpos(start)
            raw = np.frombuffer(self._file.readframes(stop - start), np.int16).reshape(-1, self.channels)
            # A truncated file holds fewer samples than its header says: the rest stays silence.
            np.multiply(raw, np.float32(1 / FULL_SCALE), out=block[start - first : start - first + len(raw)])
        return block


class SoundWriter:
    """Writes a 16-bit PCM WAV file block by block; use it as a context manager.

    A block left by an exception leaves no file.

    Args:
        path: Where the file is written.
        channels: 1 or 2.
        sample_rate_hz: Samples per second and channel.
    """

    def __init__(self, path: Path, *, channels: int, sample_rate_hz: int = SAMPLE_RATE_HZ) -> None:
        self._path = path
        self._file = wave.open(str(path), "wb")  # noqa: SIM115 (closed by __exit__)
        self._file.setnchannels(channels)
        self._file.setsampwidth(BYTES_A_SAMPLE)
        self._file.setframerate(sample_rate_hz)

    def __enter__(self) -> Self:
        return self

    def write(self, samples: Samples) -> None:
        """Append `float32[n, channels]` in -1..1; what lies outside is clipped."""
        scaled = samples * np.float32(FULL_SCALE)
        np.clip(np.rint(scaled, out=scaled), -FULL_SCALE, FULL_SCALE, out=scaled)
        self._file.writeframes(scaled.astype(np.int16).tobytes())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if kind is not None:
            self._path.unlink(missing_ok=True)


def blocks(samples: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield (first sample, number of samples) of consecutive blocks that together are `samples` long.

    Args:
        samples: Total length, 0 or more.
        size: Length of all blocks but the last, at least 1.
    """
    for first in range(0, samples, size):
        yield first, min(size, samples - first)


def length_at(samples: int, *, from_hz: int, to_hz: int) -> int:
    """Return how many samples `samples` become at another rate, rounded up."""
    return -(-samples * to_hz // from_hz)


def resample(samples: Samples, *, from_hz: int, to_hz: int) -> Samples:
    """Return the sound at another rate, band limited (Kaiser windowed sinc, as scipy.signal.resample_poly designs it).

    Args:
        samples: `float32[n, channels]`. Not modified.
        from_hz: Its rate.
        to_hz: The wanted rate.

    Returns:
        `float32[ceil(n * to_hz / from_hz), channels]`.
    """
    if from_hz == to_hz or not len(samples):
        return samples
    from scipy.signal import resample_poly  # 0.3 s; the code server, which imports this module, never resamples

    ratio = Fraction(to_hz, from_hz)
    return resample_poly(samples, ratio.numerator, ratio.denominator, axis=0).astype(np.float32, copy=False)


def read_at(reader: SoundReader, first: int, count: int, *, sample_rate_hz: int = SAMPLE_RATE_HZ) -> Samples:
    """Return a stretch of a file as if the file had another rate.

    Neighbouring stretches fit without a seam: each is resampled with enough of its surroundings.

    Args:
        reader: The file.
        first: First sample, counted at `sample_rate_hz`; may be negative.
        count: Number of samples at `sample_rate_hz`.
        sample_rate_hz: The wanted rate.

    Returns:
        `float32[count, channels]`.
    """
    if reader.sample_rate_hz == sample_rate_hz:
        return reader.read(first, count)
    ratio = Fraction(sample_rate_hz, reader.sample_rate_hz)
    up, down = ratio.numerator, ratio.denominator
    # Both rates share an instant once every `down` input samples; a stretch that starts there keeps its phase.
    context = -(-RESAMPLING_CONTEXT * max(up, down) // min(up, down) // down) + 1
    start = (first // up - context) * down
    stop = (-(-(first + count) // up) + context) * down
    whole = resample(reader.read(start, stop - start), from_hz=reader.sample_rate_hz, to_hz=sample_rate_hz)
    offset = first - start // down * up
    return whole[offset : offset + count]
