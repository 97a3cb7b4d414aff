"""Jobs of providers: submitted once, polled until they end, taken up again after a crash, stopped with the run."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal, Protocol

from videogen_dagster.core.charges import Charge, Unit
from videogen_dagster.core.errors import CallUnsettled, Cancelled, EngineFailure, EngineRefused, EngineUnavailable
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.engines.providers.answers import JobIsGone
from videogen_dagster.engines.providers.content_rules import of_content
from videogen_dagster.engines.providers.retrying import wait
from videogen_dagster.engines.providers.sending import watching
from videogen_dagster.store.intents import ASKED

NOT_ASKED: Final = "{}"
"""Stands where the id of a job stands after a submit that was surely not taken; the idempotency key is still the same."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a job is waited for.

    Attributes:
        first_poll_s: How long after its submit it is first looked at; then less and less often.
        longest_poll_s: How often it is looked at, at least.
        longest_s: After so long the wait ends with an error; the job goes on, and a later run takes it up.
        setting: Variable that says how long, for messages.
    """

    first_poll_s: float = 1.0
    longest_poll_s: float = 10.0
    longest_s: float = 3600.0
    setting: str = "VIDEOGEN_<KIND>_WAIT_MINUTES"


PATIENT: Final = Patience()
POLLS_GROW: Final = 1.3


@dataclass(frozen=True, slots=True)
class JobState:
    """How far a job is.

    Attributes:
        stage: `done` has a result, `failed` has none and never will.
        words: What the provider says of it.
        counted: What it tells that it charges for a job that failed.
    """

    stage: Literal["waiting", "working", "done", "failed"]
    words: str = ""
    counted: Mapping[Unit, Decimal] = field(default_factory=dict)


class JobFailed(EngineRefused):
    """A job ended without a result, and the next attempt begins another one.

    Args:
        message: What the provider says.
        engine: Name of the engine.
        remedy: How to mend it.
        counted: What the provider tells that it charges all the same; nothing told: it is taken as not charged.
    """

    def __init__(
        self, message: str, *, engine: str, remedy: str | None = None, counted: Mapping[Unit, Decimal] | None = None
    ) -> None:
        super().__init__(message, engine=engine, remedy=remedy)
        self.counted = dict(counted or {})


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
        """Begin a job and return its id. It is asked through this package's transport, which tells when it is sent.

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
        """Return what a job that is done has made, as its model documents it.

        Raises:
            JobFailed: It has made nothing. Any other refusal says nothing of the job.
            JobIsGone: The provider no longer has it.
        """
        ...

    def cancel(self, job: str) -> bool:
        """Ask that a job stops. Return whether it does: not if it is done, or if the provider cannot be asked that at all."""
        ...


def job_result(
    queue: JobQueue,
    inputs: Callable[[], dict[str, Any]],
    workspace: Workspace,
    index: int,
    *,
    check: Callable[[], None],
    patience: Patience = PATIENT,
    charge: Callable[[Mapping[Unit, Decimal]], Charge] | None = None,
) -> Any:
    """Return what a provider makes for a request of the batch, with the job that an earlier attempt began if there is one.

    Args:
        queue: The provider.
        inputs: What the model is given; asked for only if a job must be begun.
        workspace: Where the engine works.
        index: Which request of the batch.
        check: Raises if the wait should end; `Cancelled` stops the job as well.
        patience: How long it is waited for.
        charge: Says of what the provider counted for a job that failed whose charge it is.

    Raises:
        CallUnsettled: An earlier attempt, or this one, may have begun a job that nobody knows; or the provider does not know
            the job any more that it began, and charged.
        Cancelled: A person stopped the work; the job is stopped as well, where the provider can do that. Else it is kept for
            a later run.
        EngineUnavailable: The provider cannot be asked, or the job takes too long: a later run takes it up.
        EngineFailure: The job failed.
    """
    job = job_of(workspace, index)
    if job == ASKED and not queue.honours_keys:
        raise CallUnsettled(
            "an earlier attempt submitted this and was stopped before it knew the job: nobody knows whether it was charged",
            engine=queue.engine,
            remedy="look at the provider's list of jobs; then `videogen resolve` submits it again",
        )
    if job is not None and job != ASKED:
        begun, is_new = job, False
    else:
        begun, is_new = _submitted(queue, inputs(), workspace, index), True
    try:
        return _finished(queue, begun, workspace, index, check=check, patience=patience, is_new=is_new)
    except JobFailed as error:
        if error.counted and charge is not None:
            workspace.charged(index, begun, charge(error.counted))
        workspace.forget_job(index)
        raise


