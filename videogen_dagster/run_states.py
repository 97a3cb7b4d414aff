"""Whether a run is going on, as Dagster's record and the processes of this machine tell."""

from typing import Final

import dagster as dg

from videogen_dagster.executor.run_process import process_of

UNFINISHED: Final = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)


def is_abandoned(run: dg.DagsterRun) -> bool:
    """Return whether a run of this machine has lost its process."""
    found = process_of(run)
    return found is not None and found.is_here and not found.is_alive
