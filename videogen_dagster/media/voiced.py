"""Which words of a text are heard when in a recording of it: pauses are matched with punctuation, the rest goes by length."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

import numpy as np

from videogen_dagster.core.media import WordTime
from videogen_dagster.media.ducking import FRAME_SAMPLES, SPEECH_BELOW_PEAK_DB, Stretch, frame_levels, join_stretches
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, Samples, amplitude

_ABOVE_FLOOR: Final = amplitude(8.0)
_LEAST_BELOW_PEAK: Final = amplitude(-12.0)
"""A noisy room must not pass for speech, nor soft speech for the room."""
_SHORTEST_PAUSE: Final = SAMPLE_RATE_HZ * 7 // 100
_SHORTEST_VOICE: Final = SAMPLE_RATE_HZ * 4 // 100

_SILENT_WEIGHT: Final = 0.25
"""Share of a word without letters and digits (a dash) against one letter."""
_WITHOUT_PAUSE: Final = 2.0
_PAUSE_WORTH: Final = 2.0
_LONGEST_WORTH_S: Final = 1.0
_TOLERANCE: Final = 0.35
"""What is heard away from its expected place by this part of an average line costs as much as a pause of half a second."""

_PHRASE: Final = re.compile(r"\S.*?(?:[.!?…,;:。！？、，；：]+[\"'”’)»]*(?=\s|$)|[。！？、，；：]+|$)", re.DOTALL)
_DECIMALS: Final = 5


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place at which a recording may be divided.

    Attributes:
        voiced: Voiced samples in front of it.
        at: The sample.
        price: What it costs to divide here, whatever is said.
    """

    voiced: float
    at: int
    price: float


