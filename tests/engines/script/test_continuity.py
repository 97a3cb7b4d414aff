"""What stays from shot to shot, and what changes it."""

from pathlib import Path

import pytest

from tests.engines.script.planning import storyboard
from videogen_dagster.core.brief import Outline, OutlineScene
from videogen_dagster.core.prompting import scene_seed
from videogen_dagster.core.screenplay import Action, Element, Heading, Narration, Screenplay, Speech, Spoken
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.script.rules.places_told import hour_told, move_told, place_told
from videogen_dagster.scripts.open_input import read_drafts

INPUTS = Path(__file__).parents[3].parent / "shared" / "inputs"
ROOM = "Interior, modest police interview room, late afternoon."


def said(name: str, words: str = "Yes.") -> Speech:
    return Speech(character=name, parts=(Spoken(text=words),))


def film(*elements: Element) -> Storyboard:
    return storyboard(Screenplay(elements=elements))


def outline(*prompts: str) -> list[str]:
    scenes = storyboard(Outline(scenes=tuple(OutlineScene(image_prompt=prompt) for prompt in prompts))).scenes
    return [scene.image_prompt for scene in scenes]


def seeds(board: Storyboard) -> set[int]:
    return {scene_seed(board, scene) for scene in board.scenes}


def test_a_script_without_headings_plays_in_one_place_at_one_hour() -> None:
    board = film(said("ANN"), said("BOB"), Action(text="(Jack) Spoon."), said("EVE"), said("DAN"))
    assert len(board.scenes) == 2
    assert all("interior, living room, day" in scene.image_prompt for scene in board.scenes)
    assert len(seeds(board)) == 1


def test_a_script_without_headings_plays_where_its_action_says() -> None:
    board = film(said("ANN"), Action(text="The fisherman waits in the old harbour."), said("BOB"))
    assert all("exterior, old harbour, day" in scene.image_prompt for scene in board.scenes)


def test_a_tense_script_that_tells_no_hour_plays_at_night() -> None:
    board = film(Action(text="The murderer hides a gun. Blood on the knife. Danger."), said("ANN", "He will kill us!"))
    assert board.mood == "tense"
    assert all("living room, night" in scene.image_prompt for scene in board.scenes)


def test_words_in_dialogue_and_on_labels_choose_no_place() -> None:
    board = film(
        Action(text="A file with the label 'Office'. A note: “Meet me on the beach”."),
        said("ANN", "That night in the kitchen of the castle it rained."),
    )
    assert all("interior, living room, day" in scene.image_prompt for scene in board.scenes)
    assert not any("rain," in scene.image_prompt for scene in board.scenes)


def test_a_heading_that_names_no_place_stays_where_the_film_is() -> None:
    board = film(
        Heading(text="EXT. HARBOUR - NIGHT"),
        Action(text="Rain falls on the boats."),
        Heading(text="MOMENTS LATER"),
        said("ANN"),
        Heading(text="INT. SHED"),
        said("ANN"),
    )
    assert "exterior, harbour, night, rain" in board.scenes[0].image_prompt
    assert "exterior, harbour, night, rain" in board.scenes[1].image_prompt
    assert board.scenes[2].image_prompt.endswith("interior, shed, night")


def test_a_sentence_that_opens_with_another_place_moves_the_scene() -> None:
    board = film(
        Heading(text="INT. OFFICE - DAY"),
        said("ANN"),
        Action(text="Later, on the roof, ANN and BOB look at the castle. Night falls."),
        said("BOB"),
        said("ANN"),
    )
    assert "interior, office, day" in board.scenes[0].image_prompt
    assert "exterior, roof, night" in board.scenes[1].image_prompt


def test_the_next_heading_sets_place_and_hour_anew() -> None:
    board = film(
        Heading(text="INT. OFFICE - NIGHT"),
        Action(text="It snows outside."),
        said("ANN"),
        Heading(text="EXT. BEACH - DAY"),
        said("ANN"),
    )
    assert board.scenes[-1].image_prompt.endswith("exterior, beach, day")


def test_prose_stays_where_it_was_while_it_speaks_of_the_same_people() -> None:
    board = film(
        Narration(text="A girl lived in the old harbour, and every day she watched the boats come in and go out."),
        Narration(text="She counted them twice, once in the light and once by heart, and never wrote anything down."),
        Narration(text="In the evening the whole forest was dark, and nobody in the world knew her name any more."),
    )
    assert len(board.scenes) == 3
    assert "harbour" in board.scenes[1].image_prompt
    assert "harbour" not in board.scenes[2].image_prompt
    assert "evening" in board.scenes[2].image_prompt


