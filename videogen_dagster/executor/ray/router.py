"""The router: one actor for each deployment, which starts workers, gives them steps, and stops the steps of dead runs."""

import asyncio
import itertools
import logging
import os
import time
from collections.abc import Coroutine, Sequence
from typing import Any, Final

import ray
from ray.exceptions import RayError

from videogen_dagster.engines.residents import ResidentModel
from videogen_dagster.executor.backends import PoolName, StepCall, StepEnd, WorkerReport
from videogen_dagster.executor.ray.leases import Crew, Driver, Hand, Lease
from videogen_dagster.executor.ray.losses import end_of_lost, reason
from videogen_dagster.executor.ray.plan import RayPlan
from videogen_dagster.executor.ray.registry import other_routers
from videogen_dagster.executor.ray.worker import RayWorker

LOG: Final = logging.getLogger("videogen.workers")
TICK_S: Final = 0.25
HOLD_S: Final = 1.0
"""How long a driver's question is held while there is nothing to tell."""
LEASE_S: Final = 2.5
"""After so long without a question a driver is dead; it asks every second."""
ORDER_S: Final = 2.0
"""How long a worker's question is held."""
ASK_S: Final = 1.5
"""How long a worker may take to start before others are asked for the GPU or CPU that it may be waiting for."""
START_S: Final = 900.0
"""How long a worker may take to start: a machine may have to be started for it."""
REST_S: Final = 60.0
"""How long a router stays with no run and no worker."""


