"""Segments: clips encoded so that they join by copying packets. One encoder recipe for all of them."""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import av
import numpy as np
from av.container import InputContainer, OutputContainer
from av.video.frame import PictureType
from av.video.plane import VideoPlane
from av.video.stream import VideoStream

from videogen_dagster.core.film_settings import FRAMES_PER_SECOND, FrameSize
from videogen_dagster.core.transition import TRANSITION_FRAMES
from videogen_dagster.media.frames import Plane, YuvFrame

TRACK_TIMESCALE: Final = 76_800
"""Ticks a second of the video track: a whole number a frame at 24, 25, 30, 48, 50 and 60 frames/s."""

BT709: Final = 1
LIMITED_RANGE: Final = 1
B_FRAMES: Final = 2

# keyint 60: seeking within two seconds. scenecut 0, min-keyint 1, open-gop 0: key frames stand only where they are
# forced, and no frame refers across one. stitchable 1: equal parameter sets at any quality and thread count.
X264_PARAMS: Final = f"keyint=60:min-keyint=1:scenecut=0:open-gop=0:bframes={B_FRAMES}:stitchable=1:threads=1"
PRESETS: Final = {False: "veryfast", True: "superfast"}
"""Of x264; both write the same parameter sets, so that their packets stand in one stream."""
SEGMENT_OPTIONS: Final = {
    "crf": "20",
    "profile": "high",
    "forced-idr": "1",
    "x264-params": X264_PARAMS,
}
# A clip that is decoded and encoded once more: near lossless, and four times cheaper to write than a segment.
INTERMEDIATE_OPTIONS: Final = {"preset": "ultrafast", "crf": "8", "x264-params": "keyint=30:scenecut=0:threads=1"}


