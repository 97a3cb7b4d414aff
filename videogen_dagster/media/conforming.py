"""Clips from elsewhere to segments: other sizes, rates and codecs are encoded anew, once."""

import errno
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.frames import to_yuv
from videogen_dagster.media.probing import open_safely
from videogen_dagster.media.segments import SegmentWriter

_HD_LINES: Final = 720
_NEARLY_EQUAL: Final = 0.02
"""Shapes that differ by less are filled by cropping: nobody misses one pixel in a hundred."""


def conform(path: Path, target: Path, *, size: FrameSize, frames: int, frames_per_second: int) -> None:
    """Encode a clip as a segment of exactly the given size, length and rate.

    The whole picture is shown; where its shape differs from the frame's, a blurred copy of it fills the rest. Frames
    are repeated or left out to keep its speed; a clip that is too short ends with its last picture held, one that is too
    long is cut.

    Args:
        path: A video.
        target: Where the segment is written (MP4).
        size: Frame size in pixels.
        frames: Length in frames.
        frames_per_second: Frame rate.

    Raises:
        InvalidInput: It is no video that can be decoded.
        StorageFailure: There is no room for the segment.
    """
    try:
        with SegmentWriter(target, size, frames=frames, frames_per_second=frames_per_second) as segment:
            for picture in _at_rate(path, frames, frames_per_second):
                segment.write(to_yuv(fitted(picture, size)))
    except av.FFmpegError as error:
        if error.errno == errno.ENOSPC:
            raise StorageFailure(f"no room left to write {target.name}", remedy="free some space") from error
        raise InvalidInput(
            f"is no video that can be decoded ({error.strerror})", source=path.name, remedy="give an MP4 that plays"
        ) from error


def fitted(picture: NDArray[np.uint8], size: FrameSize) -> NDArray[np.uint8]:
    """Return a picture in a frame of another shape: whole, over a blurred and darkened copy of itself.

    Args:
        picture: `uint8[height, width, 3]`, RGB.
        size: The frame.
    """
    height, width = picture.shape[:2]
    shape_ratio = width * size.height / (height * size.width)
    if abs(shape_ratio - 1) < _NEARLY_EQUAL:
        return _covering(picture, size)
    scale = min(size.width / width, size.height / height)
    inner = _scaled(picture, max(2, round(width * scale)), max(2, round(height * scale)))
    frame = _backdrop(picture, size)
    top, left = (size.height - inner.shape[0]) // 2, (size.width - inner.shape[1]) // 2
    frame[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return frame


def _covering(picture: NDArray[np.uint8], size: FrameSize) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    scale = max(size.width / width, size.height / height)
    larger = _scaled(picture, max(size.width, round(width * scale)), max(size.height, round(height * scale)))
    top, left = (larger.shape[0] - size.height) // 2, (larger.shape[1] - size.width) // 2
    return larger[top : top + size.height, left : left + size.width]


def _backdrop(picture: NDArray[np.uint8], size: FrameSize) -> NDArray[np.uint8]:
    # Blurred at a sixteenth of the size: the eye sees no difference, and it costs next to nothing.
    small = FrameSize(width=max(16, size.width // 32 * 2), height=max(16, size.height // 32 * 2))
    blurred = cv2.GaussianBlur(_covering(picture, small), (0, 0), sigmaX=small.height / 24)
    dark = cv2.convertScaleAbs(blurred, alpha=0.55)
    return np.asarray(cv2.resize(dark, (size.width, size.height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _scaled(picture: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    if picture.shape[:2] == (height, width):
        return picture
    smaller = width * height < picture.shape[0] * picture.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (width, height), interpolation=how), np.uint8)


def _at_rate(path: Path, frames: int, frames_per_second: int) -> Iterator[NDArray[np.uint8]]:
    """Yield exactly `frames` pictures: for each time the latest one that is due."""
    with open_safely(path) as container:
        if not container.streams.video:
            raise InvalidInput("holds no pictures", source=path.name, remedy="give a video")
        given, shown = 0, None
        start: Fraction | None = None
        for frame in container.decode(container.streams.video[0]):
            time = Fraction(frame.pts or 0) * (frame.time_base or 0)
            start = time if start is None else start
            due = min(frames, round((time - start) * frames_per_second))
            while shown is not None and given < due:
                yield shown
                given += 1
            if given == frames:
                return
            shown = _rgb(frame)
        if shown is None:
            raise InvalidInput("holds no pictures", source=path.name, remedy="give a video")
        for _ in range(given, frames):
            yield shown


def _rgb(frame: VideoFrame) -> NDArray[np.uint8]:
    """Return a frame upright in RGB. Untagged pictures below 720 lines are BT.601, as every player assumes."""
    matrix = "ITU709" if frame.colorspace == 1 or (frame.colorspace != 5 and frame.height >= _HD_LINES) else "ITU601"
    pixels = frame.to_ndarray(format="rgb24", src_colorspace=matrix, dst_color_range="JPEG")
    quarter_turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(pixels, quarter_turns)).astype(np.uint8, copy=False)
