"""Scripts in plain text: `SCENE 1: ...` or `INT. BAR` lines, `NAME: words`, and prose that a narrator tells."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.core.screenplay import Screenplay
from videogen_dagster.scripts.fountain import looks_like_fountain, parse_fountain
from videogen_dagster.scripts.prose import ProseReader, is_rule
from videogen_dagster.scripts.prose_lines import read_heading, read_named_line, read_transition
from videogen_dagster.scripts.title_page import TitlePage, read_title_page

_BULLET: Final = re.compile(r"\s*[-*•+–]\s+(?=\S)")
_LONGEST_TITLE: Final = 80


def parse_plain_text(text: str) -> Screenplay:
    """Return the script that a plain text says.

    `Title:` and other title page lines may stand first. A short first line directly above the first scene line is the
    title. A text laid out as a screenplay, with names above their words, is read as Fountain.
    """
    lines = text.lstrip("\n").split("\n")
    if looks_like_fountain(text) and not any(map(_is_named_line, lines)):
        return parse_fountain(text)
    page = read_title_page(lines, own_keys=False)
    paragraphs = list(_paragraphs(lines[page.lines :]))
    title = page.title
    if title is None and _starts_with_title(paragraphs):
        title = paragraphs.pop(0)[0].strip()
    return _screenplay(title, page, paragraphs)


def _screenplay(title: str | None, page: TitlePage, paragraphs: Sequence[Sequence[str]]) -> Screenplay:
    reader = ProseReader()
    for paragraph in paragraphs:
        reader.paragraph(paragraph)
    return Screenplay(title=title, title_page=page.values, elements=reader.finish())


def _paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the lines of each paragraph; an item of a list is one, without its bullet."""
    paragraph: list[str] = []
    for line in lines:
        bullet = None if is_rule(line.strip()) else _BULLET.match(line)
        if paragraph and (bullet or not line.strip()):
            yield paragraph
            paragraph = []
        if line.strip():
            paragraph.append(line[bullet.end() :] if bullet else line)
    if paragraph:
        yield paragraph


def _starts_with_title(paragraphs: Sequence[Sequence[str]]) -> bool:
    if len(paragraphs) < 2 or len(paragraphs[0]) > 1:
        return False
    first, second = paragraphs[0][0].strip(), paragraphs[1][0].strip()
    is_short = len(first) <= _LONGEST_TITLE and not first.endswith((".", "!", "?", ":", ")", "]"))
    is_structure = read_heading(first) is not None or read_transition(first) is not None or _is_named_line(first)
    return is_short and not is_structure and read_heading(second) is not None


def _is_named_line(line: str) -> bool:
    named = read_named_line(line.strip())
    return named is not None and bool(named.text) and read_transition(line.strip()) is None
