"""What is in a media file: counted, not believed."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.encoders import MOST_REORDERED, SOFTWARE, Encoder
from videogen_dagster.media.segments import BT709, joinable_at, segment_header

# Playlists would make FFmpeg read other files and fetch addresses; these formats hold all that they show.
SAFE_INPUT: Final = {
    "protocol_whitelist": "file",
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,png_pipe,jpeg_pipe,wav,mp3,flac,ogg,image2",
}


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """A video stream.

    Attributes:
        width: In pixels.
        height: In pixels.
        frames: Packets in the file.
        frames_per_second: Nominal rate.
        duration_s: Length on the file's timeline.
        codec: FFmpeg's name (`h264`).
        pixel_format: FFmpeg's name (`yuv420p`).
    """

    width: int
    height: int
    frames: int
    frames_per_second: Fraction
    duration_s: Fraction
    codec: str
    pixel_format: str


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """An audio stream.

    Attributes:
        codec: FFmpeg's name (`aac`).
        sample_rate_hz: Samples per second and channel.
        channels: How many.
        samples: Per channel, on the file's timeline: what a decoder adds in front and behind is not counted.
        language: ISO 639-2 code, or empty.
    """

    codec: str
    sample_rate_hz: int
    channels: int
    samples: int
    language: str

    @property
    def duration_s(self) -> Fraction:
        """Exact length in seconds."""
        return Fraction(self.samples, self.sample_rate_hz)


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """A media file: its first video and its first audio stream.

    Attributes:
        video: Or None.
        audio: Or None.
        title: From the file's metadata, or empty.
        size_bytes: Of the file.
    """

    video: VideoFacts | None
    audio: AudioFacts | None
    title: str
    size_bytes: int


def probe(path: Path) -> MediaFacts:
    """Return what is in a media file; its packets are read, not decoded.

    Raises:
        InvalidInput: It is no media file, or damaged.
    """
    try:
        with open_safely(path) as container:
            video, audio = _video_facts(container), _audio_facts(container)
            return MediaFacts(video, audio, container.metadata.get("title", ""), path.stat().st_size)
    except av.FFmpegError as error:
        raise _unreadable(path, error) from error


def check_decodes(path: Path) -> None:
    """Decode everything and see that nothing is damaged.

    Raises:
        InvalidInput: Something cannot be decoded, or fewer pictures come out than the file announces.
    """
    try:
        with open_safely(path) as container:
            shown = _decode_all(container)
    except av.FFmpegError as error:
        raise _unreadable(path, error) from error
    facts = probe(path)
    if facts.video and shown != facts.video.frames:
        raise InvalidInput(
            f"{shown} of {facts.video.frames} pictures can be shown", source=path.name, remedy="make the file again"
        )


def is_segment(path: Path, size: FrameSize, frames: int, frames_per_second: int, encoder: Encoder = SOFTWARE) -> bool:
    """Return whether a clip can be joined to segments of a size and rate by copying its packets.

    Args:
        path: A clip.
        size: Frame size in pixels.
        frames: How many frames it must have.
        frames_per_second: Frame rate.
        encoder: What wrote the other segments.
    """
    try:
        with open_safely(path) as container:
            if not container.streams.video:
                return False
            stream = container.streams.video[0]
            if bytes(stream.codec_context.extradata or b"") != segment_header(size, frames_per_second, encoder):
                return False
            packets = [packet for packet in container.demux(stream) if packet.pts is not None]
            ticks = Fraction(stream.time_base or 0)  # read while the file is open: afterwards it points nowhere
    except av.FFmpegError:
        return False
    if len(packets) != frames or not packets[0].is_keyframe:
        return False
    positions = [Fraction(packet.pts or 0) * ticks * frames_per_second for packet in packets]
    keys = {position for packet, position in zip(packets, positions, strict=True) if packet.is_keyframe}
    # Every frame once, none shown earlier than the decoder's delay allows, and transitions can be cut out.
    return (
        sorted(positions) == list(range(frames))
        and all(position >= index - MOST_REORDERED for index, position in enumerate(positions))
        and keys >= joinable_at(frames)
    )


def is_of_shape(path: Path, size: FrameSize, frames: int, frames_per_second: int) -> bool:
    """Return whether a clip's frames are a film's as they stand: size, number, rate, 4:2:0 and BT.709."""
    try:
        with open_safely(path) as container:
            if not container.streams.video:
                return False
            facts, colours = _video_facts(container), container.streams.video[0].codec_context.colorspace
    except av.FFmpegError:
        return False
    return (
        facts is not None
        and (facts.width, facts.height, facts.frames) == (size.width, size.height, frames)
        and facts.frames_per_second == frames_per_second
        and (facts.pixel_format, colours) == ("yuv420p", BT709)
    )


def key_frames(path: Path) -> list[int]:
    """Return the numbers of a segment's key frames.

    Raises:
        InvalidInput: It is no video, or damaged.
    """
    try:
        with open_safely(path) as container:
            stream = container.streams.video[0]
            scale = Fraction(stream.time_base or 0) * (stream.average_rate or 0)
            packets = [packet for packet in container.demux(stream) if packet.pts is not None and packet.is_keyframe]
            return [round((packet.pts or 0) * scale) for packet in packets]
    except (av.FFmpegError, IndexError) as error:
        raise InvalidInput("shows no pictures", source=path.name, remedy="make the file again") from error


def open_safely(path: Path) -> InputContainer:
    """Open a media file that may come from a stranger: nothing but this file is read.

    Raises:
        av.FFmpegError: It cannot be opened, or its format is not among the safe ones.
    """
    return av.open(str(path.absolute()), options=SAFE_INPUT)


def _video_facts(container: InputContainer) -> VideoFacts | None:
    if not container.streams.video:
        return None
    stream = container.streams.video[0]
    container.seek(0)
    frames = sum(1 for packet in container.demux(stream) if packet.pts is not None)
    rate = stream.average_rate or stream.guessed_rate or Fraction(0)
    ticks = Fraction(stream.duration or 0) * (stream.time_base or 0)
    return VideoFacts(
        width=stream.width,
        height=stream.height,
        frames=frames,
        frames_per_second=rate,
        duration_s=ticks or (frames / rate if rate else Fraction(0)),
        codec=stream.codec_context.name,
        pixel_format=stream.pix_fmt or "",
    )


def _audio_facts(container: InputContainer) -> AudioFacts | None:
    if not container.streams.audio:
        return None
    stream = container.streams.audio[0]
    seconds = Fraction(stream.duration or 0) * (stream.time_base or 0)
    return AudioFacts(
        codec=stream.codec_context.name,
        sample_rate_hz=stream.sample_rate,
        channels=stream.channels,
        samples=round(seconds * stream.sample_rate),
        language=stream.metadata.get("language", ""),
    )


def _decode_all(container: InputContainer) -> int:
    """Decode all pictures and sound; return how many pictures are whole."""
    shown = 0
    for video in container.streams.video[:1]:
        video.codec_context.options = {"err_detect": "explode"}
        shown = sum(not frame.is_corrupt for frame in container.decode(video))
    for audio in container.streams.audio[:1]:
        audio.codec_context.options = {"err_detect": "explode"}
        container.seek(0)
        for _ in container.decode(audio):
            pass
    return shown


def _unreadable(path: Path, error: av.FFmpegError) -> InvalidInput:
    return InvalidInput(
        f"is no video or sound that can be read ({error.strerror})",
        source=path.name,
        remedy="give an MP4, MOV, WebM, Matroska, WAV, FLAC or MP3 file that plays",
    )
