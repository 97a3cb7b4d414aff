"""What is laid over the scenery as it is: product photos and the words of cards."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.media.illustration.layers import Layer, Rgba, laid_over
from videogen_dagster.media.illustration.packshot import compose_packshot
from videogen_dagster.media.illustration.raster import rasterise
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.stage import Stage
from videogen_dagster.media.illustration.svg import group, number
from videogen_dagster.media.illustration.titles import draw_card

PRODUCT_DEPTH: Final = 0.62
PRODUCT_SHARE: Final = 0.46
"""Share of the frame that a product takes beside a title."""

EDGE_SHARE: Final = 0.16
CARD_DEPTH: Final = 0.0
"""Words stand still while the camera moves: nobody reads running text."""


def with_product(
    layers: tuple[Layer, ...], scene: Scene, stage: Stage, *, photo: Path, card: Card | None
) -> tuple[Layer, ...]:
    """Return the layers with the product before the scenery and behind what is near.

    Args:
        layers: The scenery, the farthest first.
        scene: Names the framing.
        stage: What the product stands on.
        photo: The product photo.
        card: Words that need room beside or below the product.

    Raises:
        ValueError: The photo cannot be read.
    """
    white = np.full_like(layers[0].rgba[..., :3], 255)
    if card is not None and card.kind is not CardKind.FEATURE:
        stage = _half(scene, stage)
    shaded, product = compose_packshot(white, photo, stage=stage, placement=_placement(scene, card))
    shadow = np.zeros_like(layers[0].rgba)
    shadow[..., 3] = 255 - shaded[..., 0]
    layer = Layer(name="product", depth=PRODUCT_DEPTH, ambient="none", rgba=laid_over(shadow, product))
    behind = tuple(other for other in layers if other.depth <= PRODUCT_DEPTH)
    return (*behind, layer, *layers[len(behind) :])


def _placement(scene: Scene, card: Card | None) -> str:
    if card is not None:
        return "right" if card.kind is CardKind.FEATURE else "close"
    return "close" if scene.description.framing == "close" else "centre"


def _half(scene: Scene, stage: Stage) -> Stage:
    """Return the part of the stage that a card's words leave to the product: the left, or the top of a tall frame."""
    left, top, right, bottom = stage.safe
    if scene.wide:
        return replace(stage, safe=(left + (right - left) * 0.05, top, left + (right - left) * PRODUCT_SHARE, bottom))
    below = top + (bottom - top) * PRODUCT_SHARE
    return replace(stage, safe=(left, top + (bottom - top) * 0.1, right, below), ground_y=below)


def _soften_edge(pixels: Rgba, scene: Scene, *, start: float) -> None:
    """Let the dark ground of words begin gradually at the column (in tall frames the row) `start`, in place."""
    side = pixels.shape[1] if scene.wide else pixels.shape[0]
    ramp = np.clip((np.arange(side) - start) / (side * EDGE_SHARE), 0, 1)
    soft = ramp * ramp * (3 - 2 * ramp)
    pixels[..., 3] = (pixels[..., 3] * (soft[None, :] if scene.wide else soft[:, None])).astype(np.uint8)


def card_layer(card: Card, scene: Scene, *, beside: bool) -> Layer:
    """Return the words of a card as the nearest layer, inside the frame at rest.

    Args:
        card: The words.
        scene: The picture below.
        beside: Whether a title or end card shares the frame with a product.

    Raises:
        ValueError: The bundled fonts lack letters of the text.
    """
    left, top, right, bottom = scene.safe
    if beside and card.kind is not CardKind.FEATURE:
        left = left + (right - left) * PRODUCT_SHARE if scene.wide else left
        top = top if scene.wide else top + (bottom - top) * PRODUCT_SHARE
    fragment = draw_card(card, width=right - left, height=bottom - top, palette=scene.palette, style=scene.style)
    placed = group(fragment, transform=f"translate({number(left)} {number(top)})")
    pixels = rasterise(placed, round(scene.width), round(scene.height))
    if beside and card.kind is not CardKind.FEATURE:
        _soften_edge(pixels, scene, start=left if scene.wide else top)
    return Layer(name="card", depth=CARD_DEPTH, ambient="none", rgba=pixels)
