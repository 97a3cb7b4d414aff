"""Fountain text as lines: boneyards gone, notes set aside, emphasis and tags taken out on demand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from videogen_dagster.scripts.emphasis import FOUNTAIN_ESCAPES, FOUNTAIN_MARKS, strip_emphasis

_BONEYARD: Final = "\x01"
_NOTE: Final = "\x02"
"""Stand in the text where something was taken out. Control characters never reach a parser (`read_text` refuses them)."""
_MARKS: Final = str.maketrans("", "", _BONEYARD + _NOTE)
_TAG: Final = re.compile(r"#[^\W\d][^\s#]*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        raw: Without boneyards and notes.
        text: `raw` without white space around it.
        notes: What the notes that end or begin in it say.
        commented: It holds nothing but boneyards or notes: it ends a paragraph, but not a speech.
        pause: It is two blanks: an empty line inside a speech.
    """

    raw: str
    text: str
    notes: tuple[str, ...] = ()
    commented: bool = False
    pause: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing is to be seen in it."""
        return not self.text

    @property
    def plain(self) -> str:
        """The text without tags and emphasis marks."""
        return plain(self.text)


def split_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of a Fountain text, boneyards removed and notes set aside."""
    clean = text.translate(_MARKS)
    clean = "".join(_without_boneyards(clean))
    notes: list[str] = []
    marked = "".join(_without_notes(clean, notes))
    remaining = iter(notes)
    return tuple(_line(raw, remaining) for raw in marked.split("\n"))


def plain(text: str) -> str:
    """Return a line without the tags at its end (`#niceday`) and without emphasis marks."""
    return strip_emphasis(strip_tags(text), marks=FOUNTAIN_MARKS, escapes=FOUNTAIN_ESCAPES).strip()


def strip_tags(text: str) -> str:
    """Return a line without the tags at its end, a common extension of Fountain.

    A tag is `#` and a word that begins with a letter: `We are #1` and scene numbers (`#3#`) stay.
    """
    words = text.rstrip().split(" ")
    while words and (not words[-1] or _TAG.fullmatch(words[-1])):
        words.pop()
    return " ".join(words)


def _line(raw: str, notes: Iterator[str]) -> Line:
    visible = raw.translate(_MARKS)
    text = visible.strip()
    return Line(
        raw=visible,
        text=text,
        notes=tuple(next(notes) for _ in range(raw.count(_NOTE))),
        commented=not text and raw != visible,
        pause=raw == "  ",
    )


def _without_boneyards(text: str) -> Iterator[str]:
    position = 0
    while True:
        start = text.find("/*", position)
        end = text.find("*/", start + 2) if start >= 0 else -1
        if end < 0:  # what is never closed is text
            yield text[position:]
            return
        yield text[position:start]
        yield _BONEYARD
        position = end + 2


def _without_notes(text: str, notes: list[str]) -> Iterator[str]:
    """Yield the text with a mark for each note, whose words are appended to `notes`.

    A note may run over several lines, but not over an empty one unless blanks stand in it.
    """
    position = 0
    close = empty_line = -1
    while True:
        start = text.find("[[", position)
        if start >= 0 and close < start + 2:
            close = text.find("]]", start + 2)
        if start < 0 or close < 0:
            yield text[position:]
            return
        if empty_line < start:
            found = text.find("\n\n", start)
            empty_line = found if found >= 0 else len(text)
        if close < empty_line:
            yield text[position:start]
            yield _NOTE
            notes.append(text[start + 2 : close].translate(_MARKS).strip())
            position = close + 2
        else:
            yield text[position : start + 2]
            position = start + 2
