"""Layers and their trajectories to frames: the multiplane camera.

Moves are translations and magnifications, so they are resampled axis by axis: a cubic resize, then a sub-pixel shift.
That takes a third of the time of a general affine warp (1.8 against 5.3 ms for a 1080p plane), and layers that keep
their scale need the shift alone (0.45 ms). Only what a layer covers and nothing before it hides is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Final

import cv2
import numpy as np

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.camera import Trajectory
from videogen_dagster.media.cels import Cel, Part
from videogen_dagster.media.frames import Plane, YuvFrame

_TAPS: Final = 3
"""Pixels beside a region that the filters look at."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the frame, in luma pixels; all sides even."""

    left: int
    top: int
    right: int
    bottom: int

    def empty(self) -> bool:
        """Return whether there is nothing in it."""
        return self.left >= self.right or self.top >= self.bottom

    def without(self, cover: "Region") -> "Region":
        """Return the rectangle that remains when `cover` hides it, as far as that is a rectangle."""
        left, top, right, bottom = self.left, self.top, self.right, self.bottom
        if cover.left <= left and cover.right >= right:
            if cover.top <= top < cover.bottom:
                top = cover.bottom
            if cover.top < bottom <= cover.bottom:
                bottom = cover.top
        elif cover.top <= top and cover.bottom >= bottom:
            if cover.left <= left < cover.right:
                left = cover.right
            if cover.left < right <= cover.right:
                right = cover.left
        return Region(left, top, right, bottom)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a plane is: magnified by `scale`, its centre `x` and `y` pixels beside the centre of the frame."""

    scale: float
    x: float
    y: float


@dataclass(slots=True)
class _Scratch:
    """Memory for intermediate planes, taken once: a picture passes through it thousands of times."""

    resized: Plane
    shown: Plane
    clear: Plane


@dataclass(frozen=True, slots=True)
class _Acetate:
    """A cel with its path; `steady` says that its scale is already in its pixels."""

    cel: Cel
    path: Trajectory

    def placement(self, frame: int) -> Placement:
        return Placement(float(self.path.scale[frame]), float(self.path.x[frame]), float(self.path.y[frame]))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a cel as it is drawn in one frame."""

    acetate: _Acetate
    placement: Placement
    region: Region
    solid: bool


