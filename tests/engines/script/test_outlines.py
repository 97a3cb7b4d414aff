"""Outlines as storyboards."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.script.planning import storyboard
from videogen_dagster.core.brief import Outline, OutlineCharacter, OutlineLine, OutlineScene
from videogen_dagster.core.storyboard import NARRATOR, SHORTEST_SCENE_S

INTERVIEW = Outline(
    overview="A detective asks. A witness remembers.",
    scenes=(
        OutlineScene(
            image_prompt="Detective Mira Chen (adult woman, 34, black bob) sits opposite Jordan Hale (adult man, 29, freckles).",
            motion_prompt="24mm lens, locked-off camera",
        ),
        OutlineScene(image_prompt="Close-up of Jordan, anxious.", duration_s=9),
        OutlineScene(image_prompt="The table with the recorder."),
    ),
)


def test_given_prompts_and_lengths_pass_through() -> None:
    scenes = storyboard(INTERVIEW).scenes
    assert [scene.image_prompt for scene in scenes] == [scene.image_prompt for scene in INTERVIEW.scenes]
    assert scenes[0].motion_prompt == "24mm lens, locked-off camera"
    assert scenes[1].duration_s == 9


def test_names_with_a_description_become_characters_and_are_found_again_by_first_name() -> None:
    board = storyboard(INTERVIEW)
    assert board.character("mira-chen").description == "detective, adult woman, 34, black bob"
    assert board.character("jordan-hale").description == "adult man, 29, freckles"
    assert [scene.characters for scene in board.scenes] == [("mira-chen", "jordan-hale"), ("jordan-hale",), ()]


def test_a_listed_character_with_a_title_is_the_one_whom_the_text_describes() -> None:
    listed = INTERVIEW.model_copy(
        update={"characters": (OutlineCharacter(name="Detective Mira Chen", voice="gmw/en-us+f3"),)}
    )
    who = storyboard(listed).character("detective-mira-chen")
    assert (who.voice, who.description) == ("gmw/en-us+f3", "detective, adult woman, 34, black bob")


def test_a_role_that_comes_back_is_a_character_with_the_looks_of_its_introduction() -> None:
    outline = Outline(
        scenes=(
            OutlineScene(image_prompt="Medium shot of a 32-year-old chef with a scar above his eyebrow."),
            OutlineScene(image_prompt="The same chef stands at a market stall."),
            OutlineScene(image_prompt="Steam hides the chef for a moment."),
        )
    )
    board = storyboard(outline)
    assert board.character("chef").description == "32-year-old chef with a scar above his eyebrow"
    assert [scene.characters for scene in board.scenes] == [("chef",)] * 3


def test_an_outline_without_lines_is_told_by_its_overview() -> None:
    board = storyboard(INTERVIEW)
    assert board.spoken_words() == ("A", "detective", "asks.", "A", "witness", "remembers.")
    assert {line.character for scene in board.scenes for line in scene.lines} == {NARRATOR}


def test_a_missing_picture_is_composed_from_heading_and_action() -> None:
    outline = Outline(scenes=(OutlineScene(heading="EXT. HARBOUR - NIGHT", action="A boat leaves in the rain."),))
    assert storyboard(outline).scenes[0].image_prompt == (
        "wide establishing shot, exterior, harbour, night, A boat leaves in the rain"
    )


def test_a_fixed_length_never_cuts_a_line() -> None:
    words = " ".join(["word"] * 60)
    outline = Outline(scenes=(OutlineScene(action="x", duration_s=3, lines=(OutlineLine(text=words),)),))
    assert storyboard(outline).scenes[0].duration_s > 20


def test_a_line_off_screen_is_heard_and_not_seen() -> None:
    lines = (OutlineLine(character="Ann (V.O.)", text="Hello"), OutlineLine(character="Ann", text="There"))
    board = storyboard(Outline(scenes=(OutlineScene(action="A room", lines=lines),)))
    assert [(line.character, line.on_screen) for line in board.scenes[0].lines] == [("ann", False), ("ann", True)]


@given(
    st.lists(
        st.builds(
            OutlineScene,
            heading=st.none() | st.text(max_size=20),
            action=st.text(max_size=40),
            lines=st.lists(
                st.builds(
                    OutlineLine, character=st.none() | st.text(max_size=12), text=st.text(min_size=1, max_size=40)
                ),
                max_size=3,
            ).map(tuple),
            duration_s=st.none() | st.floats(0.5, 600),
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=80, deadline=None)
def test_every_word_of_any_outline_is_said_once_and_in_order(scenes: list[OutlineScene]) -> None:
    board = storyboard(Outline(scenes=tuple(scenes)))
    given_words = [word for scene in scenes for line in scene.lines for word in line.text.split()]
    assert list(board.spoken_words()) == given_words
    assert all(scene.duration_s >= SHORTEST_SCENE_S for scene in board.scenes)
