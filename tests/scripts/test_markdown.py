import pytest

from videogen_dagster.core.errors import InvalidInput
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
)
from videogen_dagster.scripts.markdown import parse_markdown


def script(text):
    return parse_markdown(text)


def said(words, *, by, **more):
    return Speech(character=by, parts=(Spoken(text=words),), **more)


def test_the_only_level_one_heading_is_the_title_and_others_are_scenes():
    found = script("# The *Sea*\n\nIntro.\n\n## Scene 1: Harbour\n\nWaves.\n\n## The Storm ##\n\nRain.")
    assert found.title == "The Sea"
    assert found.elements == (
        Narration(text="Intro."),
        Heading(text="Harbour", number="1"),
        Narration(text="Waves."),
        Heading(text="The Storm"),
        Narration(text="Rain."),
    )


def test_several_level_one_headings_are_scenes():
    found = script("# Harbour\n\nWaves.\n\n# Storm\n\nRain.")
    assert found.title is None
    assert [element.text for element in found.elements] == ["Harbour", "Waves.", "Storm", "Rain."]


def test_a_heading_above_a_deeper_heading_is_a_part_of_the_film():
    assert script("# T\n## Part one\n### INT. BAR\nHi.").elements == (
        Section(text="Part one", depth=2),
        Heading(text="INT. BAR"),
        Narration(text="Hi."),
    )


def test_underlined_headings():
    found = script("The Sea\n=======\n\nHarbour\n-------\n\nWaves.")
    assert found.title == "The Sea"
    assert found.elements == (Heading(text="Harbour"), Narration(text="Waves."))


def test_a_rule_below_a_sentence_loses_no_words():
    assert script("Waves come.\n---\nRain.").elements == (
        Narration(text="Waves come."),
        PageBreak(),
        Narration(text="Rain."),
    )


def test_front_matter_gives_title_and_settings():
    found = script(
        "---\ntitle: The Sea\nstyle: noir\naspect: 9:16\ndate: 2024-01-02\ntags: [a]\n---\n# Harbour\n\nWaves."
    )
    assert found.title == "The Sea"
    assert found.title_page == {"title": "The Sea", "style": "noir", "aspect": "9:16", "date": "2024-01-02"}


def test_front_matter_lists_renditions():
    found = script("---\nrenditions: [9:16, 1:1@720p]\n---\n# Harbour\n\nWaves.")
    assert found.title_page == {"renditions": "9:16, 1:1@720p"}


def test_broken_front_matter_is_refused_with_its_line():
    with pytest.raises(InvalidInput) as caught:
        parse_markdown("---\ntitle: [\n---\nHi.", source="a.md")
    assert caught.value.source == "a.md"
    assert "YAML" in caught.value.message


@pytest.mark.parametrize(
    "line",
    [
        "**ANNA:** Hello.",
        "**ANNA**: Hello.",
        "ANNA: Hello.",
        "__ANNA:__ Hello.",
        "> **ANNA:** Hello.",
        "- ANNA: Hello.",
    ],
)
def test_dialogue_with_any_emphasis_on_the_name(line):
    assert script(line).elements == (said("Hello.", by="ANNA"),)


def test_dialogue_with_extension_manner_and_several_lines():
    assert script("**ANNA (V.O.):** *Long* ago\nit **was**.\n\n**BEN:** *(softly)* Yes.").elements == (
        said("Long ago it was.", by="ANNA", extensions=("V.O.",)),
        Speech(character="BEN", parts=(Manner(text="softly"), Spoken(text="Yes."))),
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Some *soft* __strong__ ***both*** words.", "Some soft strong both words."),
        ('An [old friend](https://example.org "x") came.', "An old friend came."),
        ("Run `make` now.", "Run make now."),
        ("It was ~~not~~ so.", "It was not so."),
        ("Q&amp;A &mdash; 3 &lt; 4", "Q&A — 3 < 4"),
        (r"1 \* 2 and \[x\]", "1 * 2 and [x]"),
        ("one<br>two <b>bold</b>", "onetwo bold"),
        ("2 < 3 and 5 > 4", "2 < 3 and 5 > 4"),
        ("snake_case_name f*ck", "snake_case_name f*ck"),
        ("**Warning:** hot.", "Warning: hot."),
        ("> A quote\n> goes on.", "A quote goes on."),
        ("It goes  \non and\\\non.", "It goes on and on."),
    ],
)
def test_marks_go_and_words_stay(written, told):
    assert script(written).elements == (Narration(text=told),)


def test_lists_and_tables_are_told_item_by_item():
    text = "- one\n- two\n  more\n\n1. three\n2. four\n\n| a | b |\n|---|---|\n| c | d |"
    assert " ".join(script(text).spoken_words()) == "one two more 1. three 2. four a, b c, d"


def test_a_number_where_prose_is_wrapped_starts_no_item():
    assert script("**ANNA:** I am number\n42. And you?").elements == (said("I am number 42. And you?", by="ANNA"),)
    assert script("1. **ANNA:** Hi.\n2. **BEN:** Ho.").elements == (said("Hi.", by="ANNA"), said("Ho.", by="BEN"))


def test_what_is_not_for_the_audience_becomes_a_note_or_a_picture():
    assert script(
        "<!-- later\n\nor not -->\nHi.\n\n```python\nx = 1\n```\n\n![A red boat](boat.png)\n\n[1]: https://example.org"
    ).elements == (
        Note(text="later\n\nor not"),
        Narration(text="Hi."),
        Note(text="x = 1"),
        Action(text="A red boat"),
        Note(text="[1]: https://example.org"),
    )


def test_a_fence_that_is_never_closed_loses_no_words():
    assert "lost." in script("```\nNot lost.").spoken_words()


def test_a_direction_in_brackets_is_seen():
    assert script("*[The door opens.]*\n\nHi.").elements == (Action(text="The door opens."), Narration(text="Hi."))


@pytest.mark.parametrize(
    "piece", ["```a\n", "[", "![](", "<a ", "# \n", "|", "* ", "<!--", "> ", "&", "`", "~~a", "---\n"]
)
def test_hostile_repetition_is_read_in_linear_time(piece):
    assert parse_markdown(f"Hi.\n{piece * (40_000 // len(piece))}").elements
