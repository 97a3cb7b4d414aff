"""The local backend, as a run sees it: it starts the pool's supervisor when there is none, and follows its steps."""

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import StorageFailure
from videogen_dagster.executor.backends import StepCall, StepEnd, StepHandle
from videogen_dagster.executor.local.plan import PoolPlan
from videogen_dagster.executor.local.wire import AskStep, Began, Channel, Closed, Ended, Garbled, Queued

LOG: Final = logging.getLogger(__name__)
START_S: Final = 60.0
"""How long a supervisor may take until it can be reached; it imports the definitions behind that."""
START_AGAIN_S: Final = 20.0
"""One that is slow to come must not be met by a second one."""
LOOK_S: Final = 0.01
TRIES: Final = 3
"""A supervisor that leaves just when a step comes lets it down once, hardly ever twice."""
DETACHED: Final = (
    "import os, sys\n"
    "if os.fork(): os._exit(0)\n"
    "from videogen_dagster.executor.local.plan import PoolPlan\n"
    "from videogen_dagster.executor.local.supervisor import main\n"
    "main(PoolPlan.model_validate_json(sys.argv[1]))\n"
)
"""Forks at once, so that the run never has it for a child that it must reap."""


class LocalStep:
    """A step that was given to the pool; see `StepHandle`.

    Args:
        pool: The pool.
        call: The step.
        on_end: Told when it has ended.
    """

    def __init__(self, pool: "LocalBackend", call: StepCall, on_end: Callable[[], None]) -> None:
        self._pool, self._call, self._on_end = pool, call, on_end
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._is_cancelled = False
        self._end: StepEnd | None = None
        self._over = threading.Event()

    @property
    def end(self) -> StepEnd | None:
        return self._end

    def cancel(self) -> None:
        with self._lock:
            self._is_cancelled = True
            if self._connection is not None:
                try:
                    self._connection.shutdown(socket.SHUT_WR)  # what it will still tell can be read
                except OSError:  # it has just ended
                    return

    def wait(self, timeout_s: float) -> bool:
        return self._over.wait(timeout_s)

    def follow(self) -> None:
        """Give the step to the pool and wait for its end."""
        try:
            self._end = self._followed()
        except (StorageFailure, OSError) as error:  # nobody else would tell that it never ends
            self._end = StepEnd(outcome="lost", message=str(error))
        self._over.set()
        self._on_end()

    def _followed(self) -> StepEnd:
        for _ in range(TRIES):
            with self._pool.connection() as connection:
                if not self._hold(connection):
                    return StepEnd(outcome="cancelled", message="cancelled before it began")
                try:
                    end = self._told(Channel(connection))
                finally:
                    self._hold(None)
            if end is not None:
                return end
        return StepEnd(outcome="lost", message=f"no worker took it; see {self._pool.plan.place.log}")

    def _hold(self, connection: socket.socket | None) -> bool:
        """Keep the connection for `cancel`; returns whether the step is wanted."""
        with self._lock:
            self._connection = connection
            return not self._is_cancelled

    def _told(self, channel: Channel) -> StepEnd | None:
        """Return what the pool tells of the step; None if the supervisor was leaving and has not taken it."""
        pid, is_queued = None, False
        try:
            channel.send(AskStep(call=self._call, directory=str(Path.cwd())))
            while True:
                match channel.receive():
                    case Queued():
                        is_queued = True
                    case Began(pid=number):
                        pid = number
                    case Ended(end=end):
                        return end
        except (Closed, Garbled) as error:
            if self._is_cancelled:
                return StepEnd(outcome="cancelled", message="cancelled")
            if not is_queued:
                return None
            log = self._pool.plan.place.log
            who = (
                f"worker process {pid} died while it ran the step" if pid else "the workers ended before the step began"
            )
            return StepEnd(outcome="lost", message=f"{who} ({error}); see {log}")


class LocalBackend:
    """Runs steps in the resident workers of this machine; see `Backend`.

    Args:
        plan: The pool.
        environment: The variables that its workers see.
    """

    def __init__(self, plan: PoolPlan, environment: Mapping[str, str]) -> None:
        self.plan = plan
        self._environment = environment
        self._starting = threading.Lock()
        self._started_at_s = -START_AGAIN_S

    @property
    def name(self) -> str:
        return "local"

    def start(self, call: StepCall, on_end: Callable[[], None]) -> StepHandle:
        step = LocalStep(self, call, on_end)
        threading.Thread(target=step.follow, name=f"step {call.step_key}", daemon=True).start()
        return step

    def prepare(self) -> None:
        """Start the supervisor if there is none, without waiting for it: it imports while the run still plans."""
        connection = self._reached()
        if connection is None:
            self._start_supervisor()
        else:
            connection.close()

    def close(self) -> None:
        return

    def connection(self) -> socket.socket:
        """Return a new connection to the supervisor, who is started if there is none.

        Raises:
            TimeoutError: It does not come.
            StorageFailure: It cannot be started or reached.
        """
        until_s = time.monotonic() + START_S
        while time.monotonic() < until_s:
            connection = self._reached()
            if connection is not None:
                return connection
            self._start_supervisor()
            time.sleep(LOOK_S)
        raise TimeoutError(f"the workers did not start within {START_S:.0f} s; see {self.plan.place.log}")

    def _reached(self) -> socket.socket | None:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(self.plan.place.socket))
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            return None
        except OSError as error:
            connection.close()
            place = self.plan.place.socket
            raise StorageFailure(
                f"cannot reach workers at {place}: {error.strerror}", remedy="set VIDEOGEN_EXECUTOR=in_process"
            ) from error
        return connection

    def _start_supervisor(self) -> None:
        """Start one, unless that was just done; of several that start at once, one stays."""
        with self._starting:
            if time.monotonic() - self._started_at_s < START_AGAIN_S:
                return
            self._started_at_s = time.monotonic()
            try:
                with self.plan.place.log.open("ab") as log:
                    os.fchmod(log.fileno(), 0o600)
                    subprocess.run(  # noqa: S603  # this Python with a program of ours
                        [sys.executable, "-c", DETACHED, self.plan.model_dump_json()],
                        env=dict(self._environment),
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                        check=True,
                    )
            except (OSError, subprocess.CalledProcessError) as error:
                raise StorageFailure(
                    f"cannot start workers: {error}", remedy="set VIDEOGEN_EXECUTOR=in_process"
                ) from error
