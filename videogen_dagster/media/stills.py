"""Single pictures from videos and images: posters and thumbnails."""

from io import BytesIO
from pathlib import Path
from typing import Final

import av
from PIL import Image

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.probing import open_safely

_TINY_SIDES: Final = (160, 136, 112, 96, 80, 64, 48, 32)
_TINY_QUALITIES: Final = (60, 45, 32)
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


def tiny_picture(path: Path, *, most_bytes: int, at: float = 0.35) -> bytes:
    """Return the largest and best WebP of a picture or video that has at most so many bytes.

    Args:
        path: A video, PNG, JPEG or WebP.
        most_bytes: At least 300.
        at: Where in the video, 0..1.

    Raises:
        InvalidInput: It is neither a video nor an image that can be read.
    """
    picture = poster(path, at=at)
    picture.thumbnail((_TINY_SIDES[0], _TINY_SIDES[0]), Image.Resampling.BOX, reducing_gap=2.0)
    webp = b""
    for side in _TINY_SIDES:
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in _TINY_QUALITIES:
            file = BytesIO()
            picture.save(file, "WEBP", quality=quality, method=6)
            webp = file.getvalue()
            if len(webp) <= most_bytes:
                return webp
    return webp


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
