"""When everything happens: scenes and spoken lines in whole frames, from which picture and sound both come.

A scene lasts as long as planned, or as its speech needs if that is longer: a line is never cut.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Annotated, Final

from pydantic import Field

from videogen_dagster.core.film_settings import FRAMES_PER_SECOND
from videogen_dagster.core.storyboard import Scene, SceneId, Storyboard
from videogen_dagster.core.values import Value

SAMPLE_RATE_HZ: Final = 48_000
LEAD_FRAMES: Final = 12
"""Picture before the first word, 0.4 s: the eye arrives before the ear."""
PAUSE_FRAMES: Final = 8
"""Between two lines of a scene, about 0.27 s: the usual gap between turns of a conversation."""
TAIL_FRAMES: Final = 18
"""Picture after the last word, 0.6 s."""

Frames = Annotated[int, Field(ge=0)]


class LineTiming(Value):
    """When a line is heard, counted from the start of its scene."""

    first_frame: Frames
    frames: Frames


class SceneTiming(Value):
    """When a scene is seen, counted from the start of the film."""

    scene: SceneId
    first_frame: Frames
    frames: Annotated[int, Field(ge=1)]
    lines: tuple[LineTiming, ...] = ()


class Timeline(Value):
    """A whole film in frames."""

    frames_per_second: int = FRAMES_PER_SECOND
    scenes: tuple[SceneTiming, ...]

    @property
    def frames(self) -> int:
        """Length of the film in frames."""
        return sum(scene.frames for scene in self.scenes)

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
        spoken_s: For each scene id the length of each of its lines in seconds, in order; absent means no lines.
    """
    timings: list[SceneTiming] = []
    first_frame = 0
    for scene in storyboard.scenes:
        timing = _scene_timing(scene, first_frame, spoken_s.get(scene.id, ()))
        timings.append(timing)
        first_frame += timing.frames
    return Timeline(scenes=tuple(timings))


def _scene_timing(scene: Scene, first_frame: int, spoken_s: Sequence[Fraction]) -> SceneTiming:
    lines: list[LineTiming] = []
    position = LEAD_FRAMES
    for duration_s in spoken_s:
        frames = ceil(duration_s * FRAMES_PER_SECOND)
        lines.append(LineTiming(first_frame=position, frames=frames))
        position += frames + PAUSE_FRAMES
    planned = max(1, round(scene.duration_s * FRAMES_PER_SECOND))
    needed = lines[-1].first_frame + lines[-1].frames + TAIL_FRAMES if lines else 0
    return SceneTiming(scene=scene.id, first_frame=first_frame, frames=max(planned, needed), lines=tuple(lines))
