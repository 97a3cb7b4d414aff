"""Sprites: small pictures with opacity, in YUV 4:2:0, that are moved by fractions of a pixel and laid on frames."""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from videogen_dagster.media.frames import Plane, YuvFrame, chroma

_OFFSET: Final = 16.0
_Y: Final = np.array([0.182586, 0.614231, 0.062007], np.float32)


@dataclass(frozen=True, slots=True)
class Sprite:
    """A picture in which every plane is already multiplied by its opacity. Both sides are even.

    Attributes:
        planes: Luma, `uint8[height, width]`; blue and red difference at half size.
        clear: How much of what lies below shows, 255 for all: at full size, and at half size.
    """

    planes: tuple[Plane, Plane, Plane]
    clear: tuple[Plane, Plane]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.planes[0].shape[1], self.planes[0].shape[0]


@dataclass(frozen=True, slots=True)
class Motion:
    """How a sprite is moved: turned around a pivot, then shifted.

    Attributes:
        dx: Pixels to the right.
        dy: Pixels down.
        degrees: Turn, clockwise.
        pivot: What it turns around, in pixels of the sprite.
    """

    dx: float = 0.0
    dy: float = 0.0
    degrees: float = 0.0
    pivot: tuple[float, float] = (0.0, 0.0)

    def matrix(self) -> NDArray[np.float64]:
        """Return the forward map of pixel centres, `float64[2, 3]`."""
        angle = math.radians(self.degrees)
        cos, sin = math.cos(angle), math.sin(angle)
        x, y = self.pivot
        return np.array(
            [[cos, -sin, x - cos * x + sin * y + self.dx], [sin, cos, y - sin * x - cos * y + self.dy]], np.float64
        )


def make_sprite(rgba: NDArray[np.uint8]) -> Sprite:
    """Return a picture as a sprite.

    Args:
        rgba: `uint8[height, width, 4]`, straight alpha, sides even.
    """
    alpha = rgba[..., 3].astype(np.float32) / 255
    colour = rgba[..., :3].astype(np.float32) * alpha[..., None]
    small, small_alpha = _halved(colour), _halved(alpha)
    blue, red = chroma(small)
    grey = 128.0 * (1 - small_alpha)
    planes = (_OFFSET * alpha + colour @ _Y, blue - grey, red - grey)
    return Sprite(
        (_bytes(planes[0]), _bytes(planes[1]), _bytes(planes[2])),
        (_bytes((1 - alpha) * 255), _bytes((1 - small_alpha) * 255)),
    )


def patched(sprite: Sprite, patch: Sprite, x: int, y: int) -> Sprite:
    """Return `sprite` with the pixels of `patch` in their place at (`x`, `y`), both even; opacity is replaced too."""
    planes, clear = [], []
    for below, above, half in zip(sprite.planes, patch.planes, (1, 2, 2), strict=True):
        planes.append(_replaced(below, above, x // half, y // half))
    for below, above, half in zip(sprite.clear, patch.clear, (1, 2), strict=True):
        clear.append(_replaced(below, above, x // half, y // half))
    return Sprite((planes[0], planes[1], planes[2]), (clear[0], clear[1]))


def moved(sprite: Sprite, motion: Motion) -> Sprite:
    """Return a sprite of the same size whose picture is moved, to a fraction of a pixel.

    Args:
        sprite: What to move. Not modified. What comes in from outside is clear.
        motion: Where to.
    """
    full = motion.matrix()
    half = full.copy()
    # A chroma sample sits in the middle of four luma samples: full = 2 half + 0.5.
    half[:, 2] = (full[:, :2] @ np.array([0.5, 0.5]) + full[:, 2] - 0.5) / 2
    y, u, v = sprite.planes
    clear, small = sprite.clear
    return Sprite(
        (_warped(y, full, 0), _warped(u, half, 0), _warped(v, half, 0)),
        (_warped(clear, full, 255), _warped(small, half, 255)),
    )


def lowered(sprite: Sprite, dy: float, *, spare: int) -> Sprite:
    """Return the middle of a sprite, `spare` rows less above and below, its picture moved down by `dy` pixels.

    Ten times cheaper than `moved`: a fraction of a row is the mean of two rows.

    Args:
        sprite: What to move. Not modified.
        dy: Pixels down, at most `spare - 2` either way.
        spare: Rows that are left out above and below; a multiple of 4.
    """
    y, u, v = sprite.planes
    clear, small = sprite.clear
    return Sprite(
        (_lowered(y, dy, spare), _lowered(u, dy / 2, spare // 2), _lowered(v, dy / 2, spare // 2)),
        (_lowered(clear, dy, spare), _lowered(small, dy / 2, spare // 2)),
    )


def lay(frame: YuvFrame, sprite: Sprite, x: int, y: int) -> None:
    """Lay a sprite on a frame, in place; outside the sprite's rectangle no pixel changes.

    Args:
        frame: Its planes are written to.
        sprite: What to lay on it; what reaches over the frame's edges is left out.
        x: Left edge, even.
        y: Top edge, even.
    """
    clears = (sprite.clear[0], sprite.clear[1], sprite.clear[1])
    for target, above, clear, half in zip(frame.planes(), sprite.planes, clears, (1, 2, 2), strict=True):
        _blend(target, above, clear, x=x // half, y=y // half)


def _blend(target: Plane, above: Plane, clear: Plane, *, x: int, y: int) -> None:
    top, left = max(0, y), max(0, x)
    bottom, right = min(target.shape[0], y + above.shape[0]), min(target.shape[1], x + above.shape[1])
    if bottom <= top or right <= left:
        return
    rows, columns = slice(top - y, bottom - y), slice(left - x, right - x)
    below = target[top:bottom, left:right]
    dimmed = cv2.multiply(below, clear[rows, columns], scale=1 / 255)
    target[top:bottom, left:right] = cv2.add(dimmed, above[rows, columns])


def _warped(plane: Plane, matrix: NDArray[np.float64], outside: int) -> Plane:
    size = (plane.shape[1], plane.shape[0])
    return np.asarray(cv2.warpAffine(plane, matrix, size, flags=cv2.INTER_LINEAR, borderValue=outside), np.uint8)


def _lowered(plane: Plane, dy: float, spare: int) -> Plane:
    whole = math.floor(dy)
    part = dy - whole
    rows = plane.shape[0] - 2 * spare
    first = spare - whole
    return np.asarray(
        cv2.addWeighted(plane[first : first + rows], 1 - part, plane[first - 1 : first - 1 + rows], part, 0), np.uint8
    )


def _replaced(below: Plane, above: Plane, x: int, y: int) -> Plane:
    copy = below.copy()
    copy[y : y + above.shape[0], x : x + above.shape[1]] = above
    return copy


def _halved(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return means of blocks of four pixels: ten times faster than numpy's mean over two axes."""
    return np.asarray(cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.float32)


def _bytes(plane: NDArray[np.float32]) -> Plane:
    return np.clip(plane + 0.5, 0, 255).astype(np.uint8)
