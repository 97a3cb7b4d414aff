"""`videogen plan`: what the next film would cost, before it costs anything."""

import sys
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from videogen_dagster.cli.making import MakeOptions, check_languages
from videogen_dagster.cli.opening import load_engines, open_project
from videogen_dagster.cli.reporting import print_json, printable
from videogen_dagster.cli.retaking import RetakeOptions, check_retake
from videogen_dagster.core.budgets import dollars
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.providers.prices import load_prices
from videogen_dagster.plans.records import PlannedChange, PlannedResult, ProjectPlan, StagePlan
from videogen_dagster.settings import Settings
from videogen_dagster.store.media_store import MediaStore

ONLY_OF_FILMS: Final = (
    "rendition",
    "aspect",
    "resolution",
    "style",
    "captions",
    "dub_language",
    "caption_language",
    "music_db",
    "speech_db",
)
OF_FILMS: Final = (*ONLY_OF_FILMS, "language", "seed", "budget_usd")
"""Language and seed are settings of the film, or edits of the scene that is named; the budget is the project's."""

THING_OF: Final[Mapping[str, str]] = {
    "character_sheets": "sheet of",
    "scene_images": "image",
    "scene_animations": "clip",
    "scene_clips": "joined clip",
    "transitions": "transition behind",
}
"""What a stage makes of a scene, where the stage is not called so."""


def tell_plan(
    project: str, scene: str | None, options: Mapping[str, Any], *, stale_models: bool, as_json: bool
) -> None:
    """Print what `videogen make --project`, or `videogen retake` if a scene is named, would make and reuse.

    Args:
        project: The project.
        scene: The scene that would be retaken, or None.
        options: Those of `retake` and the settings of a film, by name; None or False where not given.
        stale_models: Whether what another engine made would be made again.
        as_json: Print the record.

    Raises:
        InvalidInput: The project, the scene or an option cannot be used.
        EngineFailure: The script engine will not plan this film.
    """
    settings, store, change, budget_usd = _checked(project, scene, options, stale_models=stale_models)
    from videogen_dagster.plans.project_plan import plan_project  # Dagster: 0.7 s, after the input is known to be good

    plan = plan_project(store, project, load_engines(settings), change, load_prices(settings.spending.prices))
    plan = _with_budget(plan, settings, store, budget_usd)
    if as_json:
        print_json(plan.model_dump(mode="json"))
    else:
        sys.stdout.write(printable("\n".join(_in_words(plan))) + "\n")


def _checked(
    project: str, scene: str | None, options: Mapping[str, Any], *, stale_models: bool
) -> tuple[Settings, MediaStore, PlannedChange, Decimal | None]:
    given = {name for name, value in options.items() if value not in {None, False, ()}}
    if scene is None:
        _refuse(given - set(OF_FILMS), "belongs to one scene", remedy="name the scene after the project")
        film = MakeOptions(project=project, **{name: options[name] for name in OF_FILMS})
        overrides, budget_usd = film.overrides(), film.budget()
        settings, store = open_project(project)
        settings.check_engines()
        check_languages(film.spoken(), settings)
        return settings, store, PlannedChange(overrides=overrides, stale_models=stale_models), budget_usd
    _refuse(given.intersection(ONLY_OF_FILMS), "belongs to the whole film", remedy="leave the scene out")
    edited = {name: value for name, value in options.items() if name not in ONLY_OF_FILMS}
    checked = check_retake(project, RetakeOptions(scene=scene, **edited))
    change = PlannedChange(
        scene=checked.scene, edit=checked.change, new_takes=checked.new_takes, stale_models=stale_models
    )
    return checked.settings, checked.store, change, checked.budget_usd


def _with_budget(plan: ProjectPlan, settings: Settings, store: MediaStore, wished: Decimal | None) -> ProjectPlan:
    """Return a plan with what the project may cost: what is wished for, or what it has."""
    from videogen_dagster.resources.treasury import Treasury  # SQLAlchemy, 0.3 s

    treasury = Treasury(settings)
    budget_usd = treasury.budget(store, plan.project) if wished is None else wished
    if budget_usd is None:
        return plan
    spent = treasury.total(plan.project)
    left = max(Decimal(0), budget_usd - spent.spent_usd - spent.reserved_usd)
    return plan.model_copy(update={"budget_usd": float(budget_usd), "left_usd": float(left)})


def _refuse(names: Collection[str], message: str, *, remedy: str) -> None:
    for name in sorted(names):
        raise InvalidInput(message, field=f"--{name.replace('_', '-')}", remedy=remedy)


def _in_words(plan: ProjectPlan) -> Iterator[str]:
    yield plan.project + (f", scene {plan.scene}" if plan.scene else "") + ": nothing is done, this is the plan"
    width = max(len(_name(stage)) for stage in plan.stages)
    for stage in plan.stages:
        yield f"  {_name(stage):<{width}} {_counts(stage):<38}{_estimate(stage)}".rstrip()
        for mark, results in (("made", stage.made), ("may", stage.may)):
            for result in results:
                yield f"    {mark:<5} {_thing(stage, result)}: {' '.join(result.why.split())}"
    seconds = "an unknown time" if plan.estimated_s is None else f"about {plan.estimated_s:.1f} s"
    cost = "at an unknown cost" if plan.estimated_cost_usd is None else f"for {_dollars(plan.estimated_cost_usd)}"
    if any(stage.made or stage.may for stage in plan.stages):
        yield f"{seconds} of work {cost}"
    else:
        yield "everything is there: nothing would be made"
    if plan.budget_usd is not None and plan.left_usd is not None:
        left, budget = (dollars(Decimal(str(usd))) for usd in (plan.left_usd, plan.budget_usd))
        yield f"{left} of the project's budget of {budget} left"
    if any(stage.may for stage in plan.stages):
        yield "may: made unless what it is made from comes out as it was before"


def _name(stage: StagePlan) -> str:
    return f"{stage.rendition} {stage.like}" if stage.rendition else stage.stage


def _counts(stage: StagePlan) -> str:
    counts = ((len(stage.made), "made"), (len(stage.may), "may be made"), (stage.reused, "reused"))
    return ", ".join(f"{count} {word}" for count, word in counts if count) or "nothing to make"


def _estimate(stage: StagePlan) -> str:
    if not stage.made and not stage.may:
        return ""
    seconds = "unknown" if stage.estimated_s is None else f"{stage.estimated_s:.1f} s"
    if stage.unpriced:
        return f"{seconds}, no price known for {', '.join(stage.unpriced)}"
    if stage.estimated_cost_usd is None:
        return f"{seconds}, unknown cost"
    return seconds + (f", {_dollars(stage.estimated_cost_usd)}" if stage.estimated_cost_usd else "")


def _dollars(usd: float) -> str:
    """Return what something costs at most: in cents, or in parts of one where it is less."""
    if not usd:
        return "$0.00"
    return f"up to ${usd:.2f}" if usd >= 0.01 else f"up to ${usd:.4f}"


def _thing(stage: StagePlan, result: PlannedResult) -> str:
    made_by = stage.like or stage.stage
    name = THING_OF.get(made_by, made_by.replace("_", " "))
    return f"{name} {result.scene}" if result.scene else name