class Router:
    """Gives steps to workers; an asynchronous actor, so everything here happens on one thread.

    Args:
        namespace: The deployment.
    """

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self._crews: dict[str, Crew] = {}
        self._drivers: dict[str, Driver] = {}
        self._owed: dict[PoolName, int] = {}
        self._numbers = itertools.count()
        self._tasks: set[asyncio.Task[None]] = set()
        self._used_at_s = time.monotonic()
        self._watch: asyncio.Task[None] | None = None

    async def greet(self, driver: str) -> None:
        """Get to know a driver, which asks for `ends` from now on."""
        self._drivers[driver] = Driver()
        self._used_at_s = time.monotonic()
        if self._watch is None:
            self._watch = asyncio.get_running_loop().create_task(self._see_to_everything())

    async def begin(self, driver: str, plan: RayPlan, step: str, call: StepCall, directory: str) -> None:
        """Take a step from a driver, which is told of its end by `ends`; nothing from one that was given up."""
        if driver not in self._drivers:
            return
        lease = Lease(step, call, directory, self._drivers[driver])
        lease.driver.leases[step] = lease
        crew = self._crews.setdefault(plan.key, Crew(plan))
        crew.waiting[call.pool].add(call.run_id, lease)
        self._hand_out(crew)

    async def ends(self, driver: str, heard: Sequence[str]) -> dict[str, StepEnd] | None:
        """Return which steps of a driver have ended, as soon as there are some; None if it is not known, or was given up.

        Asking is a driver's sign of life.

        Args:
            driver: Who asks.
            heard: What it was told before and need not be told again.
        """
        known = self._drivers.get(driver)
        if known is None:
            return None
        known.seen_at_s = self._used_at_s = time.monotonic()
        for step in heard:
            known.ends.pop(step, None)
        known.news.clear()
        if not known.ends:
            await _within(HOLD_S, known.news.wait())
        return None if self._drivers.get(driver) is not known else dict(known.ends)

    async def cancel(self, driver: str, step: str) -> None:
        """Stop a step, if it has not ended."""
        known = self._drivers.get(driver)
        if known is not None and step in known.leases:
            self._cancel(known.leases[step])

    async def leave(self, driver: str) -> None:
        """Forget a driver; what still runs for it is stopped."""
        known = self._drivers.pop(driver, None)
        if known is not None:
            for lease in tuple(known.leases.values()):
                self._cancel(lease)
            known.news.set()

    async def orders(self, worker: str, residents: tuple[ResidentModel, ...]) -> str | None:
        """Return the step that a worker should cancel, as soon as there is one, or None after a while.

        Raises:
            LookupError: There is no such worker.
        """
        hand = next((hand for crew in self._crews.values() for hand in crew.hands if hand.name == worker), None)
        if hand is None:
            raise LookupError(f"{worker} is none of this router's")
        hand.residents = residents
        await _within(ORDER_S, hand.news.wait())
        hand.news.clear()
        return hand.lease.step if hand.lease is not None and hand.lease.cancelled_at_s is not None else None

    async def workers(self) -> tuple[WorkerReport, ...]:
        """Return all workers."""
        return tuple(hand.report() for crew in self._crews.values() for hand in crew.hands)

    async def stop(self) -> int:
        """End all workers, with what they run, and return how many there were; what waits is lost."""
        hands = [(crew, hand) for crew in self._crews.values() for hand in crew.hands]
        for crew in self._crews.values():
            for pool in crew.waiting:
                self._lose_waiting(crew, pool, "the workers were stopped")
        for crew, hand in hands:
            self._dismiss(crew, hand)
        return len(hands)

    async def release(self, pool: PoolName) -> None:
        """Let one worker of a pool go, at once or after its step: another router's waits for its place."""
        self._owed[pool] = 1
        self._pay(pool)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _hand_out(self, crew: Crew) -> None:
        for pool, waiting in crew.waiting.items():
            while len(waiting) and (hand := crew.free_hand(pool)) is not None:
                hand.lease = waiting.take()
                hand.lease.hand = hand
                self._do(self._follow(crew, hand, hand.lease))
            for _ in range(crew.lacks(pool)):
                self._do(self._welcome(crew, self._started(crew, pool)))

    async def _follow(self, crew: Crew, hand: Hand, lease: Lease) -> None:
        """Let a worker run a step, and tell how it ended."""
        hand.began_at_s = time.time()
        try:
            end, hand.residents = await hand.actor.run.remote(lease.step, lease.call, lease.directory)
        except RayError as error:
            end = end_of_lost(hand, lease, error)
            if not hand.is_gone:  # it died, and the step may come again
                self._dismiss(crew, hand)
                self._do(self._welcome(crew, self._started(crew, hand.pool)))
        hand.lease = None
        hand.steps_done += 1
        hand.free_since_s = self._used_at_s = time.monotonic()
        lease.conclude(end)
        self._pay(hand.pool)
        self._hand_out(crew)

    def _started(self, crew: Crew, pool: PoolName) -> Hand:
        """Let Ray start a worker where there is room for it; it waits for that as long as there is none."""
        name = f"{pool}-{crew.plan.key}-{next(self._numbers)}"
        has_gpu = crew.plan.sizes[pool].devices[0] is not None
        actor: Any = (
            ray.remote(RayWorker)
            .options(
                name=name,
                namespace=self._namespace,
                lifetime="detached",
                num_gpus=1 if has_gpu else 0,
                num_cpus=0 if pool == "gpu" else 1,
                scheduling_strategy="SPREAD",
                max_restarts=0,
            )
            .remote(name, ray.get_runtime_context().current_actor, crew.plan)
        )
        hand = Hand(name, pool, actor)
        crew.hands.append(hand)
        return hand

    async def _welcome(self, crew: Crew, hand: Hand) -> None:
        """Wait until a worker has started; if none does, what waits for it is lost."""
        started = asyncio.ensure_future(_answer(hand.actor.place.remote()))
        until_s = time.monotonic() + START_S
        try:
            while not (await asyncio.wait({started}, timeout=ASK_S))[0]:
                if hand.is_gone:
                    return
                _check_time(until_s)
                self._ask_for_room(crew, hand.pool)
            hand.place = started.result()
        except (RayError, TimeoutError) as error:
            crew.failed_at_s = time.monotonic()
            self._dismiss(crew, hand)
            if not any(each.place for each in crew.in_pool(hand.pool)):
                self._lose_waiting(crew, hand.pool, f"no worker started: {reason(error)}")
            return
        hand.free_since_s = time.monotonic()
        self._hand_out(crew)

    def _ask_for_room(self, crew: Crew, pool: PoolName) -> None:
        """Let a worker that has nothing to do go in favour of one that cannot start, here or at another router's."""
        idle = [(each, hand) for each in self._crews.values() if each is not crew for hand in each.in_pool(pool)]
        free = [(each, hand) for each, hand in idle if hand.is_free]
        if free:
            self._dismiss(*min(free, key=lambda pair: pair[1].free_since_s))
            return
        if idle:
            self._owed[pool] = 1
        for router in other_routers():
            router.release.remote(pool)

    def _pay(self, pool: PoolName) -> None:
        """Let a worker of a pool go if one was asked for and one has nothing to do."""
        for crew in self._crews.values() if self._owed.get(pool) else ():
            hand = crew.free_hand(pool)
            if hand is not None:
                self._owed[pool] = 0
                self._dismiss(crew, hand)
                return

    def _cancel(self, lease: Lease) -> None:
        if lease.hand is None:
            for crew in self._crews.values():
                crew.waiting[lease.call.pool].remove(lease.call.run_id, lease)
            lease.conclude(StepEnd(outcome="cancelled", message="cancelled before it began"))
        elif lease.cancelled_at_s is None:
            lease.cancelled_at_s = time.monotonic()
            lease.hand.news.set()

    def _lose_waiting(self, crew: Crew, pool: PoolName, message: str) -> None:
        while len(crew.waiting[pool]):
            crew.waiting[pool].take().conclude(StepEnd(outcome="lost", message=message))

    def _dismiss(self, crew: Crew, hand: Hand) -> None:
        """End a worker."""
        hand.is_gone = True
        hand.news.set()
        ray.kill(hand.actor, no_restart=True)
        if hand in crew.hands:
            crew.hands.remove(hand)

    async def _see_to_everything(self) -> None:
        """Give up drivers that died, workers that do not stop, and those that nobody needs; end when there is nothing."""
        while True:
            slept_at_s = time.monotonic()
            await asyncio.sleep(TICK_S)
            now_s = time.monotonic()
            await self._give_up_drivers(now_s, unheard_s=now_s - slept_at_s - TICK_S)
            for key, crew in list(self._crews.items()):
                for hand in crew.overdue(now_s):
                    self._dismiss(crew, hand)
                if not crew.hands and not any(map(len, crew.waiting.values())):
                    del self._crews[key]
            if not self._crews and not self._drivers and now_s - self._used_at_s > REST_S:
                os._exit(0)  # Ray offers an end only to methods that are called from elsewhere

    async def _give_up_drivers(self, now_s: float, *, unheard_s: float) -> None:
        """Stop the steps of drivers that do not ask any more.

        Args:
            now_s: What the monotonic clock shows.
            unheard_s: For how long nobody was heard, as this process was busy or stopped itself.
        """
        for name, driver in list(self._drivers.items()):
            driver.seen_at_s += unheard_s
            if now_s - driver.seen_at_s > LEASE_S:
                LOG.warning("the run's process %s is gone", name)
                await self.leave(name)


def _check_time(until_s: float) -> None:
    if time.monotonic() > until_s:
        raise TimeoutError(f"no machine of the cluster had room for it within {START_S:.0f} s")


async def _answer(reference: Any) -> Any:
    return await reference


async def _within(timeout_s: float, news: Coroutine[Any, Any, Any]) -> None:
    """Wait for news, at most so long."""
    try:
        await asyncio.wait_for(news, timeout_s)
    except TimeoutError:
        return
