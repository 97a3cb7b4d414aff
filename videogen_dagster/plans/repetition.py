"""Whether a film is there just as it would come out again, so that starting it again needs no run at all."""

from videogen_dagster.core.errors import VideogenError
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.stages import Film
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.plans.film_forecast import Engines, FilmForecast
from videogen_dagster.plans.stage_forecast import Forecaster
from videogen_dagster.resources.briefing import load_brief
from videogen_dagster.resources.direction_file import load_edits
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.resources.storyboard_file import settled_storyboard
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import find_result


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
