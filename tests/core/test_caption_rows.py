import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.core.caption_rows import ROW_CHARACTERS, divide
from videogen_dagster.core.caption_text import split, width


def captions(text: str, language: str = "en", limit: int = ROW_CHARACTERS) -> list[tuple[str, ...]]:
    atoms = split(text, ROW_CHARACTERS)
    return [piece.rows(atoms) for piece in divide(atoms, language=language, row_characters=limit)]


def test_a_short_sentence_is_one_row():
    assert captions("You said the lamp could never fail.") == [("You said the lamp could never fail.",)]


def test_rows_end_where_sentences_end():
    assert captions("No chart shows a light that small. Forty boats steered by it all the same.") == [
        ("No chart shows a light that small.", "Forty boats steered by it all the same.")
    ]


def test_captions_end_where_sentences_end_and_rows_before_prepositions():
    text = "Every evening the light on the cape came on by itself. Until the evening it did not."
    assert captions(text) == [
        ("Every evening the light", "on the cape came on by itself."),
        ("Until the evening it did not.",),
    ]


def test_no_row_ends_with_an_article():
    rows = [
        row
        for caption in captions("She carried the lantern up the winding stairs of a very old lighthouse")
        for row in caption
    ]
    assert not {row.split()[-1] for row in rows} & {"the", "a", "of", "very"}


def test_the_point_of_an_abbreviation_ends_no_sentence():
    (rows,) = captions("It was a letter from old Dr. Steel that came in the night.")
    assert not rows[0].endswith("Dr.")


def test_marks_of_emphasis_and_control_characters_are_left_out_and_other_stars_stay():
    assert captions("I *never*\x07 said \u202eit\u202c, **not once**; 5 * 3 is _fifteen_ and ____ a blank.") == [
        ("I never said it, not once;", "5 * 3 is fifteen and ____ a blank.")
    ]


def test_french_punctuation_stays_with_its_word():
    rows = [row for caption in captions("Quoi ? « Jamais » !", "fr", 9) for row in caption]
    assert rows == ["Quoi ?", "« Jamais » !"]


def test_a_word_too_long_for_its_row_has_one_of_its_own_and_one_too_long_for_any_is_broken():
    word = "Rechtsschutzversicherungsgesellschaften"
    assert captions(f"Die {word}", "de", 24) == [("Die", word)]
    assert captions("x" * 50) == [("x" * 42, "x" * 8)]
    assert captions("https://example.org/one/two/three/" + "x" * 20)[0][0] == "https://example.org/one/two/three/"


def test_japanese_rows_hold_16_characters_and_begin_with_no_punctuation():
    text = "毎晩、岬の灯りはひとりでに灯った。けれどもあの晩だけは、いくら待っても「灯台」に光が戻らなかった。"
    rows = [row for caption in captions(text, "ja") for row in caption]
    assert "".join(rows) == text
    assert all(len(row) <= 16 for row in rows)
    assert not any(row[0] in "。、」っゃゅょー" or row[-1] in "「（" for row in rows)


def test_thai_rows_begin_with_no_mark_and_end_with_no_leading_vowel():
    text = "ทุกเย็นไฟบนแหลมจะติดขึ้นมาเองจนกระทั่งเย็นวันหนึ่งมันไม่ติดและไม่มีใครรู้ว่าทำไม"
    rows = [row for caption in captions(text, "th") for row in caption]
    assert "".join(rows) == text
    assert len(rows) == 2
    assert not any(unicodedata.category(row[0]) == "Mn" or row[-1] in "เแโใไ" for row in rows)


def test_korean_is_broken_at_spaces():
    text = "매일 저녁 곶의 등불은 저절로 켜졌다. 그날 저녁까지는, 그리고 아무도 그 이유를 몰랐다."
    assert " ".join(row for caption in captions(text, "ko") for row in caption) == text


def test_a_zero_width_space_is_a_place_to_break():
    assert captions("aaaa\u200bbbbb", limit=5) == [("aaaa", "bbbb")]


@pytest.mark.parametrize("text", ["", "   ", "\x00\u200b", "**"])
def test_nothing_to_read_is_no_caption_or_the_text_itself(text):
    assert captions(text) in ([], [("**",)])


WORDS = st.one_of(
    st.text("abcdefgåßéñжшλ", min_size=1, max_size=50),
    st.text("はをに灯台光カタ、。「」ー", min_size=1, max_size=60),
    st.text("กขเแาะ่้ำๆ", min_size=1, max_size=20),
    st.text("مرحبا،؟שלום", min_size=1, max_size=15),
    st.text("कखगि्ीा।", min_size=1, max_size=15),
    st.sampled_from(
        ["the", "and", "of", "end.", "clause,", "?", "»", "«", "–", "—", "(", "“so”", "…", "Dr.", "3.5", "👩‍🚀"]
    ),
)


@given(st.lists(WORDS, max_size=40), st.sampled_from([24, 32, 42]), st.sampled_from(["en", "de", "ja", "xx"]))
def test_every_word_stands_in_exactly_one_row_in_order_and_no_row_is_too_long(words, limit, language):
    text = " ".join(words)
    found = captions(text, language, limit)
    rows = [row for caption in found for row in caption]
    assert all(1 <= len(caption) <= 2 for caption in found)
    assert all(row and row == row.strip() for row in rows)
    assert "".join("".join(rows).split()) == "".join(unicodedata.normalize("NFC", text).split())
    for row in rows:
        assert width(row) <= 42 + 1e-6
        assert width(row) <= limit + 1e-6 or len(split(row, 42)) == 1
