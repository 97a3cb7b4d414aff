"""Long music from short pieces."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.engines.music.sections import Flow, faded, overlap, sections
from videogen_dagster.media.sound import SAMPLE_RATE_HZ

RATE = SAMPLE_RATE_HZ


@pytest.mark.parametrize(
    ("seconds", "longest_s", "count"), [(40, 47, 1), (47, 47, 1), (48, 47, 2), (90, 47, 2), (91, 47, 3), (600, 240, 3)]
)
def test_as_few_sections_as_a_length_needs(seconds: int, longest_s: int, count: int) -> None:
    assert len(sections(seconds * RATE, longest=longest_s * RATE)) == count


@given(st.integers(1, 10**8), st.integers(8, 10**7))
def test_sections_follow_each_other_and_none_is_too_long(samples: int, longest: int) -> None:
    if samples > 2000 * longest:
        samples = samples % (2000 * longest) + 1
    parts = sections(samples, longest=longest)
    assert parts[0].first == 0
    assert parts[-1].first + parts[-1].samples == samples
    assert all(1 <= part.samples <= longest for part in parts)
    for before, after in pairwise(parts):
        assert before.first + before.samples - after.first == overlap(longest)


def test_the_loudness_stays_where_sections_meet() -> None:
    longest = 10 * RATE
    parts = sections(25 * RATE, longest=longest)
    dice = np.random.default_rng(3)
    flow = Flow(overlap(longest))
    joined = np.concatenate(
        [
            flow.add(dice.normal(0, 0.1, (part.samples, 2)).astype(np.float32), is_last=part is parts[-1])
            for part in parts
        ]
    )
    assert len(joined) == 25 * RATE
    levels = np.sqrt((joined[: 25 * RATE // 4800 * 4800].reshape(-1, 4800, 2) ** 2).mean(axis=(1, 2)))
    assert np.ptp(20 * np.log10(levels)) < 1.0


def test_beginning_and_end_are_faded_and_the_middle_is_untouched() -> None:
    level = faded(np.ones((20 * RATE, 2), np.float32), 0, samples=20 * RATE)[:, 0]
    assert level[0] < 1e-6
    assert level[-1] < 1e-6
    assert np.array_equal(level[RATE : 16 * RATE], np.ones(15 * RATE))
    assert (np.diff(level[: RATE // 2]) >= 0).all()
    assert (np.diff(level[17 * RATE :]) <= 0).all()
    parts = [faded(np.ones((RATE, 2), np.float32), first * RATE, samples=20 * RATE)[:, 0] for first in range(20)]
    assert np.allclose(np.concatenate(parts), level)
