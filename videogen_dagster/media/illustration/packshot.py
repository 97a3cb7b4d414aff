"""Packshots: a photographed product on the picture's stage. Its pixels are scaled and placed, never redrawn."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from videogen_dagster.media.illustration.keying import plain_border, product_mask
from videogen_dagster.media.illustration.stage import Stage

MOST_PIXELS: Final = 80_000_000
FORMATS: Final = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP")
MAT_COLOUR: Final = (250, 247, 240)

# Placement -> middle (share of the safe width), height and width (shares of the safe area) at most.
PLACEMENTS: Final = {
    "centre": (0.5, 0.66, 0.7),
    "left": (0.29, 0.62, 0.42),
    "right": (0.71, 0.62, 0.42),
    "close": (0.5, 0.84, 0.86),
    "small": (0.5, 0.42, 0.5),
}


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
    background: NDArray[np.uint8], photo: Path, *, stage: Stage, placement: str
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Set a product photo on a picture.

    Inside its mask the product layer holds exactly the photo's pixels, scaled by `scale_photo`.

    Args:
        background: `uint8[height, width, 3]`, as large as the stage. Not modified.
        photo: A photo on disk. Its EXIF rotation is applied, its alpha honoured. A plain border is keyed out; a photo
            without one is shown whole, as a print.
        stage: What the product stands on.
        placement: A key of `PLACEMENTS`.

    Returns:
        The background with the product's shadow (`uint8[height, width, 3]`), and the product
        (`uint8[height, width, 4]`, straight alpha).

    Raises:
        ValueError: The photo cannot be read, or is too large.
    """
    cutout = cut_out(photo)
    place = place_on(stage, cutout, placement)
    product = scale_photo(cutout.rgba, place.width, place.height)
    layer = np.zeros((*background.shape[:2], 4), np.uint8)
    if cutout.framed:
        _lay(layer, _print(place), x=place.x - _mat(place), y=place.y - _mat(place))
        product[..., 3] = _rounded(place.width, place.height, max(2, _mat(place) // 3))
    _lay(layer, product, x=place.x, y=place.y)
    return _with_shadow(background, layer, place, framed=cutout.framed, key=stage.palette.key), layer


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


def place_on(stage: Stage, cutout: Cutout, placement: str) -> Placement:
    """Return where the product goes: its foot on the ground, inside the safe area, its proportions kept.

    Raises:
        ValueError: `placement` is not one of `PLACEMENTS`.
    """
    if placement not in PLACEMENTS:
        raise ValueError(f"placement {placement!r} is unknown; known are {', '.join(PLACEMENTS)}")
    middle, most_high, most_wide = PLACEMENTS[placement]
    left, top, right, bottom = stage.safe
    rows, columns = cutout.rgba.shape[:2]
    room = ((right - left) * most_wide, (bottom - top) * most_high)
    if right - left < (bottom - top) * 0.8 and placement in {"left", "right"}:
        middle, room = 0.5, ((right - left) * 0.8, room[1] * 0.75)
    scale = min(room[0] / columns, room[1] / rows)
    width, height = max(2, round(columns * scale)), max(2, round(rows * scale))
    x = round(left + (right - left) * middle - width / 2)
    if cutout.framed:
        y = round(top + (bottom - top) * 0.46 - height / 2)
    else:
        foot = min(stage.ground_y + (bottom - top) * 0.02, bottom - (bottom - top) * 0.04)
        y = max(round(foot - height), round(top + (bottom - top) * 0.03))
    return Placement(x, y, width, height)


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


def _mat(place: Placement) -> int:
    return max(4, round(min(place.width, place.height) * 0.028))


def _print(place: Placement) -> NDArray[np.uint8]:
    edge = _mat(place)
    height, width = place.height + 2 * edge, place.width + 2 * edge
    sheet = np.empty((height, width, 4), np.uint8)
    sheet[..., :3] = MAT_COLOUR
    sheet[..., 3] = _rounded(width, height, edge)
    return sheet


def _rounded(width: int, height: int, radius: int) -> NDArray[np.uint8]:
    """Return the mask of a rectangle with round corners, smooth to a quarter of a pixel: `uint8[height, width]`."""
    y, x = np.ogrid[0:height, 0:width]
    away_x = np.maximum(np.maximum(radius - 0.5 - x, x - (width - 0.5 - radius)), 0)
    away_y = np.maximum(np.maximum(radius - 0.5 - y, y - (height - 0.5 - radius)), 0)
    return (np.clip(radius + 0.5 - np.hypot(away_x, away_y), 0, 1) * 255).astype(np.uint8)


def _with_shadow(
    background: NDArray[np.uint8], layer: NDArray[np.uint8], place: Placement, *, framed: bool, key: float
) -> NDArray[np.uint8]:
    """Return the background with the shadow that the product casts on ground or wall."""
    strength = 0.34 + 0.2 * (1 - key)
    unit = max(place.width, place.height)
    shadow = _ground_shadow(layer.shape[:2], place) if not framed else np.zeros(layer.shape[:2], np.float32)
    cast = cv2.GaussianBlur(layer[..., 3].astype(np.float32) / 255, (0, 0), max(1.0, unit * 0.03))
    drop = round(unit * (0.03 if framed else 0.012))
    moved = np.zeros_like(cast)
    moved[drop:] = cast[: cast.shape[0] - drop]
    dark = np.clip(np.maximum(shadow, moved * (0.9 if framed else 0.4)) * strength * 1.5, 0, 0.82)
    return (background * (1 - dark[..., None]) + 0.5).astype(np.uint8)


def _ground_shadow(shape: tuple[int, int], place: Placement) -> NDArray[np.float32]:
    """Return a dark line of contact and a wide soft pool around the foot: `float32[height, width]`, 0..1."""
    pool, contact = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    centre = (place.x + place.width // 2, place.y + place.height - max(1, place.height // 100))
    cv2.ellipse(pool, centre, (round(place.width * 0.56), max(2, round(place.width * 0.075))), 0, 0, 360, 1.0, -1)
    cv2.ellipse(contact, centre, (round(place.width * 0.44), max(1, round(place.width * 0.022))), 0, 0, 360, 1.0, -1)
    soft = cv2.GaussianBlur(pool, (0, 0), max(1.0, place.width * 0.045))
    sharp = cv2.GaussianBlur(contact, (0, 0), max(0.8, place.width * 0.012))
    return np.maximum(soft * 0.75, sharp)
