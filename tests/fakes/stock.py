"""Photos and clips as people have them, drawn small: a sea below a sky, with or without a boat that sails."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.segments import SegmentWriter

Colour = tuple[int, int, int]
WARM, COLD, ROSE = (250, 170, 120), (120, 170, 230), (225, 150, 190)


def view(wide: int, high: int, colour: Colour, *, time_s: float = 0.0, boat: bool = False) -> NDArray[np.uint8]:
    """Return `uint8[high, wide, 3]`, RGB."""
    rows, columns = np.mgrid[0:high, 0:wide].astype(np.float32)
    light = np.interp(rows / high, [0, 0.6], [0.45, 1.0])[..., None] * np.array(colour)
    waves = 12 * np.sin(columns / 23 + 2 * time_s) + 8 * np.sin(rows / 5 - 3 * time_s)
    sea = 0.35 * np.array(colour) + waves[..., None]
    picture = np.ascontiguousarray(np.where((rows > 0.6 * high)[..., None], sea, light).clip(0, 255).astype(np.uint8))
    cv2.circle(picture, (int(0.7 * wide), int(0.42 * high)), high // 10, (255, 236, 190), -1, cv2.LINE_AA)
    if boat:
        left, top, length = int(wide * (0.15 + 0.05 * time_s)), int(0.62 * high), wide // 5
        hull = [
            [left, top],
            [left + length, top],
            [left + length - 12, top + high // 12],
            [left + 12, top + high // 12],
        ]
        sail = [[left + length // 2, top - high // 4], [left + length // 2, top - 4], [left + length, top - 4]]
        cv2.fillPoly(picture, [np.array(hull)], (70, 40, 30), cv2.LINE_AA)
        cv2.fillPoly(picture, [np.array(sail)], (240, 235, 225), cv2.LINE_AA)
    return picture


def write_photo(path: Path, colour: Colour = WARM, *, wide: int = 640, high: int = 360) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(photo(colour, wide, high, path.suffix))
    return path


@cache
def photo(colour: Colour, wide: int = 640, high: int = 360, suffix: str = ".jpg") -> bytes:
    return cv2.imencode(suffix, cv2.cvtColor(view(wide, high, colour), cv2.COLOR_RGB2BGR))[1].tobytes()


def write_footage(path: Path, colour: Colour = WARM, *, wide: int = 320, high: int = 180, seconds: float = 2.0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    frames = round(25 * seconds)
    with SegmentWriter(path, FrameSize(width=wide, height=high), frames=frames, frames_per_second=25) as writer:
        for frame in range(frames):
            picture = view(wide, high, colour, time_s=frame / 25, boat=True)
            planes = cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420)
            y, u, v = np.split(planes.ravel(), [wide * high, wide * high * 5 // 4])
            small = (high // 2, wide // 2)
            writer.write(YuvFrame(y.reshape(high, wide).copy(), u.reshape(small).copy(), v.reshape(small).copy()))
    return path
