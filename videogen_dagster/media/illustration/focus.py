"""Depth of field: what lies behind the subject of a near view is out of focus."""

import cv2
import numpy as np

from videogen_dagster.media.illustration.layers import Rgba
from videogen_dagster.media.illustration.raster import enlarge


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
    step = 1 if radius < 2 else 2 if radius < 5 else 4
    alpha = cv2.merge([rgba[..., 3]] * 3)
    covered = cv2.merge([*cv2.split(cv2.multiply(rgba[..., :3], alpha, scale=1 / 255)), rgba[..., 3]])
    small = cv2.resize(covered, (max(1, width // step), max(1, height // step)), interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(small, (0, 0), radius / step, borderType=cv2.BORDER_REPLICATE)
    share = np.maximum(blurred[..., 3:].astype(np.float32), 1.0) / 255
    straight = np.concatenate([(blurred[..., :3] / share).clip(0, 255).astype(np.uint8), blurred[..., 3:]], axis=2)
    return straight if step == 1 else enlarge(straight, width, height)
