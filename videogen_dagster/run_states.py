"""Whether a run is going on, as Dagster's record and the processes of this machine tell."""

import socket
from typing import Final

import dagster as dg

from videogen_dagster.store.workspace import is_running

PID_TAG: Final = "videogen/pid"
UNFINISHED: Final = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)


def is_abandoned(run: dg.DagsterRun) -> bool:
    """Return whether a run of `videogen make` has lost its process."""
    pid, _, host = run.tags.get(PID_TAG, "").partition("@")
    return host == socket.gethostname() and pid.isdigit() and not is_running(int(pid))
