"""Jobs of providers: submitted once, polled until they end, taken up again after a crash, stopped with the run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from videogen_dagster.core.errors import CallUnsettled, Cancelled, EngineRefused, EngineUnavailable, VideogenError
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.engines.providers.answers import JobIsGone
from videogen_dagster.engines.providers.retrying import wait
from videogen_dagster.store.intents import ASKED

FIRST_POLL_S: Final = 1.0
LONGEST_POLL_S: Final = 10.0
POLLS_GROW: Final = 1.3


@dataclass(frozen=True, slots=True)
class JobState:
    """How far a job is.

    Attributes:
        stage: `done` has a result, `failed` has none and never will.
        words: What the provider says of it.
    """

    stage: Literal["waiting", "working", "done", "failed"]
    words: str = ""


class JobQueue(Protocol):
    """What a provider of jobs can do. Each method asks the provider once, and raises its `EngineFailure`."""

    @property
    def engine(self) -> str:
        """Name of the engine, for messages."""
        ...

    @property
    def honours_keys(self) -> bool:
        """Whether two submits with the same idempotency key are one job."""
        ...

    def submit(self, inputs: dict[str, Any], *, idempotency_key: str) -> str:
        """Begin a job and return its id.

        Raises:
            CallUnsettled: Nobody knows whether it was begun.
        """
        ...

    def state(self, job: str) -> JobState:
        """Return how far a job is.

        Raises:
            JobIsGone: The provider does not know it.
        """
        ...

    def result(self, job: str) -> Any:
        """Return what a job that is done has made, as its model documents it."""
        ...

    def cancel(self, job: str) -> None:
        """Ask that a job stops; one that has ended is no error."""
        ...


def job_result(
    queue: JobQueue,
    inputs: Callable[[], dict[str, Any]],
    workspace: Workspace,
    index: int,
    *,
    check: Callable[[], None],
    first_poll_s: float = FIRST_POLL_S,
) -> Any:
    """Return what a provider makes for a request of the batch, with the job that an earlier attempt began if there is one.

    Args:
        queue: The provider.
        inputs: What the model is given; asked for only if a job must be begun.
        workspace: Where the engine works.
        index: Which request of the batch.
        check: Raises if the wait should end; `Cancelled` stops the job as well.
        first_poll_s: How long after the submit the job is first looked at; then less and less often.

    Raises:
        CallUnsettled: An earlier attempt, or this one, may have begun a job that nobody knows.
        Cancelled: A person stopped the work; the job is stopped as well.
        EngineFailure: The job failed, or the provider cannot be asked.
    """
    job = workspace.known_job(index)
    if job == ASKED and not queue.honours_keys:
        raise CallUnsettled(
            "an earlier attempt submitted this and was stopped before it knew the job: nobody knows whether it was charged",
            engine=queue.engine,
            remedy="look at the provider's list of jobs; then `videogen resolve` submits it again",
        )
    if job is not None and job != ASKED:
        try:
            return _finished(queue, job, workspace, index, check=check, first_poll_s=0.0)
        except JobIsGone:
            workspace.forget_job(index)
    begun = _submitted(queue, inputs(), workspace, index)
    return _finished(queue, begun, workspace, index, check=check, first_poll_s=first_poll_s)


def _submitted(queue: JobQueue, inputs: dict[str, Any], workspace: Workspace, index: int) -> str:
    workspace.remember_job(index, ASKED)
    try:
        job = queue.submit(inputs, idempotency_key=workspace.idempotency_key(index))
    except CallUnsettled:
        raise
    except VideogenError:  # nothing was begun, also where a person stopped the work while it waited for its turn
        workspace.forget_job(index)
        raise
    workspace.remember_job(index, job)
    return job


def _finished(
    queue: JobQueue, job: str, workspace: Workspace, index: int, *, check: Callable[[], None], first_poll_s: float
) -> Any:
    try:
        for stage in _stages(queue, job, check, first_poll_s=first_poll_s):
            workspace.progress(index, 0.1 if stage == "waiting" else 0.5)
    except Cancelled:
        _stop(queue, job)
        workspace.forget_job(index)
        raise
    except EngineRefused:
        workspace.forget_job(index)
        raise
    return queue.result(job)


def _stages(queue: JobQueue, job: str, check: Callable[[], None], *, first_poll_s: float) -> Iterator[str]:
    """Yield how far a job is until it is done."""
    poll_s = first_poll_s
    while True:
        wait(poll_s, check)
        state = queue.state(job)
        if state.stage == "done":
            return
        if state.stage == "failed":
            raise EngineRefused(f"its job failed: {state.words or 'without a word'}", engine=queue.engine)
        yield state.stage
        poll_s = min(LONGEST_POLL_S, max(first_poll_s, poll_s or FIRST_POLL_S) * POLLS_GROW)


def _stop(queue: JobQueue, job: str) -> None:
    try:
        queue.cancel(job)
    except (EngineRefused, EngineUnavailable, JobIsGone):
        return  # it has ended, or nobody is there: the person who stopped the run need not wait
