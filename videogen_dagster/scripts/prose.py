"""Reads paragraphs of plain text and Markdown: who speaks, what a narrator tells, what is only to be seen."""

from collections.abc import Sequence
from typing import Final

from videogen_dagster.core.screenplay import (
    Action,
    Element,
    Heading,
    Manner,
    Narration,
    Note,
    PageBreak,
    Section,
    Speech,
    Spoken,
    Transition,
)
from videogen_dagster.scripts.cues import is_enclosed
from videogen_dagster.scripts.directions import join_lines, sentences_end, split_directions
from videogen_dagster.scripts.prose_lines import (
    LabelledLine,
    NamedLine,
    is_loud_name,
    read_heading,
    read_label,
    read_named_line,
    read_transition,
)

_RULE_CHARACTERS: Final = frozenset("-*_=~#•· \t")


class ProseReader:
    """Collects the elements of a script, paragraph by paragraph.

    A paragraph may hold several speeches (`ANNA: Hi` on one line, `BEN: Hello` on the next). A name in upper case alone
    in its paragraph speaks the next one.
    """

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self._speaker: NamedLine | LabelledLine | None = None
        self._rows: list[str] = []
        self._waiting: NamedLine | None = None

    def add(self, element: Element) -> None:
        """Append an element that is no paragraph: a heading, a note."""
        self._finish()
        self._give_up_waiting()
        self.elements.append(element)

    def paragraph(self, lines: Sequence[str]) -> None:
        """Read lines that no empty line divides."""
        rows = [line.strip() for line in lines if line.strip()]
        if not rows:
            return
        whole = join_lines(rows)
        if self._waiting is None and (is_enclosed(whole) or is_enclosed(whole, "[]")):
            self.elements.append(Action(text=whole[1:-1].strip()))
            return
        for row in rows:
            self._line(row)
        self._end_paragraph()

    def finish(self) -> tuple[Element, ...]:
        """Return all elements."""
        self._finish()
        self._give_up_waiting()
        return tuple(self.elements)

    def _line(self, row: str) -> None:
        if element := _structure(row):
            self.add(element)
        elif label := read_label(row):
            self._begin(label, label.text)
        elif (named := read_named_line(row)) and self._may_begin_speech(row):
            self._begin(named, named.text)
        else:
            if self._waiting is not None:
                self._speaker, self._waiting = self._waiting, None
            self._rows.append(row)

    def _may_begin_speech(self, row: str) -> bool:
        """Return whether a name can stand here: not where a sentence of prose runs on from the line before."""
        in_prose = self._speaker is None and bool(self._rows)
        return not in_prose or is_loud_name(row) or sentences_end(self._rows[-1])

    def _begin(self, speaker: NamedLine | LabelledLine, text: str) -> None:
        self._finish()
        self._give_up_waiting()
        self._speaker = speaker
        self._rows = [text] if text else []

    def _end_paragraph(self) -> None:
        match self._speaker:
            case NamedLine() as named if not self._rows and is_loud_name(named.cue.name):
                self._waiting, self._speaker = named, None
            case NamedLine() as named if not self._rows:
                self._speaker = None
                self.elements.append(Narration(text=f"{named.cue.name}:"))
            case _:
                self._finish()

    def _give_up_waiting(self) -> None:
        if self._waiting is not None:
            self.elements.append(Action(text=self._waiting.cue.name))
            self._waiting = None

    def _finish(self) -> None:
        text = join_lines(self._rows)
        speaker, self._speaker, self._rows = self._speaker, None, []
        match speaker:
            case NamedLine():
                self.elements.append(_speech(speaker, text))
            case LabelledLine():
                self.elements.append(Note(text=text) if speaker.is_remark else Action(text=text))
            case None:
                self.elements.extend(_narration(text))


def is_rule(row: str) -> bool:
    """Return whether a line is a drawn line (`* * *`, `-----`): a break between scenes."""
    return len(row) >= 3 and set(row) <= _RULE_CHARACTERS


def _structure(row: str) -> Heading | Section | Transition | PageBreak | None:
    if is_rule(row):
        return PageBreak()
    if element := read_heading(row):
        return element
    transition = read_transition(row)
    return Transition(text=transition) if transition else None


def _speech(speaker: NamedLine, text: str) -> Speech:
    manners = [Manner(text=manner) for manner in speaker.manners]
    parts = [
        Manner(text=stretch.text) if stretch.is_direction else Spoken(text=stretch.text)
        for stretch in split_directions(text, speech=True)
    ]
    return Speech(character=speaker.cue.name, extensions=speaker.cue.extensions, parts=(*manners, *parts))


def _narration(text: str) -> list[Narration | Action]:
    return [
        Action(text=stretch.text) if stretch.is_direction else Narration(text=stretch.text)
        for stretch in split_directions(text, speech=False)
    ]
