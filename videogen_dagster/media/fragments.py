"""Fragmented MP4: a track's header and its samples as files of their own, as they are streamed.

Both tracks of a film are decoded from earlier on than they are shown: pictures by the two frames that B-frames wait, sound
by the encoder's priming samples. Timestamps count from there, and the header's edit list tells players where the film
begins (ISO/IEC 14496-12, section 8.6.6), so that pictures and sound begin together at 0.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

import av
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.stream import VideoStream

from videogen_dagster.core.timeline import SAMPLE_RATE_HZ
from videogen_dagster.media.new_files import new_file
from videogen_dagster.media.segments import TRACK_TIMESCALE

_HEADER_BOXES: Final = frozenset({b"ftyp", b"moov"})
_SAMPLE_BOXES: Final = frozenset({b"moof", b"mdat"})

# write_btrt 0, bitexact: bit rates and the library's version would make the headers of equal segments unequal.
_MUXER_OPTIONS: Final = {
    "video_track_timescale": str(TRACK_TIMESCALE),
    "movie_timescale": str(SAMPLE_RATE_HZ),
    "write_btrt": "0",
    "fflags": "+bitexact",
}
# delay_moov: the muxer writes an edit list only if it has seen a timestamp before.
_HEADER_OPTIONS: Final = {**_MUXER_OPTIONS, "movflags": "delay_moov+frag_keyframe+default_base_moof"}
# avoid_negative_ts, frag_discont: timestamps stand as they are given; without them every file would begin at 0.
# frag_keyframe, for pictures, and frag_duration, for sound, in microseconds: the muxer holds two seconds in memory.
_SAMPLE_OPTIONS: Final = {**_MUXER_OPTIONS, "use_editlist": "0", "avoid_negative_ts": "disabled"}
_SAMPLE_FLAGS: Final = "empty_moov+default_base_moof+frag_discont"


def header_of(opening: Packet, model: VideoStream | AudioStream) -> bytes:
    """Return a track's header.

    Args:
        opening: The track's first packet, with the film's timestamps: its decoding begins before 0.
        model: The stream that it comes from.
    """
    file = BytesIO()
    with av.open(_Boxes(file, _HEADER_BOXES), "w", format="mp4", options=_HEADER_OPTIONS) as muxer:
        opening.stream = muxer.add_stream_from_template(model)
        opening.stream.time_base = opening.time_base
        muxer.mux(opening)
    return file.getvalue()


def write_samples(packets: Iterator[Packet], model: VideoStream | AudioStream, target: Path, *, index: int) -> int:
    """Write packets without a header; return how many they are.

    Args:
        packets: At least one; their decoding begins at 0 or later.
        model: The stream that they come from.
        target: Where they are written.
        index: Number of the first box that holds samples; there are at most as many boxes as packets.

    Raises:
        StorageFailure: They cannot be written.
    """
    cut = {"frag_duration": "2000000"} if isinstance(model, AudioStream) else {}
    flags = _SAMPLE_FLAGS if cut else f"{_SAMPLE_FLAGS}+frag_keyframe"
    options = {**_SAMPLE_OPTIONS, **cut, "movflags": flags, "fragment_index": str(index)}
    with new_file(target) as file, av.open(_Boxes(file, _SAMPLE_BOXES), "w", format="mp4", options=options) as muxer:
        copy = muxer.add_stream_from_template(model)
        count = 0
        for packet in packets:
            copy.time_base = packet.time_base
            packet.stream = copy
            muxer.mux(packet)
            count += 1
    return count


class _Boxes:
    """A file to write MP4 into that keeps boxes of some kinds and drops the others (ISO/IEC 14496-12, section 4.2)."""

    def __init__(self, file: BinaryIO, kinds: frozenset[bytes]) -> None:
        self._file, self._kinds = file, kinds
        self._opening = b""
        self._left = 0
        self._is_kept = False

    def write(self, content: bytes) -> int:
        """Take what comes next; it may end anywhere in a box."""
        rest = bytes(content)
        while rest:
            if not self._left:
                wanted = 8 - len(self._opening)
                self._opening, rest = self._opening + rest[:wanted], rest[wanted:]
                if len(self._opening) == 8:
                    self._begin()
                continue
            taken, rest = rest[: self._left], rest[self._left :]
            self._left -= len(taken)
            if self._is_kept:
                self._file.write(taken)
        return len(content)

    def _begin(self) -> None:
        self._left = int.from_bytes(self._opening[:4], "big") - 8
        self._is_kept = self._opening[4:] in self._kinds
        if self._is_kept:
            self._file.write(self._opening)
        self._opening = b""
