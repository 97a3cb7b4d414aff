"""How runs end when the services are stopped: at once, told as what they are, and begun again where they were by the next start."""

import json
import time
from collections.abc import Callable
from typing import Final

import dagster as dg
from dagster._core.storage.tags import GRPC_INFO_TAG, MAX_RETRIES_TAG

from videogen_dagster.executor.local.places import meeting_folder
from videogen_dagster.executor.local.workforce import LocalWorkforce
from videogen_dagster.executor.run_process import process_of
from videogen_dagster.launching.launcher import host_of
from videogen_dagster.settings import Settings, runtime_folder

AT_WORK: Final = (dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED)
WORKERS_S: Final = 7.0
"""How long workers may take to let go of a step whose run has ended; they kill it after five seconds."""


def end_runs(
    instance: dg.DagsterInstance, socket_path: str, kill: Callable[[int], None], *, host: str | None = None
) -> int:
    """Tell the runs of a code server and a run host as stopped, to be started again, and end their processes.

    Args:
        instance: Where the runs are recorded; its daemon has ended.
        socket_path: Where the code server that launched them listens.
        kill: Ends a process.
        host: Name of the run host that launched others; None: there is none.

    Returns:
        How many there were.
    """
    at_work = instance.get_runs(dg.RunsFilter(statuses=list(AT_WORK)))
    mine = [run for run in at_work if _server(run) == socket_path or (host and host_of(run) == host)]
    for run in mine:
        # Being stopped is not the run's fault: it does not count among its attempts.
        attempts = int(run.tags.get(MAX_RETRIES_TAG) or instance.run_retries_max_retries)
        instance.add_run_tags(run.run_id, {MAX_RETRIES_TAG: str(attempts + 1)})
        instance.report_run_failed(
            run, message="The services were stopped. Their next start begins it again where it was."
        )
        found = process_of(run)
        if found is not None and found.is_alive:
            kill(found.pid)
    return len(mine)


def end_idle_workers(settings: Settings, *, wait_s: float) -> int:
    """End the workers of a home unless one is at work: somebody else makes a film then.

    Args:
        settings: The deployment.
        wait_s: How long to wait for steps whose runs were ended.

    Returns:
        How many were ended.
    """
    if settings.executor != "local":
        return 0
    workforce = LocalWorkforce(meeting_folder(runtime_folder(), settings.home))
    until_s = time.monotonic() + wait_s
    while any(worker.step for worker in workforce.workers()):
        if time.monotonic() > until_s:
            return 0
        time.sleep(0.2)
    return workforce.stop()


def _server(run: dg.DagsterRun) -> str | None:
    try:
        return json.loads(run.tags.get(GRPC_INFO_TAG, "{}")).get("socket")
    except (ValueError, AttributeError):
        return None
