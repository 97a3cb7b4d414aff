"""When words are heard, from a transcription: its words are matched with the line's, whatever it makes of numbers and names."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from videogen_dagster.engines.speech.word_times import Onset


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word as a transcription writes it, and when it begins."""

    word: str
    start_s: float


def heard_words(transcription: object) -> tuple[HeardWord, ...]:
    """Return the words of a transcription (`verbose_json`) that tell when they begin; none where it is something else."""
    listed = transcription.get("words") if isinstance(transcription, dict) else None
    words = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return tuple(
        HeardWord(str(each.get("word")), float(each["start"]))
        for each in words
        if isinstance(each.get("start"), int | float) and math.isfinite(each["start"])
    )


def onsets_of(text: str, heard: Sequence[HeardWord]) -> tuple[Onset, ...]:
    """Return when words of a line begin: of those that the transcription has as well.

    Args:
        text: The line as written.
        heard: The transcription's words, in order.
    """
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    written = [_plain(text[start:stop]) for start, stop in spans]
    spoken = [_plain(each.word) for each in heard]
    matcher = SequenceMatcher(a=written, b=spoken, autojunk=False)
    return tuple(
        Onset(spans[block.a + offset][0], heard[block.b + offset].start_s)
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
        if written[block.a + offset]
    )


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in folded if character.isalnum())
