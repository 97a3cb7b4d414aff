"""What happens to processes, and what becomes of the runs: with real processes and real signals.

Limits are those that users are promised. They are stretched by as much as the machine was slower meanwhile than one that has
nothing else to do; see `slowness`.
"""

import os
import random
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import TypeVar

import dagster as dg
import pytest
from dagster._core.definitions.reconstruct import ReconstructableJob, ReconstructableRepository
from dagster._core.execution.api import execute_run
from dagster._core.execution.retries import RetryMode
from dagster._grpc.types import ExecuteStepArgs
from dagster._serdes import serialize_value

from tests.executor.conftest import Site
from tests.executor.faulty import POOLS, Note, gate, notes, reconstructable
from tests.executor.serving import Server, serving
from tests.executor.slowness import measured
from videogen_dagster.executor.backends import Backend, StepCall, StepEnd, StepHandle, WorkerReport
from videogen_dagster.executor.local.places import PoolPlace
from videogen_dagster.executor.local.wire import AskStep, Channel, Ended, Incoming, Queued, encoded
from videogen_dagster.executor.resident import local_plan, open_backend, pool_sizes
from videogen_dagster.settings import load_settings

pytestmark = pytest.mark.slow

PATIENCE_S = 120.0
"""How long to wait for what has no limit of its own."""
CODE = """
import dagster as dg

from tests.executor.faulty import POOLS, note
from videogen_dagster.executor.resident import resident_executor


@dg.op(tags={{"videogen/pool": "gpu"}})
def tells(context: dg.OpExecutionContext) -> None:
    note(context, "{version}")


@dg.job(executor_def=resident_executor.configured({{"backend": "local", "pools": POOLS}}, name="two"))
def telling():
    tells()
"""
ENDED = {"SUCCESS", "FAILURE", "CANCELED"}
SoughtT = TypeVar("SoughtT")


def until(look: Callable[[], SoughtT]) -> SoughtT:
    """Return what is looked for as soon as it is there."""
    ends_s = time.monotonic() + PATIENCE_S
    while not (found := look()):
        assert time.monotonic() < ends_s, "waited in vain"
        time.sleep(0.02)
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # the second, if it ended while it was read
        return False


@dataclass(frozen=True)
class Going:
    """A run that goes on in a thread of this process."""

    ground: "Ground"
    run_id: str
    result: Future[dg.JobExecutionResult]

    def begun(self, step: str, attempt: int = 0) -> Note:
        """Return what a step's attempt told when it began, once it has."""

        def found() -> Note | None:
            if self.result.done():
                self.result.result()  # what it raised
            return self.ground.note(self.run_id, step, attempt)

        return until(found)

    def succeeds(self) -> bool:
        return self.result.result(PATIENCE_S).success


@dataclass(frozen=True)
class Ground:
    """Where everything happens: a home with its pool, an instance, threads for runs."""

    site: Site
    instance: dg.DagsterInstance
    threads: ThreadPoolExecutor

    def start(self, job: str | ReconstructableJob) -> Going:
        """Start a run in a thread."""
        code = reconstructable(job) if isinstance(job, str) else job
        run = create_run(self.instance, code)
        return Going(self, run.run_id, self.threads.submit(execute_run, code, run, self.instance))

    def notes(self, run_id: str) -> list[Note]:
        return notes(self.instance, run_id)

    def note(self, run_id: str, step: str, attempt: int = 0) -> Note | None:
        told = (note for note in self.notes(run_id) if (note.step, note.attempt) == (step, attempt))
        return next(told, None)

    def begun(self, run_id: str, step: str) -> Note:
        """Return what a step told when it began, once it has."""
        return until(lambda: self.note(run_id, step))

    def kinds(self, run_id: str) -> list[tuple[str, str | None]]:
        """Return what the run's log holds: kind and step."""
        log = self.instance.all_logs(run_id)
        return [(each.dagster_event.event_type_value, each.step_key) for each in log if each.dagster_event]

    def worker(self) -> WorkerReport:
        """Return the worker of the GPU pool, once it waits for work."""

        return until(lambda: next((each for each in self.workers() if each.pool == "gpu" and each.step is None), None))

    def workers(self) -> list[WorkerReport]:
        """Return the workers of the pool."""
        supervisor = self.supervisor()
        return [each for each in self.site.workforce.workers() if parent(Path(f"/proc/{each.pid}/stat")) == supervisor]

    def pool(self) -> PoolPlace:
        """Return the pool of the jobs of `faulty`; a test that changes its code has others."""
        settings = load_settings()
        return local_plan(reconstructable("warming"), pool_sizes(POOLS, settings), settings).place

    def supervisor(self) -> int:
        return int(until(self.pool().lock.read_text))

    def backend(self, job: ReconstructableJob) -> Backend:
        settings = load_settings()
        return open_backend("local", job, pool_sizes(POOLS, settings), settings, address=None)

    def call(self, job: str, step: str, run_id: str | None = None) -> StepCall:
        """Return a step as a run's executor sends it."""
        code = reconstructable(job)
        run_id = run_id or create_run(self.instance, code).run_id
        arguments = ExecuteStepArgs(
            job_origin=code.get_python_origin(),
            run_id=run_id,
            step_keys_to_execute=[step],
            instance_ref=self.instance.get_ref(),
            retry_mode=RetryMode.DEFERRED,
            print_serialized_events=False,
        )
        return StepCall(pool="gpu", run_id=run_id, step_key=step, packed=serialize_value(arguments))