def job_of(workspace: Workspace, index: int) -> str | None:
    """Return the job that was begun for a request of the batch: its id, `ASKED` if nobody knows it, or None."""
    known = workspace.known_job(index)
    if known is None or known.startswith("{"):
        return next(iter(json.loads(known or "{}")), None)  # one that the provider did not know: it may know it again
    return known


def _submitted(queue: JobQueue, inputs: dict[str, Any], workspace: Workspace, index: int) -> str:
    watch = watching(
        sent=lambda: workspace.remember_job(index, ASKED), not_taken=lambda: workspace.remember_job(index, NOT_ASKED)
    )
    try:
        with watch:
            job = queue.submit(inputs, idempotency_key=workspace.idempotency_key(index))
    except (EngineRefused, JobIsGone):
        workspace.forget_job(index)
        raise
    workspace.remember_job(index, job)
    return job


def _finished(
    queue: JobQueue,
    job: str,
    workspace: Workspace,
    index: int,
    *,
    check: Callable[[], None],
    patience: Patience,
    is_new: bool,
) -> Any:
    try:
        for stage in _stages(queue, job, check, patience=patience, is_new=is_new):
            workspace.progress(index, 0.1 if stage == "waiting" else 0.5)
        return queue.result(job)
    except Cancelled:
        if _stopped(queue, job):
            workspace.forget_job(index)
        raise
    except JobFailed:
        raise
    except (JobIsGone, EngineRefused) as error:  # said of the question, not of the job
        raise lost(workspace, index, error) from error


def lost(workspace: Workspace, index: int, error: EngineFailure) -> CallUnsettled:
    """Return what is told where a job was begun and its result cannot be had: the provider has charged for it.

    The job is kept, so that the next run looks for it once more; only a person lets another one be begun.

    Raises:
        StorageFailure: That could not be written down.
    """
    job = job_of(workspace, index) or ASKED
    workspace.remember_job(index, json.dumps({job: ASKED}))
    mend = f"{error.remedy}, and run it again; or" if error.remedy else "look at the provider's list of jobs; then"
    return CallUnsettled(
        f"the result of job {job}, which may be charged, cannot be had: {error.message.removeprefix(f'{error.engine}: ')}",
        engine=error.engine,
        remedy=f"{mend} `videogen resolve` lets it be submitted again",
    )


def _stages(queue: JobQueue, job: str, check: Callable[[], None], *, patience: Patience, is_new: bool) -> Iterator[str]:
    """Yield how far a job is until it is done."""
    began_s = time.monotonic()
    poll_s = patience.first_poll_s if is_new else 0.0
    while True:
        wait(poll_s, check)
        state = queue.state(job)
        if state.stage == "done":
            return
        if state.stage == "failed":
            told = f"its job failed: {state.words or 'without a word'}"
            raise of_content(JobFailed(told, engine=queue.engine, counted=state.counted), state.words)
        yield state.stage
        poll_s = min(patience.longest_poll_s, max(patience.first_poll_s, poll_s * POLLS_GROW))
        left_s = patience.longest_s - (time.monotonic() - began_s)
        if left_s <= 0:
            raise EngineUnavailable(
                f"job {job} is not done after {patience.longest_s / 60:.0f} minutes; it goes on, and a later run takes it up",
                engine=queue.engine,
                remedy=f"run it again later, or set {patience.setting} higher",
            )
        poll_s = min(poll_s, left_s)


def _stopped(queue: JobQueue, job: str) -> bool:
    """Ask that a job stops, and return whether there is nothing of it to go on with: the person need not wait for it."""
    try:
        return queue.cancel(job)
    except JobIsGone:
        return True
    except EngineFailure:
        return False  # it has ended, or nobody is there: a later run sees what became of it
