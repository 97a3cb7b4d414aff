"""Jobs to which something happens while they run, and the notes that their steps leave."""

import json
import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import dagster as dg
from dagster._core.definitions.reconstruct import ReconstructableJob, ReconstructableRepository

from videogen_dagster.executor.resident import resident_executor

ROOT = Path(__file__).parents[2]
MODULE = "tests.executor.faulty"
GPU = {"videogen/pool": "gpu"}
POOLS = {"gpu": {"devices": []}, "cpu": {"workers": 2}}
LONG_S = 120.0
"""Longer than any test waits."""
WARM: list[str] = []
"""The steps that this process has begun: what a model in its memory would be."""


@dataclass(frozen=True)
class Note:
    """What a step says of itself.

    Attributes:
        step: The step.
        word: What happened.
        attempt: Counted from 0.
        pid: Its process.
        warmth: How many steps this process has begun.
        at_s: When, on the monotonic clock, which all processes of a machine share.
    """

    step: str
    word: str
    attempt: int
    pid: int
    warmth: int
    at_s: float


def notes(instance: dg.DagsterInstance, run_id: str) -> list[Note]:
    """Return what the steps of a run have told so far."""
    path = _notebook(instance, run_id)
    return [Note(**json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []


def gate(instance: dg.DagsterInstance) -> Path:
    """Return the file for which steps of `queueing` wait."""
    return Path(instance.storage_directory()) / "gate"


def _notebook(instance: dg.DagsterInstance, run_id: str) -> Path:
    return Path(instance.storage_directory()) / f"{run_id}.notes"


def note(context: dg.OpExecutionContext, word: str) -> None:
    """Let a step tell something."""
    told = Note(
        context.get_step_execution_context().step.key,
        word,
        context.retry_number,
        os.getpid(),
        len(WARM),
        time.monotonic(),
    )
    path = _notebook(context.instance, context.run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(json.dumps(asdict(told)) + "\n")


def _begin(context: dg.OpExecutionContext) -> None:
    WARM.append(context.run_id)
    note(context, "begun")


@contextmanager
def _memory(most_bytes: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@dg.op(tags=GPU)
def quick(context: dg.OpExecutionContext) -> None:
    _begin(context)


@dg.op(tags=GPU, retry_policy=dg.RetryPolicy(max_retries=1))
def long_the_first_time(context: dg.OpExecutionContext) -> None:
    _begin(context)
    if context.retry_number == 0:
        time.sleep(LONG_S)


@dg.op(tags=GPU)
def sleeps(context: dg.OpExecutionContext) -> None:
    """Stops when it is told to."""
    _begin(context)
    try:
        time.sleep(LONG_S)
    except BaseException:
        note(context, "stopped")
        raise


@dg.op
def shrugs(context: dg.OpExecutionContext) -> None:
    """Stops when it is told to, and pretends to have ended well."""
    _begin(context)
    try:
        time.sleep(LONG_S)
    except BaseException:  # noqa: BLE001  # that is its fault
        note(context, "stopped")


@dg.op(tags=GPU)
def stubborn(context: dg.OpExecutionContext) -> None:
    """Does not stop."""
    _begin(context)
    until_s = time.monotonic() + LONG_S
    while time.monotonic() < until_s:
        try:
            time.sleep(LONG_S)
        except BaseException:  # noqa: BLE001  # that is its fault
            note(context, "told to stop")


@dg.op(tags=GPU, retry_policy=dg.RetryPolicy(max_retries=2))
def hungry(context: dg.OpExecutionContext) -> None:
    """Asks for more memory than it may have, then is ended as the kernel ends who takes too much, then is modest."""
    _begin(context)
    if context.retry_number == 0:
        with _memory(2**32):
            bytearray(2**40)
    if context.retry_number == 1:
        os.kill(os.getpid(), signal.SIGKILL)


@dg.op(tags=GPU)
def waits_for_the_gate(context: dg.OpExecutionContext) -> None:
    _begin(context)
    until_s = time.monotonic() + LONG_S
    while not gate(context.instance).exists() and time.monotonic() < until_s:
        time.sleep(0.01)


@dg.op(ins={"before": dg.In(dg.Nothing)})
def follows(context: dg.OpExecutionContext) -> None:
    _begin(context)


@dg.graph
def killed():
    long_the_first_time()


@dg.graph
def stopped():
    follows(sleeps())


@dg.graph
def orphaned():
    follows(sleeps())
    follows.alias("follows_shrugs")(shrugs())


@dg.graph
def starving():
    hungry()


@dg.graph
def warming():
    quick()


@dg.graph
def resisting():
    stubborn()


@dg.graph
def queueing():
    for number in range(4):
        waits_for_the_gate.alias(f"wait_{number}")()


def definitions() -> dg.Definitions:
    graphs = (killed, stopped, orphaned, starving, warming, resisting, queueing)
    return dg.Definitions(
        jobs=[graph.to_job() for graph in graphs],
        executor=resident_executor.configured({"backend": "local", "pools": POOLS}, name="two"),
    )


def reconstructable(job: str) -> ReconstructableJob:
    """Return a job as other processes find it."""
    repository = ReconstructableRepository.for_module(MODULE, "definitions", working_directory=str(ROOT))
    return repository.get_reconstructable_job(job)
