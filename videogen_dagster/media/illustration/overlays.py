"""What is laid over the scenery as it is: products, photographed or drawn, and the words of cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from videogen_dagster.core.storyboard import Card
from videogen_dagster.media.illustration.atmosphere import SURFACES
from videogen_dagster.media.illustration.card_layout import (
    Area,
    above_words,
    card_layout,
    product_area,
    product_on_right,
)
from videogen_dagster.media.illustration.drawn_product import (
    DEPTH,
    draw_plinth,
    draw_product,
    motif_of,
    plinth_depth,
    size_in,
)
from videogen_dagster.media.illustration.layers import Layer, composite, laid_over
from videogen_dagster.media.illustration.legibility import choose_ink, scrim
from videogen_dagster.media.illustration.packshot import (
    Cutout,
    Placement,
    closer,
    compose_packshot,
    cut_out,
    detail_of,
    place_in,
)
from videogen_dagster.media.illustration.places.studios import studio_tone
from videogen_dagster.media.illustration.raster import rasterise_part
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.titles import draw_words, fit_words

CARD_DEPTH: Final = 0.0
"""Words stand still while the camera moves: nobody reads running text."""

TALL_UNIT: Final = 116
"""Tall frames are watched on telephones: words are larger there, in hundredths of the shorter side."""

PLINTH_SHARE: Final = 1.3
"""Width of a plinth as a multiple of what stands on it."""


@dataclass(frozen=True, slots=True)
class StagedProduct:
    """A product on its stage.

    Attributes:
        stand: Plinth and drawn product in the picture's style, or None.
        photo: The photographed product with its shadow, or None.
        framed: Whether it is a whole photo, shown as a print.
    """

    stand: Sheet | None
    photo: Layer | None
    framed: bool = False


def stage_product(scene: Scene, *, photo: Path | None, card: Card | None, text: str) -> StagedProduct | None:
    """Return the product of a picture on its stage, or None if the picture shows none.

    Args:
        scene: The picture.
        photo: The product photo. Without one the thing that `text` names is drawn, if words share a studio with it.
        card: Words that need room beside or below the product.
        text: The prompt.

    Raises:
        ValueError: The photo cannot be read.
    """
    if photo is not None:
        return _photographed(scene, cut_out(photo), card)
    motif = motif_of(text) if card is not None and scene.description.setting == "studio" else None
    if motif is None:
        return None
    stand = scene.sheet("subject", DEPTH)
    area = product_area(scene, beside_words=True, framed=False)
    if _has_plinth(scene):
        area = above_words(scene, area, depth=plinth_depth(scene, _plinth(scene, size_in(area, motif))))
        foot = ((area.left + area.right) / 2, area.bottom)
        draw_plinth(stand, scene, foot, half=_plinth(scene, size_in(area, motif)), tone=studio_tone(scene))
    draw_product(stand, scene, motif, area)
    return StagedProduct(stand, None)


def _photographed(scene: Scene, cutout: Cutout, card: Card | None) -> StagedProduct:
    detail = scene.description.mentions("detail")
    shown = detail_of(cutout) if detail else cutout
    area = product_area(scene, beside_words=card is not None, framed=shown.framed)
    place, stand = _place(scene, shown, area, card, detail=detail), None
    if not shown.framed and _has_plinth(scene):
        if card is not None:
            area = above_words(scene, area, depth=plinth_depth(scene, _under(scene, place, detail=detail)))
            place = _place(scene, shown, area, card, detail=detail)
        stand = scene.sheet("subject", DEPTH)
        foot = (place.x + place.width / 2, area.bottom - place.width * 0.02)
        draw_plinth(stand, scene, foot, half=_under(scene, place, detail=detail), tone=studio_tone(scene))
    white = np.full((round(scene.height), round(scene.width), 3), 255, np.uint8)
    shaded, product = compose_packshot(white, shown, place=place, key=scene.palette.key)
    shadow = np.zeros((*white.shape[:2], 4), np.uint8)
    shadow[..., 3] = 255 - shaded[..., 0]
    layer = Layer(name="product", depth=DEPTH, ambient="none", rgba=laid_over(shadow, product))
    return StagedProduct(stand, layer, framed=shown.framed)


def _place(scene: Scene, shown: Cutout, area: Area, card: Card | None, *, detail: bool) -> Placement:
    place = place_in(area, shown)
    return closer(place, held=_held_column(scene, card)) if detail and not shown.framed else place


def _held_column(scene: Scene, card: Card | None) -> float:
    """Return which side of a product stays in place when it is seen from nearer: the one beside the words."""
    if card is None or not scene.wide:
        return 0.5
    return 0.0 if product_on_right(scene) else 1.0


def _has_plinth(scene: Scene) -> bool:
    return scene.description.setting == "studio" and not scene.description.mentions(*SURFACES)


def _plinth(scene: Scene, half: float) -> float:
    most = 0.255 * (scene.safe[2] - scene.safe[0]) if scene.wide else 46 * scene.unit
    return min(max(half * PLINTH_SHARE, 16 * scene.unit), most)


def _under(scene: Scene, place: Placement, *, detail: bool) -> float:
    """Return half the width of the plinth under a photographed product; a detail stands on it as a whole."""
    return max(_plinth(scene, place.width / 2), place.width * 0.53 if detail else 0.0)


def with_overlays(
    layers: Sequence[Layer], scene: Scene, *, product: StagedProduct | None, card: Card | None
) -> tuple[Layer, ...]:
    """Return the layers with a photographed product before the scenery, and the words of a card over all.

    A shade below the words, where they need one, lies behind the product: its pixels stay as they are.

    Args:
        layers: The scenery, the farthest first, with the product's stand.
        scene: The picture.
        product: What stands on its stage.
        card: The words.

    Raises:
        ValueError: The bundled fonts lack letters of the text.
    """
    shown = list(layers)
    if product is not None and product.photo is not None:
        shown.insert(_first_at(shown, DEPTH, after=True), product.photo)
    if card is None:
        return tuple(shown)
    layout = card_layout(card, scene, beside_product=product is not None, framed=product is not None and product.framed)
    unit = scene.unit * (TALL_UNIT if scene.tall else 100)
    block = fit_words(card, layout, unit=unit, style=scene.style)
    size = (round(scene.width), round(scene.height))
    covered = block.area
    rows = slice(max(0, int(covered.top)), max(1, int(covered.bottom)) + 1)
    columns = slice(max(0, int(covered.left)), max(1, int(covered.right)) + 1)
    behind = [Layer(one.name, one.depth, one.ambient, one.rgba[rows, columns]) for one in shown]
    ink = choose_ink(composite(behind), scene.palette, scene.style)
    if ink.scrim > 0:
        shade = scrim(size, covered, shade=layout.shade, colour=ink.ground, opacity=ink.scrim)
        at = _first_at(shown, DEPTH, after=False) if product is not None else len(shown)
        shown.insert(at, Layer(name="scrim", depth=CARD_DEPTH, ambient="none", rgba=shade))
    words = rasterise_part(draw_words(block, ink), *size)
    return (*shown, Layer(name="card", depth=CARD_DEPTH, ambient="none", rgba=words))


def _first_at(layers: Sequence[Layer], depth: float, *, after: bool) -> int:
    """Return the index of the first layer that is at (or, if `after`, beyond) a depth."""
    nearer = (index for index, layer in enumerate(layers) if (layer.depth > depth if after else layer.depth >= depth))
    return next(nearer, len(layers))
