"""Whose photos and clips a film shows: what their licences ask to be told, and what a person wants to know later."""

from collections.abc import Mapping, Sequence
from typing import Final

from videogen_dagster.core.stages import ScenePictures
from videogen_dagster.core.stock_media import FoundMedia
from videogen_dagster.core.values import Value

_PLACES: Final[Mapping[str, str]] = {"pexels": "Photos and videos provided by Pexels (https://www.pexels.com)"}
"""What providers ask to be said of them (Pexels: API documentation, guidelines)."""


class Credit(Value):
    """One photo or clip of a film.

    Attributes:
        scenes: Where it is seen.
        kind: `photo` or `clip`.
        title: What it shows.
        author: Who made it.
        author_url: Their page.
        licence: Its licence.
        licence_url: The licence's text.
        source_url: Its page.
        provider: Who has it.
        provider_id: Its name there.
    """

    scenes: tuple[str, ...]
    kind: str
    title: str
    author: str
    author_url: str
    licence: str
    licence_url: str
    source_url: str
    provider: str
    provider_id: str


def media_of(pictures: ScenePictures) -> dict[str, FoundMedia]:
    """Return the stock media of a film by its names, in the order in which it is seen first."""
    shown = (row.result.found for row in pictures.scenes)
    return {media.name: media for media in shown if media is not None}


def credits_of(pictures: ScenePictures) -> tuple[Credit, ...]:
    """Return what stock media a film shows, in the order in which it is seen first."""
    scenes: dict[str, list[str]] = {}
    for row in pictures.scenes:
        if row.result.found is not None:
            scenes.setdefault(row.result.found.name, []).append(row.scene)
    return tuple(_credit(media, scenes[name]) for name, media in media_of(pictures).items())


def credit_line(media: FoundMedia) -> str:
    """Return in a line what it is and whose: `Boats at dusk by Ana Ruiz (pexels, Pexels License)`."""
    by = f" by {media.author}" if media.author else ""
    licence = f", {media.licence}" if media.licence else ", no licence noted"
    return _line(f"{media.title or media.id}{by} ({media.provider}{licence})")


def credits_text(title: str, shown: Sequence[Credit]) -> str:
    """Return the text of the file of credits beside a film.

    Args:
        title: Of the film.
        shown: Its stock media.
    """
    parts = [f"Photos and clips in {_line(title)}"]
    parts += [_PLACES[provider] for provider in dict.fromkeys(each.provider for each in shown) if provider in _PLACES]
    return "\n\n".join([*parts, *map(_paragraph, shown)]) + "\n"


def _credit(media: FoundMedia, scenes: Sequence[str]) -> Credit:
    return Credit(
        scenes=tuple(scenes),
        kind="clip" if media.footage else "photo",
        title=media.title,
        author=media.author,
        author_url=media.author_url,
        licence=media.licence,
        licence_url=media.licence_url,
        source_url=media.source_url,
        provider=media.provider,
        provider_id=media.id,
    )


def _paragraph(credit: Credit) -> str:
    what = "Clip" if credit.kind == "clip" else "Photo"
    rows = [
        f"Scene {', '.join(credit.scenes)}: {what} {_quoted(credit.title or credit.provider_id)}",
        f"  by {credit.author or 'unknown'}{_behind(credit.author_url)}",
        f"  licence: {credit.licence or 'none noted'}{_behind(credit.licence_url)}",
    ]
    rows += [f"  source: {credit.source_url}"] if credit.source_url else []
    return "\n".join(map(_kept, rows))


def _quoted(text: str) -> str:
    return f'"{text}"'


def _behind(url: str) -> str:
    return f" ({url})" if url else ""


def _kept(row: str) -> str:
    """Return a row without line breaks of its own: titles and names are others' words."""
    indent = row[: len(row) - len(row.lstrip())]
    return indent + _line(row)


def _line(text: str) -> str:
    return " ".join(text.split())