def create_run(instance: dg.DagsterInstance, code: ReconstructableJob) -> dg.DagsterRun:
    return instance.create_run_for_job(code.get_definition(), job_code_origin=code.get_python_origin())


def ended(handle: StepHandle) -> StepEnd:
    assert handle.wait(PATIENCE_S)
    assert handle.end is not None
    return handle.end


@pytest.fixture(autouse=True, scope="module")
def own_home(site):
    """Keep the home of the file: a pool for each test would cost more than the tests."""
    return site


@pytest.fixture(scope="module")
def ground(site) -> Iterator[Ground]:
    with site.instance() as instance, ThreadPoolExecutor(4) as threads:
        yield Ground(site, instance, threads)


@pytest.fixture(scope="module")
def server(ground) -> Iterator[Server]:
    with serving(ground.instance) as served:
        yield served


def test_a_step_whose_worker_is_killed_is_begun_again_within_three_seconds(ground):
    run = ground.start("killed")
    first = run.begun("long_the_first_time")
    with measured() as slowness:
        killed_at_s = time.monotonic()
        os.kill(first.pid, signal.SIGKILL)
        again = run.begun("long_the_first_time", attempt=1)
    assert again.at_s - killed_at_s < slowness.stretched(3)
    assert again.pid != first.pid
    assert run.succeeds()


def test_a_step_survives_too_little_memory_and_the_kernel_that_ends_its_worker(ground):
    run = ground.start("starving")
    assert run.succeeds()
    refused, killed, modest = (run.begun("hungry", attempt) for attempt in range(3))
    assert refused.pid == killed.pid, "a MemoryError is an error like others"
    assert modest.pid != killed.pid
    failures = ground.instance.get_records_for_run(run.run_id, of_type=dg.DagsterEventType.STEP_UP_FOR_RETRY).records
    told = [str(each.event_log_entry.dagster_event.event_specific_data) for each in failures]
    assert "MemoryError" in told[0]
    assert f"worker process {killed.pid} died" in told[1]


def test_two_runs_that_share_a_gpu_take_turns(ground):
    gate(ground.instance).unlink(missing_ok=True)
    runs = [ground.start("queueing") for _ in range(2)]
    for run in runs:
        until(
            lambda run=run: len([kind for kind, _ in ground.kinds(run.run_id) if kind == "STEP_WORKER_STARTING"]) == 4
        )
    until(lambda: len(waiting_for_the_pool("step wait_")) == 8)
    ground.site.workforce.workers()  # is answered behind all who asked before
    gate(ground.instance).touch()
    assert all(run.succeeds() for run in runs)
    told = [(note.warmth, number) for number, run in enumerate(runs) for note in ground.notes(run.run_id)]
    turns = [number for _, number in sorted(told)]
    assert turns == list(islice(cycle((turns[0], 1 - turns[0])), 8))


