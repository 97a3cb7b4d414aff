"""What the sensor asks for, tick by tick, over the whole graph with fake engines."""

import socket

import dagster as dg
import pytest

from tests.fakes.animation_engine import FakeAnimationEngine
from tests.fakes.graph import Stage
from tests.fakes.lip_sync_engine import FakeLipSyncEngine
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.stages import Film, SceneClips, Soundtrack
from videogen_dagster.definitions import defs
from videogen_dagster.jobs import FOLLOWERS, PREVIEW, PUBLICATION, STAGES
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.sensors.following import films_follow_their_scenes

RETAKES = {"image": {"seed": 9}, "animation": {"motion_prompt": "pull out"}, "narration": {"text": "A hill."}}


class Automation:
    """The sensor, one tick after the other."""

    def __init__(self, stage: Stage) -> None:
        self._instance, self._cursor = stage.instance, None
        self.run_keys: list[str] = []
        self.tick()

    def tick(self) -> list[set[str]]:
        """Return the assets of every run that is asked for."""
        with dg.build_sensor_context(instance=self._instance, cursor=self._cursor) as context:
            result = films_follow_their_scenes(context)
        self._cursor = result.cursor
        self.run_keys += [request.run_key for request in result.run_requests]
        assert {request.partition_key for request in result.run_requests} <= {"hills"}
        return [{key.to_user_string() for key in request.asset_selection} for request in result.run_requests]


pytestmark = pytest.mark.slow


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


@pytest.fixture
def made(hills, tmp_path):
    return Stage.copied(hills, tmp_path / "copy")


@pytest.mark.parametrize("part", FOLLOWERS)
def test_what_is_behind_a_retaken_scene_is_asked_for_once_and_nothing_else(made, part):
    automation = Automation(made)
    assert made.retake(part, "001", **RETAKES[part]).success
    assert automation.tick() == [FOLLOWERS[part]]
    assert made.make().success
    assert automation.tick() == []
    assert automation.tick() == []


def test_sound_and_pictures_are_equally_long_after_a_scene_lasts_longer(made):
    automation = Automation(made)
    assert made.retake("animation", "003", duration_s=4).success
    (followers,) = automation.tick()
    assert made.make(only=followers).success
    clips = require_stage(made.store, "hills", "scene_clips", SceneClips).scenes
    sound = require_stage(made.store, "hills", "soundtrack", Soundtrack).result.sound
    film = require_stage(made.store, "hills", "film", Film).result
    assert clips[2].result.frames == 120
    assert sound.duration_s == film.duration_s == sum(scene.result.duration_s for scene in clips)


def test_a_film_that_is_made_asks_for_nothing_more(stage):
    automation = Automation(stage)
    assert stage.make().success
    assert automation.tick() == []
    assert automation.tick() == []


def test_a_film_that_failed_half_way_is_not_gone_on_with_by_itself(stage):
    automation = Automation(stage)
    stage.animations = FakeAnimationEngine(errors={1: EngineFailure("no such hill", engine="fake-animation")})
    assert not stage.make().success
    assert automation.tick() == []
    assert automation.tick() == []


def test_a_scene_retaken_after_a_failed_film_is_followed(made):
    made.lips = FakeLipSyncEngine(errors={0: EngineFailure("no lips", engine="fake-lip-sync")})
    assert made.retake("image", "002", seed=8).success
    automation = Automation(made)
    assert not made.make().success
    assert automation.tick() == []
    made.lips = FakeLipSyncEngine()
    assert made.retake("image", "002", seed=9).success
    assert automation.tick() == [FOLLOWERS["image"]]


def test_a_scene_retaken_before_its_film_was_ever_made_is_made_with_the_film(stage):
    stage.animations = FakeAnimationEngine(errors={1: EngineFailure("no such hill", engine="fake-animation")})
    assert not stage.make().success
    automation = Automation(stage)
    assert stage.retake("animation", "001", motion_prompt="pull out").success
    assert automation.tick() == []
    assert automation.tick() == []


def test_several_retaken_scenes_are_followed_by_one_run(made):
    automation = Automation(made)
    assert made.retake("image", "001", seed=9).success
    assert made.retake("narration", "003", text="A third hill.").success
    assert automation.tick() == [FOLLOWERS["image"] | FOLLOWERS["narration"]]
    assert automation.tick() == []


@pytest.mark.parametrize("tags", [{"dagster/partition": "hills"}, {"dagster/partition/project": "hills"}])
def test_nobody_is_disturbed_who_is_at_work_and_nothing_is_forgotten_meanwhile(made, tags):
    automation = Automation(made)
    at_work = made.instance.create_run_for_job(defs.resolve_job_def("make_film"), tags=tags)
    assert made.retake("image", "001", seed=9).success
    assert automation.tick() == []
    assert made.make().success, "it may make every stage, before or after it saw the scene"
    assert automation.tick() == []
    made.instance.report_run_canceled(at_work)
    assert automation.tick() == [FOLLOWERS["image"]]
    assert automation.tick() == []


def test_a_retake_while_the_film_follows_another_one_is_followed_too(made):
    automation = Automation(made)
    assert made.retake("image", "001", seed=9).success
    assert automation.tick() == [FOLLOWERS["image"]]
    assert made.retake("image", "002", seed=9).success
    assert made.make().success
    assert automation.tick() == [FOLLOWERS["image"]]
    assert len(set(automation.run_keys)) == 2, "Dagster makes one run a key"


def test_a_run_that_lost_its_process_keeps_nobody_waiting(made):
    automation = Automation(made)
    gone = {"dagster/partition": "hills", "videogen/pid": f"{2**22 + 1}@{socket.gethostname()}"}
    made.instance.create_run_for_job(defs.resolve_job_def("make_film"), tags=gone)
    assert made.retake("image", "001", seed=9).success
    assert automation.tick() == [FOLLOWERS["image"]]


@pytest.mark.parametrize("part", FOLLOWERS)
def test_followers_are_what_the_graph_says(part):
    graph = defs.resolve_asset_graph()
    stages = dg.AssetSelection.assets(*STAGES)
    first = dg.AssetSelection.assets(dg.AssetKey(["scene", part])).downstream(depth=1) & stages
    assert {key.to_user_string() for key in (first.downstream() & stages).resolve(graph)} == FOLLOWERS[part]
    assert {*STAGES, PREVIEW, PUBLICATION} == {
        key.to_user_string() for key in graph.get_all_asset_keys() if len(key.path) == 1
    }
