"""Results are found by what they are made from; only the rest is made, and each is recorded as soon as it is there."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

import pytest

from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core import keys
from videogen_dagster.core.errors import DamagedObject, EngineFailure, EngineRefused, EngineUnavailable, StorageFailure
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.media import Media, Sound
from videogen_dagster.core.requests import MusicRequest
from videogen_dagster.engines.production import Made, produce
from videogen_dagster.engines.protocols import Capabilities, Workplace, Workspace
from videogen_dagster.store.intents import begin_call, begun_calls
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import Receipt


class CountingMusicEngine:
    """Writes the request's seed into a file and counts its work; refuses one mood, dies or is unavailable at one seed."""

    def __init__(
        self,
        store: MediaStore,
        *,
        refuses: str = "",
        dies_at: int | None = None,
        unavailable_at: int | None = None,
        sleeps_s: float = 0.0,
        version: int = 1,
    ) -> None:
        self.made: list[int] = []
        self.asked_s = self.answered_s = 0.0
        self._store, self._refuses, self._dies_at, self._version = store, refuses, dies_at, version
        self._unavailable_at, self._sleeps_s = unavailable_at, sleeps_s

    def fingerprint(self) -> str:
        return f"counting/{self._version}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="counting", offline=True)

    def generate(self, requests: Sequence[MusicRequest], workspace: Workspace) -> Iterator[Sound | EngineFailure]:
        self.asked_s = time.monotonic()
        for request in requests:
            if request.seed == self._dies_at:
                raise SystemExit("killed")
            if request.seed == self._unavailable_at:
                yield EngineUnavailable("busy", engine="counting")
                continue
            if request.mood == self._refuses:
                yield EngineRefused(f"will not play {request.mood}", engine="counting")
                continue
            time.sleep(self._sleeps_s)
            self.made.append(request.seed)
            path = workspace.directory / f"{request.seed}.wav"
            path.write_text(str(request.seed))
            audio = self._store.put_file(path)
            self.answered_s = time.monotonic()
            yield Sound(audio=audio, sample_rate_hz=48_000, samples=request.samples, channels=2)


@pytest.fixture
def store(tmp_path):
    return MediaStore.in_folder(tmp_path / "store")


@pytest.fixture
def run_in(tmp_path):
    def in_store(store):
        opened: list[Sequence[int]] = []

        @contextmanager
        def workspace(indices: Sequence[int]) -> Iterator[Workplace]:
            opened.append(indices)
            yield FolderWorkspace(tmp_path)

        def start(requests, engine):
            return produce(requests, engine=engine, result_type=Sound, store=store, open_workspace=workspace)

        start.opened = opened
        return start

    return in_store


@pytest.fixture
def run(store, run_in):
    return run_in(store)


def receipt_of(store: MediaStore, name: str) -> Receipt:
    return Receipt.model_validate_json(store.read(keys.receipt(name)))


def requests(*seeds: int, mood: str = "calm") -> list[MusicRequest]:
    return [MusicRequest(mood=mood, samples=10, seed=seed) for seed in seeds]


def test_a_repeated_batch_makes_nothing_and_opens_no_workspace(store, run):
    engine = CountingMusicEngine(store)
    first = run(requests(1, 2), engine)
    second = run(requests(1, 2), engine)
    assert engine.made == [1, 2]
    assert (first.made, second.made) == (2, 0)
    assert [outcome.result for outcome in second.outcomes] == [outcome.result for outcome in first.outcomes]
    assert run.opened == [[0, 1]]


def test_only_the_changed_request_is_made(store, run):
    engine = CountingMusicEngine(store)
    run(requests(1, 2, 3), engine)
    again = run(requests(1, 9, 3), engine)
    assert engine.made == [1, 2, 3, 9]
    assert [outcome.reused for outcome in again.outcomes] == [True, False, True]
    assert run.opened[-1] == [1]


def test_equal_requests_of_a_batch_are_made_once(store, run):
    engine = CountingMusicEngine(store)
    production = run(requests(4, 4, 5), engine)
    assert engine.made == [4, 5]
    assert production.outcomes[0] == production.outcomes[1]


def test_each_result_is_told_once_it_is_recorded_those_that_are_there_first(store, tmp_path, run):
    engine = CountingMusicEngine(store, refuses="loud")
    run(requests(2), engine)
    told: list[tuple[int, str, int]] = []

    def tell(index: int, result: Sound) -> None:
        told.append((index, store.fetch(result.audio).read_text(), len(store.documents(keys.RECEIPTS))))

    wanted = [*requests(1, 2, 1), *requests(3, mood="loud")]
    places = nullcontext(FolderWorkspace(tmp_path))
    produce(wanted, engine=engine, result_type=Sound, store=store, open_workspace=lambda _: places, on_result=tell)
    assert told == [(1, "2", 1), (0, "1", 2), (2, "1", 2)]


def test_one_refusal_leaves_the_others_made_and_recorded(store, run):
    engine = CountingMusicEngine(store, refuses="loud")
    production = run([*requests(1), *requests(2, mood="loud"), *requests(3)], engine)
    assert list(production.failures()) == [1]
    assert isinstance(production.outcomes[2], Made)
    assert run(requests(1, 3), engine).made == 0


