"""Renditions as people write them, and what of a film counts in them."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from videogen_dagster.core.brief import Brief, Idea
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import Aspect, FilmSettings, FrameSize, Rendition, Resolution
from videogen_dagster.core.renditions import (
    BESIDE_THE_PLAN,
    beside,
    composed_for,
    planning_settings,
    shaped_edits,
    storyboard_request,
    with_settings_beside_the_plan,
)
from videogen_dagster.core.screenplay import Screenplay
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.scripts.names import check_project_name


def settings(*renditions: str, **others: str) -> FilmSettings:
    return FilmSettings.model_validate({"renditions": renditions, **others})


@pytest.mark.parametrize(
    ("text", "rendition", "name"),
    [
        ("9:16", Rendition(aspect=Aspect.TALL), "9x16"),
        ("1:1@720p", Rendition(aspect=Aspect.SQUARE, resolution=Resolution.P720), "1x1-720p"),
        ("16:9@360p", Rendition(aspect=Aspect.WIDE, resolution=Resolution.P360), "16x9-360p"),
    ],
)
def test_a_rendition_is_its_text_in_every_file_and_has_a_name_for_files(text, rendition, name):
    assert Rendition.model_validate(text) == rendition
    assert (str(rendition), rendition.name) == (text, name)
    assert rendition.model_dump(mode="json") == text
    assert Rendition.model_validate_json(rendition.model_dump_json()) == rendition
    assert beside(Path("films/a.b.mp4"), rendition) == Path(f"films/a.b.{name}.mp4")


@pytest.mark.parametrize("text", ["", "4:3", "9x16", "9:16@", "9:16@144p", "@720p", "9:16@720p@1080p"])
def test_what_is_no_rendition_is_refused(text):
    with pytest.raises(ValidationError):
        Rendition.model_validate(text)


@pytest.mark.parametrize("given", ["9:16, 1:1@720p", "9:16 1:1@720p", ["9:16", "1:1@720p"]])
def test_renditions_are_a_list_or_one_text(given):
    found = FilmSettings.model_validate({"renditions": given})
    assert found == settings("9:16", "1:1@720p")
    assert FilmSettings.model_validate_json(found.model_dump_json()) == found


def test_none_is_none():
    assert FilmSettings.model_validate({"renditions": "none"}).renditions == ()


def test_each_size_is_made_once_and_the_films_own_is_not_made_again():
    wanted = settings("16:9", "9:16", "16:9@360p", "9:16@1080p", "9:16", "16:9@1080p")
    assert [str(rendition) for rendition in wanted.shapes()] == ["9:16", "16:9@360p"]
    assert [str(rendition) for rendition in wanted.model_copy(update={"resolution": Resolution.P360}).shapes()] == [
        "9:16",
        "9:16@1080p",
        "16:9@1080p",
    ]


def test_a_rendition_has_the_settings_of_a_film_of_its_shape_and_size():
    tall = settings("9:16@360p", style="noir").of(Rendition.model_validate("9:16@360p"))
    assert tall == FilmSettings.model_validate({"aspect": "9:16", "resolution": "360p", "style": "noir"})
    assert tall.size == FrameSize(width=360, height=640)


def test_another_shape_is_composed_once_for_its_largest_rendition():
    wanted = settings("9:16@360p", "9:16@720p", "1:1", "16:9@360p")
    assert {str(aspect): str(of) for aspect, of in composed_for(wanted).items()} == {"9:16": "9:16@720p", "1:1": "1:1"}


def test_words_count_in_every_shape_and_the_size_and_choice_of_a_picture_only_in_the_films():
    edit = SceneEdit.model_validate(
        {
            "image": {"prompt": "a lake", "seed": 3, "take": 2, "size": {"width": 320, "height": 180}, "pick": 1},
            "animation": {"motion_prompt": "pan left", "duration_s": 3, "pick": 1},
            "narration": {"text": "A lake.", "pick": 2},
        }
    )
    expected = {
        "image": {"prompt": "a lake", "seed": 3, "take": 2},
        "animation": {"motion_prompt": "pan left", "duration_s": 3},
        "narration": {"text": "A lake.", "pick": 2},
    }
    assert shaped_edits({"001": edit}) == {"001": SceneEdit.model_validate(expected)}


def test_asking_for_a_rendition_plans_no_other_storyboard():
    idea = Idea(text="hills")
    script = Screenplay(title_page={"Title": "Hills", "Renditions": "9:16"}, elements=())
    asked = {"settings": settings("9:16"), "title": "Hills"}
    assert storyboard_request(Brief(content=idea, **asked)) == storyboard_request(
        Brief(title="Hills", content=idea, settings=settings())
    )
    assert storyboard_request(Brief(content=script, **asked)) == storyboard_request(
        Brief(title="Hills", content=Screenplay(title_page={"Title": "Hills"}, elements=()), settings=settings())
    )


BESIDE = {
    "resolution": "360p",
    "captions": "box",
    "dub_language": "de",
    "caption_languages": "de, fr",
    "renditions": "9:16",
    "music_db": "off",
    "speech_db": "3",
    "ducking_db": "-20",
    "fade_in_s": "2",
    "fade_out_s": "0",
}


@pytest.mark.parametrize("name", BESIDE)
def test_neither_an_option_nor_a_title_page_that_sets_what_is_beside_the_plan_plans_another_storyboard(name):
    plain = Screenplay(title_page={"Title": "Hills"}, elements=())
    script = plain.model_copy(update={"title_page": {"Title": "Hills", name.title(): BESIDE[name]}})
    asked = FilmSettings.model_validate({name: BESIDE[name]})
    assert asked != FilmSettings()
    assert storyboard_request(Brief(title="Hills", content=script, settings=asked)) == storyboard_request(
        Brief(title="Hills", content=plain)
    )


@pytest.mark.parametrize("other", [{"style": "noir"}, {"aspect": "1:1"}, {"language": "de"}, {"seed": 1}])
def test_what_a_script_engine_may_go_by_plans_another_storyboard(other):
    idea, asked = Idea(text="hills"), FilmSettings.model_validate(other)
    assert planning_settings(asked) == asked
    assert storyboard_request(Brief(title="Hills", content=idea, settings=asked)) != storyboard_request(
        Brief(title="Hills", content=idea)
    )


def test_a_storyboard_gets_what_the_brief_asks_for_beside_the_plan_and_nothing_else():
    assert set(BESIDE) == BESIDE_THE_PLAN
    board = Storyboard(
        title="Hills", settings=settings(), scenes=(Scene(id="001", image_prompt="a hill", duration_s=1),)
    )
    asked = FilmSettings.model_validate(BESIDE)
    noir = asked.model_copy(update={"style": "noir"})
    assert with_settings_beside_the_plan(board, noir).settings == asked


@pytest.mark.parametrize("name", ["lantern.9x16", "lantern.1x1-720p"])
def test_no_project_is_called_like_the_rendition_of_another(name):
    with pytest.raises(InvalidInput, match="renditions"):
        check_project_name(name)
    assert check_project_name("lantern.9") == "lantern.9"
