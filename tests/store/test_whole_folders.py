import socket
from pathlib import Path

import pytest

from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.store.whole_folders import CHECKSUMS, replace_folder, restore_folder


def fill_with(**files: str):
    def fill(folder):
        for name, text in files.items():
            (folder / "media").mkdir(exist_ok=True)
            (folder / "media" / name).write_text(text)

    return fill


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "exports" / "hills"
    replace_folder(folder, fill_with(a="1", b="2"), field="--out")
    return folder


def test_a_folder_is_written_with_the_checksums_of_its_files(folder):
    rows = (folder / CHECKSUMS).read_text().splitlines()
    assert [row[64:] for row in rows] == ["  media/a", "  media/b"]
    assert rows[0][:64] == "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"


def test_what_was_written_there_is_replaced_as_a_whole(folder):
    replace_folder(folder, fill_with(c="3"), field="--out")
    assert set(contents(folder)) == {CHECKSUMS, "media/c"}
    assert [path.name for path in folder.parent.iterdir()] == ["hills"]


@pytest.mark.parametrize(
    ("name", "told"),
    [("notes.txt", "was not exported"), ("media/mine", "was not exported"), ("media/a", "was changed")],
)
def test_a_folder_with_something_of_a_person_in_it_stays_as_it_is(folder, name, told):
    (folder / name).write_text("mine")
    before = contents(folder)
    with pytest.raises(InvalidInput, match=f"{name}, which {told}"):
        replace_folder(folder, fill_with(c="3"), field="--out")
    assert contents(folder) == before


def test_a_folder_that_was_never_written_there_is_not_touched_and_an_empty_one_is_filled(tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    replace_folder(theirs, fill_with(a="1"), field="--out")
    (theirs / CHECKSUMS).unlink()
    with pytest.raises(InvalidInput, match="media/a"):
        replace_folder(theirs, fill_with(b="1"), field="--out")
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(InvalidInput, match="is not a folder"):
        replace_folder(tmp_path / "file", fill_with(b="1"), field="--out")


def test_what_a_person_adds_meanwhile_is_not_lost(folder):
    def fill(new):
        fill_with(c="3")(new)
        (folder / "cut.drp").write_text("hours of work")

    with pytest.raises(InvalidInput, match=r"cut\.drp"):
        replace_folder(folder, fill, field="--out")
    assert (folder / "cut.drp").read_text() == "hours of work"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), StorageFailure("gone"), OSError(28, "No space left on device")])
def test_a_folder_that_is_not_filled_leaves_the_one_before_and_nothing_else(folder, error):
    def fill(new):
        (new / "half").write_text("half")
        raise error

    before = contents(folder)
    with pytest.raises((KeyboardInterrupt, StorageFailure)):
        replace_folder(folder, fill, field="--out")
    assert contents(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["hills"]


def killed_between_the_moves(folder: Path) -> None:
    """Leave what a process leaves that was killed after the older folder was moved away."""
    ended = 2**22 + 1  # no process has an id above 2 ** 22
    scratch = folder.parent / ".hills.part" / f"{ended}@{socket.gethostname()}-12345678"
    (scratch / "new" / "media").mkdir(parents=True)
    (scratch / "new" / "media" / "c").write_text("3")
    folder.rename(scratch / "old")


def test_the_folder_that_a_killed_process_had_moved_away_is_put_back(folder):
    before = contents(folder)
    killed_between_the_moves(folder)
    assert not folder.exists()
    restore_folder(folder)
    assert contents(folder) == before


def test_the_folder_that_a_killed_process_had_moved_away_outlives_a_writing_that_fails(folder):
    before = contents(folder)
    killed_between_the_moves(folder)

    def fill(_new):
        raise StorageFailure("gone")

    with pytest.raises(StorageFailure):
        replace_folder(folder, fill, field="--out")
    assert contents(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["hills"]


@pytest.mark.parametrize(
    ("error", "remedy"),
    [(OSError(28, "No space left on device"), "free space"), (PermissionError(13, "Permission denied"), "permissions")],
)
def test_what_cannot_be_written_is_told_with_what_to_do(tmp_path, error, remedy):
    def fill(_new):
        raise error

    with pytest.raises(StorageFailure) as told:
        replace_folder(tmp_path / "hills", fill, field="--out")
    assert remedy in (told.value.remedy or "")
