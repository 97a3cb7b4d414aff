"""Decodes photos of strangers. The process that does nothing else imports this, with its decoders, before it confines itself."""

import struct
import warnings
from pathlib import Path
from typing import Final

from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401  # `open` would import them too late

from videogen_dagster.scripts.photos import LONGEST_SIDE, MOST_PIXELS, PHOTO_FORMATS, SHORTEST_SIDE, refusal

_ORIENTATION: Final = 0x0112
"""Tag of EXIF; from 5 on the picture lies on its side."""


def decode_photo(path: Path) -> None:
    """Decode a picture, in the process that calls this: `check_photo` has it called in one of its own.

    Raises:
        InvalidInput: It is no picture that decodes wholly, or has too many or too few pixels.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd metadata is not the pixels' fault
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(path, formats=PHOTO_FORMATS) as picture:
                _check_size(path, picture.size)
                picture.load()
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise refusal(path, f"the picture has too many pixels, at most {MOST_PIXELS:,} are allowed") from error
        except Image.UnidentifiedImageError as error:
            raise refusal(path, "the file is not a readable PNG, JPEG or WebP picture") from error
        except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
            raise refusal(path, f"the picture is broken: {' '.join(str(error).split())[:100]}") from error


def _check_size(path: Path, size: tuple[int, int]) -> None:
    width, height = size
    if min(size) < SHORTEST_SIDE:
        raise refusal(path, f"the picture has {width}x{height} pixels, at least {SHORTEST_SIDE} a side are needed")
    if max(size) > LONGEST_SIDE or width * height > MOST_PIXELS:
        limits = f"at most {LONGEST_SIDE:,} a side and {MOST_PIXELS:,} in all are allowed"
        raise refusal(path, f"the picture has {width}x{height} pixels, {limits}")


def measure_photo(path: Path) -> tuple[int, int]:
    """Decode a picture as `decode_photo` does, and return its width and height as it is shown: turned as its EXIF says.

    Raises:
        InvalidInput: It is no picture that decodes wholly, or has too many or too few pixels.
    """
    decode_photo(path)
    with Image.open(path, formats=PHOTO_FORMATS) as picture:
        is_turned = picture.getexif().get(_ORIENTATION, 1) >= 5
        return (picture.height, picture.width) if is_turned else picture.size
