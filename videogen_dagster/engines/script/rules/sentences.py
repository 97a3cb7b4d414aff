"""Cutting text where a reader would breathe. Cuts fall on white space only, so no word is ever changed."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from videogen_dagster.engines.script.rules.word_set import word_set

_ABBREVIATIONS: Final = word_set(
    "mr mrs ms dr st prof sr jr vs etc no vol fig e.g i.e a.m p.m u.s capt sgt lt gen col hon rev mt ft inc ltd co"
)
_SENTENCE_END = re.compile(r"""[.!?…。！？]["'”’»」』)\]]*$""")
_CLAUSE_END = re.compile(r"""[,;:—–，、；：]["'”’»)\]]*$|^(?:--|—|–)$""")


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of `text`; joined by spaces they have exactly the words of `text`, in order."""
    return _cut_after(text, _ends_sentence)


def clauses(text: str) -> tuple[str, ...]:
    """Return the clauses of `text`, cut at commas, semicolons, colons, dashes and sentence ends."""
    return _cut_after(text, lambda word: bool(_CLAUSE_END.search(word)) or _ends_sentence(word))


def packed(pieces: Iterable[str], *, fits: Callable[[str], bool]) -> tuple[str, ...]:
    """Return `pieces` joined by spaces into as few texts as `fits` allows; a piece that does not fit stands alone."""
    result: list[str] = []
    for piece in pieces:
        joined = f"{result[-1]} {piece}" if result else piece
        if result and fits(joined):
            result[-1] = joined
        else:
            result.append(piece)
    return tuple(result)


def shortened(text: str, words: int) -> str:
    """Return at most `words` words of `text`, cut at the end of a clause where there is one in the second half."""
    found = text.split()
    if len(found) <= words:
        return " ".join(found).rstrip(" ,;:") or text
    kept = found[:words]
    for end in range(words, words // 2, -1):
        if kept[end - 1][-1] in ",;:.!?…—":
            kept = kept[:end]
            break
    return " ".join(kept).rstrip(" ,;:.—-") or " ".join(kept)


def _cut_after(text: str, ends: Callable[[str], bool]) -> tuple[str, ...]:
    result: list[str] = []
    current: list[str] = []
    for word in text.split():
        current.append(word)
        if ends(word):
            result.append(" ".join(current))
            current = []
    if current:
        result.append(" ".join(current))
    return tuple(result)


def _ends_sentence(word: str) -> bool:
    if not _SENTENCE_END.search(word):
        return False
    bare = word.rstrip(".\"'”’)").lower().lstrip("(\"'“‘")
    single_letter = len(bare) == 1 and bare.isalpha() and word.endswith(".") and bare not in "ai"
    return bare not in _ABBREVIATIONS and not single_letter
