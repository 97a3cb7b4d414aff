"""When speech is heard, and how far music steps back for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.sound_balance import DUCKING_DB
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, Samples, amplitude

FRAME_SAMPLES: Final = SAMPLE_RATE_HZ // 100
"""Speech is looked for in frames of 10 ms."""

SPEECH_BELOW_PEAK_DB: Final = -38.0
"""A frame this far below a line's loudest frame is a pause, breath or room."""

Stretch = tuple[int, int]
"""First sample and the sample after the last one."""


@dataclass(frozen=True, slots=True)
class Ducking:
    """How music steps back under speech.

    Attributes:
        depth_db: Gain of the music while somebody speaks, 0 or less.
        attack_s: Time from full to lowered; it ends where speech begins.
        release_s: Time from lowered to full; it begins where speech ends.
        hold_s: Pauses up to this long do not let the music come back.
    """

    depth_db: float = DUCKING_DB
    attack_s: float = 0.08
    release_s: float = 0.4
    hold_s: float = 0.6


def frame_levels(samples: Samples) -> NDArray[np.float32]:
    """Return the root mean square of each 10 ms: `float32[ceil(n / 480)]`.

    Args:
        samples: `float32[n, channels]` at 48 kHz.
    """
    frames, channels = -(-len(samples) // FRAME_SAMPLES), samples.shape[1]
    padded = np.zeros((frames * FRAME_SAMPLES, channels), np.float32)
    padded[: len(samples)] = samples
    return np.sqrt((padded.reshape(frames, FRAME_SAMPLES * channels) ** 2).mean(axis=1))


def speech_stretches(levels: NDArray[np.float32]) -> list[Stretch]:
    """Return where a line is heard, in samples from its start.

    Args:
        levels: `float32[frames]` from `frame_levels`.
    """
    if not len(levels) or levels.max() <= 0:
        return []
    heard = levels > levels.max() * amplitude(SPEECH_BELOW_PEAK_DB)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], heard, [False]]).astype(np.int8))) * FRAME_SAMPLES
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def join_stretches(stretches: Sequence[Stretch], *, longest_gap: int) -> list[Stretch]:
    """Return the stretches in order, those that overlap or lie at most `longest_gap` samples apart as one."""
    joined: list[Stretch] = []
    for start, stop in sorted(stretches):
        if joined and start - joined[-1][1] <= longest_gap:
            joined[-1] = (joined[-1][0], max(joined[-1][1], stop))
        else:
            joined.append((start, stop))
    return joined


def total_samples(stretches: Sequence[Stretch], *, within: int) -> int:
    """Return how many of the first `within` samples lie in separate `stretches`."""
    return sum(max(0, min(stop, within) - max(start, 0)) for start, stop in stretches)


class DuckingCurve:
    """The music's gain over the length of a film; it holds four numbers for each stretch of speech.

    Args:
        speech: Where speech is heard, in samples of the film, in any order.
        ducking: How the music steps back.
    """

    def __init__(self, speech: Sequence[Stretch], ducking: Ducking) -> None:
        attack, release, hold = (
            round(seconds * SAMPLE_RATE_HZ) for seconds in (ducking.attack_s, ducking.release_s, ducking.hold_s)
        )
        # Stretches whose ramps would meet are one, so that the corners below are in order.
        self.lowered = join_stretches(speech, longest_gap=max(hold, attack + release))
        corners = [(s - attack, s, e, e + release) for s, e in self.lowered]
        self._at = np.array(corners, np.float64).reshape(-1)
        self._level_db = np.tile([0.0, ducking.depth_db, ducking.depth_db, 0.0], len(corners))

    def gain(self, first: int, count: int, *, step: int = 1) -> NDArray[np.float32]:
        """Return the factors at every `step`-th of `count` samples from `first` on: `float32[ceil(count / step)]`."""
        at = np.arange(first, first + count, step)
        if not len(self._at):
            return np.ones(len(at), np.float32)
        # Straight ramps in dB; they are evaluated every 2 ms and joined by straight lines, which nobody hears.
        coarse = np.arange(first, first + count + 96, 96)
        factors = 10.0 ** (np.interp(coarse, self._at, self._level_db) / 20.0)
        return np.interp(at, coarse, factors).astype(np.float32)
