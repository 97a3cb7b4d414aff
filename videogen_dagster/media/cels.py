"""Layers made ready for the camera: premultiplied YUV planes, and which parts of them there are to draw.

A *cel* is what animation under a multiplane camera calls a layer. Layers that hardly come apart during a shot share
one cel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from videogen_dagster.media.frames import Plane

Rgba = NDArray[np.uint8]
"""`uint8[height, width, 4]`: red, green, blue, alpha."""

# ITU-R BT.709-6, item 3, 8-bit coding; the last column is the offset, which counts as far as a pixel is opaque.
_LUMA: Final = np.array([[0.182586, 0.614231, 0.062007, 16 / 255]])
_BLUE: Final = np.array([[-0.100644, -0.338572, 0.439216, 128 / 255]])
_RED: Final = np.array([[0.439216, -0.398942, -0.040274, 128 / 255]])

BLOCK: Final = 8
"""Side in pixels of the blocks by which a cel is divided into parts."""

_WORTH_A_CUT: Final = 800
"""Blocks that a cut must save: drawing one more part costs about as much as drawing these."""

_MOST_PARTS: Final = 12


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle of a cel in its pixels; `solid` ones are opaque, and so is a border of 8 pixels around them."""

    left: int
    top: int
    right: int
    bottom: int
    solid: bool


@dataclass(frozen=True, slots=True)
class Cel:
    """A layer in YUV 4:2:0, colours premultiplied by their opacity.

    Attributes:
        y: `uint8[height, width]`, sides even.
        u: `uint8[height / 2, width / 2]`.
        v: As `u`.
        clear: How much shows through, 255 - alpha, `uint8[height, width]`; None where the cel is opaque all over.
        clear_small: The same at chroma size.
        parts: What there is to draw.
        centre_x: How far right of the layer's centre the cel's centre is, in pixels: its empty margins are cut off.
        centre_y: The same downwards.
    """

    y: Plane
    u: Plane
    v: Plane
    clear: Plane | None
    clear_small: Plane | None
    parts: tuple[Part, ...]
    centre_x: float = 0.0
    centre_y: float = 0.0

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.y.shape[1]

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.y.shape[0]


def premultiplied(rgba: Rgba) -> Rgba:
    """Return a picture with straight alpha with its colours multiplied by their opacity."""
    alpha = np.ascontiguousarray(rgba[..., 3])
    if alpha.min() == 255:
        return rgba
    opaque = np.full_like(alpha, 255)
    return np.asarray(cv2.multiply(rgba, cv2.merge([alpha, alpha, alpha, opaque]), scale=1 / 255), np.uint8)


def merged(layers: Sequence[Rgba]) -> Rgba:
    """Lay premultiplied pictures of one size over each other, the farthest first."""
    result = layers[0]
    for above in layers[1:]:
        clear = 255 - above[..., 3]
        shown = cv2.multiply(result, cv2.merge([clear] * 4), scale=1 / 255)
        result = np.asarray(cv2.add(above, shown), np.uint8)
    return result


