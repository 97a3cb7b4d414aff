"""Plain footage (see `frame_colours.is_plain`) in the film's frames, plane by plane: a way over RGB takes four times as long."""

from fractions import Fraction
from typing import Final

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.frame_colours import plain_yuv
from videogen_dagster.media.frames import Plane, YuvFrame
from videogen_dagster.media.segments import pixels_of

_EQUAL: Final = 0.004
"""Shapes that differ by less are stretched: a circle stays one."""
_BLACK: Final = (16, 128, 128)
DARKENED: Final = 0.55
"""How bright the backdrop is beside the picture."""


class PlainFootage:
    """Brings the plain pictures of one film into the frame of another. What scales them is set up once.

    Args:
        size: The frame.
        pixel_aspect: Width to height of the pixels that are given.
        least: Part of a picture, 0..1, that must be seen where it fills a frame of another shape; where less would be, it is
            shown whole, over a blurred and darkened copy of itself.
    """

    def __init__(self, size: FrameSize, pixel_aspect: Fraction, *, least: float) -> None:
        self._size = size
        self._pixel_aspect = pixel_aspect
        self._least = least
        self._scaler = VideoReformatter()

    def shown(self, frame: VideoFrame) -> YuvFrame:
        """Return a picture as the film shows it.

        Args:
            frame: A plain one.
        """
        size = self._size
        shape_ratio = frame.width * self._pixel_aspect * size.height / (frame.height * size.width)
        if abs(shape_ratio - 1) < _EQUAL:
            return self._scaled(frame, size.width, size.height)
        wide, high = size.width * shape_ratio, size.height / shape_ratio
        if min(shape_ratio, 1 / shape_ratio) >= self._least:
            larger = self._scaled(frame, max(size.width, _even(wide)), max(size.height, _even(high)))
            return _middle(larger, size.width, size.height)
        inner = self._scaled(frame, min(size.width, _even(wide)), min(size.height, _even(high)))
        return _before_backdrop(inner, size)

    def _scaled(self, frame: VideoFrame, width: int, height: int) -> YuvFrame:
        return planes_of(plain_yuv(frame, width, height, scaler=self._scaler))


def planes_of(frame: VideoFrame) -> YuvFrame:
    """Return the planes of a frame of yuv420p where they lie."""
    y, u, v = (pixels_of(plane) for plane in frame.planes)
    return YuvFrame(y, u, v)


def _even(side: Fraction) -> int:
    return max(2, round(side / 2) * 2)


def _middle(picture: YuvFrame, width: int, height: int) -> YuvFrame:
    """Return the middle of a picture; the sides are even."""
    top, left = _margin(picture.height, height), _margin(picture.width, width)
    y, u, v = (
        plane[top // part : (top + height) // part, left // part : (left + width) // part]
        for plane, part in zip(picture.planes(), (1, 2, 2), strict=True)
    )
    return YuvFrame(y, u, v)


def _margin(whole: int, part: int) -> int:
    """Return what is left in front of a part in the middle, even."""
    return abs(whole - part) // 4 * 2


def _before_backdrop(picture: YuvFrame, size: FrameSize) -> YuvFrame:
    frame = _backdrop(picture, size)
    top, left = _margin(size.height, picture.height), _margin(size.width, picture.width)
    for plane, inner, part in zip(frame.planes(), picture.planes(), (1, 2, 2), strict=True):
        height, width = inner.shape
        plane[top // part : top // part + height, left // part : left // part + width] = inner
    return frame


def _backdrop(picture: YuvFrame, size: FrameSize) -> YuvFrame:
    # Blurred at a sixteenth of the size: the eye sees no difference, and it costs next to nothing.
    wide, high = max(16, size.width // 32 * 2), max(16, size.height // 32 * 2)
    seen = min(Fraction(picture.width, size.width), Fraction(picture.height, size.height))
    filling = _middle(picture, _even(size.width * seen), _even(size.height * seen))
    small = cv2.merge([_reduced(plane, wide, high) for plane in filling.planes()])
    blurred = cv2.split(cv2.GaussianBlur(small, (0, 0), sigmaX=high / 24))
    y, u, v = (
        _enlarged(cv2.convertScaleAbs(plane, alpha=DARKENED, beta=(1 - DARKENED) * black), size, part)
        for plane, black, part in zip(blurred, _BLACK, (1, 2, 2), strict=True)
    )
    return YuvFrame(y, u, v)


def _reduced(plane: cv2.typing.MatLike, width: int, height: int) -> cv2.typing.MatLike:
    # By halves as far as that goes: nine times faster than in one step, which weighs pixels that are cut in two.
    while plane.shape[0] >= 4 * height and plane.shape[1] >= 4 * width:
        plane = cv2.resize(plane, (plane.shape[1] // 2, plane.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA)


def _enlarged(plane: cv2.typing.MatLike, size: FrameSize, part: int) -> Plane:
    whole = cv2.resize(plane, (size.width // part, size.height // part), interpolation=cv2.INTER_CUBIC)
    return np.asarray(whole, np.uint8)
