import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.media.ducking import (
    Ducking,
    DuckingCurve,
    frame_levels,
    join_stretches,
    speech_stretches,
    total_samples,
)

RATE = 48_000
DUCKING = Ducking(depth_db=-12, attack_s=0.08, release_s=0.4, hold_s=0.6)


def db(curve, at):
    return 20 * np.log10(float(curve.gain(at, 1)[0]))


def test_music_is_down_before_speech_begins_and_comes_back_after_it():
    curve = DuckingCurve([(RATE, 2 * RATE)], DUCKING)

    assert db(curve, round(0.9 * RATE)) == pytest.approx(0, abs=0.01)
    assert db(curve, round(0.96 * RATE)) == pytest.approx(-6, abs=0.3)
    assert db(curve, RATE) == pytest.approx(-12, abs=0.3)
    assert db(curve, round(1.7 * RATE)) == pytest.approx(-12, abs=0.01)
    assert db(curve, round(2.2 * RATE)) == pytest.approx(-6, abs=0.3)
    assert db(curve, round(2.41 * RATE)) == pytest.approx(0, abs=0.01)


def test_music_stays_down_in_short_pauses_and_comes_back_in_long_ones():
    curve = DuckingCurve([(0, RATE), (round(1.5 * RATE), 2 * RATE), (4 * RATE, 5 * RATE)], DUCKING)

    assert curve.lowered == [(0, 2 * RATE), (4 * RATE, 5 * RATE)]
    assert db(curve, round(1.25 * RATE)) == pytest.approx(-12, abs=0.01)
    assert db(curve, 3 * RATE) == pytest.approx(0, abs=0.01)


def test_without_speech_the_music_is_not_touched():
    assert (DuckingCurve([], DUCKING).gain(-100, 1000) == 1).all()


def test_any_stretch_of_the_curve_is_part_of_the_whole():
    curve = DuckingCurve([(RATE, 2 * RATE)], DUCKING)
    whole = curve.gain(0, 3 * RATE)

    np.testing.assert_allclose(curve.gain(RATE - 960, 5000), whole[RATE - 960 : RATE + 4040], atol=1e-6)
    np.testing.assert_allclose(curve.gain(0, 3 * RATE, step=4800), whole[::4800], atol=1e-6)


def test_speech_is_where_sound_is():
    samples = np.zeros((RATE, 1), np.float32)
    samples[9600:19_200] = 0.3
    samples[28_800:33_600] = 0.1
    samples[40_000:] = 0.0005  # room noise

    assert speech_stretches(frame_levels(samples)) == [(9600, 19_200), (28_800, 33_600)]


def test_silence_and_nothing_are_no_speech():
    assert speech_stretches(frame_levels(np.zeros((1000, 1), np.float32))) == []
    assert speech_stretches(frame_levels(np.zeros((0, 1), np.float32))) == []


@given(
    stretches=st.lists(st.tuples(st.integers(0, 500), st.integers(1, 100)).map(lambda at: (at[0], at[0] + at[1]))),
    gap=st.integers(0, 50),
)
def test_joined_stretches_are_apart_and_cover_the_same(stretches, gap):
    joined = join_stretches(stretches, longest_gap=gap)

    assert all(one[1] + gap < two[0] for one, two in itertools.pairwise(joined))
    for start, stop in stretches:
        assert any(first <= start and stop <= last for first, last in joined)
    assert total_samples(joined, within=600) == sum(stop - start for start, stop in joined)


def test_what_lies_outside_the_film_is_not_counted():
    assert total_samples([(-10, 10), (90, 120), (200, 300)], within=100) == 20