class Voice:
    """Where a recording is voiced.

    Args:
        sound: `float32[n, channels]` at 48 kHz.
    """

    def __init__(self, sound: Samples) -> None:
        self.samples = len(sound)
        found = _stretches(sound)
        self._stretches = found or [(0, self.samples)]
        lengths = [stop - start for start, stop in self._stretches]
        self._passed = [0, *accumulate(lengths)]

    def divide(self, texts: Sequence[str], *, first: int = 0, end: int | None = None) -> list[int]:
        """Return at which samples a stretch is divided so that each part holds one text: one cut fewer than texts.

        Args:
            texts: What is said in it, in order.
            first: Where the stretch begins.
            end: Where it ends, or None: with the recording.
        """
        end = self.samples if end is None else end
        begins, ends = self._voiced_before(first), self._voiced_before(end)
        weights = [_weight(text) for text in texts]
        shares = [share / sum(weights) for share in accumulate(weights)][:-1]
        wanted = [begins + (ends - begins) * share for share in shares]
        tolerance = max(1.0, _TOLERANCE * (ends - begins) / max(1, len(texts)))
        pauses = [
            _Cut(passed, (stop + start) // 2, -_PAUSE_WORTH * min(_LONGEST_WORTH_S, (start - stop) / SAMPLE_RATE_HZ))
            for (_, stop), (start, _), passed in zip(
                self._stretches, self._stretches[1:], self._passed[1:], strict=False
            )
            if first < stop and start < end
        ]
        inside = [_Cut(voiced, self._at(voiced), _WITHOUT_PAUSE) for voiced in wanted]
        cuts = sorted([*pauses, *inside], key=lambda cut: (cut.voiced, cut.at))
        # The middle of a pause may lie outside a stretch that begins or ends in it.
        return [min(max(cut, first), end) for cut in _best(cuts, wanted, tolerance)]

    def words(self, text: str, *, first: int, end: int) -> tuple[WordTime, ...]:
        """Return when each white-space separated word is heard in a stretch, in seconds from its start.

        Args:
            text: The words as written.
            first: Where the stretch begins.
            end: Where it ends.
        """
        phrases = [match.span() for match in _PHRASE.finditer(text) if match.group().strip()]
        if not phrases:
            return ()
        cuts = self.divide([text[start:stop] for start, stop in phrases], first=first, end=end)
        edges = [first, *cuts, end]
        found: list[WordTime] = []
        for (start, stop), (begin, until) in zip(phrases, pairwise(edges), strict=True):
            found += self._spread(text, (start, stop), begin, until, origin=first)
        return tuple(found)

    def _spread(self, text: str, span: Stretch, begin: int, until: int, *, origin: int) -> list[WordTime]:
        """Return the words of a phrase spread over what is voiced in a stretch."""
        spans = [match.span() for match in re.compile(r"\S+").finditer(text, *span)]
        weights = [_weight(text[start:stop]) for start, stop in spans]
        low, high = self._voiced_before(begin), self._voiced_before(until)
        edges = [low + (high - low) * share / sum(weights) for share in (0.0, *accumulate(weights))]
        times: list[WordTime] = []
        for (start, stop), (one, other) in zip(spans, pairwise(edges), strict=True):
            # Behind the pause there may be the next phrase already.
            starts_s = _seconds(min(until, max(begin, self._at(one, after_pause=True))) - origin)
            ends_s = _seconds(min(until, self._at(other)) - origin)
            starts_s = max(starts_s, times[-1].end_s if times else 0.0)
            times.append(WordTime(start_char=start, end_char=stop, start_s=starts_s, end_s=max(starts_s, ends_s)))
        return times

    def _voiced_before(self, sample: int) -> float:
        index = bisect_right(self._stretches, sample, key=lambda stretch: stretch[0]) - 1
        if index < 0:
            return 0.0
        start, stop = self._stretches[index]
        return float(self._passed[index] + min(sample, stop) - start)

    def _at(self, voiced: float, *, after_pause: bool = False) -> int:
        """Return the sample at which so much was voiced: the one at which a pause begins, or the one behind it."""
        inner = self._passed[1:-1]
        index = bisect_right(inner, voiced) if after_pause else sum(passed < voiced for passed in inner)
        return round(self._stretches[index][0] + voiced - self._passed[index])


def frame_cuts(cuts: Sequence[int], samples: int, frames_per_second: int) -> list[int]:
    """Return cuts moved to the nearest frames, each at least a frame behind the one before as far as there is room."""
    frame = SAMPLE_RATE_HZ / frames_per_second
    last = int(samples / frame)
    moved: list[int] = []
    for number, cut in enumerate(cuts):
        earliest = moved[-1] + 1 if moved else 1
        latest = max(earliest, last - (len(cuts) - 1 - number))
        moved.append(min(max(round(cut / frame), earliest), latest))
    return [min(samples, number * SAMPLE_RATE_HZ // frames_per_second) for number in moved]


def _best(cuts: Sequence[_Cut], wanted: Sequence[float], tolerance: float) -> list[int]:
    """Return the rising choice of cuts that costs least: one for each wanted place (Viterbi over places and cuts)."""
    least = np.zeros(len(cuts) + 1)
    voiced = np.array([cut.voiced for cut in cuts])
    price = np.array([cut.price for cut in cuts])
    came: list[np.ndarray] = []
    for place in wanted:
        here = least[:-1] + price + np.abs(voiced - place) / tolerance
        # The cheapest way to a cut at or before each one, and which cut that is.
        best = np.minimum.accumulate(here)
        came.append(np.maximum.accumulate(np.where(here == best, np.arange(len(cuts)), 0)))
        least = np.concatenate([[np.inf], best])
    chosen: list[int] = []
    until = len(cuts) - 1
    for which in reversed(came):
        index = int(which[until])
        chosen.append(cuts[index].at)
        until = max(0, index - 1)
    return sorted(chosen)


def _stretches(sound: Samples) -> list[Stretch]:
    """Return where somebody is heard, without clicks and with short stops of the voice closed."""
    levels = frame_levels(sound)
    if not len(levels) or levels.max() <= 0:
        return []
    peak, floor = float(levels.max()), float(np.percentile(levels, 10))
    least = max(peak * amplitude(SPEECH_BELOW_PEAK_DB), min(floor * _ABOVE_FLOOR, peak * _LEAST_BELOW_PEAK))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], levels > least, [False]]).astype(np.int8)))
    heard = [(int(start) * FRAME_SAMPLES, int(stop) * FRAME_SAMPLES) for start, stop in edges.reshape(-1, 2)]
    joined = join_stretches(heard, longest_gap=_SHORTEST_PAUSE)
    return [(start, min(stop, len(sound))) for start, stop in joined if stop - start >= _SHORTEST_VOICE]


def _weight(text: str) -> float:
    return max(_SILENT_WEIGHT, sum(map(str.isalnum, text)))


def _seconds(samples: int) -> float:
    return round(max(0, samples) / SAMPLE_RATE_HZ, _DECIMALS)
