"""The store over a server and a network on a bad day: what it says is there is there, whole, or it says that it failed."""

import hashlib
import os
import random
from contextlib import suppress
from pathlib import Path

import obstore
import pytest

from tests.fakes.chaos_proxy import BAD_DAY, Fate, Plan, bad_network
from tests.fakes.s3_server import store_at
from videogen_dagster.core import keys
from videogen_dagster.core.errors import DamagedObject, StorageFailure, StorageUnavailable
from videogen_dagster.core.media import Media
from videogen_dagster.store.intents import begin_call
from videogen_dagster.store.media_store import MediaStore

PASSING: tuple[Fate, ...] = ("error", "slow_down", "reset", "lost_answer", "cut")


@pytest.fixture(scope="module")
def proxy(s3):
    with bad_network(s3) as proxy:
        yield proxy, s3


@pytest.fixture
def place(proxy, tmp_path):
    """A store behind the proxy, the proxy, and the bucket as it is."""
    chaos, server = proxy
    chaos.plan = Plan()
    bucket = f"b{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:16]}"
    direct = store_at(server, bucket)
    return MediaStore.at_url(f"s3://{bucket}/team", tmp_path / "cache"), chaos, direct


def file_of(folder: Path, content: bytes) -> Path:
    path = folder / f"{hashlib.sha256(content).hexdigest()[:8]}.png"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("fate", PASSING)
def test_what_fails_for_a_moment_is_asked_again(place, tmp_path, fate):
    store, chaos, _ = place
    content = os.urandom(200_000)
    for step in ("put", "look", "fetch", "document"):
        chaos.plan = Plan({fate: 1.0}, at_most=2)
        match step:
            case "put":
                media = store.put_file(file_of(tmp_path, content))
            case "look":
                assert store.holds(media)
            case "fetch":
                assert store.fetch(media).read_bytes() == content
            case "document":
                store.write("projects/mug/brief.json", b"{}")
                assert store.read("projects/mug/brief.json") == b"{}"
        assert chaos.plan.happened[fate] == 2 or (fate, step) == ("cut", "look"), "an answer without a body is not cut"


def test_a_server_that_is_down_is_told_as_something_that_may_pass(tmp_path):
    with pytest.MonkeyPatch.context() as environment:
        for name, value in (("ENDPOINT_URL", "http://127.0.0.1:9"), ("REGION", "us-east-1"), ("ACCESS_KEY_ID", "x")):
            environment.setenv(f"AWS_{name}", value)
        environment.setenv("AWS_SECRET_ACCESS_KEY", "y")
        store = MediaStore.at_url("s3://bucket/team", tmp_path / "cache", options={"timeout": "1s"})
        with pytest.raises(StorageUnavailable) as told:
            store.create("intents/x.json", b"{}")
    assert told.value.retryable
    assert told.value.code == "storage_unavailable"


def test_a_body_that_came_short_without_a_word_is_fetched_again(place, tmp_path):
    store, chaos, _ = place
    content = os.urandom(200_000)
    media = store.put_file(file_of(tmp_path, content))
    chaos.plan = Plan({"short": 1.0}, at_most=1, only="GET /[^?]*objects/")
    assert store.fetch(media).read_bytes() == content
    assert chaos.plan.happened["short"] == 1


def test_an_object_that_is_damaged_in_the_store_is_never_taken_for_good(place, tmp_path):
    store, _, direct = place
    media = store.put_file(file_of(tmp_path, os.urandom(1000)))
    obstore.put(direct, keys.media_object(media), b"something else")
    with pytest.raises(DamagedObject):
        store.fetch(media)
    assert not store.holds(media)


def test_a_claim_whose_answer_was_lost_is_found_by_the_next_attempt(place):
    store, chaos, _ = place
    name = "a" * 64
    chaos.plan = Plan({"lost_answer": 1.0}, at_most=1)
    with pytest.raises(StorageUnavailable):
        begin_call(store, name, engine="paid")
    intent, is_new = begin_call(store, name, engine="paid")
    assert not is_new, "whoever wrote it, the provider knows one key"
    assert begin_call(store, name, engine="paid")[0] == intent


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_through_a_whole_bad_day_nothing_is_lost_damaged_or_half_visible(place, tmp_path, seed):
    store, chaos, direct = place
    chaos.plan = Plan(BAD_DAY, seed=seed, late_s=0.2)
    dice = random.Random(seed)
    kept: dict[Media, bytes] = {}
    documents: dict[str, bytes] = {}
    for number in range(25):
        content = dice.randbytes(dice.randrange(1, 100_000))
        with suppress(StorageFailure):
            kept[store.put_file(file_of(tmp_path, content))] = content
        with suppress(StorageFailure):
            store.write(f"projects/{number}/brief.json", content[:100])
            documents[f"projects/{number}/brief.json"] = content[:100]
        with suppress(StorageFailure):
            media = dice.choice(list(kept))
            assert store.fetch(media).read_bytes() == kept[media]
    assert chaos.plan.happened.total() > 10
    chaos.plan = Plan()
    assert len(kept) > 20
    assert all(store.fetch(media).read_bytes() == content for media, content in kept.items())
    assert all(store.read(key) == document for key, document in documents.items())
    for page in obstore.list(direct, keys.OBJECTS):
        for meta in page:
            content = bytes(obstore.get(direct, meta["path"]).bytes())
            assert hashlib.sha256(content).hexdigest() in meta["path"]
    assert not list((tmp_path / "cache").glob(".*"))
