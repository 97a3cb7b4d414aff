"""Batches over threads: order, failures in place, and a provider that is not kept waiting."""

import threading
import time

import pytest

from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.engines.providers.in_order import Leaving, each_finished_in_order, each_in_order


def leaving() -> Leaving:
    return Leaving(lambda: None)


def refused_if_odd(index: int, request: str) -> str:
    if index % 2:
        raise EngineRefused(f"no {request}", engine="acme")
    return request.upper()


def test_results_come_in_order_with_failures_in_their_place():
    first, second, third = each_in_order("abc", refused_if_odd, at_once=3)
    assert (first, third) == ("A", "C")
    assert isinstance(second, EngineRefused)


@pytest.mark.parametrize("failing", ["ask", "finish"])
def test_failures_of_asking_and_of_finishing_stand_in_their_place(failing):
    def fine(index: int, request: str, *_: str) -> str:
        return request.upper()

    def broken(index: int, request: str, *_: str) -> str:
        return refused_if_odd(index, request)

    ask, finish = (broken, fine) if failing == "ask" else (fine, broken)
    first, second, third = each_finished_in_order("abc", ask, finish, at_once=2, leaving=leaving())
    assert (first, third) == ("A", "C")
    assert isinstance(second, EngineRefused)


def test_a_provider_is_asked_for_the_next_while_a_result_is_finished():
    next_is_asked = threading.Event()

    def ask(index: int, request: str) -> str:
        if index == 1:
            next_is_asked.set()
        return request

    def finish(index: int, request: str, answer: str) -> bool:
        return next_is_asked.wait(120)

    assert list(each_finished_in_order("ab", ask, finish, at_once=1, leaving=leaving())) == [True, True]


def test_who_leaves_waits_until_nothing_is_at_work():
    left, begun, ended = leaving(), threading.Event(), []

    def ask(_: int, request: str) -> str:
        return request

    def finish(index: int, request: str, answer: str) -> str:
        try:
            if index:
                begun.set()
            else:
                assert begun.wait(120)
            while index:
                left.check()
                time.sleep(0.01)
        finally:
            ended.append(request)
        return answer

    results = each_finished_in_order("ab", ask, finish, at_once=2, leaving=left)
    assert next(results) == "a"
    results.close()
    assert ended == ["a", "b"]
