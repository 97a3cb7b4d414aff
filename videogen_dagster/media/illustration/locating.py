"""Where a prompt plays: the words that name a place, weighed by where they stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from videogen_dagster.media.illustration import atmosphere, words
from videogen_dagster.media.illustration.geology import section_of
from videogen_dagster.media.illustration.wording import earliest, first, pattern

_MARKED: Final = re.compile(
    r"(?:^|[,;.]\s*)(?P<side>int|interior|ext|exterior)\b(?:\.?/(?:int|ext))?\.?[,:]?\s+(?P<place>[^,;.]+?)(?=$|[,;.]|\s[-–—]\s)"
)
"""`interior, lighthouse kitchen, night` and `INT. LIGHTHOUSE KITCHEN - NIGHT`."""

_BESIDE: Final = re.compile(
    r"\b(?P<side>outside|in front of|inside)(?: of)? (?:the|a|an|his|her|their) (?P<place>[\w' -]+)"
)
_LINKS: Final = (
    r"\b(?:on|in|at|of|near|by|with|over|under|behind|beside|overlooking|above|below|outside|inside|to|from)\b"
)
_ARTICLES: Final = r"\b(?:the|a|an|his|her|their|its|and|stands?|is|are)\b"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a prompt plays.

    Attributes:
        setting: A key of `words.SETTINGS`, or None if no word names a place.
        place: The words that name it, in lower case, or empty.
    """

    setting: str | None
    place: str


def locate(text: str) -> Location:
    """Return where a prompt plays.

    What follows `interior` or `exterior` has most weight: the last room that it names (a lighthouse kitchen is a
    kitchen), or the first place in the open. Without such a word the earliest place of the prompt decides, the longer
    one where two start together; what people do and hold decides last. Ground that is cut open is a place of its own.

    Args:
        text: The prompt in lower case.
    """
    section = section_of(text)
    if section is not None and not _MARKED.search(text):
        return Location(section, "")
    marked = _MARKED.search(text) or _BESIDE.search(text)
    if marked is not None:
        indoors = marked["side"] in {"int", "interior", "inside"}
        place = _place_words(marked["place"])
        rest = text[: marked.start()] + " " + text[marked.end() :]
        found = (_room(place) if indoors else _open_air(place)) or _at_home(rest, indoors=indoors)
        return Location(found, place)
    return _earliest_place(text)


def _place_words(phrase: str) -> str:
    """Return the phrase, or nothing if it only tells the time (`interior, night`)."""
    timeless = phrase
    for term in (term for terms in atmosphere.TIMES.values() for term in terms):
        timeless = pattern(term).sub("", timeless)
    return phrase.strip() if timeless.strip() else ""


def _room(place: str) -> str | None:
    """Return the room that a phrase names: its head stands before `on`, `of`, `with`, and is the last word there."""
    rooms = {name: terms for name, terms in words.SETTINGS.items() if name in words.INDOORS}
    for part in (re.split(_LINKS, place)[0], place):
        found = _last(part, rooms)
        if found is not None:
            return found
    outside = earliest(place, words.SETTINGS) or earliest(place, words.HINTS)
    return outside if outside is None or outside in words.INDOORS else words.ROOMS_OF.get(outside, "living_room")


def _open_air(place: str) -> str | None:
    found = _earliest_setting(place, indoors=False)
    if found in {"city", "village"}:  # a city street is a street, a village garden a garden
        general = (*words.SETTINGS["city"], *words.SETTINGS["village"])
        part = re.sub("|".join(pattern(term).pattern for term in general), " ", place)
        found = _earliest_setting(part, indoors=False) or found
    if found is None:
        room = earliest(place, words.SETTINGS)
        found = words.OUTSIDE_OF.get(room, "street") if room is not None else None
    return found


def _at_home(text: str, *, indoors: bool) -> str:
    """Return a place that fits what else is told, where the place itself is unknown."""
    found = _earliest_setting(text, indoors=indoors)
    return found or ("living_room" if indoors else "village")


def _earliest_setting(text: str, *, indoors: bool) -> str | None:
    for table in (_strong(words.SETTINGS), words.SETTINGS, words.HINTS):
        found = earliest(text, {name: terms for name, terms in table.items() if (name in words.INDOORS) is indoors})
        if found is not None:
            return found
    return None


def _strong(table: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(term for term in terms if term not in words.WEAK) for name, terms in table.items()}


def _earliest_place(text: str) -> Location:
    strong = _strong(words.SETTINGS)
    found = earliest(text, strong)
    if found is not None:
        start, length = first(text, strong[found]) or (0, 0)
        place = _phrase(text, start, start - length)
        open_air = first(place, words.OUTDOOR_WORDS) is not None
        return Location((None if open_air else _last_room_after(text, start - length)) or found, place)
    found, told = earliest(text, words.SETTINGS), earliest(text, words.HINTS)
    if found == "tabletop" and first(text, words.INSERTS) is None and first(text, words.SHOTS_OF_PEOPLE) is not None:
        found = told or "office"  # people are at the table, not on it
    found = found or told
    if found is None and first(text, (*words.INDOOR_WORDS, *words.FURNITURE)) is not None:
        found = "living_room"
    if found is None and first(text, words.OUTDOOR_WORDS) is not None:
        found = "village"
    return Location(found, "")


def _last_room_after(text: str, end: int) -> str | None:
    """Return the room whose name goes on where another place's name ends (`lighthouse` `kitchen`)."""
    rooms = {name: terms for name, terms in words.SETTINGS.items() if name in words.INDOORS}
    for name, terms in rooms.items():
        if any(pattern(term).match(text, end + 1) for term in terms) and text[end : end + 1] == " ":
            return name
    return None


def _phrase(text: str, start: int, end: int) -> str:
    """Return a place's name with the words that describe it."""
    before = re.split(rf"[,;.:()]|{_LINKS}|{_ARTICLES}", text[:start])[-1]
    after = re.match(r" [\w'-]+", text[end:])
    return (before + text[start:end] + (after.group() if after and _last_room_after(text, end) else "")).strip()


def _last(text: str, groups: Mapping[str, tuple[str, ...]]) -> str | None:
    found = [
        (match.end(), match.end() - match.start(), name)
        for name, terms in groups.items()
        for term in terms
        for match in pattern(term).finditer(text)
    ]
    return max(found)[2] if found else None
