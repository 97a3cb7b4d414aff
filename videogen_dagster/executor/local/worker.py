"""A worker of the local pool: a process that runs the steps it is given on its main thread, one after the other."""

import ctypes
import os
import select
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Final

from videogen_dagster.engines.residents import resident_models
from videogen_dagster.executor.local.wire import CHUNK_BYTES, AskStep, Began, Channel, Closed, Ended, Incoming, Status
from videogen_dagster.executor.steps import StepAttempt

PR_SET_PDEATHSIG: Final = 1
REPORT_S: Final = 1.0
"""How often a worker looks whether its step loaded or dropped a model."""
OOM_SCORE: Final = "500"
"""The kernel ends a worker before it ends the run or the supervisor: a lost step is made again."""


def become_worker(supervisor: int, *, device: str | None) -> None:
    """Make this process, just forked, a worker: leader of its group, and gone when its supervisor is gone.

    Args:
        supervisor: Process id of the supervisor.
        device: The GPU that it alone uses, or None.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the supervisor's handler would end the other workers
    os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE)
    if os.getppid() != supervisor:  # it ended before the kernel was asked
        os._exit(1)
    if device is not None:
        os.environ["CUDA_VISIBLE_DEVICES"] = device


class Worker:
    """Runs what comes over `control` until the supervisor closes it.

    Args:
        control: A blocking stream socket to the supervisor, over which steps come with their callers' connections.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = Channel(control)
        self._residents = resident_models()

    def serve(self) -> None:
        """Run steps until the supervisor says, or dies so, that there are no more."""
        try:
            while True:
                asked, caller = self._next_step()
                self._run(asked, caller)
                self._tell(is_free=True)
        except Closed:
            return

    def _next_step(self) -> tuple[AskStep, Channel]:
        incoming, descriptors = Incoming(), []
        while True:
            data, found, _, _ = socket.recv_fds(self._control.connection, CHUNK_BYTES, 1)
            descriptors += found
            if not data:
                raise Closed("closed")
            for message in incoming.feed(data):
                if isinstance(message, AskStep) and descriptors:
                    connection = socket.socket(fileno=descriptors[0])
                    connection.settimeout(None)  # it is shared with the supervisor, who never blocks
                    return message, Channel(connection)

    def _run(self, asked: AskStep, caller: Channel) -> None:
        attempt = StepAttempt(asked.call, kill=kill_own_group)
        try:
            caller.send(Began(pid=os.getpid()))
            if Path(asked.directory).is_dir():
                os.chdir(asked.directory)
            with _Watch(self, attempt, caller.connection):
                end = attempt.run()
            caller.send(Ended(end=end))
        except Closed:  # the caller died; the step was not begun, or stopped
            return
        finally:
            caller.close()

    def _tell(self, *, is_free: bool) -> None:
        self._residents = resident_models()
        self._control.send(Status(is_free=is_free, residents=self._residents))

    def tell_changes(self) -> None:
        """Tell the supervisor of models that were loaded or dropped since it was last told."""
        if resident_models() != self._residents:
            self._tell(is_free=False)

    @property
    def control(self) -> socket.socket:
        """The socket to the supervisor."""
        return self._control.connection


class _Watch:
    """Watches, while a step runs, whether its caller or the supervisor goes away.

    Args:
        worker: Whose step it is.
        attempt: The step.
        caller: Closed by the caller, or half of it, to cancel the step.
    """

    def __init__(self, worker: Worker, attempt: StepAttempt, caller: socket.socket) -> None:
        self._worker, self._attempt, self._caller = worker, attempt, caller
        self._over_read, self._over_write = os.pipe()
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        os.close(self._over_write)
        self._thread.join()
        os.close(self._over_read)

    def _watch(self) -> None:
        watched: list[socket.socket | int] = [self._over_read, self._worker.control, self._caller]
        while True:
            ready, _, _ = select.select(watched, [], [], REPORT_S)
            if self._over_read in ready:
                return
            if self._worker.control in ready:  # nothing is sent to a busy worker: the supervisor is gone
                kill_own_group()
            if self._caller in ready:
                watched.remove(self._caller)
                self._attempt.cancel()
            try:
                self._worker.tell_changes()
            except Closed:
                kill_own_group()


def kill_own_group() -> None:
    """End this process and all that it started."""
    os.killpg(os.getpgrp(), signal.SIGKILL)
