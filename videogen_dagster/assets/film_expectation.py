"""What the finished film must be, from the values of the stages that it is made of."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from videogen_dagster.assets.scene_clips import burned_captions
from videogen_dagster.core.assembly_requests import BurnedCaptions
from videogen_dagster.core.cues import CaptionTrack
from videogen_dagster.core.media import Media, Speech
from videogen_dagster.core.stages import Narration, SceneClips, Soundtrack, Transitions
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ, SceneTiming, Timeline
from videogen_dagster.media.camera_language import read_camera
from videogen_dagster.media.quality.expected import ExpectedFilm, ExpectedLine, ExpectedScene, ExpectedTransition
from videogen_dagster.media.sound import length_at

_PLAIN: Final = re.compile(
    r"\b(?:(?:black|blank|white|empty) (?:screen|frame)|blackout|over black|(?:to|in) black)\b", re.IGNORECASE
)

# The film takes at least the middle of each clip, and has its own index of frames beside what is copied.
_LEAST_SHARE: Final = 0.4
_MOST_SHARE: Final = 1.1
_INDEX_BYTES: Final = 100_000
_INDEX_BYTES_A_FRAME: Final = 40


def expected_film(
    storyboard: Storyboard,
    narration: Narration,
    scene_clips: SceneClips,
    transitions: Transitions,
    soundtrack: Soundtrack,
    fetch: Callable[[Media], Path],
    *,
    tracks: Sequence[CaptionTrack] = (),
    camera_moves: bool = True,
) -> ExpectedFilm:
    """Return what a film must be.

    Args:
        storyboard: The plan, with the edits in it.
        narration: The spoken lines.
        scene_clips: The clips that the film is joined from.
        transitions: The transitions between them.
        soundtrack: All that is heard.
        fetch: Gives a stored file.
        tracks: The film's captions in its own language, then in others.
        camera_moves: Whether clips surely move when they are told to; those of a model may hold pictures.

    Raises:
        StorageFailure: A stored file is missing.
    """
    timeline = narration.timeline(storyboard)
    videos = [row.result.video for rows in (scene_clips, transitions) for row in rows.scenes]
    parts_bytes = sum(fetch(part).stat().st_size for part in (*videos, soundtrack.result.encoded))
    index_bytes = _INDEX_BYTES + _INDEX_BYTES_A_FRAME * timeline.frames
    return ExpectedFilm(
        size=storyboard.settings.size,
        frames=timeline.frames,
        frames_per_second=timeline.frames_per_second,
        samples=timeline.samples,
        scenes=tuple(
            _scene(scene, timing, camera_moves=camera_moves)
            for scene, timing in zip(storyboard.scenes, timeline.scenes, strict=True)
        ),
        transitions=tuple(_transitions(timeline)),
        lines=tuple(_lines(storyboard, timeline, narration, fetch)),
        mix=fetch(soundtrack.result.sound.audio),
        least_bytes=int(_LEAST_SHARE * parts_bytes),
        most_bytes=int(_MOST_SHARE * parts_bytes) + index_bytes,
        tracks=tuple(tracks),
        burned=tuple(_burned(storyboard, narration, timeline, tracks)),
    )


def _scene(scene: Scene, timing: SceneTiming, *, camera_moves: bool) -> ExpectedScene:
    camera = read_camera(scene.motion_prompt)
    is_own = scene.image is not None or scene.video is not None
    told = f"{scene.heading} {scene.action} {scene.image_prompt}"
    return ExpectedScene(
        scene=scene.id,
        first_frame=timing.first_frame,
        frames=timing.frames,
        may_stand_still=is_own or not camera_moves or not scene.is_filmed or not (camera.moves or camera.shake),
        may_jump=scene.video is not None,
        may_be_plain=is_own or scene.composite is not None or _PLAIN.search(told) is not None,
        shows=_shows(scene),
    )


def _shows(scene: Scene) -> str:
    """Return what a scene's picture is of; scenes that one function composes may look alike, whatever they tell."""
    if scene.composite is not None and scene.video is None:
        return scene.composite
    return repr(scene.image or scene.video or (scene.image_prompt, scene.card, scene.photo))


def _transitions(timeline: Timeline) -> Iterator[ExpectedTransition]:
    for timing, following in pairwise((*timeline.scenes, None)):
        if timing is None or (following is None and not timing.transition_frames):
            continue
        yield ExpectedTransition(
            first_frame=timing.end_frame - timing.transition_frames,
            frames=timing.transition_frames,
            kind=timing.transition,
            into=following.scene if following else None,
        )


def _lines(
    storyboard: Storyboard, timeline: Timeline, narration: Narration, fetch: Callable[[Media], Path]
) -> Iterator[ExpectedLine]:
    for scene, timing in zip(storyboard.scenes, timeline.scenes, strict=True):
        if not scene.lines:  # a recording in which nobody need say anything
            continue
        alone_until = timeline.sample_at(timing.end_frame - timing.transition_frames)
        for speech, line in zip(narration.of(timing.scene), timing.lines, strict=True):
            sound, first = speech.sound, timeline.sample_at(timing.first_frame + line.first_frame)
            yield ExpectedLine(
                scene=timing.scene,
                first_sample=first,
                samples=length_at(sound.samples, from_hz=sound.sample_rate_hz, to_hz=SAMPLE_RATE_HZ),
                speech=fetch(sound.audio),
                read=_read(speech, alone_until - first),
            )


def _read(speech: Speech, room: int) -> tuple[int, int] | None:
    """Return from and until when a line has captions, in samples of 48 kHz from its start; `room` is how long it can."""
    first_s = speech.words[0].start_s if speech.words else 0.0
    end_s = speech.words[-1].end_s if speech.words else float(speech.duration_s)
    first, end = round(first_s * SAMPLE_RATE_HZ), min(round(end_s * SAMPLE_RATE_HZ), room)
    return (first, end) if first < end else None


def _burned(
    storyboard: Storyboard, narration: Narration, timeline: Timeline, tracks: Sequence[CaptionTrack]
) -> Iterator[BurnedCaptions]:
    """Yield the captions in the pictures where the film's track has them: what was drawn into clips is compared with it."""
    drawn = burned_captions(storyboard, narration, timeline) if tracks else {}
    for scene, captions in drawn.items():
        cues = tuple(cue for cue in tracks[0].cues if cue.scene == scene)
        yield captions.model_copy(update={"cues": cues})
