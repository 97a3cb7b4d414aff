"""Pictures of clips as models take and give them, and as films have them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from av import VideoFrame
from numpy.typing import NDArray

from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.probing import open_safely
from videogen_dagster.media.segments import pixels_of


def read_pictures(path: Path, *, width: int, height: int) -> Iterator[NDArray[np.uint8]]:
    """Yield the pictures of a clip of ours in another size: `uint8[height, width, 3]`, RGB."""
    with open_safely(path) as container:
        for frame in container.decode(container.streams.video[0]):
            shown = frame.reformat(
                width=width,
                height=height,
                format="rgb24",
                src_colorspace="ITU709",
                dst_color_range="JPEG",
                interpolation="AREA" if width < frame.width else "BICUBIC",
            )
            yield np.asarray(shown.to_ndarray(), np.uint8)


def checked_pictures(made: NDArray[np.float32], frames: int, *, engine: str) -> NDArray[np.uint8]:
    """Return what a model made as pictures, having seen that it is some.

    Args:
        made: `float32[frames, height, width, 3]`, 0..1.
        frames: How many it was asked for.
        engine: Name of the engine, for messages.

    Raises:
        EngineRefused: It is another number of pictures, or holds no numbers.
    """
    if len(made) != frames:
        raise EngineRefused(
            f"the model made {len(made)} pictures and was asked for {frames}",
            engine=engine,
            remedy="choose the preset that fits the model",
        )
    if not np.isfinite(made).all():
        raise EngineRefused(
            "the model's numbers overflowed and show nothing",
            engine=engine,
            field="VIDEOGEN_DTYPE",
            remedy="run it in bfloat16 or float32",
        )
    return np.clip(made * 255 + 0.5, 0, 255).astype(np.uint8)


def film_frame(picture: NDArray[np.uint8], size: FrameSize) -> YuvFrame:
    """Return a picture as a film has it: in its size, stretched where its shape differs a little.

    Args:
        picture: `uint8[height, width, 3]`, RGB.
        size: The film's.
    """
    frame = VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24").reformat(
        width=size.width,
        height=size.height,
        format="yuv420p",
        dst_colorspace="ITU709",
        dst_color_range="MPEG",
        interpolation="AREA" if size.width < picture.shape[1] else "BICUBIC",
    )
    y, u, v = (pixels_of(plane) for plane in frame.planes)
    return YuvFrame(y, u, v)
