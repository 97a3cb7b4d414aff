"""Captions as files: SubRip and WebVTT are written, and read as people have them."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from videogen_dagster.core.cues import CaptionTrack
from videogen_dagster.core.errors import InvalidInput

_TIMES: Final = re.compile(r"^\s*\d[\w:.,]*\s*(?:-->|->\s*\d+:\d)")
"""A line of times, even a broken one; `1->` may be what somebody says."""
_ARROW: Final = re.compile(r"^\s*([^\s>]+?)\s*-->\s*(\S+)(?:\s+.*)?$")
_TIME: Final = re.compile(r"^(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?$")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>|</?>|<\d[\d:.,]*>")
_SUBRIP_TAG: Final = re.compile(r"\{\\[^{}]*\}|\\[Nn]")
"""What SubRip files have inherited from SubStation Alpha."""
_VOICE: Final = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_WORD_JOINER: Final = "\u2060"
_ISOLATE, _POP = "\u2067", "\u2069"
_INVISIBLE: Final = dict.fromkeys(
    map(ord, "\u2060\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\u200e\u200f\ufeff")
)


@dataclass(frozen=True, slots=True)
class TimedText:
    """A caption as a file gives it.

    Attributes:
        start_ms: When it appears.
        end_ms: When it disappears, later than `start_ms`.
        rows: Its rows without tags, at least one.
        speaker: Who says it, if the file tells; empty otherwise.
        line: Line of the file in which its times stand.
    """

    start_ms: int
    end_ms: int
    rows: tuple[str, ...]
    speaker: str = ""
    line: int = 0


def to_srt(track: CaptionTrack) -> str:
    """Return captions as SubRip: UTF-8 text, lines end with a line feed.

    SubRip knows no escapes (FFmpeg and players show `&amp;` as it stands), so what would be read as a tag or an arrow is
    parted by a word joiner, which has no width.
    """
    blocks = []
    for number, cue in enumerate(track.cues, 1):
        times = f"{_clock(cue.first_frame, track, ',')} --> {_clock(cue.end_frame, track, ',')}"
        rows = "\n".join(_directed(_harmless(row)) for row in cue.rows)
        blocks.append(f"{number}\n{times}\n{rows}\n")
    return "\n".join(blocks)


def to_vtt(track: CaptionTrack) -> str:
    """Return captions as WebVTT (W3C Candidate Recommendation, section 4): UTF-8 text with speakers."""
    blocks = ["WEBVTT\n"]
    for number, cue in enumerate(track.cues, 1):
        times = f"{_clock(cue.first_frame, track, '.')} --> {_clock(cue.end_frame, track, '.')}"
        voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
        rows = "\n".join(_directed(_escaped(row)) for row in cue.rows)
        blocks.append(f"{number}\n{times}\n{voice}{rows}\n")
    return "\n".join(blocks)


def is_right_to_left(text: str) -> bool:
    """Return whether a text's first letter with a direction runs from right to left (UAX #9, rules P2 and P3)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def isolated(text: str) -> str:
    """Return a text as a right-to-left isolate: punctuation at its ends stays at the ends."""
    return f"{_ISOLATE}{text}{_POP}"


def _directed(row: str) -> str:
    return isolated(row) if is_right_to_left(row) else row


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _harmless(text: str) -> str:
    parted = text.replace("->", f"-{_WORD_JOINER}>")
    return re.sub(r"([<{])", rf"\1{_WORD_JOINER}", parted)


def _clock(frame: int, track: CaptionTrack, point: str) -> str:
    milliseconds = (frame * 2000 + track.frames_per_second) // (2 * track.frames_per_second)
    return clock(milliseconds, point)


