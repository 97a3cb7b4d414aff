"""Scene headings: `INT. KITCHEN - NIGHT` told as a place and a light that pictures can show."""

import re
from dataclasses import dataclass
from typing import Final

_KIND = re.compile(
    r"^\s*\.?(?P<kind>INT\.?\s*/\s*EXT|EXT\.?\s*/\s*INT|I\s*/\s*E|INT|EXT|EST)(?:\.\s*|\s+)", re.IGNORECASE
)
_SCENE_WORD = re.compile(r"^\s*(?:scene|szene|scène|escena|cena)\s*\d*\s*[:.–—-]?\s*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[-–—]+\s+|\s*[–—]\s*")
_LIGHTS: Final = {
    "late afternoon": "late afternoon",
    "night": "night",
    "midnight": "night",
    "nighttime": "night",
    "day": "day",
    "daytime": "day",
    "noon": "day",
    "midday": "day",
    "afternoon": "afternoon",
    "morning": "morning",
    "dawn": "dawn",
    "sunrise": "dawn",
    "dusk": "dusk",
    "evening": "evening",
    "sunset": "sunset",
    "twilight": "dusk",
    "magic hour": "sunset",
    "golden hour": "sunset",
}
_NO_LIGHT: Final = frozenset(
    [
        "later",
        "continuous",
        "same",
        "same time",
        "moments later",
        "same day",
        "simultaneous",
        "flashback",
        "present",
        "intercut",
        "present day",
    ]
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when a scene plays.

    Attributes:
        place: The place in running text, empty if the heading names none.
        side: `interior`, `exterior` or empty.
        light: `day`, `night`, `dawn`, `morning`, `afternoon`, `late afternoon`, `evening`, `dusk`, `sunset` or empty.
    """

    place: str = ""
    side: str = ""
    light: str = ""

    def phrase(self) -> str:
        """Return the setting as a picture prompt tells it: `interior, palace hallway, night`."""
        return ", ".join(part for part in (self.side, self.place, self.light) if part)


def read_heading(text: str) -> Setting:
    """Return what the heading `text` says about place and light; any text is a heading, its words are then the place."""
    kind = _KIND.match(text)
    rest = text[kind.end() :] if kind else _SCENE_WORD.sub("", text, count=1)
    parts = [part.strip(" .,:-") for part in _SEPARATOR.split(rest)]
    light = ""
    places: list[str] = []
    for part in (part for part in parts if part):
        found = light_in(part) if len(part.split()) <= 3 else ""
        if found:
            light = found
        elif part.casefold() not in _NO_LIGHT:
            places.append(part)
    return Setting(place=", ".join(_running_text(place) for place in places), side=_side(kind), light=light)


def light_in(text: str) -> str:
    """Return the light that `text` speaks of (`a cold night` gives `night`), or an empty string."""
    lowered = text.lower()
    for words, light in _LIGHTS.items():
        if re.search(rf"\b{words}\b", lowered):
            return light
    return ""


def _side(kind: re.Match[str] | None) -> str:
    if kind is None:
        return ""
    letters = re.sub(r"[^A-Z]", "", kind["kind"].upper())
    return {"INT": "interior", "INTEXT": "interior", "IE": "interior"}.get(letters, "exterior")


def _running_text(place: str) -> str:
    if not place.isupper():
        return place
    return " ".join(word.capitalize() if word.endswith(("'S", "’S")) else word.lower() for word in place.split())
