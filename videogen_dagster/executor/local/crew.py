"""All workers of a pool: who is free, who is started, who leaves."""

import logging
import selectors
import time
from collections.abc import Callable
from typing import Final

from videogen_dagster.executor.backends import PoolName, WorkerReport
from videogen_dagster.executor.local.devices import DeviceLocks
from videogen_dagster.executor.local.hands import Hand, Leavers, fork_worker
from videogen_dagster.executor.local.places import FileLock
from videogen_dagster.executor.local.plan import PoolPlan
from videogen_dagster.executor.local.wire import Garbled

LOG: Final = logging.getLogger("videogen.workers")


class Crew:
    """The workers that a supervisor has.

    Args:
        plan: The pool.
        selector: Where their sockets are watched; the data of each is called when it can be read.
        before_work: Called in each worker that is forked: closes what belongs to the supervisor.
    """

    def __init__(self, plan: PoolPlan, selector: selectors.BaseSelector, *, before_work: Callable[[], None]) -> None:
        self._plan = plan
        self._selector = selector
        self._before_work = before_work
        self._hands: list[Hand] = []
        self._leavers = Leavers()
        self._devices = DeviceLocks(plan.runtime, own=plan.place.socket)
        self.used_at_s = time.monotonic()

    @property
    def is_at_rest(self) -> bool:
        """Whether nobody runs a step."""
        return all(hand.is_free for hand in self._hands)

    @property
    def is_gone(self) -> bool:
        """Whether there is no worker, and none that is ending."""
        return not self._hands and not self._leavers

    def reports(self) -> tuple[WorkerReport, ...]:
        """Return what each of them is and holds."""
        return tuple(hand.report() for hand in self._hands)

    def free_hand(self, pool: PoolName) -> Hand | None:
        """Return a worker that waits for a step, started if there may be one more; None if all are busy."""
        mine = [hand for hand in self._hands if hand.pool == pool and not hand.is_leaving]
        free = [hand for hand in mine if hand.is_free]
        if free:
            return max(free, key=lambda hand: hand.free_since_s)  # the warmest; the others may leave
        devices = self._plan.sizes[pool].devices
        if len(mine) >= len(devices):
            return None
        for device in set(devices) - {hand.device for hand in self._hands} if devices[0] is not None else (None,):
            lock = self._devices.take(device) if device is not None else None
            if device is None or lock is not None:
                return self._started(pool, device, lock)
        return None

    def see(self) -> None:
        """Let those go that had nothing to do for long, and reap those that ended."""
        now_s = time.monotonic()
        for hand in [each for each in self._hands if each.is_free]:
            if now_s - hand.free_since_s > self._plan.sizes[hand.pool].idle_s:
                self._let_go(hand)
        self._leavers.see()

    def release(self, device: str) -> None:
        """Give a GPU to another pool: at once if its worker waits, else when its step has ended."""
        self._devices.yield_to_others(device)
        for hand in [each for each in self._hands if each.device == device]:
            hand.is_leaving = True
            if hand.is_free:
                self._let_go(hand)

    def bury(self, hand: Hand) -> None:
        """Part with a worker that died, and with all that it started."""
        work = f" with step {hand.step.step_key} of run {hand.step.run_id}" if hand.step else ""
        LOG.warning("worker %s of pool %s died%s", hand.pid, hand.pool, work)
        self._part_with(hand, at_once=True)

    def end(self) -> None:
        """Kill all, with what they run."""
        for hand in tuple(self._hands):
            self._part_with(hand, at_once=True)

    def close(self) -> None:
        """Close, in a worker, the sockets to the others."""
        for hand in self._hands:
            hand.control.close()

    def _started(self, pool: PoolName, device: str | None, lock: FileLock | None) -> Hand | None:
        try:
            hand = fork_worker(pool, device, before=self._before_work)
        except OSError as error:
            LOG.warning("cannot start a worker: %s", error.strerror)
            return None
        finally:
            if lock is not None:
                lock.leave()  # the worker's own hold remains
        LOG.info("worker %s of pool %s started%s", hand.pid, pool, f" on GPU {device}" if device else "")
        self._hands.append(hand)
        self._selector.register(hand.control, selectors.EVENT_READ, lambda: self._hear(hand))
        return hand

    def _hear(self, hand: Hand) -> None:
        if hand not in self._hands:  # parted with since it was heard of
            return
        self.used_at_s = time.monotonic()
        try:
            is_alive = hand.hear()
        except Garbled as error:
            LOG.warning("worker %s tells nonsense: %s", hand.pid, error)
            is_alive = False
        if not is_alive:
            self.bury(hand)
        elif hand.is_free and hand.is_leaving:
            self._let_go(hand)

    def _let_go(self, hand: Hand) -> None:
        LOG.info("worker %s of pool %s leaves", hand.pid, hand.pool)
        self._part_with(hand, at_once=False)

    def _part_with(self, hand: Hand, *, at_once: bool) -> None:
        if hand in self._hands:
            self._hands.remove(hand)
            self._selector.unregister(hand.control)
            self._leavers.add(hand, at_once=at_once)
