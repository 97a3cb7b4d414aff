"""`videogen resolve`: what may have been paid for is listed, and asked for again only when a person says so."""

import json
import os
from pathlib import Path

import pytest

from videogen_dagster.cli.commands import run
from videogen_dagster.store.calls_at_work import at_work_on, calls_at_work
from videogen_dagster.store.intents import ASKED, Intent, begin_call, remember_job
from videogen_dagster.store.media_store import MediaStore

LOST, OTHER, RUNNING = "1" * 64, "2" * 64, "3" * 64
PARTS = json.dumps({"speech": "0" * 64 + ".pcm", "words": ASKED})


@pytest.fixture
def store() -> MediaStore:
    return MediaStore.in_folder(Path(os.environ["VIDEOGEN_HOME"]) / "store")


@pytest.fixture
def begin(store):
    """Leaves a call as a process that was killed leaves it."""

    def begin(name: str, job: str) -> Intent:
        intent, _ = begin_call(store, name, engine="openai", project="lamp", about="image: a lake")
        return remember_job(store, intent, job)

    return begin


@pytest.fixture
def calls(capsys):
    """What the command lists."""

    def calls(*arguments: str) -> list[dict]:
        assert run(["resolve", "--json", *arguments]) == 0
        return json.loads(capsys.readouterr().out)["calls"]

    return calls


def job_of(store: MediaStore, name: str) -> str | None:
    return begin_call(store, name, engine="openai")[0].job


def test_nothing_is_there_to_resolve_where_nothing_was_made(capsys):
    assert run(["resolve"]) == 0
    assert "nothing to resolve" in capsys.readouterr().out
    assert not Path(os.environ["VIDEOGEN_HOME"]).exists(), "nothing may be created"


def test_calls_are_listed_and_stay_as_they_are(begin, calls, store, capsys):
    begin(LOST, ASKED)
    begin(OTHER, "job-7")  # the provider knows what became of it
    (call,) = calls()
    assert (call["fingerprint"], call["engine"], call["project"]) == (LOST, "openai", "lamp")
    assert (call["about"], call["in_progress"], call["asked_again"]) == ("image: a lake", False, False)
    assert job_of(store, LOST) == ASKED
    assert run(["resolve"]) == 0
    told = capsys.readouterr().out
    assert LOST[:12] in told
    assert "a lake: unsettled" in told


def test_a_call_that_a_person_names_is_asked_again_with_another_key(begin, calls, store):
    before = begin(LOST, ASKED)
    begin(OTHER, ASKED)
    assert [call["asked_again"] for call in calls("--again", LOST[:12])] == [True, False]
    after, is_new = begin_call(store, LOST, engine="openai")
    assert (after.job, is_new) == (None, False)
    assert after.idempotency_key != before.idempotency_key
    assert job_of(store, OTHER) == ASKED


def test_what_was_answered_stays_paid_for(begin, calls, store):
    begin(LOST, PARTS)
    (call,) = calls("--all")
    assert call["requests"] == ["words"]
    assert json.loads(job_of(store, LOST) or "") == {"speech": "0" * 64 + ".pcm"}
    assert calls() == []


def test_a_call_that_a_run_works_on_is_left_alone(begin, calls, store, capsys):
    begin(LOST, ASKED)
    begin(RUNNING, ASKED)
    directory = Path(os.environ["VIDEOGEN_HOME"]) / "scratch" / "of-a-run"
    directory.mkdir(parents=True)
    with at_work_on([RUNNING], directory):
        assert run(["resolve", "--again", RUNNING]) == 3
        assert "error[busy]" in capsys.readouterr().err
        assert {call["fingerprint"]: call["asked_again"] for call in calls("--all")} == {LOST: True, RUNNING: False}
        assert job_of(store, RUNNING) == ASKED
    assert calls_at_work(directory.parent) == frozenset()
    assert [call["asked_again"] for call in calls("--all")] == [True]


def test_a_young_call_of_a_store_that_machines_share_is_left_alone(begin, store, calls, capsys, monkeypatch):
    begin(LOST, ASKED)
    monkeypatch.setenv("VIDEOGEN_STORE_URL", f"file://{store.local_path('')}")
    assert [call["in_progress"] for call in calls("--all")] == [True]
    assert run(["resolve", "--again", LOST]) == 3
    assert "30 minutes" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "1", "ffffffff", "1111111x", "../../etc"])
def test_a_fingerprint_that_is_none_is_told(text, begin, store, capsys):
    begin(LOST, ASKED)
    assert run(["resolve", "--again", text]) == 2
    assert "--again" in capsys.readouterr().err
    assert job_of(store, LOST) == ASKED


def test_a_beginning_that_two_calls_have_names_none(begin, store, capsys):
    for last in "ab":
        begin("1" * 63 + last, ASKED)
    assert run(["resolve", "--again", "1" * 20]) == 2
    assert "2 unsettled call(s)" in capsys.readouterr().err
