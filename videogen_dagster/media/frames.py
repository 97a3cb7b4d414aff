"""Pictures as the encoder wants them: planar YUV 4:2:0, BT.709, limited range."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
"""`uint8[height, width]`."""


@dataclass(frozen=True, slots=True)
class YuvFrame:
    """One picture.

    Attributes:
        y: Luma, `uint8[height, width]`, 16..235.
        u: Blue difference, `uint8[height / 2, width / 2]`, 16..240.
        v: Red difference, as `u`.
    """

    y: Plane
    u: Plane
    v: Plane

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.y.shape[1]

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.y.shape[0]

    def planes(self) -> tuple[Plane, Plane, Plane]:
        """Return luma and both chroma planes."""
        return self.y, self.u, self.v


def luma(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return limited-range luma of RGB in 0..255 (ITU-R BT.709-6, item 3: 8-bit coding).

    Args:
        rgb: `float32[height, width, 3]`.
    """
    return 16.0 + rgb @ np.array([0.182586, 0.614231, 0.062007], np.float32)


def chroma(rgb: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return blue and red difference at full size of RGB in 0..255 (ITU-R BT.709-6, item 3: 8-bit coding).

    Args:
        rgb: `float32[height, width, 3]`.
    """
    blue = 128.0 + rgb @ np.array([-0.100644, -0.338572, 0.439216], np.float32)
    red = 128.0 + rgb @ np.array([0.439216, -0.398942, -0.040274], np.float32)
    return blue, red


def to_yuv(rgb: NDArray[np.uint8]) -> YuvFrame:
    """Return an RGB picture in YUV 4:2:0; chroma is the mean of each block of four pixels.

    Args:
        rgb: `uint8[height, width, 3]`, sides even.
    """
    picture = rgb.astype(np.float32)
    height, width = picture.shape[:2]
    small = picture.reshape(height // 2, 2, width // 2, 2, 3).mean(axis=(1, 3), dtype=np.float32)
    u, v = chroma(small)
    return YuvFrame(_to_bytes(luma(picture)), _to_bytes(u), _to_bytes(v))


def _to_bytes(plane: NDArray[np.float32]) -> Plane:
    return np.clip(plane + 0.5, 0, 255).astype(np.uint8)