def joinable_at(frames: int, join_frames: int = TRANSITION_FRAMES) -> frozenset[int]:
    """Return where key frames must stand in a segment of that many frames, so that transitions are cut out at them."""
    join = min(join_frames, frames // 2)
    return frozenset({0, join, frames - join} if join else {0})


class SegmentWriter:
    """Encodes frames into a segment; use it as a context manager.

    Key frames stand at the first frame, at `join_frames` from both ends (where a transition begins or ends), in a shorter
    segment in its middle, and every two seconds. A block left by an exception leaves no file.

    Args:
        path: Where the MP4 is written.
        size: Frame size in pixels.
        frames: How many frames will be written.
        frames_per_second: Frame rate.
        join_frames: Length of the longest transition that may be cut into an end; 0 for a transition itself.
        quick: Write a better and larger segment in half the time, which joins with all others: for a few frames.
        intermediate: Write a cheap, nearly lossless file that is not joined but encoded again.
    """

    def __init__(
        self,
        path: Path,
        size: FrameSize,
        *,
        frames: int,
        frames_per_second: int = FRAMES_PER_SECOND,
        join_frames: int = TRANSITION_FRAMES,
        quick: bool = False,
        intermediate: bool = False,
    ) -> None:
        self._path = path
        self._container = _new_container(path)
        self._stream = _add_video(self._container, size, frames_per_second, quick=quick, intermediate=intermediate)
        self._time_base = Fraction(1, frames_per_second)
        self._key_frames = joinable_at(frames, join_frames)
        self._frames = frames
        self._written = 0
        self._picture = av.VideoFrame(size.width, size.height, "yuv420p")

    def __enter__(self) -> Self:
        return self

    def write(self, frame: YuvFrame) -> None:
        """Encode the next frame.

        Raises:
            ValueError: Its size is not the segment's, or all frames are already written.
        """
        if self._written == self._frames:
            raise ValueError(f"{self._path.name}: all {self._frames} frames are already written")
        picture = self._picture
        if (frame.height, frame.width) != (picture.height, picture.width):
            found, wanted = f"{frame.width}x{frame.height}", f"{picture.width}x{picture.height}"
            raise ValueError(f"{self._path.name}: frames must be {wanted}, got {found}")
        picture.make_writable()
        for target, source in zip(picture.planes, frame.planes(), strict=True):
            _pixels(target)[:] = source
        picture.pts, picture.time_base = self._written, self._time_base
        picture.pict_type = PictureType.I if self._written in self._key_frames else PictureType.NONE
        picture.color_range, picture.colorspace = LIMITED_RANGE, BT709
        self._container.mux(self._stream.encode(picture))
        self._written += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        whole = kind is None and self._written == self._frames
        try:
            if whole:
                self._container.mux(self._stream.encode(None))
            self._container.close()
        except av.FFmpegError:
            self._path.unlink(missing_ok=True)
            raise
        if not whole:
            self._path.unlink(missing_ok=True)
        if kind is None and not whole:
            raise ValueError(f"{self._path.name}: {self._written} of {self._frames} frames were written")


def _new_container(target: Path | BytesIO) -> OutputContainer:
    file = str(target) if isinstance(target, Path) else target
    # The movie's own ticks are milliseconds by default, and the edit list would round the length to them.
    ticks = str(TRACK_TIMESCALE)
    return av.open(file, "w", format="mp4", options={"video_track_timescale": ticks, "movie_timescale": ticks})


def _add_video(
    container: OutputContainer,
    size: FrameSize,
    frames_per_second: int,
    *,
    quick: bool = False,
    intermediate: bool = False,
) -> VideoStream:
    options = (
        INTERMEDIATE_OPTIONS
        if intermediate
        else {**SEGMENT_OPTIONS, "preset": PRESETS[quick], "level": level_for(size)}
    )
    stream = container.add_stream("libx264", rate=frames_per_second, options=options)
    stream.width, stream.height, stream.pix_fmt = size.width, size.height, "yuv420p"
    context = stream.codec_context
    context.thread_count = 1
    context.time_base = Fraction(1, frames_per_second)
    context.color_range = LIMITED_RANGE
    context.colorspace = context.color_primaries = context.color_trc = BT709
    return stream


@lru_cache(maxsize=16)
def segment_header(size: FrameSize, frames_per_second: int = FRAMES_PER_SECOND) -> bytes:
    """Return the decoder configuration that all segments of a size and rate share.

    Segments join by copying packets only if these bytes (`AVCDecoderConfigurationRecord`, ISO/IEC 14496-15) are equal.
    """
    file = BytesIO()
    with _new_container(file) as container:
        stream = _add_video(container, size, frames_per_second)
        container.mux(stream.encode(av.VideoFrame(size.width, size.height, "yuv420p")))
        container.mux(stream.encode(None))
    file.seek(0)
    with av.open(file) as written:
        return bytes(written.streams.video[0].codec_context.extradata or b"")


def level_for(size: FrameSize) -> str:
    """Return the lowest common H.264 level for `size` at up to 60 frames/s (ITU-T H.264, table A-1)."""
    pixels = size.width * size.height
    if pixels <= 1920 * 1088:
        return "4.1"
    return "5.1" if pixels <= 4096 * 2304 else "6.2"


def read_frames(path: Path, *, first: int = 0, threads: int = 1) -> Iterator[YuvFrame]:
    """Yield the frames of a video file in display order.

    The planes of a frame are valid until the next one is asked for; copy what must live longer.

    Args:
        path: A video in yuv420p.
        first: Where to begin; a key frame.
        threads: Decoder threads.
    """
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = threads
        for frame in _from(first, container, stream):
            y, u, v = (_pixels(plane) for plane in frame.planes)
            yield YuvFrame(y, u, v)


def seek_key_frame(container: InputContainer, stream: VideoStream, frame: int) -> None:
    """Move to the key frame of that number, or to one before it."""
    ticks = 1 / ((stream.average_rate or Fraction(1)) * (stream.time_base or Fraction(1)))
    container.seek(round(frame * ticks), stream=stream)


def _from(first: int, container: InputContainer, stream: VideoStream) -> Iterator[av.VideoFrame]:
    scale = (stream.average_rate or Fraction(1)) * (stream.time_base or Fraction(1))
    if first:
        seek_key_frame(container, stream, first)
    return (frame for frame in container.decode(stream) if (frame.pts or 0) * scale >= first)


def _pixels(plane: VideoPlane) -> Plane:
    # The plane has the buffer protocol, but its type does not say so.
    pixels = np.frombuffer(plane, np.uint8)  # ty: ignore[no-matching-overload]
    return pixels.reshape(plane.height, plane.line_size)[:, : plane.width]