def waiting_for_the_pool(name: str) -> list[threading.Thread]:
    """Return the threads of steps that have sent their call, and wait for the answer."""
    frames = sys._current_frames()

    def waits(thread: threading.Thread) -> bool:
        frame = frames.get(thread.ident or 0)
        while frame is not None and frame.f_code is not Channel.receive.__code__:
            frame = frame.f_back
        return frame is not None

    return [each for each in threading.enumerate() if each.name.startswith(name) and waits(each)]


def test_a_stop_from_the_ui_ends_the_run_within_two_seconds_and_the_worker_stays_warm(ground, server):
    before = ground.start("warming")
    warm = before.begun("quick")
    run_id = server.launch("stopped")
    assert ground.begun(run_id, "sleeps").pid == warm.pid
    with measured() as slowness:
        asked_at_s = time.monotonic()
        server.stop(run_id)
        until(lambda: server.status(run_id) in ENDED)
        took_s = time.monotonic() - asked_at_s
    assert server.status(run_id) == "CANCELED"
    assert took_s < slowness.stretched(2)
    assert [note.word for note in ground.notes(run_id)] == ["begun", "stopped"]
    after = ground.start("warming")
    assert after.succeeds()
    assert (after.begun("quick").pid, after.begun("quick").warmth) == (warm.pid, warm.warmth + 2)


def test_steps_stop_within_five_seconds_when_the_process_of_their_run_is_killed(ground, server):
    run_id = server.launch("orphaned")
    begun = [ground.begun(run_id, step) for step in ("sleeps", "shrugs")]
    process = run_process(ground, run_id)
    with measured() as slowness:
        killed_at_s = time.monotonic()
        os.kill(process, signal.SIGKILL)
        stopped = until(lambda: [note for note in ground.notes(run_id) if note.word == "stopped"][1:])
    assert stopped[0].at_s - killed_at_s < slowness.stretched(5)
    until(lambda: all(each.step is None for each in ground.site.workforce.workers()))
    until(lambda: server.status(run_id) == "FAILURE")
    told = ground.kinds(run_id)
    assert "STEP_SUCCESS" not in {kind for kind, _ in told}
    assert {note.step for note in ground.notes(run_id)} == {"sleeps", "shrugs"}
    assert ground.worker().pid == begun[0].pid, "it did as it was told"


def run_process(ground: Ground, run_id: str) -> int:
    """Return the process that a run was started in."""
    entries = (each.dagster_event for each in ground.instance.all_logs(run_id))
    (started,) = [each for each in entries if each and (each.message or "").startswith("Started process for run")]
    return int(str(started.event_specific_data.metadata["pid"].value))


def test_a_step_that_ignores_an_interrupt_is_killed_after_five_seconds(ground):
    backend = ground.backend(reconstructable("resisting"))
    call = ground.call("resisting", "stubborn")
    handle = backend.start(call, lambda: None)
    begun = ground.begun(call.run_id, "stubborn")
    with measured() as slowness:
        asked_at_s = time.monotonic()
        handle.cancel()
        assert ended(handle).outcome == "cancelled"
        took_s = time.monotonic() - asked_at_s
    assert 4.5 < took_s < slowness.stretched(7)
    assert [note.word for note in ground.notes(call.run_id)] == ["begun", "told to stop"]
    until(lambda: not is_alive(begun.pid))
    assert "STEP_SUCCESS" not in {kind for kind, _ in ground.kinds(call.run_id)}
    assert ended(backend.start(ground.call("warming", "quick"), lambda: None)).outcome == "concluded"


def test_strangers_on_the_socket_are_closed_and_told_while_others_are_served(ground):
    backend = ground.backend(reconstructable("warming"))
    assert ended(backend.start(ground.call("warming", "quick"), lambda: None)).outcome == "concluded"
    worker, supervisor = ground.worker(), ground.supervisor()
    closed = ground.pool().log.read_text().count("closed a connection")
    step = encoded(AskStep(call=ground.call("warming", "quick"), directory="/"))
    with ExitStack() as open_for:
        say = lambda *parts: open_for.enter_context(stranger(ground.pool(), b"".join(parts)))  # noqa: E731
        nonsense = [
            say(random.Random(5).randbytes(4096)),
            say(struct.pack("!I", 2**32 - 1), b"x"),
            say(encoded(Queued()), step, step),
            say(struct.pack("!I", 5), b"[1,2]"),
        ]
        silent = [say(), say(step[:-9]), say(b"\0\0")]
        assert [each.recv(1) for each in nonsense] == [b""] * len(nonsense)
        packed = AskStep(call=StepCall(pool="gpu", run_id="none", step_key="none", packed="none"), directory="/nowhere")
        assert answers(say(encoded(packed)))[-1] == "lost"
        assert ended(backend.start(ground.call("warming", "quick"), lambda: None)).outcome == "concluded"
        assert [each.recv(1) for each in silent] == [b""] * len(silent)
    log = ground.pool().log.read_text()
    assert log.count("closed a connection") - closed == len(nonsense) + len(silent)
    assert (ground.worker().pid, ground.supervisor()) == (worker.pid, supervisor)
    assert ground.worker().steps_done == worker.steps_done + 2


