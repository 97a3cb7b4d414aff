"""Starting and watching runs of the asset graph from Python: what the command line stands on."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import Final

import dagster as dg
from dagster._core.instance.ref import InstanceRef  # the only way to open an instance without DAGSTER_HOME
from dagster._core.utils import make_new_run_id
from sqlalchemy.exc import OperationalError

from videogen_dagster.core import keys
from videogen_dagster.core.errors import StorageFailure
from videogen_dagster.executor.run_process import PID_TAG, own_process
from videogen_dagster.instance_configuration import keep_configuration
from videogen_dagster.jobs import PREVIEW, STAGES, make_film, make_preview
from videogen_dagster.partitions import PROJECT_TAGS, USER_TAGS, projects
from videogen_dagster.run_execution import execute_stages
from videogen_dagster.run_failures import RunFailure, events_of, first_failure
from videogen_dagster.run_states import lost_run
from videogen_dagster.settings import Settings
from videogen_dagster.store.media_store import MediaStore

NO_COMPUTE_LOGS: Final = {
    "module": "dagster.core.storage.noop_compute_log_manager",
    "class": "NoOpComputeLogManager",
}
"""The command line's own output is not captured: Dagster would start processes that outlive a killed command."""
RUN_INSTANCE: Final = {"module": "videogen_dagster.run_instance", "class": "RunInstance"}
NO_RETRIES_TAG: Final = "dagster/max_retries"
"""Whoever gave a command gives it again; the daemon does not start its run anew."""
VISUAL_STAGES: Final = ("character_sheets", "scene_images", "scene_animations", "lip_sync", "renditions")
"""The assets that take a `VisualConfig`."""
PAGE_RUNS: Final = 10
"""How many runs are asked for at once."""


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """Open the deployment's Dagster instance; its configuration is written there, or brought up to date.

    Raises:
        StorageFailure: The home cannot be written.
    """
    directory = settings.instance_directory
    keep_configuration(directory)
    return dg.DagsterInstance.from_ref(
        InstanceRef.from_dir(
            str(directory), overrides={"compute_logs": NO_COMPUTE_LOGS, "instance_class": RUN_INSTANCE}
        )
    )


def make_project(  # noqa: PLR0913  # what a command may say of a run, each by its name
    instance: dg.DagsterInstance,
    store: MediaStore,
    project: str,
    *,
    stages: Sequence[str] = STAGES,
    run_id: str | None = None,
    stale_models: bool = False,
    preview: bool = False,
    job: str = make_film.name,
    who: str | None = None,
) -> RunFailure | None:
    """Run the graph for one project and wait for it; returns why it did not finish, or None.

    A project that another process left unfinished is told as failed first, so that the UI tells the truth.

    Args:
        instance: Where the run is recorded.
        store: The store.
        project: The project.
        stages: What of the graph; what these depend on has been made.
        run_id: Name of the run; a new one if None.
        stale_models: Make again what another engine than the configured one made.
        preview: Let the project's preview grow while scenes are made.
        job: Which has these stages.
        who: Who asked for it.

    Raises:
        StorageFailure: Dagster's own records cannot be written.
    """
    run_id = run_id or make_new_run_id()
    close_abandoned_runs(instance, project)
    store.remove(keys.progress(project))
    try:
        instance.add_dynamic_partitions(projects.name or "projects", [project])
        run = execute_stages(
            instance,
            job,
            project,
            stages=stages,
            run_id=run_id,
            run_config=_run_config(stages, stale_models=stale_models, preview=preview),
            tags={PID_TAG: own_process(run_id), NO_RETRIES_TAG: "0"} | ({USER_TAGS[0]: who} if who else {}),
        )
    except OperationalError as error:  # SQLite on a full disk, Postgres that cannot be reached
        raise StorageFailure(
            f"the records of runs cannot be written: {error.orig}", remedy="free space; what is finished is kept"
        ) from error
    return None if run.status == dg.DagsterRunStatus.SUCCESS else _failure(instance, store, project, run)


def _failure(instance: dg.DagsterInstance, store: MediaStore, project: str, run: dg.DagsterRun) -> RunFailure:
    """Return why a run did not finish; one that a person cancelled is recorded as such."""
    failure = first_failure(instance, run)
    if failure.report.code == "cancelled":
        instance.report_run_canceled(run, message="Cancelled by a person; what was finished is kept.")
        store.remove(keys.cancel_request(project))
    return failure


def close_abandoned_runs(instance: dg.DagsterInstance, project: str) -> None:
    """Tell runs of the project whose process ended without a word (kill -9, power) as failed."""
    for run in project_runs(instance, project):
        if lost_run(instance, run) is not None:
            instance.report_run_failed(run, message="The process that made this run ended before it was done.")


def project_runs(instance: dg.DagsterInstance, project: str, *, limit: int = 10) -> list[dg.DagsterRun]:
    """Return the newest runs of a project and of its single scenes, newest first."""
    return list(islice(_runs(instance, project), limit))


def film_runs(instance: dg.DagsterInstance, project: str, *, limit: int = 10) -> list[dg.DagsterRun]:
    """Return the same without those that make nothing but a preview: the film stands, whatever becomes of them."""
    return list(islice((run for run in _runs(instance, project) if not _makes_preview(run)), limit))


def _runs(instance: dg.DagsterInstance, project: str) -> Iterator[dg.DagsterRun]:
    """Yield all runs of a project and of its single scenes, newest first."""
    records = merge(
        *(_records(instance, {tag: project}) for tag in PROJECT_TAGS), key=attrgetter("storage_id"), reverse=True
    )
    return (record.dagster_run for record in records)


def _records(instance: dg.DagsterInstance, tags: Mapping[str, str]) -> Iterator[dg.RunRecord]:
    """Yield runs newest first, asking for no more of them than are looked at."""
    cursor = None
    while page := instance.get_run_records(filters=dg.RunsFilter(tags=tags), limit=PAGE_RUNS, cursor=cursor):
        yield from page
        if len(page) < PAGE_RUNS:
            return
        cursor = page[-1].dagster_run.run_id


def _makes_preview(run: dg.DagsterRun) -> bool:
    return run.job_name == make_preview.name or run.asset_selection == {dg.AssetKey(PREVIEW)}


def run_failure(instance: dg.DagsterInstance, run: dg.DagsterRun) -> tuple[str | None, dict[str, str]]:
    """Return why a run failed, in words if a step told it, and what went wrong by scene."""
    told: list[str] = []
    scenes: dict[str, str] = {}
    for event in events_of(instance, run, dg.DagsterEventType.STEP_FAILURE):
        user = event.step_failure_data.user_failure_data
        if user is None:
            continue
        told.append(str(user.metadata["message"].value) if "message" in user.metadata else user.label)
        table = user.metadata.get("scenes")
        if isinstance(table, dg.TableMetadataValue):
            scenes |= {str(row.data["scene"]): str(row.data["error"]) for row in table.records}
    return (told[0] if told else None), scenes


def _run_config(stages: Sequence[str], *, stale_models: bool, preview: bool) -> dict[str, object]:
    wanted: dict[str, dict[str, bool]] = {}
    if stale_models:
        wanted = {stage: {"stale_models": True} for stage in VISUAL_STAGES}
    if preview:
        wanted["scene_animations"] = {**wanted.get("scene_animations", {}), "preview": True}
    return {
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
        "ops": {stage: {"config": config} for stage, config in wanted.items() if stage in stages},
    }
