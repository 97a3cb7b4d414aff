"""Processes of tests, forked off one that has imported everything: each would take a second or more to do so by itself."""

from multiprocessing import get_context
from multiprocessing.context import ForkServerContext

PRELOADED = ("hosted_process", "lip_process", "paid_process", "spending_process")


def forks() -> ForkServerContext:
    """Return what starts processes. One process forks for all tests of this one: the first that asks says what it imports."""
    context = get_context("forkserver")
    context.set_forkserver_preload([f"tests.fakes.{name}" for name in PRELOADED])
    return context