@contextmanager
def stranger(place: PoolPlace, said: bytes) -> Iterator[socket.socket]:
    """Say something on the socket of a pool."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(PATIENCE_S)
        connection.connect(str(place.socket))
        connection.sendall(said)
        yield connection


def answers(connection: socket.socket) -> list[str]:
    """Return all that is answered, until the connection is closed."""
    told: list[str] = []
    incoming = Incoming()
    while data := connection.recv(4096):
        told += [each.end.outcome if isinstance(each, Ended) else each.kind for each in incoming.feed(data)]
    return told


def test_two_hundred_steps_leak_nothing(ground):
    backend = ground.backend(reconstructable("warming"))
    runs = cycle([create_run(ground.instance, reconstructable("warming")).run_id for _ in range(6)])

    def make(count: int) -> None:
        for run_id in islice(runs, count):
            assert ended(backend.start(ground.call("warming", "quick", run_id), lambda: None)).outcome == "concluded"

    make(20)
    pids = (os.getpid(), ground.worker().pid, ground.supervisor())
    before = [holdings(pid) for pid in pids]
    make(180)
    assert ground.worker().pid == pids[1]
    for pid, (files, threads, children, memory) in zip(pids, before, strict=True):
        # A thread that has ended its step may be just about to close what it had open.
        until(lambda pid=pid, most=files + 2: holdings(pid)[0] <= most)
        until(lambda pid=pid, most=threads + 1: holdings(pid)[1] <= most)
        now = holdings(pid)
        assert now[2] <= children, f"process {pid}"
        assert now[3] - memory < 12 * 2**20, f"process {pid} grew from {memory} to {now[3]} bytes"


def holdings(pid: int) -> tuple[int, int, set[int], int]:
    """Return how many files a process has open, how many threads it has, its children, and the bytes it holds."""
    process = Path(f"/proc/{pid}")
    children = {int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if parent(path) == pid}
    pages = int(process.joinpath("statm").read_text().split()[1])
    files, threads = (len(list(process.joinpath(kind).iterdir())) for kind in ("fd", "task"))
    return files, threads, children, pages * os.sysconf("SC_PAGE_SIZE")


def parent(stat: Path) -> int | None:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):  # it ended just now
        return None


def test_workers_die_with_their_supervisor_and_the_step_goes_on_in_a_new_pool(ground):
    run = ground.start("killed")
    first = run.begun("long_the_first_time")
    workers = [each.pid for each in ground.workers()]
    supervisor = ground.supervisor()
    os.kill(supervisor, signal.SIGKILL)
    until(lambda: not any(map(is_alive, workers)))
    again = run.begun("long_the_first_time", attempt=1)
    assert again.pid not in workers
    assert first.pid in workers
    assert ground.supervisor() != supervisor
    assert run.succeeds()


def test_new_code_never_runs_on_old_workers(ground, tmp_path):
    first, second = (tells_its_version(ground, tmp_path / "telling.py", version) for version in ("one", "two"))
    assert (first.word, second.word) == ("one", "two")
    assert first.pid != second.pid


def tells_its_version(ground: Ground, path: Path, version: str) -> Note:
    """Write a file of code and run it; returns what its step told."""
    path.write_text(CODE.format(version=version))
    repository = ReconstructableRepository.for_file(str(path), "telling", working_directory=str(path.parent))
    run = ground.start(repository.get_reconstructable_job("telling"))
    assert run.succeeds()
    (note,) = ground.notes(run.run_id)
    return note
