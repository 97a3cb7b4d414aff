import pytest
from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.scripts.emphasis import (
    FOUNTAIN_ESCAPES,
    FOUNTAIN_MARKS,
    MARKDOWN_ESCAPES,
    MARKDOWN_MARKS,
    strip_emphasis,
)


def fountain(text):
    return strip_emphasis(text, marks=FOUNTAIN_MARKS, escapes=FOUNTAIN_ESCAPES)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("*italics*", "italics"),
        ("**bold**", "bold"),
        ("***both***", "both"),
        ("_underlined_", "underlined"),
        ("_a *b* **c** d_", "a b c d"),
        ("**bold *italic* bold**", "bold italic bold"),
        ("***bold** italic*", "bold italic"),
        ('"*Hi*," she said', '"Hi," she said'),
        (r"**\*9765\***", "*9765*"),
        (r"\_not\_", "_not_"),
        ("He dialed *69 and then *23, and then hung up.", "He dialed *69 and then *23, and then hung up."),
        ("He dialed *69 and then 23*, and", "He dialed 69 and then 23, and"),
        (r"He dialed *69 and then 23\*, and", "He dialed *69 and then 23*, and"),
        ("_69 and then 23 _, and", "_69 and then 23 _, and"),
        ("3 * 4 * 5", "3 * 4 * 5"),
        ("2*3*4", "2*3*4"),
        ("what the f*ck, you f*cking", "what the f*ck, you f*cking"),
        ("snake_case_name", "snake_case_name"),
        ("sign here: ____", "sign here: ____"),
        ("**** stars", "**** stars"),
        ("*open", "*open"),
        ("shut*", "shut*"),
        ("a *b _c* d_", "a b _c d_"),
        ("C:\\path\\n", "C:\\path\\n"),
    ],
)
def test_fountain_emphasis(written, said):
    assert fountain(written) == said


def test_markdown_knows_double_underlines_and_more_escapes():
    assert strip_emphasis(r"__bold__ 1\. \[x\]", marks=MARKDOWN_MARKS, escapes=MARKDOWN_ESCAPES) == "bold 1. [x]"


@given(st.text(alphabet="*_\\ ab", max_size=60))
def test_no_letter_is_ever_lost(text):
    letters = [char for char in text if char in "ab"]
    assert [char for char in fountain(text) if char in "ab"] == letters


@given(st.text(alphabet=st.characters(exclude_characters="*_\\"), max_size=60))
def test_text_without_marks_stays_as_it_is(text):
    assert fountain(text) == text
