"""The encoders that write segments: one table of what each is told so that its segments join by copying packets.

Whatever the encoder, joining counts on this:

- Key frames are closed (IDR) and stand where they are forced; no frame refers across one.
- Two segments of a size and rate have equal parameter sets.
- A frame stands at most `MOST_REORDERED` places later in the file than on the screen: the film's decoding times are laid
  out for that, so that encoders without B-frames fit as well.

`media.encoder_probing` finds out whether an encoder of this machine keeps to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.instruction_sets import x264_parameters

MOST_REORDERED: Final = 2
KEY_FRAME_EVERY: Final = 60
"""Frames: seeking within two seconds."""

_X264_PARAMS: Final = "x264-params"

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Encoder:
    """How an encoder of FFmpeg is asked for segments.

    Attributes:
        name: What settings and messages call it.
        codec: FFmpeg's name.
        options: What it is told.
        quick: What it is told instead for a few frames that may be larger and should be written fast.
        pixel_format: In which it takes frames.
        device: FFmpeg's type of the device whose memory it takes frames from, or empty: from the computer's.
        is_told_level: Whether it is told the H.264 level as `4.1`; others choose it by size and rate.
        version: Raised when its segments change.
    """

    name: str
    codec: str
    options: Options
    quick: Options = ()
    pixel_format: str = "yuv420p"
    device: str = ""
    is_told_level: bool = True
    version: int = 1

    def recipe(self, size: FrameSize, *, quick: bool = False) -> dict[str, str]:
        """Return what it is told for pictures of a size."""
        level = (("level", level_for(size)),) if self.is_told_level else ()
        told = dict((*self.options, *level, *(self.quick if quick else ())))
        if _X264_PARAMS in told:
            told[_X264_PARAMS] = x264_parameters(told[_X264_PARAMS])
        return told

    def named(self, fingerprint: str) -> str:
        """Return an engine's fingerprint with the choice of this encoder in it: what it writes belongs to that.

        Software is left out, so that the name of the usual case does not depend on the choice.
        """
        return fingerprint if self == SOFTWARE else f"{fingerprint} encoder={self.name}/{self.version}"


# keyint 60: seeking within two seconds. scenecut 0, min-keyint 1, open-gop 0: key frames stand only where they are
# forced, and no frame refers across one. stitchable 1: equal parameter sets at any quality and thread count.
_X264: Final = (
    f"keyint={KEY_FRAME_EVERY}:min-keyint=1:scenecut=0:open-gop=0:bframes={MOST_REORDERED}:stitchable=1:threads=1"
)

SOFTWARE: Final = Encoder(
    name="software",
    codec="libx264",
    options=(
        ("crf", "20"),
        ("profile", "high"),
        ("forced-idr", "1"),
        (_X264_PARAMS, _X264),
        ("preset", "veryfast"),
    ),
    # It writes the same parameter sets, so that its packets stand in one stream with the others.
    quick=(("preset", "superfast"),),
)

# No B-frames in hardware: devices differ in how they reorder, and gain little by it at this quality. The numbers for
# quality are those at which each is about as good as x264 at 20, by its makers' scales.
_EVERY: Final = (("profile", "high"), ("g", str(KEY_FRAME_EVERY)), ("bf", "0"))
NVENC: Final = Encoder(
    name="nvenc",
    codec="h264_nvenc",
    options=(
        *_EVERY,
        ("preset", "p5"),
        ("tune", "hq"),
        ("rc", "vbr"),
        ("cq", "21"),
        ("b", "0"),
        ("spatial-aq", "1"),
        ("forced-idr", "1"),
        ("no-scenecut", "1"),
        ("strict_gop", "1"),
    ),
)
VIDEOTOOLBOX: Final = Encoder(
    name="videotoolbox",
    codec="h264_videotoolbox",
    # Constant quality 65 of 100, in units of 118 (FF_QP2LAMBDA); Intel Macs refuse it, and the probe then says so.
    options=(*_EVERY, ("flags", "+qscale"), ("global_quality", str(65 * 118)), ("allow_sw", "0"), ("realtime", "0")),
)
QSV: Final = Encoder(
    name="qsv",
    codec="h264_qsv",
    options=(
        *_EVERY,
        ("preset", "medium"),
        ("global_quality", "21"),
        ("forced_idr", "1"),
        ("idr_interval", "0"),
        ("adaptive_i", "0"),
        ("look_ahead", "0"),
    ),
    pixel_format="nv12",
    is_told_level=False,
)
VAAPI: Final = Encoder(
    name="vaapi",
    codec="h264_vaapi",
    options=(*_EVERY, ("rc_mode", "CQP"), ("qp", "21"), ("idr_interval", "0")),
    pixel_format="nv12",
    device="vaapi",
    is_told_level=False,
)

HARDWARE: Final = (NVENC, VIDEOTOOLBOX, QSV, VAAPI)
"""In the order in which `auto` tries them."""

ENCODERS: Final[Mapping[str, Encoder]] = {encoder.name: encoder for encoder in (SOFTWARE, *HARDWARE)}
AUTO: Final = "auto"

INTERMEDIATE: Final = Encoder(
    name="intermediate",
    codec="libx264",
    options=(("preset", "ultrafast"), ("qp", "8"), (_X264_PARAMS, "keyint=30:scenecut=0:threads=1")),
    is_told_level=False,
)
"""For a clip that is decoded and encoded once more: within a third of a level (57 dB), and a constant quantiser, for which
x264 need not look ahead: three to four times cheaper to write and to read than a segment."""


def level_for(size: FrameSize) -> str:
    """Return the lowest common H.264 level for `size` at up to 60 frames/s (ITU-T H.264, table A-1)."""
    pixels = size.width * size.height
    if pixels <= 1920 * 1088:
        return "4.1"
    return "5.1" if pixels <= 4096 * 2304 else "6.2"
