"""Decoded pictures of any kind as plain RGB: upright, of square pixels, standard range, BT.709."""

from fractions import Fraction
from typing import Any, Final

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, VideoReformatter
from numpy.typing import NDArray

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.tone_mapping import Transfer, as_signal, from_signal, in_709, to_standard

NEARLY_EQUAL: Final = 0.02
"""Shapes that differ by less are filled by cropping: nobody misses one pixel in a hundred."""

_HD_LINES: Final = 720
_MATRICES: Final = {
    1: Colorspace.ITU709,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
"""What swscale calls the numbers of ITU-T H.273, table 4."""
_WIDE_PRIMARIES: Final = frozenset({9, 12})


def upright_rgb(
    frame: VideoFrame, *, within: FrameSize | None = None, pixel_aspect: Fraction = Fraction(1)
) -> NDArray[np.uint8]:
    """Return a frame as people should see it: `uint8[height, width, 3]`, RGB, full range, BT.709.

    Turned as its metadata says; light of high dynamic range or wide colours is brought into BT.709; what is transparent is
    black. Untagged pictures below 720 lines are BT.601, as every player assumes.

    Args:
        frame: The frame.
        within: The frame that it will be fitted into: a larger picture is made as small as that needs, which is cheaper
            here than later.
        pixel_aspect: Width to height of its pixels.
    """
    turns = round(frame.rotation / 90) % 4
    size = _shown_size(frame, within, pixel_aspect, is_turned=turns % 2 == 1)
    if frame.color_trc in {Transfer.PQ, Transfer.HLG}:
        signal = np.asarray(_as(frame, "rgb48le", size), np.uint16)
        pixels = to_standard(signal, Transfer(frame.color_trc), primaries=frame.color_primaries)
    elif any(component.is_alpha for component in frame.format.components):
        pixels = _over_black(np.asarray(_as(frame, "rgba", size), np.uint8))
    else:
        pixels = np.asarray(_as(frame, "rgb24", size), np.uint8)
        if frame.color_primaries in _WIDE_PRIMARIES:
            pixels = as_signal(in_709(from_signal(pixels), frame.color_primaries))
    return np.ascontiguousarray(np.rot90(pixels, turns)).astype(np.uint8, copy=False)


def _as(frame: VideoFrame, kind: str, size: tuple[int, int]) -> NDArray[Any]:
    """Return the pixels of a frame in a format of RGB and in another size (width and height)."""
    shown = frame.reformat(
        width=size[0],
        height=size[1],
        format=kind,
        interpolation="AREA" if size[0] < frame.width else "BICUBIC",
        src_colorspace=_matrix(frame),
        dst_color_range="JPEG",
    )
    return shown.to_ndarray()


def is_plain(frame: VideoFrame) -> bool:
    """Return whether nothing but size, matrix and range of a frame may differ from what a film has."""
    return (
        frame.rotation == 0
        and frame.format.name in {"yuv420p", "yuvj420p", "nv12"}
        and frame.color_trc not in {Transfer.PQ, Transfer.HLG}
        and frame.color_primaries not in _WIDE_PRIMARIES
    )


def plain_yuv(frame: VideoFrame, width: int, height: int, *, scaler: VideoReformatter) -> VideoFrame:
    """Return a plain frame (see `is_plain`) in another size and a film's matrix and range, without a way over RGB.

    Args:
        frame: The frame.
        width: In pixels, even.
        height: In pixels, even.
        scaler: One for all frames that become as large: to set it up takes longer than to scale a small frame.
    """
    return scaler.reformat(
        frame,
        width=width,
        height=height,
        format="yuv420p",
        src_colorspace=_matrix(frame),
        dst_colorspace=Colorspace.ITU709,
        dst_color_range="MPEG",
        interpolation="AREA" if width < frame.width else "BICUBIC",
    )


def _matrix(frame: VideoFrame) -> Colorspace:
    return _MATRICES.get(frame.colorspace, Colorspace.ITU709 if frame.height >= _HD_LINES else Colorspace.ITU601)


def _shown_size(
    frame: VideoFrame, within: FrameSize | None, pixel_aspect: Fraction, *, is_turned: bool
) -> tuple[int, int]:
    """Return the size in which a frame is converted, before it is turned."""
    wide, high = (max(1, round(frame.width * pixel_aspect)), frame.height)
    if within is None:
        return wide, high
    across, down = (within.height, within.width) if is_turned else (within.width, within.height)
    ratios = across / wide, down / high
    scale = max(ratios) if abs(ratios[0] / ratios[1] - 1) < NEARLY_EQUAL else min(ratios)
    if scale >= 1:
        return wide, high
    return max(2, round(wide * scale)), max(2, round(high * scale))


def _over_black(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    opaque = cv2.merge([pixels[..., 3]] * 3)
    return np.asarray(cv2.multiply(np.ascontiguousarray(pixels[..., :3]), opaque, scale=1 / 255), np.uint8)


def pixel_aspect_of(stream: "av.VideoStream") -> Fraction:
    """Return width to height of a stream's pixels; square where it does not say, or says nonsense."""
    aspect = stream.sample_aspect_ratio or Fraction(1)
    return aspect if Fraction(1, 8) <= aspect <= 8 else Fraction(1)
