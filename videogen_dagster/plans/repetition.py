"""Whether a film is there just as it would come out again, so that starting it again needs no run at all."""

from collections.abc import Mapping

from videogen_dagster.core.direction import SceneEdit, changed_parts
from videogen_dagster.core.errors import VideogenError
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.stages import Film, SceneClips, Transitions
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.jobs import stages_of
from videogen_dagster.plans.film_forecast import Engines, FilmForecast
from videogen_dagster.plans.stage_forecast import Forecaster
from videogen_dagster.resources.briefing import load_brief
from videogen_dagster.resources.direction_file import load_edits
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.resources.storyboard_file import settled_storyboard
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import find_result


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
    stages = stages_of(parts)
    if "narration" in parts:
        return stages
    scenes = {scene for scene in before.keys() | after.keys() if before.get(scene) != after.get(scene)}
    lips, joints = (
        find_stage(store, project, "lip_sync", SceneClips),
        find_stage(store, project, "transitions", Transitions),
    )
    idle: set[str] = set()
    if lips and not scenes & {row.scene for row in lips.scenes}:
        idle.add("lip_sync")
    if joints and not joints.scenes and "animation" not in parts:
        idle.add("transitions")
    return tuple(stage for stage in stages if stage not in idle)


def finished_film(store: MediaStore, project: str, engines: Engines, *, stale_models: bool = False) -> Film | None:
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
    store = store.looking_only()
    try:
        request = StoryboardRequest(brief=load_brief(store, project))
        planned = find_result(store, fingerprint(request, engines.script.fingerprint()), Storyboard)
        if planned is None or settled_storyboard(store, project, planned)[0] != held:
            return None
        forecast = FilmForecast(
            Forecaster(store),
            store=store,
            project=project,
            engines=engines,
            edits=load_edits(store, project),
            stale_models=stale_models,
        ).stages(held)
    except VideogenError:  # the run tells it, where people look for it
        return None
    is_there = all(stage.fates() <= {"reused"} for stage in forecast)
    return film if is_there and forecast[-1].only().least == film.result else None
