"""Takes stage directions out of spoken text: `[laughs]`, and `(softly)` where nobody would say it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_BRACKETS: Final = re.compile(r"\[[^\[\]]{1,200}\]|\([^()]{1,80}\)")
_SENTENCE_END: Final = re.compile(r"[.!?…:—–-][\"'”’»)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words, or a direction without its brackets."""

    text: str
    is_direction: bool


def split_directions(text: str, *, speech: bool) -> tuple[Stretch, ...]:
    """Return words and stage directions of a text in order; together they are the text.

    Brackets in a speech are always directions. Parentheses, and brackets in prose, are directions only between
    sentences: at the start or after the end of a sentence, at most six words without an end of their own.
    `I saw (and heard) it` is said as it stands.

    Args:
        text: Words of one paragraph.
        speech: Whether a character says them, rather than a narrator.
    """
    stretches: list[Stretch] = []
    start = 0
    for match in _BRACKETS.finditer(text):
        if not _is_direction(text, match, speech=speech):
            continue
        stretches.append(Stretch(text[start : match.start()].strip(), is_direction=False))
        stretches.append(Stretch(match.group()[1:-1].strip(), is_direction=True))
        start = match.end()
    stretches.append(Stretch(text[start:].strip(), is_direction=False))
    return tuple(stretch for stretch in stretches if stretch.text)


def sentences_end(text: str) -> bool:
    """Return whether the text ends where a sentence does."""
    return not text.strip() or _SENTENCE_END.search(text) is not None


def _is_direction(text: str, match: re.Match[str], *, speech: bool) -> bool:
    inside = match.group()[1:-1].strip()
    if match.group().startswith("[") and speech:
        return True
    if not sentences_end(text[max(0, match.start() - 20) : match.start()]):
        return False
    return len(inside.split()) <= 6 and not inside.endswith((".", "!", "?")) and any(map(str.isalpha, inside))


def join_lines(lines: Iterator[str] | list[str]) -> str:
    """Return hard-wrapped lines as one text."""
    return " ".join(line.strip() for line in lines if line.strip())
