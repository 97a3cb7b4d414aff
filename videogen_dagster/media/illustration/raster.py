"""From SVG text to pixels, the same on every machine: only the bundled fonts are used."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
import resvg_py
from numpy.typing import NDArray

from videogen_dagster.media.illustration.layers import decode_png
from videogen_dagster.media.illustration.svg import element, number

SKETCH: Final = 8
"""A sketch to find what a fragment covers is this many times smaller."""

FONTS: Final = Path(__file__).parent.parent / "fonts"


def rasterise(
    fragment: str, width: int, height: int, *, rows: tuple[int, int] | None = None, scale: float = 1.0
) -> NDArray[np.uint8]:
    """Draw an SVG fragment on a transparent canvas.

    Args:
        fragment: SVG elements in pixels of the canvas.
        width: Width of the canvas.
        height: Height of the canvas.
        rows: First row and the row after the last one that the fragment can touch: the others stay transparent
            without being drawn. None is all.
        scale: Draw at this share of the size and enlarge: four times cheaper at 0.5, for what has no sharp edges.

    Returns:
        `uint8[height, width, 4]`, straight alpha.
    """
    top, bottom = rows or (0, height)
    pixels = np.zeros((height, width, 4), np.uint8)
    if bottom > top:
        part = _draw(fragment, (0, top, width, bottom - top), scale)
        pixels[top:bottom] = part if scale == 1.0 else enlarge(part, width, bottom - top)
    return pixels


def rasterise_part(fragment: str, width: int, height: int) -> NDArray[np.uint8]:
    """Draw a fragment that covers an unknown part of the canvas: found in a small drawing, the rest is not drawn.

    Args:
        fragment: SVG elements in pixels of the canvas.
        width: Width of the canvas.
        height: Height of the canvas.

    Returns:
        `uint8[height, width, 4]`, straight alpha.
    """
    found = _draw(fragment, (0, 0, width, height), 1 / SKETCH)[..., 3] > 0
    pixels = np.zeros((height, width, 4), np.uint8)
    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    if rows.size == 0:
        return pixels
    left, top = max(0, (int(columns[0]) - 1) * SKETCH), max(0, (int(rows[0]) - 1) * SKETCH)
    right, bottom = min(width, (int(columns[-1]) + 2) * SKETCH), min(height, (int(rows[-1]) + 2) * SKETCH)
    pixels[top:bottom, left:right] = _draw(fragment, (left, top, right - left, bottom - top), 1.0)
    return pixels


def _draw(fragment: str, box: tuple[int, int, int, int], scale: float) -> NDArray[np.uint8]:
    width, height = max(1, round(box[2] * scale)), max(1, round(box[3] * scale))
    document = element(
        "svg",
        fragment or "<g/>",
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=" ".join(number(value) for value in box),
        preserveAspectRatio="none",
    )
    fonts = [str(FONTS)] if "<text" in fragment else None
    return decode_png(resvg_py.svg_to_bytes(svg_string=document, skip_system_fonts=True, font_dirs=fonts))


def enlarge(pixels: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Return RGBA pixels at a larger size.

    Args:
        pixels: `uint8[h, w, 4]`, straight alpha.
        width: New width.
        height: New height.

    Returns:
        `uint8[height, width, 4]`, straight alpha; colours are weighted by alpha, so no dark seams appear at edges.
    """
    if pixels[..., 3].min() == 255:
        return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    return straight(np.asarray(cv2.resize(premultiplied(pixels), (width, height)), np.uint8))


def premultiplied(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return straight RGBA with its colours multiplied by alpha: `uint8[height, width, 4]`."""
    alpha = cv2.extractChannel(pixels, 3)
    factors = cv2.merge([alpha, alpha, alpha, np.full_like(alpha, 255)])
    return np.asarray(cv2.multiply(pixels, factors, scale=1 / 255), np.uint8)


def straight(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return premultiplied RGBA with straight alpha: `uint8[height, width, 4]`.

    Faint pixels keep few levels of colour; composited, the error stays below one level.
    """
    alpha = cv2.extractChannel(pixels, 3)
    shares = cv2.merge([alpha, alpha, alpha, np.full_like(alpha, 255)])
    return np.asarray(cv2.divide(pixels, shares, scale=255), np.uint8)
