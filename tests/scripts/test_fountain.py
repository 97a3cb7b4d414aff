"""Each piece of Fountain's syntax, written out by hand from https://fountain.io/syntax."""

from textwrap import dedent

import pytest

from videogen_dagster.core.screenplay import (
    Action,
    Heading,
    Lyric,
    Manner,
    Note,
    PageBreak,
    Section,
    Speech,
    Spoken,
    Synopsis,
    Transition,
)
from videogen_dagster.scripts.fountain import parse_fountain


def elements(text):
    return parse_fountain(dedent(text).strip("\n") if text.startswith("\n") else text).elements


def said(*words, by="STEEL", **more):
    return Speech(character=by, parts=tuple(Spoken(text=text) for text in words), **more)


def test_the_title_page_has_values_on_one_and_on_several_lines():
    script = parse_fountain(
        "Title:\n    _**BRICK & STEEL**_\n\t_**FULL RETIRED**_\nCredit: Written by\nAuthor: Stu: the one\nFormat name: own\n\nHello."
    )
    assert script.title == "BRICK & STEEL FULL RETIRED"
    assert script.title_page == {
        "Title": "BRICK & STEEL\nFULL RETIRED",
        "Credit": "Written by",
        "Author": "Stu: the one",
        "Format name": "own",
    }
    assert script.elements == (Action(text="Hello."),)


@pytest.mark.parametrize("text", ["FADE IN:\n\nHello.", "CUT TO:\n\nHello."])
def test_a_first_transition_is_no_title_page(text):
    script = parse_fountain(text)
    assert script.title_page == {}
    assert script.elements == (Transition(text=text.partition("\n")[0]), Action(text="Hello."))


def test_a_first_line_with_a_colon_is_no_title_page():
    assert elements("ANNA: what did she say?\n\nNobody knows.")[0] == Action(text="ANNA: what did she say?")


@pytest.mark.parametrize(
    "line",
    [
        "INT. BAR - NIGHT",
        "EXT. BAR",
        "EST. BAR",
        "INT./EXT. BAR",
        "INT/EXT. BAR",
        "EXT/INT. BAR",
        "INT./EXT BAR",
        "I/E BAR",
        "I/E. BAR",
        "INT BAR",
        "ext. bar - night",
        "Int. bar",
    ],
)
def test_scene_headings(line):
    assert elements(f"{line}\n\nHello.") == (Heading(text=line), Action(text="Hello."))


@pytest.mark.parametrize("line", ["INTERIOR THOUGHTS.", "EXTREMELY HANDSOME.", "ESTABLISHED 1990.", "Interesting."])
def test_words_that_start_like_a_heading_are_action(line):
    assert elements(f"{line}\n\nHello.")[0] == Action(text=line)


def test_prose_that_starts_with_a_short_word_of_a_heading_is_action():
    assert elements("Est modus in rebus, they say,\nand drink.") == (
        Action(text="Est modus in rebus, they say,\nand drink."),
    )


def test_forced_headings_need_one_point_and_a_letter_or_digit():
    assert elements(".SNIPER SCOPE POV\n\n...he waits.\n\n. not one\n\n.2 HOURS LATER") == (
        Heading(text="SNIPER SCOPE POV"),
        Action(text="...he waits."),
        Action(text=". not one"),
        Heading(text="2 HOURS LATER"),
    )


@pytest.mark.parametrize("number", ["1", "1A", "1a", "A1", "I-1-A", "110.A"])
def test_scene_numbers(number):
    assert elements(f"INT. HOUSE - DAY - FLASHBACK (1944) #{number}#")[0] == Heading(
        text="INT. HOUSE - DAY - FLASHBACK (1944)", number=number
    )


def test_action_keeps_its_line_breaks_and_ends_at_an_empty_line():
    assert elements("One.\n  Two.\n\nThree.") == (Action(text="One.\nTwo."), Action(text="Three."))


def test_forced_action():
    assert elements("!SCANNING THE AISLES...\nWhere is he?") == (Action(text="SCANNING THE AISLES...\nWhere is he?"),)


def test_a_character_needs_an_empty_line_before_and_words_after():
    assert elements(
        """
        STEEL
        The man's a myth!

        BOB

        Alone above.
        He walks.
        BOB
        Hello.
        """
    ) == (said("The man's a myth!"), Action(text="BOB"), Action(text="Alone above.\nHe walks.\nBOB\nHello."))