def make_cel(picture: Rgba) -> Cel:
    """Return a premultiplied picture as a cel.

    Args:
        picture: `uint8[height, width, 4]`; an odd side is made even by repeating its last row or column.
    """
    height, width = picture.shape[:2]
    if height % 2 or width % 2:
        picture = np.asarray(cv2.copyMakeBorder(picture, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE), np.uint8)
    parts, height, width = find_parts(np.ascontiguousarray(picture[..., 3])), *picture.shape[:2]
    left, top = min((part.left for part in parts), default=0), min((part.top for part in parts), default=0)
    right, bottom = max((part.right for part in parts), default=2), max((part.bottom for part in parts), default=2)
    drawn = picture[top:bottom, left:right]
    small = np.asarray(cv2.resize(drawn, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    alpha = np.ascontiguousarray(drawn[..., 3])
    opaque = alpha.min() == 255
    return Cel(
        y=_weighted(drawn, _LUMA),
        u=_weighted(small, _BLUE),
        v=_weighted(small, _RED),
        clear=None if opaque else 255 - alpha,
        clear_small=None if opaque else 255 - np.ascontiguousarray(small[..., 3]),
        parts=tuple(
            Part(part.left - left, part.top - top, part.right - left, part.bottom - top, solid=part.solid)
            for part in parts
        ),
        centre_x=(left + right - width) / 2,
        centre_y=(top + bottom - height) / 2,
    )


def _weighted(picture: NDArray[np.uint8], weights: NDArray[np.float64]) -> Plane:
    return np.asarray(cv2.transform(picture, weights), np.uint8)


def find_parts(alpha: Plane) -> tuple[Part, ...]:
    """Divide a layer into rectangles: nothing where it is empty, solid ones where it is opaque.

    The cut is the one of page layout analysis (recursive X-Y cut, Nagy and Seth 1984): a rectangle is trimmed to what
    is in it, then divided at opaque bands along its sides, then where that leaves most out.

    Args:
        alpha: Opacity, `uint8[height, width]`.

    Returns:
        Rectangles that together hold all pixels that are not empty, and those 8 pixels around. They do not overlap.
    """
    height, width = alpha.shape
    rows, columns = -(-height // BLOCK), -(-width // BLOCK)
    pad = (0, rows * BLOCK - height, 0, columns * BLOCK - width)
    whole = np.asarray(cv2.copyMakeBorder(alpha, *pad, cv2.BORDER_REPLICATE), np.uint8)
    # Rows first: numpy takes ten times as long for both axes at once.
    bands = whole.reshape(rows, BLOCK, columns * BLOCK)
    most = bands.max(axis=1).reshape(rows, columns, BLOCK).max(axis=2)
    least = bands.min(axis=1).reshape(rows, columns, BLOCK).min(axis=2)
    near = cv2.dilate(most, np.ones((3, 3), np.uint8))  # filters reach over the edge of what is there
    filled = np.asarray(near) > 0
    opaque = (least == 255).astype(np.uint8)
    solid = cv2.erode(opaque, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=(255.0,)) > 0
    found: list[tuple[int, int, int, int, bool]] = []
    _cut(filled, solid, (0, 0, columns, rows), found)
    return tuple(
        Part(left * BLOCK, top * BLOCK, min(right * BLOCK, width), min(bottom * BLOCK, height), solid=is_solid)
        for left, top, right, bottom, is_solid in found
    )


_Rect = tuple[int, int, int, int]
"""Left, top, right, bottom in blocks."""


def _cut(
    filled: NDArray[np.bool_], solid: NDArray[np.bool_], rect: _Rect, found: list[tuple[int, int, int, int, bool]]
) -> None:
    rect = _trimmed(filled, rect)
    left, top, right, bottom = rect
    if left >= right or top >= bottom:
        return
    if solid[top:bottom, left:right].all():
        found.append((*rect, True))
        return
    pieces = _without_solid_band(solid, rect) or _best_cut(filled, rect)
    if not pieces or len(found) >= _MOST_PARTS:
        found.append((*rect, False))
        return
    for piece in pieces:
        _cut(filled, solid, piece, found)


def _trimmed(filled: NDArray[np.bool_], rect: _Rect) -> _Rect:
    left, top, right, bottom = rect
    inside = filled[top:bottom, left:right]
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not rows.size:
        return left, top, left, top
    return left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1


def _without_solid_band(solid: NDArray[np.bool_], rect: _Rect) -> tuple[_Rect, ...]:
    """Divide a rectangle at the thickest opaque band along one of its sides, if it is worth it."""
    left, top, right, bottom = rect
    inside = solid[top:bottom, left:right]
    rows, columns = np.asarray(inside.all(axis=1)), np.asarray(inside.all(axis=0))
    below, above, after, before = (_run(line) for line in (rows[::-1], rows, columns[::-1], columns))
    width, height = right - left, bottom - top
    areas = (below * width, above * width, after * height, before * height)
    if max(areas) < _WORTH_A_CUT:
        return ()
    match int(np.argmax(areas)):
        case 0:
            return (left, top, right, bottom - below), (left, bottom - below, right, bottom)
        case 1:
            return (left, top, right, top + above), (left, top + above, right, bottom)
        case 2:
            return (left, top, right - after, bottom), (right - after, top, right, bottom)
        case _:
            return (left, top, left + before, bottom), (left + before, top, right, bottom)


def _run(flags: NDArray[np.bool_]) -> int:
    """Return how many flags are set from the start on."""
    return int(flags.size if flags.all() else np.argmin(flags))


def _best_cut(filled: NDArray[np.bool_], rect: _Rect) -> tuple[_Rect, ...]:
    """Divide a rectangle in two where the halves, each trimmed to what is in it, are smallest; or not at all."""
    left, top, right, bottom = rect
    inside = filled[top:bottom, left:right]
    saved_by_row, row = _best_row(inside)
    saved_by_column, column = _best_row(inside.T)
    if max(saved_by_row, saved_by_column) < _WORTH_A_CUT:
        return ()
    if saved_by_row >= saved_by_column:
        return (left, top, right, top + row), (left, top + row, right, bottom)
    return (left, top, left + column, bottom), (left + column, top, right, bottom)


def _best_row(inside: NDArray[np.bool_]) -> tuple[int, int]:
    """Return how many blocks the best horizontal cut saves, and before which row it is."""
    if inside.shape[0] < 2:
        return 0, 0
    above = _areas(inside)[:-1]
    below = _areas(inside[::-1])[::-1][1:]
    saved = inside.size - above - below
    best = int(np.argmax(saved))
    return int(saved[best]), best + 1


def _areas(inside: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each row the area of the smallest rectangle around all that is filled in it and the rows above."""
    rows, columns = inside.shape
    any_in_row = np.asarray(inside.any(axis=1))
    first = np.where(any_in_row, inside.argmax(axis=1), columns)
    last = np.where(any_in_row, columns - inside[:, ::-1].argmax(axis=1), 0)
    widths = np.maximum(np.maximum.accumulate(last) - np.minimum.accumulate(first), 0)
    index = np.arange(rows)
    begins = np.argmax(any_in_row) if any_in_row.any() else rows
    ends = np.maximum.accumulate(np.where(any_in_row, index + 1, 0))
    return np.maximum(ends - begins, 0) * widths
