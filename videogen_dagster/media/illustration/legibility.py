"""Ink and scrim: words are dark on light pictures, light on dark ones, and a picture is shaded no more than it must."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.choices import Style
from videogen_dagster.media.illustration.card_layout import Area
from videogen_dagster.media.illustration.colour import Palette, channels, luminance, mix
from videogen_dagster.media.illustration.layers import Rgba

INK: Final = "#211d26"
LIGHT: Final = "#ffffff"
LEAST_CONTRAST: Final = 4.6
"""WCAG 2.2 asks for 4.5 (success criterion 1.4.3); measured at the least favourable pixels, not at their mean."""

_ACCENT_CONTRAST: Final = 3.2
_MOST_SCRIM: Final = 0.86
_CALM: Final = 0.035
"""Deviation of the luminance behind words above which a picture is busy: detail disturbs reading even at full contrast."""

_BUSY_SCRIM: Final = 0.46
_BRIGHT: Final = 0.62
"""Mean luminance above which even a busy picture takes dark words."""

_BRIGHT_PASTEL: Final = 0.3
_CALM_NEON: Final = 0.015
"""Neon's thin bright lines disturb more than their area tells; pastel is never made dark as long as it is not at night."""

_DARK_STYLES: Final = frozenset({Style.NOIR, Style.NEON})
_SAMPLES: Final = (48, 27)


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of words on one picture, and how much the picture behind must be shaded.

    Attributes:
        title: Colour of the largest words.
        text: Colour of the others.
        accent: Colour of what draws the eye: label, rule, button.
        on_accent: Colour of words on the accent.
        ground: Colour of the scrim.
        scrim: Its opacity at the words, 0 to 1.
    """

    title: str
    text: str
    accent: str
    on_accent: str
    ground: str
    scrim: float


def choose_ink(behind: NDArray[np.uint8], palette: Palette, style: Style) -> Ink:
    """Return ink that can be read on a picture.

    Args:
        behind: `uint8[height, width, 3]`, RGB: what the words will cover.
        palette: Colours of the picture.
        style: Look of the film; dark styles keep light words as long as they can.
    """
    sample = cv2.resize(behind, _SAMPLES, interpolation=cv2.INTER_AREA).reshape(-1, 3).astype(np.float32)
    dark_ground = mix(palette.near, "#000000", 0.5)
    light_ground = mix("#ffffff", palette.glow, 0.16)
    on_dark, on_light = _scrim(sample, dark_ground, LIGHT), _scrim(sample, light_ground, INK)
    lights = _luminances(sample)
    if _detail(lights) > (_CALM_NEON if style is Style.NEON else _CALM):
        bright = _BRIGHT_PASTEL if style is Style.PASTEL else _BRIGHT
        light_words = style in _DARK_STYLES or float(lights.mean()) < bright
        on_dark, on_light = max(on_dark, _BUSY_SCRIM), max(on_light, _BUSY_SCRIM)
    else:
        bias = 0.3 if style in _DARK_STYLES else 0.0
        light_words = on_dark - bias < on_light or (on_dark == on_light and float(lights.mean()) < 0.2)
    if light_words:
        return _inked(LIGHT, dark_ground, palette, sample, on_dark, style)
    return _inked(INK, light_ground, palette, sample, on_light, style)


def scrim(size: tuple[int, int], words: Area, *, shade: str, colour: str, opacity: float) -> Rgba:
    """Return a shade over the whole canvas that has no edge anywhere.

    Args:
        size: Width and height of the canvas.
        words: Where it has its full depth.
        shade: `full`, `left`, `right` or `bottom`: where it is deepest.
        colour: Its colour.
        opacity: Its greatest opacity, 0 to 1.

    Returns:
        `uint8[height, width, 4]`, straight alpha.
    """
    width, height = size
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    one = np.ones((height, width), np.float32)
    match shade:
        case "left":
            depth = one * _eased((words.right + width * 0.34 - x) / (width * 0.34))[None, :]
        case "right":
            depth = one * _eased((x - words.left + width * 0.34) / (width * 0.34))[None, :]
        case "bottom":
            depth = one * _eased((y - words.top + height * 0.3) / (height * 0.3))[:, None]
        case _:
            middle = (words.top + words.bottom) / 2
            depth = one * (1 - 0.3 * _eased(np.abs(y - middle) / (height * 0.6)))[:, None]
    shaded = np.empty((height, width, 4), np.uint8)
    shaded[..., :3] = channels(colour)
    shaded[..., 3] = np.rint(depth * opacity * 255)
    return shaded


def _eased(time: NDArray[np.float32]) -> NDArray[np.float32]:
    clipped = np.clip(time, 0, 1)
    return clipped * clipped * clipped * (clipped * (6 * clipped - 15) + 10)


def _inked(
    colour: str, ground: str, palette: Palette, sample: NDArray[np.float32], opacity: float, style: Style
) -> Ink:
    shown = sample * (1 - opacity) + np.array(channels(ground), np.float32) * opacity
    middle = "#" + "".join(f"{round(float(value)):02x}" for value in np.median(shown, axis=0))
    wished = "#d8d5cf" if style is Style.NOIR and colour == LIGHT else palette.accent
    accent = _apart(wished, middle, colour)
    on_accent = INK if _contrast(luminance(INK), luminance(accent)) > _contrast(1.0, luminance(accent)) else LIGHT
    return Ink(colour, mix(colour, middle, 0.06), accent, on_accent, ground, opacity)


def _apart(accent: str, ground: str, ink: str) -> str:
    """Return the accent, moved towards the ink until it can be told from the ground."""
    for share in (0.0, 0.15, 0.3, 0.45, 0.6, 0.75):
        found = mix(accent, ink, share)
        if _contrast(luminance(found), luminance(ground)) >= _ACCENT_CONTRAST:
            return found
    return ink


def _scrim(sample: NDArray[np.float32], ground: str, ink: str) -> float:
    """Return the least opacity of a scrim under which the ink can be read nearly everywhere."""
    colour, own = np.array(channels(ground), np.float32), luminance(ink)
    worst = 0.95 if own > 0.5 else 0.05
    for opacity in np.arange(0.0, _MOST_SCRIM, 0.02):
        lights = _luminances(sample * (1 - opacity) + colour * opacity)
        if _contrast(own, float(np.quantile(lights, worst))) >= LEAST_CONTRAST:
            return float(opacity)
    return _MOST_SCRIM


def _detail(lights: NDArray[np.float32]) -> float:
    """Return the deviation of the luminance from its surroundings: a smooth gradient has none."""
    picture = lights.reshape(_SAMPLES[1], _SAMPLES[0]).astype(np.float32)
    return float((picture - cv2.GaussianBlur(picture, (0, 0), 5)).std())


def _luminances(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    share = rgb / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)


def _contrast(first: float, second: float) -> float:
    """Return the contrast ratio of two luminances (WCAG 2.2)."""
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
