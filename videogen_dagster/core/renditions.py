"""A film in another shape: what of its plan and its edits counts there, and what of a brief its plan is made from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from videogen_dagster.core.brief import Brief, Idea, Outline, Product
from videogen_dagster.core.choices import Aspect
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.film_settings import FilmSettings, Rendition
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.screenplay import Screenplay
from videogen_dagster.core.sound_balance import SoundBalance
from videogen_dagster.core.storyboard import Storyboard

BESIDE_THE_PLAN: Final = frozenset(
    {"resolution", "captions", "dub_language", "caption_languages", "renditions", *SoundBalance.model_fields}
)
"""Settings that change nothing that is planned: another one plans no other storyboard. Into which language the planned words are
translated is one of them."""


def storyboard_request(brief: Brief) -> StoryboardRequest:
    """Return what a brief's storyboard is planned from: all but the settings beside the plan."""
    settings = planning_settings(brief.settings)
    return StoryboardRequest(brief=brief.model_copy(update={"settings": settings, "content": _planned(brief.content)}))


def planning_settings(settings: FilmSettings) -> FilmSettings:
    """Return settings with the usual ones beside the plan."""
    return settings.model_copy(update=_beside_the_plan(FilmSettings()))


def _planned(content: Screenplay | Outline | Idea | Product) -> Screenplay | Outline | Idea | Product:
    """Return what a brief tells, without the lines of a script's title page that are settings beside the plan."""
    if not isinstance(content, Screenplay):
        return content
    page = {key: value for key, value in content.title_page.items() if key.lower() not in BESIDE_THE_PLAN}
    return content.model_copy(update={"title_page": page})


def with_settings_beside_the_plan(storyboard: Storyboard, settings: FilmSettings) -> Storyboard:
    """Return a storyboard with what `settings` ask for beside the plan: resolution, languages, renditions, levels of sound."""
    wanted = storyboard.settings.model_copy(update=_beside_the_plan(settings))
    return storyboard.model_copy(update={"settings": wanted})


def _beside_the_plan(settings: FilmSettings) -> dict[str, object]:
    return {name: getattr(settings, name) for name in BESIDE_THE_PLAN}


def beside(film: Path, rendition: Rendition) -> Path:
    """Return where a rendition appears of the film whose file is named: `lantern.mp4` has `lantern.9x16.mp4`."""
    return film.with_name(f"{film.stem}.{rendition.name}{film.suffix}")


def shaped(storyboard: Storyboard, rendition: Rendition) -> Storyboard:
    """Return the plan of a film that is what a rendition of the planned one is."""
    return storyboard.model_copy(update={"settings": storyboard.settings.of(rendition)})


def shaped_edits(edits: Mapping[str, SceneEdit]) -> dict[str, SceneEdit]:
    """Return the edits of single scenes that count in a film of another shape.

    Words, seeds, movements and new takes are the same in all shapes. The size of a picture is that of the film's shape,
    and a picture or a clip that was picked cannot be seen in another one: what it was made with stands beside the pick.
    """
    return {
        scene: edit.model_copy(
            update={
                "image": edit.image.model_copy(update={"size": None, "pick": None}),
                "animation": edit.animation.model_copy(update={"pick": None}),
            }
        )
        for scene, edit in edits.items()
    }


def composed_for(settings: FilmSettings) -> dict[Aspect, Rendition]:
    """Return for which rendition the scenes of each other shape are composed: its largest, and the others are scaled."""
    shapes = [rendition for rendition in settings.shapes() if rendition.aspect is not settings.aspect]
    return {
        aspect: max(
            (rendition for rendition in shapes if rendition.aspect is aspect),
            key=lambda rendition: settings.of(rendition).size.width,
        )
        for aspect in dict.fromkeys(rendition.aspect for rendition in shapes)
    }
