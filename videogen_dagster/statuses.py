"""What a project is doing and what it has, as one record for people and programs."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import dagster as dg
from pydantic import Field

from videogen_dagster.core import keys
from videogen_dagster.core.renditions import beside
from videogen_dagster.core.stages import Film
from videogen_dagster.core.values import Value
from videogen_dagster.jobs import STAGES
from videogen_dagster.partitions import SCENE_TAG
from videogen_dagster.resources.known_projects import require_project
from videogen_dagster.resources.ledger import sum_of
from videogen_dagster.resources.progress import Progress, read_progress
from videogen_dagster.resources.treasury import Treasury
from videogen_dagster.run_states import UNFINISHED, lost_run
from videogen_dagster.runs import film_runs, project_runs, run_failure
from videogen_dagster.scene_statuses import ProjectStages, SceneStatus, scene_statuses
from videogen_dagster.settings import Settings
from videogen_dagster.store.media_store import MediaStore

State = Literal["draft", "processing", "completed", "failed", "cancelled"]


class FilmStatus(Value):
    """The finished film."""

    path: str
    sha256: str
    duration_s: float
    frames: int
    width: int
    height: int


class RenditionStatus(FilmStatus):
    """The finished film in another shape or size."""

    aspect: str
    resolution: str


class RunStatus(Value):
    """One run of the project."""

    id: str
    status: str


class CostStatus(Value):
    """What providers were paid for the project, in US dollars.

    Attributes:
        spent_usd: What was paid.
        reserved_usd: What is set aside for calls that have not ended.
        budget_usd: What it may cost in all; None: no limit.
        calls_without_price: How many calls there were whose price nobody knew: they are in no sum.
        stages: What was paid for each asset.
    """

    spent_usd: float
    reserved_usd: float
    budget_usd: float | None
    calls_without_price: int
    stages: Mapping[str, float]


class ProjectStatus(Value):
    """The whole record; its shape is public API.

    `error` tells why the film could not be made in the last run; `costs` are None where nothing was ever paid and nothing limits it.
    """

    project: str
    title: str | None
    status: State
    error: str | None = None
    stage: str | None
    progress: float = Field(ge=0, le=1)
    storyboard: str | None
    scenes: tuple[SceneStatus, ...]
    film: FilmStatus | None
    renditions: tuple[RenditionStatus, ...] = ()
    costs: CostStatus | None = None
    runs: tuple[RunStatus, ...]


def project_status(instance: dg.DagsterInstance, store: MediaStore, settings: Settings, project: str) -> ProjectStatus:
    """Return what a project is doing and what it has, but for what it costs: see `with_costs`.

    Raises:
        InvalidInput: There is no such project; the remedy names those that there are.
    """
    require_project(store, project)
    stages = ProjectStages(store, project)
    progress = read_progress(store, project)
    of_film = film_runs(instance, project)
    state = _state(instance, of_film, stages)
    is_active = state == "processing" and progress is not None
    is_over = bool(of_film) and state != "processing"
    error, failed = run_failure(instance, of_film[0]) if is_over and _has_failed(of_film[0]) else (None, {})
    return ProjectStatus(
        project=project,
        title=stages.storyboard.title if stages.storyboard else None,
        status=state,
        error=stages.error or (error if state == "failed" else None),
        stage=_first_stage(progress) if progress and is_active else None,
        progress=_share(state, progress),
        storyboard=str(store.local_path(keys.storyboard(project)) or keys.storyboard(project))
        if stages.storyboard
        else None,
        scenes=scene_statuses(stages, progress if is_active else None, failed),
        film=_film(stages, settings, project) if state == "completed" else None,
        renditions=tuple(_renditions(stages, settings, project)) if state == "completed" else (),
        runs=tuple(
            RunStatus(id=run.run_id, status=_run_state(instance, run)) for run in project_runs(instance, project)
        ),
    )


def with_costs(status: ProjectStatus, store: MediaStore, settings: Settings) -> ProjectStatus:
    """Return a status with what the project and each of its scenes has cost.

    Raises:
        StorageFailure: The ledger cannot be read.
    """
    treasury = Treasury(settings)
    project, budget = status.project, treasury.budget(store, status.project)
    stages = treasury.sums(["stage"], project=project)
    if not stages and budget is None:
        return status
    total = sum_of(stages)
    by_scene = {each.names[0]: float(each.spent_usd) for each in treasury.sums(["scene"], project=project)}
    costs = CostStatus(
        spent_usd=float(total.spent_usd),
        reserved_usd=float(total.reserved_usd),
        budget_usd=None if budget is None else float(budget),
        calls_without_price=total.unpriced,
        stages={each.names[0]: float(each.spent_usd) for each in stages},
    )
    scenes = tuple(scene.model_copy(update={"cost_usd": by_scene.get(scene.id, 0.0)}) for scene in status.scenes)
    return status.model_copy(update={"costs": costs, "scenes": scenes})


def active_run(instance: dg.DagsterInstance, runs: Sequence[dg.DagsterRun]) -> dg.DagsterRun | None:
    """Return the newest run that somebody is at work on, or None; a scene's own run may have ended after it began."""
    return next((run for run in runs if run.status in UNFINISHED and lost_run(instance, run) is None), None)


def _state(instance: dg.DagsterInstance, runs: list[dg.DagsterRun], stages: ProjectStages) -> State:
    if not runs:
        return "draft"
    if active_run(instance, runs) is not None:
        return "processing"
    # A retake that was refused or that failed leaves the film as it was.
    newest = next((run for run in runs if SCENE_TAG not in run.tags), runs[0])
    if newest.status == dg.DagsterRunStatus.CANCELED:
        return "cancelled"
    if _has_failed(newest):
        return "failed"
    return "completed" if stages.film else "draft"


def _has_failed(run: dg.DagsterRun) -> bool:
    """Return whether a run that nobody is at work on ended in failure, or without a word."""
    return run.status == dg.DagsterRunStatus.FAILURE or run.status in UNFINISHED


def _run_state(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str:
    return "ABANDONED" if lost_run(instance, run) is not None else run.status.value


def _share(state: State, progress: Progress | None) -> float:
    if state == "completed":
        return 1.0
    known = [stage for stage in progress.stages() if stage.stage in STAGES] if progress else []
    # Of stages that go on at the same time the first one counts: a share never goes back when the other tells of itself.
    return round(min((STAGES.index(stage.stage) + stage.done for stage in known), default=0.0) / len(STAGES), 3)


def _first_stage(progress: Progress) -> str:
    names = [stage.stage for stage in progress.stages()]
    return min(names, key=lambda name: STAGES.index(name) if name in STAGES else len(STAGES))


def _film(stages: ProjectStages, settings: Settings, project: str) -> FilmStatus | None:
    return FilmStatus(**_told(stages.film, settings.film_path(project))) if stages.film else None


def _renditions(stages: ProjectStages, settings: Settings, project: str) -> Iterator[RenditionStatus]:
    for each in stages.renditions.films if stages.renditions else ():
        size = each.film.result.size
        yield RenditionStatus(
            **_told(each.film, beside(settings.film_path(project), each.rendition)),
            aspect=each.rendition.aspect.value,
            resolution=f"{min(size.width, size.height)}p",
        )


def _told(film: Film, path: Path) -> dict[str, Any]:
    result = film.result
    return {
        "path": str(path),
        "sha256": result.video.sha256,
        "duration_s": round(result.duration_s, 3),
        "frames": result.frames,
        "width": result.size.width,
        "height": result.size.height,
    }