@dataclass(slots=True)
class MultiplaneCamera:
    """Draws the frames of one shot. Not to be shared between threads.

    Args:
        cels: The layers from far to near; the first one is opaque.
        paths: Where each is in each frame.
        size: The frame.
    """

    cels: Sequence[Cel]
    paths: Sequence[Trajectory]
    size: FrameSize
    _moving: list[_Acetate] = field(init=False, default_factory=list)
    _backdrop: YuvFrame | None = field(init=False, default=None)
    _frame: YuvFrame = field(init=False)
    _scratch: _Scratch = field(init=False)

    def __post_init__(self) -> None:
        """Draw what never moves once, and magnify once what keeps its scale."""
        acetates = [_Acetate(cel, path) for cel, path in zip(self.cels, self.paths, strict=True)]
        self._frame, self._scratch = blank(self.size), _scratch(self.size)
        resting = 0
        while resting < len(acetates) and acetates[resting].path.rests():
            resting += 1
        if resting:
            self._paint(self._frame, acetates[:resting], 0)
            self._backdrop = YuvFrame(*(plane.copy() for plane in self._frame.planes()))
        self._moving = [_magnified_once(acetate) for acetate in acetates[resting:]]

    def still(self) -> bool:
        """Return whether all frames are equal."""
        return not self._moving

    def draw(self, frame: int) -> YuvFrame:
        """Draw a frame.

        Args:
            frame: Its index in the shot.

        Returns:
            The picture; it may be changed, and is valid until the next call.
        """
        if self._backdrop is not None:
            for target, source in zip(self._frame.planes(), self._backdrop.planes(), strict=True):
                np.copyto(target, source)
        self._paint(self._frame, self._moving, frame)
        return self._frame

    def _paint(self, target: YuvFrame, acetates: Sequence[_Acetate], frame: int) -> None:
        for piece in self._pieces(acetates, frame):
            cel, spot, region = piece.acetate.cel, piece.placement, piece.region
            _paint_plane(target.y, cel.y, None if piece.solid else cel.clear, spot, region, self._scratch)
            small = Region(region.left // 2, region.top // 2, region.right // 2, region.bottom // 2)
            near = Placement(spot.scale, spot.x / 2, spot.y / 2)
            veil = None if piece.solid else cel.clear_small
            _paint_plane(target.u, cel.u, veil, near, small, self._scratch)
            _paint_plane(target.v, cel.v, veil, near, small, self._scratch)

    def _pieces(self, acetates: Sequence[_Acetate], frame: int) -> list[_Piece]:
        """Return what is seen in a frame, from far to near: what nearer solid parts hide is left out."""
        covers: list[Region] = []
        pieces: list[_Piece] = []
        for acetate in reversed(acetates):
            placement = acetate.placement(frame)
            own: list[Region] = []
            for part in acetate.cel.parts:
                whole = _region_of(part, acetate.cel, placement, self.size)
                region = whole
                for cover in covers:
                    region = region.without(cover)
                if not region.empty():
                    pieces.append(_Piece(acetate, placement, region, part.solid or acetate.cel.clear is None))
                if part.solid:
                    own.append(whole)
            covers.extend(own)
        return pieces[::-1]


def blank(size: FrameSize) -> YuvFrame:
    """Return a black picture."""
    small = (size.height // 2, size.width // 2)
    return YuvFrame(
        np.full((size.height, size.width), 16, np.uint8), np.full(small, 128, np.uint8), np.full(small, 128, np.uint8)
    )


def _scratch(size: FrameSize) -> _Scratch:
    # A resized region is up to a few filter taps larger than the region; a magnification adds its own rounding.
    room = (size.height + 32, size.width + 32)
    return _Scratch(np.empty(room, np.uint8), np.empty(room, np.uint8), np.empty(room, np.uint8))


def _magnified_once(acetate: _Acetate) -> _Acetate:
    path = acetate.path
    scale = float(path.scale[0])
    if scale == 1.0 or not path.keeps_scale():
        return acetate
    cel = acetate.cel
    width, height = 2 * round(cel.width * scale / 2), 2 * round(cel.height * scale / 2)
    clear, small = cel.clear, cel.clear_small
    grown = Cel(
        y=_grown(cel.y, width, height),
        u=_grown(cel.u, width // 2, height // 2),
        v=_grown(cel.v, width // 2, height // 2),
        clear=None if clear is None else _grown(clear, width, height),
        clear_small=None if small is None else _grown(small, width // 2, height // 2),
        parts=tuple(_grown_part(part, width / cel.width, height / cel.height) for part in cel.parts),
    )
    return _Acetate(grown, Trajectory(np.ones_like(path.scale), path.x, path.y))


def _grown(plane: Plane, width: int, height: int) -> Plane:
    return np.asarray(cv2.resize(plane, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _grown_part(part: Part, x: float, y: float) -> Part:
    """Return a part of a magnified cel. Edges that parts share stay shared."""
    return Part(
        round(part.left * x), round(part.top * y), round(part.right * x), round(part.bottom * y), solid=part.solid
    )


def _region_of(part: Part, cel: Cel, spot: Placement, size: FrameSize) -> Region:
    """Return the frame pixels of a part, rounded to even ones: parts that touch in the cel touch in the frame.

    The rounding is harmless: the border of a part is like its edge, opaque around solid parts and else empty.
    """
    left, right = _span(part.left, part.right, spot.scale, spot.x, cel.width, size.width)
    top, bottom = _span(part.top, part.bottom, spot.scale, spot.y, cel.height, size.height)
    return Region(left, top, right, bottom)


def _span(start: int, end: int, scale: float, offset: float, cel: int, frame: int) -> tuple[int, int]:
    origin = frame / 2 + offset - scale * cel / 2
    low, high = 2 * round((scale * start + origin) / 2), 2 * round((scale * end + origin) / 2)
    return max(0, low), min(frame, high)


def _paint_plane(
    target: Plane, source: Plane, clear: Plane | None, spot: Placement, region: Region, scratch: _Scratch
) -> None:
    """Draw a region of a plane: copied where it is opaque, else laid over what is there."""
    view = target[region.top : region.bottom, region.left : region.right]
    if clear is None:
        resample(source, spot, region, frame=target, into=view, scratch=scratch.resized)
        return
    height, width = view.shape
    shown, veil = scratch.shown[:height, :width], scratch.clear[:height, :width]
    resample(source, spot, region, frame=target, into=shown, scratch=scratch.resized)
    resample(clear, spot, region, frame=target, into=veil, scratch=scratch.resized)
    cv2.multiply(view, veil, dst=view, scale=1 / 255)
    cv2.add(view, shown, dst=view)


def resample(source: Plane, spot: Placement, region: Region, *, frame: Plane, into: Plane, scratch: Plane) -> None:
    """Draw what a region of the frame shows of a plane.

    Args:
        source: The plane; beyond its edge its last pixels repeat.
        spot: Where it is.
        region: Which pixels of the frame, in pixels of this plane.
        frame: The frame's plane; only its shape is read.
        into: Where they are written, `uint8[region height, region width]`.
        scratch: Memory at least a few pixels larger than the frame's plane.
    """
    height, width = into.shape
    x, first_x, last_x = _axis(source.shape[1], frame.shape[1], spot.scale, spot.x, region.left, width)
    y, first_y, last_y = _axis(source.shape[0], frame.shape[0], spot.scale, spot.y, region.top, height)
    picture = source[first_y:last_y, first_x:last_x]
    if spot.scale != 1.0:
        shape = round(picture.shape[0] * spot.scale), round(picture.shape[1] * spot.scale)
        grown = scratch[: shape[0], : shape[1]]
        cv2.resize(picture, None, dst=grown, fx=spot.scale, fy=spot.scale, interpolation=cv2.INTER_CUBIC)
        picture = grown
    elif x == int(x) and y == int(y) and 0 <= x <= picture.shape[1] - width and 0 <= y <= picture.shape[0] - height:
        np.copyto(into, picture[int(y) : int(y) + height, int(x) : int(x) + width])
        return
    cv2.getRectSubPix(picture, (width, height), (x + (width - 1) / 2, y + (height - 1) / 2), patch=into)


def _axis(source: int, frame: int, scale: float, offset: float, start: int, length: int) -> tuple[float, int, int]:
    """Return where a region starts on one axis, and which source pixels it needs.

    Returns:
        The position of the region's first pixel in the magnified source pixels, in pixels, and the first and the
        (exclusive) last source pixel.
    """
    wanted = (source - 1) / 2 + (start - (frame - 1) / 2 - offset) / scale
    first = min(max(0, floor(wanted) - _TAPS), source - 1)
    position = wanted - first if scale == 1.0 else (wanted - first + 0.5) * scale - 0.5
    last = min(source, first + ceil((position + length + 2) / scale) + _TAPS)
    return position, first, max(last, first + 1)
