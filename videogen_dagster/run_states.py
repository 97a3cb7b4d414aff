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


def lost_run(instance: dg.DagsterInstance, seen: dg.DagsterRun) -> dg.DagsterRun | None:
    """Return the record of a run whose process is gone without having told how the run ended, or None.

    A process may tell of the end and be gone between the reading of `seen` and the look at the process. So the record is read
    again: nobody changes it any more.
    """
    if seen.status not in UNFINISHED or not is_abandoned(seen):
        return None
    run = instance.get_run_by_id(seen.run_id)
    return run if run is not None and run.status in UNFINISHED else None
