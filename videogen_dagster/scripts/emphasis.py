r"""Takes emphasis marks out of text and leaves the words: `*`, `**`, `***`, `_` and escapes such as `\*`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FOUNTAIN_MARKS: Final[Mapping[str, int]] = {"*": 3, "_": 1}
"""Longest run of each mark that is emphasis; `____` is a line to fill in."""
MARKDOWN_MARKS: Final[Mapping[str, int]] = {"*": 3, "_": 3}
FOUNTAIN_ESCAPES: Final = "*_"
MARKDOWN_ESCAPES: Final = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

_TOKEN: Final = re.compile(r"\\.|\*+|_+|[^\\*_]+|\\", re.DOTALL)


@dataclass(slots=True)
class _Run:
    """Equal marks in a row; `left` of them are not paired yet."""

    mark: str
    left: int
    opens: bool
    closes: bool


def strip_emphasis(text: str, *, marks: Mapping[str, int], escapes: str) -> str:
    """Return `text` without paired emphasis marks and with escapes resolved.

    An opening mark stands before a character that is not white space, a closing one after; what has no partner is
    text. A mark between two letters or digits is text too (`f*ck`, `snake_case`): dropping it would change the word.
    Time is linear in the length of the text.

    Args:
        text: One line (Fountain) or one paragraph (Markdown): emphasis does not leave it.
        marks: Longest run of each mark that counts.
        escapes: Characters that a backslash makes literal.
    """
    pieces: list[str | _Run] = []
    for token in _TOKEN.finditer(text):
        piece = token.group()
        if piece[0] in marks and len(piece) <= marks[piece[0]]:
            pieces.append(_run(text, token.start(), token.end()))
        elif len(piece) == 2 and piece[0] == "\\" and piece[1] in escapes:
            pieces.append(piece[1])
        else:
            pieces.append(piece)
    _pair(pieces, marks)
    return "".join(piece if isinstance(piece, str) else piece.mark * piece.left for piece in pieces)


def _run(text: str, start: int, end: int) -> _Run:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    inside_word = before.isalnum() and after.isalnum()
    return _Run(
        mark=text[start],
        left=end - start,
        opens=not after.isspace() and not inside_word,
        closes=not before.isspace() and not inside_word,
    )


def _pair(pieces: list[str | _Run], marks: Mapping[str, int]) -> None:
    """Pair each closing run with the nearest open ones of its mark; pairs do not cross each other."""
    open_runs: dict[str, list[tuple[int, _Run]]] = {mark: [] for mark in marks}
    for index, run in enumerate(pieces):
        if isinstance(run, str):
            continue
        stack = open_runs[run.mark]
        while run.closes and run.left and stack:
            opened_at, opener = stack[-1]
            paired = min(run.left, opener.left)
            run.left -= paired
            opener.left -= paired
            if not opener.left:
                stack.pop()
            _forget_inside(open_runs, opened_at)
        if run.opens and run.left:
            stack.append((index, run))


def _forget_inside(open_runs: Mapping[str, list[tuple[int, _Run]]], opened_at: int) -> None:
    for stack in open_runs.values():
        while stack and stack[-1][0] > opened_at:
            stack.pop()
