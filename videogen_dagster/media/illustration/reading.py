"""What a prompt asks to see: its words read into a description of the scenery."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from videogen_dagster.media.illustration import atmosphere, words
from videogen_dagster.media.illustration.locating import locate
from videogen_dagster.media.illustration.wording import earliest, first, pattern

ABSTRACT: Final = {
    "tense": ("mountains", "city", "abstract"),
    "sad": ("sea", "field", "abstract"),
    "happy": ("field", "garden", "abstract"),
    "romantic": ("beach", "lake", "abstract"),
    "epic": ("mountains", "desert", "space"),
    "modern": ("abstract", "city", "abstract"),
    "calm": ("abstract", "lake", "field", "abstract", "mountains", "forest"),
}
"""Mood -> scenery for prompts that name no place."""

MOOD_TIMES: Final = {
    "tense": ("night", "sunset"),
    "sad": ("dawn", "storm"),
    "happy": ("day", "day"),
    "romantic": ("sunset", "dawn"),
    "epic": ("sunset", "dawn"),
    "modern": ("night", "day"),
    "calm": ("day", "dawn", "sunset"),
}


@dataclass(frozen=True, slots=True)
class SceneDescription:
    """The scenery of one picture.

    Attributes:
        setting: A key of `words.SETTINGS`, or `abstract`.
        time: `dawn`, `day`, `sunset`, `night` or `storm`.
        weather: `clear`, `rain`, `snow`, `fog` or `storm`.
        season: `spring`, `summer`, `autumn` or `winter`.
        mood: A key of `atmosphere.MOODS`.
        framing: `wide`, `medium` or `close`.
        indoors: Whether the setting is a room.
        named: Whether the prompt itself names the setting.
        text: The prompt in lower case, without what must not be shown.
        excluded: Words of the negative prompt in lower case.
        place: The words that name the place, in lower case, or empty.
        outlook: What a room's windows show: `town` or a key of `words.OUTLOOKS`.
    """

    setting: str
    time: str
    weather: str
    season: str
    mood: str
    framing: str
    indoors: bool
    named: bool
    text: str
    excluded: tuple[str, ...]
    place: str = ""
    outlook: str = "town"

    def mentions(self, *terms: str) -> bool:
        """Return whether the prompt names one of the terms, in singular or plural."""
        return first(self.text, terms) is not None and not self.excludes(*terms)

    def excludes(self, *terms: str) -> bool:
        """Return whether the negative prompt names one of the terms."""
        return any(first(word, terms) is not None for word in self.excluded)


def read_prompt(prompt: str, *, negative_prompt: str = "", seed: int = 0) -> SceneDescription:
    """Return what the prompt asks to see; what it leaves open follows from mood and seed.

    Args:
        prompt: Plain language; synonyms and plurals are understood, unknown words change nothing.
        negative_prompt: Words, separated by commas, that must not be shown.
        seed: Chooses among what fits equally well.
    """
    excluded = tuple(part.strip().lower() for part in re.split(r"[,;\n]+", negative_prompt) if part.strip())
    text = without(prompt.lower(), excluded)
    mood = _best(text, atmosphere.MOODS) or "calm"
    location = locate(text)
    chosen = location.setting or _pick(ABSTRACT[mood], f"place|{text}", seed)
    weather = "clear" if chosen in words.AIRLESS else _weather(text)
    return SceneDescription(
        setting=chosen,
        time=_time(text, setting=chosen, mood=mood, weather=weather, seed=seed),
        weather=weather,
        season=earliest(text, atmosphere.SEASONS) or "summer",
        mood=mood,
        framing=earliest(text, atmosphere.FRAMINGS) or "wide",
        indoors=chosen in words.INDOORS,
        named=location.setting is not None,
        text=text,
        excluded=excluded,
        place=location.place,
        outlook=_outlook(location.place),
    )


def as_packshot(description: SceneDescription) -> SceneDescription:
    """Return the description for a product photo: in the room that the prompt names, else in a studio."""
    on_surface = description.mentions(*atmosphere.SURFACES)
    if description.named and description.indoors and not on_surface:
        return description
    time = earliest(description.text, atmosphere.TIMES) or "day"
    return replace(description, setting="studio", time=time, weather="clear", indoors=True)


def backdrop(description: SceneDescription) -> str | None:
    """Return the colour `#rrggbb` that the prompt gives a backdrop or a surface, or None."""
    return earliest(description.text, atmosphere.BACKDROPS)


def without(text: str, excluded: Iterable[str]) -> str:
    """Return `text` with every excluded term (and its plural) taken out; both in lower case."""
    for term in excluded:
        text = pattern(_stem(term)).sub(" ", text)
    return re.sub(r"\s+", " ", text).strip()


def _outlook(place: str) -> str:
    return earliest(place, words.OUTLOOKS) or "town"


def _weather(text: str) -> str:
    return earliest(text, {name: terms for name, terms in atmosphere.WEATHERS.items() if name != "clear"}) or "clear"


def _time(text: str, *, setting: str, mood: str, weather: str, seed: int) -> str:
    named = earliest(text, atmosphere.TIMES)
    if weather == "storm" and named != "night":
        return "storm"
    if named:
        return named
    if setting in words.FIERY and first(text, words.FIRE) is not None:
        return _pick(("sunset", "night"), f"time|{text}", seed)  # what glows needs dark around it
    if setting in words.INDOORS:
        return "night" if mood == "tense" and not text.count("well-lit") else "day"
    return _pick(MOOD_TIMES[mood], f"time|{text}", seed)


def _best(text: str, groups: Mapping[str, tuple[str, ...]]) -> str | None:
    counts = {name: sum(bool(pattern(term).search(text)) for term in terms) for name, terms in groups.items()}
    name = max(counts, key=lambda key: counts[key])
    return name if counts[name] else None


def _stem(term: str) -> str:
    if term.endswith("ies") and len(term) > 4:
        return term[:-3] + "y"
    return term[:-1] if term.endswith("s") and not term.endswith("ss") else term


def _pick(choices: tuple[str, ...], text: str, seed: int) -> str:
    digest = hashlib.sha256(f"{seed}|{text}".encode()).digest()
    return choices[int.from_bytes(digest[:4], "big") % len(choices)]
