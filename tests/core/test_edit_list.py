from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.core.edit_list import HeardFile, Passage, Shot, cut_shots, voice_tracks
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.media import Media, Sound
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.core.timeline import Timeline, lay_out
from videogen_dagster.core.transition import TransitionKind


def laid_out(*scenes: tuple[float, TransitionKind]) -> Timeline:
    plan = Storyboard(
        title="T",
        settings=FilmSettings(),
        scenes=tuple(
            Scene(id=f"{number:03}", image_prompt="hill", duration_s=duration_s, transition=kind)
            for number, (duration_s, kind) in enumerate(scenes, 1)
        ),
    )
    return lay_out(plan, {})


def test_a_cut_stands_in_the_middle_of_its_transition():
    timeline = laid_out((3, TransitionKind.CROSSFADE), (2, TransitionKind.WIPE_LEFT), (4, TransitionKind.CROSSFADE))
    assert cut_shots(timeline) == (
        Shot("001", 90, first_frame=0, frames=82, passage=Passage(TransitionKind.CROSSFADE, 7, 8)),
        Shot("002", 60, first_frame=7, frames=45, passage=Passage(TransitionKind.WIPE_LEFT, 7, 8)),
        Shot("003", 120, first_frame=7, frames=113),
    )
    assert 82 + 45 + 113 == timeline.frames == 90 + 60 + 120 - 2 * 15


def test_a_fade_out_ends_with_the_film():
    (shot,) = cut_shots(laid_out((3, TransitionKind.DIP_BLACK)))
    assert shot == Shot("001", 90, first_frame=0, frames=90, passage=Passage(TransitionKind.DIP_BLACK, 15, 0))


@given(st.lists(st.tuples(st.floats(0.5, 9), st.sampled_from(TransitionKind)), min_size=1, max_size=8))
def test_shots_and_transitions_are_the_film_to_the_frame(scenes):
    timeline = laid_out(*scenes)
    shots = cut_shots(timeline)
    cut_at = 0
    for index, (shot, timing) in enumerate(zip(shots, timeline.scenes, strict=True)):
        assert timing.first_frame + shot.first_frame == cut_at, (
            "each picture of the clip stays at its place in the film"
        )
        cut_at += shot.frames
        before = shots[index - 1].passage if index else None
        entered = before.before_frames if before else 0
        left = shot.passage.behind_frames if shot.passage else 0
        assert shot.frames >= 1
        assert entered + shot.frames + left == timing.frames == shot.clip_frames, "the clip goes on under transitions"
        if shot.passage:
            assert cut_at - shot.passage.before_frames == timing.end_frame - timing.transition_frames
            assert cut_at + shot.passage.behind_frames == timing.end_frame
            assert shot.passage.kind is timing.transition
        else:
            assert timing.transition_frames == 0
    assert cut_at == timeline.frames


def heard(starts_s: float, duration_s: float) -> HeardFile:
    media = Media(sha256="0" * 64, extension="wav")
    sound = Sound(audio=media, sample_rate_hz=8000, samples=round(8000 * duration_s), channels=1)
    return HeardFile(path=f"media/{starts_s}.wav", sound=sound, starts_s=Fraction(starts_s))


def test_lines_that_are_heard_at_once_stand_on_tracks_of_their_own():
    lines = [heard(0, 2), heard(1.5, 2), heard(2, 1), heard(3.25, 1), heard(3.5, 1)]
    tracks = voice_tracks("Recordings", lines)
    told = [(track.name, [float(line.starts_s) for line in track.lines]) for track in tracks]
    assert told == [("Recordings", [0, 2, 3.25]), ("Recordings 2", [1.5, 3.5])]


def test_sound_that_is_cut_stands_on_one_track_with_what_begins_behind_its_end():
    cut = replace(heard(0, 3), samples=48_000)
    assert (cut.duration_s, cut.ends_s) == (1, 1)
    (track,) = voice_tracks("Recordings", [cut, heard(1, 2)])
    assert len(track.lines) == 2


def test_lines_one_after_the_other_stand_on_one_track():
    (track,) = voice_tracks("Ann", [heard(0, 1), heard(1, 1), heard(4, 1)])
    assert (track.name, len(track.lines)) == ("Ann", 3)
