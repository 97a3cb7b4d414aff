"""When everything happens, in whole frames: pictures, sound, captions and chapters all come from it.

A scene lasts as long as planned, or as its speech needs if that is longer: a line is never cut. Two scenes overlap by the
length of the transition between them.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import zip_longest
from math import ceil
from typing import Annotated, Final

from pydantic import Field

from videogen_dagster.core.film_settings import FRAMES_PER_SECOND
from videogen_dagster.core.storyboard import Scene, SceneId, Storyboard
from videogen_dagster.core.transition import TransitionKind, transition_frames
from videogen_dagster.core.values import Value

SAMPLE_RATE_HZ: Final = 48_000
LEAD_FRAMES: Final = 12
"""Picture before the first word, 0.4 s: the eye arrives before the ear, and a transition is nearly over."""
PAUSE_FRAMES: Final = 8
"""Between two lines of a scene, about 0.27 s: the usual gap between turns of a conversation."""
TAIL_FRAMES: Final = 18
"""Picture after the last word, 0.6 s: longer than a transition, which never covers speech."""

Frames = Annotated[int, Field(ge=0)]


class LineTiming(Value):
    """When a line is heard, counted from the start of its scene."""

    first_frame: Frames
    frames: Frames


class SceneTiming(Value):
    """When a scene is seen, counted from the start of the film.

    Attributes:
        scene: Which scene.
        first_frame: The first frame in which anything of it is seen.
        frames: Length of its clip.
        lines: When its lines are heard.
        transition: How it passes into the next scene.
        transition_frames: How long both are seen; behind the last scene, how long it fades out.
    """

    scene: SceneId
    first_frame: Frames
    frames: Annotated[int, Field(ge=1)]
    lines: tuple[LineTiming, ...] = ()
    transition: TransitionKind = TransitionKind.CUT
    transition_frames: Frames = 0

    @property
    def end_frame(self) -> int:
        """The first frame in which nothing of it is seen."""
        return self.first_frame + self.frames


class Timeline(Value):
    """A whole film in frames."""

    frames_per_second: int = FRAMES_PER_SECOND
    scenes: Annotated[tuple[SceneTiming, ...], Field(min_length=1)]

    @property
    def frames(self) -> int:
        """Length of the film in frames."""
        return self.scenes[-1].end_frame

    @property
    def duration_s(self) -> Fraction:
        """Exact length of the film in seconds."""
        return Fraction(self.frames, self.frames_per_second)

    @property
    def samples(self) -> int:
        """Length of the film in samples of 48 kHz: exactly as long as the picture."""
        return self.sample_at(self.frames)

    def sample_at(self, frame: int) -> int:
        """Return the sample of 48 kHz at which `frame` starts, rounded down where the rates do not divide."""
        return frame * SAMPLE_RATE_HZ // self.frames_per_second

    def scene(self, identifier: str) -> SceneTiming:
        """Return the timing of one scene.

        Raises:
            KeyError: There is no such scene.
        """
        for timing in self.scenes:
            if timing.scene == identifier:
                return timing
        raise KeyError(identifier)


def lay_out(storyboard: Storyboard, spoken_s: Mapping[str, Sequence[Fraction]]) -> Timeline:
    """Return the timeline of a film.

    Args:
        storyboard: The plan.
        spoken_s: For each scene id the length of each of its lines in seconds, in order, and of a recording without
            lines; absent means that nothing is said.
    """
    clips = [_clip_timing(scene, spoken_s.get(scene.id, ())) for scene in storyboard.scenes]
    timings: list[SceneTiming] = []
    first_frame = 0
    for scene, (frames, lines), following in zip_longest(storyboard.scenes, clips, clips[1:]):
        overlap = transition_frames(scene.transition, frames, following[0] if following else None)
        timing = SceneTiming(
            scene=scene.id,
            first_frame=first_frame,
            frames=frames,
            lines=lines,
            transition=scene.transition if overlap else TransitionKind.CUT,
            transition_frames=overlap,
        )
        timings.append(timing)
        first_frame = timing.end_frame - overlap
    return Timeline(scenes=tuple(timings))


def _clip_timing(scene: Scene, spoken_s: Sequence[Fraction]) -> tuple[int, tuple[LineTiming, ...]]:
    """Return how many frames a scene needs, and when its lines are heard in it.

    A person's recording is not torn apart: its lines follow each other without a gap. Beside footage it begins with the
    scene, and the footage's own sound ends with it where nobody speaks.
    """
    lines: list[LineTiming] = []
    planned = max(1, round(scene.duration_s * FRAMES_PER_SECOND))
    is_cut = scene.is_own_sound and not scene.lines
    silent = 0 if scene.audio and scene.video else LEAD_FRAMES
    end = 0
    for pause_s, duration_s in zip(_pauses_s(scene), spoken_s, strict=False):
        pause = silent if pause_s is None else round(pause_s * FRAMES_PER_SECOND)
        frames = ceil(duration_s * FRAMES_PER_SECOND)
        timing = LineTiming(first_frame=end + pause, frames=min(frames, planned) if is_cut else frames)
        lines.append(timing)
        end, silent = timing.first_frame + timing.frames, 0 if scene.audio else PAUSE_FRAMES
    tail = 0 if scene.is_own_sound else TAIL_FRAMES
    return max(planned, end + tail if lines else 0), tuple(lines)


def _pauses_s(scene: Scene) -> Sequence[float | None]:
    """Return the pause before each sound of a scene: one a line, and one for a recording without lines."""
    if scene.audio and not scene.lines:
        return (None,)
    return [line.pause_s for line in scene.lines]
