"""What is looked at may vanish meanwhile."""

import shutil
from pathlib import Path

import pytest

from videogen_dagster.upkeep.outcome import files_below, size_of


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder of two files, with one of two files in it."""
    folder = tmp_path / "store"
    (folder / "run").mkdir(parents=True)
    for name in ("a", "b", "run/c", "run/d"):
        (folder / name).write_bytes(b"12345")
    return folder


def test_all_files_are_found_and_measured_however_deep_they_lie(folder):
    assert {str(path.relative_to(folder)) for path in files_below(folder)} == {"a", "b", "run/c", "run/d"}
    assert (size_of(folder), size_of(folder / "a"), size_of(folder / "none")) == (20, 5, 0)
    assert list(files_below(folder / "none")) == []


def test_a_folder_that_vanishes_while_it_is_looked_through_has_no_files(folder):
    found = files_below(folder)
    first = next(found)
    shutil.rmtree(folder / "run")
    assert {first.name, *(path.name for path in found)} == {"a", "b"}
