"""Photos of products: is this file really a picture that can be shown?"""

import struct
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.scripts.reading import read_bytes, shown_path

PHOTO_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp"})
PHOTO_FORMATS: Final = ("PNG", "JPEG", "WEBP")
PHOTO_LIMIT_BYTES: Final = 100_000_000
SHORTEST_SIDE: Final = 8
LONGEST_SIDE: Final = 20_000
MOST_PIXELS: Final = 80_000_000
"""Below Pillow's own warning; decoded it takes 240 MB."""

_DISGUISES: Final = (
    (b"<svg", "an SVG drawing"),
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<?xml", "an XML document (perhaps an SVG drawing)"),
    (b"gif8", "a GIF picture"),
    (b"%pdf", "a PDF document"),
    (b"bm", "a BMP picture"),
    (b"ii*\0", "a TIFF picture"),
    (b"mm\0*", "a TIFF picture"),
)
_EXPORT: Final = "export the photo as PNG, JPEG or WebP"


def check_photo(path: Path, *, field: str | None = None) -> Path:
    """Return `path` if the file is a PNG, JPEG or WebP picture that decodes wholly.

    The size is checked before the pixels are decoded. The extension must be that of a picture, for the file is stored
    under it; of which kind does not matter.

    Args:
        path: The file.
        field: Where the photo was named (`product.photos[0]`).

    Raises:
        InvalidInput: It is missing, empty, something else, broken, too large or small to be shown, or has the extension
            of no picture.
    """
    try:
        data = read_bytes(path, limit_bytes=PHOTO_LIMIT_BYTES)
    except InvalidInput as error:
        raise InvalidInput(error.message, source=None, field=error.field or field, remedy=error.remedy) from error
    disguise = _disguise(data)
    if disguise:
        raise _refusal(path, f"the file is {disguise}, not a photo", field)
    _decode(path, field)
    if path.suffix.lower() not in PHOTO_SUFFIXES:
        raise InvalidInput(
            f"unknown extension {path.suffix[:20]!a}",
            source=shown_path(path),
            field=field,
            remedy=f"name it as what it is: {' '.join(sorted(PHOTO_SUFFIXES))}",
        )
    return path


def local_photos(names: Iterable[str], folder: Path, *, source: str, field: str) -> tuple[Path, ...]:
    """Return the checked photo files that a catalogue or brief names; addresses of web pages are left out.

    Args:
        names: Paths relative to the folder of the file that names them, or URLs.
        folder: That folder.
        source: That file, for messages.
        field: Where in the file they stand.

    Raises:
        InvalidInput: A path leaves the folder, or the file is no usable photo.
    """
    local = [name.strip() for name in names if name.strip() and not _is_remote(name)]
    return tuple(dict.fromkeys(_inside(name, folder, source=source, field=field) for name in local))


def _is_remote(name: str) -> bool:
    return name.strip().lower().startswith(("http://", "https://", "//", "data:"))


def path_inside(name: str, folder: Path, *, what: str, source: str, field: str) -> Path:
    """Return the path of a file that a brief or catalogue names.

    Args:
        name: As it stands there, relative to the folder.
        folder: The folder of the file that names it.
        what: What it is, for the message (`photo`).
        source: The file that names it.
        field: Where in that file.

    Raises:
        InvalidInput: It leaves the folder.
    """
    path = folder / name
    if "\0" in name or "\\" in name or "://" in name or not path.resolve().is_relative_to(folder.resolve()):
        raise InvalidInput(
            f"the {what} {name!a} is not inside the folder of the file",
            source=source,
            field=field,
            remedy=f"copy the {what} beside the file and name it relative to it",
        )
    return path


def _inside(name: str, folder: Path, *, source: str, field: str) -> Path:
    return check_photo(path_inside(name, folder, what="photo", source=source, field=field), field=field)


def _disguise(data: bytes) -> str | None:
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return "a HEIC or AVIF picture"
    named = next((what for magic, what in _DISGUISES if head.startswith(magic)), None)
    return "an SVG drawing" if named and b"<svg" in head else named


def _decode(path: Path, field: str | None) -> None:
    from PIL import Image  # decodes photos only; starting the program must not wait for it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd metadata is not the pixels' fault
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(path, formats=PHOTO_FORMATS) as picture:
                _check_size(path, picture.size, field)
                picture.load()
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise _refusal(
                path, f"the picture has too many pixels, at most {MOST_PIXELS:,} are allowed", field
            ) from error
        except Image.UnidentifiedImageError as error:
            raise _refusal(path, "the file is not a readable PNG, JPEG or WebP picture", field) from error
        except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
            raise _refusal(path, f"the picture is broken: {' '.join(str(error).split())[:100]}", field) from error


def _check_size(path: Path, size: tuple[int, int], field: str | None) -> None:
    width, height = size
    if min(size) < SHORTEST_SIDE:
        raise _refusal(
            path, f"the picture has {width}x{height} pixels, at least {SHORTEST_SIDE} a side are needed", field
        )
    if max(size) > LONGEST_SIDE or width * height > MOST_PIXELS:
        limits = f"at most {LONGEST_SIDE:,} a side and {MOST_PIXELS:,} in all are allowed"
        raise _refusal(path, f"the picture has {width}x{height} pixels, {limits}", field)


def _refusal(path: Path, message: str, field: str | None) -> InvalidInput:
    return InvalidInput(message, source=shown_path(path), field=field, remedy=_EXPORT)
