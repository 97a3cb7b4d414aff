"""How one scene passes into the next."""

from enum import StrEnum
from typing import Final

TRANSITION_FRAMES: Final = 15
"""Length of a transition: half a second at 30 frames/s.

Key frames stand so far from both ends of every clip, so that a transition of this length is cut out of it without
encoding the rest again.
"""


class TransitionKind(StrEnum):
    """What is seen while one scene passes into the next; the direction of wipes and slides is that of the movement."""

    CUT = "cut"
    CROSSFADE = "crossfade"
    DIP_BLACK = "dip-black"
    DIP_WHITE = "dip-white"
    WIPE_LEFT = "wipe-left"
    WIPE_RIGHT = "wipe-right"
    WIPE_UP = "wipe-up"
    WIPE_DOWN = "wipe-down"
    SLIDE_LEFT = "slide-left"
    SLIDE_RIGHT = "slide-right"
    SLIDE_UP = "slide-up"
    SLIDE_DOWN = "slide-down"

    @property
    def is_fade_out(self) -> bool:
        """Whether it also ends a film: the picture goes, and nothing follows."""
        return self in (TransitionKind.DIP_BLACK, TransitionKind.DIP_WHITE)


def transition_frames(kind: TransitionKind, frames: int, following: int | None) -> int:
    """Return how many frames a transition lasts.

    A transition takes at most half of each of its scenes, so that it never meets the one before or behind it; between
    scenes of a single frame it is a cut.

    Args:
        kind: Which transition.
        frames: Length of the scene that ends with it.
        following: Length of the scene behind it, or None at the end of the film, where only a fade-out is seen.
    """
    if kind is TransitionKind.CUT or (following is None and not kind.is_fade_out):
        return 0
    shortest = frames if following is None else min(frames, following)
    return min(TRANSITION_FRAMES, shortest // 2)
