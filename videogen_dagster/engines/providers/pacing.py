"""How often and how many at once a provider is asked: limits that all processes of a machine share.

A turn holds one of the provider's slots, which are locks of files: the system frees those of a killed process. Rates are
paced by the generic cell rate algorithm (ITU-T I.371, annex A): one number says when the next request is due.
"""

import fcntl
import os
import random
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from videogen_dagster.core.values import Value
from videogen_dagster.engines.providers.shared_state import SharedState

LOOK_EVERY_S: Final = 0.02
LOOK_FOR_A_JOB_EVERY_S: Final = 0.2
MINUTE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a provider grants this machine.

    Attributes:
        at_once: Requests in flight; and as many jobs in the making.
        requests_per_minute: None: as many as there are.
        tokens_per_minute: Of language models; None: as many as there are.
    """

    at_once: int = 8
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None


class _Due(Value):
    """When the next request may start, in seconds since 1970.

    Attributes:
        requests: As the rate of requests goes.
        tokens: As the rate of tokens goes.
        paused: As the provider asked (`Retry-After`).
    """

    requests: float = 0.0
    tokens: float = 0.0
    paused: float = 0.0


class Pace:
    """The turns of one provider on this machine.

    Args:
        folder: Where the processes of this machine find each other, one folder a provider.
        limits: What the provider grants.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits
        self._due = SharedState(folder / "due.json", _Due())

    @contextmanager
    def turn(self, check: Callable[[], None], *, tokens: int = 0) -> Generator[None]:
        """Wait for a turn, and hold it.

        Args:
            check: Raises if the wait should end; asked many times a second.
            tokens: How many tokens the request will about cost.
        """
        with slot(self._folder, self._limits.at_once, check):
            start = self._booked(tokens)
            while (left_s := start - time.time()) > 0:
                check()
                time.sleep(min(LOOK_EVERY_S, left_s))
            yield

    def pause(self, seconds: float) -> None:
        """Let nobody begin for so long: the provider asked for it."""
        with self._due.changed() as draft:
            until = max(draft.value.paused, time.time() + min(seconds, MINUTE_S))
            draft.value = draft.value.model_copy(update={"paused": until})

    def _booked(self, tokens: int) -> float:
        """Return when a request may start, and move the next one behind it."""
        with self._due.changed() as draft:
            due, now = draft.value, time.time()  # of when it has its turn to write
            requests, first = _after(due.requests, now, 1, self._limits.requests_per_minute)
            paid, second = _after(due.tokens, now, tokens, self._limits.tokens_per_minute)
            draft.value = due.model_copy(update={"requests": requests, "tokens": paid})
        paused = due.paused if due.paused - now <= MINUTE_S else now  # the clock was set back
        return max(first, second, paused)


@contextmanager
def slot(
    folder: Path,
    count: int,
    check: Callable[[], None],
    *,
    is_needed: bool = True,
    look_every_s: float = LOOK_EVERY_S,
) -> Generator[None]:
    """Wait for one of the slots that this machine's processes share, and hold it.

    Args:
        folder: Where the processes find each other; it is made.
        count: How many slots there are; at least one.
        check: Raises if the wait should end; asked before each further look.
        is_needed: Wait for one; else one is held only if it is free.
        look_every_s: Seconds between looks.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    while (file := _free_slot(folder, count)) is None and is_needed:
        check()
        time.sleep(look_every_s)
    try:
        yield
    finally:
        if file is not None:
            os.close(file)


def _free_slot(folder: Path, count: int) -> int | None:
    numbers = list(range(max(1, count)))
    random.shuffle(numbers)  # or all would wait for the same one
    for number in numbers:
        file = os.open(folder / f"slot-{number}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        os.close(file)
    return None


def _after(due: float, now: float, amount: float, per_minute: float | None) -> tuple[float, float]:
    """Return when the request behind this one is due, and when this one may start."""
    if not per_minute or not amount:
        return due, now
    spent_s = amount * MINUTE_S / per_minute
    start = due if now < due <= now + 10 * MINUTE_S else now  # farther away: the clock was set back
    return start + spent_s, start
