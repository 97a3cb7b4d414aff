"""High dynamic range to standard: what a PQ or HLG picture shows on a good television, within what a film here can show.

Light is counted in units of reference white, 203 nits (ITU-R BT.2408-7, table 1). What is darker than some 90 nits comes out
exactly as bright as it was graded; above, the knee of ITU-R BT.2390-11 (section 5.4.1) brings 1,000 nits to white.
"""

from enum import IntEnum
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Light = NDArray[np.float32]
"""`float32[height, width, 3]`, linear light; 1 is reference white."""

REFERENCE_WHITE_NITS: Final = 203.0
PEAK_NITS: Final = 1000.0
"""What nearly all such footage is graded for, and what HLG is defined at; brighter light is white."""

_DISPLAY_GAMMA: Final = 2.4
"""ITU-R BT.1886, annex 1: how televisions turn signals into light."""

# SMPTE ST 2084:2014, section 5.
_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
# ITU-R BT.2100-3, table 5.
_HLG_A, _HLG_B, _HLG_C = 0.17883277, 0.28466892, 0.55991073
_HLG_GAMMA: Final = 1.2
_LUMA_2020: Final = (0.2627, 0.6780, 0.0593)

_TO_709: Final = {
    9: np.array(  # ITU-R BT.2407-0, section 2.1
        [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32
    ),
    12: np.array(  # Display P3 (SMPTE EG 432-1, white of D65) by way of CIE XYZ
        [[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]], np.float32
    ),
}
"""Light of other primaries in those of BT.709, by the numbers of ITU-T H.273, table 2."""

_STEPS: Final = 4096


class Transfer(IntEnum):
    """The curves of high dynamic range, by the numbers of ITU-T H.273, table 3."""

    PQ = 16
    HLG = 18


def to_standard(signal: NDArray[np.uint16], transfer: Transfer, *, primaries: int) -> NDArray[np.uint8]:
    """Return what a picture of high dynamic range shows as one of standard range in BT.709.

    Args:
        signal: `uint16[height, width, 3]`, RGB, full range, as the curve encodes it.
        transfer: The curve.
        primaries: Of the colours, as ITU-T H.273 numbers them; unknown ones are taken for those of BT.709.
    """
    light = _table(transfer)[signal]
    if transfer is Transfer.HLG:
        light *= _shown_gain(light)
    light = in_709(light, primaries)
    brightest = np.asarray(cv2.max(cv2.max(light[..., 0], light[..., 1]), light[..., 2]), np.float32)
    light *= _knee_gains()[_index(brightest * np.float32(REFERENCE_WHITE_NITS / PEAK_NITS))][..., None]
    return as_signal(light)


def in_709(light: Light, primaries: int) -> Light:
    """Return light in the primaries of BT.709; colours outside of them lose what cannot be shown."""
    matrix = _TO_709.get(primaries)
    return light if matrix is None else np.maximum(cv2.transform(light, matrix), 0, dtype=np.float32)


def as_signal(light: Light) -> NDArray[np.uint8]:
    """Return light as an 8-bit signal that televisions turn into it."""
    return _signals()[_index(light)]


def from_signal(signal: NDArray[np.uint8]) -> Light:
    """Return the light that televisions make of an 8-bit signal."""
    levels = (np.arange(256) / 255) ** _DISPLAY_GAMMA
    return levels.astype(np.float32)[signal]


def knee(nits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how bright light is shown where `REFERENCE_WHITE_NITS` is all there is (ITU-R BT.2390-11, section 5.4.1).

    Args:
        nits: 0 to `PEAK_NITS`.
    """
    whole = _pq(np.array([PEAK_NITS]))[0]
    level, most = _pq(nits) / whole, _pq(np.array([REFERENCE_WHITE_NITS]))[0] / whole
    start = 1.5 * most - 0.5
    t = np.clip((level - start) / (1 - start), 0, 1)
    bent = (2 * t**3 - 3 * t**2 + 1) * start + (t**3 - 2 * t**2 + t) * (1 - start) + (3 * t**2 - 2 * t**3) * most
    return _nits(np.where(level < start, level, bent) * whole)


def _index(light: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Return where light of 0 to 1 stands in a table; its steps are as fine in the dark as the eye is."""
    return (np.sqrt(np.clip(light, 0, 1)) * np.float32(_STEPS - 1) + np.float32(0.5)).astype(np.uint16)


def _steps() -> NDArray[np.float64]:
    return (np.arange(_STEPS) / (_STEPS - 1)) ** 2


@lru_cache(maxsize=2)
def _table(transfer: Transfer) -> NDArray[np.float32]:
    """Return the light of each of the 65,536 levels: shown light for PQ, scene light 0..1 for HLG."""
    signal = np.arange(65_536) / 65_535
    if transfer is Transfer.PQ:
        return (_nits(signal) / REFERENCE_WHITE_NITS).astype(np.float32)
    dark = signal**2 / 3
    bright = (np.exp((np.maximum(signal, 0.5) - _HLG_C) / _HLG_A) + _HLG_B) / 12
    return np.where(signal <= 0.5, dark, bright).astype(np.float32)


def _shown_gain(scene: Light) -> Light:
    """Return by what factor scene light of HLG is shown on a display of `PEAK_NITS` (BT.2100-3, table 5: OOTF)."""
    luminance = cv2.transform(scene, np.array([_LUMA_2020], np.float32)).reshape(*scene.shape[:2], 1)
    return np.power(luminance, _HLG_GAMMA - 1) * np.float32(PEAK_NITS / REFERENCE_WHITE_NITS)


@lru_cache(maxsize=1)
def _knee_gains() -> NDArray[np.float32]:
    nits = np.maximum(_steps(), 1e-9) * PEAK_NITS
    return (knee(nits) / nits).astype(np.float32)


@lru_cache(maxsize=1)
def _signals() -> NDArray[np.uint8]:
    return np.rint(_steps() ** (1 / _DISPLAY_GAMMA) * 255).astype(np.uint8)


def _pq(nits: NDArray[np.float64]) -> NDArray[np.float64]:
    power = (np.asarray(nits) / 10_000) ** _M1
    return ((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2


def _nits(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    power = np.asarray(signal) ** (1 / _M2)
    return 10_000 * (np.maximum(power - _C1, 0) / (_C2 - _C3 * power)) ** (1 / _M1)
