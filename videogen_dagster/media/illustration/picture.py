"""From a request to a picture: description, sheets, layers, and the flat still."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.choices import Style
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.media.illustration import words
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.figures import draw_subjects, named_subjects, small_things_alone
from videogen_dagster.media.illustration.finish import finish
from videogen_dagster.media.illustration.focus import out_of_focus, sharpness
from videogen_dagster.media.illustration.gallery import PLACES, WHOLE, standing
from videogen_dagster.media.illustration.layers import Layer, LayeredPicture, Rgba, at_rest, composite, laid_over
from videogen_dagster.media.illustration.places.tables import near_board
from videogen_dagster.media.illustration.places.volcanoes import far_volcano
from videogen_dagster.media.illustration.raster import rasterise, rasterise_part
from videogen_dagster.media.illustration.reading import SceneDescription, as_packshot, read_prompt, without
from videogen_dagster.media.illustration.scene import Scene, set_scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.sky import draw_clouds, draw_fog, draw_sky
from videogen_dagster.media.illustration.sky_marks import sky_marks
from videogen_dagster.media.illustration.stage import Stage
from videogen_dagster.media.illustration.weather import fall_over

if TYPE_CHECKING:
    from videogen_dagster.media.illustration.overlays import StagedProduct

SOFT_SCALE: Final = 0.5
"""Share of the size at which sheets without sharp edges are drawn: a quarter of the cost."""

LAYER_DEPTHS: Final = (
    ("backdrop", 0.0, 0.0),
    ("far", 0.5, 0.28),
    ("stage", 0.65, 0.6),
    ("subject", 0.75, 0.7),
    ("near", 1.0, 1.0),
)
"""Name of a layer, the greatest depth of the sheets that it gathers, and its own depth."""

SUBJECT_DEPTH: Final = {"wide": 0.62, "medium": 0.7, "close": 0.7}
"""Framing -> depth of the figures: with the ground that they stand on as long as their feet are seen."""

ZOOM: Final = {"wide": 1.0, "medium": 1.16, "close": 1.45}
BLUR: Final = {"wide": 0.0, "medium": 0.22, "close": 0.8}
"""Framing -> how much nearer the scenery is, and how far out of focus, in units."""

VOLCANIC: Final = frozenset({"volcano", "lava", "ground_section"})
"""Settings that draw their own volcano."""

PEOPLE: Final = ("people", "person", "human", "man", "woman", "figure", "character", "crowd")


@dataclass(frozen=True, slots=True)
class Illustration:
    """A drawn picture.

    Attributes:
        flat: `uint8[height, width, 3]`, RGB: what the frame shows at rest, with rain or snow.
        layers: The same as sheets, without rain and snow.
    """

    flat: NDArray[np.uint8]
    layers: LayeredPicture


def illustrate(request: ImageRequest, *, photo: Path | None = None) -> Illustration:
    """Draw the picture that a request asks for; equal requests and photos give equal pixels.

    Args:
        request: What to draw.
        photo: The request's product photo on this machine.

    Raises:
        ValueError: The photo cannot be read, or the card has letters that the fonts lack.
    """
    scene = scene_of(request)
    product = _staged(scene, request, photo)
    sheets = _sheets(scene, request, product)
    layers = tuple(_layer(scene, group, bottom=index == 0) for index, group in enumerate(_gathered(sheets)))
    if product is not None or request.card is not None:
        layers = _overlaid(layers, scene, request.card, product)
    layered = LayeredPicture(layers=layers, weather=_falling(scene), size=request.size)
    shown = [replace(layer, rgba=at_rest(layer.rgba, request.size)) for layer in layers]
    flat = fall_over(composite(shown), scene)
    return Illustration(flat=flat, layers=layered)


def _staged(scene: Scene, request: ImageRequest, photo: Path | None) -> "StagedProduct | None":
    """Return the product that stands in the picture on a stage of its own, photographed or drawn."""
    if photo is None and (request.card is None or scene.description.setting != "studio"):
        return None
    from videogen_dagster.media.illustration.overlays import stage_product  # 0.06 s; few pictures need it

    return stage_product(scene, photo=photo, card=request.card, text=subject_text(scene.description))


def _overlaid(
    layers: tuple[Layer, ...], scene: Scene, card: Card | None, product: "StagedProduct | None"
) -> tuple[Layer, ...]:
    """Return the layers with the photographed product and the words of the card."""
    from videogen_dagster.media.illustration.overlays import with_overlays  # 0.06 s; few pictures need it

    return with_overlays(layers, scene, product=product, card=card)


def scene_of(request: ImageRequest) -> Scene:
    """Return the canvas for a request."""
    description = read_prompt(request.prompt, negative_prompt=request.negative_prompt, seed=request.seed)
    if request.photo is not None:
        description = as_packshot(description)
    if _shows_from_near(request, description):
        description = replace(description, framing="close")
    peopled = not request.room_for_speaker and bool(request.characters or named_subjects(subject_text(description)))
    return set_scene(
        description, style=request.style, size=request.size, seed=_seed(request, description),
        calm=request.room_for_speaker or request.card is not None, peopled=peopled,
    )  # fmt: skip


def _shows_from_near(request: ImageRequest, description: SceneDescription) -> bool:
    """Return whether the picture is an insert: small things on a board, the place behind them out of focus."""
    if request.room_for_speaker or request.photo is not None or _is_title(request.card):
        return False
    if description.setting in WHOLE or description.setting in words.STAGES:
        return False
    return small_things_alone(
        subject_text(description), request.characters, with_people=_with_people(request, description)
    )


def _seed(request: ImageRequest, description: SceneDescription) -> int:
    """Return what chance follows from: of prompts that name no place, each has scenery of its own."""
    own = 0 if description.named else zlib.crc32(description.text.encode())
    return request.seed + request.take - 1 + own


def subject_text(description: SceneDescription) -> str:
    """Return the prompt without what the scenery shows by itself; what a room is called after does not stand in it."""
    text = description.text
    if description.indoors and description.place and description.setting not in words.STAGES:
        text = text.replace(description.place, " ", 1)
    return without(text, words.FIXTURES.get(description.setting, ()))


def stage_of(scene: Scene, sheets: Sequence[Sheet] = ()) -> Stage:
    """Return what the drawers of figures need to know about the scenery and the furniture on its sheets."""
    description = scene.description
    return Stage(
        width=scene.width, height=scene.height, ground_y=scene.ground, palette=scene.palette,
        time=description.time, indoors=description.indoors, seed=scene.seed, safe=scene.safe,
        centred=description.setting in words.STAGES,
        standing=standing(description.setting) * scene.unit * ZOOM[description.framing],
        submerged=description.setting == "underwater",
        surfaces=tuple(surface for sheet in sheets for surface in sheet.surfaces),
    )  # fmt: skip


def _falling(scene: Scene) -> str:
    return "clear" if scene.description.indoors else scene.description.weather


def _sheets(scene: Scene, request: ImageRequest, product: "StagedProduct | None") -> list[Sheet]:
    sheets = _scenery(scene)
    if request.room_for_speaker and scene.dark and not scene.description.indoors:
        sheets.append(_light_behind(scene))
    centre = (scene.across(0.5), scene.down(0.62))
    for sheet in sheets:
        if sheet.ambient == "none" and scene.description.setting != "studio":
            sheet.come_closer(ZOOM[scene.description.framing], centre)
    alone = request.room_for_speaker or product is not None or _is_title(request.card)
    subjects = None if alone else _subjects(scene, request, sheets)
    if product is not None and product.stand is not None:
        sheets.append(product.stand)
    if subjects is not None:
        if _shows_from_near(request, scene.description):
            sheets.append(near_board(scene))
        sheets.append(subjects)
    return sorted(sheets, key=lambda sheet: sheet.depth)


def _light_behind(scene: Scene) -> Sheet:
    """Return a glow in the middle distance: who speaks at night in the open stands before it, not before the dark."""
    sheet = scene.sheet("moonlight", 0.5, soft=True)
    colour = mix(mix(scene.palette.light, scene.palette.horizon, 0.5), scene.lamp, 0.25)
    sheet.glow(scene.across(0.5), scene.down(0.5), 85 * scene.unit, colour, 0.42)
    return sheet


def _is_title(card: Card | None) -> bool:
    return card is not None and card.kind is not CardKind.FEATURE


def _scenery(scene: Scene) -> list[Sheet]:
    place = PLACES[scene.description.setting](scene)
    if scene.description.indoors or scene.description.setting in WHOLE:
        return place
    sheets = [draw_sky(scene), draw_clouds(scene), *sky_marks(scene), *place]
    if scene.description.setting not in VOLCANIC and scene.description.mentions("volcano"):
        sheets += far_volcano(scene)
    if scene.description.weather == "fog":
        sheets.append(draw_fog(scene))
    return sheets


def _with_people(request: ImageRequest, description: SceneDescription) -> bool:
    staged = description.mentions("packshot") and not request.characters
    return not staged and not description.excludes(*PEOPLE)


def _subjects(scene: Scene, request: ImageRequest, scenery: Sequence[Sheet]) -> Sheet | None:
    description = scene.description
    fragment = draw_subjects(
        subject_text(description),
        request.characters,
        stage_of(scene, scenery),
        with_people=_with_people(request, description),
    )
    if fragment is None:
        return None
    sheet = scene.sheet("subject", SUBJECT_DEPTH[description.framing])
    sheet.raw(fragment, 0, scene.height)
    return sheet


def _gathered(sheets: Sequence[Sheet]) -> list[list[Sheet]]:
    """Return the sheets that share a layer; those that drift by themselves have one of their own."""
    keyed = groupby(sheets, key=lambda sheet: (sheet.ambient, _bin(sheet.depth)))
    return [list(group) for _, group in keyed]


def _bin(depth: float) -> int:
    return next(index for index, (_, greatest, _) in enumerate(LAYER_DEPTHS) if depth <= greatest)


def _layer(scene: Scene, sheets: Sequence[Sheet], *, bottom: bool) -> Layer:
    name, _, depth = LAYER_DEPTHS[_bin(sheets[0].depth)]
    ambient = sheets[0].ambient
    blur = _blur(scene, name=name, ambient=ambient)
    pixels = out_of_focus(_finished(scene, sheets, bottom=bottom, sharp=sharpness(blur)), blur)
    if bottom:
        pixels[..., 3] = 255
    return Layer(
        name=name if ambient == "none" else ambient,
        depth=depth if ambient == "none" else sheets[0].depth,
        ambient=ambient,
        rgba=pixels,
    )


def _blur(scene: Scene, *, name: str, ambient: str) -> float:
    """Return how far out of focus a layer is, in pixels."""
    if name == "subject" or ambient != "none":
        return 0.0
    amount = max(BLUR[scene.description.framing], 0.3 if scene.calm else 0.0)
    return amount * scene.unit * (1.8 if name == "near" and amount > 0.5 else 1.0)


def _finished(scene: Scene, sheets: Sequence[Sheet], *, bottom: bool, sharp: float) -> Rgba:
    if scene.style is not Style.PAPERCUT:
        return finish(_drawn(scene, sheets, sharp=sharp), scene, bottom=bottom)
    cut = finish(_drawn(scene, sheets[:1], sharp=sharp), scene, bottom=bottom)
    for sheet in sheets[1:]:  # every sheet of paper casts its shadow on those below
        cut = laid_over(cut, finish(_drawn(scene, [sheet], sharp=sharp), scene, bottom=False))
    return cut


def _drawn(scene: Scene, sheets: Sequence[Sheet], *, sharp: float) -> Rgba:
    """Draw sheets of one layer: runs of soft ones small, the others at the share `sharp` of the full size."""
    parts = [_rasterised(scene, list(run), way=way, sharp=sharp) for way, run in groupby(sheets, key=_way)]
    drawn = parts[0]
    for part in parts[1:]:
        drawn = laid_over(drawn, part)
    return drawn


def _way(sheet: Sheet) -> str:
    return "figures" if sheet.name == "subject" else "soft" if sheet.soft else "crisp"


def _rasterised(scene: Scene, sheets: Sequence[Sheet], *, way: str, sharp: float = 1.0) -> Rgba:
    width, height = round(scene.width), round(scene.height)
    fragment = "".join(sheet.fragment for sheet in sheets)
    if way == "figures":
        return rasterise_part(fragment, width, height)
    top = max(0, int(min(sheet.rows[0] for sheet in sheets)) - 2)
    bottom = min(height, int(max(sheet.rows[1] for sheet in sheets)) + 3)
    scale = min(sharp, SOFT_SCALE) if way == "soft" else sharp
    return rasterise(fragment, width, height, rows=(min(top, bottom), bottom), scale=scale)
