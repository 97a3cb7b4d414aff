"""Reads files of strangers: bounded, decoded without loss, refused in one clear line."""

import codecs
import re
import stat
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import InvalidInput

SCRIPT_LIMIT_BYTES: Final = 2_000_000
"""A feature film's script has 200 kB; ten of them are no script any more."""
CATALOGUE_LIMIT_BYTES: Final = 64_000_000
"""100,000 products with descriptions of a paragraph."""

_MAGIC: Final = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP, WAV or AVI file"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (Word and Pages documents are ZIP archives)"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 stands before UTF-16: its little-endian mark starts with the mark of UTF-16."""
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Control characters other than tab, line ends and form feed."""
_INVISIBLE: Final = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_SAVE_AS_TEXT: Final = "save it as plain text in UTF-8"


def read_text(path: Path, *, limit_bytes: int = SCRIPT_LIMIT_BYTES) -> str:
    r"""Return the text of a file, with `\n` as the only line end and without byte order mark.

    UTF-8 (with or without mark), and UTF-16 and UTF-32 with mark, are understood.

    Args:
        path: The file.
        limit_bytes: A longer file is refused before it is read.

    Raises:
        InvalidInput: The file is missing, no file, too long, empty, white space only, binary, or not decodable.
    """
    data = read_bytes(path, limit_bytes=limit_bytes)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InvalidInput(f"the file is {what}, not text", source=shown_path(path), remedy=_SAVE_AS_TEXT)
    text = _decoded(data, path)
    _refuse_controls(text, path)
    if not text.strip().strip(_INVISIBLE).strip():
        raise InvalidInput("the file holds only white space", source=shown_path(path), remedy="write something into it")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_bytes(path: Path, *, limit_bytes: int) -> bytes:
    """Return the bytes of a file that is neither empty nor longer than `limit_bytes`.

    Raises:
        InvalidInput: It is missing, no regular file, empty, too long, or cannot be read.
    """
    data = _read(path, limit_bytes + 1, limit_bytes)
    _refuse_size(len(data), limit_bytes, path)
    return data


def read_head(path: Path, count: int, *, limit_bytes: int, field: str) -> bytes:
    """Return the first bytes of a file that is neither empty nor longer than `limit_bytes`.

    Args:
        path: The file.
        count: How many bytes, at most.
        limit_bytes: A longer file is refused.
        field: Where the file was named (`scenes[2].video`).

    Raises:
        InvalidInput: It is missing, no regular file, empty, too long, or cannot be read.
    """
    try:
        return _read(path, count, limit_bytes, instead="give a file that plays")
    except InvalidInput as error:
        raise InvalidInput(error.message, field=field, remedy=error.remedy) from error


def _read(path: Path, count: int, limit_bytes: int, *, instead: str | None = None) -> bytes:
    """Return the first bytes of a file; `instead` is the remedy where that of a text would not fit."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InvalidInput(
                "a folder is no input", source=shown_path(path), remedy=instead or "name the files in it"
            )
        if not stat.S_ISREG(status.st_mode):
            raise InvalidInput("not a regular file", source=shown_path(path), remedy="copy its contents into a file")
        _refuse_size(status.st_size, limit_bytes, path, instead=instead)
        with path.open("rb") as file:
            return file.read(count)
    except FileNotFoundError as error:
        raise InvalidInput("no such file", source=shown_path(path), remedy="check its name and folder") from error
    except (OSError, ValueError) as error:  # ValueError: a name with NUL
        reason = getattr(error, "strerror", None) or "not a possible file name"
        raise InvalidInput(
            f"cannot be read: {reason}", source=shown_path(path), remedy="check its name and rights"
        ) from error


def shown_path(path: Path) -> str:
    """Return a path as one printable line, for messages."""
    text = str(path)
    return text if text.isprintable() else ascii(text)


def _refuse_size(size: int, limit_bytes: int, path: Path, *, instead: str | None = None) -> None:
    if size == 0:
        raise InvalidInput("the file is empty", source=shown_path(path), remedy=instead or "write something into it")
    if size > limit_bytes:
        raise InvalidInput(
            f"the file has {size / 1e6:.1f} MB, at most {limit_bytes / 1e6:g} MB are allowed",
            source=shown_path(path),
            remedy="give a smaller one" if instead else "split it into several projects",
        )


def _decoded(data: bytes, path: Path) -> str:
    encoding = "utf-8"
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], name
            break
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{data[error.start]:02x}" if error.start < len(data) else "the end"
        raise InvalidInput(
            f"{found} is not {encoding.upper()}",
            source=shown_path(path),
            field=f"line {line}",
            remedy="save the file as UTF-8",
        ) from error


def _refuse_controls(text: str, path: Path) -> None:
    found = _CONTROL.search(text)
    if found is None:
        return
    raise InvalidInput(
        f"the control character {found.group()!r} does not belong into text",
        source=shown_path(path),
        field=f"line {text.count(chr(10), 0, found.start()) + 1}",
        remedy="save it as UTF-8, or as UTF-16 with a byte order mark" if found.group() == "\0" else _SAVE_AS_TEXT,
    )
