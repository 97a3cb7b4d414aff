from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.media.given import words_and_pauses
from videogen_dagster.media.voiced import Voice, frame_cuts

HZ = 48_000


def test_a_recording_is_divided_at_the_pauses_between_its_lines():
    """Two lines of 1 s and 2 s with a long pause between, and short pauses inside the second one."""
    sound = words_and_pauses([1.0, 0.6, 0.9, 0.15, 0.9])
    (cut,) = Voice(sound).divide(["Five words are in here", "and twice as many of them are in the second"])
    assert 1.0 < cut / HZ < 1.6


def test_a_long_pause_outweighs_a_guess_by_length():
    sound = words_and_pauses([1.4, 0.8, 0.8])
    (cut,) = Voice(sound).divide(["the same length", "the same length"])
    assert 1.4 < cut / HZ < 2.2


def test_without_pauses_lines_are_divided_by_their_length():
    cuts = Voice(words_and_pauses([3.0])).divide(["aaaa", "aaaaaaaa"])
    assert cuts[0] / HZ == pytest.approx(1.0, abs=0.05)


def test_words_take_the_voiced_time_and_phrases_end_at_pauses():
    sound = words_and_pauses([0.5, 0.4, 1.0], rate=HZ)
    times = Voice(sound).words("One two, three four five six.", first=0, end=len(sound))
    ends = {index: time.end_s for index, time in enumerate(times)}
    assert ends[1] == pytest.approx(0.5, abs=0.03)
    assert times[2].start_s == pytest.approx(0.9, abs=0.03)
    assert ends[5] == pytest.approx(1.9, abs=0.03)


def test_background_noise_is_no_voice():
    sound = words_and_pauses([0.5, 0.5, 0.5])
    noisy = sound + 0.01 * np.random.default_rng(5).standard_normal(sound.shape).astype(np.float32)
    (cut,) = Voice(noisy).divide(["the same length", "the same length"])
    assert 0.5 < cut / HZ < 1.0


def test_silence_is_divided_by_length():
    voice = Voice(np.zeros((HZ, 1), np.float32))
    assert voice.divide(["ab", "ab"])[0] / HZ == pytest.approx(0.5, abs=0.01)
    assert len(voice.words("two words", first=0, end=HZ)) == 2


@example(texts=["?"] * 5, lengths=[0.03125, 0.5, 0.03125])
@example(texts=["?? ?", *["?"] * 5], lengths=[0.0234375, 0.5, 0.125])
@settings(max_examples=40, deadline=None)
@given(
    texts=st.lists(st.text("abc ,.!?—", min_size=1, max_size=40), min_size=1, max_size=6),
    lengths=st.lists(st.floats(0.02, 0.6), min_size=1, max_size=9),
)
def test_every_part_and_every_word_has_its_time_in_order(texts, lengths):
    sound = words_and_pauses(lengths)
    voice = Voice(sound)
    edges = [0, *frame_cuts(voice.divide(texts), len(sound), 30), len(sound)]
    assert edges == sorted(edges)
    assert all(edge * 30 % HZ == 0 or edge == len(sound) for edge in edges)
    for text, (first, end) in zip(texts, pairwise(edges), strict=True):
        times = voice.words(text, first=first, end=end)
        assert [text[time.start_char : time.end_char] for time in times] == text.split()
        marks = [mark for time in times for mark in (time.start_s, time.end_s)]
        assert marks == sorted(marks)
        assert all(0 <= mark <= (end - first) / HZ + 1e-4 for mark in marks)


def test_parts_begin_with_frames():
    assert frame_cuts([1599, 1601, 100_000], HZ * 3, 30) == [1600, 3200, 99_200]
    assert frame_cuts([10, 10, 10], 4800, 30) == [1600, 3200, 4800]
