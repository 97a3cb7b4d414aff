"""Long music from a model that makes short pieces: sections of equal length that flow into each other."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from videogen_dagster.media.sound import SAMPLE_RATE_HZ, Samples

OVERLAP_SAMPLES: Final = 4 * SAMPLE_RATE_HZ
"""Longest time in which two sections are heard together: two bars of 4/4 at 120 beats a minute."""

_FADE_IN_SAMPLES: Final = SAMPLE_RATE_HZ // 2
_FADE_OUT_SAMPLES: Final = 3 * SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Section:
    """One piece of the music, in samples from its beginning; it overlaps the one behind it."""

    first: int
    samples: int


def sections(samples: int, *, longest: int) -> tuple[Section, ...]:
    """Return the sections of music of a length; neighbours overlap by `overlap(longest)`.

    Args:
        samples: Length of the music, at least 1.
        longest: Longest section that the model makes, at least 2.
    """
    shared = overlap(longest)
    count = max(1, -(-(samples - shared) // (longest - shared)))
    length = -(-(samples + (count - 1) * shared) // count)
    firsts = (number * (length - shared) for number in range(count))
    return tuple(Section(first, min(length, samples - first)) for first in firsts)


def overlap(longest: int) -> int:
    """Return how long two neighbours are heard together, in samples: never more than a quarter of a section."""
    return min(OVERLAP_SAMPLES, longest // 4)


class Flow:
    """Joins sections as they come: where two overlap, the loudness stays (one falls as the other rises, in power).

    Args:
        shared: How many samples neighbours overlap by.
    """

    def __init__(self, shared: int) -> None:
        self._shared = shared
        self._tail: Samples | None = None

    def add(self, section: Samples, *, is_last: bool) -> Samples:
        """Return what is finished once this section is known.

        Args:
            section: `float32[n, channels]`; not modified.
            is_last: Whether none follows.
        """
        whole = section.copy()
        if self._tail is not None:
            angle = np.linspace(0, np.pi / 2, len(self._tail), dtype=np.float32)[:, None]
            whole[: len(self._tail)] *= np.sin(angle)
            whole[: len(self._tail)] += self._tail * np.cos(angle)
        if is_last:
            return whole
        self._tail = whole[len(whole) - self._shared :]
        return whole[: len(whole) - self._shared]


def faded(block: Samples, first: int, *, samples: int) -> Samples:
    """Return a stretch of music with the fades of the whole: in over half a second, out over three.

    Music too short for that is faded over a tenth and a quarter of its length.

    Args:
        block: `float32[n, channels]`; not modified.
        first: Where it begins in the music, in samples.
        samples: Length of the music.
    """
    rises = max(1, min(_FADE_IN_SAMPLES, samples // 10))
    falls = max(1, min(_FADE_OUT_SAMPLES, samples // 4))
    at = np.arange(first, first + len(block), dtype=np.float32)
    level = np.minimum(np.minimum((at + 0.5) / rises, (samples - at - 0.5) / falls), 1)
    return block * np.sin(level * np.float32(np.pi / 2))[:, None] ** 2
