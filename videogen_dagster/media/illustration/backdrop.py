"""A picture that something else made, with a product photo and the words of a card set on it."""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.media.illustration.layers import Layer, LayeredPicture, at_rest, composite
from videogen_dagster.media.illustration.overlays import stage_product, with_overlays
from videogen_dagster.media.illustration.picture import Illustration, scene_of

_FARTHEST: Final = 0.0


def set_on_backdrop(backdrop: NDArray[np.uint8], request: ImageRequest, *, photo: Path | None) -> Illustration:
    """Return a picture with what must stand on it as it is: the product's own pixels, and words that are spelt right.

    Args:
        backdrop: `uint8[height, width, 3]`, RGB, of the size that `layers.canvas_size` says for the request's.
        request: What was asked for; its photo and its card are set on the backdrop.
        photo: The request's product photo on this machine.

    Raises:
        ValueError: The photo cannot be read, or the card has letters that the fonts lack.
    """
    scene = scene_of(request)
    opaque = np.full((*backdrop.shape[:2], 1), 255, np.uint8)
    sheet = Layer(name="backdrop", depth=_FARTHEST, ambient="none", rgba=np.dstack([backdrop, opaque]))
    product = stage_product(scene, photo=photo, card=request.card, text="") if photo is not None else None
    layers = with_overlays([sheet], scene, product=product, card=request.card)
    still = np.ascontiguousarray(at_rest(composite(layers), request.size))
    return Illustration(flat=still, layers=LayeredPicture(layers=layers, weather="clear", size=request.size))
