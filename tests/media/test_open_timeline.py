"""What an editor reads in an exported timeline, read with OpenTimelineIO itself."""

from dataclasses import replace
from fractions import Fraction

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from videogen_dagster.core.chapters import Chapter
from videogen_dagster.core.edit_list import EditList, HeardFile, Passage, SeenFile, Shot, VoiceTrack
from videogen_dagster.core.media import Media, Sound
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.media.open_timeline import timeline_text

SEED = 2**63 - 1


def sound(samples: int, *, rate: int = 48_000) -> Sound:
    return Sound(audio=Media(sha256="0" * 64, extension="wav"), sample_rate_hz=rate, samples=samples, channels=1)


def said(name: str, samples: int, first_sample: int, *, rate: int = 48_000) -> HeardFile:
    return HeardFile(
        path=f"media/{name}.wav",
        sound=sound(samples, rate=rate),
        words="" if name in {"music", "soundtrack"} else f"words of {name}",
        starts_s=Fraction(first_sample, 48_000),
    )


EDITS = EditList(
    title="Zwei Hügel",
    frames_per_second=30,
    shots=(
        SeenFile(
            path="media/001 hill.mp4",
            shot=Shot("001", 90, 0, 82, Passage(TransitionKind.CROSSFADE, 7, 8)),
            heading="EXT. HILL",
            action="Wind.",
            notes={"image": {"seed": SEED, "prompt": "ein Hügel", "take": 2}},
        ),
        SeenFile(path="media/002.mp4", shot=Shot("002", 60, 7, 53, Passage(TransitionKind.DIP_BLACK, 15, 0))),
    ),
    voices=(
        VoiceTrack("Ann", (said("ann-1", 24_001, 19_200), said("ann-2", 12_000, 96_000))),
        VoiceTrack("Bob", (said("bob-1", 22_050, 1_600, rate=22_050), said("bob-2", 4_800, 64_000))),
    ),
    music=said("music", 216_000, 0),
    soundtrack=said("soundtrack", 216_000, 0),
    chapters=(Chapter(first_frame=0, title="HILL"), Chapter(first_frame=75, title="DALE")),
    notes={"project": "hills"},
)


@pytest.fixture
def timeline() -> otio.schema.Timeline:
    return otio.adapters.read_from_string(timeline_text(EDITS), "otio_json")


def test_the_film_is_as_long_as_its_shots_between_cuts(timeline):
    (pictures,) = timeline.video_tracks()
    assert pictures.duration() == RationalTime(135, 30)
    assert timeline.duration().to_seconds() == 4.5
    assert (timeline.name, timeline.global_start_time) == ("Zwei Hügel", RationalTime(0, 30))


def test_clips_have_room_on_both_sides_of_a_cut_for_the_transition(timeline):
    (pictures,) = timeline.video_tracks()
    first, crossfade, second, fade = pictures
    assert first.source_range == TimeRange(RationalTime(0, 30), RationalTime(82, 30))
    assert first.media_reference.available_range == TimeRange(RationalTime(0, 30), RationalTime(90, 30))
    assert second.source_range == TimeRange(RationalTime(7, 30), RationalTime(53, 30))
    assert second.range_in_parent().start_time == RationalTime(82, 30)
    assert first.visible_range() == TimeRange(RationalTime(0, 30), RationalTime(90, 30))
    assert second.visible_range() == TimeRange(RationalTime(0, 30), RationalTime(60, 30))
    assert crossfade.transition_type == otio.schema.TransitionTypes.SMPTE_Dissolve
    assert (crossfade.in_offset, crossfade.out_offset) == (RationalTime(7, 30), RationalTime(8, 30))
    assert fade.transition_type == otio.schema.TransitionTypes.Custom
    assert (fade.in_offset, fade.out_offset) == (RationalTime(15, 30), RationalTime(0, 30))
    assert (fade.name, fade.metadata["videogen"]["transition"]) == ("dip-black", "dip-black")


