"""Edit lists as OpenTimelineIO, which editing programs import. Loaded by what exports alone.

https://opentimelineio.readthedocs.io/en/stable/tutorials/otio-file-format-specification.html
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final
from urllib.parse import quote

from opentimelineio.opentime import RationalTime, TimeRange
from opentimelineio.schema import (
    Clip,
    ExternalReference,
    Gap,
    Marker,
    MarkerColor,
    Timeline,
    Track,
    TrackKind,
    Transition,
    TransitionTypes,
)

from videogen_dagster.core.edit_list import EditList, HeardFile, Notes, Passage, SeenFile
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ
from videogen_dagster.core.transition import TransitionKind

NAMESPACE: Final = "videogen"
"""Under which name everything that OpenTimelineIO has no field for stands in the metadata."""


def timeline_text(edits: EditList) -> str:
    """Return an edit list as the text of an `.otio` file; the same list gives the same text."""
    return open_timeline(edits).to_json_string(indent=2) + "\n"


def open_timeline(edits: EditList) -> Timeline:
    """Return an edit list as a timeline: a track of pictures, one for each voice, one of music if there is any, one of the mix.

    The mix is disabled, as it is heard in place of the others and not with them. Pictures are counted in frames, sound in
    samples.
    """
    timeline = Timeline(name=edits.title, metadata=_named(edits.notes))
    timeline.global_start_time = RationalTime(0, edits.frames_per_second)
    timeline.tracks.append(_pictures(edits))
    for voice in edits.voices:
        timeline.tracks.append(_sounds(voice.name, voice.lines))
    if edits.music is not None:
        timeline.tracks.append(_sounds("Music", [edits.music]))
    timeline.tracks.append(_sounds("Soundtrack (mixed)", [edits.soundtrack], enabled=False))
    for chapter in edits.chapters:
        marker = _marker(chapter.title, chapter.first_frame, edits.frames_per_second, MarkerColor.GREEN)
        timeline.tracks.markers.append(marker)
    return timeline


def _pictures(edits: EditList) -> Track:
    track = Track(name="Pictures", kind=TrackKind.Video)
    for seen in edits.shots:
        track.append(_clip(seen, edits.frames_per_second))
        if seen.shot.passage:
            track.append(_transition(seen.shot.passage, edits.frames_per_second))
    return track


def _clip(seen: SeenFile, rate: int) -> Clip:
    shot = seen.shot
    clip = Clip(
        name=_file_name(seen.path),
        media_reference=_reference(seen.path, shot.clip_frames, rate),
        source_range=_range(shot.first_frame, shot.frames, rate),
        metadata=_named(seen.notes),
    )
    if seen.heading:
        clip.markers.append(_marker(seen.heading, shot.first_frame, rate, MarkerColor.CYAN, comment=seen.action))
    return clip


def _transition(passage: Passage, rate: int) -> Transition:
    """Return a transition; OpenTimelineIO has a name for the crossfade alone, all others are told in the metadata."""
    is_dissolve = passage.kind is TransitionKind.CROSSFADE
    return Transition(
        name=passage.kind.value,
        transition_type=TransitionTypes.SMPTE_Dissolve if is_dissolve else TransitionTypes.Custom,
        in_offset=RationalTime(passage.before_frames, rate),
        out_offset=RationalTime(passage.behind_frames, rate),
        metadata=_named({"transition": passage.kind.value}),
    )


def _sounds(name: str, heard: Sequence[HeardFile], *, enabled: bool = True) -> Track:
    """Return a track on which sounds stand at their times, with gaps between them."""
    track = Track(name=name, kind=TrackKind.Audio)
    track.enabled = enabled
    ended_s = Fraction(0)
    for each in heard:
        if each.starts_s > ended_s:
            track.append(Gap(source_range=_range(0, (each.starts_s - ended_s) * SAMPLE_RATE_HZ, SAMPLE_RATE_HZ)))
        samples, rate = each.sound.samples, each.sound.sample_rate_hz
        clip = Clip(
            name=_file_name(each.path),
            media_reference=_reference(each.path, samples, rate),
            source_range=_range(0, each.duration_s * rate, rate),
            metadata=_named(each.notes),
        )
        clip.enabled = enabled
        if each.words:
            clip.markers.append(_marker(each.words, 0, rate, MarkerColor.ORANGE))
        track.append(clip)
        ended_s = each.ends_s
    return track


def _reference(path: str, length: int, rate: int) -> ExternalReference:
    """Return where a clip's file is; DaVinci Resolve finds files by the name of clip and reference, not by the URL alone."""
    reference = ExternalReference(target_url=quote(path), available_range=_range(0, length, rate))
    reference.name = _file_name(path)
    return reference


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _marker(name: str, frame: int, rate: int, color: str, *, comment: str = "") -> Marker:
    return Marker(name=name, marked_range=_range(frame, 1, rate), color=color, comment=comment)


def _range(first: int, length: int | Fraction, rate: int) -> TimeRange:
    return TimeRange(RationalTime(first, rate), RationalTime(float(length), rate))


def _named(notes: Notes) -> dict[str, object]:
    return {NAMESPACE: dict(notes)} if notes else {}
