"""URLs at which others can read what is in the store."""

from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from obstore.store import MemoryStore

from tests.fakes.s3_server import store_at
from videogen_dagster.core.media import Media
from videogen_dagster.store.media_store import MediaStore


@pytest.fixture
def song(tmp_path):
    path = tmp_path / "song.wav"
    path.write_bytes(b"la la la")
    return path


def test_a_bucket_signs_a_url_that_anybody_can_read_for_an_hour(s3, song, tmp_path):
    (tmp_path / "cache").mkdir()
    store = MediaStore(store_at(s3, "bucket-of-signed-urls"), tmp_path / "cache", is_folder=False)
    media = store.put_file(song)
    url = store.reachable_url(media)
    with urlopen(url) as answer:
        assert answer.read() == b"la la la"
    signed = parse_qs(urlsplit(url).query)
    assert signed["X-Amz-Expires"] == ["3600"]
    assert urlsplit(url).path.endswith(f"/team/objects/{media.name}")


def test_a_folder_has_no_url_for_others(song, tmp_path):
    store = MediaStore.in_folder(tmp_path / "store")
    assert store.reachable_url(store.put_file(song)) is None


def test_neither_has_a_store_that_signs_nothing(tmp_path):
    store = MediaStore(MemoryStore(), tmp_path, is_folder=False)
    assert store.reachable_url(Media(sha256="0" * 64, extension="wav")) is None
