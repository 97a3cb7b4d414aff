"""Captions drawn into the pictures of a clip."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import av

from videogen_dagster.core.assembly_requests import BurnedCaptions
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.caption_drawing import caption_image, overlay
from videogen_dagster.media.caption_fonts import check_glyphs
from videogen_dagster.media.encoders import SOFTWARE, Encoder
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.segments import SegmentWriter, read_frames


def burn_captions(
    path: Path,
    target: Path,
    captions: BurnedCaptions,
    *,
    size: FrameSize,
    frames: int,
    frames_per_second: int,
    encoder: Encoder = SOFTWARE,
    directories: Sequence[Path] | None = None,
) -> None:
    """Encode a clip as a segment with captions in its pictures.

    Args:
        path: A clip in yuv420p of that size, length and rate.
        target: Where the segment is written (MP4).
        captions: What is read, when, and how it looks.
        size: Frame size in pixels.
        frames: Length in frames.
        frames_per_second: Frame rate.
        encoder: What encodes.
        directories: Where fonts for other scripts are looked for, or None: where the system keeps them.

    Raises:
        InvalidInput: No font has the letters of a caption, and the remedy names one to install; or the clip cannot be
            decoded.
        EngineUnavailable: The encoder fails.
        StorageFailure: The segment cannot be written.
    """
    for cue in captions.cues:
        check_glyphs(" ".join(cue.rows), language=captions.language, directories=directories, source="captions")
    writer = SegmentWriter(target, size, frames=frames, frames_per_second=frames_per_second, encoder=encoder)
    try:
        with writer as segment:
            for picture in _captioned(path, captions, size, directories):
                segment.write(picture)
    except av.FFmpegError as error:  # of the clip: a segment's writer has errors of its own
        raise InvalidInput(
            f"is no clip that can be decoded ({error.strerror})", source=path.name, remedy="make its scene again"
        ) from error


def _captioned(
    path: Path, captions: BurnedCaptions, size: FrameSize, directories: Sequence[Path] | None
) -> Iterator[YuvFrame]:
    """Yield the pictures of a clip with their captions; each is valid until the next one is asked for."""
    waiting = list(reversed(captions.cues))
    for number, picture in enumerate(read_frames(path)):
        while waiting and waiting[-1].end_frame <= number:
            waiting.pop()
        if waiting and waiting[-1].first_frame <= number:
            shown = YuvFrame(*(plane.copy() for plane in picture.planes()))
            cue, style, language = waiting[-1], captions.style, captions.language
            image = caption_image(cue, size, style, frame=number, language=language, directories=directories)
            overlay(shown, image)
            yield shown
        else:
            yield picture
