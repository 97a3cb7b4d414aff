"""Whether a film is there just as it would come out again, so that starting it again needs no run at all."""

from collections.abc import Mapping
from dataclasses import dataclass

from videogen_dagster.assets.dubbing import known_storyboard, missing_dubbings
from videogen_dagster.core.direction import SceneEdit, changed_parts
from videogen_dagster.core.errors import InvalidInput, VideogenError
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.renditions import storyboard_request, with_settings_beside_the_plan
from videogen_dagster.core.stages import Film, RenditionFilm, Renditions, SceneClips, Transitions
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.dubbers import dubber_for
from videogen_dagster.jobs import STAGES, stages_of
from videogen_dagster.plans.film_forecast import Engines, FilmForecast
from videogen_dagster.plans.stage_forecast import Forecaster
from videogen_dagster.resources.briefing import load_brief
from videogen_dagster.resources.direction_file import load_edits
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.resources.storyboard_file import edited_storyboard, settled_storyboard
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import find_result


@dataclass(frozen=True, slots=True)
class Finished:
    """A film that stands as planned, with its renditions."""

    film: Film
    renditions: tuple[RenditionFilm, ...]


def film_stages(store: MediaStore, project: str) -> tuple[str, ...]:
    """Return the stages of a project's film: without `renditions` if it has none and had none when it was last made."""
    return STAGES if _has_renditions(store, project) else tuple(stage for stage in STAGES if stage != "renditions")


def touched_stages(
    store: MediaStore, project: str, before: Mapping[str, SceneEdit], after: Mapping[str, SceneEdit]
) -> tuple[str, ...]:
    """Return the stages that must run after an edit of a film that stood as planned.

    Another picture or movement moves no lips in scenes where nobody speaks, and needs no transition in a film of cuts.

    Args:
        store: The store.
        project: The project.
        before: The edits with which the film stands.
        after: The edits that count now.
    """
    parts = changed_parts(before, after)
    of_film = film_stages(store, project)
    stages = tuple(stage for stage in stages_of(parts) if stage in of_film)
    if "narration" in parts:
        return stages
    scenes = {scene for scene in before.keys() | after.keys() if before.get(scene) != after.get(scene)}
    lips, joints = (
        find_stage(store, project, "lip_sync", SceneClips),
        find_stage(store, project, "transitions", Transitions),
    )
    idle: set[str] = set()
    if lips and not scenes & ({row.scene for row in lips.scenes} | _repainted(before, after)):
        idle.add("lip_sync")
    if joints and not joints.scenes and "animation" not in parts:
        idle.add("transitions")
    return tuple(stage for stage in stages if stage not in idle)


def _repainted(before: Mapping[str, SceneEdit], after: Mapping[str, SceneEdit]) -> set[str]:
    """Return the scenes in which a prompt sets a person's own picture aside or no more: speakers may be drawn or not."""
    nothing = SceneEdit()
    return {
        scene
        for scene in before.keys() | after.keys()
        if (before.get(scene, nothing).image.prompt is None) != (after.get(scene, nothing).image.prompt is None)
    }


def finished_film(store: MediaStore, project: str, engines: Engines, *, stale_models: bool = False) -> Finished | None:
    """Return the film that a run would find finished without making or changing anything, or None if it would.

    Args:
        store: The store.
        project: The project.
        engines: The deployment's engines; none is asked for a result.
        stale_models: What another engine made does not count.
    """
    film = find_stage(store, project, "film", Film)
    held = find_stage(store, project, "storyboard", Storyboard)
    if film is None or held is None:
        return None
    made = (find_stage(store, project, "renditions", Renditions) or Renditions()).films
    if tuple(each.rendition for each in made) != held.settings.shapes():
        return None
    store = store.looking_only()
    try:
        brief = load_brief(store, project)
        planned = find_result(store, fingerprint(storyboard_request(brief), engines.script.fingerprint()), Storyboard)
        if planned is None:
            return None
        wanted = with_settings_beside_the_plan(planned, brief.settings)
        dubber = dubber_for(wanted.settings, engines.script)
        if dubber and missing_dubbings(wanted, dubber, store):
            return None
        settled, _ = settled_storyboard(store, project, known_storyboard(wanted, dubber, store))
        if settled != held:
            return None
        forecast = FilmForecast(
            Forecaster(store),
            store=store,
            project=project,
            engines=engines,
            edits=load_edits(store, project),
            stale_models=stale_models,
        )
        stages = forecast.stages(held)
        renditions = [*forecast.renditions(held, stages)]
    except VideogenError:  # the run tells it, where people look for it
        return None
    everything = [*stages, *(stage for rendition in renditions for stage in rendition.stages)]
    ends = [stages[-1], *(rendition.stages[-1] for rendition in renditions if rendition.shows)]
    results = [film.result, *(each.film.result for each in made)]
    is_there = all(stage.fates() <= {"reused"} for stage in everything)
    return Finished(film, made) if is_there and [end.only().least for end in ends] == results else None


def _has_renditions(store: MediaStore, project: str) -> bool:
    """Return whether renditions are asked for, in the brief or in a storyboard that a person edits, or were made."""
    held = find_stage(store, project, "renditions", Renditions)
    if (held and held.films) or load_brief(store, project).settings.renditions:
        return True
    try:
        edited = edited_storyboard(store, project)
    except InvalidInput:  # the run tells it, where people look for it
        return False
    return edited is not None and bool(edited.settings.shapes())
