"""Receipts are the cache of years: what older versions wrote stays readable."""

import json

import pytest

from videogen_dagster.core import keys
from videogen_dagster.core.media import Media, Picture
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import Receipt, find_result

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
