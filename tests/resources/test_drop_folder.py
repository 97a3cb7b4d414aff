"""The drop folder on a disk and in a bucket: the same questions, the same answers."""

import os
from itertools import count
from pathlib import Path
from urllib.request import urlopen

import obstore
import pytest
from obstore.store import S3Store

from tests.fakes.s3_server import ACCESS, store_at
from videogen_dagster.core.errors import DropChanged, InvalidInput, StorageFailure
from videogen_dagster.resources.drop_folder import DropFolder


@pytest.fixture(params=["a folder", "a bucket"])
def folder(request, tmp_path):
    """An empty drop folder, and what puts a file into it as a person would."""
    if request.param == "a folder":
        made = DropFolder.in_folder(tmp_path / "drop")
        return made, lambda key, data: _on_disk(tmp_path / "drop" / key, data)
    bucket = f"b{abs(hash(str(tmp_path)))}"
    store = store_at(request.getfixturevalue("s3"), bucket)
    return DropFolder(store), lambda key, data: obstore.put(store, key, data)


SECONDS = count(1_700_000_000)


def _on_disk(path: Path, data: bytes) -> None:
    """Write a file a second later than the one before, and long ago: two moments of a test may be one of the disk's clock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    written = next(SECONDS)
    os.utime(path, (written, written))


def test_groups_and_files_are_found_with_their_members(folder):
    drops, put = folder
    put("in/mug/front.png", b"front")
    put("in/mug/metadata.json", b"{}")
    put("in/mug.fountain", b"INT. KITCHEN")
    put("in/.DS_Store", b"x")
    put("out/mug/mug.mp4", b"film")
    look = drops.look()
    assert [(drop.place, [member.name for member in drop.members]) for drop in look.drops] == [
        ("mug.fountain", ["mug.fountain"]),
        ("mug/", ["front.png", "metadata.json"]),
    ]
    assert (look.after, look.keys) == (None, 3)


def test_a_version_is_that_of_the_bytes(folder):
    drops, put = folder
    put("in/mug.fountain", b"INT. KITCHEN")
    (first,) = drops.look().drops
    (again,) = drops.look().drops
    put("in/mug.fountain", b"INT. HALLWAY")
    (changed,) = drops.look().drops
    assert first.version == again.version != changed.version


def test_members_are_fetched_as_they_were_seen_or_not_at_all(folder, tmp_path):
    drops, put = folder
    put("in/mug/front.png", b"front")
    put("in/mug/metadata.json", b"{}")
    (drop,) = drops.look().drops
    (tmp_path / "one").mkdir()
    assert [path.read_bytes() for path in drops.fetch(drop, tmp_path / "one")] == [b"front", b"{}"]
    assert drops.read(drop, "metadata.json", limit_bytes=10) == b"{}"
    with pytest.raises(InvalidInput, match="5 bytes, at most 4"):
        drops.read(drop, "front.png", limit_bytes=4)
    put("in/mug/front.png", b"other")
    (tmp_path / "two").mkdir()
    with pytest.raises(DropChanged):
        drops.fetch(drop, tmp_path / "two")


def test_what_is_handed_out_replaces_what_was_there(folder, tmp_path):
    drops, _ = folder
    (tmp_path / "film.mp4").write_bytes(b"film")
    drops.put_file("mug", "mug.mp4", tmp_path / "film.mp4")
    drops.put("mug", "status.json", b"{}")
    drops.put("mug", "status.json", b"{ }")
    assert drops.handed_out("mug") == {"mug.mp4": 4, "status.json": 3}


def test_a_large_folder_is_looked_at_in_portions_that_split_no_group(folder):
    drops, put = folder
    for name in "abcdef":
        put(f"in/{name}/metadata.json", b"{}")
        put(f"in/{name}/photo.png", b"x")
    places, after = [], None
    for _ in range(4):
        look = drops.look(after=after, most_keys=5)
        places += [(drop.place, len(drop.members)) for drop in look.drops]
        after = look.after
        if after is None:
            break
    assert places == [(f"{name}/", 2) for name in "abcdef"]


def test_what_is_handed_out_has_an_address(tmp_path):
    folder = DropFolder.in_folder(tmp_path / "our films")
    folder.put("mug", "mug.mp4", b"film")
    url = folder.url_of("mug", "mug.mp4")
    assert url.endswith("/our%20films/out/mug/mug.mp4")
    with urlopen(url) as answer:
        assert answer.read() == b"film"
    bucket = DropFolder.at_url("s3://films/team/", options=ACCESS["client_options"])
    assert bucket.url_of("mug", "mug.mp4") == "s3://films/team/out/mug/mug.mp4"


def test_an_address_that_is_none_says_so():
    with pytest.raises(InvalidInput, match="no drop folder"):
        DropFolder.at_url("gopher://hole")


def test_a_server_that_is_gone_is_a_failure_of_storage():
    with pytest.raises(StorageFailure, match="cannot list"):
        DropFolder(S3Store("bucket", endpoint="http://127.0.0.1:9", retry_config={"max_retries": 0}, **ACCESS)).look()
