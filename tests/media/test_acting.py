"""Speakers blink and move like people: irregularly, a little, and the same each time."""

import numpy as np

from videogen_dagster.media.acting import perform
from videogen_dagster.media.visemes import at_rest

RATE = 30
FRAMES = 60 * RATE


def _performance(seed=5, energy=0.0):
    return perform(at_rest(FRAMES), np.full(FRAMES, energy, np.float32), frames_per_second=RATE, seed=seed)


def _blinks(lids):
    shut = lids == 0
    return np.flatnonzero(shut[1:] & ~shut[:-1])


def test_people_blink_twelve_to_thirty_times_a_minute_at_irregular_times():
    starts = _blinks(_performance().lids)
    assert 10 <= len(starts) <= 32
    assert np.diff(starts).std() > 12


def test_a_blink_is_over_in_a_fifth_of_a_second():
    lids = _performance().lids
    longest, run = 0, 0
    for lid in lids:
        run = run + 1 if lid < 1 else 0
        longest = max(longest, run)
    assert 3 <= longest <= 6


def test_a_head_sways_a_little_and_never_jumps():
    head = _performance(energy=1.0).head
    assert 0.5 < np.abs(head[:, 0]).max() < 3
    assert np.abs(head[:, 2]).max() < 3.5
    assert np.abs(np.diff(head, axis=0)).max() < 0.5


def test_loud_speech_raises_the_brows():
    assert _performance(energy=0.0).brows.max() == 0.0
    assert _performance(energy=1.0).brows.max() > 0.3


def test_the_same_seed_acts_the_same_and_another_differently():
    assert np.array_equal(_performance(1).lids, _performance(1).lids)
    assert not np.array_equal(_performance(1).lids, _performance(2).lids)
