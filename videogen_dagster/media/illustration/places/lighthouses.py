"""Lighthouses: far off on a cape, or near, with the keeper's house."""

import re

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet


def headland(sheet: Sheet, scene: Scene, *, foot: float, rise: float, size: float) -> None:
    """Add a far cape with a lighthouse `size` high, on the side away from sun or moon."""
    x, unit = scene.across(_side(scene)), scene.unit
    outline = ((-44, 0.0), (-20, 0.6), (0, 1.0), (22, 0.8), (44, 0.0))
    sheet.blob([(x + dx * unit, foot - rise * part) for dx, part in outline], scene.hazed("#5d6a72", 0.42))
    tower(sheet, scene, x=x, row=foot - rise * 0.87, size=size, distance=0.25)


def near_lighthouse(scene: Scene) -> Sheet:
    """Return a cape close to the camera: a lighthouse with lit windows on its rocks, the keeper's house beside it."""
    sheet, unit, chance = scene.sheet("cape", 0.5), scene.unit, scene.chance("cape")
    side = -1 if _side(scene) < 0.5 else 1
    x, row = scene.across(0.5 + side * (0.15 if scene.wide else 0.08)), scene.down(0.74)
    rock = mix(scene.hazed("#6b6a70", 0.06), scene.palette.glow, 0.08)
    outline = ((-58, 17), (-46, 9), (-30, 5), (-14, -1), (16, -1), (34, 3), (54, 8), (80, 12), (120, 17))
    points = [(x + side * dx * unit, row + dy * unit) for dx, dy in outline]
    sheet.hill(
        points,
        row + 24 * unit,
        sheet.vertical(
            row - 2 * unit, row + 24 * unit, mix(rock, scene.palette.light, 0.14), mix(rock, scene.palette.near, 0.45)
        ),
    )
    for _ in range(26):
        dx, down = chance.uniform(-44, 70), chance.uniform(6, 19)
        size = chance.uniform(2, 6) * unit
        spot = (x + side * dx * unit, row + (down + 0.1 * abs(dx - 10)) * unit)
        facet = [
            (spot[0] - size, spot[1]),
            (spot[0] - size * 0.3, spot[1] - size * 0.5),
            (spot[0] + size, spot[1] + size * 0.1),
            (spot[0] + size * 0.2, spot[1] + size * 0.4),
        ]
        sheet.polygon(facet, mix(rock, chance.choice((scene.palette.light, scene.palette.near)), 0.22), opacity=0.7)
    _keepers_house(sheet, scene, x=x + side * 21 * unit, row=row + 2.5 * unit, size=17 * unit)
    tower(sheet, scene, x=x, row=row + unit, size=(row - scene.down(0.1)) / 1.04, distance=0.0)
    return sheet


def _side(scene: Scene) -> float:
    return 0.86 if scene.sun[0] < scene.width / 2 else 0.14


def _keepers_house(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    wall, roof = scene.hazed("#efe6d6", 0.04), scene.hazed("#8f4238", 0.04)
    sheet.rect(x - size * 0.5, row - size * 0.46, size, size * 0.5, mix(wall, scene.palette.near, 0.08))
    sheet.polygon(
        [
            (x - size * 0.58, row - size * 0.44),
            (x - size * 0.4, row - size * 0.8),
            (x + size * 0.4, row - size * 0.8),
            (x + size * 0.58, row - size * 0.44),
        ],
        roof,
    )
    pane = scene.lamp if scene.dark else mix(wall, scene.palette.sky, 0.6)
    for share in (-0.28, 0.22):
        if scene.dark:
            sheet.glow(x + share * size, row - size * 0.22, size * 0.35, scene.lamp, 0.4)
        sheet.rect(x + (share - 0.07) * size, row - size * 0.32, size * 0.15, size * 0.19, pane)


def tower(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float, distance: float) -> None:
    """Add a lighthouse; seen near (`distance` 0) it has windows, and in the dark it is lit unless the prompt says not."""
    white, red = scene.hazed("#f3ece0", distance), scene.hazed("#c2483c", distance)
    lit = scene.dark and not re.search(r"lighthouse[^.,;]*\b(dark|unlit|out)\b", scene.description.text)
    for band in range(5):
        low, high = band / 5, (band + 1) / 5
        w0, w1 = size * (0.13 - 0.05 * low), size * (0.13 - 0.05 * high)
        colour = red if band % 2 else white
        paint = (
            colour
            if distance
            else sheet.horizontal(
                x - w0, x + w0, mix(colour, scene.palette.light, 0.12), colour, mix(colour, scene.palette.near, 0.4)
            )
        )
        sheet.polygon([(x - w0, row - size * 0.8 * low), (x - w1, row - size * 0.8 * high),
                       (x + w1, row - size * 0.8 * high), (x + w0, row - size * 0.8 * low)], paint)  # fmt: skip
    if distance == 0:
        _tower_windows(sheet, scene, x=x, row=row, size=size)
    top = row - size * 0.8
    dark_glass = mix(white, scene.palette.near if scene.dark else scene.palette.sky, 0.45)
    sheet.rect(x - size * 0.095, top - size * 0.012, size * 0.19, size * 0.026, mix(red, scene.palette.near, 0.5))
    sheet.rect(x - size * 0.06, top - size * 0.12, size * 0.12, size * 0.12, scene.lamp if lit else dark_glass)
    sheet.polygon(
        [(x - size * 0.09, top - size * 0.11), (x, top - size * 0.22), (x + size * 0.09, top - size * 0.11)], red
    )
    if lit:
        _beam(sheet, scene, x=x, row=top - size * 0.06, size=size)


def _tower_windows(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    """Add windows that climb the tower; in the dark all but the highest are lit."""
    glass = mix(scene.hazed("#3f4a5a", 0.0), scene.palette.sky, 0.3)
    for step, share in enumerate((0.14, 0.29, 0.44, 0.59, 0.71)):
        middle, y = x + size * 0.022 * (1 if step % 2 else -1), row - size * share
        if scene.dark and step < 4:
            sheet.glow(middle, y + size * 0.02, size * 0.09, scene.lamp, 0.55)
        pane = scene.lamp if scene.dark and step < 4 else glass
        sheet.rect(middle - size * 0.014, y, size * 0.028, size * 0.045, pane, rx=size * 0.012)
    sheet.rect(
        x - size * 0.025, row - size * 0.08, size * 0.05, size * 0.08, scene.hazed("#5a3a2c", 0.0), rx=size * 0.02
    )


def _beam(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    side = -1 if x > scene.width / 2 else 1
    reach = min(size * 3.4, 1.2 * scene.width)
    beam = sheet.horizontal(x, x + side * reach, (scene.lamp, 0.6), (scene.lamp, 0.0))
    sheet.polygon([(x, row), (x + side * reach, row - reach * 0.13), (x + side * reach, row + reach * 0.11)], beam)
    sheet.glow(x, row, size * (0.5 if size < 40 * scene.unit else 0.3), scene.lamp, 0.8)
