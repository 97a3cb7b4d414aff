"""A worker as its supervisor sees it: forked from it, so that a new one costs milliseconds and shares what was imported."""

import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NoReturn

from videogen_dagster.engines.residents import ResidentModel
from videogen_dagster.executor.backends import PoolName, RunningStep, WorkerReport
from videogen_dagster.executor.chosen_models import load_chosen_models
from videogen_dagster.executor.local.wire import CHUNK_BYTES, AskStep, Incoming, Status, encoded
from videogen_dagster.executor.local.worker import Worker, become_worker

LOG: Final = logging.getLogger("videogen.workers")
LEAVING_S: Final = 10.0
"""How long a worker without work may take to end."""


@dataclass(eq=False, slots=True)
class Hand:
    """A worker, as its supervisor sees it.

    Attributes:
        pool: Where it belongs.
        pid: Its process.
        control: The socket to it.
        device: Its GPU, or None.
        node: Name of this machine.
        since_s: When it was started, in seconds since the epoch.
        is_free: Whether it waits for a step.
        free_since_s: Since when, on the monotonic clock.
        is_leaving: Whether it gets no more steps.
        step: What it runs, or None.
        steps_done: How many steps it has ended.
        residents: The models that it holds.
    """

    pool: PoolName
    pid: int
    control: socket.socket
    device: str | None
    node: str
    since_s: float = field(default_factory=time.time)
    is_free: bool = True
    free_since_s: float = field(default_factory=time.monotonic)
    is_leaving: bool = False
    step: RunningStep | None = None
    steps_done: int = 0
    residents: tuple[ResidentModel, ...] = ()
    _incoming: Incoming = field(default_factory=Incoming)

    def report(self) -> WorkerReport:
        """Return what it is and holds."""
        return WorkerReport(
            pool=self.pool,
            node=self.node,
            pid=self.pid,
            device=self.device,
            since_s=self.since_s,
            steps_done=self.steps_done,
            step=self.step,
            residents=self.residents,
        )

    def give(self, asked: AskStep, caller: socket.socket) -> None:
        """Hand it a step with its caller's connection.

        Raises:
            OSError: It died.
        """
        frame = encoded(asked)
        sent = socket.send_fds(self.control, [frame[:CHUNK_BYTES]], [caller.fileno()])
        self.control.sendall(frame[sent:])
        self.is_free = False
        self.step = RunningStep(run_id=asked.call.run_id, step_key=asked.call.step_key, since_s=time.time())

    def hear(self) -> bool:
        """Read what it tells; returns whether it is alive.

        Raises:
            Garbled: It tells nonsense.
        """
        try:
            data = self.control.recv(CHUNK_BYTES)
        except OSError:
            return False
        for message in self._incoming.feed(data):
            if isinstance(message, Status):
                self.residents = message.residents
                if message.is_free and not self.is_free:
                    self.is_free, self.step = True, None
                    self.free_since_s = time.monotonic()
                    self.steps_done += 1
        return bool(data)


def fork_worker(pool: PoolName, device: str | None, *, before: Callable[[], None]) -> Hand:
    """Fork a worker from this process, which must have one thread only.

    Args:
        pool: Where it belongs.
        device: Its GPU, or None; its lock is held by this process, and from now on by the worker.
        before: Called in the worker: closes what belongs to the supervisor.

    Raises:
        OSError: There are too many processes, or too little memory.
    """
    ours, theirs = socket.socketpair()
    supervisor = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        pid = os.fork()
    except OSError:
        ours.close()
        theirs.close()
        raise
    if pid == 0:
        _be_worker(ours, theirs, supervisor, pool, device, before)
    theirs.close()
    return Hand(pool, pid, ours, device, socket.gethostname())


def _be_worker(
    ours: socket.socket,
    theirs: socket.socket,
    supervisor: int,
    pool: PoolName,
    device: str | None,
    before: Callable[[], None],
) -> NoReturn:
    """Work in the forked process until there is no more to do, and end it."""
    status = 1
    try:
        ours.close()
        before()
        become_worker(supervisor, device=device)
        if pool == "gpu":
            load_chosen_models()
        Worker(theirs).serve()
        status = 0
    except Exception:  # the outermost boundary of a process: nothing may come back into the supervisor's code
        LOG.exception("worker %s failed", os.getpid())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)  # what the supervisor registered to be done at its exit is the supervisor's


class Leavers:
    """Workers that have ended, or should: reaped as they go, and ended if they stay."""

    def __init__(self) -> None:
        self._until_s: dict[int, float] = {}

    def __bool__(self) -> bool:
        return bool(self._until_s)

    def add(self, hand: Hand, *, at_once: bool) -> None:
        """Let a worker go, whose control socket is closed with this.

        Args:
            hand: The worker.
            at_once: Kill it, and all that it started, because it died or must.
        """
        hand.control.close()
        if at_once:
            kill_group(hand.pid)
        self._until_s[hand.pid] = time.monotonic() + (0.0 if at_once else LEAVING_S)

    def see(self) -> None:
        """Reap those that are gone, and kill those that should be."""
        for pid, until_s in list(self._until_s.items()):
            has_ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
            if has_ended or time.monotonic() > until_s:
                kill_group(pid)  # with what it started; its number is its own until it is reaped
            if has_ended:
                os.waitpid(pid, 0)
                del self._until_s[pid]


def kill_group(pid: int) -> None:
    """Kill a worker and all that it started; nothing if they are gone."""
    for kill in (os.killpg, os.kill):  # it may have died before it led a group
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
