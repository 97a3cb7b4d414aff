"""Which process a run is in: its record says so, and so a run that lost its process is known on its machine."""

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import dagster as dg
from dagster._core.events import DagsterEvent
from dagster._core.execution.context.system import PlanOrchestrationContext
from dagster._core.execution.plan.plan import ExecutionPlan
from dagster._core.executor.in_process import InProcessExecutor

from videogen_dagster.store.workspace import is_running, start_of

PID_TAG: Final = "videogen/pid"


@dataclass(frozen=True, slots=True)
class RunProcess:
    """The process that a run is or was in.

    Attributes:
        pid: Its id.
        host: Name of its machine or container.
        started: What tells it from others that get the same id; None if its record does not tell.
    """

    pid: int
    host: str
    started: str | None = None

    @property
    def is_here(self) -> bool:
        """Whether it is one of this machine."""
        return self.host == socket.gethostname()

    @property
    def is_alive(self) -> bool:
        """Whether it is one of this machine and goes on."""
        return self.is_here and is_running(self.pid, self.started)


def own_process(run_id: str) -> str:
    """Return the tag's value for a run in this process: `pid@host#run.start`.

    It names the run, as Dagster copies tags to a run that is tried again, and the start of the process, as ids come again.
    """
    start = start_of(os.getpid())
    return f"{os.getpid()}@{socket.gethostname()}#{run_id[:8]}" + (f".{start}" if start else "")


def process_of(run: dg.DagsterRun) -> RunProcess | None:
    """Return the process of a run, or None if its record does not tell."""
    process, _, rest = run.tags.get(PID_TAG, "").partition("#")
    owner, _, started = rest.partition(".")
    pid, _, host = process.partition("@")
    is_own = pid.isdigit() and owner in {"", run.run_id[:8]}
    return RunProcess(int(pid), host, started or None) if is_own else None


def sign(context: PlanOrchestrationContext) -> None:
    """Let the record of a run tell that it is in this process."""
    run = context.dagster_run
    if run.tags.get(PID_TAG) != own_process(run.run_id):
        context.instance.add_run_tags(run.run_id, {PID_TAG: own_process(run.run_id)})


class OwnProcessExecutor(InProcessExecutor):
    """Runs all steps one after the other in the run's own process."""

    def execute(self, plan_context: PlanOrchestrationContext, execution_plan: ExecutionPlan) -> Iterator[DagsterEvent]:
        """Run the plan's steps."""
        sign(plan_context)
        yield from super().execute(plan_context, execution_plan)
