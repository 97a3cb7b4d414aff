"""Segments and a soundtrack to a film: packets are copied, nothing is encoded."""

import errno
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from videogen_dagster.core.chapters import Chapter
from videogen_dagster.core.cues import CaptionTrack
from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ
from videogen_dagster.media.copied_sound import copied_sound
from videogen_dagster.media.encoders import MOST_REORDERED
from videogen_dagster.media.probing import open_safely
from videogen_dagster.media.segments import TRACK_TIMESCALE, seek_key_frame
from videogen_dagster.media.soft_captions import CaptionWriter

GENERATED_NOTICE: Final = "Made with generated content (videogen-dagster)"

# The edit list that hides the sound encoder's priming samples counts in the movie's ticks: at the usual 1000 a second
# the sound would end up to half a millisecond off.
_MUXER_OPTIONS: Final = {
    "movflags": "+faststart",
    "video_track_timescale": str(TRACK_TIMESCALE),
    "movie_timescale": str(SAMPLE_RATE_HZ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a segment, from a key frame to another one or to an end.

    Attributes:
        path: The segment.
        first: Its first frame in the film.
        stop: The frame behind its last one, or None: all that follows.
    """

    path: Path
    first: int = 0
    stop: int | None = None


def join_segments(  # noqa: PLR0913  # what a film is joined from, each by its name
    parts: Sequence[Part],
    audio: Path | None,
    target: Path,
    *,
    title: str,
    language: str,
    captions: Sequence[CaptionTrack] = (),
    chapters: Sequence[Chapter] = (),
    credit: str = "",
    comment: str = GENERATED_NOTICE,
) -> int:
    """Join stretches of segments into a film with a soundtrack.

    Packets are copied, so the film's pictures are bit by bit those of the segments, and joining costs next to nothing.
    Memory does not grow with length. Equal inputs give equal bytes. The film stands under its name only when it is whole.

    Args:
        parts: Of files that `SegmentWriter` wrote, of one size and rate, in order; none is empty.
        audio: The soundtrack as `encode_sound` wrote it, exactly as long as the pictures, or None for a silent film.
        target: Where the film is written (MP4).
        title: Title in the film's metadata.
        language: Language of the soundtrack, BCP 47.
        captions: Tracks that players can show, one a language; players take the first one for the usual one.
        chapters: In order, on the film's frames.
        credit: Whose photos and clips are seen, in the film's metadata (`copyright`).
        comment: Remark in the film's metadata.

    Returns:
        The number of frames.

    Raises:
        InvalidInput: A segment does not fit the first one or cannot be cut there, or the soundtrack is longer or shorter
            than the pictures.
        StorageFailure: The film cannot be written.
    """
    if not parts:
        raise InvalidInput("a film needs at least one segment; got none")
    part = target.with_name(f".{target.name}.part")
    try:
        with av.open(str(part), "w", format="mp4", options=_MUXER_OPTIONS) as film:
            film.metadata.update({"title": title, "comment": comment, **({"copyright": credit} if credit else {})})
            frames = _fill(film, parts, audio, language=language, captions=captions, chapters=chapters)
        part.replace(target)
    except OSError as error:
        raise _write_failure(error, target) from error
    finally:
        part.unlink(missing_ok=True)
    return frames


def _fill(
    film: OutputContainer,
    parts: Sequence[Part],
    audio: Path | None,
    *,
    language: str,
    captions: Sequence[CaptionTrack],
    chapters: Sequence[Chapter],
) -> int:
    pictures = _Pictures(film, parts[0].path)
    with copied_sound(film, audio, language) as sound:
        shown = [CaptionWriter(film, track) for track in captions if track.cues]
        if chapters:
            _divide(film, chapters, pictures.frame_s, _length(parts))
        for part in parts:
            for packet in pictures.packets_of(part):
                film.mux(packet)
                sound.play_until(pictures.seconds)
                for track in shown:
                    track.write_until(pictures.seconds)
        sound.finish(pictures.seconds)
    return pictures.frames


def _divide(film: OutputContainer, chapters: Sequence[Chapter], frame_s: Fraction, frames: int) -> None:
    """Write the chapters, each up to the next one."""
    ends = [*(chapter.first_frame for chapter in chapters[1:]), frames]
    film.set_chapters(
        [
            {
                "id": number,
                "start": chapter.first_frame,
                "end": end,
                "time_base": frame_s,
                "metadata": {"title": chapter.title},
            }
            for number, (chapter, end) in enumerate(zip(chapters, ends, strict=False), 1)
        ]
    )


def _length(parts: Sequence[Part]) -> int:
    """Return the length of a film in frames, as its parts announce it."""
    frames = 0
    for part in parts:
        stop = part.stop
        if stop is None:
            with open_safely(part.path) as container:
                stop = sum(stream.frames for stream in container.streams.video[:1])
        frames += stop - part.first
    return frames


def part_packets(part: Part) -> Iterator[tuple[int, Packet]]:
    """Yield the packets of a stretch in decoding order, each with the number of its frame in the stretch.

    Raises:
        InvalidInput: It cannot be cut there.
        av.FFmpegError: The segment cannot be read.
    """
    with open_safely(part.path) as container:
        stream = _video_of(container.streams.video, part.path)
        yield from _stretch(part, container, stream, stream.average_rate or Fraction(0))


class _Pictures:
    """Lays the packets of one segment after another on the film's timeline."""

    def __init__(self, film: OutputContainer, first: Path) -> None:
        with open_safely(first) as container:
            model = _video_of(container.streams.video, first)
            self._header = bytes(model.codec_context.extradata or b"")
            rate = model.average_rate or Fraction(0)
            self._stream = film.add_stream_from_template(model)
        self._stream.time_base = Fraction(1, TRACK_TIMESCALE)
        self.frame_s = 1 / rate
        self.frames = 0
        self._ticks = int(self.frame_s * TRACK_TIMESCALE)
        self._first_name = first.name

    @property
    def seconds(self) -> Fraction:
        """Length of what was handed out."""
        return self.frames * self.frame_s

    def packets_of(self, part: Part) -> Iterator[Packet]:
        """Yield a stretch's packets, moved to their place in the film."""
        base = self.frames
        with open_safely(part.path) as container:
            stream = _video_of(container.streams.video, part.path)
            if bytes(stream.codec_context.extradata or b"") != self._header:
                raise _misfit(part.path, f"was not encoded like {self._first_name} (size, rate or settings differ)")
            for position, packet in _stretch(part, container, stream, 1 / self.frame_s):
                packet.stream, packet.time_base = self._stream, Fraction(1, TRACK_TIMESCALE)
                packet.pts = (base + position) * self._ticks
                packet.dts = (self.frames - MOST_REORDERED) * self._ticks
                packet.duration = self._ticks
                self.frames += 1
                yield packet
        if self.frames == base or part.stop not in (None, part.first + self.frames - base):
            raise _misfit(part.path, f"cannot be cut at its frames {part.first} to {part.stop or 'its end'}")


def _stretch(
    part: Part, container: InputContainer, stream: VideoStream, rate: Fraction
) -> Iterator[tuple[int, Packet]]:
    """Yield packets in decoding order, each with the number of its frame in the stretch.

    No frame refers across a key frame, so that all packets between two of them are all frames between them.
    """
    # Positions of the segment's frames are frame numbers: whole, whatever the time base of the file.
    scale = (stream.time_base or Fraction(0)) * rate
    if part.first:
        seek_key_frame(container, stream, part.first)
    begun = False
    for packet in container.demux(stream):
        if packet.pts is None:
            continue
        position = packet.pts * scale - part.first
        if not begun and position < 0:
            continue
        if part.stop is not None and packet.is_keyframe and position >= part.stop - part.first:
            return
        if position.denominator != 1 or not (begun or (packet.is_keyframe and position == 0)):
            raise _misfit(part.path, f"has no key frame at its frame {part.first}, or its frames are not evenly spaced")
        begun = True
        yield int(position), packet


def _video_of(streams: Sequence[VideoStream], segment: Path) -> VideoStream:
    if not streams:
        raise _misfit(segment, "has no pictures")
    return streams[0]


def _misfit(segment: Path, reason: str) -> InvalidInput:
    return InvalidInput(reason, source=f"segment {segment.name}", remedy="render the scene again")


def _write_failure(error: OSError, target: Path) -> StorageFailure:
    if error.errno == errno.ENOSPC:
        return StorageFailure(f"no room left to write {target.name}", remedy="free some space and run again")
    return StorageFailure(f"cannot write {target.name}: {error.strerror or error}", remedy="choose another place")
