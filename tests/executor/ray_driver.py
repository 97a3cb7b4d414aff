"""A process that runs jobs in a Ray cluster, one after the other, as it is told: a line of JSON in, one out."""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import dagster as dg

from tests.executor.ray_jobs import reconstructable, told
from videogen_dagster.cli import commands
from videogen_dagster.executor.ray.opening import ray_workforce
from videogen_dagster.runs import open_instance
from videogen_dagster.settings import load_settings

BEGIN_S = 120.0
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class Ran:
    """What a run's log tells: its state, the processes that began each step, and the steps that were tried again."""

    status: str
    pids: Mapping[str, tuple[int, ...]]
    retried: tuple[str, ...]


def run(instance: dg.DagsterInstance, job: str) -> Ran:
    """Run a job of the tests."""
    with dg.execute_job(reconstructable(job), instance, run_config=QUIET, raise_on_error=False) as result:
        run_id = result.run_id
    return ran(instance, run_id)


def cancel(instance: dg.DagsterInstance, job: str) -> Ran:
    """Run a job and cancel it, as the UI does, when its step has begun."""
    began = told(instance, "began")
    began.unlink(missing_ok=True)
    threading.Thread(target=_cancel_when, args=(instance, began), daemon=True).start()
    return run(instance, job)


def _cancel_when(instance: dg.DagsterInstance, began: Path) -> None:
    until_s = time.monotonic() + BEGIN_S
    while not began.exists() and time.monotonic() < until_s:
        time.sleep(0.05)
    instance.report_run_canceling(instance.get_runs(limit=1)[0])
    os.kill(os.getpid(), signal.SIGINT)


def make(instance: dg.DagsterInstance, brief: str) -> Ran:
    """Make the film of a brief with the real command."""
    with redirect_stdout(StringIO()):
        code = commands.run(["make", brief, "--project", Path(brief).stem])
    assert code == 0
    return ran(instance, instance.get_runs(limit=1)[0].run_id)


def ran(instance: dg.DagsterInstance, run_id: str) -> Ran:
    pids: dict[str, tuple[int, ...]] = {}
    entries = [record.event_log_entry for record in instance.get_records_for_run(run_id).records]
    events = [entry.dagster_event for entry in entries if entry.dagster_event is not None]
    for event in events:
        if event.event_type_value == "STEP_WORKER_STARTED" and event.step_key:
            pid = int(str(event.engine_event_data.metadata["pid"].value))
            pids[event.step_key] = (*pids.get(event.step_key, ()), pid)
    retried = [str(event.step_key) for event in events if event.event_type_value == "STEP_UP_FOR_RETRY"]
    found = instance.get_run_by_id(run_id)
    return Ran(found.status.value if found else "", pids, tuple(retried))


def answer(instance: dg.DagsterInstance, asked: str, what: str) -> Any:
    match asked:
        case "run":
            return asdict(run(instance, what))
        case "cancel":
            return asdict(cancel(instance, what))
        case "make":
            return asdict(make(instance, what))
        case "workers":
            return [worker.model_dump() for worker in ray_workforce(load_settings()).workers()]
        case "stop":
            return ray_workforce(load_settings()).stop()


def main() -> None:
    with open_instance(load_settings()) as instance:
        for line in sys.stdin:
            sys.stdout.write(json.dumps(answer(instance, *json.loads(line))) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
