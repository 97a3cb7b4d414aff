"""Keeps the services running until somebody says stop."""

import selectors
import signal
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Final

from videogen_dagster.core.errors import VideogenError
from videogen_dagster.services.line_log import LineLog
from videogen_dagster.services.member import Member
from videogen_dagster.services.processes import adopt_descendants, kill, members, reap_adopted

TICK_S: Final = 0.2
REAP_S: Final = 5.0
GRACE_S: Final = 10.0
"""How long services may usually take to end before they are killed."""


class ServiceFailed(VideogenError):
    """A service cannot be started; all others were stopped."""

    code = "service_failed"


class Supervisor:
    """Starts services in their order, starts those again that die, and stops all.

    Args:
        team: The services.
        selector: Where their pipes are watched.
        log: The log.
        on_ready: Called once, when all are well for the first time.
        on_stop: Called when the services that start work have ended, and those that do it have not.
        grace_s: How long services may take to end before they are killed.
    """

    def __init__(
        self,
        team: Sequence[Member],
        selector: selectors.BaseSelector,
        log: LineLog,
        *,
        on_ready: Callable[[], None],
        on_stop: Callable[[], None],
        grace_s: float = GRACE_S,
    ) -> None:
        self._team, self._selector, self._log = tuple(team), selector, log
        self._on_ready, self._on_stop, self._grace_s = on_ready, on_stop, grace_s
        self._is_ready = False
        self._stops = 0
        self._reaped_at_s = time.monotonic()

    def run(self) -> None:
        """Keep the services running until SIGTERM, SIGINT or SIGHUP; a second one kills them.

        Raises:
            ServiceFailed: One cannot be started.
        """
        adopt_descendants()
        with self._signals():
            try:
                while not self._stops:
                    self._look()
            finally:
                self._stop()

    def _look(self) -> None:
        self._read()
        for member in self._team:
            member.see()
            if member.is_hopeless:
                raise self._failed(member)
            if self._may_start(member):
                member.start()
        if not self._is_ready and all(member.is_well for member in self._team):
            self._is_ready = True
            self._on_ready()
        if time.monotonic() - self._reaped_at_s > REAP_S:
            self._reaped_at_s = time.monotonic()
            reap_adopted(self._own())

    def _may_start(self, member: Member) -> bool:
        return all(other.is_well for other in self._team if other.name in member.service.after)

    def _failed(self, member: Member) -> ServiceFailed:
        said = " | ".join(self._log.last(member.name)[-3:]) or "it wrote nothing"
        return ServiceFailed(
            f"{member.name} cannot be started: {said}",
            remedy=f"the whole log is in {self._log.path}; `videogen doctor` tells what is missing",
        )

    def _read(self) -> None:
        for key, _ in self._selector.select(TICK_S):
            key.data()

    def _stop(self) -> None:
        """Stop all: first those that start work, then the work itself, then those that serve it."""
        self._log.own("stopping")
        first = [member for member in reversed(self._team) if member.service.after]
        self._end(first)
        if self._stops < 2:
            self._on_stop()
        self._end([member for member in self._team if not member.service.after])
        self._kill_the_rest()
        self._log.own("stopped")

    def _end(self, some: Sequence[Member]) -> None:
        for member in some:
            member.terminate()
        until_s = time.monotonic() + self._grace_s
        while not all(member.is_over() for member in some):
            if time.monotonic() > until_s or self._stops > 1:
                for member in some:
                    if not member.is_over() and member.pid is not None:
                        kill(member.pid)
            self._read()

    def _kill_the_rest(self) -> None:
        """Kill what the services started and left: nothing is told of an end that nobody waits for."""
        sessions = frozenset().union(*(member.sessions for member in self._team))
        until_s = time.monotonic() + (0.0 if self._stops > 1 else self._grace_s / 2)
        while found := members(sessions):
            if time.monotonic() > until_s:
                for each in found:
                    kill(each.pid)
            self._read()
        reap_adopted(self._own())

    def _own(self) -> frozenset[int]:
        return frozenset(member.pid for member in self._team if member.pid is not None)

    @contextmanager
    def _signals(self) -> Generator[None]:
        """Count the signals to stop during the block."""

        def stop(*_: object) -> None:
            self._stops += 1

        before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
