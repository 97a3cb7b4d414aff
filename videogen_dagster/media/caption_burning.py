"""Captions drawn into the pictures of a clip."""

from collections.abc import Sequence
from pathlib import Path

from videogen_dagster.core.cues import CaptionStyle, Cue
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.caption_drawing import caption_image, overlay
from videogen_dagster.media.caption_fonts import check_glyphs
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.segments import SegmentWriter, read_frames


def burn_captions(
    path: Path,
    target: Path,
    cues: Sequence[Cue],
    style: CaptionStyle,
    *,
    size: FrameSize,
    frames: int,
    frames_per_second: int,
    language: str,
) -> None:
    """Encode a clip as a segment with captions in its pictures.

    Args:
        path: A clip in yuv420p of that size, length and rate.
        target: Where the segment is written (MP4).
        cues: Captions on the clip's own frames, in order.
        style: How they look.
        size: Frame size in pixels.
        frames: Length in frames.
        frames_per_second: Frame rate.
        language: BCP 47 tag of the captions.

    Raises:
        InvalidInput: No font has the letters of a caption; the remedy names one to install.
    """
    for cue in cues:
        check_glyphs(" ".join(cue.rows), language=language, source="captions")
    waiting = list(reversed(cues))
    with SegmentWriter(target, size, frames=frames, frames_per_second=frames_per_second) as segment:
        for number, picture in enumerate(read_frames(path)):
            while waiting and waiting[-1].end_frame <= number:
                waiting.pop()
            if waiting and waiting[-1].first_frame <= number:
                shown = YuvFrame(*(plane.copy() for plane in picture.planes()))
                overlay(shown, caption_image(waiting[-1], size, style, frame=number, language=language))
                segment.write(shown)
            else:
                segment.write(picture)
