"""Scratch directories and processes, while other processes begin, end and clean up at any moment."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import CodeType, FrameType

from videogen_dagster.store import workspace
from videogen_dagster.store.workspace import is_running, leftovers, scratch_directory, start_of


@contextmanager
def just_before(code: CodeType, act: Callable[[], None]) -> Generator[None]:
    """Do something where a function is called first in the block, as another process does that is faster."""

    def watch(frame: FrameType, event: str, _value: object) -> None:
        if event == "call" and frame.f_code is code:
            sys.setprofile(None)
            act()

    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(None)


def test_a_process_that_ends_while_it_is_looked_at_does_not_run():
    process = subprocess.Popen(["sleep", "600"])
    assert is_running(process.pid)

    def end() -> None:
        process.kill()
        process.wait()

    with just_before(workspace._stat.__code__, end):
        assert not is_running(process.pid)
    assert process.poll() is not None


def test_a_parent_that_another_process_removes_this_very_moment_is_made_again(tmp_path):
    with (
        just_before(start_of.__code__, (tmp_path / "parts").rmdir),
        scratch_directory(tmp_path / "parts") as directory,
    ):
        assert directory.is_dir()
    assert not directory.exists()


def test_there_are_no_leftovers_in_what_is_gone(tmp_path):
    (tmp_path / "parts").mkdir()
    found = leftovers(tmp_path / "parts")
    shutil.rmtree(tmp_path / "parts")
    assert list(found) == []
