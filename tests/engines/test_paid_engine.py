"""Engines that cost money: whatever kills the process, and whenever, every picture is paid for once."""

import signal

import pytest

from tests.fakes import paid_process
from tests.fakes.forks import forks
from tests.fakes.paid_engine import PaidImageEngine
from tests.fakes.paid_process import REQUESTS, make_pictures
from tests.fakes.paid_provider import RETRY_AFTER_S, PaidProvider, png_of
from videogen_dagster.core import keys
from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.engines.production import Made
from videogen_dagster.store.media_store import MediaStore

SUBMITS_WHEN_KILLED = {
    "before the intent": 3,
    "after the intent": 3,
    "submitted": 4,  # the provider was asked, but nobody wrote down its answer: the key makes it the same job
    "remembered": 3,
    "polled": 3,
    "downloaded": 3,
    "kept": 3,
    "after the receipt": 3,
    "after the end": 3,
}


@pytest.fixture
def provider():
    with PaidProvider() as provider:
        yield provider


@pytest.fixture
def store(tmp_path):
    return MediaStore.in_folder(tmp_path / "store")


@pytest.fixture(scope="module")
def processes():
    """Forks of a process that has imported everything: thirty of them would take a second each to do so."""
    return forks()


@pytest.fixture
def start(processes, provider, tmp_path):
    """Starts a process that dies at a point; returns its exit status."""

    def start(point: str = "never", count: int = 1) -> int | None:
        process = processes.Process(target=paid_process.main, args=(tmp_path / "store", provider.url, point, count))
        process.start()
        process.join(timeout=240)
        return process.exitcode

    return start


@pytest.fixture
def make(provider, store, tmp_path):
    """Makes the pictures in this process."""
    return lambda: make_pictures(store, PaidImageEngine(provider.url), tmp_path / "scratch")


def assert_all_is_there(make, store: MediaStore) -> None:
    production = make()
    assert production.made == 0
    stored = [store.fetch(outcome.result.image).read_bytes() for outcome in production.outcomes]
    assert stored == [png_of(request) for request in REQUESTS]
    assert store.documents(keys.INTENTS) == ()


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("point", SUBMITS_WHEN_KILLED)
def test_a_process_killed_at_any_point_and_started_again_pays_once_for_each_picture(
    point, count, start, make, provider, store
):
    assert start(point, count) == -signal.SIGKILL
    assert start() == 0
    assert provider.charges == len(set(provider.submits)) == 3
    assert len(provider.submits) == SUBMITS_WHEN_KILLED[point]
    assert_all_is_there(make, store)


def test_a_process_killed_at_every_point_in_turn_pays_once_for_each_picture(start, make, provider, store):
    assert [start(point) for point in SUBMITS_WHEN_KILLED] == [-signal.SIGKILL] * len(SUBMITS_WHEN_KILLED)
    assert start() == 0
    assert provider.charges == 3
    assert_all_is_there(make, store)


def test_a_submit_whose_answer_is_lost_is_not_paid_twice(make, provider, store):
    provider.deaf = 1
    assert list(make().failures()) == [0]
    assert make().made == 1
    assert (len(provider.submits), provider.charges) == (4, 3)
    assert_all_is_there(make, store)


def test_a_provider_that_is_busy_while_its_jobs_are_polled_keeps_them(make, provider, store):
    provider.busy_polls = 3
    failures = make().failures()
    assert {type(error) for error in failures.values()} == {EngineUnavailable}
    assert [error.retry_after_s for error in failures.values()] == [RETRY_AFTER_S] * 3
    assert make().made == 3
    assert len(provider.submits) == provider.charges == 3
    assert_all_is_there(make, store)


def test_a_provider_that_is_too_busy_for_a_submit_costs_that_picture_only(make, provider, store):
    provider.busy_submits = 1
    failures = make().failures()
    assert {index: error.retry_after_s for index, error in failures.items()} == {0: RETRY_AFTER_S}
    assert make().made == 1
    assert provider.charges == 3
    assert_all_is_there(make, store)


@pytest.mark.parametrize(("reason", "kind"), [("indecent", EngineRefused), ("overloaded", EngineUnavailable)])
def test_a_job_that_failed_is_told_once_and_the_next_attempt_is_a_new_job(reason, kind, make, provider, store):
    provider.failing = {REQUESTS[1].prompt: reason}
    failures = make().failures()
    assert {index: type(error) for index, error in failures.items()} == {1: kind}
    provider.failing = {}
    again = make()
    assert isinstance(again.outcomes[1], Made)
    assert (len(provider.submits), provider.charges) == (4, 4)
    assert_all_is_there(make, store)


def test_a_job_that_the_provider_knows_no_more_is_made_anew(start, make, provider, store):
    assert start("remembered", 3) == -signal.SIGKILL
    provider.expire_jobs()
    assert make().made == 3
    assert len(set(provider.submits)) == provider.charges == 6
    assert_all_is_there(make, store)


def test_a_refused_picture_leaves_no_intent(make, provider, store):
    provider.failing = {request.prompt: "indecent" for request in REQUESTS}
    assert len(make().failures()) == 3
    assert store.documents(keys.INTENTS) == ()
