"""Loudness and true peak of 48 kHz sound (ITU-R BS.1770-4, EBU Tech 3341), measured in blocks of any length."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.media.sound import SAMPLE_RATE_HZ, Samples, decibels

STEP_SAMPLES: Final = SAMPLE_RATE_HZ // 10
"""Gating blocks of 400 ms overlap by three quarters: all of them are made of steps of 100 ms."""

STEPS_A_BLOCK: Final = 4
ABSOLUTE_GATE_LUFS: Final = -70.0
RELATIVE_GATE_LU: Final = -10.0
LOUDNESS_OFFSET: Final = -0.691

LINE_LUFS: Final = -20.0
"""The level of every line of a film, whether a voice was synthesised or recorded."""

# BS.1770-4 tables 1 and 2: the head's high shelf and the low cut, as second-order sections at 48 kHz.
K_WEIGHTING: Final = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585),
    (1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621),
)

OVERSAMPLING: Final = 4
TAPS: Final = 16
# A sample this far below the highest one cannot lie beside a higher peak in sound that leaves the top of the band free.
PEAK_NEIGHBOUR: Final = 0.6


class LoudnessMeter:
    """Measures loudness of sound that arrives block by block; keeps ten numbers a second.

    Args:
        channels: 1 or 2, weighted alike.
    """

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self._state = np.zeros((len(K_WEIGHTING), channels, 2), np.float32)
        self._rest = np.zeros(0, np.float32)
        self._steps: list[NDArray[np.float64]] = []
        self._samples = 0

    def add(self, samples: Samples) -> None:
        """Measure the next `float32[n, channels]`."""
        from scipy.signal import sosfilt  # 0.3 s; the code server, which imports this module, never measures

        if not len(samples):
            return
        planes = np.ascontiguousarray(samples.T, dtype=np.float32)
        # In single precision: twice as fast, and within 0.0002 dB of double precision down to -60 LUFS.
        weighted, self._state = sosfilt(np.array(K_WEIGHTING, np.float32), planes, axis=1, zi=self._state)
        power = np.concatenate([self._rest, np.einsum("cn,cn->n", weighted, weighted)])
        whole = len(power) // STEP_SAMPLES * STEP_SAMPLES
        self._steps.append(power[:whole].reshape(-1, STEP_SAMPLES).mean(axis=1, dtype=np.float64))
        self._rest = power[whole:].copy()
        self._samples += len(samples)

    def steps(self) -> NDArray[np.float64]:
        """Return the weighted power of each 100 ms, summed over the channels: `float64[steps]`.

        The last step is filled up with silence; a sound shorter than a gating block counts as one block.
        """
        measured = np.concatenate([*self._steps, np.zeros(0)])
        if len(self._rest):
            measured = np.append(measured, self._rest.sum() / STEP_SAMPLES)
        return measured

    def integrated_lufs(self) -> float:
        """Return the integrated loudness of all that was added, in LUFS; -inf for silence."""
        if 0 < self._samples < STEPS_A_BLOCK * STEP_SAMPLES:
            power = self.steps().sum() * STEP_SAMPLES / self._samples
            return loudness(power)
        return integrated_lufs(np.concatenate([*self._steps, np.zeros(0)]))


def loudness(power: float) -> float:
    """Return the loudness in LUFS of a K-weighted mean square summed over the channels; -inf for 0."""
    return LOUDNESS_OFFSET + 10.0 * float(np.log10(power)) if power > 0 else -float("inf")


def integrated_lufs(steps: NDArray[np.float64]) -> float:
    """Return the gated loudness in LUFS of a sound (BS.1770-4, annex 1, formulae 3 to 7); -inf if all is gated.

    Args:
        steps: `float64[n]`, weighted power of each 100 ms, as `LoudnessMeter.steps` returns it.
    """
    if len(steps) < STEPS_A_BLOCK:
        return -float("inf")
    block_power = np.convolve(steps, np.full(STEPS_A_BLOCK, 1 / STEPS_A_BLOCK), mode="valid")
    audible = block_power[block_power > _power(ABSOLUTE_GATE_LUFS)]
    if not len(audible):
        return -float("inf")
    gate = audible.mean() * 10.0 ** (RELATIVE_GATE_LU / 10.0)
    return loudness(float(audible[audible > gate].mean()))


def _power(lufs: float) -> float:
    return 10.0 ** ((lufs - LOUDNESS_OFFSET) / 10.0)


def true_peaks(samples: Samples, *, above: float) -> NDArray[np.float32]:
    """Return for each sample the highest level at it or between it and the next one: `float32[n]`, over all channels.

    Only where a level can reach `above` is the sound oversampled (BS.1770-4, annex 2: four times); elsewhere the
    sample's own level stands. The outermost eight samples are not oversampled: give the sound its surroundings.

    Args:
        samples: `float32[n, channels]`.
        above: Levels below this one need not be exact.
    """
    peaks = magnitude(samples)
    near = peaks > above * PEAK_NEIGHBOUR
    near[:-1] |= near[1:]
    near[: TAPS // 2] = near[-(TAPS // 2) :] = False
    at = np.flatnonzero(near)
    if not len(at):
        return peaks
    taps = _interpolation_taps()
    for channel in samples.T:
        windows = np.lib.stride_tricks.sliding_window_view(channel, TAPS)[at - (TAPS // 2 - 1)]
        between = np.abs(windows @ taps).max(axis=1)
        peaks[at] = np.maximum(peaks[at], between)
    return peaks


def magnitude(samples: Samples) -> NDArray[np.float32]:
    """Return the level of each sample's loudest channel: `float32[n]` of `float32[n, channels]`."""
    # Channel by channel: a maximum over an axis of two is ten times slower.
    levels = np.abs(samples[:, 0])
    for channel in range(1, samples.shape[1]):
        np.maximum(levels, np.abs(samples[:, channel]), out=levels)
    return levels


@cache
def _interpolation_taps() -> NDArray[np.float32]:
    """Return `float32[taps, 3]`: windowed sincs that give the values at 1/4, 1/2 and 3/4 between two samples."""
    offsets = np.arange(1, OVERSAMPLING) / OVERSAMPLING
    distance = np.arange(TAPS)[:, None] - (TAPS // 2 - 1) - offsets
    window = np.i0(5.0 * np.sqrt(np.clip(1 - (distance / (TAPS / 2)) ** 2, 0, 1))) / np.i0(5.0)
    taps = np.sinc(distance) * window
    return (taps / taps.sum(axis=0)).astype(np.float32)


class TruePeakMeter:
    """Finds the true peak of sound that arrives block by block."""

    def __init__(self) -> None:
        self._tail: Samples | None = None
        self._peak = 0.0

    def add(self, samples: Samples) -> None:
        """Measure the next `float32[n, channels]`."""
        if not len(samples):
            return
        joined = samples if self._tail is None else np.concatenate([self._tail, samples])
        self._tail = joined[-2 * TAPS :].copy()
        above = max(self._peak, float(np.abs(joined).max()))
        if above > 0:
            self._peak = max(self._peak, float(true_peaks(joined, above=above).max()))

    @property
    def dbtp(self) -> float:
        """The highest level so far in dBTP; -inf for silence."""
        return decibels(self._peak)
