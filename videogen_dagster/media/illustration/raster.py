"""From SVG text to pixels, the same on every machine: only the bundled fonts are used."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import resvg
from numpy.typing import NDArray

from videogen_dagster.media.illustration.layers import decode_png
from videogen_dagster.media.illustration.svg import element, number

_AS_IT_IS: Final = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
"""The transform that changes nothing, row by row."""

_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) does not allow anywhere."""

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
    return render_svg(document, fonts=FONTS.glob("*.ttf") if "<text" in fragment else ())


def render_svg(document: str, *, fonts: Iterable[Path]) -> NDArray[np.uint8]:
    """Return an SVG document as RGBA pixels: `uint8[height, width, 4]`, straight alpha.

    Args:
        document: Well-formed, with `width` and `height`: resvg panics at another one.
        fonts: The only font files that its text is set in.

    Raises:
        ValueError: Its text holds a character that XML has no place for.
    """
    if (found := _NO_XML.search(document)) is not None:
        raise ValueError(f"the character {found.group()!r} cannot be drawn")
    options = resvg.usvg.Options.default()
    for path in fonts:
        options.load_font_file(str(path))
    return decode_png(resvg.render(resvg.usvg.Tree.from_str(document, options), _AS_IT_IS))


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
