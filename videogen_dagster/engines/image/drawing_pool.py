"""Processes that draw: the renderer holds the interpreter's lock, so threads would not help."""

import json
import multiprocessing
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, Final

LOOK_UP_S: Final = 0.2
"""How often a waiting pool looks up to see whether it should stop."""

_START: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from videogen_dagster.engines.image.drawing_pool import serve; serve(int(sys.argv[1]))"
)
"""What a process runs. Those of `multiprocessing` import the caller's main module first: Dagster takes a second."""


class WorkerDied(Exception):
    """A process ended before its task was done (out of memory, killed)."""


class DrawingPool:
    """Runs tasks of one batch in processes of its own; use it as a context manager, it leaves no process behind.

    Args:
        work: A function of a module; it gets one task and returns one result, both picklable.
        workers: How many processes.
    """

    def __init__(self, work: Callable[[Any], Any], *, workers: int) -> None:
        self._work = work
        self._count = workers
        self._processes: dict[Connection, subprocess.Popen[bytes]] = {}

    @property
    def running(self) -> int:
        """How many processes there are."""
        return sum(process.poll() is None for process in self._processes.values())

    def __enter__(self) -> "DrawingPool":
        for _ in range(self._count):
            ours, theirs = multiprocessing.Pipe()
            descriptor = theirs.fileno()
            command = [sys.executable, "-c", _START, str(descriptor), json.dumps(sys.path)]
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(descriptor,))  # noqa: S603 - ours
            theirs.close()
            self._processes[ours] = process
            ours.send(self._work)
        return self

    def __exit__(self, *_: object) -> None:
        for connection, process in self._processes.items():
            connection.close()
            process.terminate()
        for process in self._processes.values():
            process.wait()

    def results(self, tasks: Sequence[Any]) -> Iterator[tuple[int, Any] | None]:
        """Yield (index of the task, result) as tasks finish, and None every `LOOK_UP_S` while none does.

        Raises:
            WorkerDied: A process ended in the middle of a task.
        """
        waiting = list(enumerate(tasks))[::-1]
        running: dict[Connection, int] = {}
        for connection in self._processes:
            _hand_out(connection, waiting, running)
        while running:
            ready = wait(list(running), timeout=LOOK_UP_S)
            if not ready:
                yield None
            for connection in ready:
                assert isinstance(connection, Connection)  # noqa: S101 - `wait` is typed for sockets too
                index = running.pop(connection)
                yield index, _receive(connection, index)
                _hand_out(connection, waiting, running)


def _hand_out(connection: Connection, waiting: list[tuple[int, Any]], running: dict[Connection, int]) -> None:
    if waiting:
        index, task = waiting.pop()
        connection.send(task)
        running[connection] = index


def _receive(connection: Connection, index: int) -> Any:
    try:
        return connection.recv()
    except (EOFError, ConnectionResetError) as error:
        raise WorkerDied(f"the process that drew picture {index} died") from error


def serve(descriptor: int) -> None:
    """Work until the pool closes its end of the connection: then the parent is gone or done.

    Args:
        descriptor: File descriptor of this process's end; the function that works is the first thing to arrive.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole process group; the parent decides
    connection = Connection(descriptor)
    try:
        work = connection.recv()
        while True:
            connection.send(work(connection.recv()))
    except (EOFError, ConnectionResetError, BrokenPipeError):
        return
