"""Old runs of Dagster, with their events and logs. Dagster has no retention for these.

Deleting a run deletes its events, and with them what assets are known by: without its last materialization a film looks as if
it had never been made. So a run stays, however old, as long as any asset's partition has its newest event from it.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import dagster as dg
import sqlalchemy as sa
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable as EVENTS  # noqa: N814  # a table
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage
from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager

from videogen_dagster.core.errors import StorageFailure
from videogen_dagster.executor.kept_storages import KeptEventLog, keep_connections
from videogen_dagster.partitions import PROJECT_TAGS
from videogen_dagster.upkeep.outcome import Cleaned, size_of

ENDED: Final = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
STATES: Final = (
    dg.DagsterEventType.ASSET_MATERIALIZATION,
    dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
    dg.DagsterEventType.ASSET_OBSERVATION,
)
"""The events from which the state of an asset's partition is told: made, being made or failed, looked at."""
PAGE: Final = 200


def clean_runs(instance: dg.DagsterInstance, *, until: datetime, dry_run: bool) -> Cleaned:
    """Delete runs that ended before a time, unless an asset or a project is known by them.

    Raises:
        StorageFailure: Dagster's storage is of a kind that cannot be asked.
    """
    keep_connections(instance)
    kept = frozenset(_runs_with_states(instance))
    count = size = 0
    for run in list(_ended(instance, until)):
        if run.run_id in kept or _is_newest(instance, run):
            continue
        files = list(_files(instance, run.run_id))
        count, size = count + 1, size + sum(size_of(path) for path in files)
        if not dry_run:
            if isinstance(instance.event_log_storage, KeptEventLog):
                instance.event_log_storage.expect_tables(run.run_id)
            instance.delete_run(run.run_id)
            _remove(files)
    return Cleaned("old runs", count, size)


def clean_compute_logs(instance: dg.DagsterInstance, *, until: datetime, dry_run: bool) -> Cleaned:
    """Delete what steps wrote to stdout and stderr in runs that ended before a time; the runs and their events stay.

    Logs in a bucket are left to a rule of the bucket: asking it for each run would take longer than all else.
    """
    count = size = 0
    for run in _ended(instance, until):
        for folder in _compute_logs(instance, run.run_id):
            count, size = count + 1, size + size_of(folder)
            if not dry_run:
                shutil.rmtree(folder, ignore_errors=True)
    return Cleaned("logs of old runs", count, size)


def _runs_with_states(instance: dg.DagsterInstance) -> Iterator[str]:
    """Yield the runs from which any asset's partition has its newest event of some kind: one question for all."""
    log = instance.event_log_storage
    if not isinstance(log, SqlEventLogStorage):
        raise StorageFailure(f"{type(log).__name__} cannot be asked which runs are needed", remedy="prune runs by hand")
    newest = (
        sa.select(sa.func.max(EVENTS.c.id))
        .where(EVENTS.c.dagster_event_type.in_([kind.value for kind in STATES]), EVENTS.c.asset_key.is_not(None))
        .group_by(EVENTS.c.dagster_event_type, EVENTS.c.asset_key, EVENTS.c.partition)
    )
    with log.index_connection() as connection:
        yield from connection.execute(sa.select(EVENTS.c.run_id).where(EVENTS.c.id.in_(newest)).distinct()).scalars()


def _ended(instance: dg.DagsterInstance, until: datetime) -> Iterator[dg.DagsterRun]:
    """Yield the runs that ended before a time, newest first; those that are deleted meanwhile do not matter."""
    old = dg.RunsFilter(statuses=list(ENDED), updated_before=until)
    cursor = None
    while page := instance.get_run_records(old, limit=PAGE, cursor=cursor):
        yield from (record.dagster_run for record in page)
        cursor = page[-1].dagster_run.run_id


def _is_newest(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    """Return whether a project's newest run is this one: it says whether the last try failed."""
    for tag in PROJECT_TAGS:
        if project := run.tags.get(tag):
            newest = instance.get_runs(dg.RunsFilter(tags={tag: project}), limit=1)
            return bool(newest) and newest[0].run_id == run.run_id
    return False


def _files(instance: dg.DagsterInstance, run_id: str) -> Iterator[Path]:
    """Yield the files of a run that Dagster leaves: SQLite has one for the events of each run."""
    log = instance.event_log_storage
    if isinstance(log, SqliteEventLogStorage):
        events = Path(log.path_for_shard(run_id))
        yield from (path for path in (events.with_name(events.name + tail) for tail in ("", "-wal", "-shm")))
    yield from _compute_logs(instance, run_id)


def _compute_logs(instance: dg.DagsterInstance, run_id: str) -> Iterator[Path]:
    logs = instance.compute_log_manager
    if isinstance(logs, LocalComputeLogManager):
        folder = Path(logs.get_captured_local_path([run_id], "out")).parent / run_id
        if folder.is_dir():
            yield folder


def _remove(paths: list[Path]) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
