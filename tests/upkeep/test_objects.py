"""Objects that nothing names go in two passes, over a folder and over S3; what anything names stays, whoever else works."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.s3_server import store_at
from videogen_dagster.core.media import Media, Sound
from videogen_dagster.resources.database import open_database
from videogen_dagster.resources.receipts_index import ReceiptsIndex
from videogen_dagster.store.intents import begin_call
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import Receipt, find_result, write_receipt
from videogen_dagster.upkeep.leftovers import clean_quarantine, clean_receipts, clean_thumbnails
from videogen_dagster.upkeep.objects import clean_objects

DAY = timedelta(days=1)


@pytest.fixture(params=["folder", "s3"])
def store(request, tmp_path) -> MediaStore:
    if request.param == "folder":
        return MediaStore.in_folder(tmp_path / "store")
    (tmp_path / "cache").mkdir()
    bucket = store_at(request.getfixturevalue("s3"), f"bucket-{tmp_path.name[:40].replace('_', '-')}")
    return MediaStore(bucket, tmp_path / "cache", is_folder=False)


@pytest.fixture
def index(tmp_path) -> ReceiptsIndex:
    return ReceiptsIndex(open_database(f"sqlite:///{tmp_path / 'videogen.db'}"))


@pytest.fixture
def put(store, tmp_path):
    def put(text: str) -> Media:
        path = tmp_path / "given.wav"
        path.write_text(text)
        return store.put_file(path)

    return put


def clean(store, index, *, days: float, dry_run: bool = False) -> dict[str, int]:
    """Clean as it would be done so many days from now."""
    now = datetime.now(UTC) + days * DAY
    done = clean_objects(store, index, now=now, young=DAY, wait=14 * DAY, dry_run=dry_run)
    return {each.what: each.count for each in done}


def receipt_of(media: Media, fingerprint: str = "f" * 64) -> Receipt:
    sound = Sound(audio=media, sample_rate_hz=8000, samples=1, channels=1)
    return Receipt(fingerprint=fingerprint, engine="e", request={"kind": "line"}, result=sound.model_dump(mode="json"))


def test_an_object_that_nothing_names_is_set_apart_and_deleted_by_a_later_pass(store, index, put):
    media = put("nobody's")
    assert clean(store, index, days=0.5) == {"objects put back": 0, "objects deleted": 0, "objects set apart": 0}
    assert clean(store, index, days=2)["objects set apart"] == 1
    assert clean(store, index, days=10) == {"objects put back": 0, "objects deleted": 0, "objects set apart": 0}
    assert clean(store, index, days=17)["objects deleted"] == 1
    assert not store.holds(media)
    assert store.documents("unreferenced") == ()


def test_a_dry_run_tells_the_same_and_changes_nothing(store, index, put):
    media = put("nobody's")
    assert clean(store, index, days=2, dry_run=True)["objects set apart"] == 1
    assert store.documents("objects") == (f"objects/{media.name}",)
    clean(store, index, days=2)
    assert clean(store, index, days=17, dry_run=True)["objects deleted"] == 1
    assert len(store.documents("unreferenced")) == 2


@pytest.mark.parametrize(
    "key",
    [
        "projects/a/brief.json",
        "projects/a/storyboard.yaml",
        "projects/a/storyboard.replaced-0123.yaml",
        "projects/a/stages/film.json",
        "projects/a/takes/001/image/000001.json",
        "projects/a/direction/001/000001.json",
        "projects/a/drop",
        "intents/x.json",
        "of-a-version-to-come/x/y.bin",
    ],
)
def test_what_any_document_names_stays(index, key, tmp_path):
    store = MediaStore.in_folder(tmp_path / "store")
    path = tmp_path / "given.wav"
    path.write_text("somebody's")
    media = store.put_file(path)
    store.write(key, f"\0media: {media.sha256} [not JSON".encode())
    assert clean(store, index, days=2)["objects set apart"] == 0
    store.remove(key)
    assert clean(store, index, days=2)["objects set apart"] == 1


def test_what_steps_printed_names_nothing(store, index, put):
    store.write("step-logs/run/compute_logs/step.err", put("named in a log").sha256.encode())
    assert clean(store, index, days=2)["objects set apart"] == 1


def test_what_a_receipt_names_stays_as_result_and_as_what_it_was_made_from(store, index, put):
    made, given = put("made"), put("given")
    receipt = receipt_of(made)
    write_receipt(store, receipt.model_copy(update={"request": {"audio": given.model_dump()}}))
    assert clean(store, index, days=2)["objects set apart"] == 0
    store.write("receipts/" + "a" * 64 + ".json", put("of another version").model_dump_json().encode())
    assert clean(store, index, days=2)["objects set apart"] == 0


def test_who_asks_for_an_object_that_waits_gets_it_back(store, index, put):
    media, other = put("wanted again"), put("written again")
    clean(store, index, days=2)
    assert store.fetch(media).read_text() == "wanted again"
    assert store.holds(media)
    assert put("written again") == other
    assert clean(store, index, days=2.1) == {"objects put back": 0, "objects deleted": 1, "objects set apart": 2}
    write_receipt(store, receipt_of(other))
    assert clean(store, index, days=2.2)["objects put back"] == 1
    assert find_result(store, "f" * 64, Sound).audio == other


def test_who_must_change_nothing_moves_nothing(store, index, put):
    media = put("wanted")
    clean(store, index, days=2)
    assert not store.looking_only().holds(media)
    assert len(store.documents("unreferenced")) == 2
    assert store.holds(media)


def test_an_object_whose_marker_is_lost_waits_anew(store, index, put):
    media = put("nobody's")
    clean(store, index, days=2)
    store.remove(f"unreferenced/since/{media.name}")
    assert clean(store, index, days=17)["objects deleted"] == 0
    assert clean(store, index, days=17)["objects deleted"] == 1


def test_a_folder_s_object_that_is_stored_again_looks_new(tmp_path, index):
    store = MediaStore.in_folder(tmp_path / "store")
    path = tmp_path / "given.wav"
    path.write_text("again")
    media = store.put_file(path)
    old = time.time() - 40 * 86400
    os.utime(tmp_path / "store" / "objects" / media.name, (old, old))
    assert clean(store, index, days=0, dry_run=True)["objects set apart"] == 1
    store.put_file(path)
    assert clean(store, index, days=0)["objects set apart"] == 0


def test_writers_at_the_same_moment_lose_nothing(store, index, tmp_path):
    """Old objects are stored again, named and read, while a cleaner takes away all that nothing names."""
    is_folder = store.local_path("") is not None
    given = {f"{number:064x}": tmp_path / f"{number}.wav" for number in range(60 if is_folder else 12)}
    for name, path in given.items():
        path.write_text(name)
        _let_it_be_old(store, store.put_file(path))
    moved: list[int] = []
    is_cleaned = threading.Event()

    def write(names: list[str]) -> None:
        for number, name in enumerate(names):
            if number == len(names) // 2:
                is_cleaned.wait(300)  # else a slow machine may be through before the first look
            media = store.put_file(given[name])
            begin_call(store, name, engine="e")
            write_receipt(store, receipt_of(media, name))
            assert store.fetch(media).read_text() == name

    with ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(write, list(given)[first::3]) for first in range(3)]
        while not all(writer.done() for writer in writers):
            moved.append(clean(store, index, days=0 if is_folder else 2)["objects set apart"])
            is_cleaned.set()
        for writer in writers:
            writer.result()
    assert sum(moved) > 0, "the cleaner was too late to do harm"
    clean(store, index, days=30)
    for name in given:
        found = find_result(store, name, Sound)
        assert found is not None
        assert store.fetch(found.audio).read_text() == name


def _let_it_be_old(store: MediaStore, media: Media) -> None:
    """Let an object look 40 days old, where that can be done."""
    if path := store.local_path(f"objects/{media.name}"):
        os.utime(path, (time.time() - 40 * 86400,) * 2)


def test_receipts_that_no_project_uses_are_forgotten_and_what_they_name_then_waits(store, index, put):
    used, unused, asked = put("used"), put("unused"), put("asked")
    for media, name in ((used, "1" * 64), (unused, "2" * 64), (asked, "3" * 64)):
        write_receipt(store, receipt_of(media, name))
    store.write("projects/a/takes/001/image/000001.json", b'{"fingerprints": ["' + b"1" * 64 + b'"]}')
    begin_call(store, "3" * 64, engine="e")
    soon, later = datetime.now(UTC) - DAY, datetime.now(UTC) + DAY
    assert clean_receipts(store, index, until=soon, dry_run=False).count == 0
    assert clean_receipts(store, index, until=later, dry_run=True).count == 1
    assert clean_receipts(store, index, until=later, dry_run=False).count == 1
    assert set(index.known()) == {"1" * 64, "3" * 64}
    assert clean(store, index, days=2)["objects set apart"] == 1
    assert store.holds(used)


def test_damaged_objects_and_pictures_of_what_is_gone_are_deleted(store, put):
    media = put("there")
    store.write(f"quarantine/{'a' * 64}.png", b"damaged")
    store.write(f"thumbnails/{media.sha256}-690.webp", b"small")
    store.write(f"thumbnails/{'b' * 64}-690.webp", b"gone")
    now = datetime.now(UTC)
    assert clean_quarantine(store, until=now - DAY, dry_run=False).count == 0
    assert clean_quarantine(store, until=now + DAY, dry_run=True).count == 1
    found = clean_quarantine(store, until=now + DAY, dry_run=False)
    assert (found.count, found.bytes, store.documents("quarantine")) == (1, 7, ())
    assert clean_thumbnails(store, dry_run=False).count == 1
    assert store.documents("thumbnails") == (f"thumbnails/{media.sha256}-690.webp",)
