"""Many requests at once, results in order."""

import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import TypeVar

from videogen_dagster.core.errors import EngineFailure, VideogenError

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")
AnswerT = TypeVar("AnswerT")


class BatchLeft(VideogenError):
    """Nobody wants the rest of a batch; what a provider does for it goes on, and is taken up by a later attempt."""

    code = "batch_left"


class Leaving:
    """Tells the threads of a batch when to stop: once a person wants it, or nobody takes the results any more.

    Args:
        check: Raises if a person wants to stop.
    """

    def __init__(self, check: Callable[[], None]) -> None:
        self._check = check
        self._left = threading.Event()

    def leave(self) -> None:
        """Let all threads end."""
        self._left.set()

    def check(self) -> None:
        """Raise if the work should end.

        Raises:
            Cancelled: A person stopped it.
            BatchLeft: Nobody waits for it.
        """
        self._check()
        if self._left.is_set():
            raise BatchLeft("the batch was left")


def each_in_order(
    requests: Sequence[RequestT],
    make: Callable[[int, RequestT], ResultT],
    *,
    at_once: int,
    leaving: Leaving | None = None,
) -> Generator[ResultT | EngineFailure]:
    """Yield what `make` returns for each request, or the failure that it raised, in order.

    Args:
        requests: What is wanted.
        make: Makes one, told its index; it runs in a thread of its own, and asks often enough whether it should stop.
        at_once: How many are in the making.
        leaving: Asked by `make` whether to stop; told when this ends before all results were taken.

    Raises:
        VideogenError: What `make` raised that is no `EngineFailure` (`Cancelled`, `StorageFailure`). Requests that have not
            begun are left out; those in the making have ended when it is raised.
    """

    def made(index: int, request: RequestT) -> ResultT | EngineFailure:
        try:
            return make(index, request)
        except EngineFailure as error:
            return error

    pool = ThreadPoolExecutor(max(1, min(at_once, len(requests))), thread_name_prefix="provider")
    try:
        futures = [pool.submit(made, index, request) for index, request in enumerate(requests)]
        for future in futures:
            yield future.result()
    finally:
        if leaving is not None:
            leaving.leave()
        pool.shutdown(wait=True, cancel_futures=True)


def each_finished_in_order(
    requests: Sequence[RequestT],
    ask: Callable[[int, RequestT], AnswerT],
    finish: Callable[[int, RequestT, AnswerT], ResultT],
    *,
    at_once: int,
    leaving: Leaving,
) -> Generator[ResultT | EngineFailure]:
    """Yield what `finish` makes of what a provider answered to each request, or the failure of either, in order.

    The provider is asked for the next while this machine still works on what it has answered.

    Args:
        requests: What is wanted.
        ask: Asks the provider, as `make` of `each_in_order` does.
        finish: Makes the result of a request of its answer, in a thread of its own.
        at_once: How many the provider is asked for, and how many are finished, at the same time.
        leaving: As in `each_in_order`, for both.

    Raises:
        VideogenError: As in `each_in_order`.
    """

    def finished(index: int, request: RequestT, answer: AnswerT) -> ResultT | EngineFailure:
        try:
            return finish(index, request, answer)
        except EngineFailure as error:
            return error

    finishers = ThreadPoolExecutor(max(1, min(at_once, len(requests))), thread_name_prefix="finisher")

    def answered(index: int, request: RequestT) -> Future[ResultT | EngineFailure]:
        return finishers.submit(finished, index, request, ask(index, request))

    try:
        with closing(each_in_order(requests, answered, at_once=at_once, leaving=leaving)) as answers:
            for answer in answers:
                yield answer if isinstance(answer, EngineFailure) else answer.result()
    finally:
        leaving.leave()
        finishers.shutdown(wait=True, cancel_futures=True)
