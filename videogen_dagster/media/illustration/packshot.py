"""Packshots: a photographed product on the picture's stage. Its pixels are scaled and placed, never redrawn."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from videogen_dagster.media.illustration.card_layout import Area
from videogen_dagster.media.illustration.keying import plain_border, product_mask

MOST_PIXELS: Final = 80_000_000
FORMATS: Final = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP")
MAT_COLOUR: Final = (252, 250, 246)
MAT_SHARE: Final = 0.022
"""Width of the border around a print as a share of its shorter side."""

DETAIL_SHARE: Final = 0.62
"""Share of a photo's height that a detail of it shows."""

DETAIL_ZOOM: Final = 1.55
"""How much larger a product that was cut out is in a detail: the frame cuts its top off, or its outer side."""

DETAIL_ASPECT: Final = 0.86
"""Width of a detail as a multiple of its height: another shape than the whole photo's, so that the cut is seen as one."""


@dataclass(frozen=True, slots=True)
class Cutout:
    """A product ready to be placed.

    Attributes:
        rgba: `uint8[height, width, 4]`, straight alpha.
        framed: Whether it is a whole photo, shown as a print, and not a product cut out of its border.
    """

    rgba: NDArray[np.uint8]
    framed: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a product stands on the canvas: its top left corner and its size in pixels."""

    x: int
    y: int
    width: int
    height: int


def compose_packshot(
    background: NDArray[np.uint8], cutout: Cutout, *, place: Placement, key: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Set a product on a picture.

    Inside its mask the product layer holds exactly the photo's pixels, scaled by `scale_photo`.

    Args:
        background: `uint8[height, width, 3]`. Not modified.
        cutout: The product.
        place: Where it stands, in pixels of the background; what reaches over the edges is cut off.
        key: How bright the light is, 0 to 1: shadows are deeper in the dark.

    Returns:
        The background with the product's shadow (`uint8[height, width, 3]`), and the product
        (`uint8[height, width, 4]`, straight alpha).
    """
    product = scale_photo(cutout.rgba, place.width, place.height)
    layer = np.zeros((*background.shape[:2], 4), np.uint8)
    if cutout.framed:
        edge = mat_width(place)
        _lay(layer, _print(place), x=place.x - edge, y=place.y - edge)
        product[..., 3] = 255
    _lay(layer, product, x=place.x, y=place.y)
    return _with_shadow(background, layer, place, framed=cutout.framed, key=key), layer


def cut_out(photo: Path) -> Cutout:
    """Return the product of a photo, cropped to what is seen of it.

    Raises:
        ValueError: The photo cannot be read, or is too large.
    """
    rgba = _read(photo)
    if rgba[..., 3].min() < 250:
        return Cutout(_cropped(rgba), framed=False)
    border = plain_border(np.ascontiguousarray(rgba[..., :3]))
    if border is None:
        return Cutout(rgba, framed=True)
    mask = product_mask(np.ascontiguousarray(rgba[..., :3]), border)
    # A mask that is nearly empty or nearly full means that the border's colour is the product's too: show all of it.
    if not 0.02 < mask.mean() / 255 < 0.985:
        return Cutout(rgba, framed=True)
    return Cutout(_cropped(np.dstack([rgba[..., :3], mask])), framed=False)


