"""The seven looks, as treatments of finished sheets. Most are the same for every sheet, so sheets still fit together."""

import cv2
import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.film_settings import Style
from videogen_dagster.media.illustration.colour import channels
from videogen_dagster.media.illustration.layers import Rgba
from videogen_dagster.media.illustration.scene import Scene

PAPER = "#f7ead0"
INK = "#3b2618"


def finish(rgba: Rgba, scene: Scene, *, bottom: bool) -> Rgba:
    """Give a sheet the look of the scene's style.

    Args:
        rgba: `uint8[height, width, 4]`, straight alpha.
        scene: Says which style.
        bottom: Whether it is the opaque sheet below all others.

    Returns:
        `uint8[height, width, 4]`, straight alpha.
    """
    match scene.style:
        case Style.CINEMATIC:
            return _shaded(rgba, vignette(scene, 0.3))
        case Style.STORYBOOK:
            return _storybook(rgba, scene)
        case Style.NOIR:
            return _noir(rgba, scene)
        case Style.PASTEL:
            return rgba
        case Style.RETRO:
            return _retro(rgba, scene)
        case Style.NEON:
            return _neon(rgba, scene, bottom=bottom)
        case Style.PAPERCUT:
            return rgba if bottom else _papercut(rgba, scene)


def vignette(scene: Scene, strength: float) -> NDArray[np.float32]:
    """Return a light map, 1 in the middle and darker to the corners, `float32[height, width]`."""
    height, width = round(scene.height), round(scene.width)
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    return (1 - strength * np.clip((x * x + y * y) / 2 - 0.12, 0, 1) ** 1.2).astype(np.float32)


def _shaded(rgba: Rgba, light: NDArray[np.float32]) -> Rgba:
    amount = (light * 255).clip(0, 255).astype(np.uint8)
    shaded = cv2.multiply(rgba, cv2.merge([amount, amount, amount, np.full_like(amount, 255)]), scale=1 / 255)
    return np.asarray(shaded, np.uint8)


def edges(rgba: Rgba, width: int) -> NDArray[np.uint8]:
    """Return how much colour or opacity changes around each pixel, `uint8[height, width]`."""
    covered = cv2.multiply(rgba[..., :3], cv2.merge([rgba[..., 3]] * 3), scale=1 / 255)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    stacked = cv2.merge([*cv2.split(covered), np.ascontiguousarray(rgba[..., 3])])
    return np.asarray(cv2.morphologyEx(stacked, cv2.MORPH_GRADIENT, kernel).max(axis=2), np.uint8)


def _storybook(rgba: Rgba, scene: Scene) -> Rgba:
    pen = max(2, round(scene.unit * 0.22))
    amount = np.clip((edges(rgba, pen).astype(np.float32) - 26) / 60, 0, 1) * 0.8
    grain = _mottle(scene, cell=0.7, low=0.95) * _mottle(scene, cell=14.0, low=0.93)
    ink = np.array(channels(INK), np.float32)
    colours = rgba[..., :3].astype(np.float32) * grain[..., None]
    colours += (ink - colours) * amount[..., None]
    margin = np.clip(1 - vignette(scene, 0.75), 0, 1)[..., None]
    colours += (np.array(channels(PAPER), np.float32) - colours) * margin
    return np.dstack([colours.clip(0, 255).astype(np.uint8), rgba[..., 3]])


