"""Stock media in the graph: nothing twice in a film, what was chosen stays, retakes look for themselves, credits follow."""

import json

import pytest

from tests.fakes.graph import PLAN, TO_CLIPS, TO_LIPS, TO_PICTURES, Stage
from tests.fakes.image_engine import FakeImageEngine
from tests.fakes.stock import write_footage, write_photo
from videogen_dagster.assets.character_sheets import wanted_sheets
from videogen_dagster.core.media import Picture
from videogen_dagster.core.stages import SceneClips, ScenePictures
from videogen_dagster.engines.image.library import library_image_engine
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.prices import PriceList
from videogen_dagster.plans.project_plan import plan_project
from videogen_dagster.plans.records import PlannedChange
from videogen_dagster.resources.stage_values import require_stage

HILLS = ("first hill", "second hill", "third hill", "hill in snow", "hill at night")


@pytest.fixture
def library(tmp_path):
    folder = tmp_path / "library"
    for number, name in enumerate(HILLS):
        write_photo(folder / f"{name}.jpg", (40 * number + 60, 120, 200 - 30 * number))
    return folder


@pytest.fixture
def stage(tmp_path, library):
    return Stage(tmp_path / "stage", images=engine_of(library, tmp_path))


def engine_of(library, tmp_path, **options: str):
    choice = ProviderChoice(shared=tmp_path / "shared", library=library, options=tuple(options.items()))
    return library_image_engine().with_provider(choice)


def shown(stage: Stage) -> dict[str, str]:
    pictures = require_stage(stage.store, "hills", "scene_images", ScenePictures)
    return {row.scene: row.result.found.files[0].address if row.result.found else "" for row in pictures.scenes}


def picture(stage: Stage, scene: str) -> Picture:
    pictures = require_stage(stage.store, "hills", "scene_images", ScenePictures)
    return next(row.result for row in pictures.scenes if row.scene == scene)


def test_each_scene_shows_what_answers_its_words_best(stage):
    assert stage.make(only=TO_PICTURES).success
    assert shown(stage) == {"001": "first hill.jpg", "002": "second hill.jpg", "003": "third hill.jpg"}


def test_what_was_chosen_stays_whatever_comes_into_the_library(stage, library):
    stage.make(only=TO_PICTURES)
    before = shown(stage)
    write_photo(library / "first hill, the very first hill.jpg")
    stage.make(only=TO_PICTURES)
    assert shown(stage) == before


def test_a_retake_shows_what_no_scene_shows_and_changes_no_other(stage):
    stage.make(only=TO_PICTURES)
    before = shown(stage)
    assert stage.retake("image", "002", prompt="first hill, third hill").success
    after = shown(stage)
    assert after["002"] not in before.values()
    assert {**after, "002": ""} == {**before, "002": ""}


def test_a_new_take_shows_something_else_and_the_old_one_can_be_picked_again(stage):
    stage.make(only=TO_PICTURES)
    stage.retake("image", "001", new_take=True)
    second = shown(stage)["001"]
    assert second not in {"first hill.jpg", "second hill.jpg", "third hill.jpg"}
    stage.retake("image", "001", new_take=True)
    assert shown(stage)["001"] not in {second, "first hill.jpg", "second hill.jpg", "third hill.jpg"}


def test_what_a_scene_showed_before_is_left_to_it(stage):
    stage.make(only=TO_PICTURES)
    stage.retake("image", "001", new_take=True)
    stage.retake("image", "002", prompt="first hill")
    assert shown(stage)["002"] != "first hill.jpg"


def test_scenes_for_which_nothing_is_left_fail_and_the_others_are_kept(stage, library):
    for name in HILLS[2:]:
        (library / f"{name}.jpg").unlink()
    result = stage.make(only=TO_PICTURES)
    assert not result.success
    told = result.failure_data_for_node("scene_images").user_failure_data
    assert "003" in told.description
    assert "third hill" in told.description
    write_photo(library / "third hill.jpg")
    assert stage.make(only=TO_PICTURES).success
    assert shown(stage) == {"001": "first hill.jpg", "002": "second hill.jpg", "003": "third hill.jpg"}


