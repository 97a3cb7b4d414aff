"""A look-ahead limiter that keeps the true peak under a ceiling."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.media.loudness import true_peaks
from videogen_dagster.media.sound import Samples

CONTROL_SAMPLES: Final = 16
"""The gain is decided three times a millisecond and joined by straight lines."""

REACH: Final = 48
"""The gain begins to fall this many control steps (16 ms) before a peak and is back as long after it."""

CONTEXT_SAMPLES: Final = 4 * REACH * CONTROL_SAMPLES
"""A block needs this much sound on both sides to be limited as if it were part of the whole; a multiple of a step."""

LINE_PEAK: Final = 0.84  # -1.5 dBFS
"""The highest peak of a line, whether a voice was synthesised or recorded."""

# Peaks between samples are found within a hundredth, even in white noise.
MARGIN: Final = 0.99


def limit(samples: Samples, *, ceiling: float) -> Samples:
    """Return the sound with peaks, those between samples included, lowered to `ceiling` by a smooth gain.

    Args:
        samples: `float32[n, channels]`, n a multiple of 16. Returned as it is where nothing is too loud.
        ceiling: Highest amplitude of the result, above 0.

    Returns:
        `float32[n, channels]`; the outermost `CONTEXT_SAMPLES` are right only where the sound begins or ends there.
    """
    target = ceiling * MARGIN
    peaks = true_peaks(samples, above=target)
    highest = peaks.reshape(-1, CONTROL_SAMPLES).max(axis=1)
    if highest.max(initial=0.0) <= target:
        return samples
    gain = _smooth(np.minimum(1.0, target / np.maximum(highest, target)))
    centres = np.arange(len(gain)) * CONTROL_SAMPLES + (CONTROL_SAMPLES - 1) / 2
    factors = np.interp(np.arange(len(samples)), centres, gain).astype(np.float32)
    return samples * factors[:, None]


def limited_stretch(samples: Samples, first: int, count: int, *, ceiling: float) -> Samples:
    """Return a stretch of a sound, limited as if it were part of the whole; beyond both ends there is silence.

    Args:
        samples: `float32[n, channels]` of any length.
        first: Where the stretch begins.
        count: How many samples it has.
        ceiling: As for `limit`.

    Returns:
        `float32[count, channels]`.
    """
    whole = -(-(count + 2 * CONTEXT_SAMPLES) // CONTROL_SAMPLES) * CONTROL_SAMPLES
    start, stop = first - CONTEXT_SAMPLES, first - CONTEXT_SAMPLES + whole
    inside = samples[max(start, 0) : stop]
    padded = np.zeros((whole, samples.shape[1]), np.float32)
    padded[max(-start, 0) : max(-start, 0) + len(inside)] = inside
    return limit(padded, ceiling=ceiling)[CONTEXT_SAMPLES : CONTEXT_SAMPLES + count]


def _smooth(gain: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a gain that is nowhere above `gain` or its neighbours and changes like a raised cosine."""
    from scipy.ndimage import minimum_filter1d, uniform_filter1d  # 0.2 s; the code server never limits

    # The mean of two means over 2 * half + 1 steps reaches 2 * half steps: the minimum reaches one further.
    half = REACH // 2
    lowest = minimum_filter1d(gain, 2 * (2 * half + 1) + 1, mode="nearest")
    once = uniform_filter1d(lowest, 2 * half + 1, mode="nearest")
    return uniform_filter1d(once, 2 * half + 1, mode="nearest")
