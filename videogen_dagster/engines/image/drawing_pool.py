"""Processes that draw: the renderer holds the interpreter's lock, so threads would not help.

They outlive a batch, because a process takes as long to start as a small picture to draw: the next film of a catalogue,
and the next step of a resident worker, find them running.
"""

import atexit
import json
import multiprocessing
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Final

LOOK_UP_S: Final = 0.2
"""How often a waiting pool looks up to see whether it should stop."""

IDLE_S: Final = 60.0
"""A process that has had nothing to draw for so long leaves."""

_START: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from videogen_dagster.engines.image.drawing_pool import serve; serve(int(sys.argv[1]))"
)
"""What a process runs. Those of `multiprocessing` import the caller's main module first: Dagster takes a second."""


class WorkerDied(Exception):
    """A process ended before its task was done (out of memory, killed)."""


@dataclass(frozen=True, slots=True)
class _Drawer:
    """A process, our end of the connection to it, and when it was last given back (monotonic seconds)."""

    process: subprocess.Popen[bytes]
    connection: Connection
    idle_since: float = 0.0

    def usable(self) -> bool:
        # Far from the moment at which it may leave by itself.
        return time.monotonic() - self.idle_since < IDLE_S / 2 and self.process.poll() is None

    def end(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.wait()


_idle: list[_Drawer] = []
"""Drawers between two batches. Threads share it: `pop` and `append` of a list are atomic."""


def _start() -> _Drawer:
    ours, theirs = multiprocessing.Pipe()
    command = [sys.executable, "-c", _START, str(theirs.fileno()), json.dumps(sys.path)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(theirs.fileno(),))  # noqa: S603 - ours
    theirs.close()
    return _Drawer(process, ours)


def _kept() -> _Drawer | None:
    """Take a drawer that is there already."""
    while _idle:
        try:
            drawer = _idle.pop()
        except IndexError:  # another thread took the last one
            return None
        if drawer.usable():
            return drawer
        drawer.end()
    return None


@atexit.register
def end_idle_drawers() -> None:
    """End the processes that wait for a batch, and wait until they are gone."""
    while _idle:
        _idle.pop().end()


class DrawingPool:
    """Runs tasks of one batch in processes of its own; use it as a context manager.

    Processes that have finished what they were given stay for the next pool; one that is in the middle of a task when
    the pool is left is ended.

    Args:
        work: A function of a module; it gets one task and returns one result, both picklable.
        workers: How many processes.
    """

    def __init__(self, work: Callable[[Any], Any], *, workers: int) -> None:
        self._work = work
        self._count = workers
        self._drawers: dict[Connection, _Drawer] = {}
        self._running: dict[Connection, int] = {}

    @property
    def processes(self) -> Sequence[subprocess.Popen[bytes]]:
        """Those that draw for this pool."""
        return [drawer.process for drawer in self._drawers.values()]

    def __enter__(self) -> "DrawingPool":
        for _ in range(self._count):
            drawer = _kept() or _start()
            self._drawers[drawer.connection] = drawer
        return self

    def __exit__(self, *_: object) -> None:
        for connection, drawer in self._drawers.items():
            if connection in self._running or drawer.process.poll() is not None:
                drawer.end()
            else:
                _idle.append(_Drawer(drawer.process, connection, idle_since=time.monotonic()))

    def results(self, tasks: Sequence[Any]) -> Iterator[tuple[int, Any] | None]:
        """Yield (index of the task, result) as tasks finish, and None every `LOOK_UP_S` while none does.

        Raises:
            WorkerDied: A process ended in the middle of a task.
        """
        waiting = list(enumerate(tasks))[::-1]
        for connection in self._drawers:
            self._hand_out(connection, waiting)
        while self._running:
            ready = wait(list(self._running), timeout=LOOK_UP_S)
            if not ready:
                yield None
            for connection in ready:
                assert isinstance(connection, Connection)  # noqa: S101 - `wait` is typed for sockets too
                with _telling_of_death(self._running[connection]):
                    result = connection.recv()
                yield self._running.pop(connection), result
                self._hand_out(connection, waiting)

    def _hand_out(self, connection: Connection, waiting: list[tuple[int, Any]]) -> None:
        if waiting:
            index, task = waiting.pop()
            self._running[connection] = index
            with _telling_of_death(index):
                connection.send((self._work, task))


@contextmanager
def _telling_of_death(index: int) -> Generator[None]:
    try:
        yield
    except (EOFError, ConnectionResetError, BrokenPipeError) as error:
        raise WorkerDied(f"the process that drew picture {index} died") from error


def serve(descriptor: int) -> None:
    """Work until the pool closes its end of the connection, its process is gone, or nothing was asked for `IDLE_S`.

    Args:
        descriptor: File descriptor of this process's end; pairs of a function and its argument arrive there.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole process group; the parent decides
    connection = Connection(descriptor)
    try:
        while connection.poll(IDLE_S):
            work, task = connection.recv()
            connection.send(work(task))
    except (EOFError, ConnectionResetError, BrokenPipeError):
        return
