"""Products without a photo: the drawn object, as large and sharp as a photographed one, and the plinth it stands on."""

from typing import Final

from videogen_dagster.media.illustration.card_layout import Area
from videogen_dagster.media.illustration.casting import cast_of
from videogen_dagster.media.illustration.colour import luminance, mix
from videogen_dagster.media.illustration.motifs import Motif
from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import group, number

DEPTH: Final = 0.7
_RIM: Final = 0.17
"""Height of a plinth's top as a share of its width: how far from above the camera looks."""

_HIGH: Final = 6.5
"""Height of a plinth's side in units of the scene."""


def motif_of(text: str) -> Motif | None:
    """Return the thing that a text names first and that can be drawn, or None."""
    motifs = cast_of(text, ()).motifs
    return motifs[0].motif if motifs else None


def draw_product(sheet: Sheet, scene: Scene, motif: Motif, area: Area) -> float:
    """Add an object that fills its area, its foot at the lower edge; return half its width in pixels.

    Args:
        sheet: What it is drawn on.
        scene: Names its light.
        motif: The object.
        area: What it may use.
    """
    scale = min(area.height / motif.height, area.width / motif.width)
    x, half = (area.left + area.right) / 2, motif.width * scale / 2
    centre = (motif.extent[0] + motif.extent[2]) / 2
    _contact(sheet, scene, (x, area.bottom), half)
    body = group(
        motif.draw(Pen(scene.palette)),
        transform=f"translate({number(x)} {number(area.bottom)}) scale({number(scale)}) translate({number(-centre)} 0)",
    )
    sheet.raw(body, area.bottom - motif.height * scale, area.bottom)
    return half


def size_in(area: Area, motif: Motif) -> float:
    """Return half the width in pixels at which the object is drawn in an area."""
    return motif.width * min(area.height / motif.height, area.width / motif.width) / 2


def plinth_depth(scene: Scene, half: float) -> float:
    """Return how far a plinth reaches below the middle of its top, in pixels.

    Args:
        scene: The picture.
        half: Half its width in pixels.
    """
    return _HIGH * scene.unit + half * _RIM


def draw_plinth(sheet: Sheet, scene: Scene, foot: tuple[float, float], *, half: float, tone: str) -> None:
    """Add a low round plinth.

    Args:
        sheet: What it is drawn on.
        scene: Names its light.
        foot: Where the product stands on it: the middle of its top.
        half: Half its width in pixels.
        tone: Colour of the backdrop.
    """
    (x, y), rim, high = foot, half * _RIM, _HIGH * scene.unit
    white = 0.75 if luminance(tone) > 0.2 else 0.22
    light, body, shade = (
        mix(tone, "#ffffff", white),
        mix(tone, "#ffffff", white * 0.4),
        mix(tone, scene.palette.near, 0.22),
    )
    shadow = scene.palette.near
    if not sheet.flat:
        dark = sheet.radial(x, y + high, half * 1.5, (shadow, 0.5), (shadow, 0.3), (shadow, 0.0))
        sheet.raw(
            f'<g transform="translate(0 {number((y + high + rim * 0.3) * (1 - _RIM))}) scale(1 {_RIM})">'
            f'<circle cx="{number(x)}" cy="{number(y + high)}" r="{number(half * 1.5)}" fill="{dark}"/></g>',
            y, y + high + rim * 2,
        )  # fmt: skip
    outline = (
        f"M{number(x - half)},{number(y)}V{number(y + high)}A{number(half)},{number(rim)} 0 0 0 "
        f"{number(x + half)},{number(y + high)}V{number(y)}Z"
    )
    paint = sheet.horizontal(x - half, x + half, body, light, body, shade)
    sheet.raw(f'<path d="{outline}" fill="{paint}"/>', y, y + high + rim)
    sheet.ellipse(x, y, half, rim, mix(light, "#ffffff", 0.35))
    sheet.ellipse(x, y, half * 0.985, rim * 0.97, light)


def _contact(sheet: Sheet, scene: Scene, foot: tuple[float, float], half: float) -> None:
    """Add the dark line where the object touches what it stands on, and the soft shadow around it."""
    (x, y), near = foot, mix(scene.palette.near, "#000000", 0.3)
    for wide, flat, dark in ((1.3, 0.13, 0.34), (0.98, 0.05, 0.5)):
        reach = half * wide
        faint = 'opacity="0.18"' if sheet.flat else ""
        paint = near if sheet.flat else sheet.radial(x, y, reach, (near, dark), (near, dark * 0.55), (near, 0.0))
        sheet.raw(
            f'<g transform="translate(0 {number(y * (1 - flat / wide))}) scale(1 {flat / wide:.4f})">'
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(reach)}" fill="{paint}" {faint}/></g>',
            y - half * flat, y + half * flat,
        )  # fmt: skip
