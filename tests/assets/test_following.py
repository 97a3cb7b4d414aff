"""Which assets Dagster's automation asks for, tick by tick, over the whole graph with fake engines."""

import dagster as dg
import pytest

from tests.fakes.animation_engine import FakeAnimationEngine
from tests.fakes.graph import Stage
from tests.fakes.lip_sync_engine import FakeLipSyncEngine
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.definitions import defs

BEHIND = {
    "image": {"scene_animations", "lip_sync", "scene_clips", "film"},
    "animation": {"lip_sync", "scene_clips", "film"},
    "narration": {"scene_animations", "lip_sync", "music", "soundtrack", "scene_clips", "film"},
}

FOLLOWING = set().union(*BEHIND.values())


class Automation:
    """Dagster's automation sensor, one tick after the other."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._cursor = stage, None
        self.tick()

    def tick(self) -> set[str]:
        """Return the assets that are asked for."""
        result = dg.evaluate_automation_conditions(
            defs, instance=self._stage.instance, asset_selection=dg.AssetSelection.all(), cursor=self._cursor
        )
        self._cursor = result.cursor
        asked = {asset: result.get_requested_partitions(dg.AssetKey(asset)) for asset in FOLLOWING}
        assert {partition for partitions in asked.values() for partition in partitions} <= {"hills"}
        assert result.total_requested == sum(map(len, asked.values())), "something else is asked for"
        return {asset for asset, partitions in asked.items() if partitions}


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


@pytest.mark.parametrize("part", BEHIND)
def test_what_is_behind_a_retaken_scene_is_asked_for_once_and_nothing_else(stage, part):
    stage.make()
    automation = Automation(stage)
    given = {"image": {"seed": 9}, "animation": {"motion_prompt": "pull out"}, "narration": {"text": "A hill."}}[part]
    assert stage.retake(part, "001", **given).success
    assert automation.tick() == BEHIND[part]
    assert stage.make().success
    assert automation.tick() == set()
    assert automation.tick() == set()


def test_a_film_that_is_made_asks_for_nothing_more(stage):
    automation = Automation(stage)
    assert stage.make().success
    assert automation.tick() == set()
    assert automation.tick() == set()


def test_a_film_that_failed_half_way_is_not_gone_on_with_by_itself(stage):
    automation = Automation(stage)
    stage.animations = FakeAnimationEngine(errors={1: EngineFailure("no such hill", engine="fake-animation")})
    assert not stage.make().success
    assert automation.tick() == set()
    assert automation.tick() == set()


def test_a_scene_retaken_after_a_failed_film_is_followed(stage):
    stage.make()
    stage.lips = FakeLipSyncEngine(errors={0: EngineFailure("no lips", engine="fake-lip-sync")})
    assert stage.retake("image", "002", seed=8).success
    automation = Automation(stage)
    assert not stage.make().success
    assert automation.tick() == set()
    stage.lips = FakeLipSyncEngine()
    assert stage.retake("image", "002", seed=9).success
    assert automation.tick() == BEHIND["image"]


def test_a_scene_retaken_before_its_film_is_whole_waits_for_the_film(stage):
    stage.animations = FakeAnimationEngine(errors={1: EngineFailure("no such hill", engine="fake-animation")})
    assert not stage.make().success
    automation = Automation(stage)
    assert stage.retake("narration", "001", text="A hill.").success
    assert automation.tick() == BEHIND["narration"]
