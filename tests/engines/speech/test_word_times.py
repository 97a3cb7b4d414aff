import pytest
from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.engines.speech.word_times import Onset, Pause, word_times


def times(text, *, onsets=(), pauses=(), start_s=0.0, end_s=1.0):
    found = word_times(text, onsets=onsets, pauses=pauses, start_s=start_s, end_s=end_s)
    return [(text[word.start_char : word.end_char], word.start_s, word.end_s) for word in found]


def test_a_word_lasts_until_the_next_one_begins():
    assert times("one two", onsets=[Onset(0, 0.1), Onset(4, 0.6)]) == [("one", 0.1, 0.6), ("two", 0.6, 1.0)]


def test_a_word_ends_where_a_silence_before_the_next_one_begins():
    found = times("one. two", onsets=[Onset(0, 0.0), Onset(5, 0.6)], pauses=[Pause(0.4, 0.6)])

    assert found == [("one.", 0.0, 0.4), ("two", 0.6, 1.0)]


def test_a_silence_inside_a_word_does_not_end_it():
    found = times("stop two", onsets=[Onset(0, 0.0), Onset(5, 0.6)], pauses=[Pause(0.2, 0.3)])

    assert found[0] == ("stop", 0.0, 0.6)


def test_words_without_a_report_share_the_time_of_the_one_before_by_letters():
    assert times("in the", onsets=[Onset(0, 0.0)]) == [("in", 0.0, 0.4), ("the", 0.4, 1.0)]


def test_words_before_the_first_report_begin_with_the_speech():
    found = times("— yes", onsets=[Onset(2, 0.5)], start_s=0.1)

    assert found == [("—", 0.1, 0.5), ("yes", 0.5, 1.0)]


def test_several_reports_inside_a_word_are_one():
    found = times("1,250 a", onsets=[Onset(0, 0.0), Onset(1, 0.2), Onset(2, 0.4), Onset(6, 0.8)])

    assert found == [("1,250", 0.0, 0.8), ("a", 0.8, 1.0)]


def test_a_report_that_goes_back_in_time_is_left_out():
    found = times("a b c", onsets=[Onset(0, 0.0), Onset(2, 0.8), Onset(4, 0.4)])

    assert found == [("a", 0.0, 0.8), ("b", 0.8, 0.9), ("c", 0.9, 1.0)]


def test_a_text_without_reports_is_shared_out_evenly_by_letters():
    assert times("ab cd") == [("ab", 0.0, 0.5), ("cd", 0.5, 1.0)]


def test_a_text_without_words_has_no_times():
    assert times(" \n ") == []


@given(
    text=st.text("ab .—\n", max_size=30),
    onsets=st.lists(st.builds(Onset, st.integers(-2, 35), st.floats(-1, 3)), max_size=8),
    pauses=st.lists(st.builds(Pause, st.floats(0, 2), st.floats(0, 2)), max_size=4),
)
def test_whatever_is_reported_each_word_has_one_time_in_order(text, onsets, pauses):
    found = times(text, onsets=onsets, pauses=pauses, start_s=0.05, end_s=2.0)

    assert [word for word, _, _ in found] == text.split()
    edges = [edge for _, start, end in found for edge in (start, end)]
    assert edges == sorted(edges)
    assert all(0.05 <= edge == pytest.approx(min(edge, 2.0), abs=1e-5) for edge in edges)