def clock(milliseconds: int, point: str = ",") -> str:
    """Return a time as `hours:minutes:seconds,milliseconds`."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{rest:03d}"


@dataclass(frozen=True, slots=True)
class _Block:
    """A caption as it stands in the file."""

    line: int
    times: str
    rows: tuple[str, ...]


def read_captions(text: str, source: str) -> tuple[TimedText, ...]:
    r"""Return the captions of a SubRip or WebVTT file.

    Byte order marks, either kind of line ends, missing or wrong numbers, times without hours, tags, cue settings and
    blank lines inside a caption are accepted; captions without text are left out.

    Args:
        text: What the file holds.
        source: The file's name, for messages.

    Raises:
        InvalidInput: There is no caption in it, a time cannot be read, a caption ends before it begins, begins before the
            one before it, or overlaps it.
    """
    is_vtt = text.lstrip("\ufeff \r\n").startswith("WEBVTT")
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found: list[TimedText] = []
    for number, block in enumerate(_blocks(lines, is_vtt=is_vtt), 1):
        where = f"caption {number}, line {block.line}"
        start_ms, end_ms = _times(block, source, where)
        _refuse_disorder(found[-1] if found else None, start_ms, end_ms, source=source, where=where)
        found.append(TimedText(start_ms, end_ms, _rows(block, is_vtt=is_vtt), _speaker(block), block.line))
    if not any(caption.rows for caption in found):
        raise InvalidInput(
            "there is no caption in it",
            source=source,
            remedy="give a SubRip (.srt) or WebVTT (.vtt) file with captions",
        )
    return tuple(caption for caption in found if caption.rows)


def _blocks(lines: list[str], *, is_vtt: bool) -> Iterator[_Block]:
    """Yield each line of times with the rows behind it."""
    heads = [place for place, line in enumerate(lines) if _TIMES.match(line)]
    for head, following in zip_longest(heads, heads[1:]):
        rows = [line.strip() for line in lines[head + 1 : following]]
        if following is not None and rows and rows[-1].isdigit():
            rows = rows[:-1]
        if is_vtt and "" in rows:
            # A blank line ends a WebVTT caption: notes, styles and names stand behind it. In SubRip people leave some inside.
            rows = rows[: rows.index("")]
        yield _Block(head + 1, lines[head].strip(), tuple(row for row in rows if row))


def _times(block: _Block, source: str, where: str) -> tuple[int, int]:
    match = _ARROW.match(block.times)
    times = [_milliseconds(match[1]), _milliseconds(match[2])] if match else [None, None]
    if times[0] is None or times[1] is None:
        raise InvalidInput(
            f"the times {block.times!r} cannot be read",
            source=source,
            field=where,
            remedy="write them as 00:01:02,500 --> 00:01:04,000",
        )
    return times[0], times[1]


def _milliseconds(time: str) -> int | None:
    match = _TIME.match(time)
    if not match:
        return None
    hours, minutes, seconds = int(match[1] or 0), int(match[2]), int(match[3])
    if minutes > 59 or seconds > 59:
        return None
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((match[4] or "0").ljust(3, "0"))


def _refuse_disorder(before: TimedText | None, start_ms: int, end_ms: int, *, source: str, where: str) -> None:
    if end_ms <= start_ms:
        message, remedy = f"it ends at {clock(end_ms)}, not after it begins at {clock(start_ms)}", "correct its end"
    elif before and start_ms < before.start_ms:
        message = f"it begins at {clock(start_ms)}, before the caption above it (line {before.line}) at {clock(before.start_ms)}"
        remedy = "sort the captions by time"
    elif before and start_ms < before.end_ms:
        message = f"it begins at {clock(start_ms)}, while the caption above it (line {before.line}) is seen until {clock(before.end_ms)}"
        remedy = "let the one above end earlier; two captions are never seen at once"
    else:
        return
    raise InvalidInput(message, source=source, field=where, remedy=remedy)


def _rows(block: _Block, *, is_vtt: bool) -> tuple[str, ...]:
    untagged = (row if is_vtt else _SUBRIP_TAG.sub(" ", row) for row in block.rows)
    rows = (html.unescape(_TAG.sub("", row)).translate(_INVISIBLE) for row in untagged)
    return tuple(row for row in (" ".join(row.split()) for row in rows) if row)


def _speaker(block: _Block) -> str:
    match = _VOICE.search(" ".join(block.rows))
    return " ".join(html.unescape(match[1]).split()) if match else ""
