"""Captions as a track of the film that players can show: timed text in the MP4 file (3GPP TS 26.245)."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from av.container import OutputContainer
from av.packet import Packet
from av.subtitles.stream import SubtitleStream

from videogen_dagster.core.cues import CaptionTrack
from videogen_dagster.media.languages import iso_639_2

# FFmpeg makes the track's style of an SSA header: white, centred at the bottom. Players mostly use the person's own style.
_STYLE: Final = b"""[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


class CaptionWriter:
    """Writes the samples of a caption track as the film's pictures go on.

    Args:
        film: Not yet begun.
        track: The captions.
    """

    def __init__(self, film: OutputContainer, track: CaptionTrack) -> None:
        self._film, self._track = film, track
        self._stream: SubtitleStream = film.add_stream("mov_text")
        self._stream.codec_context.subtitle_header = _STYLE
        self._stream.time_base = Fraction(1, track.frames_per_second)
        self._stream.metadata["language"] = iso_639_2(track.language)
        self._samples = _samples(track)
        self._next = next(self._samples, None)

    def write_until(self, seconds: Fraction) -> None:
        """Write what begins before a time in the film."""
        while self._next is not None and self._next[0] < seconds * self._track.frames_per_second:
            first, frames, content = self._next
            packet = Packet(content)
            packet.stream, packet.time_base = self._stream, Fraction(1, self._track.frames_per_second)
            packet.pts = packet.dts = first
            packet.duration = frames
            self._film.mux(packet)
            self._next = next(self._samples, None)


def _samples(track: CaptionTrack) -> Iterator[tuple[int, int, bytes]]:
    """Yield first frame, length and content; the muxer ends each with a sample without text where no other follows."""
    for cue in track.cues:
        text = "\n".join(cue.rows).encode()
        yield cue.first_frame, cue.end_frame - cue.first_frame, len(text).to_bytes(2) + text
