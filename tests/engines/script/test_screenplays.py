"""Screenplays as storyboards."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.script.planning import planned, storyboard
from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.core.screenplay import (
    Action,
    Heading,
    Lyric,
    Manner,
    Narration,
    Note,
    PageBreak,
    Screenplay,
    Section,
    Speech,
    Spoken,
    Synopsis,
    Transition,
)
from videogen_dagster.core.storyboard import NARRATOR, CardKind, Storyboard

INPUTS = Path(__file__).parents[3].parent / "shared" / "inputs"

# The Brick & Steel scene of the Fountain documentation's own tradition, in our own words.
PATIO = Screenplay(
    title="Brick & Steel",
    title_page={"Title": "Brick & Steel", "Credit": "Written by", "Author": "A. Writer"},
    elements=(
        Transition(text="FADE IN:"),
        Section(text="Act One", depth=1),
        Heading(text="EXT. BRICK'S PATIO - DAY", number="1"),
        Synopsis(text="They are retired and bored."),
        Action(text="A sunny day. BRICK BRADDOCK, retired police detective, sits in a deck chair, thinking."),
        Note(text="Is this too slow?"),
        Action(text="The door opens. STEEL comes out with two beers."),
        Speech(character="STEEL", parts=(Spoken(text="Beer's ready!"),)),
        Speech(character="BRICK", parts=(Manner(text="not moving"), Spoken(text="Are they cold?"))),
        Speech(character="STEEL", extensions=("CONT'D",), parts=(Spoken(text="Does a bear hum in the woods?"),)),
        Transition(text="DISSOLVE TO:"),
        Heading(text="INT. CAR - NIGHT"),
        Action(text="Rain on the windshield. The phone rings."),
        Speech(character="BRICK", extensions=("V.O.",), parts=(Spoken(text="That was the day it began."),)),
        Action(text="THE END", centred=True),
        Transition(text="FADE OUT."),
    ),
)


def test_the_title_page_becomes_an_opening_card_with_its_author() -> None:
    first = storyboard(PATIO).scenes[0]
    assert first.card is not None
    assert (first.card.kind, first.card.title, first.card.label) == (
        CardKind.TITLE,
        "Brick & Steel",
        "Written by A. Writer",
    )
    assert 3 <= first.duration_s <= 4
    assert first.lines == ()


def test_a_scene_opens_wide_and_its_dialogue_is_seen_closer() -> None:
    shots = [scene for scene in storyboard(PATIO).scenes if scene.heading.startswith("EXT.")]
    assert shots[0].image_prompt.startswith("wide establishing shot, exterior, Brick's patio, day, clear sky, ")
    assert "Brick Braddock, retired police detective" in shots[0].image_prompt
    assert shots[0].lines == ()
    assert shots[1].image_prompt.startswith("two-shot of Steel and Brick (retired police detective) talking")


def test_a_short_exchange_is_one_shot_with_its_manners() -> None:
    talk = next(scene for scene in storyboard(PATIO).scenes if scene.lines)
    assert [(line.character, line.text, line.manner, line.on_screen) for line in talk.lines] == [
        ("steel", "Beer's ready!", None, True),
        ("brick", "Are they cold?", "not moving", True),
        ("steel", "Does a bear hum in the woods?", None, True),
    ]
    assert talk.characters == ("steel", "brick")


def test_a_full_name_in_the_action_is_an_alias_and_describes_the_character() -> None:
    brick = storyboard(PATIO).character("brick")
    assert (brick.name, brick.aliases, brick.description) == ("BRICK", ("BRICK BRADDOCK",), "retired police detective")
    assert (brick.voice, brick.language) == (None, None)


def test_a_voice_over_is_heard_and_not_seen() -> None:
    voice = next(scene for scene in storyboard(PATIO).scenes if scene.heading.startswith("INT.") and scene.lines)
    assert [(line.character, line.on_screen) for line in voice.lines] == [("brick", False)]
    assert "brick" not in voice.characters
    assert "rain" in voice.image_prompt
    assert "night" in voice.image_prompt


def test_transitions_of_the_script_end_the_shot_before_them() -> None:
    scenes = storyboard(PATIO).scenes
    assert [scene.transition for scene in scenes] == ["dip-black", "cut", "crossfade", "cut", "dip-black"]


def test_centred_text_is_shown_as_a_card() -> None:
    last = storyboard(PATIO).scenes[-1]
    assert last.card is not None
    assert last.card.title == "THE END"


def test_notes_sections_and_synopses_are_nowhere() -> None:
    text = storyboard(PATIO).model_dump_json()
    assert "too slow" not in text
    assert "Act One" not in text
    assert "bored" not in text


def test_a_silent_shot_is_three_to_six_seconds_by_its_action() -> None:
    short = storyboard(Screenplay(elements=(Action(text="A door."),))).scenes[0]
    long = storyboard(Screenplay(elements=(Action(text="One two three four five. " * 6),))).scenes[0]
    assert short.duration_s == 3.0
    assert 5.5 <= long.duration_s <= 6.0


def test_long_action_becomes_several_shots_that_are_framed_differently() -> None:
    action = "She opens the box with both hands and looks inside. " * 9
    scenes = storyboard(Screenplay(elements=(Heading(text="INT. ATTIC - DAY"), Action(text=action)))).scenes
    assert len(scenes) >= 3
    assert len({scene.image_prompt for scene in scenes}) == len(scenes)
    assert any("detail of the box" in scene.image_prompt for scene in scenes)


def test_a_long_exchange_is_cut_between_speakers() -> None:
    speech = "I have told you everything that I know about that night, officer."
    talk = tuple(Speech(character=name, parts=(Spoken(text=speech),)) for name in ("ANN", "OFFICER") * 6)
    scenes = storyboard(Screenplay(elements=(Heading(text="INT. ROOM"), *talk))).scenes
    assert len(scenes) > 3
    assert all(4 <= scene.duration_s <= 14 for scene in scenes)
    assert all(line.text == speech for scene in scenes for line in scene.lines)


def test_never_more_than_two_people_are_seen_speaking_in_one_shot() -> None:
    talk = tuple(
        Speech(character=name, extensions=marks, parts=(Spoken(text="Yes."),))
        for name, marks in (("ANN", ()), ("BOB", ()), ("CAT", ("V.O.",)), ("ANN", ()), ("DAN", ()), ("EVE", ()))
    )
    scenes = storyboard(Screenplay(elements=(Heading(text="INT. ROOM"), *talk))).scenes
    assert [[line.character for line in scene.lines] for scene in scenes] == [
        ["ann", "bob", "cat", "ann"],
        ["dan", "eve"],
    ]
    assert {scene.transition for scene in scenes} == {"cut"}
    assert scenes[0].image_prompt.split(",")[0] != scenes[1].image_prompt.split(",")[0]


def test_a_very_long_speech_is_cut_at_sentence_ends_only() -> None:
    sentence = "Nobody in this town has seen Mr. Miller since the last boat left the harbour."
    words = " ".join([sentence] * 10)
    scenes = storyboard(Screenplay(elements=(Speech(character="TOM", parts=(Spoken(text=words),)),))).scenes
    assert len(scenes) > 2
    for scene in scenes:
        assert set(scene.lines[0].text.replace(sentence, "").split()) == set()


def test_no_two_neighbours_move_alike() -> None:
    motions = [scene.motion_prompt for scene in storyboard(PATIO).scenes]
    assert all(one != next_one for one, next_one in pairwise(motions))


def test_prose_is_narrated_over_pictures_of_its_own_words() -> None:
    prose = Screenplay(
        elements=(
            Narration(
                text="The harbour slept under the snow. Only one boat was still out at sea, and nobody knew why."
            ),
            Narration(text="In the morning a girl found the oar. She carried it home through the whole village."),
        )
    )
    scenes = storyboard(prose).scenes
    assert len(scenes) == 2
    assert {line.character for scene in scenes for line in scene.lines} == {NARRATOR}
    assert "snow" in scenes[0].image_prompt
    assert "girl found the oar" in scenes[1].image_prompt


def test_lyrics_are_sung_by_a_voice_off_screen() -> None:
    board = storyboard(Screenplay(elements=(Lyric(text="Sail away, sail away"),)))
    line = board.scenes[0].lines[0]
    assert (line.character, line.manner, line.on_screen) == (NARRATOR, "singing", False)


def test_cues_that_differ_in_extension_and_case_are_one_character() -> None:
    cues = [("STEEL", ()), ("STEEL", ("V.O.",)), ("Steel", ("O. S.", "CONT’D")), ("STEEL'S VOICE", ())]
    talk = tuple(Speech(character=name, extensions=marks, parts=(Spoken(text="Yes."),)) for name, marks in cues)
    board = storyboard(Screenplay(elements=talk))
    lines = [line for scene in board.scenes for line in scene.lines]
    assert [line.character for line in lines] == ["steel"] * 4
    assert [line.on_screen for line in lines] == [True, False, False, False]


def test_people_who_share_a_kind_are_not_one_character() -> None:
    talk = tuple(
        Speech(character=name, parts=(Spoken(text="Yes."),)) for name in ("MAN", "OLD MAN", "JOHN", "JOHN SMITH")
    )
    assert [who.id for who in storyboard(Screenplay(elements=talk)).characters] == ["man", "old-man", "john"]


def test_names_in_other_scripts_get_ids_of_their_own() -> None:
    talk = tuple(Speech(character=name, parts=(Spoken(text="да"),)) for name in ("ИВАН", "АННА", "JOSÉ"))
    ids = [who.id for who in storyboard(Screenplay(elements=talk)).characters]
    assert len(set(ids)) == 3
    assert ids[2] == "jose"


def test_a_heading_without_action_is_still_seen() -> None:
    scenes = storyboard(
        Screenplay(elements=(Heading(text="EXT. HARBOUR - DAWN"), Heading(text="INT. SHED - DAY")))
    ).scenes
    assert [scene.image_prompt for scene in scenes] == [
        "wide establishing shot, exterior, harbour, dawn",
        "wide establishing shot, interior, shed, day",
    ]


def test_a_script_of_notes_alone_is_refused_with_a_remedy() -> None:
    result = planned(Screenplay(elements=(Note(text="later"), Synopsis(text="x"), PageBreak())))
    assert isinstance(result, EngineRefused)
    assert "nothing to show or to say" in result.message
    assert result.remedy


def test_more_than_two_thousand_scenes_are_refused_by_number() -> None:
    result = planned(Screenplay(elements=tuple(Heading(text=f"INT. ROOM {index}") for index in range(2001))))
    assert isinstance(result, EngineRefused)
    assert "2001 scenes" in result.message


texts = st.text(max_size=60)
sayings = st.one_of(
    texts, st.lists(st.sampled_from(["No.", "Yes?", "Mr. Hill", "…", "word " * 30, "A.", "1984"])).map(" ".join)
)
names = st.one_of(
    st.text(max_size=20), st.sampled_from(["ANN", "ann", "ANN LEE", "NARRATOR", "ANN'S VOICE", "()", "Ж"])
)
parts = st.one_of(
    st.builds(Spoken, text=sayings, sung=st.booleans()),
    st.builds(Manner, text=texts),
)
elements = st.one_of(
    st.builds(Heading, text=texts),
    st.builds(Action, text=sayings, centred=st.booleans()),
    st.builds(Narration, text=sayings),
    st.builds(Lyric, text=sayings),
    st.builds(
        Speech,
        character=names,
        extensions=st.lists(st.sampled_from(["V.O.", "CONT'D", "O.S.", "x"]), max_size=2).map(tuple),
        parts=st.lists(parts, max_size=4).map(tuple),
        dual=st.booleans(),
    ),
    st.builds(Transition, text=texts),
    st.builds(Section, text=texts, depth=st.just(1)),
    st.builds(Note, text=texts),
)
screenplays = st.builds(Screenplay, title=st.none() | texts, elements=st.lists(elements, max_size=12).map(tuple))


@given(screenplays)
@settings(max_examples=150, deadline=None)
def test_every_word_of_any_script_is_said_once_and_in_order(screenplay: Screenplay) -> None:
    result = planned(screenplay)
    if isinstance(result, Storyboard):
        assert result.spoken_words() == screenplay.spoken_words()
    else:
        assert screenplay.spoken_words() == ()


@pytest.mark.skipif(not INPUTS.is_dir(), reason="the folder with real scripts is not beside the checkout")
@pytest.mark.parametrize("path", sorted(INPUTS.glob("*.fountain")), ids=lambda path: path.stem)
def test_every_word_of_real_scripts_is_said_once_and_in_order(path: Path) -> None:
    from videogen_dagster.scripts.fountain import parse_fountain

    screenplay = parse_fountain(path.read_text(encoding="utf-8"))
    board = storyboard(screenplay)
    assert board.spoken_words() == screenplay.spoken_words()
    assert all(scene.duration_s >= 2.5 for scene in board.scenes)
