"""From a request to a picture: description, sheets, layers, and the flat still."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.film_settings import Style
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.media.illustration.finish import finish
from videogen_dagster.media.illustration.gallery import PLACES, WHOLE
from videogen_dagster.media.illustration.layers import Layer, LayeredPicture, Rgba, at_rest, composite, laid_over
from videogen_dagster.media.illustration.raster import rasterise
from videogen_dagster.media.illustration.reading import read_prompt
from videogen_dagster.media.illustration.scene import Scene, set_scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.sky import draw_clouds, draw_fog, draw_sky
from videogen_dagster.media.illustration.weather import fall_over

SOFT_SCALE: Final = 0.5
"""Share of the size at which sheets without sharp edges are drawn: a quarter of the cost."""

LAYER_DEPTHS: Final = (("backdrop", 0.0, 0.0), ("far", 0.3, 0.22), ("middle", 0.5, 0.42), ("stage", 0.75, 0.6), ("near", 1.0, 1.0))
"""Name of a layer, the greatest depth of the sheets that it gathers, and its own depth."""


@dataclass(frozen=True, slots=True)
class Illustration:
    """A drawn picture.

    Attributes:
        flat: `uint8[height, width, 3]`, RGB: what the frame shows at rest, with rain or snow.
        layers: The same as sheets, without rain and snow.
    """

    flat: NDArray[np.uint8]
    layers: LayeredPicture


def illustrate(request: ImageRequest) -> Illustration:
    """Draw the picture that a request asks for; equal requests give equal pixels."""
    scene = scene_of(request)
    sheets = _sheets(scene)
    layers = tuple(_layer(scene, group, bottom=index == 0) for index, group in enumerate(_gathered(sheets)))
    layered = LayeredPicture(layers=layers, weather=_falling(scene), size=request.size)
    flat = fall_over(np.ascontiguousarray(at_rest(composite(layers), request.size)), scene)
    return Illustration(flat=flat, layers=layered)


def scene_of(request: ImageRequest) -> Scene:
    """Return the canvas for a request."""
    description = read_prompt(request.prompt, negative_prompt=request.negative_prompt, seed=request.seed)
    return set_scene(
        description, style=request.style, size=request.size, seed=request.seed + request.take - 1,
        calm=request.room_for_speaker or request.card is not None,
    )  # fmt: skip


def _falling(scene: Scene) -> str:
    return "clear" if scene.description.indoors else scene.description.weather


def _sheets(scene: Scene) -> list[Sheet]:
    place = PLACES.get(scene.description.setting, PLACES["mountains"])(scene)
    if scene.description.indoors or scene.description.setting in WHOLE:
        return place
    sheets = [draw_sky(scene), draw_clouds(scene), *place]
    if scene.description.weather == "fog":
        sheets.append(draw_fog(scene))
    return sorted(sheets, key=lambda sheet: sheet.depth)


def _gathered(sheets: Sequence[Sheet]) -> list[list[Sheet]]:
    """Return the sheets that share a layer; those that drift by themselves have one of their own."""
    keyed = groupby(sheets, key=lambda sheet: (sheet.ambient, _bin(sheet.depth)))
    return [list(group) for _, group in keyed]


def _bin(depth: float) -> int:
    return next(index for index, (_, greatest, _) in enumerate(LAYER_DEPTHS) if depth <= greatest)


def _layer(scene: Scene, sheets: Sequence[Sheet], *, bottom: bool) -> Layer:
    name, _, depth = LAYER_DEPTHS[_bin(sheets[0].depth)]
    ambient = sheets[0].ambient
    pixels = _finished(scene, sheets, bottom=bottom)
    if bottom:
        pixels[..., 3] = 255
    return Layer(
        name=name if ambient == "none" else ambient,
        depth=depth if ambient == "none" else sheets[0].depth,
        ambient=ambient,
        rgba=pixels,
    )


def _finished(scene: Scene, sheets: Sequence[Sheet], *, bottom: bool) -> Rgba:
    if scene.style is not Style.PAPERCUT:
        return finish(_drawn(scene, sheets), scene, bottom=bottom)
    cut = finish(_drawn(scene, sheets[:1]), scene, bottom=bottom)
    for sheet in sheets[1:]:  # every sheet of paper casts its shadow on those below
        cut = laid_over(cut, finish(_drawn(scene, [sheet]), scene, bottom=False))
    return cut


def _drawn(scene: Scene, sheets: Sequence[Sheet]) -> Rgba:
    width, height = round(scene.width), round(scene.height)
    top = max(0, int(min(sheet.rows[0] for sheet in sheets)) - 2)
    bottom = min(height, int(max(sheet.rows[1] for sheet in sheets)) + 3)
    fragment = "".join(sheet.fragment for sheet in sheets)
    scale = SOFT_SCALE if all(sheet.soft for sheet in sheets) else 1.0
    return rasterise(fragment, width, height, rows=(min(top, bottom), bottom), scale=scale)
