"""A lock is held by one at a time, and ends with the process that holds it."""

import subprocess
import sys
import threading
import time

import pytest

from videogen_dagster.core.errors import Cancelled, StorageFailure
from videogen_dagster.resources.locks import locked, locked_at_once

HOLD = """
import sys, time
from pathlib import Path
from videogen_dagster.resources.locks import locked_at_once
with locked_at_once(Path(sys.argv[1])) as is_free:
    print(is_free, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "locks" / "hills")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "True\n"
        yield process
        process.kill()


def is_free(path) -> bool:
    with locked_at_once(path) as free:
        return free


def never() -> None:
    raise AssertionError("nobody else holds it")


def test_a_lock_that_another_process_holds_is_not_free_until_that_process_is_killed(tmp_path, holder):
    path = tmp_path / "locks" / "hills"
    assert not is_free(path)
    assert is_free(tmp_path / "locks" / "dales")
    holder.kill()
    holder.wait(timeout=120)
    assert is_free(path)


def test_a_lock_is_free_again_after_its_block_also_when_that_failed(tmp_path):
    path = tmp_path / "hills"

    def fail() -> None:
        with locked(path, while_waiting=never):
            assert not is_free(path)
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fail()
    assert is_free(path)


def test_who_waits_gets_the_lock_when_it_is_free(tmp_path, holder):
    asked: list[float] = []

    def ask() -> None:
        asked.append(time.monotonic())
        holder.kill()

    with locked(tmp_path / "locks" / "hills", while_waiting=ask):
        assert asked
        assert not is_free(tmp_path / "locks" / "hills")


def test_who_waits_may_give_up(tmp_path, holder):
    def give_up() -> None:
        raise Cancelled("enough")

    with pytest.raises(Cancelled), locked(tmp_path / "locks" / "hills", while_waiting=give_up):
        pytest.fail("somebody else holds it")


def test_threads_that_take_turns_never_meet(tmp_path):
    inside, met = [], []

    def work() -> None:
        with locked(tmp_path / "hills", while_waiting=lambda: None):
            inside.append(1)
            met.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert met == [1] * 5


def test_a_lock_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailure, match="cannot lock"), locked_at_once(tmp_path / "file" / "hills"):
        pytest.fail("there is no such folder")


def test_shards_hold_a_lock_together_and_keep_out_who_wants_it_alone(tmp_path):
    path = tmp_path / "hills"

    def give_up() -> None:
        raise Cancelled("still held")

    with locked(path, while_waiting=never, shared=True), locked(path, while_waiting=never, shared=True):
        assert not is_free(path)
    with locked(path, while_waiting=never), pytest.raises(Cancelled), locked(path, while_waiting=give_up, shared=True):
        pass
    assert is_free(path)
