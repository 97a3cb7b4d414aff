"""Pictures that people give, as a film shows them: upright, in sRGB, without gaps."""

from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.conforming import FILLS, filling

_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_LIGHT: Final = (238, 239, 241)
_DARK: Final = (30, 32, 36)
_LUMA: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)
_BRIGHT: Final = 150
"""Mean luma from which what is opaque needs a dark backdrop to be seen."""


def shown_picture(path: Path, size: FrameSize, *, least: float = FILLS) -> NDArray[np.uint8]:
    """Return a picture as it fills a frame: `uint8[height, width, 3]`, RGB.

    It is turned as its EXIF says, its colour profile is applied, 16 bits become 8. It fills the frame where enough of it is
    seen then; a picture of quite another shape is shown whole, with a blurred copy of it around. What is
    transparent shows an even backdrop, light behind dark things and dark behind light ones.

    Args:
        path: A PNG, JPEG or WebP.
        size: The frame.
        least: Part of it that must be seen where it fills the frame; 0: it always does.

    Raises:
        InvalidInput: It is no picture that can be read.
    """
    try:
        with Image.open(path, formats=_FORMATS) as opened:
            profile = opened.info.get("icc_profile")
            ImageOps.exif_transpose(opened, in_place=True)  # a copy of the largest pictures is 320 MB
            if opened.has_transparency_data:
                return _on_backdrop(opened, size)
            return filling(np.asarray(_rgb(opened, profile), np.uint8), size, least=least)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise InvalidInput(
            f"is no picture that can be read ({error})", source=path.name, remedy="give a PNG, JPEG or WebP"
        ) from error


def _rgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits of grey: Pillow would cut off what is above 255
        levels = np.asarray(picture) >> 8
        return Image.fromarray(np.clip(levels, 0, 255, out=levels).astype(np.uint8)).convert("RGB")
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            managed = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (
            ImageCms.PyCMSError,
            OSError,
        ):  # a profile that is broken or of another kind of colour: as if it had none
            managed = None
        if managed is not None:
            return managed
    return picture.convert("RGB")


def _on_backdrop(picture: Image.Image, size: FrameSize) -> NDArray[np.uint8]:
    scale = min(size.width / picture.width, size.height / picture.height)
    shape = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    rgba = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    # Colours are weighted with what is seen of them before they are scaled: hidden ones must not bleed into edges.
    how = Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR
    small = np.asarray(rgba.convert("RGBa").resize(shape, how), np.float32)
    opaque = small[..., 3:] / 255
    luma = float((small[..., :3] @ _LUMA).sum()) / max(float(opaque.sum()), 1.0)
    frame = np.full((size.height, size.width, 3), _DARK if luma >= _BRIGHT else _LIGHT, np.float32)
    top, left = (size.height - shape[1]) // 2, (size.width - shape[0]) // 2
    inside = frame[top : top + shape[1], left : left + shape[0]]
    inside *= 1 - opaque
    inside += small[..., :3]
    return np.clip(frame + 0.5, 0, 255).astype(np.uint8)