def test_files_are_named_by_urls_relative_to_the_timeline(timeline):
    urls = [clip.media_reference.target_url for clip in timeline.find_clips()]
    assert urls[0] == "media/001%20hill.mp4"
    names = [(clip.name, clip.media_reference.name) for clip in timeline.find_clips()]
    assert names[0] == ("001 hill.mp4", "001 hill.mp4"), "Resolve finds files by these names"
    assert not any(url.startswith(("/", "file:")) for url in urls)


def test_every_line_starts_at_its_sample_whatever_the_rate_of_its_file(timeline):
    starts = {
        clip.name: (clip.range_in_parent().start_time.rescaled_to(48_000).value, clip.duration())
        for track in timeline.audio_tracks()
        for clip in track.find_clips()
    }
    assert starts["ann-1.wav"] == (19_200, RationalTime(24_001, 48_000))
    assert starts["ann-2.wav"] == (96_000, RationalTime(12_000, 48_000))
    assert starts["bob-1.wav"] == (1_600, RationalTime(22_050, 22_050))
    assert starts["bob-2.wav"] == (64_000, RationalTime(4_800, 48_000))
    assert starts["music.wav"] == (0, RationalTime(216_000, 48_000))


def test_of_sound_that_was_cut_no_more_is_heard_than_in_the_mix():
    (bob, second), rest = EDITS.voices[1].lines, EDITS.voices[:1]
    cut = replace(bob, samples=24_000)  # half a second, of a file at 22 050 Hz
    edits = replace(EDITS, voices=(*rest, VoiceTrack("Bob", (cut, second))))
    read = otio.adapters.read_from_string(timeline_text(edits), "otio_json")
    first, behind = read.audio_tracks()[1].find_clips()
    assert first.source_range == TimeRange(RationalTime(0, 22_050), RationalTime(11_025, 22_050))
    assert first.media_reference.available_range.duration == RationalTime(22_050, 22_050)
    assert behind.range_in_parent().start_time.rescaled_to(48_000).value == 64_000


def test_a_film_without_music_has_no_track_of_it():
    read = otio.adapters.read_from_string(timeline_text(replace(EDITS, music=None)), "otio_json")
    assert [track.name for track in read.audio_tracks()] == ["Ann", "Bob", "Soundtrack (mixed)"]


def test_the_mix_is_not_heard_beside_what_it_is_mixed_from(timeline):
    heard = {track.name: track.enabled and all(clip.enabled for clip in track) for track in timeline.audio_tracks()}
    assert heard == {"Ann": True, "Bob": True, "Music": True, "Soundtrack (mixed)": False}


def test_chapters_and_headings_are_markers(timeline):
    marks = [(mark.name, mark.marked_range.start_time) for mark in timeline.tracks.markers]
    assert marks == [("HILL", RationalTime(0, 30)), ("DALE", RationalTime(75, 30))]
    first, second = timeline.video_tracks()[0].find_clips()
    assert [(mark.name, mark.comment) for mark in first.markers] == [("EXT. HILL", "Wind.")]
    assert list(second.markers) == []
    ann, *_, mix = timeline.audio_tracks()
    assert [mark.name for clip in ann.find_clips() for mark in clip.markers] == ["words of ann-1", "words of ann-2"]
    assert not any(clip.markers for clip in mix)


def test_what_is_known_of_a_scene_stands_under_our_name(timeline):
    first, second = timeline.video_tracks()[0].find_clips()
    assert first.metadata["videogen"]["image"]["seed"] == SEED
    assert first.metadata["videogen"]["image"]["prompt"] == "ein Hügel"
    assert timeline.metadata["videogen"]["project"] == "hills"
    assert "videogen" not in second.metadata


def test_the_same_list_is_the_same_text_and_another_one_is_not():
    assert timeline_text(EDITS) == timeline_text(replace(EDITS))
    assert timeline_text(EDITS) != timeline_text(replace(EDITS, title="Hills"))
