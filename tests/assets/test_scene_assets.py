"""One scene made again through its scene asset: what follows, what stays, what is refused."""

import pytest

from tests.fakes.graph import TO_LINES, TO_LIPS, TO_PICTURES, Stage, failure_of, materialized, scenes_told
from tests.fakes.image_engine import FakeImageEngine
from tests.fakes.speech_engine import FakeSpeechEngine
from tests.media.given import film, halves, tone
from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.core.stages import Film, Narration, SceneClips, ScenePictures
from videogen_dagster.resources.direction_file import revert_scene, scene_history
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.resources.takes_file import scene_takes


@pytest.fixture
def stage(hills, tmp_path) -> Stage:
    return Stage.copied(hills, tmp_path / "copy")


def asked_since(stage: Stage, before: dict[str, int]) -> dict[str, int]:
    return {engine: count - before[engine] for engine, count in stage.calls().items() if count > before[engine]}


def held(stage: Stage, asset: str, value_type: type):
    return require_stage(stage.store, "hills", asset, value_type)


def test_a_first_film_tells_the_picture_movement_and_lines_of_every_scene(tmp_path):
    told = scenes_told(Stage(tmp_path).make(only=TO_LIPS))
    pictures = {(part, scene) for part in ("image", "animation") for scene in ("001", "002", "003")}
    assert told == pictures | {("narration", "001"), ("narration", "002")}


def test_a_second_film_tells_nothing_of_its_scenes(stage):
    assert scenes_told(stage.make()) == set()


def test_another_seed_makes_one_picture_and_the_film_follows_with_one_clip(stage):
    before, film = stage.calls(), held(stage, "film", Film)
    pictures = held(stage, "scene_images", ScenePictures)
    assert stage.retake("image", "003", seed=9).success
    assert asked_since(stage, before) == {"image": 1}
    assert stage.images.calls[-1].seed == 9
    assert stage.images.calls[-1].prompt == "third hill"
    changed = held(stage, "scene_images", ScenePictures)
    assert [old == new for old, new in zip(pictures.scenes, changed.scenes, strict=True)] == [True, True, False]
    result = stage.make()
    assert asked_since(stage, before) == {"image": 1, "animation": 1}
    assert scenes_told(result) == {("animation", "003")}
    assert held(stage, "film", Film) != film


def test_other_words_are_spoken_and_only_their_scene_is_animated_again(stage):
    before = stage.calls()
    assert stage.retake("narration", "002", text="Two hills, and a very long valley between them!").success
    assert stage.speech.calls[-1].text == "Two hills, and a very long valley between them!"
    stage.make(only=TO_LIPS)
    asked = asked_since(stage, before)
    assert (asked["speech"], asked["lips"]) == (1, 1)
    assert "image" not in asked
    assert asked.get("animation", 0) <= 1, "at most the scene whose length changed"


def test_a_silent_scene_may_be_given_words(stage):
    assert stage.retake("narration", "003", text="Three hills.").success
    assert stage.make().success
    assert [row.scene for row in held(stage, "narration", Narration).scenes] == ["001", "002", "003"]


def test_another_movement_and_length_touch_one_clip(stage):
    before = stage.calls()
    assert stage.retake("animation", "001", motion_prompt="tilt up", duration_s=4).success
    assert asked_since(stage, before) == {"animation": 1}
    assert stage.animations.calls[-1].frames == 120
    stage.make(only=(*TO_LIPS, "music"))
    assert asked_since(stage, before) == {"animation": 1, "music": 1}, "the film is longer, so its music is"
    assert held(stage, "scene_animations", SceneClips).scenes[0].result.frames == 120


def test_an_edit_changes_nothing_that_it_does_not_name(stage):
    stage.retake("image", "001", prompt="a lake")
    stage.retake("image", "001", seed=4)
    stage.retake("animation", "001", motion_prompt="static")
    edit = stage.edits()["001"]
    assert (edit.image.prompt, edit.image.seed, edit.animation.motion_prompt) == ("a lake", 4, "static")


def test_footage_is_set_aside_by_a_prompt_with_its_sound_and_comes_back_with_the_plan(tmp_path):
    stage = Stage(tmp_path)
    footage = stage.store.put_file(film(tmp_path / "a.mp4", [halves()] * 45, sound=tone(48_000, 1.5)))
    first, second, third = stage.plan.scenes
    own = second.model_copy(update={"video": footage, "audio": footage})
    stage.plan = stage.plan.model_copy(update={"scenes": (first, own, third)})
    assert stage.make().success
    before, made = stage.calls(), held(stage, "film", Film)
    assert (before["lips"], before["speech"], before["image"]) == (0, 1, 2)
    assert stage.retake("image", "002", prompt="a barn").success
    assert stage.images.calls[-1].room_for_speaker
    assert stage.make().success
    asked = asked_since(stage, before)
    assert (asked["image"], asked["animation"], asked["speech"], asked["lips"]) == (1, 1, 1, 1)
    assert held(stage, "film", Film) != made
    revert_scene(stage.store, "hills", "002", to=0, who="test")
    assert stage.make().success
    assert held(stage, "film", Film) == made


