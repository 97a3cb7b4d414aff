"""A circuit breaker: a provider that is down is not asked by every scene of every project, one after the other.

All processes of a machine share what they saw. After some failures in a row the circuit is open; when its time is over,
one request tries, and its outcome closes the circuit or opens it for twice as long (Nygard, Release It!, chapter 5).
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import EngineUnavailable
from videogen_dagster.core.values import Value
from videogen_dagster.engines.providers.shared_state import SharedState

FAILURES: Final = 5
OPEN_S: Final = 15.0
LONGEST_S: Final = 300.0


class _Circuit(Value):
    """What was seen of a provider.

    Attributes:
        failures: In a row, up to now.
        open_s: For how long it was opened last.
        until: When it may be tried again, in seconds since 1970; 0: it is closed.
        trying: One request was let through since it was opened, and nobody has told what became of it.
        reason: What the last failure was.
    """

    failures: int = 0
    open_s: float = 0.0
    until: float = 0.0
    trying: bool = False
    reason: str = ""


class CircuitOpen(EngineUnavailable):
    """The provider was not asked: it is down."""


class Breaker:
    """The circuit of one provider.

    Args:
        folder: Where the processes of this machine find each other, one folder a provider.
        engine: Name of the engine, for messages.
        remedy: What a person may look at while it is open.
        open_s: For how long it is opened first.
        clock: Seconds since 1970.
    """

    def __init__(
        self,
        folder: Path,
        engine: str,
        *,
        remedy: str | None = None,
        open_s: float = OPEN_S,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._remedy = remedy
        self._open_s = open_s
        self._clock = clock
        self._circuit = SharedState(folder / "circuit.json", _Circuit())

    def enter(self) -> None:
        """See that the provider may be asked.

        Raises:
            CircuitOpen: The circuit is open; it says since what and for how long.
        """
        now = self._clock()
        with self._circuit.changed() as draft:
            seen = draft.value
            if seen.until == 0 or seen.until - now > LONGEST_S:  # the clock was set back
                return
            if now >= seen.until:  # this one tries; others wait for what becomes of it
                draft.value = seen.model_copy(update={"until": now + seen.open_s, "trying": True})
                return
        left_s = seen.until - now
        raise CircuitOpen(
            f"it failed {seen.failures} times in a row (last: {seen.reason}) and is left alone for {left_s:.0f} s",
            engine=self._engine,
            retry_after_s=left_s,
            remedy=self._remedy,
        )

    def succeeded(self) -> None:
        """Close the circuit."""
        if self._circuit.read() != _Circuit():
            with self._circuit.changed() as draft:
                draft.value = _Circuit()

    def failed(self, reason: str) -> None:
        """Count a failure that is the provider's: no answer, or one that says that it cannot now."""
        with self._circuit.changed() as draft:
            seen = draft.value
            if seen.until > self._clock() and not seen.trying:
                return  # begun before it was opened: it tells nothing new
            failures = seen.failures + 1
            open_s = min(LONGEST_S, max(self._open_s, 2 * seen.open_s)) if failures >= FAILURES else 0.0
            until = self._clock() + open_s if open_s else 0.0
            draft.value = _Circuit(failures=failures, open_s=open_s, until=until, reason=reason)
