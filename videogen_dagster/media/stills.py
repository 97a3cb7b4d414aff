"""Single pictures from videos and images: posters and thumbnails."""

from io import BytesIO
from pathlib import Path
from typing import Final

import av
from PIL import Image

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.probing import open_safely

_READ_BY_PILLOW: Final = frozenset({".png", ".jpg", ".jpeg", ".webp"})


def poster(path: Path, *, at: float = 0.35) -> Image.Image:
    """Return one picture of a video, or an image as it is.

    Args:
        path: A video, PNG, JPEG or WebP.
        at: Where in the video, 0..1. A third of the way in, most shots show what they are about.

    Returns:
        The picture in RGB.

    Raises:
        InvalidInput: It is neither a video nor an image that can be read.
    """
    if path.suffix.lower() in _READ_BY_PILLOW:
        return _image(path)
    try:
        return _frame(path, at)
    except av.FFmpegError as error:
        raise InvalidInput(f"shows no picture ({error.strerror})", source=path.name) from error


def thumbnail(path: Path, *, longest_side: int = 320, at: float = 0.35) -> bytes:
    """Return a small picture of a video or image, as JPEG.

    Args:
        path: A video, PNG, JPEG or WebP.
        longest_side: In pixels; a smaller picture keeps its size.
        at: Where in the video, 0..1.

    Raises:
        InvalidInput: It is neither a video nor an image that can be read.
    """
    picture = poster(path, at=at)
    picture.thumbnail((longest_side, longest_side), Image.Resampling.BOX, reducing_gap=2.0)
    file = BytesIO()
    picture.save(file, "JPEG", quality=82)
    return file.getvalue()


def _image(path: Path) -> Image.Image:
    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as opened:
            return opened.convert("RGB")
    except (OSError, Image.DecompressionBombError) as error:
        raise InvalidInput(f"is no image that can be read ({error})", source=path.name) from error


def _frame(path: Path, at: float) -> Image.Image:
    with open_safely(path) as container:
        if not container.streams.video:
            raise InvalidInput("holds no pictures", source=path.name)
        stream = container.streams.video[0]
        wanted = int((stream.duration or 0) * min(max(at, 0.0), 1.0))
        container.seek(wanted, stream=stream)
        last = None
        for frame in container.decode(stream):
            last = frame
            if frame.pts is None or frame.pts >= wanted:
                break
        if last is None:
            raise InvalidInput("holds no pictures", source=path.name)
        # Written out: FFmpeg would take small pictures for BT.601.
        return last.to_image(src_colorspace="ITU709", dst_color_range="JPEG")