def test_nothing_filled_in_makes_nothing_and_keeps_no_edit(stage):
    before = stage.calls()
    assert stage.retake("image", "001").success
    assert asked_since(stage, before) == {}
    assert scene_history(stage.store, "hills") == ()


def test_the_same_edit_again_hits_the_cache(stage):
    stage.retake("image", "001", seed=9)
    before = stage.calls()
    result = stage.retake("image", "001", seed=9)
    assert asked_since(stage, before) == {}
    assert len(scene_history(stage.store, "hills")) == 1
    (event,) = result.asset_materializations_for_node("scene__image")
    assert event.metadata["reused"].value is True


def test_a_new_take_is_made_and_the_old_one_kept(stage):
    stage.retake("image", "001", new_take=True)
    stage.retake("image", "001", new_take=True)
    assert [call.take for call in stage.images.calls[-2:]] == [2, 3]
    assert [take.number for take in scene_takes(stage.store, "hills", "001", "image")] == [1, 2, 3]


def test_another_engine_marks_no_picture_stale_until_it_is_asked_to(stage):
    before = stage.calls()
    stage.images = FakeImageEngine(version="2")
    before = stage.calls()
    result = stage.make(only=TO_LIPS)
    assert asked_since(stage, before) == {}
    assert materialized(result, "scene_images").metadata["reused"].value == 3
    stage.make(only=TO_PICTURES, scene_images={"stale_models": True})
    assert asked_since(stage, before)["image"] == 3


def test_a_retake_by_another_engine_leaves_the_other_pictures_as_they_are(stage):
    stage.images = FakeImageEngine(version="2")
    stage.retake("image", "002", seed=5)
    assert len(stage.images.calls) == 1
    assert stage.make(only=TO_PICTURES).success
    assert len(stage.images.calls) == 1


def test_another_speech_engine_speaks_everything_again(stage):
    stage.speech = FakeSpeechEngine(version="2")
    assert stage.make(only=TO_LINES).success
    assert len(stage.speech.calls) == 2


@pytest.mark.parametrize(
    ("part", "config", "field"),
    [
        ("image", {"prompt": "  "}, "prompt"),
        ("image", {"seed": -1}, "seed"),
        ("image", {"seed": 2**63}, "seed"),
        ("image", {"size": "big"}, "size"),
        ("image", {"size": "1023x577"}, "size"),
        ("animation", {"duration_s": 0}, "duration_s"),
        ("animation", {"duration_s": 36_000}, "duration_s"),
        ("narration", {"text": ""}, "text"),
        ("narration", {"language": "not a language"}, "language"),
    ],
)
def test_a_wrong_value_is_refused_without_retry_and_keeps_nothing(stage, part, config, field):
    before = stage.calls()
    result = stage.retake(part, "001", **config)
    told = failure_of(result)
    assert (told["code"], told["exit_code"]) == ("invalid_input", 2)
    assert field in str(told["field"])
    assert told["remedy"]
    assert not [event for event in result.all_events if event.is_step_up_for_retry]
    assert scene_history(stage.store, "hills") == ()
    assert asked_since(stage, before) == {}


def test_a_scene_that_does_not_exist_is_refused_by_the_name_of_those_that_do(stage):
    told = failure_of(stage.retake("image", "042", seed=1))
    assert "042" in str(told["message"])
    assert "001 to 003" in str(told["remedy"])
    assert scene_history(stage.store, "hills") == ()


def test_a_scene_that_fails_keeps_its_edit_and_is_made_when_it_works_again(stage):
    stage.images = FakeImageEngine(errors={0: EngineRefused("no hills today", engine="fake-image")})
    assert "no hills today" in str(failure_of(stage.retake("image", "001", seed=3))["message"])
    stage.images = FakeImageEngine()
    assert stage.make(only=TO_PICTURES).success
    assert [call.seed for call in stage.images.calls] == [3]


def test_an_identical_result_leaves_the_data_version_as_it_was(stage):
    first = stage.retake("image", "001", seed=9).asset_materializations_for_node("scene__image")[0]
    again = stage.retake("image", "001").asset_materializations_for_node("scene__image")[0]
    other = stage.retake("image", "001", seed=10).asset_materializations_for_node("scene__image")[0]
    version = "dagster/data_version"
    assert first.tags[version] == again.tags[version] != other.tags[version]