def scale_photo(rgba: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Return a photo at another size: averaged areas when smaller, cubic when larger.

    Args:
        rgba: `uint8[h, w, 4]`, straight alpha. Colours are scaled as they are, so that the mask does not tint them.
        width: New width.
        height: New height.

    Returns:
        `uint8[height, width, 4]`.
    """
    smaller = width < rgba.shape[1]
    method = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(rgba, (width, height), interpolation=method), np.uint8)


def detail_of(cutout: Cutout) -> Cutout:
    """Return the middle of a whole photo as a print of its own, its pixels as they are; a cut-out product unchanged."""
    if not cutout.framed:
        return cutout
    rows, columns = cutout.rgba.shape[:2]
    height = max(2, round(rows * DETAIL_SHARE))
    width = min(columns, max(2, round(height * DETAIL_ASPECT)))
    top, left = (rows - height) // 2, (columns - width) // 2
    return Cutout(np.ascontiguousarray(cutout.rgba[top : top + height, left : left + width]), framed=True)


def place_in(area: Area, cutout: Cutout) -> Placement:
    """Return where the product goes: as large as the area allows, its proportions kept, its foot at the lower edge."""
    rows, columns = cutout.rgba.shape[:2]
    scale = min(area.width / columns, area.height / rows)
    if cutout.framed:
        scale /= 1 + 2 * MAT_SHARE
    width, height = max(2, round(columns * scale)), max(2, round(rows * scale))
    x, foot = round((area.left + area.right - width) / 2), round(area.bottom)
    placed = Placement(x, foot - height, width, height)
    return replace(placed, y=placed.y - mat_width(placed)) if cutout.framed else placed


def closer(place: Placement, *, held: float) -> Placement:
    """Return where a product that was cut out stands in a detail of it: larger, its foot where it was.

    Args:
        place: Where all of it is seen.
        held: Which column stays where it is, as a share of the width: 0 the left edge, 1 the right one.
    """
    width, height = round(place.width * DETAIL_ZOOM), round(place.height * DETAIL_ZOOM)
    x = place.x - round((width - place.width) * held)
    return Placement(x, place.y + place.height - height, width, height)


def mat_width(place: Placement) -> int:
    """Return the width of the white border around a print, in pixels."""
    return max(2, round(min(place.width, place.height) * MAT_SHARE))


def _read(photo: Path) -> NDArray[np.uint8]:
    try:
        with Image.open(photo, formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValueError(
                    f"{photo.name}: {opened.width}x{opened.height} is too large; the most is {MOST_PIXELS} pixels"
                )
            return np.array(ImageOps.exif_transpose(opened).convert("RGBA"))
    except (OSError, Image.DecompressionBombError) as error:
        raise ValueError(f"{photo.name}: not a photo that can be read: {error}") from error


def _cropped(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows = np.flatnonzero(rgba[..., 3].max(axis=1) > 8)
    columns = np.flatnonzero(rgba[..., 3].max(axis=0) > 8)
    if rows.size == 0:
        return rgba
    return np.ascontiguousarray(rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _lay(layer: NDArray[np.uint8], piece: NDArray[np.uint8], *, x: int, y: int) -> None:
    """Set `piece` into `layer`; what reaches over its edges is cut off, and the piece's clear pixels change nothing."""
    top, left = max(0, y), max(0, x)
    bottom, right = min(layer.shape[0], y + piece.shape[0]), min(layer.shape[1], x + piece.shape[1])
    if bottom <= top or right <= left:
        return
    part = piece[top - y : bottom - y, left - x : right - x]
    target = layer[top:bottom, left:right]
    target[:] = np.where(
        part[..., 3:] > 127, part, np.where((part[..., 3:] > 0) & (target[..., 3:] == 0), part, target)
    )


def _print(place: Placement) -> NDArray[np.uint8]:
    edge = mat_width(place)
    sheet = np.empty((place.height + 2 * edge, place.width + 2 * edge, 4), np.uint8)
    sheet[...] = (*MAT_COLOUR, 255)
    return sheet


def _with_shadow(
    background: NDArray[np.uint8], layer: NDArray[np.uint8], place: Placement, *, framed: bool, key: float
) -> NDArray[np.uint8]:
    """Return the background with the shadow that the product casts on ground or wall."""
    strength = 0.34 + 0.2 * (1 - key)
    unit = max(place.width, place.height)
    cover = layer[..., 3].astype(np.float32) / 255
    ground = _ground_shadow(layer.shape[:2], place, drop=mat_width(place) if framed else 0)
    soft = _moved(cv2.GaussianBlur(cover, (0, 0), max(1.0, unit * 0.035)), round(unit * (0.03 if framed else 0.012)))
    near = _moved(cv2.GaussianBlur(cover, (0, 0), max(0.8, unit * 0.006)), round(unit * 0.006))
    cast = soft * 0.75 + near * 0.3 if framed else soft * 0.4
    dark = np.clip(np.maximum(ground, cast) * strength * 1.5, 0, 0.82)
    return (background * (1 - dark[..., None]) + 0.5).astype(np.uint8)


def _moved(cast: NDArray[np.float32], drop: int) -> NDArray[np.float32]:
    moved = np.zeros_like(cast)
    moved[drop:] = cast[: cast.shape[0] - drop]
    return moved


def _ground_shadow(shape: tuple[int, int], place: Placement, *, drop: int) -> NDArray[np.float32]:
    """Return a dark line of contact and a wide soft pool around the foot: `float32[height, width]`, 0..1."""
    pool, contact = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    centre = (place.x + place.width // 2, place.y + place.height + drop - max(1, place.height // 100))
    cv2.ellipse(pool, centre, (round(place.width * 0.56), max(2, round(place.width * 0.075))), 0, 0, 360, 1.0, -1)
    cv2.ellipse(contact, centre, (round(place.width * 0.44), max(1, round(place.width * 0.022))), 0, 0, 360, 1.0, -1)
    soft = cv2.GaussianBlur(pool, (0, 0), max(1.0, place.width * 0.045))
    sharp = cv2.GaussianBlur(contact, (0, 0), max(0.8, place.width * 0.012))
    return np.maximum(soft * 0.75, sharp)
