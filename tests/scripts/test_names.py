import pytest
from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.scripts.names import check_project_name, distinct_names, readable, slug


@pytest.mark.parametrize("name", ["a", "film-2", "my_film.v2", "0", "_x", "a" * 64])
def test_a_plain_name_is_accepted_unchanged(name):
    assert check_project_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "a..b",
        "a/b",
        "a\\b",
        "a\0b",
        "a\nb",
        "a\n",
        "x" * 300,
        "-rf",
        ".hidden",
        "ends.",
        "Film",
        "a b",
        "film\u202egnp",
        "é",
        "film\u200b",
    ],
)
def test_a_name_that_is_unsafe_somewhere_is_refused_in_one_printable_line_with_a_valid_suggestion(name):
    with pytest.raises(InvalidInput) as caught:
        check_project_name(name)
    line = str(caught.value)
    assert line.isprintable()
    assert len(line) < 300
    assert caught.value.field == "--project"
    suggestion = str(caught.value.remedy).rsplit(" ", 1)[-1]
    assert check_project_name(suggestion) == suggestion


def test_the_refusal_shows_hidden_characters_escaped():
    with pytest.raises(InvalidInput, match=r"'film\\u202egnp'"):
        check_project_name("film\u202egnp")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Lighthouse Keeper", "the-lighthouse-keeper"),
        ("wildwinter_Boneyards", "wildwinter-boneyards"),
        ("Dior J'adore", "dior-jadore"),
        ("Café Müller & Søn", "cafe-muller-son"),
        ("Straße", "strasse"),
        ("  --  Act 1: Go!  ", "act-1-go"),
    ],
)
def test_a_latin_title_becomes_readable_words(title, name):
    assert slug(title) == name


def test_titles_in_other_scripts_get_names_that_differ():
    names = {slug("東京物語"), slug("七人の侍"), slug("Фильм 1"), slug("Кино 1"), slug("1")}
    assert len(names) == 5
    assert slug("東京物語") == slug("東京物語")
    assert slug("東京物語").startswith("film-")


def test_long_titles_that_start_alike_get_names_that_differ():
    start = "a very long title about a lighthouse keeper who waits " * 2
    assert slug(start + "one") != slug(start + "two")


@given(st.text(max_size=400))
def test_every_text_has_a_valid_name(text):
    assert check_project_name(slug(text)) == slug(text)


@given(st.lists(st.sampled_from(["mug", "mug-2", "cup", "a" * 64]), max_size=12))
def test_names_become_distinct_and_stay_valid(names):
    result = distinct_names(names)
    assert len(set(result)) == len(names)
    assert all(check_project_name(name) for name in result)
    assert len(result) == len(names)


def test_repeated_names_are_numbered_in_order():
    assert distinct_names(["mug", "cup", "mug", "mug"]) == ("mug", "cup", "mug-2", "mug-3")


def test_a_file_name_reads_as_a_title():
    assert readable("my_first-film") == "My First Film"
    assert readable("--") == "Film"
