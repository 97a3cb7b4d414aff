"""What the router remembers: steps and who wants them, workers and what they do."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Final

from videogen_dagster.engines.residents import ResidentModel
from videogen_dagster.executor.backends import PoolName, RunningStep, StepCall, StepEnd, WorkerReport
from videogen_dagster.executor.local.queueing import TurnTaking
from videogen_dagster.executor.ray.plan import RayPlan
from videogen_dagster.executor.ray.worker import Place
from videogen_dagster.executor.steps import GRACE_S

KILL_S: Final = GRACE_S + 2.0
"""After so long a worker that should have ended itself, because its step ignored a cancel, is ended by Ray."""
FAILURE_S: Final = 30.0
"""How long no worker is started after one could not start."""


@dataclass(eq=False, slots=True)
class Lease:
    """A step that somebody wants run.

    Attributes:
        step: What its driver calls this attempt.
        call: The step.
        directory: Its run's working directory.
        driver: Who wants it.
        hand: Who runs it, or None.
        cancelled_at_s: When it was cancelled, on the monotonic clock, or None.
    """

    step: str
    call: StepCall
    directory: str
    driver: "Driver"
    hand: "Hand | None" = None
    cancelled_at_s: float | None = None

    def conclude(self, end: StepEnd) -> None:
        """Tell its driver how it ended."""
        self.driver.leases.pop(self.step, None)
        self.driver.ends[self.step] = end
        self.driver.news.set()


@dataclass(eq=False, slots=True)
class Driver:
    """The process of a run.

    Attributes:
        seen_at_s: When it was last heard of, on the monotonic clock.
        leases: What it wants, by name of the attempt.
        ends: What has ended and it may not have heard of.
        news: Set when there is more of it.
    """

    seen_at_s: float = field(default_factory=time.monotonic)
    leases: dict[str, Lease] = field(default_factory=dict)
    ends: dict[str, StepEnd] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False, slots=True)
class Hand:
    """A worker, as the router sees it.

    Attributes:
        name: What it is called in its namespace.
        pool: Where it belongs.
        actor: The actor: its methods are called with `remote`.
        place: Where it is, or None before it has started.
        lease: What it runs, or None.
        news: Set when it is told to cancel that.
        is_gone: Whether it was killed, or died.
        free_since_s: Since when it waits, on the monotonic clock.
    """

    name: str
    pool: PoolName
    actor: Any
    place: Place | None = None
    lease: Lease | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    is_gone: bool = False
    since_s: float = field(default_factory=time.time)
    free_since_s: float = field(default_factory=time.monotonic)
    began_at_s: float = 0.0
    steps_done: int = 0
    residents: tuple[ResidentModel, ...] = ()

    @property
    def is_free(self) -> bool:
        """Whether it waits for a step."""
        return self.place is not None and self.lease is None and not self.is_gone

    def report(self) -> WorkerReport:
        """Return what it is and holds."""
        place = self.place or Place(node="starting", pid=0, device=None)
        call = self.lease.call if self.lease else None
        return WorkerReport(
            pool=self.pool,
            node=place.node,
            pid=place.pid,
            device=place.device,
            since_s=self.since_s,
            steps_done=self.steps_done,
            step=RunningStep(run_id=call.run_id, step_key=call.step_key, since_s=self.began_at_s) if call else None,
            residents=self.residents,
        )


class Crew:
    """The workers of one plan, and the steps that wait for them.

    Args:
        plan: What its workers run with.
    """

    def __init__(self, plan: RayPlan) -> None:
        self.plan = plan
        self.hands: list[Hand] = []
        self.failed_at_s = -FAILURE_S
        self.waiting: dict[PoolName, TurnTaking[Lease]] = {pool: TurnTaking() for pool in plan.sizes}

    def in_pool(self, pool: PoolName) -> list[Hand]:
        """Return its workers of a pool, those that are starting, too."""
        return [hand for hand in self.hands if hand.pool == pool]

    def free_hand(self, pool: PoolName) -> Hand | None:
        """Return a worker that waits for a step: the warmest, so that the others may leave."""
        free = [hand for hand in self.in_pool(pool) if hand.is_free]
        return max(free, key=lambda hand: hand.free_since_s, default=None)

    def lacks(self, pool: PoolName) -> int:
        """Return how many more workers the steps that wait are worth; none just after one could not start, if there are some."""
        mine = self.in_pool(pool)
        if mine and time.monotonic() - self.failed_at_s < FAILURE_S:
            return 0
        starting = sum(hand.place is None for hand in mine)
        room = len(self.plan.sizes[pool].devices) - len(mine)
        return max(0, min(room, len(self.waiting[pool]) - starting))

    def overdue(self, now_s: float) -> list[Hand]:
        """Return the workers that waited for too long, and those whose step was cancelled and goes on."""
        return [hand for hand in self.hands if self._is_idle(hand, now_s) or _goes_on(hand, now_s)]

    def _is_idle(self, hand: Hand, now_s: float) -> bool:
        return hand.is_free and now_s - hand.free_since_s > self.plan.sizes[hand.pool].idle_s


def _goes_on(hand: Hand, now_s: float) -> bool:
    cancelled_at_s = hand.lease.cancelled_at_s if hand.lease else None
    return cancelled_at_s is not None and now_s - cancelled_at_s > KILL_S
