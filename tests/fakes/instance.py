"""A Dagster instance in plain lists, which forgets everything with the test.

Dagster's own in memory writes each of the 250 events of a run into an in-memory SQLite, which takes as long as the rest of a
run in which everything is found again. What is not answered here fails: nobody asked it yet.
"""

import pickle
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import dagster as dg
from dagster._core.event_api import EventRecordsResult
from dagster._core.events import EVENT_TYPE_TO_PIPELINE_RUN_STATUS, DagsterEvent, DagsterEventType
from dagster._core.events.log import EventLogEntry
from dagster._core.instance.types import InstanceType
from dagster._core.launcher.sync_in_memory_run_launcher import SyncInMemoryRunLauncher
from dagster._core.run_coordinator import DefaultRunCoordinator
from dagster._core.storage.dagster_run import RunRecord
from dagster._core.storage.event_log.base import AssetEntry, AssetRecord, EventLogConnection
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager
from dagster._core.storage.root import LocalArtifactStorage
from dagster._core.storage.runs.sql_run_storage import SqlRunStorage

from videogen_dagster.run_instance import RunInstance

KEPT = "records.pickle"
MATERIALIZED = DagsterEventType.ASSET_MATERIALIZATION


@dataclass
class Records:
    """What an instance knows; a copy of it begins another one where this one stood."""

    events: list[dg.EventLogRecord] = field(default_factory=list)
    runs: dict[str, RunRecord] = field(default_factory=dict)


def records_in(folder: Path) -> Records:
    """Return what was kept in a folder, or nothing."""
    kept = folder / KEPT
    return pickle.loads(kept.read_bytes()) if kept.exists() else Records()  # noqa: S301  # of this session


def keep_records(folder: Path, records: Records) -> None:
    """Keep records in a folder for instances in copies of it."""
    (folder / KEPT).write_bytes(pickle.dumps(records))


def instance_in_lists(folder: Path, records: Records, settings: Mapping[str, object] | None = None) -> RunInstance:
    """Return an instance of the kind that commands run on; `settings` are those of its `dagster.yaml`."""
    return RunInstance(
        instance_type=InstanceType.EPHEMERAL,
        local_artifact_storage=LocalArtifactStorage(str(folder)),
        run_storage=RunsInList(records),
        event_storage=EventsInList(records),
        compute_log_manager=NoOpComputeLogManager(),
        run_coordinator=DefaultRunCoordinator(),
        run_launcher=SyncInMemoryRunLauncher(),
        settings=settings,
    )


class EventsInList(SqlEventLogStorage):
    """Dagster's event log, of which the methods that are not here have no database to ask."""

    def __init__(self, records: Records) -> None:
        self._events = records.events
        self._of_assets: defaultdict[object, list[dg.EventLogRecord]] = defaultdict(list)
        self._partitions: defaultdict[str, list[str]] = defaultdict(list)
        for record in self._events:
            self._note(record)

    def store_event(self, event: EventLogEntry) -> None:
        self._events.append(dg.EventLogRecord(storage_id=len(self._events) + 1, event_log_entry=event))
        self._note(self._events[-1])

    def _note(self, record: dg.EventLogRecord) -> None:
        if record.asset_key is not None:
            self._of_assets[record.event_log_entry.dagster_event_type, record.asset_key].append(record)

    def get_asset_records(self, asset_keys: Sequence[dg.AssetKey] | None = None) -> list[AssetRecord]:
        assert asset_keys is not None
        return [
            AssetRecord(
                storage_id=record.storage_id,
                asset_entry=AssetEntry(asset_key=key, last_materialization_record=record, last_run_id=record.run_id),
            )
            for key in asset_keys
            for record in self._of_assets[MATERIALIZED, key][-1:]
        ]

    def get_latest_tags_by_partition(
        self,
        asset_key: dg.AssetKey,
        event_type: DagsterEventType,
        tag_keys: Sequence[str],
        asset_partitions: Sequence[str] | None = None,
        before_cursor: int | None = None,
        after_cursor: int | None = None,
    ) -> Mapping[str, Mapping[str, str]]:
        assert (event_type, before_cursor, after_cursor) == (MATERIALIZED, None, None)
        assert asset_partitions is not None
        last = {
            record.partition_key: record.asset_materialization.tags
            for record in self._of_assets[event_type, asset_key]
            if record.partition_key in asset_partitions
        }
        told = {partition: {key: tags[key] for key in tag_keys if key in tags} for partition, tags in last.items()}
        return {partition: tags for partition, tags in told.items() if tags}

    def fetch_materializations(
        self,
        records_filter: dg.AssetKey | dg.AssetRecordsFilter,
        limit: int,
        cursor: str | None = None,
        ascending: bool = False,
    ) -> EventRecordsResult:
        if isinstance(records_filter, dg.AssetKey):
            records_filter = dg.AssetRecordsFilter(asset_key=records_filter)
        key, partitions, after = (
            records_filter.asset_key,
            records_filter.asset_partitions,
            records_filter.after_storage_id,
        )
        assert (cursor, records_filter) == (None, dg.AssetRecordsFilter(key, partitions, after_storage_id=after))
        found = [
            record
            for record in self._of_assets[MATERIALIZED, key]
            if (partitions is None or record.partition_key in partitions) and record.storage_id > (after or 0)
        ]
        asked = (found if ascending else found[::-1])[:limit]
        return EventRecordsResult(asked, cursor="", has_more=len(asked) < len(found))

    def fetch_observations(
        self, records_filter: dg.AssetKey | dg.AssetRecordsFilter, *_: object, **__: object
    ) -> EventRecordsResult:
        assert isinstance(records_filter, dg.AssetKey)
        assert not self._of_assets[DagsterEventType.ASSET_OBSERVATION, records_filter]
        return EventRecordsResult([], cursor="", has_more=False)

    def get_records_for_run(
        self,
        run_id: str,
        cursor: str | None = None,
        of_type: DagsterEventType | set[DagsterEventType] | None = None,
        limit: int | None = None,
        ascending: bool = True,
    ) -> EventLogConnection:
        assert cursor is None
        types = {of_type} if isinstance(of_type, DagsterEventType) else of_type
        found = [
            record
            for record in self._events
            if record.run_id == run_id and (not types or record.event_log_entry.dagster_event_type in types)
        ]
        asked = (found if ascending else found[::-1])[:limit]
        return EventLogConnection(asked, cursor="", has_more=len(asked) < len(found))

    def add_dynamic_partitions(self, partitions_def_name: str, partition_keys: Sequence[str]) -> None:
        known = self._partitions[partitions_def_name]
        known += [key for key in partition_keys if key not in known]

    def has_dynamic_partition(self, partitions_def_name: str, partition_key: str) -> bool:
        return partition_key in self._partitions[partitions_def_name]

    def get_dynamic_partitions(self, partitions_def_name: str) -> list[str]:
        return list(self._partitions[partitions_def_name])

    @property
    def is_persistent(self) -> bool:
        return False

    @property
    def supports_global_concurrency_limits(self) -> bool:
        return False

    def run_connection(self, run_id: str | None) -> NoReturn:
        raise NotImplementedError

    index_connection = has_table = upgrade = watch = end_watch = run_connection

    def dispose(self) -> None: ...


