"""What the next film of a project would make and reuse, why, and what it would cost. Planning does nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from videogen_dagster.assets.dubbing import known_storyboard
from videogen_dagster.core.brief import Brief
from videogen_dagster.core.directing import check_edit
from videogen_dagster.core.direction import SceneEdit, changes
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.renditions import (
    planning_settings,
    storyboard_request,
    with_settings_beside_the_plan,
)
from videogen_dagster.core.sound_balance import OFF
from videogen_dagster.core.stages import Renditions
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.values import Value
from videogen_dagster.engines.dubbers import dubber_for
from videogen_dagster.engines.protocols import Engine, ScriptEngine
from videogen_dagster.engines.providers.prices import PriceList
from videogen_dagster.plans.costs import cost_of
from videogen_dagster.plans.dubbing_forecast import plan_dubbing, unknown_dubbing
from videogen_dagster.plans.film_forecast import Engines, FilmForecast
from videogen_dagster.plans.planning_in_memory import plan_in_memory
from videogen_dagster.plans.reasons import HELD_BY, NOT_MADE, Reasons
from videogen_dagster.plans.records import PlannedChange, PlannedResult, ProjectPlan, StagePlan
from videogen_dagster.plans.stage_forecast import (
    WHOLE,
    Fate,
    Forecaster,
    RenditionForecast,
    SceneForecast,
    StageForecast,
)
from videogen_dagster.resources.briefing import load_brief, with_settings
from videogen_dagster.resources.direction_file import edited_scene, load_edits
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.resources.storyboard_file import settled_storyboard
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import find_result

UNKNOWN_STORYBOARD: Final = "the storyboard is planned anew, and nobody knows how before it is asked for"


def plan_project(
    store: MediaStore, project: str, engines: Engines, change: PlannedChange, prices: PriceList | None = None
) -> ProjectPlan:
    """Return what the next film of a project would make and reuse.

    No engine is asked for a result, but for a script engine of this machine that costs nothing; nothing is written.

    Args:
        store: The store.
        project: A project that has a brief.
        engines: The deployment's engines.
        change: What would be changed before.
        prices: What providers charge; without any nobody knows what hosted engines cost.

    Raises:
        InvalidInput: The change does not fit the plan, or the project cannot be made as it is.
        EngineFailure: The script engine will not plan this film.
        StorageFailure: The store cannot be read.
    """
    store = store.looking_only()
    forecaster, prices = Forecaster(store), prices or PriceList()
    brief = with_settings(load_brief(store, project), change.overrides)
    first, storyboard = _plan_storyboard(forecaster, store, project, brief, engines, prices)
    if storyboard is None:
        stages = _unknown_stages(brief, engines)
    else:
        film = FilmForecast(
            forecaster,
            store=store,
            project=project,
            engines=engines,
            edits=_edits(store, project, storyboard, change),
            stale_models=change.stale_models,
        )
        forecasts = film.stages(storyboard)
        reasons = Reasons(store, _named(forecasts), lambda stage: _held(store, project, stage))
        stages = [_plan_stage(forecast, forecaster, reasons, prices) for forecast in forecasts]
        held = find_stage(store, project, "renditions", Renditions) or Renditions()
        for rendition in film.renditions(storyboard, forecasts):
            stages += _plan_rendition(rendition, forecasts, forecaster, store, held, prices)
    stages = [first, *stages]
    return ProjectPlan(
        project=project,
        scene=change.scene,
        stages=tuple(stages),
        estimated_s=_sum([stage.estimated_s for stage in stages]),
        estimated_cost_usd=_sum([stage.estimated_cost_usd for stage in stages]),
    )


def _held(store: MediaStore, project: str, stage: str) -> Value | None:
    """Return what a stage holds; of captions it is not told why they are translated."""
    return find_stage(store, project, stage, HELD_BY[stage]) if stage in HELD_BY else None


def _plan_storyboard(
    forecaster: Forecaster, store: MediaStore, project: str, brief: Brief, engines: Engines, prices: PriceList
) -> tuple[StagePlan, Storyboard | None]:
    """Return what becomes of the storyboard, and the one that will count if that can be known."""
    request, engine = storyboard_request(brief), engines.script
    dubber = dubber_for(brief.settings, engine)
    found = find_result(store, fingerprint(request, engine.fingerprint()), Storyboard)
    planned = found or plan_in_memory(engine, request, store)
    reused = StagePlan(stage="storyboard", reused=1)
    plan = reused if found else _planning(forecaster, store, project, brief, engine, prices)
    if planned is None:
        return _together(plan, unknown_dubbing(brief.settings)), None
    wanted = with_settings_beside_the_plan(planned, brief.settings)
    storyboard, _ = settled_storyboard(store, project, known_storyboard(wanted, dubber, store))
    return _together(plan, plan_dubbing(wanted, dubber, forecaster, store, prices)), storyboard


def _together(first: StagePlan, then: StagePlan) -> StagePlan:
    """Return what a stage does that does two things one after the other."""
    return first.model_copy(
        update={
            "made": (*first.made, *then.made),
            "may": (*first.may, *then.may),
            "estimated_s": _sum([first.estimated_s, then.estimated_s]),
            "estimated_cost_usd": _sum([first.estimated_cost_usd, then.estimated_cost_usd]),
            "unpriced": tuple(dict.fromkeys((*first.unpriced, *then.unpriced))),
        }
    )


def _planning(
    forecaster: Forecaster, store: MediaStore, project: str, brief: Brief, engine: ScriptEngine, prices: PriceList
) -> StagePlan:
    request = storyboard_request(brief)
    able, cost = engine.capabilities(), cost_of([(engine, request)], prices)
    return StagePlan(
        stage="storyboard",
        made=(PlannedResult(scene=None, why=_why_planned(store, project, brief)),),
        estimated_s=_seconds(1, forecaster.past.typical_s(able.name, request.kind)),
        estimated_cost_usd=cost.usd,
        unpriced=cost.unpriced,
    )


def _why_planned(store: MediaStore, project: str, brief: Brief) -> str:
    held = find_stage(store, project, "storyboard", Storyboard)
    if held is None:
        return NOT_MADE
    written = held.settings.model_copy(update={"language": held.dubbed_from or held.settings.language})
    before, now = planning_settings(written), planning_settings(brief.settings)
    return "; ".join(changes(before, now)) or "the brief or the script engine is another one"


def _edits(store: MediaStore, project: str, storyboard: Storyboard, change: PlannedChange) -> Mapping[str, SceneEdit]:
    edits = load_edits(store, project)
    if change.scene is None:
        return edits
    before = edits.get(change.scene, SceneEdit())
    after = edited_scene(store, project, change.scene, before, change.edit, new_takes=change.new_takes)
    check_edit(storyboard, change.scene, after)
    return {**edits, change.scene: after}


def _plan_stage(forecast: StageForecast, forecaster: Forecaster, reasons: Reasons, prices: PriceList) -> StagePlan:
    def told(fate: Fate) -> tuple[PlannedResult, ...]:
        return tuple(
            PlannedResult(scene=None if scene == WHOLE else scene, why=reasons.why(forecast.stage, scene))
            for scene, each in forecast.scenes.items()
            if each.fate == fate
        )

    asked = [scene for scene in forecast.scenes.values() if scene.calls]
    cost = cost_of([(scene.engine, request) for scene in asked for request in scene.asked], prices)
    return StagePlan(
        stage=forecast.stage,
        made=told("made"),
        may=told("may"),
        reused=sum(scene.fate == "reused" for scene in forecast.scenes.values()),
        estimated_s=_estimated_s(asked, forecaster),
        estimated_cost_usd=cost.usd,
        unpriced=cost.unpriced,
    )


def _estimated_s(asked: Sequence[SceneForecast], forecaster: Forecaster) -> float | None:
    """Return how long scenes take that are made by any engines."""
    calls: Counter[tuple[str, str]] = Counter()
    for scene in asked:
        calls[scene.engine.capabilities().name, scene.requests.least[0].kind] += scene.calls
    return _sum([_seconds(count, forecaster.past.typical_s(*who)) for who, count in calls.items()])


def _plan_rendition(
    rendition: RenditionForecast,
    film: Sequence[StageForecast],
    forecaster: Forecaster,
    store: MediaStore,
    held: Renditions,
    prices: PriceList,
) -> Iterator[StagePlan]:
    """Yield the plans of a rendition's stages, or of those that compose the scenes of an aspect."""
    stages = _named((*film, *rendition.shows, *rendition.stages))
    values = dict(held.film_of(rendition.label) if rendition.shows else held.scenes_of(rendition.label))
    reasons = Reasons(store, stages, values.get)
    for forecast in rendition.stages:
        plan = _plan_stage(forecast, forecaster, reasons, prices)
        yield plan.model_copy(update={"stage": "renditions", "rendition": rendition.label, "like": forecast.stage})


