"""Playlists of a film for streaming (RFC 8216): one of each track, which grow as scenes are made, and one over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor
from pathlib import Path
from typing import Final
from urllib.parse import quote

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.hls import Fragment, Header
from videogen_dagster.media.new_files import new_file

_VERSION: Final = ("#EXTM3U", "#EXT-X-VERSION:7")


@dataclass(frozen=True, slots=True)
class Rendition:
    """A choice that players offer beside the pictures: sound or captions.

    Attributes:
        playlist: Address of its playlist, relative to the master playlist.
        language: BCP 47 tag.
        name: As a person reads it; no two of a kind share one.
    """

    playlist: str
    language: str
    name: str


def playlist_text(
    fragments: Sequence[Fragment], *, header: Header, target_duration_s: int, is_complete: bool = False
) -> str:
    """Return the playlist of a track. With more fragments it begins with the same bytes: a reader only finds more lines.

    Args:
        fragments: In order, from the beginning of the film; none may be missing in between.
        header: What all of them need.
        target_duration_s: The longest fragment of the whole film, rounded; the standard forbids to change it later.
        is_complete: Whether nothing follows.

    Raises:
        InvalidInput: A fragment needs another header or is longer than announced.
    """
    for fragment in fragments:
        _check(fragment, header, target_duration_s)
    lines = [
        *_VERSION,
        f"#EXT-X-TARGETDURATION:{target_duration_s}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        # A player may keep what it has read. It stays when the film is complete, as does the start: without it players
        # begin with the latest scene of a film that grows.
        "#EXT-X-PLAYLIST-TYPE:EVENT",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        "#EXT-X-START:TIME-OFFSET=0,PRECISE=YES",
        f'#EXT-X-MAP:URI="{quote(header.name)}"',
    ]
    for fragment, seconds in zip(fragments, _shown_s(fragments), strict=True):
        lines += [f"#EXTINF:{seconds},", quote(fragment.name)]
    return _text([*lines, "#EXT-X-ENDLIST"] if is_complete else lines)


def captions_playlist_text(captions: str, *, duration_s: Fraction) -> str:
    """Return the playlist of captions, which are known as a whole before the pictures are.

    Args:
        captions: Address of a WebVTT file, relative to the playlist. Its times count from the film's beginning, as those
            of the tracks do (RFC 8216, section 3.5).
        duration_s: Of the film.
    """
    length = [f"#EXT-X-TARGETDURATION:{ceil(duration_s)}", "#EXT-X-PLAYLIST-TYPE:VOD"]
    whole = [f"#EXTINF:{_microseconds(duration_s)},", quote(captions), "#EXT-X-ENDLIST"]
    return _text([*_VERSION, *length, *whole])


def master_text(
    pictures: str,
    header: Header,
    *,
    size: FrameSize,
    frames_per_second: int,
    bits_per_s: int,
    sound: tuple[Rendition, Header] | None = None,
    captions: Sequence[Rendition] = (),
) -> str:
    """Return the playlist that names a film's tracks; players read it once, before the film is complete.

    Args:
        pictures: Address of the pictures' playlist, relative to this one.
        header: Of the pictures.
        size: Of the film.
        frames_per_second: Of the film.
        bits_per_s: Of the busiest stretch, pictures and sound together; see `busiest_bits_per_s`.
        sound: The soundtrack.
        captions: In the order in which they are offered; none is shown unasked.
    """
    codecs = ",".join([header.codec, *([sound[1].codec] if sound else [])])
    film = (
        f'#EXT-X-STREAM-INF:BANDWIDTH={bits_per_s},CODECS="{codecs}",RESOLUTION={size},'
        f"FRAME-RATE={frames_per_second:.3f}"
    )
    lines = [*_VERSION, "#EXT-X-INDEPENDENT-SEGMENTS"]
    if sound:
        lines.append(_media("AUDIO", "sound", sound[0], 'DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2"'))
        film += ',AUDIO="sound"'
    lines += [_media("SUBTITLES", "captions", one, "DEFAULT=NO,AUTOSELECT=YES,FORCED=NO") for one in captions]
    if captions:
        film += ',SUBTITLES="captions"'
    return _text([*lines, film, quote(pictures)])


def busiest_bits_per_s(fragments: Sequence[Fragment], target_duration_s: int) -> int:
    """Return the highest bit rate of any half of the target duration or more (RFC 8216, section 4.1).

    Args:
        fragments: What is there of a track, in order.
        target_duration_s: Of its playlist.
    """
    busiest = Fraction(0)
    for start in range(len(fragments)):
        seconds, size_bytes = Fraction(0), 0
        for fragment in fragments[start:]:
            seconds, size_bytes = seconds + fragment.duration_s, size_bytes + fragment.size_bytes
            if seconds * 2 >= target_duration_s or (start == 0 and fragment is fragments[-1]):
                busiest = max(busiest, size_bytes * 8 / seconds)
                break
    return ceil(busiest)


def write_playlist(text: str, target: Path) -> None:
    """Write a playlist; readers find the one before or this one, never a part of it.

    Raises:
        StorageFailure: It cannot be written.
    """
    with new_file(target) as file:
        file.write(text.encode())


def _check(fragment: Fragment, header: Header, target_duration_s: int) -> None:
    if fragment.header != header.digest:
        raise InvalidInput(
            f"was not encoded like the segment that {header.name} was written from (size, rate or settings differ)",
            source=f"segment {fragment.source}",
            remedy="render the scene again",
        )
    if floor(fragment.duration_s + Fraction(1, 2)) > target_duration_s:
        raise InvalidInput(
            f"lasts {float(fragment.duration_s):.3f} s, longer than the {target_duration_s} s that were announced",
            source=fragment.name,
            remedy="announce the film's longest fragment",
        )


def _shown_s(fragments: Sequence[Fragment]) -> list[str]:
    """Return lengths in seconds that add up: each end is rounded to a microsecond, not each length."""
    ends = [0, *(round(end * 1_000_000) for end in accumulate(fragment.duration_s for fragment in fragments))]
    return [_microseconds(Fraction(ends[at + 1] - ends[at], 1_000_000)) for at in range(len(fragments))]


def _microseconds(seconds: Fraction) -> str:
    whole, rest = divmod(round(seconds * 1_000_000), 1_000_000)
    return f"{whole}.{rest:06d}"


def _media(kind: str, group: str, rendition: Rendition, flags: str) -> str:
    # A quoted string can hold anything but quotes and line ends, and knows no escapes (RFC 8216, section 4.2).
    name = " ".join(rendition.name.replace('"', "'").split())
    return (
        f'#EXT-X-MEDIA:TYPE={kind},GROUP-ID="{group}",NAME="{name}",LANGUAGE="{rendition.language}",{flags},'
        f'URI="{quote(rendition.playlist)}"'
    )


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"
