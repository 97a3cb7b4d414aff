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
    wrong = (
        *wrong_facts(request.texts, texts, request.names, what="caption", neighbours=1),
        *(
            f"caption {index + 1} is too long to be read: at most {room(before, request.language)} characters"
            for index, (before, text) in enumerate(zip(request.texts, texts, strict=True))
            if is_too_long(text, before)
        ),
        untranslated(request.texts, texts, source=request.source_language, language=request.language),
    )
    return next(filter(None, wrong), None)


def wrong_facts(
    given: Sequence[str], told: Sequence[str], names: Sequence[str], *, what: str, neighbours: int = 0
) -> Iterator[str]:
    """Tell which numbers and names single texts have gained or lost.

    Args:
        given: The originals.
        told: A translation of each.
        names: What keeps its name.
        what: What a text is called (`caption`).
        neighbours: A word may have moved by so many texts.
    """
    for index, (before, text) in enumerate(zip(given, told, strict=True)):
        near = slice(max(0, index - neighbours), index + neighbours + 1)
        around, said = " ".join(given[near]), " ".join(told[near])
        if more := sorted(each for each in _numbers(text) if not _has(around, each, spelt=True)):
            yield f"{what} {index + 1} has numbers that the original does not have: {', '.join(more)}"
        if lost := sorted(each for each in _numbers(before) if not _has(said, each)):
            yield f"{what} {index + 1} lacks numbers of the original: {', '.join(lost)}; keep their digits"
        if gone := [name for name in names if _is_said(name, before) and not _is_kept(name, said)]:
            yield f"{what} {index + 1} lacks the name {gone[0]}: names stay as they are"


def is_too_long(text: str, original: str) -> bool:
    """Return whether a translation takes more time than there is, also for a model that counts badly."""
    return reading_s(text) > _time_s(original) * TOLERANCE


def untranslated(given: Sequence[str], told: Sequence[str], *, source: str, language: str) -> str | None:
    """Say that texts are not in the language asked for, or None.

    Args:
        given: The originals.
        told: A translation of each.
        source: BCP 47 tag of the originals.
        language: BCP 47 tag of what was asked for.
    """
    long = [(before, text) for before, text in zip(given, told, strict=True) if len(before.split()) > 2]
    same = sum(before.casefold() == text.casefold() for before, text in long)
    if long and same * 2 > len(long) and primary(source) != primary(language):
        return f"it is not translated into {language}"
    words = " ".join(told)
    return wrong_language(told, language) if len(words.split()) >= TELLING_WORDS or not words.isascii() else None


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
    """Return whether a text names somebody; in small letters a name is a word: Will, but `I will`."""
    said = (found for part in _parts(name) for found in re.findall(rf"\b{re.escape(part)}\b", text, re.IGNORECASE))
    return any(not word[0].islower() for word in said)


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
