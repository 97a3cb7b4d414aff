"""Every result that a scene had is kept as a take with a number of its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from videogen_dagster.core import keys
from videogen_dagster.core.direction import ImageEdit
from videogen_dagster.resources.takes_file import find_receipt, record_take, scene_takes
from videogen_dagster.store.media_store import MediaStore

NAME = "0" * 64


@pytest.fixture
def store(tmp_path):
    return MediaStore.in_folder(tmp_path / "store")


def record(store, *fingerprints: str, edit: ImageEdit | None = None):
    return record_take(store, "hills", "001", "image", fingerprints=fingerprints, engine="e/1", edit=edit)


def test_takes_are_numbered_from_1_and_listed_oldest_first(store):
    first, second = record(store, "a"), record(store, "b", edit=ImageEdit(seed=9))
    assert (first.number, second.number) == (1, 2)
    assert second.edit == {"seed": 9}
    assert scene_takes(store, "hills", "001", "image") == (first, second)


def test_a_result_that_the_scene_had_before_stays_the_take_that_it_was(store):
    first = record(store, "a", edit=ImageEdit(seed=7))
    record(store, "b")
    assert record(store, "a", edit=ImageEdit(seed=9)) == first
    assert len(scene_takes(store, "hills", "001", "image")) == 2


def test_which_take_was_picked_is_no_part_of_how_a_take_was_made(store):
    assert record(store, "a", edit=ImageEdit(seed=7, pick=3)).edit == {"seed": 7}


def test_parts_and_scenes_have_takes_of_their_own(store):
    record(store, "a")
    other = record_take(store, "hills", "001", "lip_sync", fingerprints=["a"], engine="e", edit=None)
    assert (other.number, other.edit) == (1, {})
    assert scene_takes(store, "hills", "002", "image") == ()


def test_takes_that_are_recorded_at_once_all_get_a_number(store):
    with ThreadPoolExecutor(8) as pool:
        takes = list(pool.map(lambda number: record(store, f"result {number % 4}"), range(16)))
    assert {take.number for take in takes} == {1, 2, 3, 4}
    assert len({take.fingerprints for take in scene_takes(store, "hills", "001", "image")}) == 4


def test_a_take_that_cannot_be_read_is_left_out_and_its_number_not_given_again(store):
    record(store, "a")
    store.write(keys.take("hills", "001", "image", 2), b"{")
    assert [take.number for take in scene_takes(store, "hills", "001", "image")] == [1]
    assert record(store, "b").number == 3
    assert store.read(keys.take("hills", "001", "image", 2)) == b"{"


def test_what_an_editor_keeps_beside_a_take_is_no_take(store):
    record(store, "a")
    store.write(keys.takes("hills", "001", "image") + "/000001.json~", b"{}")
    store.write(keys.takes("hills", "001", "image") + "/notes.json", b"{}")
    assert [take.number for take in scene_takes(store, "hills", "001", "image")] == [1]
    assert record(store, "b").number == 2


@pytest.mark.parametrize("document", [None, b"{}", b"\xff"])
def test_a_receipt_that_is_gone_or_of_another_version_tells_nothing(store, document):
    if document is not None:
        store.write(keys.receipt(NAME), document)
    assert find_receipt(store, NAME) is None
