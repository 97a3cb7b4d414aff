"""Captions in another language as values: what is to be translated, in portions that an edit elsewhere does not change."""

import operator
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from videogen_dagster.core.casting import has_first_name
from videogen_dagster.core.cues import CaptionTrack
from videogen_dagster.core.media import Media
from videogen_dagster.core.requests import Take
from videogen_dagster.core.storyboard import NARRATOR, Storyboard
from videogen_dagster.core.values import Value

PORTION_SCENES: Final = 8
"""Scenes that are translated together: enough to understand them by, few enough that an edit leaves the others as they are."""
MOST_TEXTS: Final = 60
"""Captions of one portion: a model answers so many without leaving one out."""

CaptionText = Annotated[str, Field(min_length=1, max_length=400)]


class TranslationRequest(Value):
    """Translate captions that follow each other.

    Attributes:
        texts: What is read, caption by caption.
        source_language: BCP 47 tag of `texts`.
        language: BCP 47 tag of the translation.
        title: Of the film.
        names: What keeps its name: people with a first name, brands.
    """

    kind: Literal["translation"] = "translation"
    texts: Annotated[tuple[CaptionText, ...], Field(min_length=1, max_length=MOST_TEXTS)]
    source_language: str
    language: str
    title: str = ""
    names: tuple[str, ...] = ()
    take: Take = 1


class Translation(Value):
    """Captions in another language: one text for each of the request, in its order.

    Attributes:
        texts: What is read.
        written_with: The instruction with which a language model wrote them, as the store holds it, or None.
    """

    texts: tuple[CaptionText, ...]
    written_with: Annotated[Media | None, Field(exclude_if=operator.not_)] = None


def wanted_languages(storyboard: Storyboard, given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages that captions are to be translated into: those asked for that nobody gave and nobody speaks."""
    known = {language.lower() for language in (storyboard.settings.language, *given)}
    return tuple(each for each in storyboard.settings.caption_languages if each.lower() not in known)


def translation_requests(
    track: CaptionTrack, storyboard: Storyboard, language: str
) -> Mapping[str, TranslationRequest]:
    """Return what is to be translated, by names for people; together they are all captions of the track, in order.

    Args:
        track: The film's own captions.
        storyboard: Tells the order of scenes, and names.
        language: BCP 47 tag of the translation.
    """
    place = {scene.id: index // PORTION_SCENES for index, scene in enumerate(storyboard.scenes)}
    portions: dict[int, list[str]] = {}
    for cue in track.cues:
        portions.setdefault(place.get(cue.scene, 0), []).append(" ".join(cue.rows))
    names = kept_names(storyboard)
    return {
        f"{language} {portion + 1}.{first // MOST_TEXTS + 1}": TranslationRequest(
            texts=tuple(texts[first : first + MOST_TEXTS]),
            source_language=track.language,
            language=language,
            title=storyboard.title,
            names=names,
        )
        for portion, texts in portions.items()
        for first in range(0, len(texts), MOST_TEXTS)
    }


def kept_names(storyboard: Storyboard) -> tuple[str, ...]:
    """Return what keeps its name in every language: people with a first name (no `WAITRESS`), and brands on cards."""
    people = (who.name for who in storyboard.characters if who.id != NARRATOR and has_first_name(who.name))
    brands = (scene.card.label for scene in storyboard.scenes if scene.card and scene.photo and scene.card.label)
    return tuple(dict.fromkeys((*people, *brands)))