def test_what_was_finished_before_the_process_died_is_not_made_again(store, run):
    with pytest.raises(SystemExit):
        run(requests(1, 2, 3), CountingMusicEngine(store, dies_at=3))
    engine = CountingMusicEngine(store)
    run(requests(1, 2, 3), engine)
    assert engine.made == [3]


def test_another_engine_version_makes_everything_again(store, run):
    run(requests(1), CountingMusicEngine(store))
    engine = CountingMusicEngine(store, version=2)
    run(requests(1), engine)
    assert engine.made == [1]


def test_the_times_in_the_receipts_add_up_to_the_time_of_the_batch(store, run):
    engine = CountingMusicEngine(store, sleeps_s=0.02)
    started_s = time.monotonic()
    production = run(requests(1, 2, 3), engine)
    elapsed_s = time.monotonic() - started_s
    took = [receipt_of(store, outcome.fingerprint).took_s for outcome in production.outcomes]
    assert min(took) >= 0.02
    assert engine.answered_s - engine.asked_s <= sum(took) + 1e-6
    assert sum(took) <= elapsed_s + 1e-6


def test_a_finished_batch_leaves_no_intent(store, run):
    run([*requests(1), *requests(2, mood="loud")], CountingMusicEngine(store, refuses="loud"))
    assert store.documents(keys.INTENTS) == ()


def test_every_request_of_a_batch_has_an_intent_before_the_engine_is_asked(store, run):
    with pytest.raises(SystemExit):
        run(requests(1, 2), CountingMusicEngine(store, dies_at=1))
    assert begun_calls(store) == {fingerprint(request, "counting/1") for request in requests(1, 2)}


def test_an_unavailable_engine_leaves_the_call_open_for_the_next_attempt(store, run):
    run(requests(1), CountingMusicEngine(store, unavailable_at=1))
    assert len(begun_calls(store)) == 1
    assert run(requests(1), CountingMusicEngine(store)).made == 1
    assert begun_calls(store) == frozenset()


class StoreUsedByTwo(MediaStore):
    """A store in which another process makes a result while this one begins to."""

    meanwhile: Callable[[], object] | None = None

    def create(self, key: str, document: bytes) -> bool:
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        return super().create(key, document)


def test_a_result_that_another_process_finishes_meanwhile_is_not_made_again(tmp_path, run_in):
    store = StoreUsedByTwo.in_folder(tmp_path / "store")
    theirs, ours = CountingMusicEngine(store), CountingMusicEngine(store)
    store.meanwhile = lambda: run_in(store)(requests(1), theirs)
    production = run_in(store)(requests(1), ours)
    assert (theirs.made, ours.made) == ([1], [])
    assert production.outcomes[0].reused
    assert store.documents(keys.INTENTS) == ()


def test_nor_is_it_if_a_third_process_has_just_begun_it_anew(tmp_path, run_in):
    store = StoreUsedByTwo.in_folder(tmp_path / "store")
    theirs, ours = CountingMusicEngine(store), CountingMusicEngine(store)

    def finish_and_begin() -> None:
        run_in(store)(requests(1), theirs)
        begin_call(store, fingerprint(requests(1)[0], "counting/1"), engine="counting")

    store.meanwhile = finish_and_begin
    production = run_in(store)(requests(1), ours)
    assert (theirs.made, ours.made) == ([1], [])
    assert production.outcomes[0].reused
    assert store.documents(keys.INTENTS) == ()


def test_a_flipped_byte_of_a_result_costs_that_result_only(store, run, tmp_path):
    engine = CountingMusicEngine(store)
    _, second = run(requests(1, 2), engine).outcomes
    audio = second.result.audio
    (tmp_path / "store" / "objects" / audio.name).write_bytes(b"3")
    with pytest.raises(DamagedObject, match=f"quarantine/{audio.name}"):
        MediaStore.in_folder(tmp_path / "store").fetch(audio)
    again = run(requests(1, 2), engine)
    assert engine.made == [1, 2, 2]
    assert store.fetch(again.outcomes[1].result.audio).read_bytes() == b"2"
    assert (tmp_path / "store" / "quarantine" / audio.name).read_bytes() == b"3"


def test_a_store_that_cannot_be_written_is_told_before_the_engine_works(store, run, tmp_path):
    (tmp_path / "store" / "intents").write_text("a file where a folder should be")
    engine = CountingMusicEngine(store)
    with pytest.raises(StorageFailure):
        run(requests(1), engine)
    assert engine.made == []


def test_a_receipt_that_cannot_be_written_fails_the_batch_and_leaves_nothing_half_written(store, run, tmp_path):
    obstacle = tmp_path / "store" / "receipts"
    obstacle.write_text("a file where a folder should be")
    engine = CountingMusicEngine(store)
    with pytest.raises(StorageFailure, match="cannot"):
        run(requests(1, 2), engine)
    assert [path for path in (tmp_path / "store").rglob("*") if "#" in path.name or path.suffix == ".part"] == []
    obstacle.unlink()
    assert run(requests(1, 2), engine).failures() == {}


def test_a_result_whose_media_is_gone_is_made_again(store, run, tmp_path):
    engine = CountingMusicEngine(store)
    run(requests(1), engine)
    name = Media(sha256=hashlib.sha256(b"1").hexdigest(), extension="wav").name
    (tmp_path / "store" / "objects" / name).unlink()
    run(requests(1), engine)
    assert engine.made == [1, 1]
