"""How scenes are made of clips that models can make."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.engines.animation.pieces import SLOWEST, cut_scene
from videogen_dagster.engines.diffusion.motion_presets import VIDEO_PRESETS
from videogen_dagster.engines.diffusion.presets import FrameRule

WAN = FrameRule(step=4, offset=1, most=81, frames_per_second=16)
LTX = FrameRule(step=8, offset=1, most=241, frames_per_second=24)
SVD = FrameRule(step=25, offset=0, most=25, frames_per_second=7)
ANIMATEDIFF = FrameRule(step=16, offset=0, most=32, frames_per_second=8)


@pytest.mark.parametrize(
    ("rule", "frames", "pieces", "model_frames", "slowed"),
    [
        (WAN, 30, 1, 17, 1),  # 29/30 s are 15.5 steps of 1/16 s: 17 pictures
        (WAN, 1, 1, 5, 1),
        (LTX, 30, 1, 25, 1),
        (SVD, 30, 1, 25, 1),  # never less than it makes; the rest is not shown
        (ANIMATEDIFF, 30, 1, 16, 1),
        (ANIMATEDIFF, 90, 1, 32, 1),
        (WAN, 161, 1, 81, Fraction(160 * 16, 30 * 80)),  # 5.33 s of 5 s: slowed a little
        (SVD, 151, 1, 25, Fraction(35, 24)),  # 5 s of 3.43 s
        (SVD, 160, 2, 25, 1),  # more than half as long again: two pieces
    ],
)
def test_lengths_of_models_and_scenes(
    rule: FrameRule, frames: int, pieces: int, model_frames: int, slowed: Fraction
) -> None:
    cut = cut_scene(frames, frames_per_second=30, rule=rule)
    assert (cut.pieces, cut.model_frames) == (pieces, model_frames)
    assert cut.step == Fraction(rule.frames_per_second, 30) / slowed


@given(
    st.sampled_from([preset.frames for preset in VIDEO_PRESETS if preset.frames]),
    st.integers(1, 3000),
    st.sampled_from([24, 25, 30, 60]),
)
def test_every_frame_of_a_scene_is_shown_by_one_piece_at_a_place_that_the_piece_has(
    rule: FrameRule, frames: int, rate: int
) -> None:
    cut = cut_scene(frames, frames_per_second=rate, rule=rule)
    stretches = list(cut.piece_frames(frames))
    assert [frame for first, stop in stretches for frame in range(first, stop)] == list(range(frames))
    last = Fraction(-1)
    for piece, (first, stop) in enumerate(stretches):
        for frame in range(first, stop):
            position = cut.position(frame, piece)
            assert 0 <= position <= cut.model_frames - 1
            assert piece * (cut.model_frames - 1) + position > last
            last = piece * (cut.model_frames - 1) + position


@given(st.sampled_from([WAN, LTX, SVD, ANIMATEDIFF]), st.integers(1, 3000))
def test_motion_is_never_sped_up_and_slowed_within_the_limit(rule: FrameRule, frames: int) -> None:
    step = cut_scene(frames, frames_per_second=30, rule=rule).step
    own = Fraction(rule.frames_per_second, 30)
    assert own / SLOWEST <= step <= own


@given(st.sampled_from([preset.frames for preset in VIDEO_PRESETS if preset.frames]), st.integers(1, 400))
def test_models_are_asked_for_counts_that_they_make(rule: FrameRule, frames: int) -> None:
    count = cut_scene(frames, frames_per_second=30, rule=rule).model_frames
    assert count <= rule.most
    assert (count - rule.offset) % rule.step == 0
