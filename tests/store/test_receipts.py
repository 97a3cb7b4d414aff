"""Receipts are the cache of years: what older versions wrote stays readable."""

import json
import os
import time

import pytest

from videogen_dagster.core import keys
from videogen_dagster.core.errors import DamagedObject
from videogen_dagster.core.media import Media, Picture
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import Receipt, find_result, write_receipt

NAME = "0" * 64


@pytest.fixture
def store(tmp_path):
    return MediaStore.in_folder(tmp_path / "store")


@pytest.fixture
def picture(store, tmp_path):
    path = tmp_path / "hill.png"
    path.write_bytes(b"a hill")
    return Picture(image=store.put_file(path), size={"width": 640, "height": 360})


def test_a_receipt_from_before_times_were_told_is_found(store, picture):
    old = {"fingerprint": NAME, "engine": "e", "request": {}, "result": picture.model_dump(mode="json")}
    store.write(keys.receipt(NAME), json.dumps(old).encode())
    assert find_result(store, NAME, Picture) == picture
    assert Receipt.model_validate(old).took_s == 0.0


def test_a_receipt_that_cannot_be_read_or_names_lost_media_finds_nothing(store, picture):
    store.write(keys.receipt(NAME), b"{}")
    assert find_result(store, NAME, Picture) is None
    lost = picture.model_copy(update={"layers": Media(sha256="1" * 64, extension="ora")})
    receipt = Receipt(fingerprint=NAME, engine="e", request={}, result=lost.model_dump(mode="json"), took_s=1.5)
    store.write(keys.receipt(NAME), receipt.model_dump_json().encode())
    assert find_result(store, NAME, Picture) is None


@pytest.fixture
def told(store, picture):
    """A picture with its receipt."""
    write_receipt(
        store, Receipt(fingerprint=NAME, engine="e", request={}, result=picture.model_dump(mode="json"), took_s=1.5)
    )
    return picture


def damage(path, content: bytes) -> None:
    """Write something else into a file, a second behind whatever was written before: some clocks of files are coarse."""
    path.write_bytes(content)
    later_s = time.time() + 1
    os.utime(path, (later_s, later_s))


def flip_a_byte(path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    damage(path, bytes(content))


def test_media_that_was_damaged_after_its_receipt_finds_nothing_and_is_set_aside(store, told, tmp_path):
    path = store.fetch(told.image)
    flip_a_byte(path)
    assert find_result(store, NAME, Picture) is None
    assert not path.exists()
    assert (tmp_path / "store" / "quarantine" / told.image.name).exists()


def test_media_that_was_cut_off_to_nothing_finds_nothing(store, told):
    damage(store.fetch(told.image), b"")
    assert find_result(store, NAME, Picture) is None


def test_media_that_is_as_old_as_its_receipt_is_found_without_being_read(store, told):
    path = store.local_path(keys.media_object(told.image))
    before = path.stat()
    flip_a_byte(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert find_result(store, NAME, Picture) == told
    with pytest.raises(DamagedObject):  # noticed when it is read
        store.fetch(told.image)
    assert find_result(store, NAME, Picture) is None


def test_media_that_was_only_touched_or_copied_is_found(store, told):
    store.local_path(keys.media_object(told.image)).touch()
    assert find_result(store, NAME, Picture) == told
