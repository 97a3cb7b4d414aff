"""The photographer's studio: a seamless backdrop or the top of a table, lit for one product."""

from dataclasses import replace
from typing import Final

from videogen_dagster.media.illustration.atmosphere import SURFACES
from videogen_dagster.media.illustration.card_layout import product_on_right
from videogen_dagster.media.illustration.colour import luminance, mix, shift_hsv
from videogen_dagster.media.illustration.reading import backdrop
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet

_BACKDROPS: Final = ("#e6c3b0", "#b9cfd2", "#e0d0ac", "#cdc2dc", "#c9d3bd")
_WALLS: Final = ("#e9e1d4", "#dfe3e0", "#e8dccf")
_WOOD: Final = "#8a5a36"
_LINEN: Final = "#cdb694"
_GLOSSY: Final = ("glossy", "reflections", "reflection", "marble")
_WINDOW: Final = ("window", "morning", "daylight", "sunny", "sun")


def studio(scene: Scene) -> list[Sheet]:
    """Return a product stage: one smooth backdrop in a colour that words can be read on, and what the product stands on."""
    tabled = scene.description.mentions(*SURFACES)
    tone = studio_tone(scene)
    back, stage = _backdrop(scene, tone), scene.sheet("ground", 0.6)
    far = scene.sheet("far", 0.25)
    if scene.description.mentions(*_WINDOW):
        _window_light(far, scene)
    if tabled:
        _table(stage, scene)
    else:
        _shape_behind(far, scene, tone)
        _floor(stage, scene, tone)
    return [back, far, stage]


def floor_row(scene: Scene) -> float:
    """Return the row where the studio's wall passes into what the product stands on."""
    share = 0.72 if scene.wide or not scene.calm else 0.41 if scene.tall else 0.43
    return scene.down(share)


def product_column(scene: Scene) -> float:
    """Return the column that the light falls on: where the product stands."""
    if not scene.wide or not scene.calm:
        return scene.across(0.5)
    return scene.across(0.715 if product_on_right(scene) else 0.285)


def _light_column(scene: Scene) -> float:
    """Return the column of the light on the wall: beside the product where the product itself is in the middle."""
    if scene.wide or not scene.calm:
        return product_column(scene)
    return scene.across(0.72 if scene.description.mentions("on the right") else 0.3)


def studio_tone(scene: Scene) -> str:
    """Return the backdrop's colour: clearly light or clearly dark, so that words need no shade behind them."""
    tabled = scene.description.mentions(*SURFACES)
    own = scene.chance("backdrop").choice(_WALLS if tabled else _BACKDROPS)
    named = None if tabled else _named_colour(scene)
    tone = mix(scene.hazed(named or own, 0.0), scene.palette.glow, 0.08)
    level = luminance(tone)
    if 0.1 < level < 0.24:
        return mix(tone, scene.palette.near, 0.35)
    return mix(tone, "#ffffff", 0.3) if 0.24 <= level < 0.42 else tone


def _backdrop(scene: Scene, tone: str) -> Sheet:
    back = scene.sheet("wall", 0.0, soft=True)
    floor, palette = floor_row(scene), scene.palette
    dark = luminance(tone) < 0.2
    lit, dim = mix(tone, "#ffffff", 0.16 if dark else 0.34), mix(tone, palette.near, 0.3 if dark else 0.1)
    back.rect(0, 0, scene.width, scene.height, tone if back.flat else back.vertical(0, scene.height, dim, tone, tone))
    if not back.flat:
        pool = back.radial(
            _light_column(scene), floor - 22 * scene.unit, 78 * scene.unit, (lit, 1.0), (lit, 0.42), (lit, 0.0)
        )
        back.rect(0, 0, scene.width, scene.height, pool)
    return back


def _shape_behind(sheet: Sheet, scene: Scene, tone: str) -> None:
    """Add a set piece behind the product: an arch, a disc, or nothing; one for the whole film."""
    shape = scene.chance("set").choice(("arch", "disc", "arch", "none"))
    if shape == "none":
        return
    unit, x, floor = scene.unit, product_column(scene), floor_row(scene)
    colour = mix(shift_hsv(tone, hue=-0.015, saturation=1.3), scene.palette.near, 0.07)
    light = mix(colour, "#ffffff", 0.2)
    size = min(30 * unit, (x - scene.across(0.0)) * 0.86)
    if shape == "disc":
        middle = floor - size * 0.92
        sheet.circle(x, middle, size, sheet.vertical(middle - size, middle + size, light, colour))
        return
    top = max(scene.down(0.06), floor - 60 * unit)
    half = size * 0.86
    outline = f"M{x - half:.2f},{floor + 2:.2f}V{top + half:.2f}A{half:.2f},{half:.2f} 0 0 1 {x + half:.2f},{top + half:.2f}V{floor + 2:.2f}Z"
    sheet.raw(f'<path d="{outline}" fill="{sheet.vertical(top, floor, light, colour)}"/>', top, floor + 2)


