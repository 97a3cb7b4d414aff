"""Fountain 1.1 scripts (https://fountain.io/syntax), the whole syntax.

Where the format leaves a choice, no word is lost: what is never closed is text, a heading or a cue directly below a
heading counts though an empty line is missing, and `FADE IN:` or `FADE OUT.` is a transition as most programs have it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from videogen_dagster.core.screenplay import (
    Action,
    Element,
    Heading,
    Lyric,
    Manner,
    Note,
    PageBreak,
    Screenplay,
    Section,
    Speech,
    Spoken,
    Synopsis,
    Transition,
)
from videogen_dagster.scripts.cues import Cue, is_enclosed, is_place, is_upper, parse_cue, split_scene_number
from videogen_dagster.scripts.fountain_lines import Line, plain, split_lines, strip_tags
from videogen_dagster.scripts.title_page import read_title_page

_PAGE_BREAK: Final = re.compile(r"={3,}")
_SECTION: Final = re.compile(r"(#+)\s*(.*)")
_FADE: Final = re.compile(r"FADE IN[:.]?|(?:FADE OUT|FADE TO BLACK|CUT TO BLACK)[:.]")


def parse_fountain(text: str) -> Screenplay:
    """Return the script that a Fountain text says.

    Lines of one dialogue paragraph become one `Spoken`, joined by a blank; sung lines and what stands after an empty
    line inside a speech become their own. Action keeps its line breaks.
    """
    lines = split_lines(text.lstrip("\n"))
    page = read_title_page([line.raw for line in lines], own_keys=True)
    elements = _Reader(lines[page.lines :]).read()
    return Screenplay(title=page.title, title_page=page.values, elements=tuple(elements))


def looks_like_fountain(text: str) -> bool:
    """Return whether a plain text is laid out as a screenplay: a place (`INT. BAR`), and names above their words."""
    lines = split_lines(text)
    reader = _Reader(lines)
    places = {index for index, line in enumerate(lines) if is_place(line.plain, alone=reader.is_end(index + 1))}
    return bool(places) and any(
        line.text and index not in places and reader.is_end(index - 1) and reader.cue_at(index) is not None
        for index, line in enumerate(lines)
    )


@dataclass(slots=True)
class _Reader:
    """Reads elements from line to line. `free` says that an empty line or a heading stands before the next one."""

    lines: Sequence[Line]
    at: int = 0
    free: bool = True
    elements: list[Element] = field(default_factory=list)

    def read(self) -> list[Element]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.is_blank:
                self.add((), 1)
                self.free = True
            elif (element := self.single(line)) is not None:
                self.add([element], 1)
                self.free = not isinstance(element, Action)
            elif self.free and (cue := self.cue_at(self.at)) is not None:
                self.speech(cue)
            else:
                self.action()
        return self.elements

    def add(self, elements: Sequence[Element], lines: int) -> None:
        """Append elements that take the next `lines` lines, and after them the notes of those lines."""
        self.elements.extend(elements)
        notes = (note for line in self.lines[self.at : self.at + lines] for note in line.notes)
        self.elements.extend(Note(text=note) for note in notes)
        self.at += lines

    def is_end(self, index: int) -> bool:
        """Return whether a paragraph ends before line `index`."""
        return not 0 <= index < len(self.lines) or self.lines[index].is_blank

    def single(self, line: Line) -> Element | None:
        """Return the element that takes exactly this line, or None."""
        for rule in (_marked_element, self.heading, self.transition):
            element = rule(line)
            if element is not None:
                return element
        return None

    def heading(self, line: Line) -> Heading | None:
        text = line.plain
        if self.free and line.text.startswith(".") and line.text[1:2].isalnum():
            return _heading(line.text[1:])
        if is_place(text, alone=self.free and self.is_end(self.at + 1)) and (self.free or is_upper(text)):
            return _heading(line.text)
        return None

    def transition(self, line: Line) -> Transition | None:
        text = line.plain
        known = is_upper(text) and (text.endswith("TO:") or _FADE.fullmatch(text) is not None)
        return Transition(text=text) if known and self.free else None

    def cue_at(self, index: int) -> Cue | None:
        """Return the cue in line `index` if words follow it, or None."""
        line = self.lines[index]
        forced = line.text.startswith("@")
        if line.text.startswith("!") or not self.words_follow(index + 1):
            return None
        cue = parse_cue(plain(line.text.removeprefix("@")))
        return cue if cue is not None and (forced or is_upper(cue.name)) else None

    def words_follow(self, index: int) -> bool:
        while index < len(self.lines) and self.lines[index].commented:
            index += 1
        return not self.is_end(index)

    def speech(self, cue: Cue) -> None:
        end = self.at + 1
        while end < len(self.lines) and self.continues_speech(end):
            end += 1
        parts = _speech_parts(self.lines[self.at + 1 : end])
        self.add([Speech(character=cue.name, extensions=cue.extensions, parts=parts, dual=cue.dual)], end - self.at)
        self.free = False

    def continues_speech(self, index: int) -> bool:
        line = self.lines[index]
        if line.is_blank:
            return line.commented or line.pause
        if _PAGE_BREAK.fullmatch(line.text) or line.text.startswith(("# ", "## ", "### ", "= ")):
            return False
        return not (self.lines[index - 1].is_blank and is_place(line.plain, alone=False))

    def action(self) -> None:
        """Read one paragraph of action: up to an empty line or an element that is marked as another one."""
        end = self.at + 1
        while (
            not self.is_end(end) and _marked_element(self.lines[end]) is None and not _is_plain_place(self.lines[end])
        ):
            end += 1
        paragraph = (plain(line.text.removeprefix("!")) for line in self.lines[self.at : end])
        text = "\n".join(row for row in paragraph if row)
        self.add([Action(text=text)] if text else (), end - self.at)
        self.free = False


def _marked_element(line: Line) -> Element | None:
    """Return the element whose first character says what it is, or None."""
    text = line.text
    if _PAGE_BREAK.fullmatch(text):
        return PageBreak()
    rule = _MARKED.get(text[:1])
    return rule(text) if rule else None


def _section(text: str) -> Section | None:
    match = _SECTION.fullmatch(strip_tags(text))
    return Section(text=plain(match[2]), depth=len(match[1])) if match and match[2] else None


def _synopsis(text: str) -> Synopsis | None:
    words = plain(text[1:])
    return Synopsis(text=words) if words else None


def _lyric(text: str) -> Lyric | None:
    words = plain(text[1:])
    return Lyric(text=words) if words else None


def _angled(text: str) -> Action | Transition | None:
    bare = strip_tags(text)
    centred = len(bare) > 1 and bare.endswith("<")
    words = plain(bare[1:-1] if centred else bare[1:])
    if not words:
        return None
    return Action(text=words, centred=True) if centred else Transition(text=words)


_MARKED: Final[dict[str, Callable[[str], Element | None]]] = {
    "#": _section,
    "=": _synopsis,
    "~": _lyric,
    ">": _angled,
}


def _heading(text: str) -> Heading:
    bare, number = split_scene_number(strip_tags(text))
    return Heading(text=plain(bare), number=number)


def _is_plain_place(line: Line) -> bool:
    text = line.plain
    return is_place(text, alone=False) and is_upper(text)


def _speech_parts(lines: Sequence[Line]) -> tuple[Spoken | Manner, ...]:
    parts: list[Spoken | Manner] = []
    words: list[str] = []

    def finish() -> None:
        if words:
            parts.append(Spoken(text=" ".join(words)))
            words.clear()

    for text in _joined_parentheses(lines):
        if is_enclosed(text):
            finish()
            parts.append(Manner(text=text[1:-1].strip()))
        elif text.startswith("~"):
            finish()
            parts.append(Spoken(text=text[1:].strip(), sung=True))
        elif text:
            words.append(text)
        else:
            finish()
    finish()
    return tuple(part for part in parts if part.text)


def _joined_parentheses(lines: Sequence[Line]) -> list[str]:
    """Return the lines of a speech as text, "" for a pause; a manner that runs over several lines is one of them."""
    rows = [line.plain for line in lines if not line.commented]
    joined: list[str] = []
    for index, row in enumerate(rows):
        is_open = bool(joined) and joined[-1].startswith("(") and ")" not in joined[-1]
        if is_open and row and any(")" in later for later in rows[index : index + 5]):
            joined[-1] = f"{joined[-1]} {row}"
        else:
            joined.append(row)
    return joined
