"""Stages of GPUs are made in shards: split evenly, one batch each, retried by themselves, and nothing is made twice."""

import cv2
import dagster as dg
import numpy as np
import pytest

from tests.fakes.graph import PLAN, TO_PICTURES, Stage, failure_of, materialized, scenes_told
from tests.fakes.image_engine import FakeImageEngine
from videogen_dagster.assets.placing import SHARDED, placed
from videogen_dagster.assets.sharding import POOL_TAG, shard_name, shards_of, within
from videogen_dagster.core import keys
from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.core.storyboard import Scene
from videogen_dagster.definitions import defs
from videogen_dagster.resources.progress import ShardReport, begin_shards, read_progress

SCENES = [f"{number:03d}" for number in range(1, 10)]
HILLS = PLAN.model_copy(
    update={"scenes": tuple(Scene(id=scene, image_prompt=f"hill {scene}", duration_s=1) for scene in SCENES)}
)


@pytest.fixture
def stage(tmp_path) -> Stage:
    return Stage(tmp_path, plan=HILLS, gpu_engines=("image_engine",), gpu_workers=2)


def steps(result: dg.ExecuteInProcessResult, kind: str = "STEP_SUCCESS") -> list[str]:
    told = [event.step_key for event in result.all_events if event.event_type_value == kind]
    return [key for key in told if key.startswith("scene_images")]


@pytest.mark.parametrize(
    ("count", "workers", "least", "sizes"),
    [
        (0, 4, 1, []),
        (1, 4, 1, [1]),
        (3, 4, 1, [1, 1, 1]),
        (9, 4, 1, [2, 2, 2, 3]),
        (9, 1, 4, [9]),
        (9, 4, 4, [4, 5]),
        (7, 4, 4, [7]),
        (300, 8, 4, [37, 38, 37, 38, 37, 38, 37, 38]),
    ],
)
def test_scenes_are_split_evenly_and_no_shard_is_shorter_than_is_worth_it(count, workers, least, sizes):
    scenes = [str(number) for number in range(count)]
    shards = shards_of(scenes, workers=workers, least=least)
    assert [len(shard) for shard in shards] == sizes
    assert [scene for shard in shards for scene in shard] == scenes


def test_the_name_of_a_shard_tells_which_scenes_are_its_own():
    scenes = {scene: scene for scene in ("001", "002", "004", "007", "1001")}
    assert shard_name(["002", "004"]) == "002_to_004"
    assert list(within("002_to_004", scenes)) == ["002", "004"]
    assert list(within("007_to_1001", scenes)) == ["007", "1001"]
    assert list(within(shard_name(["004"]), scenes)) == ["004"]


def test_each_gpu_makes_its_scenes_as_one_batch_and_the_stage_tells_all_of_them(stage):
    result = stage.make(only=TO_PICTURES)
    assert result.success
    shards = ["scene_images.shard[001_to_004]", "scene_images.shard[005_to_009]"]
    assert steps(result) == ["scene_images.plan", *shards, "scene_images.gather"]
    assert stage.images.batches == [4, 5]
    assert [row.scene for row in result.output_for_node("scene_images").scenes] == SCENES
    assert scenes_told(result) == {("image", scene) for scene in SCENES}
    assert {f"scene {scene}" for scene in SCENES} < set(materialized(result, "scene_images").metadata)


def test_where_nothing_is_missing_there_is_no_shard_unless_the_config_asks_for_the_engine_of_now(stage):
    stage.make(only=TO_PICTURES)
    stage.images = FakeImageEngine(version="2")
    again = stage.make(only=["scene_images"])
    assert steps(again) == ["scene_images.plan", "scene_images.gather"]
    assert not scenes_told(again)
    assert stage.images.batches == []
    assert stage.make(only=["scene_images"], scene_images={"stale_models": True}).success
    assert stage.images.batches == [4, 5]


def test_a_scene_that_fails_costs_neither_its_shard_nor_the_others_and_is_asked_for_once(stage):
    stage.images.refused["hill 003"] = EngineRefused("no such hill", engine="fake", remedy="say dune")
    result = stage.make(only=TO_PICTURES)
    assert not result.success
    assert steps(result, "STEP_FAILURE") == ["scene_images.shard[001_to_004]"]
    failure = failure_of(result)
    assert failure["field"] == "003"
    assert "no such hill" in str(failure["message"])
    assert len(stage.images.calls) == 9
    told = stage.instance.fetch_materializations(dg.AssetKey(["scene", "image"]), limit=20).records
    assert {record.partition_key.split("|")[1] for record in told} == set(SCENES) - {"003"}

    stage.images.refused.clear()
    again = stage.make(only=["scene_images"])
    assert again.success
    assert steps(again)[1:-1] == ["scene_images.shard[003]"]
    assert scenes_told(again) == {("image", "003")}


def test_only_the_shard_is_retried_whose_engine_was_unavailable(stage):
    class Recovering(FakeImageEngine):
        def generate(self, requests, workspace):
            yield from super().generate(requests, workspace)
            for request in requests:
                self.refused.pop(request.prompt, None)

    stage.images = Recovering()
    stage.images.refused["hill 006"] = EngineUnavailable("busy", engine="fake")
    result = stage.make(only=TO_PICTURES)
    assert result.success
    assert steps(result, "STEP_UP_FOR_RETRY") == ["scene_images.shard[005_to_009]"]
    assert stage.images.batches == [4, 5, 1]


class Lost(Exception):
    """A worker is gone in the middle of a batch."""


