"""Whose turn it is: runs that wait for one pool take turns, whatever the number of steps that each has."""

from collections import OrderedDict, deque
from typing import Generic, TypeVar

WaitingT = TypeVar("WaitingT")


class TurnTaking(Generic[WaitingT]):
    """A queue in which the next one is of another run than the last, if another run waits."""

    def __init__(self) -> None:
        self._runs: OrderedDict[str, deque[WaitingT]] = OrderedDict()
        self._last: str | None = None

    def __len__(self) -> int:
        return sum(map(len, self._runs.values()))

    def add(self, run_id: str, waiting: WaitingT) -> None:
        """Put one behind those of its run."""
        self._runs.setdefault(run_id, deque()).append(waiting)

    def remove(self, run_id: str, waiting: WaitingT) -> None:
        """Take one out that waits no more; nothing if it does not wait."""
        mine = self._runs.get(run_id, deque())
        if waiting in mine:
            mine.remove(waiting)
        if not mine:
            self._runs.pop(run_id, None)

    def take(self) -> WaitingT:
        """Take the next one out.

        Raises:
            LookupError: Nobody waits.
        """
        if not self._runs:
            raise LookupError("nobody waits")
        run_id = next((each for each in self._runs if each != self._last), self._last or "")
        mine = self._runs[run_id]
        self._last = run_id
        taken = mine.popleft()
        if mine:
            self._runs.move_to_end(run_id)
        else:
            del self._runs[run_id]
        return taken
