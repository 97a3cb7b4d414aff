"""The seven looks, as treatments of finished sheets. Most are the same for every sheet, so sheets still fit together."""

from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.choices import Style
from videogen_dagster.media.illustration.colour import channels
from videogen_dagster.media.illustration.layers import Rgba
from videogen_dagster.media.illustration.light_maps import corners, light_beams, paper_grain
from videogen_dagster.media.illustration.scene import Scene

PAPER: Final = "#fbf0d8"
INK: Final = "#38241a"
DAY_INKS: Final = ("#f6e7c6", "#ecb84f", "#dd6b33", "#a83a36", "#55a093", "#2c6675", "#1d2b3a")
NIGHT_INKS: Final = ("#f3dfb5", "#e2933d", "#bd4a36", "#5b2a3f", "#2f6f78", "#1f3f55", "#131c2c")

Band = tuple[int, int]
"""First row, and the row after the last one."""


def finish(rgba: Rgba, scene: Scene, *, bottom: bool) -> Rgba:
    """Give a sheet the look of the scene's style.

    Args:
        rgba: `uint8[height, width, 4]`, straight alpha. It is changed in place.
        scene: Says which style.
        bottom: Whether it is the opaque sheet below all others.

    Returns:
        The same array.
    """
    used = np.flatnonzero(rgba[..., 3].any(axis=1))
    if used.size == 0 or scene.style is Style.PASTEL or (scene.style is Style.PAPERCUT and bottom):
        return rgba
    margin = round(3 * scene.unit)
    band = (max(0, int(used[0]) - margin), min(rgba.shape[0], int(used[-1]) + 1 + margin))
    part = np.ascontiguousarray(rgba[band[0] : band[1]])
    match scene.style:
        case Style.STORYBOOK:
            part = _storybook(part, scene, band)
        case Style.NOIR:
            part = _noir(part, scene, band)
        case Style.RETRO:
            part = _retro(part, scene, band)
        case Style.NEON:
            part = _neon(part, scene, band, bottom=bottom)
        case Style.PAPERCUT:
            part = _papercut(part, scene)
        case _:
            part = _shaded(part, _canvas(scene), band)
    rgba[band[0] : band[1]] = part
    return rgba


def _canvas(scene: Scene) -> tuple[int, int]:
    return round(scene.width), round(scene.height)


def _rows(light: NDArray[np.uint8], band: Band) -> NDArray[np.uint8]:
    return light[band[0] : band[1]]


def _shaded(part: Rgba, canvas: tuple[int, int], band: Band) -> Rgba:
    light = _rows(corners(*canvas, 0.3), band)
    return np.asarray(
        cv2.multiply(part, cv2.merge([light, light, light, np.full_like(light, 255)]), scale=1 / 255), np.uint8
    )


def edges(part: Rgba, width: int) -> NDArray[np.uint8]:
    """Return how much colour or opacity changes around each pixel.

    Args:
        part: `uint8[height, width, 4]`, straight alpha.
        width: Width of the lines in pixels.

    Returns:
        `uint8[height, width]`.
    """
    alpha = np.ascontiguousarray(part[..., 3])
    covered = cv2.multiply(part[..., :3], cv2.merge([alpha] * 3), scale=1 / 255)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    red, green, blue = cv2.split(cv2.morphologyEx(covered, cv2.MORPH_GRADIENT, kernel))
    strongest = cv2.max(cv2.max(red, green), blue)
    return np.asarray(cv2.max(strongest, cv2.morphologyEx(alpha, cv2.MORPH_GRADIENT, kernel)), np.uint8)


def _above(lines: NDArray[np.uint8], level: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.subtract(lines, np.full_like(lines, level)), np.uint8)


