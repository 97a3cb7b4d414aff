"""Limits that processes share: each test has several of them, or one that was killed."""

import signal
import subprocess
import sys
import time

import pytest

from videogen_dagster.core.errors import EngineUnavailable
from videogen_dagster.engines.providers.breaker import FAILURES, Breaker, CircuitOpen
from videogen_dagster.engines.providers.pacing import LOOK_EVERY_S, Limits, Pace

HOLDS_A_SLOT = """
import sys, time
from pathlib import Path
from videogen_dagster.engines.providers.pacing import Limits, Pace
with Pace(Path(sys.argv[1]), Limits(at_once=1)).turn(lambda: None):
    print("held", flush=True)
    time.sleep(600)
"""


class Late(Exception):
    """It took too long."""


def patience(seconds: float):
    until = time.monotonic() + seconds

    def check() -> None:
        if time.monotonic() > until:
            raise Late

    return check


def test_a_slot_is_held_against_other_processes_and_freed_by_a_kill(tmp_path):
    holder = subprocess.Popen([sys.executable, "-c", HOLDS_A_SLOT, tmp_path], stdout=subprocess.PIPE, text=True)
    pace = Pace(tmp_path, Limits(at_once=1))
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Late), pace.turn(patience(0.2)):
        pass
    holder.send_signal(signal.SIGKILL)
    with holder:
        holder.wait()
    with pace.turn(patience(60)):
        pass


def test_a_pause_that_one_process_was_told_holds_for_another(tmp_path):
    looks = []
    started = time.monotonic()
    Pace(tmp_path, Limits()).pause(0.4)
    with Pace(tmp_path, Limits()).turn(lambda: looks.append(1)):
        assert time.monotonic() - started > 0.3
    assert len(looks) * LOOK_EVERY_S < 2, "who waits looks at least so often: it wanted to wait no longer"


def test_tokens_are_paced_by_their_number(tmp_path):
    looks = []
    pace = Pace(tmp_path, Limits(tokens_per_minute=60_000))
    started = time.monotonic()
    for tokens in (200, 100, 1):
        with pace.turn(lambda: looks.append(1), tokens=tokens):
            pass
    assert time.monotonic() - started > 0.25
    assert len(looks) * LOOK_EVERY_S < 2


@pytest.mark.parametrize(
    "left", [b"", b'{"requests": 1', b"\xff\xfe", b'{"requests": 9e99, "paused": 9e99, "tokens": 0}']
)
def test_a_record_that_was_half_written_or_is_from_another_time_stops_nobody(left, tmp_path):
    (tmp_path / "due.json").write_bytes(left)
    with Pace(tmp_path, Limits(requests_per_minute=60)).turn(patience(2)):
        pass


def open_circuit(tmp_path) -> Breaker:
    breaker = Breaker(tmp_path, "acme")
    for _ in range(FAILURES):
        breaker.enter()
        breaker.failed("HTTP 500")
    return breaker


def test_an_open_circuit_is_open_for_other_processes_too(tmp_path):
    open_circuit(tmp_path)
    with pytest.raises(CircuitOpen, match="acme: it failed 5 times in a row"):
        Breaker(tmp_path, "acme").enter()


def test_failures_of_requests_that_were_on_their_way_keep_it_open_no_longer(tmp_path):
    breaker = open_circuit(tmp_path)
    breaker.failed("HTTP 500")
    with pytest.raises(EngineUnavailable) as told:
        breaker.enter()
    assert told.value.retry_after_s <= 15


def test_a_success_closes_it(tmp_path):
    breaker = open_circuit(tmp_path)
    breaker.succeeded()
    breaker.enter()


def test_a_failure_after_a_success_counts_from_one(tmp_path):
    breaker = Breaker(tmp_path, "acme")
    for outcome in ["failed"] * (FAILURES - 1) + ["succeeded"] + ["failed"] * (FAILURES - 1):
        breaker.failed("HTTP 500") if outcome == "failed" else breaker.succeeded()
    breaker.enter()


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_when_its_time_is_over_one_request_tries_and_opens_it_for_twice_as_long(tmp_path):
    clock = Clock()
    breaker = Breaker(tmp_path, "acme", open_s=0.2, clock=clock)
    for _ in range(FAILURES):
        breaker.failed("HTTP 500")
    clock.now += 0.25
    breaker.enter()
    with pytest.raises(CircuitOpen):
        breaker.enter()
    breaker.failed("HTTP 503")
    with pytest.raises(CircuitOpen, match=r"last: HTTP 503") as told:
        breaker.enter()
    assert 0.2 < told.value.retry_after_s <= 0.4
