import pytest

from videogen_dagster.media.illustration import words
from videogen_dagster.media.illustration.gallery import PLACES
from videogen_dagster.media.illustration.reading import ABSTRACT, read_prompt, without


@pytest.mark.parametrize(
    ("prompt", "setting", "time"),
    [
        ("INT. PALACE HALLWAY - NIGHT", "palace", "night"),
        ("EXT. BRICK'S PATIO - DAY", "patio", "day"),
        ("Olympia Circus at midnight", "circus", "night"),
        ("A modest, well-lit police interview room", "interview", "day"),
        ("High-angle shot of a Japanese ramen-ya kitchen at dusk", "kitchen", "sunset"),
        ("Narrow streets of the old port at dawn", "street", "dawn"),
        ("two cities under the stars", "city", "night"),
        ("the detective leans back, tired", "interview", "night"),
    ],
)
def test_a_prompt_names_place_and_time(prompt: str, setting: str, time: str) -> None:
    description = read_prompt(prompt)
    assert (description.setting, description.time) == (setting, time)


@pytest.mark.parametrize("prompt", ["a woodpecker's thoughts", "she scared the archivist", "the seaman's hopes"])
def test_a_word_inside_another_one_is_not_read(prompt: str) -> None:
    assert not read_prompt(prompt).named


def test_plurals_are_read_as_their_singular() -> None:
    assert read_prompt("libraries").setting == read_prompt("library").setting == "library"
    assert read_prompt("beaches at noon").setting == "beach"


def test_a_place_wins_over_the_things_in_it() -> None:
    assert read_prompt("a sofa stands in the forest").setting == "forest"


def test_what_must_not_be_shown_is_not_read() -> None:
    described = read_prompt("a city street in the rain with people", negative_prompt="rain, people")
    assert described.weather == "clear"
    assert described.excludes("people")
    assert "people" not in described.text


def test_storms_darken_the_day_but_not_the_night() -> None:
    assert read_prompt("a storm over the sea").time == "storm"
    assert read_prompt("a storm over the sea at night").time == "night"


def test_an_unknown_prompt_gets_scenery_of_its_mood() -> None:
    description = read_prompt("the joy of small numbers", seed=4)
    assert not description.named
    assert description.setting in ABSTRACT["happy"]


def test_excluded_terms_go_with_their_plurals() -> None:
    assert without("a tree, two trees and a treehouse", ["trees"]) == "a , two and a treehouse"


def test_every_setting_that_can_be_read_can_be_drawn() -> None:
    readable = {*words.SETTINGS, *words.HINTS, *(name for names in ABSTRACT.values() for name in names)}
    assert readable <= set(PLACES)
    assert set(PLACES) >= words.INDOORS
    assert len(set(PLACES.values())) >= 30


@pytest.mark.parametrize(
    ("prompt", "setting", "outlook"),
    [
        (
            "wide establishing shot, interior, lighthouse kitchen, night, A lantern hangs over the table",
            "kitchen",
            "sea",
        ),
        ("INT. CASTLE BEDROOM - DAY", "bedroom", "hills"),
        ("interior, space station kitchen, day, an astronaut eats", "kitchen", "space"),
        ("interior, night, she cooks and the sea is far away", "kitchen", "town"),
        ("the lighthouse kitchen at night", "kitchen", "sea"),
        ("exterior, office building, day", "city", "town"),
        ("exterior, city street, night, a sofa stands in the rain", "street", "town"),
        ("outside a police station at night", "street", "town"),
        ("exterior, harbour village, night, the lighthouse on the cape stands dark", "harbour", "sea"),
    ],
)
def test_the_words_after_interior_and_exterior_decide_the_place(prompt: str, setting: str, outlook: str) -> None:
    description = read_prompt(prompt)
    assert (description.setting, description.outlook) == (setting, outlook)
    assert description.indoors == (setting in words.INDOORS)


def test_furniture_stands_in_a_room_and_people_at_a_table_are_not_on_it() -> None:
    assert read_prompt("a table").setting == "living_room"
    assert read_prompt("wide two-shot, hands on the table, the keycard in one hand").setting == "interview"
    assert read_prompt("a cup of tea on the table").setting == "tabletop"