def _blend(colours: NDArray[np.uint8], colour: str, amount: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Mix a picture with one colour by a map of shares, 0..255."""
    wide = cv2.merge([amount] * 3)
    plain = np.empty_like(colours)
    plain[:] = channels(colour)
    return np.asarray(
        cv2.add(cv2.multiply(colours, 255 - wide, scale=1 / 255), cv2.multiply(plain, wide, scale=1 / 255)), np.uint8
    )


def _storybook(part: Rgba, scene: Scene, band: Band) -> Rgba:
    pen = max(2, round(scene.unit * 0.24))
    lines = edges(part, pen)
    amount = cv2.convertScaleAbs(_above(lines, 24), alpha=3.6)  # soft start: pencil, not a vector stroke
    amount = np.minimum(amount, 190)
    grain = _rows(paper_grain(*_canvas(scene), scene.unit, scene.seed % 2**32), band)
    colours = cv2.multiply(np.ascontiguousarray(part[..., :3]), cv2.merge([grain] * 3), scale=1 / 255)
    colours = _blend(np.asarray(colours, np.uint8), INK, np.asarray(amount, np.uint8))
    margin = 255 - _rows(corners(*_canvas(scene), 0.8), band)
    return np.dstack([_blend(colours, PAPER, margin), part[..., 3]])


def _noir(part: Rgba, scene: Scene, band: Band) -> Rgba:
    grey = cv2.transform(np.ascontiguousarray(part[..., :3]), np.array([[0.3, 0.55, 0.15]], np.float32))
    tone = cv2.LUT(np.asarray(grey, np.uint8), _noir_curve())
    light = _rows(light_beams(*_canvas(scene), scene.unit, indoors=scene.description.indoors), band)
    lit = cv2.multiply(tone, light, scale=1 / 200)
    warm = [cv2.convertScaleAbs(lit, alpha=share) for share in (1.0, 0.985, 0.95)]
    return np.asarray(cv2.merge([*warm, np.ascontiguousarray(part[..., 3])]), np.uint8)


@lru_cache(maxsize=1)
def _noir_curve() -> NDArray[np.uint8]:
    level = np.linspace(0, 1, 256)
    steep = 1 / (1 + np.exp(-9 * (level - 0.46)))
    return ((0.2 * level + 0.8 * steep) * 255).clip(0, 255).astype(np.uint8)


def _retro(part: Rgba, scene: Scene, band: Band) -> Rgba:
    table = _poster_table(NIGHT_INKS if scene.dark else DAY_INKS)
    cell = max(3.0, scene.unit * 0.85)
    y = np.arange(*band, dtype=np.float32)[:, None]
    x = np.arange(part.shape[1], dtype=np.float32)[None, :]
    # A screen at 45 degrees, as printers turn it so that the eye does not see its rows.
    screen = (np.sin((x + y) * (np.pi / cell)) * np.sin((x - y) * (np.pi / cell)) * 17 + 17).astype(np.uint8)
    outlines = cv2.convertScaleAbs(edges(part, max(2, round(scene.unit * 0.22))), alpha=0.4, beta=17)
    raised = cv2.subtract(
        cv2.add(np.ascontiguousarray(part[..., :3]), cv2.merge([screen] * 3)),
        cv2.merge([outlines] * 3),
    )
    red, green, blue = (channel.astype(np.uint16) >> 3 for channel in cv2.split(raised))
    inks = table[(red << 10) | (green << 5) | blue]
    return np.dstack([inks, part[..., 3]])


@lru_cache(maxsize=2)
def _poster_table(inks: tuple[str, ...]) -> NDArray[np.uint8]:
    """Return the nearest ink to each colour of 5 bits a channel: `uint8[32768, 3]`."""
    colours = np.array([channels(ink) for ink in inks], np.float32)
    level = np.arange(32, dtype=np.float32) * 8 + 4
    grid = np.stack(np.meshgrid(level, level, level, indexing="ij"), axis=-1).reshape(-1, 3)
    weights = np.array([0.9, 1.2, 0.7], np.float32)
    distance = np.square(np.subtract(grid[:, None, :], colours[None, :, :])) @ weights
    return colours.astype(np.uint8)[distance.argmin(axis=1)]


def _neon(part: Rgba, scene: Scene, band: Band, *, bottom: bool) -> Rgba:
    height, width = part.shape[:2]
    lines = edges(part, max(2, round(scene.unit * 0.2)))
    amount = cv2.convertScaleAbs(_above(lines, 14), alpha=5.0)
    small = cv2.resize(amount, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    halo = cv2.resize(
        cv2.GaussianBlur(small, (0, 0), max(0.3, scene.unit * 0.3)), (width, height), interpolation=cv2.INTER_LINEAR
    )
    light = cv2.add(amount, cv2.convertScaleAbs(halo, alpha=0.8))
    tube = cv2.multiply(
        _tubes(part.shape[1], band, round(scene.height), turned=bottom), cv2.merge([light] * 3), scale=1 / 255
    )
    dimmed = cv2.convertScaleAbs(np.ascontiguousarray(part[..., :3]), alpha=0.9 if bottom else 0.42)
    alpha = cv2.max(np.ascontiguousarray(part[..., 3]), cv2.convertScaleAbs(halo, alpha=0.47))
    return np.asarray(cv2.merge([*cv2.split(cv2.add(dimmed, tube)), alpha]), np.uint8)


def _tubes(width: int, band: Band, height: int, *, turned: bool) -> NDArray[np.uint8]:
    """Return the colour of glowing lines, pink above and cyan below: `uint8[rows, width, 3]`."""
    cyan, pink = (np.array(channels(colour), np.float32) for colour in ("#25e6ff", "#ff2fb9"))
    first, last = (cyan, pink) if turned else (pink, cyan)
    share = np.clip(np.arange(*band, dtype=np.float32) / height * 1.4 - 0.2, 0, 1)[:, None]
    rows = (first + (last - first) * share).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(rows[:, None], (rows.shape[0], width, 3)))


def _papercut(part: Rgba, scene: Scene) -> Rgba:
    height, width = part.shape[:2]
    drop = scene.unit * 0.9
    small = cv2.resize(
        np.ascontiguousarray(part[..., 3]), (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA
    )
    moved = np.array([[1, 0, drop * 0.35 / 4], [0, 1, drop * -0.5 / 4]], np.float32)
    shifted = cv2.warpAffine(small, moved, (small.shape[1], small.shape[0]), borderMode=cv2.BORDER_REPLICATE)
    shade = cv2.resize(
        cv2.GaussianBlur(shifted, (0, 0), max(0.3, drop / 4)), (width, height), interpolation=cv2.INTER_LINEAR
    )
    alpha = np.ascontiguousarray(part[..., 3])
    below = cv2.multiply(shade, 255 - alpha, scale=0.5 / 255)
    total = cv2.add(alpha, below)
    # Where paper and shadow meet in one pixel, the shadow's black takes its share of the colour.
    share = cv2.divide(alpha, np.maximum(total, 1), scale=255)
    colours = cv2.multiply(np.ascontiguousarray(part[..., :3]), cv2.merge([share] * 3), scale=1 / 255)
    return np.asarray(cv2.merge([*cv2.split(colours), total]), np.uint8)
