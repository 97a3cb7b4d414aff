"""A film that fails a quality gate is not finished: the run fails, says where, and the film before stays."""

import dagster as dg
import pytest

from tests.fakes.animation_engine import FakeAnimationEngine
from tests.fakes.graph import Stage, failure_of
from videogen_dagster.core.stages import Film, SceneClips
from videogen_dagster.media.quality.findings import GATES
from videogen_dagster.resources.stage_values import require_stage, write_stage


def checks(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetCheckEvaluation]:
    of_film = dg.AssetKey("film")
    return {each.check_name: each for each in result.get_asset_check_evaluations() if each.asset_key == of_film}


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


@pytest.fixture
def made(hills, tmp_path):
    return Stage.copied(hills, tmp_path / "copy")


def test_every_gate_is_a_check_of_the_film_and_a_good_film_passes(made):
    told = (record.event_log_entry.dagster_event for record in made.records.events)
    checked = [
        event.asset_check_evaluation_data
        for event in told
        if event is not None and event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION
    ]
    assert {evaluation.asset_key for evaluation in checked} == {dg.AssetKey("film")}
    found = {evaluation.check_name: evaluation for evaluation in checked}
    assert set(found) == set(GATES)
    assert all(evaluation.passed for evaluation in found.values())


def test_a_film_with_a_black_scene_fails_with_scene_and_second_and_the_film_before_stays(made):
    path = made.folder / "films" / "hills.mp4"
    before, held = path.read_bytes(), require_stage(made.store, "hills", "film", Film)

    made.animations = FakeAnimationEngine(black={0}, version="2")
    result = made.make(scene_animations={"stale_models": True})
    assert not result.success
    told = failure_of(result)
    assert told["code"] == "quality_failed"
    assert "scene 001 at 0.00 s: the picture is black" in told["message"]
    assert (told["exit_code"], told["field"]) == (3, "")
    assert path.read_bytes() == before
    assert require_stage(made.store, "hills", "film", Film) == held
    failed = {name for name, evaluation in checks(result).items() if not evaluation.passed}
    assert failed == {"black"}


def test_the_first_film_that_fails_is_never_seen(stage):
    stage.animations = FakeAnimationEngine(black={2})
    assert not stage.make().success
    assert not (stage.folder / "films" / "hills.mp4").exists()
    stage.animations = FakeAnimationEngine(version="2")
    assert stage.make(scene_animations={"stale_models": True}).success
    assert (stage.folder / "films" / "hills.mp4").exists()


def test_what_was_looked_at_before_is_not_looked_at_again(made):
    def scans() -> int:
        return sum('"scanner"' in (made.store.read(key) or b"").decode() for key in made.store.documents("receipts"))

    assert scans() == 3
    assert made.make().success
    assert scans() == 3
    assert made.retake("image", "001", seed=9).success
    assert made.make().success
    assert scans() == 4


def test_captions_that_are_not_in_the_pictures_keep_a_film_from_being_finished(made):
    def clips() -> SceneClips:
        return require_stage(made.store, "hills", "scene_clips", SceneClips)

    bare = clips().scenes[0]
    assert made.make(brief={"captions": "BOX"}).success
    write_stage(made.store, "hills", "scene_clips", SceneClips(engine="x", scenes=(bare, *clips().scenes[1:])))
    result = made.make(only=["transitions", "film"])
    assert not result.success
    assert 'scene 001 at 0.40 s: the caption "One hill." is not in the picture' in failure_of(result)["message"]
    assert {name for name, evaluation in checks(result).items() if not evaluation.passed} == {"captions"}
