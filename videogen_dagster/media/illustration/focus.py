"""Depth of field: what lies behind the subject of a near view is out of focus."""

import cv2
import numpy as np

from videogen_dagster.media.illustration.layers import Rgba
from videogen_dagster.media.illustration.raster import premultiplied, straight


def sharpness(radius: float) -> float:
    """Return at which share of its size a sheet can be drawn that `out_of_focus` blurs by `radius` pixels."""
    return 1.0 if radius < 2 else 0.5 if radius < 5 else 0.25


def out_of_focus(rgba: Rgba, radius: float) -> Rgba:
    """Return a sheet as an unsharp lens shows it.

    Args:
        rgba: `uint8[height, width, 4]`, straight alpha.
        radius: Standard deviation of the blur in pixels; below 1 the sheet is returned as it is.

    Returns:
        `uint8[height, width, 4]`, straight alpha.
    """
    if radius < 1:
        return rgba
    height, width = rgba.shape[:2]
    step = round(1 / sharpness(radius))
    opaque = rgba[..., 3].min() == 255
    covered = rgba if opaque else premultiplied(rgba)
    small = cv2.resize(covered, (max(1, width // step), max(1, height // step)), interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(small, (0, 0), radius / step, borderType=cv2.BORDER_REPLICATE)
    large = cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR) if step > 1 else blurred
    return np.asarray(large, np.uint8) if opaque else straight(np.asarray(large, np.uint8))
