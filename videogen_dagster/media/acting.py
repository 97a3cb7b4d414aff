"""What a speaker does besides moving the lips: blinks, sway, brows, nods. Pure and seeded: the same line, the same acting."""

import math
import random
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.media.visemes import MouthTrack

# How open the lids are at 0, 1/30, 2/30 ... s of a blink: lids fall faster than they rise.
BLINK: Final = (0.5, 0.0, 0.0, 0.5)
BLINK_STEP_S: Final = 1 / 30
SHORTEST_PAUSE_S: Final = 1.6
MEAN_PAUSE_S: Final = 3.4
"""People who listen or talk blink every three to four seconds, irregularly (Bentivoglio et al. 1997)."""

BROW_LEVELS: Final = 3


@dataclass(frozen=True, slots=True)
class Performance:
    """One speaker through a clip; all arrays have one entry a frame.

    Attributes:
        mouth: Shape of the mouth.
        lids: `float32[frames]`, 0 (closed), 0.5 or 1 (open).
        brows: `float32[frames]`, 0 to 1 (raised).
        head: `float32[frames, 3]`: shift right and down in units of the head's height / 100, turn in degrees.
        body: `float32[frames]`: shift down, in the same units: breath.
    """

    mouth: MouthTrack
    lids: NDArray[np.float32]
    brows: NDArray[np.float32]
    head: NDArray[np.float32]
    body: NDArray[np.float32]


def perform(mouth: MouthTrack, energy: NDArray[np.float32], *, frames_per_second: int, seed: int) -> Performance:
    """Return how somebody acts who speaks with `mouth` as loudly as `energy` says.

    Args:
        mouth: The mouth in each frame.
        energy: Loudness of the voice, `float32[frames]`, 0 to 1.
        frames_per_second: Frame rate.
        seed: Tells one speaker's habits from another's.
    """
    frames = len(energy)
    lively = _smoothed(energy, 0.35, frames_per_second)
    times = (np.arange(frames) / frames_per_second).astype(np.float32)
    dice = random.Random(seed)
    slow = [_wave(times, period, dice) for period in (4.9, 3.7, 6.1)]
    nods = _smoothed(energy, 0.10, frames_per_second) - lively
    head = np.stack(
        [
            0.9 * slow[0] + 1.3 * lively * _wave(times, 1.9, dice),
            0.5 * slow[1] + 3.2 * np.clip(nods, -0.6, 0.6),
            0.7 * slow[2] + 1.7 * lively * _wave(times, 2.3, dice),
        ],
        axis=1,
    )
    breath = _wave(times, 3.9, dice)
    body = 0.55 * breath + 0.5 * lively
    brows = np.clip(1.5 * np.clip(nods, 0, 1) + 0.55 * (lively > 0.45), 0, 1)
    return Performance(
        mouth,
        _blinks(frames, frames_per_second, dice),
        _smoothed(brows.astype(np.float32), 0.09, frames_per_second),
        head.astype(np.float32),
        body.astype(np.float32),
    )


def _wave(times: NDArray[np.float32], period_s: float, dice: random.Random) -> NDArray[np.float32]:
    """Return a slow wave whose period wanders, -1 to 1."""
    phase, drift = dice.uniform(0, math.tau), dice.uniform(0, math.tau)
    return np.sin(
        times * math.tau / period_s + phase + 0.7 * np.sin(times * math.tau / (period_s * 2.7) + drift)
    ).astype(np.float32)


def _smoothed(values: NDArray[np.float32], time_s: float, frames_per_second: int) -> NDArray[np.float32]:
    """Return `values` as the mean over a window around each frame that falls off as a Gaussian."""
    sigma = max(0.5, time_s * frames_per_second)
    reach = math.ceil(3 * sigma)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    padded = np.pad(values.astype(np.float64), reach, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), mode="valid").astype(np.float32)


def _blinks(frames: int, frames_per_second: int, dice: random.Random) -> NDArray[np.float32]:
    lids = np.ones(frames, np.float32)
    now = dice.uniform(0.5, 2.5)
    while now * frames_per_second < frames:
        twice = dice.random() < 0.12
        for start in (now, now + 0.26) if twice else (now,):
            for step, openness in enumerate(BLINK):
                first = round((start + step * BLINK_STEP_S) * frames_per_second)
                last = max(first + 1, round((start + (step + 1) * BLINK_STEP_S) * frames_per_second))
                lids[first:last] = openness
        now += SHORTEST_PAUSE_S + dice.expovariate(1 / (MEAN_PAUSE_S - SHORTEST_PAUSE_S))
    return lids
