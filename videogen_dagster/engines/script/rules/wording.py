"""Words of scripts turned into words of picture prompts, and the small word lists that this needs."""

import re
from typing import Final

from videogen_dagster.engines.script.rules.sentences import shortened
from videogen_dagster.engines.script.rules.word_set import word_set

_CAMERA = re.compile(
    r"\b(?:we see|we hear|we follow|angle on|close on|close up on|camera (?:pans|tilts|moves|follows)(?: to| across| over)?|"
    r"smash cut to|cut to|fade in|insert|pov|super|title over)\b:?\s*",
    re.IGNORECASE,
)
_ACRONYMS: Final = word_set("TV FBI CIA USA UK EU UN DJ CCTV UFO NASA LED GPS SUV CEO DNA AI PC VR NYPD LAPD OK")
_WEATHER: Final = {
    "rain": r"rain\w*|drizzl\w*|downpour|wet streets?",
    "snow": r"snow\w*|blizzard",
    "fog": r"fog\w*|mist\w*|haze|hazy",
    "storm": r"storm\w*|thunder\w*|lightning",
    "wind": r"wind|windy|gusts?",
    "clear sky": r"sunny|sunshine|sun is shining|cloudless|clear sky|bright sun",
}
_PROPS: Final = word_set("""phone telephone gun pistol rifle knife sword letter note book notebook diary map key keys door window mirror clock watch lamp
    candle lantern torch fire glass bottle cup mug beer wine coffee tea plate table desk chair bed car truck van bicycle bike
    motorcycle train boat ship plane camera laptop computer keyboard screen keypad recorder folder file photograph photo picture
    painting guitar piano violin drum suitcase bag backpack box envelope money coin ring necklace hat coat umbrella rope ladder
    hammer shovel telescope microscope robot balloon flower rose cake bread pan pot spoon scope radio television newspaper
    crown helmet shield pen pencil brush teapot kettle receiver""")


def weather_in(text: str) -> str:
    """Return the weather that `text` tells of, as picture prompts say it, or an empty string."""
    lowered = text.lower()
    found = (name for name, words in _WEATHER.items() if re.search(rf"\b(?:{words})\b", lowered))
    return next(found, "")


def props_in(text: str) -> tuple[str, ...]:
    """Return the things that `text` names and a picture can show large, in order, each once."""
    words = re.findall(r"[a-z]+", text.lower())
    return tuple(dict.fromkeys(word for word in words if word in _PROPS))


def calmed(text: str, *, names: tuple[str, ...] = ()) -> str:
    """Return `text` without camera directions and without the capitals of scripts.

    Args:
        text: Action as written (`BRICK and STEEL get into Mom's PORSCHE`).
        names: Names whose capitals become title case (`Brick and Steel get into Mom's porsche`).
    """
    spoken = {word.upper() for name in names for word in re.findall(r"\w+", name)}
    plain = re.sub(r"\s*-{2,}\s*", ", ", _CAMERA.sub("", text))
    plain = re.sub(r"\b[^\W\d_]{2,}\b", lambda word: _calmed_word(word[0], spoken), plain)
    plain = re.sub(r"[\"“”*_#\[\]]", "", re.sub(r"\s+", " ", plain)).strip(" ,;:")
    return plain[:1].upper() + plain[1:]


def picture_words(text: str, *, names: tuple[str, ...] = (), words: int = 24) -> str:
    """Return the start of an action as a phrase for a picture prompt, at most `words` words."""
    return shortened(calmed(text, names=names), words).rstrip(".!?…")


def _calmed_word(word: str, names: set[str]) -> str:
    if not word.isupper() or word in _ACRONYMS:
        return word
    return word.capitalize() if word in names else word.lower()
