"""What is laid over the scenery as it is: product photos and the words of cards."""

from pathlib import Path
from typing import Final

import numpy as np

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.media.illustration.layers import Layer, laid_over
from videogen_dagster.media.illustration.packshot import compose_packshot
from videogen_dagster.media.illustration.raster import rasterise
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.stage import Stage
from videogen_dagster.media.illustration.svg import group, number
from videogen_dagster.media.illustration.titles import draw_card

PRODUCT_DEPTH: Final = 0.62
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
    shaded, product = compose_packshot(white, photo, stage=stage, placement=_placement(scene, card))
    shadow = np.zeros_like(layers[0].rgba)
    shadow[..., 3] = 255 - shaded[..., 0]
    layer = Layer(name="product", depth=PRODUCT_DEPTH, ambient="none", rgba=laid_over(shadow, product))
    behind = tuple(other for other in layers if other.depth <= PRODUCT_DEPTH)
    return (*behind, layer, *layers[len(behind) :])


def _placement(scene: Scene, card: Card | None) -> str:
    if card is not None:
        return "right" if card.kind is CardKind.FEATURE else "small"
    return "close" if scene.description.framing == "close" else "centre"


def card_layer(card: Card, scene: Scene, size: FrameSize) -> Layer:
    """Return the words of a card as the nearest layer, inside the frame at rest.

    Raises:
        ValueError: The bundled fonts lack letters of the text.
    """
    fragment = draw_card(card, width=size.width, height=size.height, palette=scene.palette, style=scene.style)
    left, top = scene.safe[:2]
    placed = group(fragment, transform=f"translate({number(left)} {number(top)})")
    pixels = rasterise(placed, round(scene.width), round(scene.height))
    return Layer(name="card", depth=CARD_DEPTH, ambient="none", rgba=pixels)
