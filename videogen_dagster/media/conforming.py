"""Clips from elsewhere to segments: other sizes, rates and codecs are encoded anew, once."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.encoders import SOFTWARE, Encoder
from videogen_dagster.media.frame_colours import NEARLY_EQUAL, is_plain, pixel_aspect_of, upright_rgb
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.given_files import film_stream, is_cheap, open_given, pictures
from videogen_dagster.media.plain_footage import DARKENED, PlainFootage, planes_of
from videogen_dagster.media.segments import SegmentWriter

FILLS: Final = 5 / 6
"""Part of a person's own picture that must be seen where it fills a frame: a photo of 3:2 fills 16:9."""
STOCK_FILLS: Final = 2 / 3
"""Part of stock media, which nobody chose for its edges: 4:3 fills 16:9, a square does not."""
_DECODERS: Final = 2
"""Threads that decode: footage of telephones and cameras is dear to decode."""


def conform(  # noqa: PLR0913  # what a clip is brought to, each by its name
    path: Path,
    target: Path,
    *,
    size: FrameSize,
    frames: int,
    frames_per_second: int,
    intermediate: bool = False,
    fills: bool = False,
    encoder: Encoder = SOFTWARE,
    on_frame: Callable[[int], None] | None = None,
) -> None:
    """Encode a clip as a segment of exactly the given size, length and rate.

    The whole picture is shown, upright and in the colours of BT.709 (see `upright_rgb`); where its shape differs from the
    frame's, a blurred copy of it fills the rest. Frames are repeated or left out to keep its speed; a clip that is too
    short ends with its last picture held, one that is too long is cut.

    Args:
        path: A video.
        target: Where the segment is written (MP4).
        size: Frame size in pixels.
        frames: Length in frames.
        frames_per_second: Frame rate.
        intermediate: Write a cheap, nearly lossless file that is encoded again.
        fills: Fill the frame where that cuts off no more than a third of the picture.
        encoder: What encodes.
        on_frame: Told the number of each frame before it is written; what it raises ends the work.

    Raises:
        InvalidInput: It is no video that can be decoded.
        EngineUnavailable: The encoder fails.
        StorageFailure: The segment cannot be written.
    """
    try:
        with SegmentWriter(
            target,
            size,
            frames=frames,
            frames_per_second=frames_per_second,
            intermediate=intermediate,
            encoder=encoder,
        ) as segment:
            fit = _filling_most if fills else fitted
            for number, picture in enumerate(_at_rate(path, size, frames, frames_per_second, fit)):
                if on_frame is not None:
                    on_frame(number)
                segment.write(picture)
    except av.FFmpegError as error:  # of the clip: a segment's writer has errors of its own
        raise _undecodable(path, error) from error


