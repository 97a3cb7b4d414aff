"""Scripts in Markdown: headings are scenes, `**NAME:** words` is dialogue, prose is narration."""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from videogen_dagster.core.screenplay import Element, Heading, Note, Screenplay, Section
from videogen_dagster.scripts.markdown_inline import plain_markdown
from videogen_dagster.scripts.prose import ProseReader, is_rule
from videogen_dagster.scripts.prose_lines import read_heading, read_named_line
from videogen_dagster.scripts.structured import read_yaml

_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ATX: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-+)\s*")
_BULLET: Final = re.compile(r"\s*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)")
_NUMBER: Final = re.compile(r"\s*\d{1,3}[.)][ \t]+(?=\S)")
_QUOTE: Final = re.compile(r" {0,3}(?:>[ ]?)+")
_FENCE: Final = re.compile(r" {0,3}(`{3,}(?!.*`)|~{3,})")
_TABLE_RULE: Final = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?\s*)?")
_DEFINITION: Final = re.compile(r" {0,3}\[[^\[\]]{1,100}\]:\s+\S.*")
_LISTED: Final = frozenset({"renditions", "caption_languages"})
"""Settings that may be lists."""
_NEVER_IGNORED: Final = frozenset({"budget_usd"})
"""What is refused, not left out, where it is no single value: whoever writes a limit counts on it."""
_LONGEST_UNDERLINED: Final = 80
_LONGEST_STRUCTURE: Final = 1000


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading (`level` 1..6), a paragraph (`level` 0), or a remark (`level` -1)."""

    level: int
    lines: tuple[str, ...]


def parse_markdown(text: str, *, source: str | None = None) -> Screenplay:
    """Return the script that a Markdown text says.

    The only level-1 heading is the title, unless the YAML front matter gives one; every other heading starts a scene,
    or a part of the film if a deeper heading follows it directly.

    Raises:
        InvalidInput: The front matter is no valid YAML mapping.
    """
    values, body = _front_matter(text.lstrip("\n"), source)
    remarks: list[str] = []
    body = "".join(_without_comments(body, remarks))
    blocks = list(_blocks(body.split("\n")))
    title, blocks = _title(blocks)
    reader = ProseReader()
    for remark in remarks:
        reader.add(Note(text=remark))
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        _read(block, following, reader)
    given = next((value for key, value in values.items() if key.lower() == "title"), None)
    return Screenplay(title=given or title, title_page=values, elements=reader.finish())


def _front_matter(text: str, source: str | None) -> tuple[dict[str, str], str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    document = read_yaml(match[1], source=source)
    if not isinstance(document, dict):  # a rule, prose, and another rule
        return {}, text
    scalars = {
        key: str(value)
        for key, value in document.items()
        if isinstance(value, str | int | float) or (value is not None and key.lower() in _NEVER_IGNORED)
    }
    lists = {key: ", ".join(map(str, value)) for key, value in document.items() if isinstance(value, list)}
    return scalars | {key: text for key, text in lists.items() if key.lower() in _LISTED}, text[match.end() :]


def _without_comments(text: str, remarks: list[str]) -> Iterator[str]:
    position = 0
    while True:
        start = text.find("<!--", position)
        end = text.find("-->", start + 4) if start >= 0 else -1
        if end < 0:
            yield text[position:]
            return
        yield text[position:start]
        if words := text[start + 4 : end].strip():
            remarks.append(words)
        position = end + 3


def _title(blocks: list[_Block]) -> tuple[str | None, list[_Block]]:
    level_one = [block for block in blocks if block.level == 1]
    if len(level_one) != 1:
        return None, blocks
    text = plain_markdown(level_one[0].lines[0]).strip()
    if read_heading(text) is not None:
        return None, blocks
    return text or None, [block for block in blocks if block is not level_one[0]]


def _read(block: _Block, following: _Block | None, reader: ProseReader) -> None:
    if block.level < 0:
        reader.add(Note(text="\n".join(block.lines)))
    elif block.level == 0:
        text = "\n".join(block.lines)
        reader.paragraph(plain_markdown(text).split("\n"))
    elif text := plain_markdown(block.lines[0]).strip():
        has_parts = following is not None and following.level > block.level
        reader.add(Section(text=text, depth=block.level) if has_parts else _scene(text))


def _scene(text: str) -> Element:
    return read_heading(text) or Heading(text=text)


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """Yield the blocks of a text without comments and front matter."""
    paragraph: list[str] = []
    closing = _closing_fences(lines)
    index = 0
    while index < len(lines):
        line = _without(_QUOTE, lines[index])
        fenced = _fenced(lines, index, closing)
        alone = None if fenced else _single_line_block(line, paragraph)
        if paragraph and (fenced or alone or not line.strip() or _starts_item(line, paragraph)):
            if alone is None or not _is_underlined(alone, paragraph):
                yield _Block(0, tuple(paragraph))
            paragraph = []
        if fenced:
            yield fenced
            index += len(fenced.lines) + 1
        elif alone:
            yield alone
        elif line.strip():
            paragraph.append(_item_text(line))
        index += 1
    if paragraph:
        yield _Block(0, tuple(paragraph))


def _starts_item(line: str, paragraph: Sequence[str]) -> bool:
    """Return whether an item of a list starts; a number that prose was wrapped at starts none."""
    return _BULLET.match(line) is not None or (
        _NUMBER.match(line) is not None and _NUMBER.match(paragraph[-1] if paragraph else "") is not None
    )


def _item_text(line: str) -> str:
    """Return a line without its bullet. A number is said, except before a name."""
    text = _without(_BULLET, line)
    numbered = _without(_NUMBER, text)
    return numbered if numbered != text and read_named_line(plain_markdown(numbered)) else text


def _without(mark: re.Pattern[str], line: str) -> str:
    """Return a line without the mark at its start."""
    match = mark.match(line)
    return line[match.end() :] if match else line


def _single_line_block(line: str, paragraph: Sequence[str]) -> _Block | None:
    """Return the block that a line makes, alone or by underlining the paragraph above it, or None."""
    if len(line) > _LONGEST_STRUCTURE:
        return None
    if match := _ATX.fullmatch(line):
        return _Block(len(match[1]), (match[2] or "",))
    match = _UNDERLINE.fullmatch(line)
    if match and len(paragraph) == 1 and _may_be_heading(paragraph[0]):
        return _Block(1 if match[1][0] == "=" else 2, tuple(paragraph))
    if is_rule(line.strip()) or _TABLE_RULE.fullmatch(line):
        return _Block(0, ("---",)) if is_rule(line.strip()) else _Block(-1, ())
    if _DEFINITION.fullmatch(line) and not paragraph:
        return _Block(-1, (line.strip(),))
    if line.strip().startswith("|") and line.strip().endswith("|") and len(line.strip()) > 2:
        cells = (cell.strip() for cell in line.strip().strip("|").split("|"))
        return _Block(0, (", ".join(cell for cell in cells if cell),))
    return None


def _is_underlined(block: _Block, paragraph: Sequence[str]) -> bool:
    return block.level > 0 and block.lines == tuple(paragraph)


def _may_be_heading(line: str) -> bool:
    text = line.strip()
    return len(text) <= _LONGEST_UNDERLINED and not text.endswith((".", "!", "?", ",", ";", ":"))


def _closing_fences(lines: Sequence[str]) -> dict[str, list[int]]:
    """Return the numbers of the lines that close fenced code, by the fence's character."""
    closing: dict[str, list[int]] = {"`": [], "~": []}
    for index, line in enumerate(lines):
        bare = line.strip()
        if len(bare) >= 3 and bare[0] in closing and not bare.strip(bare[0]):
            closing[bare[0]].append(index)
    return closing


def _fenced(lines: Sequence[str], index: int, closing: dict[str, list[int]]) -> _Block | None:
    """Return the fenced code that starts in line `index`; None if none does or it is never closed."""
    match = _FENCE.match(lines[index])
    if match is None:
        return None
    ends = closing[match[1][0]]
    following = bisect.bisect_right(ends, index)
    return _Block(-1, tuple(lines[index + 1 : ends[following]])) if following < len(ends) else None
