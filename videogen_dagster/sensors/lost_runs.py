"""Looks after runs by their process: Dagster's own monitoring asks the code server, which may be a new one that knows nothing.

Runs of other machines are left to the sensor there; a run that was launched by no service is a command's own business.
"""

import json
import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import dagster as dg
from dagster._core.storage.tags import BACKFILL_ID_TAG, GRPC_INFO_TAG

from videogen_dagster.executor.run_process import RunProcess, process_of
from videogen_dagster.launching.launcher import host_of
from videogen_dagster.run_states import lost_run
from videogen_dagster.sensors.failed_drops import RETRIED_TAG

BEGUN: Final[Sequence[dg.DagsterRunStatus]] = (
    dg.DagsterRunStatus.STARTING,  # its record names its process from then on if a run host launched it
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)
CANCELLED: Final[Sequence[dg.DagsterRunStatus]] = (dg.DagsterRunStatus.CANCELING, dg.DagsterRunStatus.CANCELED)
HEARD_S: Final = 15.0
"""So long after a cancel its code server has had the time to tell the run, which ends within seven seconds then."""
STUBBORN_S: Final = 30.0
"""So long after it was told once more, a run that has not ended is ended."""
RETRIED_S: Final = 600.0
"""So long after it was lost, a run that is not started again is not going to be."""
REMEMBERED_S: Final = 3600.0
"""Runs that were cancelled longer ago are not looked at: Dagster tells a run as cancelled after three minutes in any case."""


@dg.sensor(
    name="lost_runs_are_told",
    minimum_interval_seconds=10,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells runs as failed whose process is gone (kill -9, power), so that Dagster starts them again, and ends those "
    "that a cancel did not reach.",
)
def lost_runs_are_told(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Look at the runs that have begun and not ended, and at those that were cancelled."""
    begun = context.instance.get_runs(dg.RunsFilter(statuses=list(BEGUN)))
    lost = [run for seen in begun if (run := lost_run(context.instance, seen)) is not None]
    for run in lost:
        if run.status is dg.DagsterRunStatus.CANCELING:
            context.instance.report_run_canceled(run, message="Its process ended while it was being cancelled.")
        else:
            context.instance.report_run_failed(run, message="Its process ended before it was done.")
    give_up_retries(context.instance)
    told = end_cancelled(context.instance, json.loads(context.cursor or "{}"))
    context.update_cursor(json.dumps(told))
    found = [f"{len(lost)} runs had lost their process"] if lost else []
    found += [f"{len(told)} cancelled runs had not heard of it"] if told else []
    return dg.SkipReason("; ".join(found) or "all runs have their process")


def give_up_retries(instance: dg.DagsterInstance, *, after_s: float = RETRIED_S) -> None:
    """Let backfills end whose lost runs Dagster wanted to start again and never did: they would wait for ever.

    It looks at each end of a run once. A daemon that is killed behind that look starts nothing.

    Args:
        instance: Where the runs are recorded.
        after_s: How long Dagster has had the time to start them.
    """
    before = datetime.now(UTC) - timedelta(seconds=after_s)
    since = before - timedelta(seconds=REMEMBERED_S)
    waiting = dg.RunsFilter(
        tags={RETRIED_TAG: "true"},
        statuses=[dg.DagsterRunStatus.FAILURE],
        updated_after=since,
        updated_before=before,
    )
    for run in instance.get_runs(waiting):
        if run.is_complete_and_waiting_to_retry and run.tags.get(BACKFILL_ID_TAG):
            instance.add_run_tags(run.run_id, {RETRIED_TAG: "false"})


def end_cancelled(
    instance: dg.DagsterInstance,
    told: Mapping[str, float],
    *,
    heard_s: float = HEARD_S,
    stubborn_s: float = STUBBORN_S,
) -> dict[str, float]:
    """Tell runs to stop whose cancel did not reach them, and end those that were told and go on.

    Args:
        instance: Where the runs are recorded.
        told: When this was told to which run, in seconds since 1970.
        heard_s: How long a run may take that was told by its code server.
        stubborn_s: How long it may take behind that.

    Returns:
        The same, as it is now; runs that are gone are no part of it.
    """
    now_s = time.time()
    going_on: dict[str, float] = {}
    for record, process in _cancelled_and_alive(instance):
        run_id = record.dagster_run.run_id
        if run_id not in told and now_s - _cancelled_at_s(instance, record) < heard_s:
            continue
        going_on[run_id] = told.get(run_id, now_s)
        is_stubborn = run_id in told and now_s - told[run_id] >= stubborn_s
        if run_id in told and not is_stubborn:
            continue
        with suppress(ProcessLookupError, PermissionError):  # it has just ended, or is another user's
            os.kill(process.pid, signal.SIGKILL if is_stubborn else signal.SIGINT)
    return going_on


def _cancelled_and_alive(instance: dg.DagsterInstance) -> Iterator[tuple[dg.RunRecord, RunProcess]]:
    """Yield runs that were cancelled, launched by a service, and whose process of this machine goes on, with that."""
    since = datetime.now(UTC) - timedelta(seconds=REMEMBERED_S)
    wanted = dg.RunsFilter(statuses=list(CANCELLED), updated_after=since)
    for record in instance.get_run_records(wanted):
        run = record.dagster_run
        process = process_of(run) if GRPC_INFO_TAG in run.tags or host_of(run) else None
        # Without its start nobody can say for sure that a process is the run's.
        if process is not None and process.started and process.is_alive:
            yield record, process


def _cancelled_at_s(instance: dg.DagsterInstance, record: dg.RunRecord) -> float:
    """Return when a run was cancelled, in seconds since 1970."""
    told = instance.get_records_for_run(
        record.dagster_run.run_id, of_type=dg.DagsterEventType.RUN_CANCELING, limit=1, ascending=False
    ).records
    return told[0].timestamp if told else record.update_timestamp.timestamp()
