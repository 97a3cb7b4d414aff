"""Character sheets: who has one, what it is made from, and which sheets the picture of a scene refers to."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Final

from videogen_dagster.core.casting import Age, Gender, age_of, gender_of, is_machine
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Media
from videogen_dagster.core.prompting import NEGATIVE_PROMPT, likeness
from videogen_dagster.core.requests import ImageRequest, Likeness
from videogen_dagster.core.storyboard import NARRATOR, Character, Scene, Storyboard

MOST_SHEETS: Final = 6
"""Whoever is seen less often than so many others is seen in passing; models take about as many references."""
SHEET_SIZE: Final = FrameSize(width=768, height=768)
"""Image models draw faces badly below this size."""

_PEOPLE: Final[Mapping[tuple[Gender, Age], str]] = {
    (Gender.FEMALE, Age.CHILD): "a girl",
    (Gender.FEMALE, Age.ADULT): "a woman",
    (Gender.FEMALE, Age.OLD): "an old woman",
    (Gender.MALE, Age.CHILD): "a boy",
    (Gender.MALE, Age.ADULT): "a man",
    (Gender.MALE, Age.OLD): "an old man",
}


def sheet_requests(storyboard: Storyboard, project: str) -> dict[str, ImageRequest]:
    """Return what the sheets of the leading characters are made from, by the characters' ids.

    Args:
        storyboard: The plan, without the edits: a retake of one scene makes no other sheets.
        project: The project; the same name is somebody else in another one.
    """
    return {who.id: _request(storyboard, project, who) for who in _leading(storyboard)}


def with_references(request: ImageRequest, sheets: Mapping[Likeness, Media]) -> ImageRequest:
    """Return a picture's request that refers to the sheets of those who are seen, who come first then.

    Args:
        request: The picture.
        sheets: Sheets by how they show somebody; none leaves the request as it is.
    """
    shown = sorted(request.characters, key=lambda who: who not in sheets)
    references = tuple(sheets[who] for who in shown if who in sheets)
    return request.model_copy(update={"characters": tuple(shown), "references": references}) if references else request


def _leading(storyboard: Storyboard) -> list[Character]:
    """Return who is seen in the most generated pictures, in the order of the storyboard."""
    seen = Counter(who for scene in storyboard.scenes for who in _seen(scene))
    leading = {who for who, _ in seen.most_common(MOST_SHEETS)}  # of equals, who comes first in the film
    return [who for who in storyboard.characters if who.id in leading]


def _seen(scene: Scene) -> list[str]:
    if scene.image is not None or scene.video is not None:
        return []
    speaking = (line.character for line in scene.lines if line.on_screen)
    return [who for who in dict.fromkeys((*scene.characters, *speaking)) if who != NARRATOR]


def _request(storyboard: Storyboard, project: str, who: Character) -> ImageRequest:
    digest = hashlib.sha256(f"{project}/{who.name}".encode()).digest()
    return ImageRequest(
        prompt=f"Portrait of {who.name}, {_described(who)}. Head and shoulders, facing the viewer, calm,"
        " plain light background, soft even light",
        negative_prompt=NEGATIVE_PROMPT,
        style=storyboard.settings.style,
        size=SHEET_SIZE,
        seed=int.from_bytes(digest[:4], "big"),
        characters=(likeness(who),),
        portrait=True,
    )


def _described(who: Character) -> str:
    """Return how somebody looks, in words; of whom nothing is told, the voice says as much as this."""
    if who.description:
        return who.description.rstrip(". ")
    return "a robot" if is_machine(who.name) else _PEOPLE[gender_of(who.name), age_of(who.name)]
