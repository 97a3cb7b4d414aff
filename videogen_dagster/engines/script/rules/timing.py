"""How long words take: estimates that are made before anything is spoken."""

import re
from collections.abc import Sequence
from typing import Final

from videogen_dagster.core.storyboard import LONGEST_SCENE_S, Line

LEAD_S: Final = 0.4
"""Picture before the first word."""
GAP_S: Final = 0.25
"""Silence between two lines."""
TAIL_S: Final = 0.6
"""Picture after the last word."""
SHORTEST_SHOT_S: Final = 2.5

# Characters a second at an even reading pace, white space included. English, at espeak-ng's default of about 165 words a
# minute, comes to 15.5; scripts that write a syllable or a word in one sign are read in far fewer signs.
_CHARACTERS_PER_S: Final = {"zh": 4.0, "yue": 4.0, "ja": 6.0, "ko": 6.0, "th": 11.0, "lo": 11.0, "km": 10.0, "my": 10.0}
_DEFAULT_CHARACTERS_PER_S: Final = 14.5
_WORDS_PER_S: Final = 2.75
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_DIGIT_S: Final = 0.3
_SENTENCE_PAUSE_S: Final = 0.3
_CLAUSE_PAUSE_S: Final = 0.12


def speech_s(text: str, language: str) -> float:
    """Return about how many seconds `text` takes to say, rather too many than too few.

    Args:
        text: The words; digits count extra because "1984" is four words when spoken.
        language: BCP 47 tag; its first part decides the pace.
    """
    rate = _CHARACTERS_PER_S.get(language.split("-", maxsplit=1)[0].lower(), _DEFAULT_CHARACTERS_PER_S)
    ideographs = len(_IDEOGRAPH.findall(text))
    letters_s = (len(text) - ideographs) / rate + ideographs / min(rate, _CHARACTERS_PER_S["ja"])
    words_s = len(text.split()) / _WORDS_PER_S
    pauses_s = _SENTENCE_PAUSE_S * len(re.findall(r"[.!?…。！？]+", text)) + _CLAUSE_PAUSE_S * len(
        re.findall(r"[,;:，、；：—–]", text)
    )
    return max(letters_s, words_s) + pauses_s + _DIGIT_S * sum(character.isdigit() for character in text)


def lines_s(lines: Sequence[Line], language: str) -> float:
    """Return about how many seconds a shot needs for `lines`, with lead, gaps and tail; 0 without lines."""
    if not lines:
        return 0.0
    spoken = sum(speech_s(line.text, language) for line in lines)
    return LEAD_S + spoken + GAP_S * (len(lines) - 1) + TAIL_S


def silent_s(text: str) -> float:
    """Return how many seconds a picture of `text` deserves when nobody speaks: 3 to 6, by the amount of action."""
    return min(6.0, max(3.0, 2.2 + 0.13 * len(text.split())))


def shot_s(lines: Sequence[Line], *, silent: float, fixed: float | None, language: str) -> float:
    """Return the planned length of a shot in seconds, to a tenth.

    A length that a person fixed is kept, to the frame, unless the words need more. Everything else is at least
    `SHORTEST_SHOT_S`.
    """
    needed = min(LONGEST_SCENE_S, round(lines_s(lines, language), 1))
    if fixed is not None:
        return max(needed, fixed)
    return max(needed, round(max(silent, SHORTEST_SHOT_S), 1))
