"""A film's media for streaming (HLS), from the very segments that it is joined from: packets are copied into fragments.

A fragment is written as soon as its scene is there, whatever is missing behind it.
"""

import hashlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Final

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ
from videogen_dagster.media.encoders import MOST_REORDERED
from videogen_dagster.media.fragments import header_of, write_samples
from videogen_dagster.media.joining import Part, part_packets
from videogen_dagster.media.new_files import new_file
from videogen_dagster.media.probing import open_safely
from videogen_dagster.media.segments import TRACK_TIMESCALE

PACKET_SAMPLES: Final = 1024
"""In a packet of AAC-LC; FFmpeg's encoder writes one more in front, which decoders need and do not play."""

_TICK_S: Final = Fraction(1, TRACK_TIMESCALE)
_ENCODE_AGAIN: Final = "encode the soundtrack again"


@dataclass(frozen=True, slots=True)
class Header:
    """What a player reads before the fragments of a track.

    Attributes:
        name: Of the file; in a playlist, its address relative to the playlist.
        digest: SHA-256 of the file.
        codec: As players are told (RFC 6381): `avc1.640029`, `mp4a.40.2`.
    """

    name: str
    digest: str
    codec: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of a track in a file of its own.

    Attributes:
        name: Of the file; in a playlist, its address relative to the playlist.
        duration_s: Exact length.
        size_bytes: Of the file.
        header: `digest` of the header that it needs.
        source: Name of the file that its packets come from.
    """

    name: str
    duration_s: Fraction
    size_bytes: int
    header: str
    source: str


def write_header(part: Part, target: Path) -> Header:
    """Write the header that a film's pictures share.

    Args:
        part: Any stretch of the film.
        target: Where the header is written (MP4).

    Raises:
        InvalidInput: The segment shows no pictures.
        StorageFailure: The header cannot be written.
    """
    with _pictures(part.path) as (container, stream):
        codec = f"avc1.{bytes(stream.codec_context.extradata or b'')[1:4].hex()}"
        return _write_header(_picture_header(container, stream), target, codec)


def write_fragment(part: Part, target: Path, *, first_frame: int, frames_per_second: int) -> Fragment:
    """Copy a stretch of a segment into a fragment at its place in the film.

    Memory does not grow with length. Equal inputs give equal bytes. The fragment stands under its name only when it is
    whole.

    Args:
        part: The stretch, as the film is joined from it.
        target: Where the fragment is written (`.m4s`).
        first_frame: Number of its first frame in the film.
        frames_per_second: Of the film.

    Raises:
        InvalidInput: The segment has another rate or cannot be cut there.
        StorageFailure: The fragment cannot be written.
    """
    with _pictures(part.path) as (container, stream):
        if stream.average_rate != frames_per_second:
            raise _misfit(part.path, f"has {stream.average_rate} frames/s, the film {frames_per_second}")
        digest = _digest(_picture_header(container, stream))
        packets = _placed(part, first_frame, frames_per_second)
        frames = write_samples(packets, stream, target, index=first_frame + 1)
    duration_s = Fraction(frames, frames_per_second)
    return Fragment(target.name, duration_s, target.stat().st_size, digest, part.path.name)


def write_sound_header(sound: Path, target: Path) -> Header:
    """Write the header of a film's sound.

    Args:
        sound: The soundtrack as `encode_sound` wrote it.
        target: Where the header is written (MP4).

    Raises:
        InvalidInput: The soundtrack is not what `encode_sound` writes.
        StorageFailure: The header cannot be written.
    """
    with _sound(sound) as (container, stream):
        kind = bytes(stream.codec_context.extradata or b"\0")[0] >> 3  # ISO/IEC 14496-3, section 1.6.2.1
        return _write_header(_sound_header(container, stream, sound), target, f"mp4a.40.{kind}")


def write_sound_fragment(
    sound: Path, target: Path, *, first_frame: int, stop_frame: int, frames_per_second: int
) -> Fragment | None:
    """Copy what begins to sound in a stretch of a film into a fragment.

    Packets (21 ms) are not cut at frames: a fragment begins and ends up to one packet late. Side by side, fragments hold
    every packet once.

    Args:
        sound: The soundtrack as `encode_sound` wrote it.
        target: Where the fragment is written (`.m4s`).
        first_frame: The stretch's first frame in the film.
        stop_frame: The frame behind its last one.
        frames_per_second: Of the film.

    Returns:
        The fragment, or None and no file if no packet begins in the stretch.

    Raises:
        InvalidInput: The soundtrack ends before the stretch does, or is not what `encode_sound` writes.
        StorageFailure: The fragment cannot be written.
    """
    with _sound(sound) as (container, stream):
        samples = stream.duration or 0
        if samples + 1 <= Fraction(stop_frame * SAMPLE_RATE_HZ, frames_per_second):
            raise InvalidInput(f"ends before frame {stop_frame} of the film", source=sound.name, remedy="mix it again")
        first, stop = (_packet_behind(frame, frames_per_second) for frame in (first_frame, stop_frame))
        if first == stop:
            return None
        digest = _digest(_sound_header(container, stream, sound))
        packets = _heard(container, stream, first if first_frame else -PACKET_SAMPLES, stop)
        write_samples(packets, stream, target, index=first // PACKET_SAMPLES + 1)
    duration_s = Fraction(min(stop, samples) - first, SAMPLE_RATE_HZ)
    return Fragment(target.name, duration_s, target.stat().st_size, digest, sound.name)


def _packet_behind(frame: int, frames_per_second: int) -> int:
    """Return the first sample of the first packet that begins with a frame or behind it."""
    return ceil(Fraction(frame * SAMPLE_RATE_HZ, frames_per_second * PACKET_SAMPLES)) * PACKET_SAMPLES


def _placed(part: Part, first_frame: int, frames_per_second: int) -> Iterator[Packet]:
    """Yield a stretch's packets at their place in the film."""
    ticks, decoded = TRACK_TIMESCALE // frames_per_second, 0
    for position, packet in part_packets(part):
        packet.time_base = _TICK_S
        packet.pts = (first_frame + MOST_REORDERED + position) * ticks
        packet.dts = (first_frame + decoded) * ticks  # counted: a file of one frame tells of no B-frames
        packet.duration = ticks
        decoded += 1
        yield packet
    if not decoded or part.stop not in (None, part.first + decoded):
        raise _misfit(part.path, f"cannot be cut at its frames {part.first} to {part.stop or 'its end'}")