def test_a_shot_without_a_place_of_its_own_goes_on_in_the_room_before_it() -> None:
    first = "Wide shot in a modest police interview room. Mira Chen (woman, 34, black bob) sits at a gray table with a recorder."
    clock = "Mira sits upright. The clock shows late afternoon."
    prompts = outline(first, "Close-up of Mira, anxious.", "The recorder, a label reading 'Office'.", clock)
    assert prompts == [
        f"{first} Late afternoon.",
        f"Close-up of Mira, anxious. {ROOM}",
        f"The recorder, a label reading 'Office'. {ROOM}",
        f"{clock} Interior, modest police interview room.",
    ]


def test_an_insert_shows_the_table_in_the_room() -> None:
    prompts = outline("A baker in a small bakery.", "Insert shot of the table: the baker and her notebook.")
    assert prompts[1].endswith("Interior, tabletop in the small bakery, day.")


@pytest.mark.parametrize(
    "elsewhere",
    ["Mira on a wide beach.", "Clouds drift past Mira.", "A tractor ploughs.", "Mira waits outside the castle."],
)
def test_a_shot_of_somewhere_else_does_not_take_the_room_along(elsewhere: str) -> None:
    prompts = outline("Mira Chen (woman, 34, black bob) stands in a small kitchen.", elsewhere)
    assert prompts[1] == elsewhere


def test_who_returns_to_a_place_finds_it_as_it_was() -> None:
    board = storyboard(
        Outline(
            scenes=tuple(
                OutlineScene(image_prompt=prompt)
                for prompt in (
                    "A chef in a bright steel test kitchen.",
                    "On a beach.",
                    "Back in the original test kitchen.",
                )
            )
        )
    )
    first, second, third = (scene_seed(board, scene) for scene in board.scenes)
    assert first == third != second


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("inside a rustic Italian trattoria kitchen: terracotta tiles", "rustic Italian trattoria kitchen"),
        ("Wide shot of an Indian tandoor kitchen at dusk", "Indian tandoor kitchen"),
        ("at an open-air market stall under bright sun", "open-air market stall"),
        ("a printed map of a kitchen", ""),
        ("He looks at the castle.", ""),
        ("A key in the kitchen drawer.", ""),
        ("A label reading 'in the office'.", ""),
        ("She sits in the room.", ""),
    ],
)
def test_a_place_is_told_by_where_somebody_is(text: str, place: str) -> None:
    assert place_told(text).place == place


@pytest.mark.parametrize(
    ("text", "place", "hour"),
    [
        ("LATER, ON THE ROOF", "roof", ""),
        ("That night, in the garden, she waits.", "garden", "night"),
        ("He nods. In the kitchen a kettle whistles.", "kitchen", ""),
        ("She thinks of the night in the garden.", "", ""),
        ("The sun sets behind them.", "", "sunset"),
        ("By dawn the boat is gone.", "", "dawn"),
        ("On the table lies a gun.", "", ""),
    ],
)
def test_a_move_opens_its_sentence(text: str, place: str, hour: str) -> None:
    assert (move_told(text).place, hour_told(text)) == (place, hour)


@pytest.mark.skipif(not INPUTS.is_dir(), reason="the folder with real inputs is not beside the checkout")
def test_the_interview_stays_in_its_room_from_the_first_shot_to_the_last() -> None:
    (draft,) = read_drafts([INPUTS / "detective_witness_interview_typeC.json"])
    board = storyboard(draft.content)
    assert all("interview room" in scene.image_prompt for scene in board.scenes)
    assert all("late afternoon" in scene.image_prompt.lower() for scene in board.scenes)
    assert len(seeds(board)) == 1


@pytest.mark.skipif(not INPUTS.is_dir(), reason="the folder with real inputs is not beside the checkout")
@pytest.mark.parametrize("name", ["Parenthetical", "Formatted", "Character"])
def test_real_scripts_without_headings_stay_in_one_room(name: str) -> None:
    (draft,) = read_drafts([INPUTS / f"wildwinter_{name}.fountain"])
    board = storyboard(draft.content)
    assert len({scene.heading for scene in board.scenes}) == 1
    assert all("interior, living room, " in scene.image_prompt for scene in board.scenes)
