"""When each written word is heard, from what the synthesiser reports.

The synthesiser names fewer words than stand in the text ("in the" is one) and more ("1,250" is five). Each written word
gets one time; words without a report of their own share the time of the one before them by their length.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from videogen_dagster.core.media import WordTime

SILENT_WEIGHT: Final = 0.25
"""Share of a word without letters and digits (a dash) against one letter."""

DECIMALS: Final = 5


@dataclass(frozen=True, slots=True)
class Onset:
    """A report: what stands at a character of the text begins at a time."""

    character: int
    start_s: float


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence inside the sound."""

    start_s: float
    end_s: float


def word_times(
    text: str, *, onsets: Sequence[Onset], pauses: Sequence[Pause], start_s: float, end_s: float
) -> tuple[WordTime, ...]:
    """Return one time for each white-space separated word, in order, not overlapping, inside `start_s`..`end_s`.

    Args:
        text: The line as written.
        onsets: The reports, in any order.
        pauses: Silences; a word ends where a silence before the next word begins.
        start_s: Where the speech begins.
        end_s: Where it ends.
    """
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    starts = _word_starts(spans, onsets, start_s=start_s, end_s=end_s)
    heads = [index for index in range(len(spans)) if index == 0 or index in starts]
    times: list[WordTime] = []
    for position, head in enumerate(heads):
        last = heads[position + 1] if position + 1 < len(heads) else len(spans)
        until = starts.get(last, end_s)
        begin = starts.get(head, start_s)
        times += _share(text, spans[head:last], start_s=begin, end_s=_before_pause(begin, until, pauses))
    return tuple(times)


def _word_starts(
    spans: Sequence[tuple[int, int]], onsets: Sequence[Onset], *, start_s: float, end_s: float
) -> dict[int, float]:
    """Return the first reported time of each word that has one, rising from word to word."""
    first: dict[int, float] = {}
    word_at = {character: index for index, (start, end) in enumerate(spans) for character in range(start, end)}
    for onset in onsets:
        index = word_at.get(onset.character)
        if index is not None:
            first[index] = min(first.get(index, end_s), max(onset.start_s, start_s))
    return _rising(first)


def _rising(starts: Mapping[int, float]) -> dict[int, float]:
    rising: dict[int, float] = {}
    latest = -1.0
    for index in sorted(starts):
        # A report that goes back in time (long numbers make such) is left out: the word shares its neighbour's time.
        if starts[index] > latest:
            rising[index] = latest = starts[index]
    return rising


def _before_pause(start_s: float, until_s: float, pauses: Sequence[Pause]) -> float:
    """Return where the sound from `start_s` on falls silent before `until_s`."""
    for pause in pauses:
        if start_s < pause.start_s < until_s <= pause.end_s + 1e-3:
            return pause.start_s
    return until_s


def _share(text: str, spans: Sequence[tuple[int, int]], *, start_s: float, end_s: float) -> list[WordTime]:
    weights = [max(SILENT_WEIGHT, sum(c.isalnum() for c in text[start:end])) for start, end in spans]
    total, passed, cut = sum(weights), 0.0, round(start_s, DECIMALS)
    times = []
    for (start, end), weight in zip(spans, weights, strict=True):
        passed += weight
        stop = max(cut, round(start_s + (end_s - start_s) * passed / total, DECIMALS))
        times.append(WordTime(start_char=start, end_char=end, start_s=cut, end_s=stop))
        cut = stop
    return times
