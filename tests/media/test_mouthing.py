import pytest

from videogen_dagster.core.media import WordTime
from videogen_dagster.media.mouthing import guessed_sounds
from videogen_dagster.media.visemes import Viseme, visemes_of


def word(start: int, end: int, start_s: float, end_s: float) -> WordTime:
    return WordTime(start_char=start, end_char=end, start_s=start_s, end_s=end_s)


def test_lips_close_where_a_word_has_an_m_and_open_on_its_vowels():
    sounds = guessed_sounds("Mama", [word(0, 4, 1.0, 1.4)])
    assert [visemes_of(sound.symbol)[0] for sound in sounds] == [
        Viseme.MBP, Viseme.A, Viseme.MBP, Viseme.A, Viseme.REST,
    ]  # fmt: skip
    assert [sound.start_s for sound in sounds] == pytest.approx([1.0, 1.1, 1.2, 1.3, 1.4])


def test_the_mouth_rests_in_pauses_and_not_between_words():
    sounds = guessed_sounds("so so so", [word(0, 2, 0.0, 0.3), word(3, 5, 0.3, 0.6), word(6, 8, 1.0, 1.3)])
    assert [sound.start_s for sound in sounds if not sound.symbol] == [0.6, 1.3]


def test_lips_move_no_faster_than_lips_do():
    sounds = guessed_sounds("incomprehensibilities", [word(0, 21, 0.0, 0.5)])
    assert len(sounds) <= 8


@pytest.mark.parametrize("text", ["hola", "straße", "привет", "你好", "नमस्ते", "42"])
def test_words_of_every_script_move_the_mouth(text):
    sounds = guessed_sounds(text, [word(0, len(text), 0.0, 1.0)])
    assert any(visemes_of(sound.symbol)[0] is not Viseme.REST for sound in sounds)


def test_a_dash_is_silent():
    assert [sound.symbol for sound in guessed_sounds("—", [word(0, 1, 0.0, 0.2)])] == [""]
