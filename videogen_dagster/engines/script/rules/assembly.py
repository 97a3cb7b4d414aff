"""The last step of every plan: numbers, lengths, camera moves, and the storyboard itself."""

from typing import Final

from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.media import Media
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.engines.script.rules.framing import motion_for
from videogen_dagster.engines.script.rules.mood import mood_of
from videogen_dagster.engines.script.rules.shot import Plan, Shot
from videogen_dagster.engines.script.rules.timing import shot_s

ENGINE_NAME: Final = "rules"
MOST_SCENES: Final = 2000
LONGEST_TITLE: Final = 300


def assembled(plan: Plan, *, title: str, settings: FilmSettings, music: Media | None = None) -> Storyboard:
    """Return the storyboard of a plan.

    Raises:
        EngineRefused: The plan has no shot, or more than `MOST_SCENES`.
    """
    if not plan.shots:
        raise EngineRefused(
            "the script has nothing to show or to say",
            engine=ENGINE_NAME,
            field="content",
            remedy="add action, narration or dialogue; notes, sections and synopses are not shown",
        )
    if len(plan.shots) > MOST_SCENES:
        raise EngineRefused(
            f"the script makes {len(plan.shots)} scenes, the most is {MOST_SCENES}",
            engine=ENGINE_NAME,
            field="content",
            remedy="divide it into several projects",
        )
    return Storyboard(
        title=(" ".join(title.split()) or "Untitled")[:LONGEST_TITLE],
        settings=settings,
        mood=plan.mood or mood_of(plan.words),
        music=music,
        characters=plan.characters,
        scenes=_scenes(plan.shots, language=settings.language),
    )


def _scenes(shots: tuple[Shot, ...], *, language: str) -> tuple[Scene, ...]:
    scenes: list[Scene] = []
    for index, shot in enumerate(shots):
        previous = scenes[-1].motion_prompt if scenes else ""
        motion = shot.motion_prompt or motion_for(
            shot.framing, shot.action or shot.image_prompt, index=index, previous=previous
        )
        scenes.append(_scene(shot, f"{index + 1:03d}", motion=motion, language=language))
    return tuple(scenes)


def _scene(shot: Shot, identifier: str, *, motion: str, language: str) -> Scene:
    return Scene(
        id=identifier,
        heading=shot.heading,
        action=shot.action,
        image_prompt=shot.image_prompt,
        motion_prompt=motion,
        lines=shot.lines,
        # How long a recording takes is heard, and footage has its length: neither is guessed from words.
        duration_s=shot_s(
            () if shot.audio or shot.video else shot.lines, silent=shot.silent_s, fixed=shot.fixed_s, language=language
        ),
        transition=shot.transition,
        characters=shot.characters,
        card=shot.card,
        photo=shot.photo,
        image=shot.image,
        video=shot.video,
        audio=shot.audio,
        composite=shot.composite,
        composite_options=shot.composite_options,
    )
