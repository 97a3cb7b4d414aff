"""The supervisor of a local pool: takes steps from runs, hands them to workers, and ends when there is no work.

One process for each pool, detached from whoever started it, with one thread: it forks its workers from itself.
"""

import gc
import logging
import os
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Final

from videogen_dagster.executor.backends import PoolName
from videogen_dagster.executor.local.crew import Crew
from videogen_dagster.executor.local.hands import Hand
from videogen_dagster.executor.local.identity import code_version
from videogen_dagster.executor.local.places import FileLock, PoolPlace
from videogen_dagster.executor.local.plan import PoolPlan, preload
from videogen_dagster.executor.local.queueing import TurnTaking
from videogen_dagster.executor.local.wire import (
    CHUNK_BYTES,
    AskRelease,
    AskStep,
    AskStop,
    AskWorkers,
    Garbled,
    Incoming,
    Message,
    Queued,
    Workers,
    encoded,
)

LOG: Final = logging.getLogger("videogen.workers")
TICK_S: Final = 0.5
BACKLOG: Final = 1024
UNUSED_S: Final = 30.0
"""How long a supervisor waits for its first step: one that came late to a start of several is not needed."""
SILENCE_S: Final = 10.0
"""How long a caller may take to say what it wants."""
LOOK_S: Final = 5.0
"""How often a supervisor looks whether its code and its home are still there."""
LEAVING_S: Final = 20.0
"""How long to wait for the end of a supervisor that takes no callers any more: runs start the next one after that."""
LOOK_AGAIN_S: Final = 0.05
MOST_LOG_BYTES: Final = 16 * 1024 * 1024


@dataclass(eq=False, slots=True)
class Caller:
    """Somebody who connected.

    Attributes:
        connection: A socket that does not block.
        since_s: When they came, on the monotonic clock.
        asked: The step that they want run, once they said so.
    """

    connection: socket.socket
    since_s: float = field(default_factory=time.monotonic)
    asked: AskStep | None = None
    incoming: Incoming = field(default_factory=Incoming)


