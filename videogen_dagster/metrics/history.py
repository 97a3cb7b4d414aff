"""Counts what steps did, from the logs of runs that have ended. Each run is read once, some at a time."""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

import dagster as dg
import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Histogram

from videogen_dagster.executor.kept_storages import KeptEventLog

ENDED: Final = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
READ: Final = frozenset(
    {
        dg.DagsterEventType.STEP_SUCCESS,
        dg.DagsterEventType.STEP_FAILURE,
        dg.DagsterEventType.ASSET_MATERIALIZATION,
    }
)
OVERLAP: Final = timedelta(minutes=1)
"""So far back each look begins: clocks of machines differ, and what was written first may be seen last."""
PAGE: Final = 200
REMEMBERED: Final = 20_000
"""Runs that are known to be counted: whoever adds a tag to one brings it up again."""
BUCKETS: Final = (0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600)
UNKNOWN: Final = "none"


class StepHistory:
    """Counters of steps, results and runs, which grow as runs end.

    Args:
        registry: Where they are shown.
        since: Runs that ended before this are not counted: a counter that starts again must not count twice.
        clock: Seconds that only grow.
    """

    def __init__(
        self, registry: CollectorRegistry, since: datetime, clock: Callable[[], float] = time.monotonic
    ) -> None:
        prometheus_client.disable_created_metrics()  # a second series for each, of no use to the dashboard
        self._since = since
        self._at = since
        self._clock = clock
        self._counted: OrderedDict[str, None] = OrderedDict()
        self._seconds = Histogram(
            "videogen_step_seconds",
            "How long steps took.",
            ("asset", "step", "engine"),
            buckets=BUCKETS,
            registry=registry,
        )
        self._results = Counter(
            "videogen_results", "Results of steps, made or found.", ("asset", "outcome"), registry=registry
        )
        self._failures = Counter(
            "videogen_step_failures",
            "Steps that failed, by the code of the error.",
            ("asset", "code"),
            registry=registry,
        )
        self._ended = Counter("videogen_runs_ended", "Runs that ended.", ("status",), registry=registry)
        for status in ENDED:
            self._ended.labels(status.value.lower())

    def go_on(self, instance: dg.DagsterInstance, *, most_s: float) -> None:
        """Count runs that ended since the last look, for so many seconds at most; the rest is for the next look."""
        until = self._clock() + most_s
        look_from = max(self._since, self._at - OVERLAP)
        while True:
            page = instance.get_run_records(
                dg.RunsFilter(statuses=list(ENDED), updated_after=look_from),
                limit=PAGE,
                order_by="update_timestamp",
                ascending=True,
            )
            for record in page:
                is_new = record.dagster_run.run_id not in self._counted
                if is_new:
                    self._count(instance, record.dagster_run)
                self._at = max(self._at, record.update_timestamp)
                if is_new and self._clock() >= until:  # after one that is new: each look goes on, however slow it is
                    return
            if len(page) < PAGE:
                return
            look_from = page[-1].update_timestamp

    def _count(self, instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
        events = _events(instance, run.run_id)
        engines = {asset: engine for asset, _, metadata in _told(events) if (engine := metadata.get("engine"))}
        for event in events:
            asset, step = named(event.step_key or "")
            if event.event_type is dg.DagsterEventType.STEP_SUCCESS:
                seconds = event.step_success_data.duration_ms / 1000
                self._seconds.labels(asset, step, str(engines.get(asset, UNKNOWN))).observe(seconds)
            elif event.event_type is dg.DagsterEventType.STEP_FAILURE:
                self._failures.labels(asset, _code(event)).inc()
        for asset, made, reused in results_of(events):
            self._results.labels(asset, "made").inc(made)
            self._results.labels(asset, "reused").inc(reused)
        self._ended.labels(run.status.value.lower()).inc()
        self._counted[run.run_id] = None
        if len(self._counted) > REMEMBERED:
            self._counted.popitem(last=False)


def _events(instance: dg.DagsterInstance, run_id: str) -> list[dg.DagsterEvent]:
    log = instance.event_log_storage
    if isinstance(log, KeptEventLog) and not log.expect_tables(run_id):
        return []  # its log was deleted by hand
    events = _read(instance, run_id, READ)
    # Outputs carry the metadata of assets once more: they are read where only they tell of shards.
    if any(named(event.step_key or "")[1] == "shard" for event in events):
        events += _read(instance, run_id, {dg.DagsterEventType.STEP_OUTPUT})
    return events


def _read(instance: dg.DagsterInstance, run_id: str, kinds: Collection[dg.DagsterEventType]) -> list[dg.DagsterEvent]:
    records = instance.get_records_for_run(run_id, of_type=set(kinds)).records
    events = (record.event_log_entry.dagster_event for record in records)
    return [event for event in events if event is not None]


def named(step_key: str) -> tuple[str, str]:
    """Return the asset of a step, and which part of it the step is: `whole`, or `plan`, `shard` and `gather`.

    The scenes of a shard are left out: they would make a series of each.
    """
    asset, _, part = step_key.partition(".")
    return asset.replace("__", "/"), part.partition("[")[0] or "whole"


def _told(events: list[dg.DagsterEvent]) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Yield the asset, the part of it and the metadata of every stage and every shard; scenes are told by their stages."""
    for event in events:
        asset, step = named(event.step_key or "")
        if event.event_type is dg.DagsterEventType.STEP_OUTPUT and step == "shard":
            yield asset, step, _values(event.step_output_data.metadata)
        elif event.event_type is dg.DagsterEventType.ASSET_MATERIALIZATION:
            made = event.step_materialization_data.materialization
            if made.asset_key.to_user_string() == asset:
                yield asset, step, _values(made.metadata)


def results_of(events: list[dg.DagsterEvent]) -> Iterator[tuple[str, int, int]]:
    """Yield the asset, and how many results were made and found; what gathers shards finds what they made."""
    by_shards: dict[str, int] = {}
    for asset, step, metadata in _told(events):
        made, reused = counts(metadata)
        if step == "shard":
            by_shards[asset] = by_shards.get(asset, 0) + made
            yield asset, made, 0
        elif step == "gather":
            yield asset, 0, max(0, reused - by_shards.get(asset, 0))
        elif not metadata.keys().isdisjoint(("made", "reused")):  # of others nobody knows what they found
            yield asset, made, reused


def counts(metadata: Mapping[str, object]) -> tuple[int, int]:
    """Return how many results a step's metadata says were made and found; a stage with one result says only which."""
    made, reused = metadata.get("made"), metadata.get("reused")
    if isinstance(reused, bool):
        return int(not reused), int(reused)
    return (made if isinstance(made, int) else 0), (reused if isinstance(reused, int) else 0)


def _values(metadata: Mapping[str, dg.MetadataValue]) -> dict[str, object]:
    return {name: metadata[name].value for name in ("engine", "made", "reused") if name in metadata}


def _code(event: dg.DagsterEvent) -> str:
    user = event.step_failure_data.user_failure_data
    code = user.metadata.get("code") if user is not None else None
    return str(code.value) if code is not None else "internal"
