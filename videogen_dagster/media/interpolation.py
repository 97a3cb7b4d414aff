"""Pictures between two pictures: what lies between is moved along the optical flow, not faded over.

The flow at a time between both pictures is put together from the flows between them, as in Jiang et al., Super SloMo
(CVPR 2018), section 3.1; the flows are those of dense inverse search (Kroeger et al., ECCV 2016), which OpenCV has.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

_NEAR: Final = 1e-3
"""Times nearer to a picture than this show that picture as it is."""

_LARGEST_FLOW_SIDE: Final = 512
"""Flow is looked for in pictures of at most this side: smooth motion is found as well there, in a tenth of the time."""


@dataclass(frozen=True, slots=True)
class Between:
    """Two neighbouring pictures, and how what they show moves from one to the other.

    Attributes:
        first: `uint8[height, width, 3]`.
        second: As `first`.
        forward: `float32[height, width, 2]`: where each pixel of `first` is in `second`, in pixels from its own place.
        backward: The same from `second` to `first`.
    """

    first: NDArray[np.uint8]
    second: NDArray[np.uint8]
    forward: NDArray[np.float32]
    backward: NDArray[np.float32]

    def at(self, time: float) -> NDArray[np.uint8]:
        """Return the picture at a time: 0 is the first picture, 1 the second.

        Returns:
            `uint8[height, width, 3]`.
        """
        if time < _NEAR:
            return self.first
        if time > 1 - _NEAR:
            return self.second
        to_first = -(1 - time) * time * self.forward + time * time * self.backward
        to_second = (1 - time) ** 2 * self.forward - time * (1 - time) * self.backward
        shown = cv2.addWeighted(_moved(self.first, to_first), 1 - time, _moved(self.second, to_second), time, 0)
        return np.asarray(shown, np.uint8)


def between(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> Between:
    """Return two pictures with the flows between them.

    Args:
        first: `uint8[height, width, 3]`, RGB.
        second: As `first`, of the same size.
    """
    before, after = _grey(first), _grey(second)
    return Between(first, second, _flow(before, after, first.shape), _flow(after, before, first.shape))


def _grey(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    scale = min(1.0, _LARGEST_FLOW_SIDE / max(height, width))
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if scale < 1:
        grey = cv2.resize(grey, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8)


def _flow(before: NDArray[np.uint8], after: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.float32]:
    # Made anew for each pair: it keeps pyramids of what it saw, and one is not for two threads.
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    found = search.calc(before, after, np.zeros((*before.shape, 2), np.float32))
    height, width = shape[:2]
    scales = np.array([width / found.shape[1], height / found.shape[0]], np.float32)
    whole = cv2.resize(found, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole, np.float32) * scales


def _moved(picture: NDArray[np.uint8], flow: NDArray[np.float32]) -> NDArray[np.uint8]:
    height, width = flow.shape[:2]
    columns = np.arange(width, dtype=np.float32)[None, :] + flow[:, :, 0]
    rows = np.arange(height, dtype=np.float32)[:, None] + flow[:, :, 1]
    moved = cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)
