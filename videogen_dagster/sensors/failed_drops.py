"""Tells the person who dropped something why it did not become a film."""

from typing import Final

import dagster as dg

from videogen_dagster.core.drops import DropState, Reason
from videogen_dagster.core.errors import DropChanged, InvalidInput
from videogen_dagster.jobs import make_dropped_film
from videogen_dagster.partitions import VERSION_TAG
from videogen_dagster.resources.drops import Drops
from videogen_dagster.run_failures import first_failure

RETRIED_TAG: Final = "dagster/will_retry"
"""Dagster gives it to a run that lost its process and that it starts again."""
_STATES: Final = {DropChanged.code: DropState.SUPERSEDED, InvalidInput.code: DropState.REJECTED}


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
    """Write why the run of a drop failed, unless it is started again, or a newer version was dropped since."""
    version = run.tags.get(VERSION_TAG)
    if version is None or run.tags.get(RETRIED_TAG) == "true":
        return
    report = first_failure(instance, run).report
    state = _STATES.get(report.code, DropState.FAILED)
    row = drops.inbox.end(version, state, run_id=run.run_id, reason=Reason.of(report))
    newest = drops.inbox.newest(row.project) if row else None
    if row is not None and (newest is None or newest.version == row.version):
        drops.tell(row)