class Supervisor:
    """Serves one pool.

    Args:
        plan: The pool.
        listener: The socket that it listens on.
    """

    def __init__(self, plan: PoolPlan, listener: socket.socket) -> None:
        self._plan = plan
        self._listener = listener
        self._selector = selectors.PollSelector()  # not epoll: forked workers would share its set
        self._selector.register(listener, selectors.EVENT_READ, self._welcome)
        self._callers: set[Caller] = set()
        self._crew = Crew(plan, self._selector, before_work=self._close_all)
        self._waiting: dict[PoolName, TurnTaking[Caller]] = {name: TurnTaking() for name in plan.sizes}
        self._code = code_version(plan.sources)
        self._looked_at_s = self._used_at_s = time.monotonic()
        self._had_work = self._is_told_to_stop = self._is_stopping = False

    def serve(self) -> None:
        """Serve until nobody needs it any more, or somebody says stop."""
        signal.signal(signal.SIGTERM, self._be_told)
        while not self._is_over():
            for key, _ in self._selector.select(TICK_S):
                key.data()
            if self._is_told_to_stop and not self._is_stopping:
                self._stop()
            self._dismiss_silent_callers()
            self._crew.see()
            self._hand_out()
            self._look_around()

    def _be_told(self, *_: object) -> None:
        """Note a signal; stopping changes what may be looked through just now."""
        self._is_told_to_stop = True

    def _is_over(self) -> bool:
        if self._is_stopping:
            return self._crew.is_gone
        longest_s = max(size.idle_s for size in self._plan.sizes.values()) if self._had_work else UNUSED_S
        used_at_s = max(self._used_at_s, self._crew.used_at_s)
        return self._crew.is_gone and not self._callers and time.monotonic() - used_at_s > longest_s

    def _welcome(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError as error:  # they are gone, or there are too many: those who say nothing are dismissed in time
            LOG.warning("cannot welcome a caller: %s", error.strerror)
            return
        connection.settimeout(0.0)
        self._used_at_s = time.monotonic()
        self._receive(Caller(connection))

    def _receive(self, caller: Caller) -> None:
        self._callers.add(caller)
        self._selector.register(caller.connection, selectors.EVENT_READ, lambda: self._listen(caller))
        if caller.asked is not None:
            self._waiting[caller.asked.call.pool].add(caller.asked.call.run_id, caller)

    def _listen(self, caller: Caller) -> None:
        try:
            data = caller.connection.recv(CHUNK_BYTES)
            messages = caller.incoming.feed(data)
        except BlockingIOError:
            return
        except OSError:
            data, messages = b"", []
        except Garbled as error:
            LOG.warning("closed a connection that sent no message: %s", error)
            data, messages = b"", []
        for message in messages:
            if caller in self._callers:  # dismissed for the last one otherwise
                self._answer(caller, message)
        if not data:  # they died, or changed their mind
            self._dismiss(caller)

    def _answer(self, caller: Caller, message: Message) -> None:
        match message:
            case AskStep() if caller.asked is None and not self._is_stopping:
                caller.asked, self._had_work = message, True
                self._waiting[message.call.pool].add(message.call.run_id, caller)
                self._say(caller, Queued())
            case AskWorkers():
                self._say(caller, Workers(workers=self._crew.reports()))
            case AskStop():
                self._say(caller, Workers(workers=self._crew.reports()))
                self._stop()
            case AskRelease():
                self._crew.release(message.device)
            case _:
                LOG.warning("closed a connection that sent %r out of turn", message.kind)
                self._dismiss(caller)

    def _say(self, caller: Caller, message: Message) -> None:
        try:
            caller.connection.sendall(encoded(message))
        except OSError:  # they died, or do not read: the next event on their connection ends it
            LOG.info("a caller was gone before it was answered")

    def _dismiss(self, caller: Caller) -> None:
        self._forget(caller)
        caller.connection.close()

    def _forget(self, caller: Caller) -> None:
        """Take a caller out of everything but its connection, which may be a worker's now."""
        if caller not in self._callers:
            return
        self._callers.remove(caller)
        self._selector.unregister(caller.connection)
        if caller.asked is not None:
            self._waiting[caller.asked.call.pool].remove(caller.asked.call.run_id, caller)

    def _dismiss_silent_callers(self) -> None:
        now_s = time.monotonic()
        for caller in [each for each in self._callers if each.asked is None and now_s - each.since_s > SILENCE_S]:
            LOG.warning("closed a connection on which nothing was asked for %.0f s", SILENCE_S)
            self._dismiss(caller)

    def _hand_out(self) -> None:
        for pool, waiting in self._waiting.items():
            while len(waiting) and (hand := self._crew.free_hand(pool)) is not None:
                caller = waiting.take()
                self._forget(caller)
                self._give(hand, caller)

    def _give(self, hand: Hand, caller: Caller) -> None:
        asked = caller.asked
        if asked is None:
            return
        try:
            hand.give(asked, caller.connection)
        except OSError:  # the worker died while it waited: nothing was begun, and another one gets it
            self._crew.bury(hand)
            self._receive(Caller(caller.connection, asked=asked))
        else:
            caller.connection.close()

    def _stop(self) -> None:
        """End all workers, and what they run; callers that wait see their connection closed."""
        self._is_stopping = True
        self._crew.end()
        for caller in tuple(self._callers):
            self._dismiss(caller)

    def _look_around(self) -> None:
        """End the pool once its code was changed or its home removed, as soon as it has nothing to do."""
        now_s = time.monotonic()
        if now_s - self._looked_at_s < LOOK_S:
            return
        self._looked_at_s = now_s
        log = self._plan.place.log
        if log.exists() and log.stat().st_size > MOST_LOG_BYTES:
            os.truncate(log, 0)
        is_at_rest = self._crew.is_at_rest and not self._callers
        if is_at_rest and not (self._plan.home.is_dir() and code_version(self._plan.sources) == self._code):
            LOG.info("the code was changed, or the home removed: this pool is not needed any more")
            self._stop()

    def _close_all(self) -> None:
        """Close, in a worker, what belongs to the supervisor."""
        self._selector.close()
        self._listener.close()
        self._crew.close()
        for caller in self._callers:
            caller.connection.close()


def _is_alone(lock: FileLock, place: PoolPlace) -> bool:
    """Take the lock of a pool; returns False if another process serves it. One that leaves holds it a moment longer."""
    until_s = time.monotonic() + LEAVING_S
    is_told = False
    while not lock.take(told=str(os.getpid())):
        if _is_served(place) or time.monotonic() > until_s:
            return False
        if not is_told:
            LOG.info("waiting for the end of process %s", lock.holder())
            is_told = True
        time.sleep(LOOK_AGAIN_S)
    return True


def _is_served(place: PoolPlace) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(place.socket)) == 0


def main(plan: PoolPlan) -> None:
    """Serve a pool, unless another process does."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    LOG.setLevel(logging.INFO)
    lock = FileLock(plan.place.lock)
    if not _is_alone(lock, plan.place):
        return
    os.truncate(plan.place.log, 0)
    plan.place.socket.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(plan.place.socket))
        listener.listen(BACKLOG)
        LOG.info("serving %s as process %s", plan.home, os.getpid())
        try:
            preload(plan)
            gc.freeze()  # so that workers share what was imported
            Supervisor(plan, listener).serve()
        finally:
            plan.place.socket.unlink(missing_ok=True)
    LOG.info("ended")
