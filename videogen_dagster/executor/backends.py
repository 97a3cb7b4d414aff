"""What a backend of the resident executor promises: it runs steps in processes that stay."""

from collections.abc import Callable
from typing import Literal, Protocol

from pydantic import Field

from videogen_dagster.core.values import Value
from videogen_dagster.engines.residents import ResidentModel

PoolName = Literal["gpu", "cpu"]


class StepCall(Value):
    """One attempt of one step.

    Attributes:
        pool: Which workers may run it.
        run_id: Its run.
        step_key: Its key in the run's plan.
        packed: Dagster's `ExecuteStepArgs`, serialized; see `executor.steps.StepRunner.run`.
    """

    pool: PoolName
    run_id: str
    step_key: str
    packed: str


class StepEnd(Value):
    """How an attempt of a step ended.

    Attributes:
        outcome: `concluded`: the run's event log holds what became of it (success, failure, or up for retry). `cancelled`: it
            was stopped, or never begun, because it was cancelled. `lost`: nobody will ever write what became of it.
        message: Why, where it is lost, as one line for a person.
    """

    outcome: Literal["concluded", "cancelled", "lost"]
    message: str = ""


class RunningStep(Value):
    """What a worker is doing.

    Attributes:
        run_id: The run.
        step_key: Its step.
        since_s: When it began, in seconds since the epoch.
    """

    run_id: str
    step_key: str
    since_s: float


class WorkerReport(Value):
    """What one worker is and holds, as `videogen workers` shows it.

    Attributes:
        pool: Where it belongs.
        node: The machine that it is on.
        pid: Its process there.
        device: The GPU that it alone uses, as CUDA numbers them; None without one.
        since_s: When it was started, in seconds since the epoch.
        steps_done: How many steps it has ended.
        step: What it runs now, or None while it waits.
        residents: The models that it holds.
    """

    pool: PoolName
    node: str
    pid: int
    device: str | None
    since_s: float
    steps_done: int = 0
    step: RunningStep | None = None
    residents: tuple[ResidentModel, ...] = ()


class PoolSize(Value):
    """How many workers a pool may have, and for how long they wait for work.

    Attributes:
        devices: One for each worker: the GPU that it alone uses, or None for a worker without one.
        idle_s: Seconds without work after which a worker ends.
    """

    devices: tuple[str | None, ...] = Field(min_length=1)
    idle_s: float = Field(gt=0)


class StepHandle(Protocol):
    """One step that was given to a backend. Methods may be called from any thread and return at once."""

    @property
    def end(self) -> StepEnd | None:
        """How it ended, or None as long as it waits or runs."""
        ...

    def cancel(self) -> None:
        """Stop it: one that waits never begins, one that runs gets SIGINT and, if it goes on for 5 s, SIGKILL.

        The worker stays, unless it had to be killed. A step that has ended stays as it is.
        """
        ...

    def wait(self, timeout_s: float) -> bool:
        """Wait until it has ended, at most so long; returns whether it has."""
        ...


class Backend(Protocol):
    """Where steps are run. One is made for each run, in the run's process.

    If that process dies, its steps are stopped as if they were cancelled, and those that wait are forgotten.
    """

    @property
    def name(self) -> str:
        """`local`, `ray`: what configuration and messages call it."""
        ...

    def start(self, call: StepCall, on_end: Callable[[], None]) -> StepHandle:
        """Give a step to the pool that it names; returns at once.

        Steps of different runs that wait for one pool take turns. Trouble in reaching the workers is told by the handle: the
        step is `lost`.

        Args:
            call: The step.
            on_end: Called from any thread after `end` was set, once; it returns at once.
        """
        ...

    def close(self) -> None:
        """Let go of the connection to the workers, as the run has ended; the workers stay."""
        ...


class Workforce(Protocol):
    """The workers of a deployment, as `videogen workers` sees and stops them."""

    def workers(self) -> tuple[WorkerReport, ...]:
        """Return all workers that there are."""
        ...

    def stop(self) -> int:
        """End all workers, with the steps that they run, and return how many there were."""
        ...
