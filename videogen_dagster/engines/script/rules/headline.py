"""Headlines: the start of a text as a card shows it, always a whole phrase."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.engines.script.rules.word_set import word_set

_PREPOSITIONS: Final = word_set("""with for to in on at by from into onto through without within while when where that which who whose because so
    but than as after before during between under over against per via across around until unless if
    mit für aus auf bei ohne zum zur durch damit dass avec pour dans sans qui para sin que per senza che com em sem voor met zonder""")
_DETERMINERS: Final = word_set("a an the its it's your our their his her my this these those every each any some all")
_ARTICLES: Final = word_set("a an the ein eine der die das un une le la les una el los las il lo gli um uma het een")
_LOOSE_ENDS: Final = (
    _ARTICLES
    | _PREPOSITIONS
    | _DETERMINERS
    | word_set(
        """and or nor of is are was were be been it they you we not very more most also und oder von einen et ou de y o di e van en"""
    )
)
_SUITED: Final = word_set("perfect ideal great suitable ready good made built known given grown woven cut set")
_BESIDE_A_PARTICIPLE: Final = _PREPOSITIONS | _DETERMINERS
_NEW_CLAUSE: Final = re.compile(
    r"\s*(?:[;:](?=\s)|—|\s–|\s--?\s|[.!?…。！？](?=\s|$)|,\s+(?=(?:it|they|you|we|this|which|who|so|but)\b)).*$",
    re.DOTALL,
)
_LONGEST: Final = 12
"""So many words may stand where no shorter part is whole."""


def headline(text: str, *, words: int) -> str:
    """Return the start of `text` as a headline: a whole phrase, the first letter a capital.

    It ends at the end of a clause, or before what only adds to it: a participle (`powder | designed to`), a preposition, a
    relative. `of` and the two sides of an `and` stay together. Nothing is put in its place, no ellipsis either.

    Args:
        text: A sentence or a part of one; an article at its start is left off.
        words: The most words; up to twelve where no shorter part is a whole phrase.

    Returns:
        The headline, or nothing if every cut would leave a loose end.
    """
    found = _NEW_CLAUSE.sub("", " ".join(text.split())).split()
    if len(found) > 1 and found[0].lower() in _ARTICLES:
        found = found[1:]
    ends = [end for end in (*_cuts(found), len(found)) if not _is_loose(found, end)]
    short, long = [end for end in ends if end <= words], [end for end in ends if words < end <= _LONGEST]
    end = max(short) if short else min(long, default=0)
    kept = " ".join(found[:end]).rstrip(" ,;:.!")
    return kept[:1].upper() + kept[1:]


def _cuts(words: Sequence[str]) -> Iterator[int]:
    """Yield after how many words a phrase may end: two at least, and not within a list."""
    for index in range(2, len(words)):
        before, word = words[index - 1], _plain(words[index])
        following = _plain(words[index + 1]) if index + 1 < len(words) else ""
        adds = _adds(word, following, after_comma=before.endswith(","))
        listed = before.endswith(",") and re.search(r"\b(?:and|or)\b", " ".join(words[index : index + 6]))
        if adds or (before.endswith(",") and not listed):
            yield index


def _adds(word: str, following: str, *, after_comma: bool) -> bool:
    """Return whether a word begins what only adds to the phrase before it."""
    if word in _PREPOSITIONS:
        return True
    if word in {"and", "or"}:
        return following in _DETERMINERS
    if word in _SUITED or word.endswith("ed"):
        return following in _BESIDE_A_PARTICIPLE
    return word.endswith("ing") and (after_comma or following in _DETERMINERS)


def _is_loose(words: Sequence[str], end: int) -> bool:
    last = _plain(words[end - 1]) if end else ""
    if not last or last in _LOOSE_ENDS:
        return True
    return end < len(words) and (last in _SUITED or last.endswith(("ed", "ing", "ly")))


def _plain(word: str) -> str:
    return word.strip("\"'“”‘’(),;:.!?").lower().replace("’", "'")
