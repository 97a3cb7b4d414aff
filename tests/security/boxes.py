"""Media that lies, written byte by byte: QuickTime boxes, RIFF and PNG chunks, with whatever numbers one likes."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def box(name: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", len(content) + 8, name) + content


def whole_box(name: bytes, *parts: bytes) -> bytes:
    """A box with version and flags."""
    return box(name, bytes(4), *parts)


def words(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}I", *numbers)


def mov(
    *,
    frames: int = 1,
    sample_size: int = 100,
    width: int = 64,
    height: int = 36,
    source: bytes = b"",
    duration: int = 1000,
    payload: bytes = bytes(100),
    codec: bytes = b"jpeg",
) -> bytes:
    """A QuickTime film of one stream, whose samples are said to be in `source` (a box of a data reference)."""
    reference = source or struct.pack(">I4sI", 12, b"url ", 1)
    picture = (
        bytes(6)
        + struct.pack(">H", 1)
        + bytes(16)
        + struct.pack(">HH", width & 0xFFFF, height & 0xFFFF)
        + words(0x480000, 0x480000, 0)
        + struct.pack(">H", 1)
        + bytes(32)
        + struct.pack(">Hh", 24, -1)
    )
    head = box(b"ftyp", b"qt  ", words(0), b"qt  ")
    table = box(
        b"stbl",
        whole_box(b"stsd", words(1), box(codec, picture)),
        whole_box(b"stts", words(1, frames, max(1, duration // max(1, min(frames, duration))))),
        whole_box(b"stsc", words(1, 1, max(1, frames), 1)),
        whole_box(b"stsz", words(sample_size, frames)),
        whole_box(b"stco", words(1, len(head) + 8)),
    )
    media = box(
        b"minf",
        whole_box(b"vmhd", bytes(8)),
        box(b"dinf", whole_box(b"dref", words(1), reference)),
        table,
    )
    track = box(
        b"trak",
        whole_box(b"tkhd", words(0, 0, 1, 0, duration), bytes(60), words(width << 16 & 0xFFFFFFFF, height << 16)),
        box(
            b"mdia",
            whole_box(b"mdhd", words(0, 0, 1000, duration, 0)),
            whole_box(b"hdlr", b"mhlrvide", bytes(13)),
            media,
        ),
    )
    return (
        head + box(b"mdat", payload) + box(b"moov", whole_box(b"mvhd", words(0, 0, 1000, duration), bytes(80)), track)
    )


def alias(path: bytes) -> bytes:
    """A data reference to another file, as QuickTime writes it: an alias record with a POSIX path."""
    record = bytearray(150)
    name = path.rpartition(b"/")[2][:60]
    record[50 : 51 + len(name)] = bytes([len(name)]) + name
    record += struct.pack(">hH", 18, len(path)) + path + bytes(len(path) % 2) + struct.pack(">hH", -1, 0)
    return box(b"alis", bytes(4), bytes(record))


def url_reference(url: bytes) -> bytes:
    return box(b"url ", bytes(4), url + b"\0")


def wav(*, rate: int = 48_000, channels: int = 1, bits: int = 16, said: int | None = None, sound: bytes = b"") -> bytes:
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * frame & 0xFFFFFFFF, frame & 0xFFFF, bits)
    data = b"data" + struct.pack("<I", len(sound) if said is None else said) + sound
    content = b"WAVEfmt " + struct.pack("<I", len(form)) + form + data
    return b"RIFF" + struct.pack("<I", len(content) & 0xFFFFFFFF) + content


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(
    *, width: int = 16, height: int = 16, more: bytes = b"", pixels: bytes | None = None, end: bytes = b""
) -> bytes:
    """A grey PNG with chunks between its header and its pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = bytes((width + 1) * height) if pixels is None else pixels
    return b"\x89PNG\r\n\x1a\n" + header + more + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"") + end


def photo(kind: str = "JPEG", **options: object) -> bytes:
    file = BytesIO()
    Image.new("RGB", (32, 32), "red").save(file, kind, **options)
    return file.getvalue()


def bomb(megabytes: int) -> bytes:
    """So many megabytes of nothing, deflated to a thousandth."""
    made = zlib.compressobj(9)
    return b"".join(made.compress(bytes(1_000_000)) for _ in range(megabytes)) + made.flush()
