"""Segments: clips encoded so that they join by copying packets. One encoder for all of a film."""

import errno
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Final, Self, cast

import av
import numpy as np
from av.codec.hwaccel import HWAccel
from av.container import InputContainer, OutputContainer
from av.video.frame import PictureType
from av.video.plane import VideoPlane
from av.video.stream import VideoStream

from videogen_dagster.core.errors import EngineUnavailable, StorageFailure, VideogenError
from videogen_dagster.core.film_settings import FRAMES_PER_SECOND, FrameSize
from videogen_dagster.core.transition import TRANSITION_FRAMES
from videogen_dagster.media.encoders import INTERMEDIATE, SOFTWARE, Encoder
from videogen_dagster.media.frames import Plane, YuvFrame

TRACK_TIMESCALE: Final = 76_800
"""Ticks a second of the video track: a whole number a frame at 24, 25, 30, 48, 50 and 60 frames/s."""

BT709: Final = 1
LIMITED_RANGE: Final = 1


def joinable_at(frames: int, join_frames: int = TRANSITION_FRAMES) -> frozenset[int]:
    """Return where key frames must stand in a segment of that many frames, so that transitions are cut out at them."""
    join = min(join_frames, frames // 2)
    return frozenset({0, join, frames - join} if join else {0})


class SegmentWriter:
    """Encodes frames into a segment; use it as a context manager.

    What goes wrong in it is never an `av.FFmpegError`: one that leaves its block is of what is read there.

    Key frames stand at the first frame, at `join_frames` from both ends (where a transition begins or ends), in a shorter
    segment in its middle, and every two seconds. A block left by an exception leaves no file.

    Args:
        path: Where the MP4 is written.
        size: Frame size in pixels.
        frames: How many frames will be written.
        frames_per_second: Frame rate.
        join_frames: Length of the longest transition that may be cut into an end; 0 for a transition itself.
        quick: Write a better and larger segment in half the time, which joins with all others: for a few frames.
        intermediate: Write a cheap, nearly lossless file that is not joined but encoded again, always in software.
        encoder: What encodes; segments of one encoder join.

    Raises:
        ValueError: This build of FFmpeg has no such encoder.
        EngineUnavailable: The encoder fails, now or at a later frame; `media.encoder_probing` tries that beforehand.
        StorageFailure: The file cannot be written.
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
        encoder: Encoder = SOFTWARE,
    ) -> None:
        self._path = path
        self._encoder = INTERMEDIATE if intermediate else encoder
        with _encoding(self._encoder):
            with _writing(path):
                self._container = _new_container(path)
            self._stream = _add_video(self._container, size, frames_per_second, self._encoder, quick=quick)
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
            EngineUnavailable: The encoder fails.
            StorageFailure: The file cannot be written.
        """
        if self._written == self._frames:
            raise ValueError(f"{self._path.name}: all {self._frames} frames are already written")
        picture = self._picture
        if (frame.height, frame.width) != (picture.height, picture.width):
            found, wanted = f"{frame.width}x{frame.height}", f"{picture.width}x{picture.height}"
            raise ValueError(f"{self._path.name}: frames must be {wanted}, got {found}")
        picture.make_writable()
        for target, source in zip(picture.planes, frame.planes(), strict=True):
            pixels_of(target)[:] = source
        picture.pts, picture.time_base = self._written, self._time_base
        picture.pict_type = PictureType.I if self._written in self._key_frames else PictureType.NONE
        picture.color_range, picture.colorspace = LIMITED_RANGE, BT709
        self._encode(picture)
        self._written += 1

    def _encode(self, picture: av.VideoFrame | None) -> None:
        with _encoding(self._encoder):
            packets = self._stream.encode(picture)
            with _writing(self._path):
                self._container.mux(packets)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        whole = kind is None and self._written == self._frames
        try:
            if whole:
                self._encode(None)
            with _encoding(self._encoder), _writing(self._path):
                self._container.close()
        except VideogenError:
            self._path.unlink(missing_ok=True)
            if kind is None:
                raise
            return  # what broke the block tells more than a file that could not be ended after it
        if not whole:
            self._path.unlink(missing_ok=True)
        if kind is None and not whole:
            raise ValueError(f"{self._path.name}: {self._written} of {self._frames} frames were written")


@contextmanager
def _encoding(encoder: Encoder) -> Generator[None]:
    """Tell what FFmpeg raises as a fault of the encoder."""
    try:
        yield
    except av.FFmpegError as error:
        raise EngineUnavailable(
            f"{encoder.codec} failed: {error.strerror}",
            engine=f"encoder {encoder.name}",
            field="VIDEOGEN_ENCODER",
            remedy="start again, or choose another encoder; `videogen doctor` tells what works here",
        ) from error


@contextmanager
def _writing(path: Path) -> Generator[None]:
    """Tell what the system says about a file as ours; packets that do not fit into it are the encoder's fault.

    Not to be had around encoding: a device that is gone is an input and output error as well.
    """
    try:
        yield
    except av.FFmpegError as error:
        if error.errno == errno.ENOSPC:
            raise StorageFailure(f"no room left to write {path.name}", remedy="free some space") from error
        if isinstance(error, OSError):
            raise StorageFailure(f"cannot write {path.name}: {error.strerror}") from error
        raise


def _new_container(target: Path | BytesIO) -> OutputContainer:
    file = str(target) if isinstance(target, Path) else target
    # The movie's own ticks are milliseconds by default, and the edit list would round the length to them.
    ticks = str(TRACK_TIMESCALE)
    return av.open(file, "w", format="mp4", options={"video_track_timescale": ticks, "movie_timescale": ticks})


def _add_video(
    container: OutputContainer, size: FrameSize, frames_per_second: int, encoder: Encoder, *, quick: bool = False
) -> VideoStream:
    device = HWAccel(device_type=encoder.device, allow_software_fallback=False) if encoder.device else None
    options = encoder.recipe(size, quick=quick)
    made = container.add_stream(encoder.codec, rate=frames_per_second, options=options, hwaccel=device)
    stream = cast("VideoStream", made)  # all codecs of the table are of pictures
    stream.width, stream.height, stream.pix_fmt = size.width, size.height, encoder.pixel_format
    context = stream.codec_context
    context.thread_count = 1
    context.time_base = Fraction(1, frames_per_second)
    context.color_range = LIMITED_RANGE
    context.colorspace = context.color_primaries = context.color_trc = BT709
    return stream


@lru_cache(maxsize=16)
def segment_header(size: FrameSize, frames_per_second: int = FRAMES_PER_SECOND, encoder: Encoder = SOFTWARE) -> bytes:
    """Return the decoder configuration that all segments of a size, a rate and an encoder share.

    Segments join by copying packets only if these bytes (`AVCDecoderConfigurationRecord`, ISO/IEC 14496-15) are equal.

    Raises:
        EngineUnavailable: The encoder fails.
    """
    file = BytesIO()
    with _encoding(encoder), _new_container(file) as container:
        stream = _add_video(container, size, frames_per_second, encoder)
        container.mux(stream.encode(av.VideoFrame(size.width, size.height, "yuv420p")))
        container.mux(stream.encode(None))
    file.seek(0)
    with av.open(file) as written:
        return bytes(written.streams.video[0].codec_context.extradata or b"")


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
            y, u, v = (pixels_of(plane) for plane in frame.planes)
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


def pixels_of(plane: VideoPlane) -> Plane:
    """Return the pixels of a plane of 8 bits where they lie: `uint8[height, width]`."""
    # The plane has the buffer protocol, but its type does not say so.
    pixels = np.frombuffer(plane, np.uint8)  # ty: ignore[no-matching-overload]
    return pixels.reshape(plane.height, plane.line_size)[:, : plane.width]
