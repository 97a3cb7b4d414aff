"""Proxies: small copies of clips that are quick to fetch, to decode and to wind through."""

from collections.abc import Collection
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer, OutputContainer
from av.video.frame import PictureType
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.new_files import new_file
from videogen_dagster.media.probing import open_safely
from videogen_dagster.media.segments import BT709, LIMITED_RANGE, TRACK_TIMESCALE

HEIGHT: Final = 360
# keyint 30: a player that is wound decodes at most a second to show a picture. min-keyint 1: key frames stand where they
# are asked for, however near the one before.
_OPTIONS: Final = {
    "preset": "ultrafast",
    "crf": "28",
    "forced-idr": "1",
    "x264-params": "keyint=30:min-keyint=1:scenecut=0:open-gop=0:threads=1",
}


def write_proxy(clip: Path, target: Path, *, height: int = HEIGHT, cuts: Collection[int] = ()) -> int:
    """Write a small copy of a clip, without sound, frame by frame the same.

    Wherever the clip has a key frame its copy has one, so that both are cut at the same frames. Memory does not grow with
    length. Equal clips give equal bytes. The proxy stands under its name only when it is whole.

    Args:
        clip: A scene's pictures: MP4, BT.709 at a constant rate.
        target: Where the proxy is written (MP4; a player can start before all of it is there).
        height: In lines, made even; a clip that is lower keeps its size.
        cuts: Frames that the copy can be cut at besides, where the clip cannot.

    Returns:
        The number of frames.

    Raises:
        InvalidInput: The clip cannot be decoded, or only in part.
        StorageFailure: The proxy cannot be written.
    """
    try:
        with open_safely(clip) as container, new_file(target) as file:
            if not container.streams.video:
                raise _damaged(clip, "holds no pictures")
            frames, announced = _copy(container, Path(file.name), height, cuts), container.streams.video[0].frames
            if not frames or frames != announced:
                raise _damaged(clip, f"{frames} of {announced} pictures can be decoded")
    except av.FFmpegError as error:
        raise _damaged(clip, f"cannot be decoded ({error.strerror})") from error
    return frames


def _copy(container: InputContainer, target: Path, height: int, cuts: Collection[int]) -> int:
    source = container.streams.video[0]
    ticks = str(TRACK_TIMESCALE)
    options = {"movflags": "+faststart", "video_track_timescale": ticks, "movie_timescale": ticks}
    with av.open(str(target), "w", format="mp4", options=options) as proxy:
        stream = _add_stream(proxy, source, height)
        scale, time_base = VideoReformatter(), Fraction(1) / (source.average_rate or 1)
        frames = 0
        for frame in container.decode(source):
            small = scale.reformat(frame, stream.width, stream.height, "yuv420p", interpolation="FAST_BILINEAR")
            small.pts, small.time_base = frames, time_base
            small.pict_type = PictureType.I if frame.key_frame or frames in cuts else PictureType.NONE
            proxy.mux(stream.encode(small))
            frames += 1
        proxy.mux(stream.encode(None))
    return frames


def _add_stream(proxy: OutputContainer, source: VideoStream, height: int) -> VideoStream:
    lines = min(height, source.height) // 2 * 2
    stream = proxy.add_stream("libx264", rate=source.average_rate, options=_OPTIONS)
    stream.width, stream.height = round(source.width * lines / source.height / 2) * 2, lines
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.thread_count = 1
    context.time_base = Fraction(1) / (source.average_rate or 1)
    context.color_range = LIMITED_RANGE
    context.colorspace = context.color_primaries = context.color_trc = BT709
    return stream


def _damaged(clip: Path, reason: str) -> InvalidInput:
    return InvalidInput(reason, source=clip.name, remedy="render the scene again")
