"""What a media file is by its first bytes, whatever its name says: decided before any decoder opens it."""

from enum import StrEnum
from typing import Final

HEAD_BYTES: Final = 4096
"""How much of a file is looked at."""


class Container(StrEnum):
    """The containers that are read; each value is the name of FFmpeg's demuxer for it."""

    MOV = "mov"
    MATROSKA = "matroska"
    AVI = "avi"
    WAV = "wav"
    FLAC = "flac"
    MP3 = "mp3"
    OGG = "ogg"


HOLDS_PICTURES: Final = frozenset({Container.MOV, Container.MATROSKA, Container.AVI})
"""Containers of films; all of them can hold sound."""

# MP4 and QuickTime begin with an atom: four bytes of length and its name (ISO/IEC 14496-12, QuickTime File Format).
_ATOMS: Final = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})
_STILL_BRANDS: Final = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"})
_MAGIC: Final = (
    (b"\x1a\x45\xdf\xa3", Container.MATROSKA),
    (b"fLaC", Container.FLAC),
    (b"OggS", Container.OGG),
    (b"ID3", Container.MP3),
)
_RIFF: Final = {b"AVI ": Container.AVI, b"WAVE": Container.WAV}

_DISGUISES: Final = (
    (b"#extm3u", "an HLS playlist (m3u8)"),
    (b"ffconcat", "a list of files for FFmpeg (ffconcat)"),
    (b"[playlist]", "a playlist (pls)"),
    (b"v=0", "a session description (SDP)"),
    (b"<mpd", "a DASH manifest"),
    (b"<smil", "a SMIL playlist"),
    (b"<?xml", "an XML document (perhaps a playlist)"),
    (b"<svg", "an SVG drawing"),
    (b"<", "an HTML or XML page"),
    (b"\x89png", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"gif8", "a GIF picture"),
    (b"%pdf", "a PDF document"),
    (b"pk\x03\x04", "a ZIP archive"),
    (b"http:", "an address"),
    (b"https:", "an address"),
    (b"rtsp:", "an address"),
)


def container_of(head: bytes) -> Container | None:
    """Return what container a file is, or None if it is none of those that are read.

    Args:
        head: Its first bytes, `HEAD_BYTES` or as many as there are.
    """
    if head[4:8] in _ATOMS:
        return None if head[4:8] == b"ftyp" and head[8:12] in _STILL_BRANDS else Container.MOV
    if head[:4] in {b"RIFF", b"RF64"}:
        return _RIFF.get(head[8:12])
    named = next((container for magic, container in _MAGIC if head.startswith(magic)), None)
    return named or (Container.MP3 if _is_mp3_frame(head) else None)


def disguise_of(head: bytes) -> str | None:
    """Return in words what a file is that only looks like media by its name, or None if nobody knows.

    Args:
        head: Its first bytes.
    """
    if head[4:8] == b"ftyp" and head[8:12] in _STILL_BRANDS:
        return "a HEIC or AVIF picture"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "a WebP picture"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    return next((what for magic, what in _DISGUISES if start.startswith(magic)), None)


def _is_mp3_frame(head: bytes) -> bool:
    """Return whether an MPEG audio frame begins here: 11 bits of sync and a layer; AAC in ADTS has layer 0."""
    return len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 != 0
