"""Character sheets: somebody alone before a plain ground, with the look that they have in all scenes."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.finish import finish
from videogen_dagster.media.illustration.layers import at_rest, laid_over
from videogen_dagster.media.illustration.likeness import look_of
from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.people import bust
from videogen_dagster.media.illustration.raster import rasterise, rasterise_part
from videogen_dagster.media.illustration.reading import read_prompt
from videogen_dagster.media.illustration.scene import Scene, set_scene
from videogen_dagster.media.illustration.speaker import CROWN, HAT_ROOM
from videogen_dagster.media.illustration.svg import element, group, number, radial_gradient

GROUND: Final = "#d9dde0"
FOOT: Final = 150.0
"""Where the frame cuts the figure off, in units of the head below the middle of the face: shoulders and no hands."""
HIGHEST: Final = 0.08
"""Where the top of hair or hat is at most, as a share of the height."""


def portray(request: ImageRequest) -> NDArray[np.uint8]:
    """Draw the sheet of the one character of a request; equal requests give equal pixels.

    Returns:
        `uint8[height, width, 3]`, RGB.
    """
    plain = replace(read_prompt("a portrait in a studio by day"), setting="studio", indoors=True)
    scene = set_scene(plain, style=request.style, size=request.size, seed=request.seed, peopled=True)
    width, height = round(scene.width), round(scene.height)
    ground = rasterise(_ground(scene), width, height, scale=0.25)  # a soft gradient: as good small, at no cost
    drawn = laid_over(ground, rasterise_part(_figure(scene, request), width, height))
    bare = replace(scene, description=replace(plain, indoors=False))  # no shadow of a window on the wall
    return at_rest(finish(drawn, bare, bottom=True), request.size)[..., :3]


def _ground(scene: Scene) -> str:
    tone = mix(scene.palette.tint(GROUND, 0.0), GROUND, 0.35)
    paint = radial_gradient("ground", [(0.0, mix(tone, "#ffffff", 0.45), 1.0), (1.0, mix(tone, "#20242c", 0.22), 1.0)])
    wall = element("rect", "", x=0, y=0, width=scene.width, height=scene.height, fill="url(#ground)")
    return element("defs", paint) + wall


def _figure(scene: Scene, request: ImageRequest) -> str:
    look = look_of(request.characters[0])
    tall = max(CROWN + 10, HAT_ROOM.get(look.hat, 0.0)) * (1.2 if look.age == "child" else 1.0)
    height = scene.safe[3] - scene.safe[1]
    scale = height * (1 - HIGHEST) / (FOOT + tall)
    pen, edge = Pen(scene.palette), 0.9 * scale
    x, y = scene.across(0.5), scene.down(1.0) - FOOT * scale
    body, rim = (bust(each, look) for each in (pen, pen.rim()))
    placed = f"translate({number(x)} {number(y)}) scale({number(scale)})"
    lit = f"translate({number(x + edge)} {number(y - edge)}) scale({number(scale)})"
    return group(group(rim, transform=lit, opacity=0.4), group(body, transform=placed))
