"""Each result of a scene is told once in the scene's own history, whatever became of its stage."""

import dagster as dg
import pytest

from tests.fakes.animation_engine import FakeAnimationEngine
from tests.fakes.graph import TO_CLIPS, TO_LINES, TO_PICTURES, Stage
from tests.fakes.image_engine import FakeImageEngine
from tests.fakes.speech_engine import FakeSpeechEngine
from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.core.choices import Part
from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.partitions import scene_key

REFUSED = EngineRefused("no", engine="fake")
UP_TO = {"image": TO_PICTURES, "animation": TO_CLIPS, "narration": TO_LINES}
SCENES = ("001", "002", "003")


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


def told_of(stage: Stage, part: Part) -> list[str]:
    """Make the stage after all that it needs, and return the scenes that it told of."""
    before = {scene: len(history(stage, part, scene)) for scene in SCENES}
    stage.make(only=UP_TO[part])
    return [scene for scene in SCENES for _ in history(stage, part, scene)[before[scene] :]]


def history(stage: Stage, part: Part, scene: str) -> list[dg.EventLogRecord]:
    """Return what the UI lists of a scene, oldest first."""
    events = dg.AssetRecordsFilter(asset_key=SCENE_ASSETS[part], asset_partitions=[scene_key("hills", scene)])
    return list(stage.instance.fetch_materializations(events, limit=100, ascending=True).records)


def test_a_stage_that_failed_tells_what_it_made_and_the_next_run_only_what_it_makes(stage):
    stage.images = FakeImageEngine(errors={1: REFUSED})
    assert told_of(stage, "image") == ["001", "003"]
    stage.images = FakeImageEngine(errors={0: REFUSED})
    assert told_of(stage, "image") == [], "the second alone is asked for, and refused again"
    stage.images = FakeImageEngine()
    assert told_of(stage, "image") == ["002"]
    assert told_of(stage, "image") == []


def test_clips_of_a_failed_stage_are_told_once(stage):
    stage.animations = FakeAnimationEngine(errors={0: REFUSED})
    assert told_of(stage, "animation") == ["002", "003"]
    stage.animations = FakeAnimationEngine()
    assert told_of(stage, "animation") == ["001"]


def test_a_step_that_is_tried_again_tells_its_scenes_once(stage):
    stage.speech = FakeSpeechEngine(errors={1: EngineUnavailable("busy", engine="fake")})
    assert told_of(stage, "narration") == ["001", "002"], "the second is spoken by the second try"
    stage.speech = FakeSpeechEngine()
    assert told_of(stage, "narration") == []


def test_what_a_failed_stage_tells_has_picture_and_prompt(stage):
    stage.images = FakeImageEngine(errors={1: REFUSED})
    stage.make(only=TO_PICTURES)
    (record,) = history(stage, "image", "001")
    told = record.asset_materialization.metadata
    assert "data:image/webp;base64," in str(told["picture"].value)
    assert told["prompt"].value == "first hill"


def test_a_scene_that_goes_back_to_an_earlier_result_is_told_again(hills, tmp_path):
    stage = Stage.copied(hills, tmp_path / "copy")
    for seed in (9, 8):
        stage.retake("image", "001", seed=seed)
        assert told_of(stage, "animation") == ["001"]
    stage.retake("image", "001", seed=9)
    assert told_of(stage, "animation") == ["001"], "another clip than the last one told"