def _floor(sheet: Sheet, scene: Scene, tone: str) -> None:
    """Add the floor of a seamless backdrop: lit where the product stands, darker towards the camera."""
    floor, x, unit = floor_row(scene) - 6 * scene.unit, product_column(scene), scene.unit
    near = mix(tone, scene.palette.near, 0.2)
    if sheet.flat:
        sheet.rect(0, floor + 6 * unit, scene.width, scene.height, mix(tone, scene.palette.near, 0.1))
        return
    # Paper that hangs from the wall and runs out over the floor: it has a bend and no edge.
    bend = sheet.vertical(floor, scene.height, (near, 0.0), (near, 0.34), (near, 0.62), (near, 1.0))
    sheet.rect(0, floor, scene.width, scene.height - floor, bend)
    glow = sheet.radial(x, floor + 18 * unit, 58 * unit, ("#ffffff", 0.3), ("#ffffff", 0.12), ("#ffffff", 0.0))
    light = f'<g transform="translate(0 {(floor + 18 * unit) * 0.55:.2f}) scale(1 0.45)"><circle cx="{x:.2f}" cy="{floor + 18 * unit:.2f}" r="{58 * unit:.2f}" fill="{glow}"/></g>'
    sheet.raw(light, floor, scene.height)
    if scene.description.mentions(*_GLOSSY):
        shine = sheet.vertical(floor + 6 * unit, floor + 30 * unit, ("#ffffff", 0.22), ("#ffffff", 0.0))
        sheet.rect(0, floor + 6 * unit, scene.width, 24 * unit, shine)


def _table(sheet: Sheet, scene: Scene) -> None:
    """Add the top of a table, its boards running across, lit where the product stands."""
    floor, unit, chance = floor_row(scene), scene.unit, scene.chance("table")
    wooden = scene.description.mentions("wood", "wooden", "rustic")
    wood = scene.hazed(_surface(scene, wooden=wooden), 0.0)
    far, near = mix(wood, scene.palette.light, 0.12), mix(wood, scene.palette.near, 0.36)
    sheet.rect(0, floor, scene.width, scene.height - floor, sheet.vertical(floor, scene.height, far, wood, near))
    if wooden:
        _grain(sheet, scene, wood)
    if not sheet.flat:
        x = product_column(scene)
        light = sheet.radial(
            x, floor + 14 * unit, 70 * unit, (scene.palette.light, 0.36), (scene.palette.light, 0.12), (scene.palette.light, 0.0)
        )  # fmt: skip
        sheet.rect(0, floor, scene.width, scene.height - floor, light)
    sheet.rect(0, floor, scene.width, 0.5 * unit, mix(wood, "#ffffff", 0.4), opacity=0.6 + 0.2 * chance.random())


def _surface(scene: Scene, *, wooden: bool) -> str:
    if wooden:
        return _WOOD
    return _LINEN if scene.description.mentions("cloth", "linen") else _named_colour(scene) or _WOOD


def _named_colour(scene: Scene) -> str | None:
    """Return the colour that the prompt gives the stage: what it says before is about the product."""
    _, _, staged = scene.description.text.rpartition("packshot")
    return backdrop(replace(scene.description, text=staged))


def _grain(sheet: Sheet, scene: Scene, wood: str) -> None:
    """Add seams between boards and fine grain, closer together the farther away they are."""
    floor, chance = floor_row(scene), scene.chance("grain")
    dark, light = mix(wood, scene.palette.near, 0.55), mix(wood, scene.palette.light, 0.4)
    deep = scene.height - floor
    for share in (0.1, 0.27, 0.52, 0.86):
        sheet.rect(0, floor + deep * share, scene.width, scene.unit * (0.14 + 0.3 * share), dark, opacity=0.5)
    for _ in range(46):
        share = chance.random() ** 1.6
        row, left = floor + deep * share, chance.uniform(-0.2, 0.8) * scene.width
        wide = scene.width * chance.uniform(0.2, 0.7)
        bow = scene.unit * chance.uniform(-0.8, 0.8) * (0.3 + share)
        points = [(left, row), (left + wide / 2, row + bow), (left + wide, row)]
        sheet.line(points, chance.choice((dark, dark, light)), scene.unit * (0.08 + 0.2 * share), opacity=0.2)


def _window_light(sheet: Sheet, scene: Scene) -> None:
    """Add the light of a window on the wall beside the product."""
    if sheet.flat:
        return
    unit, floor = scene.unit, floor_row(scene)
    x, top = _light_column(scene) - 34 * unit, floor - 62 * unit
    for column in range(2):
        for row in range(2):
            left, high = x + column * 15 * unit, top + row * 24 * unit + column * 3 * unit
            corners = [
                (left + row * 5 * unit, high),
                (left + row * 5 * unit + 13 * unit, high + 2.6 * unit),
                (left + row * 5 * unit + 17.6 * unit, high + 24.6 * unit),
                (left + row * 5 * unit + 4.6 * unit, high + 22 * unit),
            ]
            sheet.polygon(corners, scene.palette.light, opacity=0.2)
