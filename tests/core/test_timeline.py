from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.storyboard import Character, Line, Scene, Storyboard
from videogen_dagster.core.timeline import LEAD_FRAMES, PAUSE_FRAMES, TAIL_FRAMES, lay_out


def board(*durations_s: float) -> Storyboard:
    lines = tuple(Line(character="narrator", text="word") for _ in range(4))
    return Storyboard(
        title="T",
        settings=FilmSettings(),
        characters=(Character(id="narrator", name="Narrator"),),
        scenes=tuple(
            Scene(id=f"{index:03d}", image_prompt="hill", duration_s=duration_s, lines=lines)
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


spoken = st.lists(st.fractions(min_value=Fraction(1, 100), max_value=20), max_size=4)


@given(st.lists(st.tuples(st.floats(0.5, 60), spoken), min_size=1, max_size=6))
def test_no_line_is_ever_cut_and_no_two_overlap(scenes):
    plan = board(*(duration_s for duration_s, _ in scenes))
    lengths = {f"{index:03d}": lines for index, (_, lines) in enumerate(scenes, 1)}
    timeline = lay_out(plan, lengths)
    position = 0
    for scene in timeline.scenes:
        assert scene.first_frame == position
        position += scene.frames
        heard_until = 0
        for line, duration_s in zip(scene.lines, lengths[scene.scene], strict=True):
            assert line.first_frame >= heard_until
            heard_until = line.first_frame + duration_s * 30
        assert heard_until <= scene.frames
