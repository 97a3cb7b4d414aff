"""What the finished film must be, from the values of the stages that it is made of."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from videogen_dagster.core.media import Media
from videogen_dagster.core.stages import Film, Narration, SceneClips, Soundtrack, Transitions
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
    film: Film | None = None,
    *,
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
        film: The finished film, if its bytes are compared, too.
        camera_moves: Whether clips surely move when they are told to; those of a model may hold pictures.

    Raises:
        StorageFailure: A stored file is missing.
    """
    timeline = narration.timeline(storyboard)
    parts = [
        *(scene.result.video for scene in scene_clips.scenes),
        *(scene.result.video for scene in transitions.scenes),
        soundtrack.result.encoded,
    ]
    parts_bytes = sum(fetch(part).stat().st_size for part in parts)
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
        lines=tuple(_lines(timeline, narration, fetch)),
        mix=fetch(soundtrack.result.sound.audio),
        least_bytes=int(_LEAST_SHARE * parts_bytes),
        most_bytes=int(_MOST_SHARE * parts_bytes) + index_bytes,
        sha256=film.result.video.sha256 if film else None,
    )


def _scene(scene: Scene, timing: SceneTiming, *, camera_moves: bool) -> ExpectedScene:
    camera = read_camera(scene.motion_prompt)
    told = f"{scene.heading} {scene.action} {scene.image_prompt}"
    return ExpectedScene(
        scene=scene.id,
        first_frame=timing.first_frame,
        frames=timing.frames,
        may_stand_still=not camera_moves or (not camera.moves and not camera.shake),
        may_be_plain=_PLAIN.search(told) is not None,
        shows=repr((scene.image_prompt, scene.card, scene.photo)),
    )


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


def _lines(timeline: Timeline, narration: Narration, fetch: Callable[[Media], Path]) -> Iterator[ExpectedLine]:
    for timing in timeline.scenes:
        for speech, line in zip(narration.of(timing.scene), timing.lines, strict=True):
            sound = speech.sound
            yield ExpectedLine(
                scene=timing.scene,
                first_sample=timeline.sample_at(timing.first_frame + line.first_frame),
                samples=length_at(sound.samples, from_hz=sound.sample_rate_hz, to_hz=SAMPLE_RATE_HZ),
                speech=fetch(sound.audio),
            )