@pytest.mark.parametrize("name", ["R2D2", "C3PO", "DR. O'HARA", "JEAN-LUC", "ÉLISE", "MAN #2", "3CPO"])
def test_upper_case_names_with_a_letter_speak(name):
    assert elements(f"{name}\nBeep.") == (said("Beep.", by=name),)


@pytest.mark.parametrize("name", ["23", "Han", "Han (O. S.)", "STEELe", "..."])
def test_names_without_a_letter_or_with_lower_case_do_not(name):
    assert elements(f"{name}\nBeep.") == (Action(text=f"{name}\nBeep."),)


def test_a_script_without_case_needs_forced_names():
    assert elements("太郎\nこんにちは\n\n@太郎\nこんにちは") == (
        Action(text="太郎\nこんにちは"),
        said("こんにちは", by="太郎"),
    )


def test_forced_characters():
    assert elements("@McCLANE\nYippee ki-yay!") == (said("Yippee ki-yay!", by="McCLANE"),)


def test_extensions_may_be_several_and_in_lower_case():
    assert elements("MOM (O. S.)\nLuke!\n\nHANS (on the radio) (CONT'D)\nWhat?") == (
        said("Luke!", by="MOM", extensions=("O. S.",)),
        said("What?", by="HANS", extensions=("on the radio", "CONT'D")),
    )


def test_dual_dialogue():
    assert elements("BRICK\nScrew retirement.\n\nSTEEL ^\nScrew retirement.\n\nANNA (V.O.)^\nYes.") == (
        said("Screw retirement.", by="BRICK"),
        said("Screw retirement.", dual=True),
        said("Yes.", by="ANNA", extensions=("V.O.",), dual=True),
    )


def test_dialogue_may_be_indented_and_run_over_lines():
    assert elements("            STEEL\n    Hello\n    there.\n\nHe goes.") == (
        said("Hello there."),
        Action(text="He goes."),
    )


def test_two_blanks_keep_an_empty_line_inside_a_speech():
    assert elements("DEALER\nTen.\n  \nDealer gets a seven.\n\nDone.") == (
        said("Ten.", "Dealer gets a seven.", by="DEALER"),
        Action(text="Done."),
    )


def test_white_space_of_another_length_ends_a_speech():
    assert elements("DEALER\nTen.\n        \nHe leaves.") == (said("Ten.", by="DEALER"), Action(text="He leaves."))


def test_parentheticals_stand_between_words():
    assert elements("STEEL\n(starting the engine)\nSo much for retirement!\n  (beat)\nGo.")[0].parts == (
        Manner(text="starting the engine"),
        Spoken(text="So much for retirement!"),
        Manner(text="beat"),
        Spoken(text="Go."),
    )


def test_a_parenthetical_may_run_over_lines():
    assert elements("STEEL\n(starting\nthe engine)\nGo.")[0].parts == (
        Manner(text="starting the engine"),
        Spoken(text="Go."),
    )


def test_parentheses_inside_or_around_a_part_of_the_words_are_spoken():
    assert elements("STEEL\nI saw (and heard) it.\n(I) say (you).") == (said("I saw (and heard) it. (I) say (you)."),)


def test_an_open_parenthesis_loses_no_words():
    assert parse_fountain("STEEL\n(never closed\nWords here.").spoken_words() == ("(never", "closed", "Words", "here.")


def test_parentheses_outside_a_speech_are_action():
    assert elements("(Jack)\nKnife.") == (Action(text="(Jack)\nKnife."),)


def test_lyrics_inside_and_outside_a_speech():
    assert elements("~Willy Wonka!\n~The amazing chocolatier!\n\nOOMPA\n~La la\nStop.") == (
        Lyric(text="Willy Wonka!"),
        Lyric(text="The amazing chocolatier!"),
        Speech(character="OOMPA", parts=(Spoken(text="La la", sung=True), Spoken(text="Stop."))),
    )


def test_transitions():
    assert elements("He leaves.\n\nSMASH CUT TO:\n\n> Burn to White.\n\nFADE OUT.\n\ncut to:\n\nHe points TO:") == (
        Action(text="He leaves."),
        Transition(text="SMASH CUT TO:"),
        Transition(text="Burn to White."),
        Transition(text="FADE OUT."),
        Action(text="cut to:"),
        Action(text="He points TO:"),
    )


