"""Captions drawn into the pictures of a clip."""

from pathlib import Path

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.requests import BurnedCaptions
from videogen_dagster.media.caption_drawing import caption_image, overlay
from videogen_dagster.media.caption_fonts import check_glyphs
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
) -> None:
    """Encode a clip as a segment with captions in its pictures.

    Args:
        path: A clip in yuv420p of that size, length and rate.
        target: Where the segment is written (MP4).
        captions: What is read, when, and how it looks.
        size: Frame size in pixels.
        frames: Length in frames.
        frames_per_second: Frame rate.

    Raises:
        InvalidInput: No font has the letters of a caption; the remedy names one to install.
    """
    for cue in captions.cues:
        check_glyphs(" ".join(cue.rows), language=captions.language, source="captions")
    waiting = list(reversed(captions.cues))
    with SegmentWriter(target, size, frames=frames, frames_per_second=frames_per_second) as segment:
        for number, picture in enumerate(read_frames(path)):
            while waiting and waiting[-1].end_frame <= number:
                waiting.pop()
            if waiting and waiting[-1].first_frame <= number:
                shown = YuvFrame(*(plane.copy() for plane in picture.planes()))
                cue, style = waiting[-1], captions.style
                image = caption_image(cue, size, style, frame=number, language=captions.language, place=captions.place)
                overlay(shown, image)
                segment.write(shown)
            else:
                segment.write(picture)
