"""How far a project is when two stages are made at the same time."""

import pytest

from videogen_dagster.resources.progress import ProgressReport, read_progress
from videogen_dagster.store.media_store import MediaStore


@pytest.fixture
def store(tmp_path):
    return MediaStore.in_folder(tmp_path)


def report(store, stage: str, run_id: str = "run") -> ProgressReport:
    return ProgressReport(store, project="hills", stage=stage, items=["001", "002"], run_id=run_id)


def told(store) -> dict[str, float]:
    return {stage.stage: stage.done for stage in read_progress(store, "hills").stages()}


def test_stages_that_go_on_at_the_same_time_are_told_beside_each_other(store):
    music, images = report(store, "music"), report(store, "scene_images")
    music.started()
    images.started()
    assert told(store) == {"scene_images": 0.0, "music": 0.0}
    music.finished()
    assert told(store) == {"music": 1.0, "scene_images": 0.0}
    images.finished()
    assert told(store) == {"scene_images": 1.0}, "what is done is told of no more"


def test_a_scene_is_at_work_whichever_stage_was_told_of_last(store):
    images, music = report(store, "scene_images"), report(store, "music")
    images._written_at_s = -1.0
    images.progress(0, 0.5)
    music.started()
    progress = read_progress(store, "hills")
    assert progress.stage == "music"
    assert (progress.is_at("001"), progress.is_at("002")) == (True, False)


def test_a_stage_that_an_earlier_run_left_unfinished_is_forgotten(store):
    report(store, "scene_animations", "yesterday").started()
    report(store, "storyboard", "today").started()
    assert told(store) == {"storyboard": 0.0}
