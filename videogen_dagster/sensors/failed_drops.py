"""Tells the person who dropped something why it did not become a film, also where nobody heard how the run ended."""

import time
from collections.abc import Callable
from typing import Final

import dagster as dg

from videogen_dagster.core.drops import DropState, InboxRow, Reason
from videogen_dagster.core.errors import DropChanged, InternalError, InvalidInput, StorageUnavailable, UnsafeMedia
from videogen_dagster.jobs import make_dropped_film
from videogen_dagster.partitions import VERSION_TAG
from videogen_dagster.resources.drops import Drops
from videogen_dagster.run_failures import first_failure

MOST_STARTS: Final = 4
"""A version is started at most so often where Dagster itself starts none again that lost their process."""
MAX_RETRIES_TAG: Final = "dagster/max_retries"
"""How often Dagster starts one run again; else `run_retries` of `dagster.yaml` says so for all."""
RETRIED_TAG: Final = "dagster/will_retry"
"""Dagster gives it to a run that lost its process and that it starts again."""
_LOST: Final = {InternalError.code, StorageUnavailable.code}
"""No fault of what was dropped: no code server was there, a worker or a database died, an object store did not answer."""
_STATES: Final = {
    DropChanged.code: DropState.SUPERSEDED,
    InvalidInput.code: DropState.REJECTED,
    UnsafeMedia.code: DropState.REJECTED,
}


@dg.run_failure_sensor(
    name="failures_of_drops_are_told",
    monitored_jobs=[make_dropped_film],
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Writes why a film was not made to out/<project>/status.json: scene, rule and remedy.",
)
def failures_of_drops_are_told(context: dg.RunFailureSensorContext, drops: dg.ResourceParam[Drops]) -> None:
    """Tell one failed run."""
    tell_failure(context.instance, context.dagster_run, drops)


def tell_failure(instance: dg.DagsterInstance, run: dg.DagsterRun, drops: Drops) -> None:
    """Write why the run of a drop failed, unless it is started again, or a newer version was dropped since.

    Of a failure that is told twice, as a sensor does whose cursor was lost, nothing follows once a later run is there.
    """
    version = run.tags.get(VERSION_TAG)
    if version is None or run.tags.get(RETRIED_TAG) == "true":
        return
    newest = newest_run(instance, version)
    if newest is not None and newest.run_id != run.run_id:
        return
    report = first_failure(instance, run).report
    starts = starts_of(instance, version)
    if report.code in _LOST and starts < most_starts(instance, run):
        drops.inbox.ask_again(version, attempt=starts)
        return
    state = _STATES.get(report.code, DropState.FAILED)
    row = drops.inbox.find(version)
    if row is not None and row.state is not state:
        tell_end(drops, row, state, run_id=run.run_id, reason=Reason.of(report))


def reconcile(drops: Drops, instance: dg.DagsterInstance, *, before_s: float, has_time: Callable[[], bool]) -> None:
    """Look at runs of which nothing was heard: one that ended is told, one that is not there is asked for again.

    Args:
        drops: The drop folder and its inbox.
        instance: Where the runs are recorded.
        before_s: For how many seconds nothing was heard of them.
        has_time: Whether one more may be looked at.

    Raises:
        StorageFailure: The end of one cannot be told or kept; the next look tells it.
    """
    for row in drops.inbox.requested(before_s=before_s):
        if not has_time():
            return
        run = newest_run(instance, row.version)
        if run is None:
            drops.inbox.ask_again(row.version)
        elif lost_its_retry(instance, run, after_s=before_s):
            drops.inbox.ask_again(row.version, attempt=starts_of(instance, row.version))
        elif run.status is dg.DagsterRunStatus.FAILURE:
            tell_failure(instance, run, drops)
        elif run.status is dg.DagsterRunStatus.SUCCESS:  # of the same bytes that were forgotten, and came again
            drops.inbox.ask_again(row.version, attempt=starts_of(instance, row.version))
        elif run.status is dg.DagsterRunStatus.CANCELED:
            why = Reason(code="cancelled", message="a person cancelled the run", remedy="start it again in the UI")
            tell_end(drops, row, DropState.FAILED, run_id=run.run_id, reason=why)
        else:
            drops.inbox.touch(row.version)


def newest_run(instance: dg.DagsterInstance, version: str) -> dg.DagsterRun | None:
    """Return the run of a version that was started last, or None if there is none."""
    return next(iter(instance.get_runs(dg.RunsFilter(tags={VERSION_TAG: version}), limit=1)), None)


def starts_of(instance: dg.DagsterInstance, version: str) -> int:
    """Return how many runs of a version there are, whoever started them: the next one is named by that."""
    return instance.get_runs_count(dg.RunsFilter(tags={VERSION_TAG: version}))


def most_starts(instance: dg.DagsterInstance, run: dg.DagsterRun) -> int:
    """Return how often a version is started at most: as often as Dagster starts runs that lose their process.

    A run that was stopped with its services may have a higher number of its own; that did not count among its attempts.
    """
    own = run.tags.get(MAX_RETRIES_TAG, "")
    if own.isdecimal():
        return 1 + int(own)
    return 1 + instance.run_retries_max_retries if instance.run_retries_enabled else MOST_STARTS


def lost_its_retry(instance: dg.DagsterInstance, run: dg.DagsterRun, *, after_s: float) -> bool:
    """Return whether Dagster wanted to start a failed run again, and has not done so for a while."""
    if run.status is not dg.DagsterRunStatus.FAILURE or run.tags.get(RETRIED_TAG) != "true":
        return False
    record = instance.get_run_record_by_id(run.run_id)
    return record is not None and time.time() - record.update_timestamp.timestamp() > after_s


def tell_end(drops: Drops, row: InboxRow, state: DropState, *, run_id: str, reason: Reason) -> None:
    """Tell how a version ended, unless a newer one was dropped since, and keep it: nobody looks again at what has ended.

    Raises:
        StorageFailure: It cannot be told, or kept; it is done again when the run is reconciled.
    """
    newest = drops.inbox.newest(row.project)
    if newest is None or newest.version == row.version:
        drops.tell(row.model_copy(update={"state": state, "run_id": run_id, "reason": reason, "film": None}))
    drops.inbox.end(row.version, state, run_id=run_id, reason=reason)
