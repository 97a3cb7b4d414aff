"""Tells when a request leaves this machine, so that what only waited for its turn is never taken for paid.

Who asks says what to write down; the transport, far below a provider's own library, says when. Both are in one thread.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Watch:
    sent: Callable[[], None]
    not_taken: Callable[[], None]


_watching: ContextVar[_Watch | None] = ContextVar("_watching", default=None)


@contextmanager
def watching(*, sent: Callable[[], None], not_taken: Callable[[], None]) -> Generator[None]:
    """Be told of the requests that this thread sends in the block.

    Args:
        sent: Called right before the first byte of each request; what it raises keeps the request from being sent.
        not_taken: Called when a request that was sent was surely not begun by the provider.
    """
    token = _watching.set(_Watch(sent, not_taken))
    try:
        yield
    finally:
        _watching.reset(token)


def tell_sending() -> None:
    """Say that a request will be sent now."""
    watch = _watching.get()
    if watch is not None:
        watch.sent()


def tell_not_taken() -> None:
    """Say that the request was surely not begun."""
    watch = _watching.get()
    if watch is not None:
        watch.not_taken()
