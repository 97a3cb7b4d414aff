"""What a step costs beside its work: `python -m benchmarks.executor`.

Steps that do nothing, one behind the other, under Dagster's multiprocess executor and under resident workers; steps that share a
model which takes 5 s to load; and what passes between the run's giving a step away and the first line of its code.
"""

import os
import tempfile
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import dagster as dg
from dagster._core.instance.ref import InstanceRef

from benchmarks import executor_jobs
from benchmarks.executor_jobs import GPU_STEPS, LOAD_S, STEPS, USE_S
from benchmarks.measure import markdown_table
from videogen_dagster.executor.local.places import meeting_folder
from videogen_dagster.executor.local.workforce import LocalWorkforce
from videogen_dagster.settings import runtime_folder

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
RESIDENT = {**QUIET, "execution": {"config": {"backend": "local", "pools": {"gpu": {"devices": []}}}}}


@dataclass(frozen=True, slots=True)
class Ran:
    """A run: how long from its start until its end, and its log."""

    wall_s: float
    events: list[dg.DagsterEvent]
    times_s: list[float]

    def at_s(self, kind: str) -> dict[str, float]:
        """Return when each step had an event of that kind."""
        pairs = zip(self.events, self.times_s, strict=True)
        return {str(event.step_key): time_s for event, time_s in pairs if event.event_type_value == kind}

    @property
    def a_step_s(self) -> float:
        """From the start of the first step to the end of the last, divided by their number."""
        return (max(self.at_s("STEP_SUCCESS").values()) - min(self.at_s("STEP_START").values())) / STEPS


def ran(instance: dg.DagsterInstance, job: Callable[[], dg.JobDefinition], config: Mapping[str, object]) -> Ran:
    """Run a job."""
    began_s = time.perf_counter()
    result = dg.execute_job(dg.reconstructable(job), instance=instance, run_config=config, raise_on_error=True)
    wall_s = time.perf_counter() - began_s
    logged = [entry for entry in instance.all_logs(result.run_id) if entry.dagster_event is not None]
    events = [entry.dagster_event for entry in logged if entry.dagster_event is not None]
    return Ran(wall_s, events, [entry.timestamp for entry in logged])


def steps(instance: dg.DagsterInstance) -> str:
    """Return the table of steps that do nothing."""
    cold = ran(instance, executor_jobs.resident_chain, RESIDENT)
    warm = min(
        (ran(instance, executor_jobs.resident_chain, RESIDENT) for _ in range(3)), key=lambda each: each.a_step_s
    )
    peer = ran(instance, executor_jobs.multiprocess_chain, QUIET)
    rows = [
        ("Dagster's multiprocess executor", peer.a_step_s, peer.wall_s, ""),
        ("resident workers, first run", cold.a_step_s, cold.wall_s, ""),
        ("resident workers, warm", warm.a_step_s, warm.wall_s, f"1/{peer.a_step_s / warm.a_step_s:.0f}"),
    ]
    return markdown_table(("a step that does nothing", "s a step", f"s for {STEPS} steps", "of multiprocess"), rows)


def starts(instance: dg.DagsterInstance) -> str:
    """Return the table of what passes before a step's own code begins, in a warm worker."""
    run = ran(instance, executor_jobs.resident_chain, RESIDENT)
    given, begun, called = (
        run.at_s(kind) for kind in ("STEP_WORKER_STARTING", "STEP_WORKER_STARTED", "ASSET_OBSERVATION")
    )
    ours_ms = median((begun[step] - given[step]) * 1000 for step in called)
    dagsters_ms = median((called[step] - begun[step]) * 1000 for step in called)
    rows = [("from the run to the worker, ours", ours_ms), ("from there to the step's code, Dagster's", dagsters_ms)]
    return markdown_table(("start of a step, model resident", "ms, median"), rows)


def models(instance: dg.DagsterInstance) -> str:
    """Return the table of steps that share a model."""
    runs = [ran(instance, executor_jobs.resident_drawings, RESIDENT) for _ in range(3)]
    loaded_s = GPU_STEPS * USE_S
    rows = [
        (f"run {number}", run.wall_s, limit_s, f"{run.wall_s / limit_s:.2f}")
        for number, (run, limit_s) in enumerate(zip(runs, (LOAD_S + loaded_s, loaded_s, loaded_s), strict=True), 1)
    ]
    heading = f"{GPU_STEPS} GPU steps, load {LOAD_S:.0f} s, use {USE_S} s"
    return markdown_table((heading, "wall s", "limit s", "of the limit"), rows)


@contextmanager
def deployed(home: Path) -> Generator[dg.DagsterInstance]:
    """Open an instance in a home of its own, whose workers end with the block."""
    (home / "dagster").mkdir(parents=True)
    before = os.environ.get("VIDEOGEN_HOME", "")
    os.environ["VIDEOGEN_HOME"] = str(home)
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home / "dagster"))) as instance:
        try:
            yield instance
        finally:
            os.environ["VIDEOGEN_HOME"] = before
            LocalWorkforce(meeting_folder(runtime_folder(), home)).stop()


def main() -> None:
    """Measure and print the tables."""
    with tempfile.TemporaryDirectory() as scratch:
        with deployed(Path(scratch, "models").resolve()) as instance:
            print(models(instance), end="\n\n")  # noqa: T201  # a command's output
        with deployed(Path(scratch, "steps").resolve()) as instance:
            print(steps(instance), end="\n\n")  # noqa: T201  # a command's output
            print(starts(instance))  # noqa: T201  # a command's output


if __name__ == "__main__":
    main()
