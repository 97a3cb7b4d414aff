from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.storyboard import Character, Line, Scene, Storyboard
from videogen_dagster.core.timeline import LEAD_FRAMES, PAUSE_FRAMES, TAIL_FRAMES, lay_out
from videogen_dagster.core.transition import TransitionKind, transition_frames


def board(*durations_s: float, transition: TransitionKind = TransitionKind.CUT) -> Storyboard:
    lines = tuple(Line(character="narrator", text="word") for _ in range(4))
    return Storyboard(
        title="T",
        settings=FilmSettings(),
        characters=(Character(id="narrator", name="Narrator"),),
        scenes=tuple(
            Scene(id=f"{index:03d}", image_prompt="hill", duration_s=duration_s, lines=lines, transition=transition)
            for index, duration_s in enumerate(durations_s, 1)
        ),
    )


def test_a_silent_scene_lasts_as_long_as_planned():
    timeline = lay_out(board(3.0, 2.5), {})
    assert [scene.frames for scene in timeline.scenes] == [90, 75]
    assert [scene.first_frame for scene in timeline.scenes] == [0, 90]


def test_speech_that_needs_more_time_than_planned_gets_it():
    timeline = lay_out(board(2.0), {"001": [Fraction(2), Fraction(1)]})
    (scene,) = timeline.scenes
    assert scene.lines[0].first_frame == LEAD_FRAMES
    assert scene.lines[1].first_frame == LEAD_FRAMES + 60 + PAUSE_FRAMES
    assert scene.frames == LEAD_FRAMES + 60 + PAUSE_FRAMES + 30 + TAIL_FRAMES


def test_sound_is_exactly_as_long_as_picture():
    timeline = lay_out(board(1.0, 0.7), {})
    assert timeline.frames == 51
    assert timeline.samples == 51 * 1600
    assert timeline.duration_s == Fraction(51, 30)


def test_two_scenes_overlap_by_the_length_of_their_transition():
    timeline = lay_out(board(3.0, 2.0, 4.0, transition=TransitionKind.CROSSFADE), {})
    assert [scene.transition_frames for scene in timeline.scenes] == [15, 15, 0]
    assert [scene.first_frame for scene in timeline.scenes] == [0, 75, 120]
    assert timeline.frames == 90 + 60 + 120 - 2 * 15
    assert timeline.scenes[-1].transition is TransitionKind.CUT, "nothing is there to fade into"


def test_a_dip_at_the_end_fades_the_film_out_and_makes_it_no_shorter():
    timeline = lay_out(board(3.0, transition=TransitionKind.DIP_BLACK), {})
    assert (timeline.scenes[0].transition_frames, timeline.frames) == (15, 90)


@pytest.mark.parametrize(
    ("frames", "following", "expected"),
    [(90, 90, 15), (20, 90, 10), (90, 20, 10), (31, 30, 15), (29, 90, 14), (1, 90, 0), (90, 1, 0), (2, 3, 1)],
)
def test_a_transition_takes_at_most_half_of_a_scene(frames, following, expected):
    assert transition_frames(TransitionKind.WIPE_LEFT, frames, following) == expected
    assert transition_frames(TransitionKind.CUT, frames, following) == 0


def test_a_line_waits_as_long_as_the_storyboard_says():
    plan = board(2.0)
    first, second, *_ = plan.scenes[0].lines
    lines = (first.model_copy(update={"pause_s": 1.0}), second.model_copy(update={"pause_s": 0.0}))
    plan = plan.model_copy(update={"scenes": (plan.scenes[0].model_copy(update={"lines": lines}),)})
    (scene,) = lay_out(plan, {"001": [Fraction(2), Fraction(1)]}).scenes
    assert [line.first_frame for line in scene.lines] == [30, 90]


spoken = st.lists(st.fractions(min_value=Fraction(1, 100), max_value=20), max_size=4)


@given(st.lists(st.tuples(st.floats(0.5, 60), spoken), min_size=1, max_size=6), st.sampled_from(TransitionKind))
def test_no_line_is_ever_cut_no_two_overlap_and_no_three_scenes_are_seen_at_once(scenes, kind):
    plan = board(*(duration_s for duration_s, _ in scenes), transition=kind)
    lengths = {f"{index:03d}": lines for index, (_, lines) in enumerate(scenes, 1)}
    timeline = lay_out(plan, lengths)
    position = free_from = 0
    for scene in timeline.scenes:
        assert scene.first_frame == position
        position = scene.end_frame - scene.transition_frames
        assert position >= free_from, "the transition before is over when this one begins"
        free_from = scene.end_frame
        heard_until = 0
        for line, duration_s in zip(scene.lines, lengths[scene.scene], strict=True):
            assert line.first_frame >= heard_until
            heard_until = line.first_frame + duration_s * 30
        assert heard_until <= scene.frames