def _heard(container: InputContainer, stream: AudioStream, first: int, stop: int) -> Iterator[Packet]:
    """Yield the packets from one sample of the film to before another one."""
    container.seek(first, stream=stream)
    for packet in container.demux(stream):
        if packet.pts is None or packet.pts >= stop:
            return
        if packet.pts >= first:
            packet.pts = packet.dts = packet.pts + PACKET_SAMPLES
            yield packet


def _picture_header(container: InputContainer, stream: VideoStream) -> bytes:
    packet = next(container.demux(stream))
    ticks = int(TRACK_TIMESCALE / (stream.average_rate or Fraction(1)))
    packet.time_base = _TICK_S
    packet.pts, packet.dts, packet.duration = 0, -MOST_REORDERED * ticks, ticks
    return header_of(packet, stream)


def _sound_header(container: InputContainer, stream: AudioStream, sound: Path) -> bytes:
    packet = next(container.demux(stream))
    if packet.pts != -PACKET_SAMPLES:
        raise InvalidInput(
            f"does not begin {PACKET_SAMPLES} samples before it is heard", source=sound.name, remedy=_ENCODE_AGAIN
        )
    return header_of(packet, stream)


def _write_header(content: bytes, target: Path, codec: str) -> Header:
    with new_file(target) as file:
        file.write(content)
    return Header(target.name, _digest(content), codec)


def _digest(header: bytes) -> str:
    return hashlib.sha256(header).hexdigest()


@contextmanager
def _pictures(segment: Path) -> Generator[tuple[InputContainer, VideoStream]]:
    """Open a segment; what its bytes are to blame for is raised as InvalidInput."""
    try:
        with open_safely(segment) as container:
            stream = next((stream for stream in container.streams.video if stream.codec_context.name == "h264"), None)
            if stream is None:
                raise _misfit(segment, "has no pictures in H.264")
            yield container, stream
    except av.FFmpegError as error:
        raise _misfit(segment, f"cannot be read ({error.strerror})") from error


@contextmanager
def _sound(soundtrack: Path) -> Generator[tuple[InputContainer, AudioStream]]:
    """Open a soundtrack; what its bytes are to blame for is raised as InvalidInput."""
    try:
        with open_safely(soundtrack) as container:
            stream = next((stream for stream in container.streams.audio if stream.codec_context.name == "aac"), None)
            if stream is None or stream.time_base != Fraction(1, SAMPLE_RATE_HZ):
                raise InvalidInput("holds no AAC sound at 48 kHz", source=soundtrack.name, remedy=_ENCODE_AGAIN)
            yield container, stream
    except av.FFmpegError as error:
        raise InvalidInput(
            f"cannot be read ({error.strerror})", source=soundtrack.name, remedy=_ENCODE_AGAIN
        ) from error


def _misfit(segment: Path, reason: str) -> InvalidInput:
    return InvalidInput(reason, source=f"segment {segment.name}", remedy="render the scene again")
