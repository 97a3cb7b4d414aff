"""Which encoder of this machine writes segments that join: tried, not believed."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import av
import numpy as np

from videogen_dagster.core.errors import EngineUnavailable, InvalidInput
from videogen_dagster.core.film_settings import FRAMES_PER_SECOND, FrameSize
from videogen_dagster.media.encoders import AUTO, ENCODERS, HARDWARE, SOFTWARE, Encoder
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.joining import Part, join_segments
from videogen_dagster.media.probing import is_segment
from videogen_dagster.media.segments import SegmentWriter, joinable_at, read_frames

PROBED_AT: Final = FrameSize(width=1920, height=1080)
_FRAMES: Final = 36
_FAR_OFF: Final = 8.0
"""Mean difference in levels of 255 between what was given and what comes back; x264 has 1."""


@dataclass(frozen=True, slots=True)
class ProbedEncoder:
    """Whether an encoder can be used: `reason` is what keeps it from that, or None."""

    encoder: Encoder
    reason: str | None


def probe_encoder(encoder: Encoder, size: FrameSize = PROBED_AT) -> ProbedEncoder:
    """Encode a few frames twice, cut and join them, decode the film, and say what is wrong with it.

    Args:
        encoder: Any.
        size: Frame size in pixels.

    Raises:
        StorageFailure: There is no room for temporary files.
    """
    if encoder.codec not in av.codecs_available:
        return ProbedEncoder(encoder, f"this build of FFmpeg has no {encoder.codec}")
    with TemporaryDirectory(prefix="encoder-") as folder, _told_by_ffmpeg() as told:
        try:
            return ProbedEncoder(encoder, _fault(encoder, size, Path(folder)))
        except EngineUnavailable as error:
            return ProbedEncoder(encoder, _reason(error.__cause__ or error, told))
        except (av.FFmpegError, ValueError) as error:
            return ProbedEncoder(encoder, _reason(error, told))
        except InvalidInput as error:
            return ProbedEncoder(encoder, f"its segments do not join: {error.message}")


@cache
def find_encoder(choice: str, *, hardware: tuple[Encoder, ...] = HARDWARE, size: FrameSize = PROBED_AT) -> Encoder:
    """Return the encoder that a deployment chose; what this machine can do is found out once.

    Args:
        choice: A name of `ENCODERS`, or `auto`: the first of `hardware` that works, else software.
        hardware: What `auto` tries, in that order.
        size: Frame size at which they are tried, in pixels.

    Raises:
        EngineUnavailable: The encoder that was named does not work here.
        StorageFailure: There is no room for temporary files.
    """
    if choice == AUTO:
        return next((encoder for encoder in hardware if probe_encoder(encoder, size).reason is None), SOFTWARE)
    encoder = ENCODERS[choice]
    reason = None if encoder == SOFTWARE else probe_encoder(encoder, size).reason
    if reason is not None:
        raise EngineUnavailable(
            f"{_FRAMES} frames of {size} could not be encoded with {encoder.codec}: {reason}",
            engine=f"encoder {encoder.name}",
            field="VIDEOGEN_ENCODER",
            remedy="mend the driver, or choose auto or software; `videogen doctor` tells what works here",
        )
    return encoder


def _fault(encoder: Encoder, size: FrameSize, folder: Path) -> str | None:
    """Return what is wrong with an encoder's segments, or None.

    Raises:
        EngineUnavailable: It cannot be used.
        av.FFmpegError: What it wrote cannot be decoded.
        ValueError: It gave fewer pictures than it got.
        InvalidInput: Its segments do not join.
    """
    paths = [folder / f"{number}.mp4" for number in range(2)]
    for number, path in enumerate(paths):
        with SegmentWriter(path, size, frames=_FRAMES, encoder=encoder) as segment:
            for frame in _pictures(size, number):
                segment.write(frame)
    if not all(is_segment(path, size, _FRAMES, FRAMES_PER_SECOND, encoder) for path in paths):
        return "its parameter sets differ from one segment to the next, or key frames are not where they were forced"
    first, last = sorted(joinable_at(_FRAMES))[1:]
    parts = [Part(paths[1], 0, first), Part(paths[0], first, last), Part(paths[1], last)]
    film = folder / "film.mp4"
    join_segments(parts, None, film, title="", language="")
    others, own = (list(_means(_pictures(size, number))) for number in (1, 0))
    meant = [*others[:first], *own[first:last], *others[last:]]
    seen = list(_means(read_frames(film)))
    if len(seen) != len(meant):
        return f"{len(seen)} of {len(meant)} frames come back"
    worst = float(np.abs(np.array(seen) - np.array(meant)).mean(axis=(1, 2)).max())
    return f"pictures come back changed by {worst:.0f} levels" if worst > _FAR_OFF else None


def _pictures(size: FrameSize, number: int) -> Iterator[YuvFrame]:
    """Yield a soft pattern that moves; another one for another number."""
    rows, columns = np.mgrid[0 : size.height, 0 : size.width].astype(np.float32)
    waves = np.sin(columns / (9 + 6 * number)) + np.cos(rows / (17 - 6 * number))
    luma = (126 + 40 * waves).astype(np.uint8)
    chroma = np.full((size.height // 2, size.width // 2), 110 + 30 * number, np.uint8)
    for frame in range(_FRAMES):
        yield YuvFrame(np.roll(luma, 4 * frame, axis=1), chroma, chroma)


def _means(frames: Iterator[YuvFrame]) -> Iterator[np.ndarray]:
    """Yield a few pixels of each frame, in which moved and swapped pictures differ."""
    return (frame.y[::7, ::11].astype(np.float32) for frame in frames)


@contextmanager
def _told_by_ffmpeg() -> Generator[list[tuple[int, str, str]]]:
    """Collect what FFmpeg says in this thread, as level, name and message."""
    level = av.logging.get_level()
    av.logging.set_level(av.logging.ERROR)
    try:
        with av.logging.Capture() as logs:
            yield logs
    finally:
        av.logging.set_level(level)


def _reason(error: BaseException, told: Sequence[tuple[int, str, str]]) -> str:
    """Return what FFmpeg said, from the first cause on, and the error that it ended with."""
    causes = [text.strip().rstrip(".") for _, _, text in told]
    ended = error.strerror if isinstance(error, av.FFmpegError) else str(error)
    return "; ".join(dict.fromkeys(filter(None, [*causes, ended])))
