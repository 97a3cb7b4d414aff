"""What a translation of captions must keep: their number, numbers and names, the language asked for, and time to read them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.core.captions import FULL_WIDTH_READING_SPEED, READING_SPEED, reading_s
from videogen_dagster.core.translation import TranslationRequest
from videogen_dagster.engines.script.language_model.facts import numbers_in
from videogen_dagster.engines.script.language_model.languages import primary, wrong_language

LONGER: Final = 1.3
"""How much longer than the original a translation may take to be read: German and French do, by a fifth."""
SPARE_S: Final = 0.6
TOLERANCE: Final = 1.25
"""Models count characters badly: so much more than they were told is taken."""
TELLING_WORDS: Final = 12
"""From so many words on the language of a text is told by its small words."""

_FULL_WIDTH: Final = frozenset({"zh", "yue", "ja", "ko"})
_DIGITS: Final = re.compile(r"\d+(?:[.,:'’\u00a0\u202f ]\d+)*")


def room(text: str, language: str) -> int:
    """Return how many characters a caption's translation may have, so that there is time to read it."""
    speed = FULL_WIDTH_READING_SPEED if primary(language) in _FULL_WIDTH else READING_SPEED
    return int(_time_s(text) * speed)


def wrong_with(request: TranslationRequest, texts: Sequence[str]) -> str | None:
    """Say what is wrong with a translation that has a text for each of the request, or None."""
    for problem in (*_in_captions(request, texts), _language(request, texts)):
        if problem:
            return problem
    return None


def _in_captions(request: TranslationRequest, texts: Sequence[str]) -> Iterator[str]:
    """Tell what is wrong with single captions; a word may have moved to the caption before or behind."""
    for index, (before, text) in enumerate(zip(request.texts, texts, strict=True)):
        near = slice(max(0, index - 1), index + 2)
        given, told = " ".join(request.texts[near]), " ".join(texts[near])
        if more := sorted(each for each in _numbers(text) if not _has(given, each, spelt=True)):
            yield f"caption {index + 1} has numbers that the original does not have: {', '.join(more)}"
        if lost := sorted(each for each in _numbers(before) if not _has(told, each)):
            yield f"caption {index + 1} lacks numbers of the original: {', '.join(lost)}; keep their digits"
        if names := [name for name in request.names if _is_said(name, before) and not _is_kept(name, told)]:
            yield f"caption {index + 1} lacks the name {names[0]}: names stay as they are"
        if reading_s(text) > _time_s(before) * TOLERANCE:
            yield f"caption {index + 1} is too long to be read: at most {room(before, request.language)} characters"


def _language(request: TranslationRequest, texts: Sequence[str]) -> str | None:
    long = [(before, text) for before, text in zip(request.texts, texts, strict=True) if len(before.split()) > 2]
    same = sum(before.casefold() == text.casefold() for before, text in long)
    if long and same * 2 > len(long) and primary(request.source_language) != primary(request.language):
        return f"it is not translated into {request.language}"
    told = " ".join(texts)
    return wrong_language(texts, request.language) if len(told.split()) >= TELLING_WORDS or not told.isascii() else None


def _time_s(text: str) -> float:
    return reading_s(text) * LONGER + SPARE_S


def _numbers(text: str) -> set[str]:
    """Return the numbers of a text as they are written, in digits of ASCII."""
    plain = "".join(
        str(unicodedata.digit(character)) if character.isdigit() else character
        for character in unicodedata.normalize("NFKC", text)
    )
    return set(_DIGITS.findall(plain))


def _has(text: str, number: str, *, spelt: bool = False) -> bool:
    """Return whether a text has a number, however its parts are divided: `9:30` is `9.30`, `1,200` is `1200`."""
    written = _numbers(text)
    if number in written or re.sub(r"\D", "", number) in {re.sub(r"\D", "", each) for each in written}:
        return True
    values = numbers_in(text) if spelt else numbers_in(" ".join(written))
    if numbers_in(number) <= values:
        return True
    runs = {run for each in written for run in re.findall(r"\d+", each)}
    return set(re.findall(r"\d+", number)) <= runs


def _is_said(name: str, text: str) -> bool:
    return any(re.search(rf"\b{re.escape(part)}\b", text, re.IGNORECASE) for part in _parts(name))


def _is_kept(name: str, text: str) -> bool:
    """Return whether a name stands in a text, with whatever ending; other scripts spell it in their letters."""
    latin = sum(character.isalpha() and character < "\u0250" for character in text)
    if latin * 2 < sum(map(str.isalpha, text)):
        return True
    words = [_bare(word) for word in re.findall(r"[^\W\d_]+", text)]
    stems = [_bare(part)[: max(2, len(part) - 2)] for part in _parts(name)]
    return any(word.startswith(stem) for word in words for stem in stems)


def _parts(name: str) -> list[str]:
    return [part for part in re.findall(r"[^\W\d_]+", name) if len(part) > 2]


def _bare(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
