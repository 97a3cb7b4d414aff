"""When scenes really begin: what is seen between them, compared with what was meant to be seen."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.transition import TRANSITION_FRAMES, TransitionKind
from videogen_dagster.media.blending import blend
from videogen_dagster.media.frames import Plane, YuvFrame
from videogen_dagster.media.quality.expected import ExpectedFilm, ExpectedTransition

_REACH: Final = 30
"""Frames before and behind a transition that are looked at: what is later than a second is not looked for."""

_LEAST_REACH: Final = 3
_LEAST_CONTRAST: Final = 4.0
"""Mean difference of two scenes in levels of 255; between scenes that look more alike no moment stands out."""

_CLEAR: Final = 0.5
_CLEAR_FADE: Final = 0.15
"""How much better another moment must fit, as a share of what two steady pictures would give; a slow change differs from
itself a little later hardly more than moving pictures do."""

_MISFIT: Final = 0.3
"""How far off the best fit may be, as a share of the contrast: scenes that change much by themselves tell no moment."""

_AS_ABRUPT: Final = 0.5
"""A cut is where it should be if that much of the change at the best place happens there: clips may hold cuts, too."""


@dataclass(frozen=True, slots=True)
class SeenCut:
    """When a scene was seen to begin.

    Attributes:
        frame: Where its transition is expected to begin.
        late_frames: How much later it does; negative if earlier.
    """

    frame: int
    late_frames: int


class CutMeter:
    """Measures all transitions of a film; keeps the pictures of two seconds."""

    def __init__(self, film: ExpectedFilm) -> None:
        count = len(film.transitions)  # none in a film of one scene that does not fade out
        ends = [*film.transitions[1:], None][:count]
        starts = [None, *film.transitions][:count]
        self._due = deque(
            (transition, _reach(transition, before, behind, film.frames))
            for before, transition, behind in zip(starts, film.transitions, ends, strict=True)
            if transition.into is not None and _tells_time(film, transition)
        )
        self._recent: deque[tuple[int, Plane]] = deque(maxlen=2 * _REACH + TRANSITION_FRAMES + 2)
        self.seen: list[SeenCut] = []

    def add(self, frame: int, small: Plane) -> None:
        """Look at the next picture."""
        self._recent.append((frame, small))
        while self._due and frame >= self._due[0][0].end_frame + self._due[0][1]:
            transition, reach = self._due.popleft()
            if reach >= _LEAST_REACH:
                self._measure(transition, reach)

    def _measure(self, transition: ExpectedTransition, reach: int) -> None:
        first, last = transition.first_frame - reach - 1, transition.end_frame + reach
        shown = dict(self._recent)
        if any(frame not in shown for frame in range(first, last + 1)):
            return
        late = _lateness([shown[frame] for frame in range(first, last + 1)], transition)
        if late is not None:
            self.seen.append(SeenCut(transition.first_frame, late))


def _tells_time(film: ExpectedFilm, transition: ExpectedTransition) -> bool:
    """Return whether the pictures around a transition change where it is and nowhere else."""
    both = film.scene_at(transition.first_frame - 1), film.scene_at(transition.first_frame)
    return not any(scene.may_jump for scene in both)


def _reach(
    transition: ExpectedTransition, before: ExpectedTransition | None, behind: ExpectedTransition | None, frames: int
) -> int:
    """Return how many frames on both sides belong to nothing but the two scenes."""
    free = transition.first_frame - (before.end_frame if before else 0)
    following = (behind.first_frame if behind else frames) - transition.end_frame
    return min(_REACH, free - 1, following - 1)


def _lateness(shown: Sequence[Plane], transition: ExpectedTransition) -> int | None:
    """Return how many frames late a transition is, or None if that cannot be told.

    Args:
        shown: Small pictures; as many before as behind where the transition is expected.
        transition: What is expected.
    """
    before, behind = shown[0], shown[-1]
    reach = (len(shown) - 2 - transition.frames) // 2
    contrast = float(np.abs(before.astype(np.float32) - behind).mean())
    if contrast < _LEAST_CONTRAST:
        return None
    meant = [before] * (2 * reach) + _between(before, behind, transition) + [behind] * (2 * reach)
    model, seen = np.array(meant, np.float32), np.array(shown[1:-1], np.float32)
    misfit = np.array(
        [np.abs(model[start : start + len(seen)] - seen).mean() for start in range(2 * reach, -1, -1)], np.float64
    )
    best = int(misfit.argmin()) - reach
    if best == 0 or (transition.frames == 0 and _cuts_at(seen, reach) >= _AS_ABRUPT * _cuts_at(seen, reach + best)):
        return 0
    gain = float(misfit[reach] - misfit.min())
    clear = _CLEAR_FADE if transition.frames else _CLEAR
    is_clear = gain >= clear * abs(best) * contrast / len(seen) and misfit.min() <= _MISFIT * contrast
    return best if is_clear else None


def _cuts_at(seen: NDArray[np.float32], place: int) -> float:
    """Return how much changes between a picture and the one before."""
    return float(np.abs(seen[place] - seen[place - 1]).mean()) if 0 < place < len(seen) else 0.0


def _between(before: Plane, behind: Plane, transition: ExpectedTransition) -> list[NDArray[np.uint8]]:
    """Return what is meant to be seen inside a transition, made of the pictures around it as they stand."""
    if transition.kind is TransitionKind.CUT:
        return []
    grey = np.full((2, 2), 128, np.uint8)
    pair = YuvFrame(before, grey, grey), YuvFrame(behind, grey, grey)
    return [blend(transition.kind, (k + 1) / (transition.frames + 1), *pair).y for k in range(transition.frames)]
