"""How it is seen whether a service is well: it is asked, as its users ask it."""

import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import dagster as dg

ANSWER_S: Final = 10.0
LOOK_STARTING_S: Final = 0.5
LOOK_S: Final = 10.0
OLD_HEARTBEAT_S: Final = 180.0
"""The daemon's parts tell each 30 s that they are alive."""

Probe = Callable[[], str | None]
"""Returns what is wrong, or None. Raises `Unknown` if that cannot be seen just now; any other error counts as a fault."""


class Unknown(Exception):
    """Whether a service is well cannot be seen: what would tell is away itself."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a look found.

    Attributes:
        fault: What is wrong, or None.
        since_s: Since when that is so, on the monotonic clock: well, or not well.
    """

    fault: str | None
    since_s: float


class Watch:
    """Looks at a service from a thread of its own, so that one that hangs holds up nobody.

    Args:
        probe: How to look.
    """

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._over = threading.Event()
        self._reading: Reading | None = None
        threading.Thread(target=self._look_on, name="watch", daemon=True).start()

    @property
    def reading(self) -> Reading | None:
        """What was last seen; None if nothing was yet."""
        return self._reading

    @property
    def is_well(self) -> bool:
        """Whether the service was well when it was last looked at."""
        return self._reading is not None and self._reading.fault is None

    def end(self) -> None:
        """Look no more."""
        self._over.set()

    def _look_on(self) -> None:
        while not self._over.is_set():
            with suppress(Unknown):
                self._reading = after(self._reading, self._found(), time.monotonic())
            self._over.wait(LOOK_S if self.is_well else LOOK_STARTING_S)

    def _found(self) -> str | None:
        try:
            return self._probe()
        except Unknown:
            raise
        except Exception as error:  # noqa: BLE001  # a thread that ended would show for ever what it saw last
            return f"it cannot be looked at: {type(error).__name__}: {error}".splitlines()[0]


def after(reading: Reading | None, fault: str | None, now_s: float) -> Reading:
    """Return what is known after a look: being well, or not, counts from the first look that found it so."""
    if reading is not None and (reading.fault is None) == (fault is None):
        return Reading(fault, reading.since_s)
    return Reading(fault, now_s)


def answers(url: str) -> Probe:
    """Return a probe that asks a web server for a page."""

    def probe() -> str | None:
        try:
            with urllib.request.urlopen(url, timeout=ANSWER_S) as answer:  # noqa: S310  # our own server on loopback
                answer.read(1)
        except urllib.error.HTTPError as error:
            with error:
                return f"{url} answers {error.code}"
        except (OSError, HTTPException) as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            return f"{url} does not answer: {reason}"
        return None

    return probe


def serves_code(path: str) -> Probe:
    """Return a probe that asks the code server, and through it the process that holds the definitions."""

    def probe() -> str | None:
        from dagster._core.errors import DagsterUserCodeUnreachableError  # 0.7 s, while the services start
        from dagster._grpc.client import DagsterGrpcClient

        try:
            DagsterGrpcClient(socket=path).ping("videogen")
        except DagsterUserCodeUnreachableError as error:
            return f"the code server does not answer: {error}".splitlines()[0]
        return None

    return probe


def takes_runs(path: str) -> Probe:
    """Return a probe that asks the run host whether it takes runs: it does once it has imported what they need."""

    def probe() -> str | None:
        from videogen_dagster.launching.wire import Alive, AskAlive, Unheard, hear, tell

        with closing(socket.socket(socket.AF_UNIX)) as connection:
            connection.settimeout(ANSWER_S)
            try:
                connection.connect(path)
                tell(connection, AskAlive())
                answer = hear(connection)
            except (OSError, Unheard) as error:
                return f"the run host does not answer: {error}"
        return None if isinstance(answer, Alive) else f"the run host answers {answer.kind!r}"

    return probe


def beats(open_instance: "Callable[[], dg.DagsterInstance]", *, started_s: float) -> Probe:
    """Return a probe that reads when the daemon's parts last told that they are alive.

    Args:
        open_instance: Opens the instance; called once, when it is first needed.
        started_s: When the daemon was started, in seconds since the epoch: what is older is another one's.
    """
    opened: list[dg.DagsterInstance] = []

    def probe() -> str | None:
        from videogen_dagster.resources.database import database_error  # SQLAlchemy, while the services start

        try:
            if not opened:
                opened.append(open_instance())
            told = {kind: beat.timestamp for kind, beat in opened[0].get_daemon_heartbeats().items()}
            needed = opened[0].get_required_daemon_types()
        except Exception as error:
            if database_error(error) is None:
                raise
            raise Unknown from error
        return silent(needed, told, after_s=max(started_s, time.time() - OLD_HEARTBEAT_S))

    return probe


def silent(needed: Sequence[str], told_s: dict[str, float], *, after_s: float) -> str | None:
    """Return which parts of the daemon have not told that they are alive since then, or None."""
    quiet = [part for part in needed if told_s.get(part, 0.0) < after_s]
    return f"no sign of life from: {', '.join(part.lower() for part in quiet)}" if quiet else None
