"""An intent says what a killed call would go on with: one key and one job for each attempt."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from videogen_dagster.core import keys
from videogen_dagster.store.intents import (
    ASKED,
    KEPT_FOR,
    Intent,
    begin_anew,
    begin_call,
    begun_calls,
    end_call,
    remember_job,
)
from videogen_dagster.store.media_store import MediaStore

NAME = "0" * 64


@pytest.fixture
def store(tmp_path):
    return MediaStore.in_folder(tmp_path / "store")


def test_a_second_attempt_finds_the_key_and_the_job_of_the_first(store):
    intent, is_new = begin_call(store, NAME, engine="paid")
    assert is_new
    remember_job(store, intent, "job-7")
    found, is_new = begin_call(store, NAME, engine="paid")
    assert not is_new
    assert (found.idempotency_key, found.job) == (intent.idempotency_key, "job-7")


def test_an_ended_call_is_begun_with_another_key(store):
    first, _ = begin_call(store, NAME, engine="paid")
    assert begun_calls(store) == {NAME}
    end_call(store, NAME)
    end_call(store, NAME)
    assert begun_calls(store) == frozenset()
    second, is_new = begin_call(store, NAME, engine="paid")
    assert is_new
    assert second.idempotency_key != first.idempotency_key


def test_a_call_begun_anew_has_no_job_and_another_key_also_for_those_who_follow(store):
    first, _ = begin_call(store, NAME, engine="paid")
    anew = begin_anew(store, remember_job(store, first, "job-7"))
    assert anew.job is None
    assert anew.idempotency_key != first.idempotency_key
    assert begin_call(store, NAME, engine="paid") == (anew, False)


def test_all_who_begin_a_call_at_once_get_the_same_key(store):
    with ThreadPoolExecutor(8) as pool:
        begun = list(pool.map(lambda _: begin_call(store, NAME, engine="paid"), range(24)))
    assert len({intent.idempotency_key for intent, _ in begun}) == 1
    assert [is_new for _, is_new in begun].count(True) == 1


def test_an_intent_that_cannot_be_read_is_begun_anew(store):
    store.write(keys.intent(NAME), b'{"of": "another version"}')
    intent, is_new = begin_call(store, NAME, engine="paid")
    assert is_new
    assert begin_call(store, NAME, engine="paid") == (intent, False)


class Passed(MediaStore):
    """A store in which, before a call that was begun is looked at, one process ends it and another one begins it."""

    other: Intent | None = None

    def read(self, key: str) -> bytes | None:
        if self.other is not None:
            return super().read(key)
        end_call(self, NAME)
        found = super().read(key)
        self.other = begin_call(MediaStore.in_folder(self._local_objects.parent), NAME, engine="paid")[0]
        return found


def test_a_call_that_others_end_and_begin_this_very_moment_has_one_key(tmp_path):
    begin_call(MediaStore.in_folder(tmp_path / "store"), NAME, engine="paid")
    store = Passed.in_folder(tmp_path / "store")
    intent, is_new = begin_call(store, NAME, engine="paid")
    assert (intent, is_new) == (store.other, False)


def make_older(store, name: str, *, age_s: float) -> None:
    written_s = time.time() - age_s
    os.utime(store.local_path(keys.intent(name)), (written_s, written_s))


def test_a_call_that_nobody_went_on_with_for_a_month_is_forgotten(store):
    old, young = "1" * 64, "2" * 64
    for name in (old, young):
        begin_call(store, name, engine="paid")
    make_older(store, old, age_s=KEPT_FOR.total_seconds() + 60)
    make_older(store, young, age_s=KEPT_FOR.total_seconds() - 60)
    assert begun_calls(store) == {young}
    assert store.documents(keys.INTENTS) == (keys.intent(young),)


def test_a_job_that_was_remembered_lately_is_not_forgotten(store):
    intent, _ = begin_call(store, NAME, engine="paid")
    make_older(store, NAME, age_s=KEPT_FOR.total_seconds() + 60)
    remember_job(store, intent, "job-7")
    assert begun_calls(store) == {NAME}


@pytest.mark.parametrize("job", [ASKED, '{"speech": "asked"}'])
def test_a_call_that_may_have_been_paid_for_is_never_forgotten(job, store):
    intent, _ = begin_call(store, NAME, engine="paid")
    remember_job(store, intent, job)
    make_older(store, NAME, age_s=2 * KEPT_FOR.total_seconds())
    assert begun_calls(store) == {NAME}