def _named(forecasts: Iterable[StageForecast]) -> dict[str, StageForecast]:
    return {forecast.stage: forecast for forecast in forecasts}


def _unknown_stages(brief: Brief, engines: Engines) -> list[StagePlan]:
    """Return the plans of all stages behind a storyboard that nobody knows."""
    unknown = [*HELD_BY, "renditions"] if brief.settings.shapes() else HELD_BY
    silent = {"music"} if brief.settings.music_db == OFF else set()
    return [StagePlan(stage=stage) if stage in silent else _unknown(stage, engines) for stage in unknown]


def _unknown(stage: str, engines: Engines) -> StagePlan:
    """Return the plan of a stage whose scenes nobody knows yet."""
    paid: Mapping[str, Sequence[Engine]] = {
        "narration": [engines.speech],
        "character_sheets": [engines.image],
        "scene_images": [engines.image],
        "scene_animations": [engines.animation],
        "lip_sync": [engines.lip_sync],
        "music": [engines.music],
        "renditions": [engines.image, engines.animation, engines.lip_sync],
    }
    is_free = all(engine.capabilities().offline for engine in paid.get(stage, ()))
    return StagePlan(
        stage=stage,
        may=(PlannedResult(scene=None, why=UNKNOWN_STORYBOARD),),
        estimated_s=None,
        estimated_cost_usd=0.0 if is_free else None,
    )


def _seconds(calls: int, typical_s: float | None) -> float | None:
    return None if typical_s is None else round(calls * typical_s, 2)


def _sum(estimates: Sequence[float | None]) -> float | None:
    known = [estimate for estimate in estimates if estimate is not None]
    return round(sum(known), 6) if len(known) == len(estimates) else None
