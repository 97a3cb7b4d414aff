"""Media files that people give: opened by what they are, read in spite of small damage, and refused when they are broken."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Final

import av
import av.subtitles.stream  # PyAV does it for each file that it opens: else anew in each fork of the process that looks
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from videogen_dagster.core.containers import HEAD_BYTES, container_of
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.probing import SAFE_INPUT

_WHOLE: Final = Fraction(9, 10)
"""Part of what a file announces that must be there: the last packets of a live recording are often missing."""
_SLACK_S: Final = Fraction(1, 5)
_CHECKED_PIXELS: Final = 150_000_000
"""What is decoded at each end of a film to see whether it can be: some 70 pictures of 1080p, half a second of work."""
_CHEAP_PIXELS: Final = 1280 * 720
_HELD_BACK: Final = 32
"""Pictures that a decoder has read and not yet given."""
_CHECKED_SOUNDS: Final = 100
"""Packets of sound, two seconds of most codecs, of which one must be heard; the first ones of some codecs are not."""
_MOST_PIXELS: Final = 8192 * 8192
_SAMPLE_RATES_HZ: Final = (1_000, 768_000)
"""From telephones to studios. To resample what claims a billion samples a second would take all memory."""
_GIVE: Final = "give a file that plays from beginning to end"


@dataclass(frozen=True, slots=True)
class FootageFacts:
    """A film that a person gave.

    Attributes:
        duration_s: From its first picture to the end of its last one.
        has_sound: Whether it can be heard: sound comes out of its first packets of sound.
    """

    duration_s: Fraction
    has_sound: bool


def open_given(path: Path) -> InputContainer:
    """Open a file with the one demuxer that its first bytes ask for: nothing but this file is read.

    Raises:
        InvalidInput: Its first bytes are those of no container that is read.
        av.FFmpegError: It cannot be opened.
    """
    with path.open("rb") as file:
        container = container_of(file.read(HEAD_BYTES))
    if container is None:
        raise InvalidInput("is no film or sound that can be read", source=path.name, remedy=_GIVE)
    return av.open(str(path.absolute()), format=container.value, options=SAFE_INPUT)


def film_stream(container: InputContainer) -> VideoStream | None:
    """Return the moving pictures of a file, or None; the cover of a song is none."""
    return next(
        (stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic), None
    )


def is_cheap(stream: VideoStream) -> bool:
    """Return whether a film is decoded sooner by one thread than others are started: clips of models, not of cameras."""
    return stream.width * stream.height <= _CHEAP_PIXELS


def pictures(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Yield all pictures that can be decoded, in the order in which they are shown."""
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            continue  # players leave such a picture out, too


def sounds(container: InputContainer, stream: AudioStream, *, packets: int | None = None) -> Iterator[AudioFrame]:
    """Yield all stretches of sound that can be decoded, in order; of the first `packets` packets, or of all."""
    for packet in islice(container.demux(stream), packets):
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            continue


def look_at_footage(path: Path) -> FootageFacts:
    """Return how long a film is and whether it can be heard; packets of pictures are counted, not decoded.

    Raises:
        InvalidInput: It is no film, holds no pictures, lasts no time, or breaks off.
    """
    try:
        with open_given(path) as container:
            stream = film_stream(container)
            if stream is None:
                raise InvalidInput("holds no moving pictures", source=path.name, remedy="give a film")
            if not 0 < stream.width * stream.height <= _MOST_PIXELS:
                raise InvalidInput(
                    f"has pictures of {stream.width}x{stream.height} pixels", source=path.name, remedy=_GIVE
                )
            lasts_s, announced_s = _length_s(container, stream)
            is_silent = not container.streams.audio
    except av.FFmpegError as error:
        raise _broken(path, error) from error
    if lasts_s <= 0:
        raise InvalidInput("holds no pictures that last any time", source=path.name, remedy=_GIVE)
    _refuse_truncated(path, lasts_s, announced_s)
    return FootageFacts(duration_s=lasts_s, has_sound=not is_silent and _has_sound(path))


