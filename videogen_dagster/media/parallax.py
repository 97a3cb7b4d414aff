"""Layers and their trajectories to frames: the multiplane camera.

Only what a layer covers and nothing before it hides is drawn; what never moves is drawn once.
"""

from collections.abc import Sequence
from dataclasses import InitVar, dataclass, field, replace
from typing import Final

import cv2
import numpy as np

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.camera import Trajectory
from videogen_dagster.media.cels import Cel, Part
from videogen_dagster.media.frames import Plane, YuvFrame
from videogen_dagster.media.resampling import Cut, Placement, Region, cut_out, resample

_HEADROOM: Final = 1.11
"""How much larger than ever shown cels are kept whose scale changes."""


@dataclass(slots=True)
class _Scratch:
    """Memory for intermediate planes, taken once: a picture passes through it thousands of times."""

    resized: Plane
    shown: Plane
    clear: Plane


@dataclass(frozen=True, slots=True)
class _Acetate:
    """A cel with its path; `grown_x` and `grown_y` say how much larger it is than the path means."""

    cel: Cel
    path: Trajectory
    grown_x: float = 1.0
    grown_y: float = 1.0

    def placement(self, frame: int) -> Placement:
        scale_x, scale_y = self.path.scale[frame] / self.grown_x, self.path.scale[frame] / self.grown_y
        x, y = self.path.x[frame] + scale_x * self.cel.centre_x, self.path.y[frame] + scale_y * self.cel.centre_y
        return Placement(float(scale_x), float(scale_y), float(x), float(y))


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

    cels: InitVar[Sequence[Cel]]
    paths: InitVar[Sequence[Trajectory]]
    size: FrameSize
    _moving: list[_Acetate] = field(init=False, default_factory=list)
    _backdrop: YuvFrame | None = field(init=False, default=None)
    _frame: YuvFrame = field(init=False)
    _scratch: _Scratch = field(init=False)

    def __post_init__(self, cels: Sequence[Cel], paths: Sequence[Trajectory]) -> None:
        """Draw what never moves once, and magnify once what moves. The cels as given are not kept."""
        acetates = [_Acetate(cel, path) for cel, path in zip(cels, paths, strict=True)]
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
            _paint(target, piece, self._scratch)

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
    room = (size.height + 64, size.width + 64)
    return _Scratch(np.empty(room, np.uint8), np.empty(room, np.uint8), np.empty(room, np.uint8))


def _magnified_once(acetate: _Acetate) -> _Acetate:
    """Return a cel magnified for good: by its scale if that never changes, else a little, for what is to come.

    Scaling a magnified cel down to its size in each frame can be done in one cheap step that is sharp and falls on any
    fraction of a pixel; near a scale of 1 that would take two.
    """
    path, cel = acetate.path, acetate.cel
    factor = float(path.scale[0]) if path.keeps_scale() else _HEADROOM * float(path.scale.max())
    if factor == 1.0:
        return acetate
    width, height = 2 * round(cel.width * factor / 2), 2 * round(cel.height * factor / 2)
    grown_x, grown_y = width / cel.width, height / cel.height
    clear, small = cel.clear, cel.clear_small
    grown = Cel(
        y=_grown(cel.y, width, height),
        u=_grown(cel.u, width // 2, height // 2),
        v=_grown(cel.v, width // 2, height // 2),
        clear=None if clear is None else _grown(clear, width, height),
        clear_small=None if small is None else _grown(small, width // 2, height // 2),
        parts=tuple(_grown_part(part, grown_x, grown_y) for part in cel.parts),
        centre_x=cel.centre_x * grown_x,
        centre_y=cel.centre_y * grown_y,
    )
    if path.keeps_scale():
        return _Acetate(grown, replace(path, scale=np.ones_like(path.scale)))
    return _Acetate(grown, path, grown_x, grown_y)


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
    left, right = _stretch(part.left, part.right, spot.scale_x, spot.x, cel.width, size.width)
    top, bottom = _stretch(part.top, part.bottom, spot.scale_y, spot.y, cel.height, size.height)
    return Region(left, top, right, bottom)


def _stretch(start: int, end: int, scale: float, offset: float, cel: int, frame: int) -> tuple[int, int]:
    origin = frame / 2 + offset - scale * cel / 2
    low, high = 2 * round((scale * start + origin) / 2), 2 * round((scale * end + origin) / 2)
    return max(0, low), min(frame, high)


def _paint(target: YuvFrame, piece: _Piece, scratch: _Scratch) -> None:
    """Draw a part of a cel: copied where it is opaque, else laid over what is there."""
    cel, region, small = piece.acetate.cel, piece.region, piece.region.halved()
    luma = cut_out(cel.y, target.y, piece.placement, region)
    chroma = cut_out(cel.u, target.u, piece.placement.halved(), small)
    whole = piece.solid or cel.clear is None
    _paint_planes(((target.y, cel.y),), None if whole else cel.clear, luma, region, scratch)
    both = ((target.u, cel.u), (target.v, cel.v))
    _paint_planes(both, None if whole else cel.clear_small, chroma, small, scratch)


def _paint_planes(
    planes: Sequence[tuple[Plane, Plane]], clear: Plane | None, cut: Cut, region: Region, scratch: _Scratch
) -> None:
    """Draw planes that share a shape. Where `clear` is given, they are laid over what is there."""
    if clear is None:
        for target, source in planes:
            resample(source, cut, into=region.of(target), scratch=scratch.resized)
        return
    veil, shown = scratch.clear[: cut.height, : cut.width], scratch.shown[: cut.height, : cut.width]
    resample(clear, cut, into=veil, scratch=scratch.resized)
    for target, source in planes:
        view = region.of(target)
        resample(source, cut, into=shown, scratch=scratch.resized)
        cv2.multiply(view, veil, dst=view, scale=1 / 255)
        cv2.add(view, shown, dst=view)