def _mottle(scene: Scene, *, cell: float, low: float) -> NDArray[np.float32]:
    height, width = round(scene.height), round(scene.width)
    size = (max(2, round(width / (cell * scene.unit))), max(2, round(height / (cell * scene.unit))))
    noise = np.random.default_rng(scene.seed % 2**32).random(size[::-1], np.float32)
    return low + (1 - low) * np.asarray(cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _noir(rgba: Rgba, scene: Scene) -> Rgba:
    grey = rgba[..., :3].astype(np.float32) @ np.array([0.3, 0.55, 0.15], np.float32) / 255
    curve = grey * grey * (3 - 2 * grey)
    tone = np.clip((0.35 * grey + 0.65 * curve) * 1.12, 0, 1) * vignette(scene, 0.62) * _slats(scene)
    warm = np.array([1.0, 0.985, 0.95], np.float32)
    return np.dstack([(tone[..., None] * warm * 255).clip(0, 255).astype(np.uint8), rgba[..., 3]])


def _slats(scene: Scene) -> NDArray[np.float32]:
    """Return the light that falls through a blind: slanted soft bars, in a room; a diagonal of light outside."""
    height, width = round(scene.height), round(scene.width)
    y = np.arange(height, dtype=np.float32)[:, None] / scene.unit
    x = np.arange(width, dtype=np.float32)[None, :] / scene.unit
    across = np.clip(1.25 - np.abs(x - 0.55 * width / scene.unit + 0.5 * (y - 45)) / 46, 0, 1)
    if not scene.description.indoors:
        return (0.72 + 0.4 * across).astype(np.float32)
    bars = np.clip(0.5 + 2.2 * np.sin((y + 0.28 * x) * 0.95), 0, 1)
    return (0.62 + 0.5 * across * (0.35 + 0.65 * bars)).astype(np.float32)


def _retro(rgba: Rgba, scene: Scene) -> Rgba:
    inks = _poster_inks(scene)
    height, width = rgba.shape[:2]
    cell = max(3.0, scene.unit * 0.85)
    y = np.arange(height, dtype=np.float32)[:, None]
    x = np.arange(width, dtype=np.float32)[None, :]
    screen = np.sin((x + y) * np.pi / cell) * np.sin((x - y) * np.pi / cell) * 17
    colours = rgba[..., :3].astype(np.float32) + screen[..., None]
    best = np.full((height, width), np.inf, np.float32)
    index = np.zeros((height, width), np.uint8)
    for number, ink in enumerate(inks):
        distance = cv2.transform((colours - ink) ** 2, np.array([[0.9, 1.2, 0.7]], np.float32))
        closer = distance < best
        best = np.minimum(best, distance)
        index[closer] = number
    return np.dstack([inks.astype(np.uint8)[index], rgba[..., 3]])


def _poster_inks(scene: Scene) -> NDArray[np.float32]:
    inks = ["#f3e3c0", "#e9b44c", "#d9692f", "#a63a33", "#4f9488", "#2b6170", "#1d2b3a"]
    if scene.dark:
        inks = ["#f3dfb5", "#e2933d", "#bd4a36", "#5b2a3f", "#2f6f78", "#1f3f55", "#131c2c"]
    return np.array([channels(ink) for ink in inks], np.float32)


def _neon(rgba: Rgba, scene: Scene, *, bottom: bool) -> Rgba:
    height, width = rgba.shape[:2]
    pen = max(2, round(scene.unit * 0.2))
    amount = np.clip((edges(rgba, pen).astype(np.float32) - 14) / 46, 0, 1)
    small = cv2.resize(amount, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    halo = cv2.resize(
        cv2.GaussianBlur(small, (0, 0), scene.unit * 0.3), (width, height), interpolation=cv2.INTER_LINEAR
    )
    cyan, pink = (np.array(channels(colour), np.float32) for colour in ("#25e6ff", "#ff2fb9"))
    share = np.clip(np.linspace(-0.2, 1.2, height, dtype=np.float32), 0, 1)[:, None, None]
    tube = pink + (cyan - pink) * share if not bottom else cyan + (pink - cyan) * share
    colours = rgba[..., :3].astype(np.float32) * (0.9 if bottom else 0.42)
    colours = colours + tube * np.clip(amount * 0.95 + halo * 0.8, 0, 1.3)[..., None]
    alpha = np.maximum(rgba[..., 3], (halo * 120).clip(0, 255).astype(np.uint8))
    return np.dstack([colours.clip(0, 255).astype(np.uint8), alpha])


def _papercut(rgba: Rgba, scene: Scene) -> Rgba:
    height, width = rgba.shape[:2]
    drop, spread = scene.unit * 0.9, scene.unit * 0.9
    small = cv2.resize(rgba[..., 3], (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    moved = np.array([[1, 0, drop * 0.35 / 4], [0, 1, drop * -0.5 / 4]], np.float32)
    shifted = cv2.warpAffine(small, moved, (width // 4, height // 4), borderMode=cv2.BORDER_REPLICATE)
    shade = cv2.resize(cv2.GaussianBlur(shifted, (0, 0), spread / 4), (width, height), interpolation=cv2.INTER_LINEAR)
    alpha = rgba[..., 3].astype(np.float32) / 255
    below = shade.astype(np.float32) / 255 * 0.5 * (1 - alpha)
    total = alpha + below
    colours = rgba[..., :3].astype(np.float32) * (alpha / np.maximum(total, 1e-3))[..., None]
    return np.dstack([colours.clip(0, 255).astype(np.uint8), (total * 255).clip(0, 255).astype(np.uint8)])
