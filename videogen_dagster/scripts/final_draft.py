"""Final Draft scripts (.fdx): paragraphs with a type, in XML."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element as Node  # the type; defusedxml parses
from xml.etree.ElementTree import ParseError

import defusedxml
from defusedxml import ElementTree

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.screenplay import (
    Action,
    Element,
    Heading,
    Lyric,
    Manner,
    Narration,
    Screenplay,
    Section,
    Speech,
    Spoken,
    Synopsis,
    Transition,
)
from videogen_dagster.scripts.cues import Cue, is_enclosed, parse_cue

_PARTS_OF_SPEECH: Final = frozenset({"Dialogue", "Parenthetical", "Lyrics"})


def parse_final_draft(data: bytes, *, source: str | None = None) -> Screenplay:
    """Return the script of a Final Draft document. Notes and formatting are left out.

    Args:
        data: The file. Its XML declaration says the encoding.
        source: The file's name, for messages.

    Raises:
        InvalidInput: It is no well-formed XML, declares entities or a document type, or is no Final Draft document.
    """
    root = _root(data, source)
    content = root.find("Content")
    if root.tag != "FinalDraft" or content is None:
        raise InvalidInput(
            f"the XML root is <{root.tag[:40]}>, not a <FinalDraft> with <Content>",
            source=source,
            remedy="save the script from Final Draft 8 or newer as .fdx",
        )
    reader = _Reader()
    for paragraph, dual in _paragraphs(content):
        reader.read(paragraph, dual=dual)
    return Screenplay(title=_title(root), elements=reader.finish())


def _root(data: bytes, source: str | None) -> Node:
    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except defusedxml.DefusedXmlException as error:
        raise InvalidInput(
            "the XML declares a document type or entities, which no Final Draft script needs",
            source=source,
            remedy="save the script again from Final Draft",
        ) from error
    except ParseError as error:
        line, column = error.position
        raise InvalidInput(
            f"not well-formed XML: {str(error).partition(':')[0]}",
            source=source,
            field=f"line {line}, column {column + 1}",
            remedy="save the script again from Final Draft; the file may be cut off",
        ) from error
    except (ValueError, LookupError) as error:  # an encoding that does not exist, or not the one declared
        raise InvalidInput(f"not readable XML: {error}", source=source, remedy="save it in UTF-8") from error


def _paragraphs(content: Node) -> Iterator[tuple[Node, bool]]:
    """Yield the paragraphs in order; the flag says that its speech is spoken at the same time as the one before."""
    for outer in content.findall("Paragraph"):
        pair = outer.find("DualDialogue")
        if pair is None:
            yield outer, False
            continue
        speeches = 0
        for inner in pair.findall("Paragraph"):
            speeches += inner.get("Type") == "Character"
            yield inner, speeches > 1


def _text(paragraph: Node) -> str:
    """Return the words of a paragraph's styled runs; notes and properties are no runs."""
    return "".join(words for run in paragraph.findall("Text") for words in run.itertext()).strip()


def _title(root: Node) -> str | None:
    """Return the first line of the title page that says something."""
    page = root.find("TitlePage/Content")
    lines = () if page is None else (" ".join(_text(paragraph).split()) for paragraph in page.findall("Paragraph"))
    return next((line for line in lines if line), None)


@dataclass(slots=True)
class _Reader:
    """Collects elements; the paragraphs of a speech are gathered until another element comes."""

    elements: list[Element] = field(default_factory=list)
    cue: Cue | None = None
    parts: list[Spoken | Manner] = field(default_factory=list)

    def read(self, paragraph: Node, *, dual: bool) -> None:
        text = _text(paragraph)
        kind = paragraph.get("Type", "General")
        if kind == "Character":
            self._finish_speech()
            self.cue = _cue(text, dual=dual)
        elif kind in _PARTS_OF_SPEECH and self.cue is not None:
            self.parts.extend(_part(kind, text))
        else:
            self._finish_speech()
            self.elements.extend(_element(kind, text, paragraph))

    def finish(self) -> tuple[Element, ...]:
        self._finish_speech()
        return tuple(self.elements)

    def _finish_speech(self) -> None:
        if self.cue is not None and self.parts:
            self.elements.append(
                Speech(
                    character=self.cue.name, extensions=self.cue.extensions, parts=tuple(self.parts), dual=self.cue.dual
                )
            )
        elif self.cue is not None:
            self.elements.append(Action(text=self.cue.name))
        self.cue, self.parts = None, []


def _cue(text: str, *, dual: bool) -> Cue | None:
    cue = parse_cue(text) or (Cue(text) if text else None)
    return Cue(cue.name, cue.extensions, dual=dual) if cue else None


def _part(kind: str, text: str) -> Iterator[Spoken | Manner]:
    if not text:
        return
    if kind == "Parenthetical":
        manner = text[1:-1].strip() if is_enclosed(text) else text.strip("() ")
        yield from [Manner(text=manner)] if manner else []
    else:
        yield Spoken(text=text, sung=kind == "Lyrics")


def _element(kind: str, text: str, paragraph: Node) -> Iterator[Element]:
    if not text:
        return
    match kind:
        case "Scene Heading":
            yield Heading(text=text, number=paragraph.get("Number"))
            yield from _summary(paragraph)
        case "Transition":
            yield Transition(text=text)
        case "Lyrics":
            yield Lyric(text=text)
        case "Dialogue":  # nobody is named: still words to be heard
            yield Narration(text=text)
        case "New Act" | "End of Act" | "Outline 1" | "Outline 2":
            yield Section(text=text, depth=1)
        case _:
            yield Action(text=text, centred=paragraph.get("Alignment") == "Center")


def _summary(paragraph: Node) -> Iterator[Synopsis]:
    for summary in paragraph.iterfind("SceneProperties/Summary/Paragraph"):
        if text := _text(summary):
            yield Synopsis(text=text)
