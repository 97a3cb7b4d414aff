"""A finished film as a list of edits: which stretch of which file is seen and heard when.

Editors have no overlapping scenes: a transition stands over a cut, and both clips go on behind it for as long as it lasts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from videogen_dagster.core.chapters import Chapter
from videogen_dagster.core.media import Sound
from videogen_dagster.core.storyboard import SceneId
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ, SceneTiming, Timeline
from videogen_dagster.core.transition import TransitionKind

Notes = Mapping[str, object]
"""What a program may want to know of a part of the film; JSON."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A transition that stands over a cut.

    Attributes:
        kind: What is seen.
        before_frames: How long it lasts before the cut.
        behind_frames: How long it lasts behind it; 0 at the end of the film, where nothing follows.
    """

    kind: TransitionKind
    before_frames: int
    behind_frames: int


@dataclass(frozen=True, slots=True)
class Shot:
    """What of a scene's clip stands between two cuts.

    Attributes:
        scene: Which scene.
        clip_frames: Length of its clip.
        first_frame: The first frame of the clip behind the cut.
        frames: How many stand between the cuts; those around them are seen in transitions alone.
        passage: The transition over the cut behind it, or None.
    """

    scene: SceneId
    clip_frames: int
    first_frame: int
    frames: int
    passage: Passage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFile:
    """A scene of the film.

    Attributes:
        path: The clip, relative to the list, with `/`.
        shot: What of it is seen.
        heading: Place and time as the script writes it, or empty.
        action: What happens, or empty.
        notes: What else is known of it.
    """

    path: str
    shot: Shot
    heading: str = ""
    action: str = ""
    notes: Notes = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardFile:
    """A sound of the film, from its start.

    Attributes:
        path: The sound, relative to the list, with `/`.
        sound: How long it is.
        words: What is said in it, or empty.
        starts_s: When it is heard, in seconds from the start of the film.
        samples: How many samples of 48 kHz are heard of it, or None: it is heard to its end.
        notes: What else is known of it.
    """

    path: str
    sound: Sound
    words: str = ""
    starts_s: Fraction = Fraction(0)
    samples: int | None = None
    notes: Notes = field(default_factory=dict)

    @property
    def duration_s(self) -> Fraction:
        """How long it is heard."""
        whole_s = self.sound.duration_s
        return whole_s if self.samples is None else min(whole_s, Fraction(self.samples, SAMPLE_RATE_HZ))

    @property
    def ends_s(self) -> Fraction:
        """When it is over, in seconds from the start of the film."""
        return self.starts_s + self.duration_s


@dataclass(frozen=True, slots=True)
class VoiceTrack:
    """All that one character says, in order; no two lines are heard at once."""

    name: str
    lines: tuple[HeardFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditList:
    """A finished film, to be gone on with in an editor.

    Attributes:
        title: Of the film.
        frames_per_second: Of all clips.
        shots: In order; with the transitions between them they are the film, to the frame.
        voices: One a character, in the order in which they are first heard.
        music: Of the whole film, as loud as it was composed, or None if the film is heard without.
        soundtrack: The finished mix of voices and music.
        chapters: Where they begin.
        notes: What else is known of the film.
    """

    title: str
    frames_per_second: int
    shots: tuple[SeenFile, ...]
    voices: tuple[VoiceTrack, ...]
    music: HeardFile | None
    soundtrack: HeardFile
    chapters: tuple[Chapter, ...] = ()
    notes: Notes = field(default_factory=dict)


def cut_shots(timeline: Timeline) -> tuple[Shot, ...]:
    """Return what of each scene's clip stands between cuts; the lengths of all together are the film's.

    The cut stands in the middle of its transition. Behind the last scene a fade-out ends with the film.
    """
    shots: list[Shot] = []
    entered = 0
    for timing in timeline.scenes:
        passage = _passage(timing, is_last=timing.scene == timeline.scenes[-1].scene)
        behind, before = (passage.behind_frames, passage.before_frames) if passage else (0, 0)
        frames = timing.frames - entered - behind
        shots.append(Shot(timing.scene, timing.frames, first_frame=entered, frames=frames, passage=passage))
        entered = before
    return tuple(shots)


def voice_tracks(name: str, lines: Sequence[HeardFile]) -> tuple[VoiceTrack, ...]:
    """Return the tracks of one voice: as few as let no two lines be heard at once on one of them.

    Only the sound of footage goes on under a transition while that of the next scene begins.

    Args:
        name: Whose voice it is; a second track is called `NAME 2`.
        lines: In the order in which they begin.
    """
    tracks: list[list[HeardFile]] = []
    for line in lines:
        free = (track for track in tracks if track[-1].ends_s <= line.starts_s)
        track = next(free, None)
        if track is None:
            tracks.append([line])
        else:
            track.append(line)
    names = [name, *(f"{name} {number}" for number in range(2, len(tracks) + 1))]
    return tuple(VoiceTrack(each, tuple(track)) for each, track in zip(names, tracks, strict=False))


def _passage(timing: SceneTiming, *, is_last: bool) -> Passage | None:
    if not timing.transition_frames:
        return None
    before = timing.transition_frames if is_last else timing.transition_frames // 2
    return Passage(timing.transition, before, timing.transition_frames - before)
