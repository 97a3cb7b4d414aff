"""What a script says, in the order it says it: the common result of all script parsers."""

from typing import Annotated, Literal

from pydantic import Field

from videogen_dagster.core.values import Value


class Heading(Value):
    """The start of a scene: `INT. KITCHEN - NIGHT`."""

    kind: Literal["heading"] = "heading"
    text: str
    number: str | None = None


class Action(Value):
    """What is seen; one paragraph. `centred` text is shown on screen as a title."""

    kind: Literal["action"] = "action"
    text: str
    centred: bool = False


class Narration(Value):
    """Prose that a narrator speaks, one paragraph: how plain text and Markdown tell a story."""

    kind: Literal["narration"] = "narration"
    text: str


class Spoken(Value):
    """Words of a speech exactly as written, without emphasis marks, notes and escapes."""

    kind: Literal["spoken"] = "spoken"
    text: str
    sung: bool = False


class Manner(Value):
    """How the words that follow are said, without the parentheses."""

    kind: Literal["manner"] = "manner"
    text: str


class Speech(Value):
    """One character's speech.

    Attributes:
        character: The name as written, without extension and dual mark (`STEEL`).
        extensions: What stands in parentheses after the name (`V.O.`, `CONT'D`).
        parts: Words and manners in order.
        dual: Whether it is spoken at the same time as the speech before it.
    """

    kind: Literal["speech"] = "speech"
    character: str
    extensions: tuple[str, ...] = ()
    parts: tuple[Annotated[Spoken | Manner, Field(discriminator="kind")], ...]
    dual: bool = False


class Lyric(Value):
    """A sung line outside a speech."""

    kind: Literal["lyric"] = "lyric"
    text: str


class Transition(Value):
    """How the scene before it ends: `CUT TO:`."""

    kind: Literal["transition"] = "transition"
    text: str


class Section(Value):
    """A heading of the outline (`# Act`), not shown. Depth 1 is the outermost."""

    kind: Literal["section"] = "section"
    text: str
    depth: Annotated[int, Field(ge=1)]


class Synopsis(Value):
    """A summary for readers of the script, not shown."""

    kind: Literal["synopsis"] = "synopsis"
    text: str


class Note(Value):
    """A remark to the authors, never shown or spoken."""

    kind: Literal["note"] = "note"
    text: str


class PageBreak(Value):
    """A forced page break."""

    kind: Literal["page_break"] = "page_break"


Element = Annotated[
    Heading | Action | Narration | Speech | Lyric | Transition | Section | Synopsis | Note | PageBreak,
    Field(discriminator="kind"),
]


class Screenplay(Value):
    """A whole script."""

    kind: Literal["screenplay"] = "screenplay"
    title: str | None = None
    title_page: dict[str, str] = Field(default_factory=dict)
    elements: tuple[Element, ...]

    def spoken_words(self) -> tuple[str, ...]:
        """Return all words that must be heard, in order, split at white space."""
        return tuple(word for text in self._heard() for word in text.split())

    def _heard(self) -> list[str]:
        heard: list[str] = []
        for element in self.elements:
            match element:
                case Speech():
                    heard.extend(part.text for part in element.parts if isinstance(part, Spoken))
                case Narration() | Lyric():
                    heard.append(element.text)
                case _:
                    pass
        return heard