def test_a_picture_that_was_drawn_stays_where_stock_media_is_chosen_later_and_the_other_way_round(tmp_path, library):
    drawn = Stage(tmp_path / "stage")
    drawn.make(only=TO_PICTURES)
    finding = Stage(tmp_path / "stage", images=engine_of(library, tmp_path))
    finding.make(only=TO_PICTURES)
    assert set(shown(finding).values()) == {""}
    finding.make(only=TO_PICTURES, scene_images={"stale_models": True})
    assert shown(finding)["001"] == "first hill.jpg"
    again = Stage(tmp_path / "stage", images=FakeImageEngine())
    again.make(only=TO_PICTURES)
    assert shown(again)["001"] == "first hill.jpg"
    assert again.images.calls == []


def test_people_are_not_searched_for(stage):
    assert wanted_sheets(PLAN, "hills", stage.images) == {}


def test_a_plan_knows_what_scenes_go_on_with(stage):
    stage.make(only=TO_PICTURES)
    stage.retake("image", "001", new_take=True)
    planned = plan_project(stage.store, "hills", stage.engines(), PlannedChange(), PriceList())
    (pictures,) = [each for each in planned.stages if each.stage == "scene_images"]
    assert (pictures.reused, list(pictures.made)) == (3, [])


def test_a_clip_is_shown_as_it_is_and_a_photo_is_moved(tmp_path, library):
    write_footage(library / "first hill moving.mp4", seconds=2)
    (library / "first hill.jpg").unlink()
    stage = Stage(tmp_path / "stage", images=engine_of(library, tmp_path))
    stage.make(only=TO_CLIPS)
    assert picture(stage, "001").footage is not None
    clips = require_stage(stage.store, "hills", "scene_animations", SceneClips)
    assert len(clips.scenes) == 3
    assert [call.picture.found.title for call in stage.animations.calls] == ["second hill", "third hill"]
    assert not stage.retake("animation", "001", motion_prompt="pan left").success
    assert stage.retake("animation", "002", motion_prompt="pan left").success


def test_no_speaker_is_drawn_into_stock_media(tmp_path, library):
    stage = Stage(tmp_path / "stage", images=engine_of(library, tmp_path))
    stage.make(only=TO_LIPS)
    drawn = Stage(tmp_path / "drawn")
    drawn.make(only=TO_LIPS)
    draws_speaker = drawn.lips.capabilities().draws_speaker
    spoken = require_stage(stage.store, "hills", "lip_sync", SceneClips)
    assert [row.scene for row in spoken.scenes] == ([] if draws_speaker else ["002"])


def test_credits_lie_beside_the_film_and_stand_in_its_metadata(stage, library, tmp_path):
    (library / "library.toml").write_text('[defaults]\nauthor = "Mara Lind"\nlicence = "CC0-1.0"')
    result = stage.make()
    assert result.success
    told = (tmp_path / "stage" / "films" / "hills.CREDITS.txt").read_text()
    assert 'Scene 002: Photo "second hill"\n  by Mara Lind\n  licence: CC0-1.0\n' in told
    listed = json.loads((tmp_path / "stage" / "films" / "hills.credits.json").read_text())
    assert [each["scenes"] for each in listed] == [["001"], ["002"], ["003"]]
    (film,) = [
        event for event in result.get_asset_materialization_events() if event.asset_key.to_user_string() == "film"
    ]
    assert "credits" in film.materialization.metadata
    assert stage.make(only=("publication",)).success
    handed = tmp_path / "stage" / "drop" / "out" / "hills"
    assert (handed / "CREDITS.txt").read_text() == told
    assert json.loads((handed / "credits.json").read_text()) == listed