class LosingEngine(FakeImageEngine):
    """Loses its worker in the middle of the second batch, or is terminated there."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self._error = error

    def generate(self, requests, workspace):
        for number, made in enumerate(super().generate(requests, workspace)):
            yield made
            if number == 2 and len(self.batches) == 2:
                raise self._error


def test_a_shard_whose_worker_is_lost_is_retried_from_where_it_was(stage):
    stage.images = LosingEngine(Lost())
    result = stage.make(only=TO_PICTURES)
    assert result.success
    assert steps(result, "STEP_UP_FOR_RETRY") == ["scene_images.shard[005_to_009]"]
    assert stage.images.batches == [4, 5, 2]
    assert len({call.prompt for call in stage.images.calls}) == len(stage.images.calls) == 9


def test_a_shard_that_a_person_terminates_is_not_begun_again(stage):
    stage.images = LosingEngine(dg.DagsterExecutionInterruptedError())
    result = stage.make(only=TO_PICTURES)
    assert not result.success
    assert not steps(result, "STEP_UP_FOR_RETRY")
    assert stage.images.batches == [4, 5]


def test_scenes_of_equal_words_are_made_once_though_they_are_in_two_shards(stage):
    alike = [scene.model_copy(update={"image_prompt": "a hill", "seed": 7}) for scene in HILLS.scenes[::4]]
    others = [scene for scene in HILLS.scenes if scene.id not in {"001", "005", "009"}]
    scenes = sorted([*alike, *others], key=lambda scene: scene.id)
    stage.plan = HILLS.model_copy(update={"scenes": tuple(scenes)})
    result = stage.make(only=TO_PICTURES)
    assert result.success
    assert len({call.prompt for call in stage.images.calls}) == len(stage.images.calls) == 7
    assert len(result.output_for_node("scene_images").scenes) == 9


def test_a_persons_own_pictures_take_no_gpu(stage, tmp_path):
    path = tmp_path / "own.png"
    cv2.imwrite(str(path), np.full((360, 640, 3), 128, np.uint8))
    own = stage.store.put_file(path)
    scenes = (HILLS.scenes[0], HILLS.scenes[1].model_copy(update={"image": own}))
    stage.plan = HILLS.model_copy(update={"scenes": scenes})
    result = stage.make(only=TO_PICTURES)
    assert result.success
    assert steps(result)[1:-1] == ["scene_images.shard[001]"]
    assert [row.scene for row in result.output_for_node("scene_images").scenes] == ["001", "002"]


def test_clips_lips_and_lines_are_made_on_gpus_too(tmp_path):
    engines = ("image_engine", "animation_engine", "lip_sync_engine", "speech_engine")
    stage = Stage(tmp_path, gpu_engines=engines, gpu_workers=2)
    result = stage.make(only=(*TO_PICTURES, "narration", "scene_animations", "lip_sync"))
    assert result.success
    assert stage.calls() == {"image": 3, "animation": 3, "speech": 2, "lips": 1, "music": 0}
    made = [event.step_key for event in result.all_events if event.event_type_value == "STEP_SUCCESS"]
    assert {key for key in made if ".shard" in key} == {
        "scene_images.shard[001_to_003]",
        "scene_animations.shard[001]",
        "scene_animations.shard[002_to_003]",
        "lip_sync.shard[002]",
    }
    assert scenes_told(result) > {("animation", "001"), ("animation", "003"), ("image", "002")}


def test_progress_is_that_of_all_shards_together(stage):
    stage.begin()
    begin_shards(stage.store, "hills", "scene_images", {"001_to_002": ["001", "002"], "003": ["003"]})
    first, second = (
        ShardReport(stage.store, project="hills", stage="scene_images", shard=shard, items=items)
        for shard, items in (("001_to_002", ["001", "002"]), ("003", ["003"]))
    )
    first.started()
    first.progress(0, 1.0)
    second.started()
    second.finished()
    stage.store.write(keys.progress("hills"), b'{"stage":"music","done":1}')
    first._write()  # not held back, as it is within a quarter of a second
    told = read_progress(stage.store, "hills")
    assert told is not None
    assert told.items == {"001": 1.0, "002": 0.0, "003": 1.0}
    assert (told.stage, told.done) == ("scene_images", pytest.approx(2 / 3))


def test_assets_of_gpu_engines_run_where_the_gpus_are_and_are_otherwise_the_same():
    plain = {asset.key: asset for asset in defs.assets or []}
    on_gpu = {asset.key: asset for asset in placed(list(plain.values()), ["image_engine", "speech_engine"])}
    changed = {key.to_user_string() for key in plain if plain[key] is not on_gpu[key]}
    assert changed == {"character_sheets", "scene_images", "scene/image", "narration", "scene/narration", "renditions"}
    for key in plain:
        before, after = plain[key].specs_by_key[key], on_gpu[key].specs_by_key[key]
        assert {dep.asset_key for dep in before.deps} == {dep.asset_key for dep in after.deps}
        for name in ("group_name", "owners", "kinds", "description", "partitions_def"):
            assert getattr(before, name) == getattr(after, name), (key, name)
    assert {on_gpu[key].op.tags[POOL_TAG] for key in plain if key.path[-1] in {"narration", "image", "renditions"}} == {
        "gpu"
    }


def test_without_gpus_every_asset_is_as_it_was():
    assets = list(defs.assets or [])
    assert all(before is after for before, after in zip(assets, placed(assets, ()), strict=True))
    assert {stage.name for stage in SHARDED} == {"scene_images", "scene_animations", "lip_sync"}
