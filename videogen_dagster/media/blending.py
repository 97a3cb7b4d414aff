"""Two pictures in one: how each kind of transition looks at each moment."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.media.frames import Plane, YuvFrame

BLACK: Final = (16, 128, 128)
WHITE: Final = (235, 128, 128)
"""Luma and chroma, BT.709 limited range."""

SOFT_EDGE: Final = 0.06
"""Width of the edge of a wipe, as a share of the picture: a hard one shimmers."""

_COLOURS: Final = {TransitionKind.DIP_BLACK: BLACK, TransitionKind.DIP_WHITE: WHITE}
_WIPES: Final = {
    TransitionKind.WIPE_LEFT: (1, True),
    TransitionKind.WIPE_RIGHT: (1, False),
    TransitionKind.WIPE_UP: (0, True),
    TransitionKind.WIPE_DOWN: (0, False),
}
_SLIDES: Final = {
    TransitionKind.SLIDE_LEFT: (1, True),
    TransitionKind.SLIDE_RIGHT: (1, False),
    TransitionKind.SLIDE_UP: (0, True),
    TransitionKind.SLIDE_DOWN: (0, False),
}
"""Along which axis of the picture, and whether from its end to its start."""


def blend(kind: TransitionKind, at: float, before: YuvFrame, behind: YuvFrame) -> YuvFrame:
    """Return the picture of a transition at one moment.

    Args:
        kind: Any transition but a cut.
        at: How far it is, above 0 and below 1.
        before: The picture of the scene that ends.
        behind: The picture of the scene that begins, of the same size.

    Raises:
        ValueError: It is a cut.
    """
    if kind is TransitionKind.CROSSFADE:
        return _each(_mixed, before, behind, at)
    if kind in _COLOURS:
        shown, share = (before, 2 * at) if at < 0.5 else (behind, 2 - 2 * at)
        return _dipped(shown, _COLOURS[kind], share)
    if kind in _WIPES:
        axis, is_backward = _WIPES[kind]
        return _each(_wiped, before, behind, _eased(at), axis, is_backward)
    if kind in _SLIDES:
        axis, is_backward = _SLIDES[kind]
        return _each(_slid, before, behind, _eased(at), axis, is_backward)
    raise ValueError(f"{kind} blends nothing")


def fade_out(kind: TransitionKind, at: float, picture: YuvFrame) -> YuvFrame:
    """Return a picture at one moment of the film's end.

    Args:
        kind: A dip.
        at: How far the end is, above 0 and at most 1: nothing but the colour.
        picture: What is seen before.
    """
    return _dipped(picture, _COLOURS[kind], at)


def _each(draw, before: YuvFrame, behind: YuvFrame, *arguments: object) -> YuvFrame:
    return YuvFrame(*(draw(*pair, *arguments) for pair in zip(before.planes(), behind.planes(), strict=True)))


def _mixed(before: Plane, behind: Plane, share: float) -> Plane:
    return np.asarray(cv2.addWeighted(before, 1 - share, behind, share, 0), np.uint8)


def _dipped(picture: YuvFrame, colour: tuple[int, int, int], share: float) -> YuvFrame:
    return YuvFrame(
        *(
            np.asarray(cv2.convertScaleAbs(plane, alpha=1 - share, beta=share * level), np.uint8)
            for plane, level in zip(picture.planes(), colour, strict=True)
        )
    )


def _wiped(before: Plane, behind: Plane, share: float, axis: int, is_backward: bool) -> Plane:  # noqa: FBT001
    shown = _edge(before.shape[axis], share, is_backward=is_backward)
    weight = shown[None, :] if axis else shown[:, None]
    mixed = before + (behind.astype(np.float32) - before) * weight
    return (mixed + 0.5).astype(np.uint8)


def _edge(length: int, share: float, *, is_backward: bool) -> NDArray[np.float32]:
    """Return how much of the picture behind is seen along an axis: `float32[length]`, 0..1."""
    places = (np.arange(length, dtype=np.float32) + 0.5) / length
    if is_backward:
        places = 1 - places
    front = share * (1 + SOFT_EDGE)
    return np.clip((front - places) / SOFT_EDGE, 0, 1)


def _slid(before: Plane, behind: Plane, share: float, axis: int, is_backward: bool) -> Plane:  # noqa: FBT001
    """Return both pictures side by side as far as they are moved; chroma moves with luma to half a pixel."""
    moved = round(share * before.shape[axis])
    pair = (before, behind) if is_backward else (behind, before)
    start = moved if is_backward else before.shape[axis] - moved
    return np.take(np.concatenate(pair, axis=axis), range(start, start + before.shape[axis]), axis=axis)


def _eased(share: float) -> float:
    return share * share * (3 - 2 * share)
