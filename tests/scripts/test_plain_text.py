from textwrap import dedent

import pytest

from videogen_dagster.core.screenplay import (
    Action,
    Heading,
    Manner,
    Narration,
    Note,
    PageBreak,
    Section,
    Speech,
    Spoken,
    Transition,
)
from videogen_dagster.scripts.plain_text import parse_plain_text


def elements(text):
    return parse_plain_text(dedent(text).strip("\n") if text.startswith("\n") else text).elements


def said(words, *, by, **more):
    return Speech(character=by, parts=(Spoken(text=words),), **more)


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("SCENE 1: The harbour", Heading(text="The harbour", number="1")),
        ("Scene 2 - Night", Heading(text="Night", number="2")),
        ("Scene 12b. Back home", Heading(text="Back home", number="12b")),
        ("SCENE III", Heading(text="SCENE III", number="III")),
        ("Scene three", Heading(text="Scene three", number="three")),
        ("SCENE: The harbour", Heading(text="The harbour")),
        ("Chapter 4: Storm", Heading(text="Storm", number="4")),
        ("INT. KITCHEN - NIGHT", Heading(text="INT. KITCHEN - NIGHT")),
        ("EXT. SEA #4#", Heading(text="EXT. SEA", number="4")),
        ("ACT II", Section(text="ACT II", depth=1)),
        ("FADE OUT.", Transition(text="FADE OUT.")),
        ("CUT TO:", Transition(text="CUT TO:")),
        ("* * *", PageBreak()),
    ],
)
def test_lines_that_divide_a_script(line, heading):
    assert elements(f"Before.\n\n{line}\nAfter.") == (Narration(text="Before."), heading, Narration(text="After."))


@pytest.mark.parametrize(
    "prose",
    [
        "Scene of the crime was a kitchen.",
        "Scene 2 was shot in Rome.",
        "Actions speak louder.",
        "Warning: hot surface ahead.",
        "Remember: never look back.",
        "We meet at 12:30 sharp.",
        "12:30: they meet.",
        "See https://example.org/a: it is there.",
        "https://example.org",
        "In the morning: rain.",
        "He said: go away.",
        "Ingredients: two eggs and a lot of patience.",
        "There was only one thing left to do that day: run.",
        "I saw (and heard) everything.",
    ],
)
def test_prose_is_told_by_the_narrator_word_for_word(prose):
    assert elements(prose) == (Narration(text=prose),)


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("ANNA: Hello.", "ANNA", "Hello."),
        ("Anna: Hello.", "Anna", "Hello."),
        ("Dr. Mary O'Neil: Sit down.", "Dr. Mary O'Neil", "Sit down."),
        ("THE KING OF SPAIN: Hail: me.", "THE KING OF SPAIN", "Hail: me."),
        ("Jean-Luc:  At 12:30.", "Jean-Luc", "At 12:30."),
        ("GUARD 2: Halt!", "GUARD 2", "Halt!"),
        ("ÉLISE: Non.", "ÉLISE", "Non."),
        ("太郎：こんにちは", "太郎", "こんにちは"),
        ("أحمد: مرحبا", "أحمد", "مرحبا"),
    ],
)
def test_a_name_and_a_colon_make_dialogue(line, name, words):
    assert elements(line) == (said(words, by=name),)


def test_extensions_and_manners_stand_in_parentheses():
    assert elements("ANNA (V.O.): Long ago.\nBEN (whispering): Quiet.\nEVE: (to Ben) Why?") == (
        said("Long ago.", by="ANNA", extensions=("V.O.",)),
        Speech(character="BEN", parts=(Manner(text="whispering"), Spoken(text="Quiet."))),
        Speech(character="EVE", parts=(Manner(text="to Ben"), Spoken(text="Why?"))),
    )


def test_a_speech_runs_on_until_an_empty_line_or_the_next_name():
    assert elements("ANNA: One\ntwo.\nBen: three\n\nThe end comes.") == (
        said("One two.", by="ANNA"),
        said("three", by="Ben"),
        Narration(text="The end comes."),
    )


def test_a_name_above_its_words_speaks_them():
    assert elements("ANNA:\nOne.\n\nBEN:\n\nTwo.") == (said("One.", by="ANNA"), said("Two.", by="BEN"))


def test_a_capitalised_word_with_a_colon_inside_a_sentence_is_prose():
    assert elements("It was the last thing in the\nBox: a pen.") == (
        Narration(text="It was the last thing in the Box: a pen."),
    )


def test_directions_are_seen_and_not_said():
    assert elements(
        """
        [The door opens.]

        (Rain, far
        away.)

        ANNA: [coughs] I don't [pauses] know. (Laughs) Yes.

        The rain falls. [thunder] It stops.
        """
    ) == (
        Action(text="The door opens."),
        Action(text="Rain, far away."),
        Speech(
            character="ANNA",
            parts=(
                Manner(text="coughs"),
                Spoken(text="I don't"),
                Manner(text="pauses"),
                Spoken(text="know."),
                Manner(text="Laughs"),
                Spoken(text="Yes."),
            ),
        ),
        Narration(text="The rain falls."),
        Action(text="thunder"),
        Narration(text="It stops."),
    )


def test_remarks_and_directions_to_the_crew_are_not_said():
    assert elements("Note: cut this?\nSFX: thunder\nCamera: slow pan") == (
        Note(text="cut this?"),
        Action(text="thunder"),
        Action(text="slow pan"),
    )


def test_items_of_a_list_are_paragraphs_without_bullets():
    assert elements("We need:\n- eggs\n- two pans\n• love") == (
        Narration(text="We need:"),
        Narration(text="eggs"),
        Narration(text="two pans"),
        Narration(text="love"),
    )


def test_a_short_first_line_above_the_first_scene_is_the_title():
    script = parse_plain_text("The Lighthouse\n\nSCENE 1: Sea\n\nWaves.")
    assert script.title == "The Lighthouse"
    assert script.spoken_words() == ("Waves.",)


def test_a_first_sentence_is_no_title():
    assert parse_plain_text("It was night.\n\nSCENE 1: Sea\n\nWaves.").title is None


def test_a_title_page_may_stand_first_and_takes_no_dialogue_with_it():
    script = parse_plain_text("Title: The Sea\nStyle: noir\n\nWaves.")
    assert (script.title, script.title_page["Style"], script.spoken_words()) == ("The Sea", "noir", ("Waves.",))
    assert parse_plain_text("Title: The Sea\nANNA: Hello.").spoken_words()[-1] == "Hello."


def test_a_screenplay_without_colons_is_read_as_one():
    assert elements("INT. BAR - DAY\n\nA man.\n\nBOB\nHi.") == (
        Heading(text="INT. BAR - DAY"),
        Action(text="A man."),
        said("Hi.", by="BOB"),
    )
