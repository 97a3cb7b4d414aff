"""Cutting a photographed product out of a plain border, without touching the pixels of the product."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

PLAIN_SPREAD: Final = 4.0
"""How far, in CIE Lab units, the pixels of the border may stray from their middle colour in a plain border."""

TOLERANCE: Final = 7.5
"""How near, in CIE Lab units, a pixel must be to the border's colour to belong to it."""


def plain_border(rgb: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """Return the colour of the border, `float32[3]` in CIE Lab, or None if the border is not of one colour.

    Args:
        rgb: `uint8[height, width, 3]`.
    """
    lab = _lab(rgb)
    thick = max(2, min(rgb.shape[:2]) // 50)
    strips = (lab[:thick], lab[-thick:], lab[:, :thick], lab[:, -thick:])
    border = np.concatenate([strip.reshape(-1, 3) for strip in strips])
    middle = np.median(border, axis=0)
    distance = np.linalg.norm(border - middle, axis=1)
    # A product may touch the border in a few places; the rest of it must be plain all the same.
    return middle.astype(np.float32) if np.quantile(distance, 0.94) <= PLAIN_SPREAD else None


def product_mask(rgb: NDArray[np.uint8], border: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return where the product is: 255 inside, 0 where the border's colour reaches in from the edges.

    A patch of the border's colour that the product encloses belongs to the product. The outermost pixel of the
    product is half transparent.

    Args:
        rgb: `uint8[height, width, 3]`.
        border: Colour of the border, as `plain_border` returns it.

    Returns:
        `uint8[height, width]`.
    """
    height, width = rgb.shape[:2]
    alike = (np.linalg.norm(_lab(rgb) - border, axis=2) <= TOLERANCE).astype(np.uint8)
    framed = cv2.copyMakeBorder(alike, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, labels = cv2.connectedComponents(framed, connectivity=4)
    outside = labels[1:-1, 1:-1] == labels[0, 0]
    inside = _without_specks((~outside).astype(np.uint8), height * width // 2000)
    core = cv2.erode(inside, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=1)
    return (core * 127 + inside * 128).astype(np.uint8)


def _without_specks(mask: NDArray[np.uint8], smallest: int) -> NDArray[np.uint8]:
    """Return `mask` without the islands of fewer than `smallest` pixels: noise and compression marks of the border."""
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    large = statistics[:, cv2.CC_STAT_AREA] >= smallest
    large[0] = False
    return large[labels.astype(np.intp)].astype(np.uint8)


def _lab(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
