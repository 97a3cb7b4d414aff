"""Which process a run is in: its record says so, and so a run that lost its process is known on its machine."""

import os
import socket
from collections.abc import Iterator
from typing import Final

import dagster as dg
from dagster._core.events import DagsterEvent
from dagster._core.execution.context.system import PlanOrchestrationContext
from dagster._core.execution.plan.plan import ExecutionPlan
from dagster._core.executor.in_process import InProcessExecutor

PID_TAG: Final = "videogen/pid"


def own_process(run_id: str) -> str:
    """Return the tag's value for a run in this process. It names the run: Dagster copies tags to a run that is tried again."""
    return f"{os.getpid()}@{socket.gethostname()}#{run_id[:8]}"


def process_of(run: dg.DagsterRun) -> tuple[int, str] | None:
    """Return process id and machine of a run, or None if its record does not tell."""
    process, _, owner = run.tags.get(PID_TAG, "").partition("#")
    pid, _, host = process.partition("@")
    return (int(pid), host) if pid.isdigit() and owner in {"", run.run_id[:8]} else None


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