def fitted(picture: NDArray[np.uint8], size: FrameSize) -> NDArray[np.uint8]:
    """Return a picture in a frame of another shape: whole, over a blurred and darkened copy of itself.

    Args:
        picture: `uint8[height, width, 3]`, RGB.
        size: The frame.
    """
    height, width = picture.shape[:2]
    shape_ratio = width * size.height / (height * size.width)
    if abs(shape_ratio - 1) < NEARLY_EQUAL:
        return covering(picture, size)
    scale = min(size.width / width, size.height / height)
    inner = _scaled(picture, max(2, round(width * scale)), max(2, round(height * scale)))
    frame = _backdrop(picture, size)
    top, left = (size.height - inner.shape[0]) // 2, (size.width - inner.shape[1]) // 2
    frame[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return frame


def covering(picture: NDArray[np.uint8], size: FrameSize) -> NDArray[np.uint8]:
    """Return the middle of a picture as it fills a frame of another shape; what does not fit is cut off.

    Args:
        picture: `uint8[height, width, 3]`, RGB.
        size: The frame.
    """
    height, width = picture.shape[:2]
    scale = max(size.width / width, size.height / height)
    larger = _scaled(picture, max(size.width, round(width * scale)), max(size.height, round(height * scale)))
    top, left = (larger.shape[0] - size.height) // 2, (larger.shape[1] - size.width) // 2
    return larger[top : top + size.height, left : left + size.width]


def filling(picture: NDArray[np.uint8], size: FrameSize, *, least: float = FILLS) -> NDArray[np.uint8]:
    """Return a picture as it fills a frame where enough of it is seen then; otherwise as `fitted` does.

    Args:
        picture: `uint8[height, width, 3]`, RGB.
        size: The frame.
        least: Part of the picture that must be seen, 0..1.
    """
    across, down = picture.shape[1] * size.height, picture.shape[0] * size.width
    return (covering if min(across, down) / max(across, down) >= least else fitted)(picture, size)


def _filling_most(picture: NDArray[np.uint8], size: FrameSize) -> NDArray[np.uint8]:
    return filling(picture, size, least=STOCK_FILLS)


def _backdrop(picture: NDArray[np.uint8], size: FrameSize) -> NDArray[np.uint8]:
    # Blurred at a sixteenth of the size: the eye sees no difference, and it costs next to nothing.
    small = FrameSize(width=max(16, size.width // 32 * 2), height=max(16, size.height // 32 * 2))
    blurred = cv2.GaussianBlur(covering(picture, small), (0, 0), sigmaX=small.height / 24)
    dark = cv2.convertScaleAbs(blurred, alpha=DARKENED)
    return np.asarray(cv2.resize(dark, (size.width, size.height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _scaled(picture: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    if picture.shape[:2] == (height, width):
        return picture
    smaller = width * height < picture.shape[0] * picture.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (width, height), interpolation=how), np.uint8)


def middle_picture(path: Path, size: FrameSize, *, fills: bool = False) -> NDArray[np.uint8]:
    """Return the picture in the middle of a film, as `conform` shows it.

    Args:
        path: A film.
        size: The frame that it is fitted into.
        fills: As `conform` has it.

    Returns:
        `uint8[height, width, 3]`, RGB.

    Raises:
        InvalidInput: It is no film that can be decoded.
    """
    try:
        with _opened(path) as (container, stream):
            ticks = Fraction(stream.time_base or 0)
            lasts_s = Fraction(stream.duration or 0) * ticks or Fraction(container.duration or 0, av.time_base)
            wanted = (stream.start_time or 0) + (int(lasts_s / ticks) // 2 if ticks else 0)
            container.seek(wanted, stream=stream)
            shown = None
            for shown in pictures(container, stream):
                if not ticks or shown.pts is None or shown.pts >= wanted:
                    break
            if shown is None:
                raise _without_pictures(path)
            fit = _filling_most if fills else fitted
            return fit(upright_rgb(shown, within=_room(size, fit), pixel_aspect=pixel_aspect_of(stream)), size)
    except av.FFmpegError as error:
        raise _undecodable(path, error) from error


_Fit = Callable[[NDArray[np.uint8], FrameSize], NDArray[np.uint8]]


def _at_rate(path: Path, size: FrameSize, frames: int, frames_per_second: int, fit: _Fit) -> Iterator[YuvFrame]:
    """Yield exactly `frames` pictures in the film's size: for each time the latest one that is due."""
    with _opened(path) as (container, stream):
        given, waiting, shown = 0, None, None
        film = _Film(size, pixel_aspect_of(stream), fit)
        for frame, due in _due(container, stream, frames_per_second):
            if waiting is not None and given < min(frames, due):
                shown = film.shown(waiting)
                while given < min(frames, due):
                    yield shown
                    given += 1
            if given == frames:
                return
            waiting = frame
        if waiting is None:
            raise _without_pictures(path)
        shown = film.shown(waiting)
        for _ in range(given, frames):
            yield shown


def _due(container: InputContainer, stream: VideoStream, frames_per_second: int) -> Iterator[tuple[VideoFrame, int]]:
    """Yield each picture with the frame of the film from which it is seen; the first one is seen at once."""
    ticks = Fraction(stream.time_base or 0)
    usual = 1 / (stream.average_rate or stream.guessed_rate or Fraction(frames_per_second))
    start: Fraction | None = None
    time = Fraction(0)
    for frame in pictures(container, stream):
        time = time + usual if frame.pts is None else frame.pts * ticks
        start = time if start is None else start
        yield frame, round((time - start) * frames_per_second)


class _Film:
    """Shows the pictures of one film in the frames of another; what scales them is set up once for all."""

    def __init__(self, size: FrameSize, pixel_aspect: Fraction, fit: _Fit) -> None:
        least = STOCK_FILLS if fit is _filling_most else 1 - NEARLY_EQUAL
        self._size, self._aspect, self._fit = size, pixel_aspect, fit
        self._plain = PlainFootage(size, pixel_aspect, least=least)
        self._scaler = VideoReformatter()

    def shown(self, frame: VideoFrame) -> YuvFrame:
        if is_plain(frame):
            return self._plain.shown(frame)
        within = _room(self._size, self._fit)
        shown = self._fit(upright_rgb(frame, within=within, pixel_aspect=self._aspect), self._size)
        picture = VideoFrame.from_ndarray(shown, format="rgb24")
        # By swscale: for each picture of a film ten times cheaper than with NumPy, and as exact.
        return planes_of(
            self._scaler.reformat(picture, format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range="MPEG")
        )


def _room(size: FrameSize, fit: _Fit) -> FrameSize:
    """Return the frame that a picture is made small for: what is cut off must be there before."""
    if fit is not _filling_most:
        return size
    wide, high = (min(8192, ceil(side / STOCK_FILLS / 2) * 2) for side in (size.width, size.height))
    return FrameSize(width=wide, height=high)


@contextmanager
def _opened(path: Path) -> Generator[tuple[InputContainer, VideoStream]]:
    with open_given(path) as container:
        stream = film_stream(container)
        if stream is None:
            raise _without_pictures(path)
        stream.codec_context.thread_count = 1 if is_cheap(stream) else _DECODERS
        yield container, stream


def _without_pictures(path: Path) -> InvalidInput:
    return InvalidInput("holds no pictures", source=path.name, remedy="give a video")


def _undecodable(path: Path, error: av.FFmpegError) -> InvalidInput:
    return InvalidInput(
        f"is no video that can be decoded ({error.strerror})", source=path.name, remedy="give an MP4 that plays"
    )
