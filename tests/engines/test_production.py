"""Results are found by what they are made from; only the rest is made, and each is recorded as soon as it is there."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import EngineFailure, EngineRefused
from videogen_dagster.core.media import Media, Sound
from videogen_dagster.core.requests import MusicRequest
from videogen_dagster.engines.production import Made, produce
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.store.media_store import MediaStore


class CountingMusicEngine:
    """Writes the request's seed into a file and counts its work; refuses one mood, dies at one seed."""

    def __init__(self, store: MediaStore, *, refuses: str = "", dies_at: int | None = None, version: int = 1) -> None:
        self.made: list[int] = []
        self._store, self._refuses, self._dies_at, self._version = store, refuses, dies_at, version

    def fingerprint(self) -> str:
        return f"counting/{self._version}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="counting", offline=True)

    def generate(self, requests: Sequence[MusicRequest], workspace: Workspace) -> Iterator[Sound | EngineFailure]:
        for request in requests:
            if request.seed == self._dies_at:
                raise SystemExit("killed")
            if request.mood == self._refuses:
                yield EngineRefused(f"will not play {request.mood}", engine="counting")
                continue
            self.made.append(request.seed)
            path = workspace.directory / f"{request.seed}.wav"
            path.write_text(str(request.seed))
            audio = self._store.put_file(path)
            yield Sound(audio=audio, sample_rate_hz=48_000, samples=request.samples, channels=2)


@pytest.fixture
def store(tmp_path):
    return MediaStore.in_folder(tmp_path / "store")


@pytest.fixture
def run(store, tmp_path):
    opened: list[Sequence[int]] = []

    @contextmanager
    def workspace(indices: Sequence[int]) -> Iterator[Workspace]:
        opened.append(indices)
        yield FolderWorkspace(tmp_path)

    def start(requests, engine):
        return produce(requests, engine=engine, result_type=Sound, store=store, open_workspace=workspace)

    start.opened = opened
    return start


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


def test_a_result_whose_media_is_gone_is_made_again(store, run, tmp_path):
    engine = CountingMusicEngine(store)
    run(requests(1), engine)
    name = Media(sha256=hashlib.sha256(b"1").hexdigest(), extension="wav").name
    (tmp_path / "store" / "objects" / name).unlink()
    run(requests(1), engine)
    assert engine.made == [1, 1]
