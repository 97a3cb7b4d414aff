"""What a status tells of each scene: what it has, and why it has not."""

import json

import pytest

from tests.fakes.animation_engine import FakeAnimationEngine
from tests.fakes.graph import Stage
from tests.fakes.image_engine import FakeImageEngine
from videogen_dagster.core import keys
from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.definitions import defs
from videogen_dagster.partitions import PROJECT_TAGS
from videogen_dagster.runs import film_runs, project_runs
from videogen_dagster.settings import load_settings
from videogen_dagster.statuses import project_status

REFUSED = EngineRefused("no hills today", engine="fake-image", remedy="say dune")


pytestmark = pytest.mark.slow


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


@pytest.fixture
def made(hills, tmp_path):
    return Stage.copied(hills, tmp_path / "copy")


def status(stage: Stage) -> dict:
    """Return the record as `videogen status --json` prints it."""
    settings = load_settings({}, home=stage.folder)
    told = project_status(stage.instance, stage.store, settings, "hills").model_dump(mode="json")
    return json.loads(json.dumps(told))


def states(told: dict) -> list[str]:
    return [scene["status"] for scene in told["scenes"]]


def test_every_scene_of_a_finished_film_is_completed_and_has_no_error(made):
    told = status(made)
    assert (told["status"], states(told)) == ("completed", ["completed"] * 3)
    assert [scene["error"] for scene in told["scenes"]] == [None] * 3
    assert [scene["image"]["take"] for scene in told["scenes"]] == [1, 1, 1]


def test_a_scene_that_could_not_be_made_is_failed_with_its_error_and_the_others_are_not(stage):
    stage.images = FakeImageEngine(errors={1: REFUSED})
    stage.make()
    told = status(stage)
    assert (told["status"], states(told)) == ("failed", ["pending", "failed", "pending"])
    assert "no hills today" in told["scenes"][1]["error"]
    assert "say dune" in told["scenes"][1]["error"]
    assert [told["scenes"][index]["error"] for index in (0, 2)] == [None, None]
    assert "002" in told["error"]


def test_a_failed_scene_that_is_made_is_failed_no_more(stage):
    stage.images = FakeImageEngine(errors={1: REFUSED})
    stage.make()
    stage.images = FakeImageEngine()
    stage.make()
    told = status(stage)
    assert (told["status"], states(told), told["error"]) == ("completed", ["completed"] * 3, None)
    assert told["scenes"][1]["error"] is None


def test_a_scene_that_fails_in_a_finished_film_is_failed_although_its_old_picture_is_there(made):
    made.animations = FakeAnimationEngine(errors={0: EngineRefused("no way", engine="fake-animation")})
    made.retake("animation", "003", motion_prompt="tilt up")
    made.make()
    told = status(made)
    assert (told["status"], states(told)) == ("failed", ["completed", "completed", "failed"])
    assert "no way" in told["scenes"][2]["error"]
    assert told["scenes"][2]["clip"] is not None


def test_a_scene_whose_own_retake_failed_is_failed_and_the_film_is_as_it_was(made):
    made.images = FakeImageEngine(errors={0: REFUSED})
    made.retake("image", "003", seed=9)
    told = status(made)
    assert (told["status"], states(told)) == ("completed", ["completed", "completed", "failed"])
    assert "no hills today" in told["scenes"][2]["error"]


@pytest.mark.parametrize("document", [b"", b"{", b'{"scene": 1}'])
def test_a_damaged_direction_is_told_and_all_else_as_the_plan_says(made, document):
    made.retake("image", "001", seed=9)
    made.store.write(keys.direction_version("hills", "001", 1), document)
    told = status(made)
    assert "direction file is damaged" in told["error"]
    assert len(told["scenes"]) == 3


def test_no_number_of_previews_hides_the_run_of_the_film(stage):
    stage.begin()
    begun = {
        job: [
            stage.instance.create_run_for_job(defs.resolve_job_def(job), tags={"dagster/partition": "hills"}).run_id
            for _ in range(times)
        ]
        for job, times in (("make_film", 1), ("make_preview", 21))
    }
    assert [run.run_id for run in film_runs(stage.instance, "hills")] == begun["make_film"]
    assert [run.run_id for run in project_runs(stage.instance, "hills")] == begun["make_preview"][:-11:-1]
    assert status(stage)["status"] == "processing"


def test_runs_of_a_project_and_of_its_scenes_are_told_newest_first(stage):
    begun = [
        stage.instance.create_run_for_job(defs.resolve_job_def("make_film"), tags={tag: "hills"}).run_id
        for _ in range(2)
        for tag in PROJECT_TAGS
    ]
    assert [run.run_id for run in project_runs(stage.instance, "hills", limit=3)] == begun[:0:-1]
