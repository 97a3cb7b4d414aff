"""Tells runs that lost their process: Dagster's own monitoring asks the code server, which may be a new one that knows nothing."""

from collections.abc import Sequence
from typing import Final

import dagster as dg

from videogen_dagster.run_states import is_abandoned

BEGUN: Final[Sequence[dg.DagsterRunStatus]] = (dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING)


@dg.sensor(
    name="lost_runs_are_told",
    minimum_interval_seconds=10,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells runs as failed whose process is gone (kill -9, power), so that Dagster starts them again.",
)
def lost_runs_are_told(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Look at the runs that have begun and not ended."""
    lost = [run for run in context.instance.get_runs(dg.RunsFilter(statuses=list(BEGUN))) if is_abandoned(run)]
    for run in lost:
        if run.status is dg.DagsterRunStatus.CANCELING:
            context.instance.report_run_canceled(run, message="Its process ended while it was being cancelled.")
        else:
            context.instance.report_run_failed(run, message="Its process ended before it was done.")
    return dg.SkipReason(f"{len(lost)} runs had lost their process" if lost else "all runs have their process")
