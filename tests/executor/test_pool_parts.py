"""Whose turn it is, which pool it is, and where pools meet."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from videogen_dagster.core.errors import StorageFailure
from videogen_dagster.executor.backends import PoolSize
from videogen_dagster.executor.local.identity import code_version, pool_key
from videogen_dagster.executor.local.places import FileLock, meeting_folder
from videogen_dagster.executor.local.queueing import TurnTaking

SIZES = {"gpu": PoolSize(devices=("0",), idle_s=1), "cpu": PoolSize(devices=(None,), idle_s=1)}


def taken(queue: TurnTaking[str]) -> list[str]:
    return [queue.take() for _ in range(len(queue))]


def test_a_run_that_comes_later_does_not_wait_for_all_steps_of_the_first():
    queue: TurnTaking[str] = TurnTaking()
    for step in ("a1", "a2", "a3"):
        queue.add("a", step)
    for step in ("b1", "b2"):
        queue.add("b", step)
    assert taken(queue) == ["a1", "b1", "a2", "b2", "a3"]


def test_a_step_that_waits_no_more_is_passed_over():
    queue: TurnTaking[str] = TurnTaking()
    queue.add("a", "a1")
    queue.add("b", "b1")
    queue.remove("a", "a1")
    queue.remove("a", "never there")
    assert taken(queue) == ["b1"]
    with pytest.raises(LookupError):
        queue.take()


def test_another_version_of_the_code_has_another_pool(tmp_path):
    module = tmp_path / "package" / "module.py"
    module.parent.mkdir()
    module.write_text("one = 1\n")
    (module.parent / "__pycache__").mkdir()
    before = code_version([tmp_path])
    (module.parent / "__pycache__" / "module.py").write_text("")
    assert code_version([tmp_path]) == before
    module.write_text("one = 2\n")
    os.utime(module, ns=(1, 1))
    assert code_version([tmp_path]) != before


@pytest.mark.parametrize(
    "changed",
    [
        {"environment": {"VIDEOGEN_IMAGE_ENGINE": "diffusers"}},
        {"sizes": {**SIZES, "gpu": PoolSize(devices=("0", "1"), idle_s=1)}},
        {"sources": [Path(__file__)]},
    ],
    ids=["environment", "sizes", "code"],
)
def test_pools_differ_by_all_that_steps_can_tell(changed):
    usual = {"sizes": SIZES, "environment": {"VIDEOGEN_IMAGE_ENGINE": "illustrator"}, "sources": []}
    assert pool_key(**usual) == pool_key(**usual)
    assert pool_key(**{**usual, **changed}) != pool_key(**usual)


@pytest.fixture
def short_path():
    """A folder whose name leaves room for that of a socket."""
    with TemporaryDirectory(prefix="vg") as folder:
        yield Path(folder)


def test_pools_meet_where_nobody_else_can_enter(short_path):
    folder = meeting_folder(short_path / "runtime", Path("/a/home"))
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, folder.parent)] == ["0o700", "0o700"]
    folder.parent.chmod(0o755)
    with pytest.raises(StorageFailure, match="others may enter"):
        meeting_folder(short_path / "runtime", Path("/a/home"))


def test_a_folder_that_another_put_there_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "runtime").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageFailure, match="not this user's"):
        meeting_folder(tmp_path / "runtime", Path("/a/home"))


def test_a_lock_is_taken_once_and_tells_by_whom(tmp_path):
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.take(told="me")
    assert not second.take(told="you")
    assert second.holder() == "me"
    first.leave()
    assert second.take(told="you")
    second.leave()
