"""Processes killed by SIGKILL while they ask a provider: every kind of call, at every point, is paid for once."""

import os
import signal

import pytest

from tests.fakes import hosted_process
from tests.fakes.forks import forks
from tests.fakes.hosted_kinds import KINDS
from tests.fakes.hosted_process import make_one
from videogen_dagster.core import keys
from videogen_dagster.core.errors import CallUnsettled
from videogen_dagster.store.media_store import MediaStore

pytestmark = pytest.mark.slow

POINTS = ("before the intent", "after the intent", "known", "after the receipt", "after the end")


@pytest.fixture(scope="module")
def processes():
    """Forks of a process that has imported everything."""
    return forks()


@pytest.fixture
def served(request, tmp_path):
    with KINDS[request.param].serve(tmp_path) as served:
        served.name = request.param
        yield served


@pytest.fixture
def start(processes, served, tmp_path):
    """Starts a process that dies at a point."""

    def start(point: str = "never"):
        process = processes.Process(target=hosted_process.main, args=(served.name, served.url, tmp_path, point, 1, {}))
        process.start()
        return process

    return start


@pytest.fixture
def make(served, tmp_path):
    """Makes the result in this process; returns it or its failure."""

    def make():
        production = make_one(served.name, served.url, tmp_path, MediaStore.in_folder(tmp_path / "store"))
        return production.failures().get(0) or production.outcomes[0].result

    return make


def intents(tmp_path) -> tuple[str, ...]:
    return tuple(MediaStore.in_folder(tmp_path / "store").documents(keys.INTENTS))


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("served", KINDS, indirect=True)
def test_a_call_of_a_killed_process_is_paid_once_and_finished_by_the_next(point, served, start, make, tmp_path):
    process = start(point)
    process.join(timeout=240)
    assert process.exitcode == -signal.SIGKILL
    assert isinstance(make(), KINDS[served.name].result)
    assert (served.charges, len(served.posts)) == (1, 1)
    assert intents(tmp_path) == ()


@pytest.mark.parametrize("served", KINDS, indirect=True)
def test_a_call_whose_process_was_killed_before_the_answer_came_stops_and_asks(served, start, make, tmp_path):
    served.held.set()
    process = start()
    assert served.came.wait(240), "the provider has made it"
    os.kill(process.pid, signal.SIGKILL)
    process.join(timeout=240)
    served.held.clear()
    assert served.charges == 1
    for _ in range(2):
        error = make()
        assert isinstance(error, CallUnsettled), error
        assert "videogen resolve" in error.remedy
    assert (served.charges, len(served.posts)) == (1, 1)
    assert len(intents(tmp_path)) == 1, "a person finds it"
