"""Progress where there is no terminal: one line a stage, however seldom somebody looks."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr
from io import StringIO
from threading import Event

import pytest

from tests.e2e.serving import until
from videogen_dagster.cli.progress_bar import follow
from videogen_dagster.resources.progress import ProgressReport, ShardReport, begin_shards, read_progress
from videogen_dagster.store.media_store import MediaStore

SCENES = ["001", "002"]


@pytest.fixture
def store(tmp_path) -> MediaStore:
    return MediaStore.in_folder(tmp_path / "store")


def make(store: MediaStore, *stages: str, run_id: str = "run") -> None:
    """Make stages, one after the other."""
    for stage in stages:
        report = ProgressReport(store, project="hills", stage=stage, items=SCENES, run_id=run_id)
        report.started()
        report.finished()


def test_stages_that_are_done_between_two_looks_are_told(store, tmp_path):
    told = StringIO()
    looking = Event()

    class Watched(MediaStore):
        def read(self, key: str) -> bytes | None:
            document = super().read(key)
            looking.set()
            return document

    def work() -> None:
        assert looking.wait(60)
        make(store, "storyboard")
        until(told.getvalue, bool, within_s=60)
        make(store, "scene_images", "narration", "film")

    with redirect_stderr(told), ThreadPoolExecutor(1) as thread:
        follow(Watched.in_folder(tmp_path / "store"), "hills", thread.submit(work))
    lines = [line.partition(" (")[0] for line in told.getvalue().splitlines()]
    assert lines == ["hills: storyboard", "hills: scene images", "hills: narration", "hills: film"]


def test_stages_of_another_run_are_not_told(store):
    make(store, "scene_images", run_id="before")
    make(store, "narration", "film")
    progress = read_progress(store, "hills")
    assert progress is not None
    assert progress.passed == ("narration",)


def test_a_stage_that_was_made_in_shards_is_told(store):
    make(store, "storyboard")
    begin_shards(store, "hills", "scene_images", {scene: [scene] for scene in SCENES}, run_id="run")
    for scene in SCENES:
        report = ShardReport(store, project="hills", stage="scene_images", shard=scene, items=[scene], run_id="run")
        report.started()
        report.finished()
    make(store, "film")
    progress = read_progress(store, "hills")
    assert progress is not None
    assert (progress.stage, progress.passed) == ("film", ("storyboard", "scene_images"))
