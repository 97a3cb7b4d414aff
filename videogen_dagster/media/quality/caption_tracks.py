"""What a player reads in a film's caption tracks, packet by packet."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from av.packet import Packet

from videogen_dagster.media.probing import open_safely

_LENGTH_BYTES: Final = 2


@dataclass(frozen=True, slots=True)
class ReadCaption:
    """A caption of a track.

    Attributes:
        text: Its rows, divided by line feeds.
        first_s: When a player shows it.
        end_s: When it takes it away.
    """

    text: str
    first_s: Fraction
    end_s: Fraction


@dataclass(frozen=True, slots=True)
class ReadTrack:
    """A caption track of a film: its language (ISO 639-2, empty if none is told), and its captions in order."""

    language: str
    captions: tuple[ReadCaption, ...]


def read_tracks(path: Path) -> tuple[ReadTrack, ...]:
    """Return the caption tracks of a film (3GPP TS 26.245) in their order in the file.

    No two captions of a track are shown at once: each sample of a track ends where the next one begins.

    Raises:
        av.FFmpegError: The file cannot be read.
    """
    with open_safely(path) as container:
        streams = container.streams.subtitles
        found: dict[int, list[ReadCaption]] = {stream.index: [] for stream in streams}
        if streams:
            for packet in container.demux(*streams):
                if packet.pts is not None:  # the packets that end a stream have none
                    found[packet.stream_index] += _captions(packet, packet.pts)
        return tuple(ReadTrack(stream.metadata.get("language", ""), tuple(found[stream.index])) for stream in streams)


def _captions(packet: Packet, ticks: int) -> Iterator[ReadCaption]:
    """Yield the caption in a sample; one without text takes the caption before it away."""
    content = bytes(packet)
    text = content[_LENGTH_BYTES : _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES])]
    if text:
        first_s = ticks * Fraction(packet.time_base)
        yield ReadCaption(text.decode(errors="replace"), first_s, first_s + (packet.duration or 0) * packet.time_base)