class RunsInList(SqlRunStorage):
    """Dagster's runs, likewise. No snapshots of jobs are kept: nobody looks at the graph of a run."""

    def __init__(self, records: Records) -> None:
        self._runs = records.runs

    def add_run(self, dagster_run: dg.DagsterRun) -> dg.DagsterRun:
        now = datetime.now(UTC)
        assert dagster_run.run_id not in self._runs
        self._runs[dagster_run.run_id] = RunRecord(
            storage_id=len(self._runs) + 1, dagster_run=dagster_run, create_timestamp=now, update_timestamp=now
        )
        return dagster_run

    def handle_run_event(self, run_id: str, event: DagsterEvent, update_timestamp: datetime | None = None) -> None:
        status = EVENT_TYPE_TO_PIPELINE_RUN_STATUS.get(event.event_type)
        if status is not None:
            record = self._runs[run_id]
            run = record.dagster_run.with_status(status)
            now = update_timestamp or datetime.now(UTC)
            self._runs[run_id] = record._replace(dagster_run=run, update_timestamp=now)

    def get_run_records(
        self,
        filters: dg.RunsFilter | None = None,
        limit: int | None = None,
        order_by: str | None = None,
        ascending: bool = False,
        cursor: str | None = None,
        bucket_by: object = None,
    ) -> list[RunRecord]:
        assert (order_by, ascending, bucket_by) == (None, False, None)
        filters = filters or dg.RunsFilter()
        known = dg.RunsFilter(
            run_ids=filters.run_ids, job_name=filters.job_name, statuses=filters.statuses, tags=filters.tags
        )
        assert filters == known
        before = self._runs[cursor].storage_id if cursor else len(self._runs) + 1
        return [
            record
            for record in reversed(self._runs.values())
            if record.storage_id < before and _is_asked_for(record.dagster_run, filters)
        ][:limit]

    def get_runs(
        self,
        filters: dg.RunsFilter | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        bucket_by: object = None,
        ascending: bool = False,
    ) -> list[dg.DagsterRun]:
        records = self.get_run_records(filters, limit, None, ascending, cursor, bucket_by)
        return [record.dagster_run for record in records]

    def get_runs_count(self, filters: dg.RunsFilter | None = None) -> int:
        return len(self.get_runs(filters))

    def has_run(self, run_id: str) -> bool:
        return run_id in self._runs

    def has_job_snapshot(self, *_: object) -> bool:
        return True

    def has_execution_plan_snapshot(self, *_: object) -> bool:
        return True

    def connect(self) -> NoReturn:
        raise NotImplementedError

    upgrade = connect

    def dispose(self) -> None: ...


def _is_asked_for(run: dg.DagsterRun, filters: dg.RunsFilter) -> bool:
    return (
        (not filters.run_ids or run.run_id in filters.run_ids)
        and filters.job_name in {None, run.job_name}
        and (not filters.statuses or run.status in filters.statuses)
        and all(
            run.tags.get(key) in ([value] if isinstance(value, str) else value) for key, value in filters.tags.items()
        )
    )
