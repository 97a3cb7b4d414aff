"""Photos of products: is this file really a picture that can be shown?"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.inspection.confinement import Limits
from videogen_dagster.inspection.inspector import inspect
from videogen_dagster.scripts.reading import read_bytes, shown_path

PHOTO_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp"})
PHOTO_FORMATS: Final = ("PNG", "JPEG", "WEBP")
PHOTO_LIMIT_BYTES: Final = 100_000_000
SHORTEST_SIDE: Final = 8
LONGEST_SIDE: Final = 20_000
MOST_PIXELS: Final = 80_000_000
"""Below Pillow's own warning; decoded it takes 240 MB."""
LIMITS: Final = Limits(cpu_s=20, wall_s=60.0, memory_mb=2048)
"""80 megapixels take 3 s."""

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

    The size is checked before the pixels are decoded, which another process does that can do nothing else. The extension must
    be that of a picture, for the file is stored under it; of which kind does not matter.

    Args:
        path: The file.
        field: Where the photo was named (`product.photos[0]`).

    Raises:
        InvalidInput: It is missing, empty, something else, broken, too large or small to be shown, or has the extension
            of no picture.
        UnsafeMedia: It makes the decoder crash, or takes too much of it.
    """
    try:
        data = read_bytes(path, limit_bytes=PHOTO_LIMIT_BYTES)
    except InvalidInput as error:
        raise InvalidInput(error.message, source=None, field=error.field or field, remedy=error.remedy) from error
    disguise = _disguise(data)
    if disguise:
        raise refusal(path, f"the file is {disguise}, not a photo", field)
    try:
        inspect("videogen_dagster.scripts.photo_decoding:decode_photo", path, limits=LIMITS)
    except InvalidInput as error:
        told = error.message.removeprefix(f"{error.source}: ")
        raise type(error)(told, source=shown_path(path), field=field, remedy=error.remedy) from error
    if path.suffix.lower() not in PHOTO_SUFFIXES:
        raise InvalidInput(
            f"unknown extension {path.suffix[:20]!a}",
            source=shown_path(path),
            field=field,
            remedy=f"name it as what it is: {' '.join(sorted(PHOTO_SUFFIXES))}",
        )
    return path


class PhotosOf(Protocol):
    """Finds the photos that a catalogue or brief names."""

    def __call__(self, names: Iterable[str], folder: Path, *, source: str, field: str) -> tuple[Path, ...]:
        """Return where they are; see `local_photos`."""
        ...


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
    return tuple(check_photo(path, field=field) for path in named_photos(names, folder, source=source, field=field))


def named_photos(names: Iterable[str], folder: Path, *, source: str, field: str) -> tuple[Path, ...]:
    """Return where the photos would be that a catalogue or brief names, as `local_photos`; nobody looks at them.

    Raises:
        InvalidInput: A path leaves the folder.
    """
    local = [name.strip() for name in names if name.strip() and not _is_remote(name)]
    inside = (path_inside(name, folder, what="photo", source=source, field=field) for name in local)
    return tuple(dict.fromkeys(inside))


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


def _disguise(data: bytes) -> str | None:
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return "a HEIC or AVIF picture"
    named = next((what for magic, what in _DISGUISES if head.startswith(magic)), None)
    return "an SVG drawing" if named and b"<svg" in head else named


def refusal(path: Path, message: str, field: str | None = None) -> InvalidInput:
    """Return what to tell of a file that is no usable photo."""
    return InvalidInput(message, source=shown_path(path), field=field, remedy=_EXPORT)
