"""Maps of light and grain that cover the canvas: made once for all sheets of a picture."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Map = NDArray[np.uint8]
"""`uint8[height, width]`, 255 for full light."""


@lru_cache(maxsize=4)
def corners(width: int, height: int, strength: float) -> Map:
    """Return a vignette: full light in the middle, `strength` (0..1) of it missing in the corners."""
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    fall = np.clip((x * x + y * y) / 2 - 0.12, 0, 1)
    return np.asarray(cv2.convertScaleAbs(1 - strength * fall * (0.75 + 0.25 * fall), alpha=255), np.uint8)


@lru_cache(maxsize=2)
def paper_grain(width: int, height: int, unit: float, seed: int) -> Map:
    """Return the tooth of watercolour paper and the uneven wash on it."""
    fine = _noise(width, height, cell=0.7 * unit, seed=seed)
    wash = _noise(width, height, cell=14 * unit, seed=seed + 1)
    return np.asarray(cv2.convertScaleAbs((0.955 + 0.045 * fine) * (0.94 + 0.06 * wash), alpha=255), np.uint8)


def _noise(width: int, height: int, *, cell: float, seed: int) -> NDArray[np.float32]:
    shape = (max(2, round(height / cell)), max(2, round(width / cell)))
    coarse = np.random.default_rng(seed).random(shape, np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


@lru_cache(maxsize=2)
def light_beams(width: int, height: int, unit: float, *, indoors: bool) -> Map:
    """Return hard light: in a room slanted bars through a blind, outdoors one diagonal; 200 is full light."""
    y = np.arange(height, dtype=np.float32)[:, None] / unit
    x = np.arange(width, dtype=np.float32)[None, :] / unit
    middle_x, middle_y = 0.55 * width / unit, 0.45 * height / unit
    across = np.clip(1.3 - np.abs(x - middle_x + 0.5 * (y - middle_y)) / (0.3 * width / unit + 14), 0, 1)
    bars = np.clip(0.5 + 2.4 * np.sin((y + 0.28 * x) * 0.95), 0, 1) if indoors else np.float32(1)
    light = 0.5 + 0.62 * across * (0.3 + 0.7 * bars)
    return np.asarray(
        cv2.convertScaleAbs(light * (corners(width, height, 0.6).astype(np.float32) / 255), alpha=200), np.uint8
    )
