"""How somebody looks, where a script goes on about it after the sentence that introduces them."""

import re
from typing import Final

from videogen_dagster.engines.script.rules.sentences import clauses, sentences

LONGEST_LOOK: Final = 600
"""Characters; image models read about as much of one person."""

_SUBJECT: Final = re.compile(r"(?:he|she|they|his|her|their)\b", re.IGNORECASE)
_WEARS: Final = re.compile(
    r"(?:he|she|they)(?:['’]s|\s+is|\s+are)?\s+(?:\w+ly\s+)?(?:wears?|wearing|dress(?:ed|es)|clad|sports?|is in|are in)\b",
    re.IGNORECASE,
)
_HAS: Final = re.compile(
    r"(?:(?:he|she|they)\s+(?:has|have)|his|her|their)\b.*\b(?:hair|eyes?|skin|face|beard|mou?stache|scar|freckles|brows?|eyebrows|nose"
    r"|build|tattoos?|glasses|curls|braids?|jacket|coat|shirt|dress|suit|uniform|sweater|clothes|outfit|hat)\b",
    re.IGNORECASE | re.DOTALL,
)
_ACTS: Final = re.compile(
    r"\s*(?:,\s*(?:and|but|as|while|then)\b|;|\band\s+(?:he|she|they)\b|\b(?:as|while)\s+(?:he|she|they)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_ABSENT: Final = re.compile(r"^(?:and\s+)?(?:no|without(?: any)?)\s+\w", re.IGNORECASE)

_AND_ABSENT: Final = re.compile(r"\s+(?:and|but|with)\s+no\s+[\w-]+(?:\s+[\w-]+)?(?=$|[,;.])", re.IGNORECASE)


def with_more_looks(look: str, following: str) -> str:
    """Return a look together with what the sentences after it add (`a tall man. He wears a grey coat`).

    Sentences count while they speak of the same person (`He`, `Her`); those that tell what the person does are left out. So
    is what somebody does not wear (`no hat`): a picture that is told of a hat shows one.

    Args:
        look: The look as the introduction tells it.
        following: The text after the introduction.
    """
    parts: list[str] = []
    for sentence in sentences(following):
        if not _SUBJECT.match(sentence):
            break
        if _WEARS.match(sentence):
            parts.append(present(sentence))
        elif _HAS.match(sentence):
            parts.append(present(_ACTS.sub("", sentence)))
    told = present(look)[:LONGEST_LOOK]
    for part in parts:
        longer = f"{told.rstrip('.')}. {part.rstrip('.')}"
        told = longer if len(longer) <= LONGEST_LOOK else told
    return told


def after_sentence(text: str, start: int) -> str:
    """Return what follows the sentence of `text` that goes on at character `start`."""
    return re.sub(r"^[^.!?]*[.!?]*\s*", "", text[start:], count=1)


def present(look: str) -> str:
    """Return a look without the things that it says are not there; other words stay as they are."""
    found = clauses(_AND_ABSENT.sub("", look))
    kept = [clause for clause in found if not _ABSENT.match(clause)]
    return " ".join(kept) if len(kept) == len(found) else " ".join(kept).rstrip(" ,;:.")