def check_footage(path: Path, *, most_pixels: int = _CHECKED_PIXELS) -> FootageFacts:
    """See that a film can be shown: its pictures are decoded, of a long or large film only the beginning and the end.

    Args:
        path: The film.
        most_pixels: How many are decoded at either end.

    Raises:
        InvalidInput: It is no film, holds no pictures, lasts no time, breaks off, or cannot be decoded.
    """
    facts = look_at_footage(path)
    try:
        with open_given(path) as container:
            stream = film_stream(container)
            if stream is not None:
                if is_cheap(stream):
                    stream.codec_context.thread_count = 1
                _check_decodes(path, container, stream, max(1, most_pixels // (stream.width * stream.height)))
    except av.FFmpegError as error:
        raise _broken(path, error) from error
    return facts


def check_recording(path: Path, *, longest_s: float | None = None) -> Fraction:
    """Return how long a recording lasts in seconds; all of it is decoded.

    Args:
        path: A recording, or a film with sound.
        longest_s: A longer one is not decoded further; what is told of its length is above this.

    Raises:
        InvalidInput: It cannot be heard, lasts no time, or breaks off.
    """
    try:
        with open_given(path) as container:
            if not container.streams.audio:
                raise InvalidInput("holds no sound", source=path.name, remedy="give a recording")
            stream = container.streams.audio[0]
            _refuse_rate(path, stream)
            announced_s = Fraction(stream.duration or 0) * (stream.time_base or 0)
            # By each stretch's own rate: AAC may decode to twice the rate that its header tells.
            lasts_s = Fraction(0)
            for frame in sounds(container, stream):
                lasts_s += Fraction(frame.samples, frame.sample_rate)
                if longest_s is not None and lasts_s > longest_s:
                    return max(lasts_s, announced_s)
    except av.FFmpegError as error:
        raise _broken(path, error) from error
    if not lasts_s:
        raise InvalidInput("holds no sound that lasts any time", source=path.name, remedy=_GIVE)
    _refuse_truncated(path, lasts_s, announced_s)
    return lasts_s


def _length_s(container: InputContainer, stream: VideoStream) -> tuple[Fraction, Fraction]:
    """Return how long a film's pictures last by their packets, and how long by what the file announces."""
    ticks = Fraction(stream.time_base or 0)
    announced = Fraction(stream.duration or 0) * ticks or Fraction(container.duration or 0, av.time_base)
    usual = Fraction(1) / (stream.average_rate or stream.guessed_rate or 30)
    announced = max(announced, stream.frames * usual)  # an AVI that was cut off still tells how many it had
    first, last, frames = None, Fraction(0), 0
    for packet in container.demux(stream):
        if packet.pts is None or packet.is_corrupt:
            continue
        frames += 1
        start = packet.pts * ticks
        first = start if first is None else min(first, start)
        last = max(last, start + (Fraction(packet.duration or 0) * ticks or usual))
    return (last - first if first is not None else Fraction(0)), announced


def _refuse_truncated(path: Path, lasts_s: Fraction, announced_s: Fraction) -> None:
    if lasts_s < announced_s * _WHOLE - _SLACK_S:
        raise InvalidInput(
            f"breaks off after {float(lasts_s):.1f} of {float(announced_s):.1f} seconds",
            source=path.name,
            remedy="copy it again from where it is whole",
        )


def _check_decodes(path: Path, container: InputContainer, stream: VideoStream, most: int) -> None:
    packets, frames, whole = _decoded(container, stream, most)
    delay = 0 if packets < most else _HELD_BACK
    if whole == 0 or whole + delay < packets * _WHOLE:
        raise InvalidInput(f"is damaged: {whole} of {packets} pictures can be shown", source=path.name, remedy=_GIVE)
    if packets == most and _wound_to_its_end(container, stream):
        packets, frames, _ = _decoded(container, stream, most)
        # The first pictures behind a key frame may need those in front of it; that none can be shown has no such reason.
        if frames == 0 and packets and (packets < most or packets > _HELD_BACK):
            raise InvalidInput("is damaged: its end cannot be shown", source=path.name, remedy=_GIVE)


def _wound_to_its_end(container: InputContainer, stream: VideoStream) -> bool:
    """Move to the last key frame and return whether that is possible; not all files can be wound."""
    if not stream.duration:
        return False
    try:
        container.seek((stream.start_time or 0) + stream.duration, stream=stream)
    except av.FFmpegError:
        return False
    return True


def _decoded(container: InputContainer, stream: VideoStream, most: int) -> tuple[int, int, int]:
    """Return how many pictures were read, at most `most`, how many of them can be decoded, and how many are whole."""
    packets = frames = whole = 0
    for packet in container.demux(stream):
        if packets == most:
            break
        packets += packet.pts is not None
        try:
            for frame in packet.decode():
                frames += 1
                whole += not frame.is_corrupt
        except av.error.InvalidDataError:
            continue
    return packets, frames, whole


def _has_sound(path: Path) -> bool:
    try:
        with open_given(path) as container:
            if not container.streams.audio:
                return False
            _refuse_rate(path, container.streams.audio[0])
            heard = sounds(container, container.streams.audio[0], packets=_CHECKED_SOUNDS)
            return any(frame.samples for frame in heard)
    except av.FFmpegError:
        return False  # of a codec that is not known, for example


def _refuse_rate(path: Path, stream: AudioStream) -> None:
    lowest, highest = _SAMPLE_RATES_HZ
    rate_hz = getattr(stream, "sample_rate", 0)  # a stream of a codec that is not known has none
    if rate_hz and not lowest <= rate_hz <= highest:
        raise InvalidInput(f"claims {rate_hz:,} samples a second", source=path.name, remedy=_GIVE)


def _broken(path: Path, error: av.FFmpegError) -> InvalidInput:
    return InvalidInput(f"is damaged or incomplete ({error.strerror})", source=path.name, remedy=_GIVE)
