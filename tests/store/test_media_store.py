import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from videogen_dagster.core.errors import DamagedObject, StorageFailure
from videogen_dagster.core.media import Media
from videogen_dagster.store.media_store import MediaStore


@pytest.fixture
def store(tmp_path):
    return MediaStore.in_folder(tmp_path / "store")


@pytest.fixture
def song(tmp_path):
    path = tmp_path / "song.wav"
    path.write_bytes(b"la la la")
    return path


def test_what_is_put_is_fetched_unchanged(store, song):
    media = store.put_file(song)
    assert media.extension == "wav"
    assert store.fetch(media).read_bytes() == b"la la la"


def test_the_same_bytes_are_stored_once(store, song, tmp_path):
    copy = tmp_path / "copy.wav"
    copy.write_bytes(song.read_bytes())
    assert store.put_file(song) == store.put_file(copy)
    assert len(list((tmp_path / "store" / "objects").iterdir())) == 1


def test_a_flipped_byte_is_noticed_and_the_object_set_aside(store, song, tmp_path):
    media = store.put_file(song)
    (tmp_path / "store" / "objects" / media.name).write_bytes(b"la la lA")
    with pytest.raises(DamagedObject, match="does not match its hash"):
        store.fetch(media)
    assert not store.holds(media)
    assert (tmp_path / "store" / "quarantine" / media.name).read_bytes() == b"la la lA"


def test_an_object_that_is_not_there_is_an_error_that_names_it(store):
    with pytest.raises(StorageFailure, match="it is not there"):
        store.fetch(Media(sha256="0" * 64, extension="png"))


def test_an_export_replaces_the_older_film_and_leaves_nothing_else(store, song, tmp_path):
    media = store.put_file(song)
    target = tmp_path / "films" / "song.wav"
    target.parent.mkdir()
    target.write_bytes(b"old")
    store.export(media, target)
    assert [path.name for path in target.parent.iterdir()] == ["song.wav"]
    assert target.read_bytes() == b"la la la"


def test_documents_are_written_read_listed_and_removed(store):
    assert store.read("projects/a/brief.json") is None
    store.write("projects/a/brief.json", b"{}")
    store.write("projects/b/brief.json", b"{}")
    assert store.read("projects/a/brief.json") == b"{}"
    assert store.children("projects") == ("a", "b")
    store.remove("projects/a/brief.json")
    store.remove("projects/a/brief.json")
    assert not store.exists("projects/a/brief.json")


def test_a_document_is_created_only_where_none_is(store):
    assert store.create("locks/a", b"first")
    assert not store.create("locks/a", b"second")
    assert store.read("locks/a") == b"first"
    store.remove("locks/a")
    assert store.create("locks/a", b"third")


def test_of_many_who_create_one_document_at_once_one_succeeds(store):
    with ThreadPoolExecutor(8) as pool:
        created = list(pool.map(lambda number: store.create("locks/a", str(number).encode()), range(40)))
    assert created.count(True) == 1
    assert store.read("locks/a") == str(created.index(True)).encode()


def test_documents_below_a_prefix_are_listed_at_any_depth_and_sorted(store):
    for key in ("calls/b/2.json", "calls/b/1.json", "calls/a.json", "calls_of_others/c.json"):
        store.write(key, b"{}")
    assert store.documents("calls") == ("calls/a.json", "calls/b/1.json", "calls/b/2.json")
    assert store.documents("calls/b") == ("calls/b/1.json", "calls/b/2.json")
    assert store.documents("nothing") == ()


def test_more_documents_than_one_page_of_a_listing_are_all_listed(store, tmp_path):
    folder = tmp_path / "store" / "many"
    folder.mkdir()
    for number in range(2100):
        (folder / f"{number:04}").write_bytes(b"")
    assert len(store.documents("many")) == 2100


def test_a_home_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailure, match="cannot create"):
        MediaStore.in_folder(tmp_path / "file" / "store")


def test_stored_objects_do_not_depend_on_the_source_file(store, song):
    media = store.put_file(song)
    song.write_bytes(b"changed later")
    assert store.fetch(media).read_bytes() == b"la la la"
    assert stat.S_ISREG(store.fetch(media).stat().st_mode)