def test_centred_text():
    assert elements("> THE END <\n>tight<") == (
        Action(text="THE END", centred=True),
        Action(text="tight", centred=True),
    )


def test_notes_are_set_aside_wherever_they_stand():
    assert elements("INT. BAR [[which?]]\n\nHe [[who?]] drinks.\n\n[[alone]]\n\nBOB\nHi [[softer]] there.") == (
        Heading(text="INT. BAR"),
        Note(text="which?"),
        Action(text="He  drinks."),
        Note(text="who?"),
        Note(text="alone"),
        said("Hi  there.", by="BOB"),
        Note(text="softer"),
    )


def test_a_note_runs_over_lines_but_not_over_an_empty_one_without_blanks():
    assert elements("A.[[one\n  \ntwo]] B.") == (Action(text="A. B."), Note(text="one\n  \ntwo"))
    assert elements("A.[[one\n\ntwo]] B.") == (Action(text="A.[[one"), Action(text="two]] B."))


def test_a_note_on_its_own_line_does_not_end_a_speech():
    assert elements("BOB\n[[better words]]\nHi.\n[[or]]\nBye.") == (
        said("Hi. Bye.", by="BOB"),
        Note(text="better words"),
        Note(text="or"),
    )


def test_a_boneyard_is_gone():
    assert elements("He /* quickly */walks.\n\nCUT TO:\n/*\nINT. GARAGE\n\nBRICK\nNo.\n*/\nEXT. MANSION\n\nHere.") == (
        Action(text="He walks."),
        Transition(text="CUT TO:"),
        Heading(text="EXT. MANSION"),
        Action(text="Here."),
    )


def test_a_boneyard_that_is_never_closed_is_text():
    assert elements("He /* walks.") == (Action(text="He /* walks."),)


def test_a_heading_after_a_boneyard_ends_a_speech():
    assert elements("BOB\nHi.\n/* old */\nINT. BAR - DAY\n\nx") == (
        said("Hi.", by="BOB"),
        Heading(text="INT. BAR - DAY"),
        Action(text="x"),
    )


def test_sections_synopses_and_page_breaks():
    assert elements("# Act\n## Sequence\n\n= What happens.\n\n===\n\n=====") == (
        Section(text="Act", depth=1),
        Section(text="Sequence", depth=2),
        Synopsis(text="What happens."),
        PageBreak(),
        PageBreak(),
    )


def test_emphasis_does_not_cross_lines():
    assert elements("He *shares\na look*.\n\nBOB\nIt is *over.\nReally* **so**.") == (
        Action(text="He *shares\na look*."),
        said("It is *over. Really* so.", by="BOB"),
    )


def test_a_cue_directly_below_a_heading_still_speaks():
    assert elements("INT. BAR - DAY\nBOB\nHi.") == (Heading(text="INT. BAR - DAY"), said("Hi.", by="BOB"))


def test_tags_at_line_ends_are_neither_shown_nor_spoken():
    assert elements(
        "INT. BAR - DAY #bar #mook:music\n\nA man. #extra\n\nBOB #bob\nNice day, right? #niceday?\n\nCUT TO: #tag"
    ) == (
        Heading(text="INT. BAR - DAY"),
        Action(text="A man."),
        said("Nice day, right?", by="BOB"),
        Transition(text="CUT TO:"),
    )


def test_a_scene_number_among_tags_stays_a_number():
    assert elements("INT./EXT. BAR #3# #tag")[0] == Heading(text="INT./EXT. BAR", number="3")


def test_numbers_and_words_that_are_no_tags_are_spoken():
    assert parse_fountain("BOB\nWe are #1\nThe #best team.").spoken_words() == (
        "We",
        "are",
        "#1",
        "The",
        "#best",
        "team.",
    )


@pytest.mark.parametrize("piece", ["/*", "[[", "*a ", "(a\n", "~\n", "#a ", "[[\n\n", "  \n", "_*", "A\n", "\\"])
def test_hostile_repetition_is_read_in_linear_time(piece):
    text = f"BOB\n{piece * (40_000 // len(piece))}]]"
    assert parse_fountain(text).elements


def test_a_note_on_the_very_first_line_is_a_note():
    (note, speech) = parse_fountain("[[only a note]]\n\nANN\nHi.\n").elements
    assert note == Note(text="only a note")
    assert isinstance(speech, Speech)
