"""What a parser makes of an input: content, a suggested project name, and settings found in the file."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from videogen_dagster.core.brief import Idea, Outline, Product
from videogen_dagster.core.budgets import budget_of
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import (
    NO_RENDITIONS,
    Aspect,
    CaptionChoice,
    FilmSettings,
    Rendition,
    Resolution,
    Style,
    split_renditions,
)
from videogen_dagster.core.screenplay import Screenplay
from videogen_dagster.core.sound_balance import OFF, SoundBalance

SETTING_NAMES: Final = (
    "style",
    "aspect",
    "resolution",
    "captions",
    "language",
    "dub_language",
    "seed",
    "renditions",
    "caption_languages",
    *SoundBalance.model_fields,
)
_CHOICES: Final[Mapping[str, type[StrEnum]]] = {
    "style": Style,
    "aspect": Aspect,
    "resolution": Resolution,
    "captions": CaptionChoice,
}
_RULES: Final = {
    "language": "write a language tag such as en, de, pt-BR or zh",
    "dub_language": "write a language tag such as en, de, pt-BR or zh; or none",
    "caption_languages": "write language tags with commas between them: de, pt-BR; or none",
    "seed": f"write a whole number from 0 to {2**63 - 1}",
    "music_db": f"write -40 to 12, by how many decibels the music is louder than usual, or {OFF}",
    "speech_db": "write -12 to 12, by how many decibels the words are louder than usual",
    "ducking_db": "write -40 to 0, the music's level in decibels while somebody speaks",
    "fade_in_s": "write 0 to 30 seconds",
    "fade_out_s": "write 0 to 30 seconds",
}


@dataclass(frozen=True, slots=True)
class OwnMedia:
    """A person's own files for one scene, not stored yet; None where they gave none."""

    image: Path | None = None
    video: Path | None = None
    audio: Path | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One project's input, before its media is stored.

    Attributes:
        name: Suggested project name, valid.
        title: Title of the film.
        content: What the film is about. A product's `photos` are still empty.
        settings: Settings that the file itself asks for, checked: `style`, `aspect`, `resolution`, `captions`, ...
        photos: Checked photo files of a product, not stored yet.
        scenes: A person's own media for scenes of an outline, by the index of the scene.
        music: A person's own music for the film, not stored yet.
        budget_usd: What the file says that the project may cost in all, in US dollars; None: nothing.
    """

    name: str
    title: str
    content: Screenplay | Outline | Idea | Product
    settings: Mapping[str, str]
    photos: tuple[Path, ...] = ()
    scenes: Mapping[int, OwnMedia] = field(default_factory=dict)
    music: Path | None = None
    budget_usd: Decimal | None = None


def check_settings(found: Mapping[str, object], *, source: str | None = None, field: str = "") -> dict[str, str]:
    """Return those of `found` that are settings, as text that `FilmSettings` accepts; None and empty are left out.

    Args:
        found: Values by name; other names are ignored.
        source: The file they stand in.
        field: Where in the file, as a prefix of the setting's name (`title page: `).

    Raises:
        InvalidInput: A value is not allowed; the remedy lists what is.
    """
    settings: dict[str, str] = {}
    for name in SETTING_NAMES:
        value = found.get(name)
        if value in (None, "", [], ()):
            continue
        text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value).strip()
        settings[name] = _check_setting(name, text, source=source, field=f"{field}{name}")
    return settings


def check_budget(found: Mapping[str, object], *, source: str | None = None, field: str = "") -> Decimal | None:
    """Return the budget that a file gives its project, or None if it gives none.

    Args:
        found: What the file says, by name.
        source: The file.
        field: Where in it, as a prefix (`title page: `).

    Raises:
        InvalidInput: It is no amount above 0.
    """
    given = found.get("budget_usd")
    return None if given is None else budget_of(given, field=f"{field}budget_usd", source=source)


def _check_setting(name: str, text: str, *, source: str | None, field: str) -> str:
    if name in _CHOICES:
        return _check_choice(name, text, source=source, field=field)
    if name == "renditions":
        return _check_renditions(text, source=source, field=field)
    if name == "music_db" and text.lower() in {"false", OFF}:
        return OFF  # an unquoted `off` of YAML is false
    try:
        FilmSettings.model_validate({name: text})
    except ValidationError as error:
        raise InvalidInput(f"unknown {name} {text[:60]!r}", source=source, field=field, remedy=_RULES[name]) from error
    return text


def _check_choice(name: str, text: str, *, source: str | None, field: str) -> str:
    allowed = [str(choice) for choice in _CHOICES[name]]
    lowered = text.lower()
    if name == "resolution" and lowered.isdecimal():
        lowered += "p"  # YAML writers leave it off
    if lowered in allowed:
        return lowered
    near = difflib.get_close_matches(lowered, allowed, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise InvalidInput(
        f"unknown {name} {text[:60]!r}", source=source, field=field, remedy=f"{hint}use one of {', '.join(allowed)}"
    )


def _check_renditions(text: str, *, source: str | None, field: str) -> str:
    given = [_with_lines(rendition) for rendition in split_renditions(text)]
    for rendition in given:
        try:
            Rendition.model_validate(rendition)
        except ValidationError as error:
            raise InvalidInput(
                f"unknown rendition {rendition[:60]!r}",
                source=source,
                field=field,
                remedy=f"write {', '.join(Aspect)}, with a size if it is not the film's "
                f"(1:1@720p; {', '.join(Resolution)}), or {NO_RENDITIONS}",
            ) from error
    return ", ".join(given) or NO_RENDITIONS


def _with_lines(rendition: str) -> str:
    """Return a rendition with the `p` that people leave off."""
    return f"{rendition}p" if rendition.rpartition("@")[2].isdecimal() and "@" in rendition else rendition
