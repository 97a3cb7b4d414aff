"""What a font file says of itself: names, weights and the characters it has (OpenType 1.9.1, `name`, `OS/2`, `cmap`)."""

import mmap
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_FAMILY = 1
_TYPOGRAPHIC_FAMILY = 16
_ENGLISH_US = 0x409


@dataclass(frozen=True, slots=True)
class FontFace:
    """One face of a font file.

    Attributes:
        path: The file.
        index: Which face of a collection.
        family: Name of the family, as renderers know it.
        weight: 400 is regular, 700 is bold.
        width: 5 is normal, less is condensed.
        is_italic: Whether it slants.
    """

    path: Path
    index: int
    family: str
    weight: int
    width: int
    is_italic: bool


@lru_cache(maxsize=4096)
def read_faces(path: Path) -> tuple[FontFace, ...]:
    """Return the faces of a font file that are drawn as outlines.

    Args:
        path: A TrueType or OpenType font or collection.

    Raises:
        OSError: It cannot be read.
        ValueError: It is no font.
        struct.error: It ends early.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        found = (_face(path, index, content, tables) for index, tables in enumerate(_directories(content)))
        return tuple(face for face in found if face)


def covers(face: FontFace, character: str) -> bool:
    """Return whether a face has a glyph for a character."""
    starts, ends = _coverage(face.path, face.index)
    code = ord(character)
    place = int(np.searchsorted(starts, code, side="right")) - 1
    return place >= 0 and code <= int(ends[place])


def _directories(content: mmap.mmap) -> list[dict[str, int]]:
    """Return for each face where its tables begin."""
    if content[:4] == b"ttcf":
        (count,) = struct.unpack_from(">I", content, 8)
        return [_tables(content, offset) for offset in struct.unpack_from(f">{min(count, 256)}I", content, 12)]
    if content[:4] not in (b"\x00\x01\x00\x00", b"OTTO", b"true"):
        raise ValueError("not a font")
    return [_tables(content, 0)]


def _tables(content: mmap.mmap, offset: int) -> dict[str, int]:
    (count,) = struct.unpack_from(">H", content, offset + 4)
    records = (struct.unpack_from(">4sII", content, offset + 12 + 16 * index) for index in range(count))
    return {tag.decode("latin-1"): start for tag, _, start in records}


def _face(path: Path, index: int, content: mmap.mmap, tables: dict[str, int]) -> FontFace | None:
    if not {"name", "cmap", "OS/2"} <= tables.keys() or not {"glyf", "CFF ", "CFF2"} & tables.keys():
        return None
    weight, width = struct.unpack_from(">HH", content, tables["OS/2"] + 4)
    (selection,) = struct.unpack_from(">H", content, tables["OS/2"] + 62)
    return FontFace(path, index, _family(content, tables["name"]), weight, width, bool(selection & 1))


def _family(content: mmap.mmap, start: int) -> str:
    _, count, storage = struct.unpack_from(">HHH", content, start)
    found: dict[tuple[bool, bool], str] = {}
    for index in range(count):
        platform, _, language, name, length, offset = struct.unpack_from(">6H", content, start + 6 + 12 * index)
        if platform == 3 and name in (_FAMILY, _TYPOGRAPHIC_FAMILY):
            place = start + storage + offset
            text = content[place : place + length].decode("utf-16-be", "replace")
            found.setdefault((name == _TYPOGRAPHIC_FAMILY, language == _ENGLISH_US), text)
    return found[max(found)] if found else ""


@lru_cache(maxsize=512)
def _coverage(path: Path, index: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and last characters of the ranges that a face has, rising; none if its table is damaged."""
    nothing = np.zeros(0, np.int64)
    try:
        return _read_coverage(path, index) or (nothing, nothing)
    except (ValueError, struct.error):
        return nothing, nothing


def _read_coverage(path: Path, index: int) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        start = _directories(content)[index]["cmap"]
        (count,) = struct.unpack_from(">H", content, start + 2)
        records = [struct.unpack_from(">HHI", content, start + 4 + 8 * place) for place in range(count)]
        unicode_tables = [start + offset for platform, kind, offset in records if (platform, kind) in _UNICODE]
        formats = {struct.unpack_from(">H", content, table)[0]: table for table in unicode_tables}
        if 12 in formats:
            return _groups(content, formats[12])
        return _segments(content, formats[4]) if 4 in formats else None


_UNICODE = frozenset({(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)})
"""Platform and encoding of the tables that are about Unicode."""


def _groups(content: mmap.mmap, start: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the ranges of a table of format 12."""
    (count,) = struct.unpack_from(">I", content, start + 12)
    groups = np.frombuffer(content[start + 16 : start + 16 + 12 * count], ">u4").reshape(-1, 3).astype(np.int64)
    groups = groups[groups[:, 2] > 0]
    return groups[:, 0], groups[:, 1]


def _segments(content: mmap.mmap, start: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the ranges of a table of format 4; characters whose glyph is 0 are not there."""
    length, _, twice = struct.unpack_from(">HHH", content, start + 2)
    count = twice // 2
    words = np.frombuffer(content[start : start + length // 2 * 2], ">u2").astype(np.int64)
    ends, firsts = words[7 : 7 + count], words[8 + count : 8 + 2 * count]
    deltas, offsets = words[8 + 2 * count : 8 + 3 * count], words[8 + 3 * count : 8 + 4 * count]
    found: list[int] = []
    for place in range(count):
        codes = np.arange(firsts[place], min(int(ends[place]), 0xFFFE) + 1)
        if offsets[place]:
            places = 8 + 3 * count + place + offsets[place] // 2 + codes - firsts[place]
            glyphs = words[np.minimum(places, len(words) - 1)] * (places < len(words))
        else:
            glyphs = (codes + deltas[place]) & 0xFFFF
        found.extend(codes[glyphs > 0])
    singles = np.array(sorted(found), np.int64)
    return singles, singles
