"""What appears in a sky at times: rainbows, northern lights, lightning."""

import math
from itertools import pairwise
from random import Random
from typing import Final

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.power import RAINBOW
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import Point

AURORA: Final = ("#45f0a4", "#4fd6c8", "#8a7bf2", "#45f0a4")


def sky_marks(scene: Scene) -> list[Sheet]:
    """Return the sheets of what the words say is in the sky, between the clouds and the land."""
    described, sheets = scene.description, []
    if described.mentions("rainbow"):
        sheets.append(_rainbow(scene))
    if described.mentions("northern lights", "aurora", "polar lights"):
        sheets.append(_aurora(scene))
    if described.mentions("lightning", "lightning bolt", "thunderbolt", "flash of lightning"):
        sheets.append(_lightning(scene))
    return sheets


def _rainbow(scene: Scene) -> Sheet:
    sheet, unit = scene.sheet("rainbow", 0.1), scene.unit
    opposite = 0.62 if scene.sun[0] < scene.width / 2 else 0.38  # a rainbow stands opposite the sun
    centre, radius = (scene.across(opposite), scene.horizon + 22 * unit), 72 * unit
    if scene.description.mentions("circular rainbow"):
        centre, radius = (scene.across(0.5), scene.down(0.5)), 34 * unit
    for index, colour in enumerate(RAINBOW):
        sheet.circle(
            *centre,
            radius - 1.7 * unit * index,
            "none",
            stroke=mix(colour, "#ffffff", 0.15),
            stroke_width=1.9 * unit,
            opacity=0.62,
        )
    return sheet


def _aurora(scene: Scene) -> Sheet:
    sheet, chance, unit = scene.sheet("aurora", 0.05), scene.chance("aurora"), scene.unit
    for curtain in range(3):
        phase, row = chance.uniform(0, math.tau), scene.down(0.3 + 0.09 * curtain)
        colour = AURORA[curtain]
        for step in range(90):
            share = step / 89
            x = scene.width * (-0.02 + 1.04 * share)
            foot = row + 9 * unit * math.sin(phase + share * 7) + 3 * unit * math.sin(phase + share * 19)
            high = unit * (22 + 14 * math.sin(phase * 2 + share * 11))
            paint = sheet.vertical(
                foot - high, foot, (AURORA[curtain + 1], 0.0), (colour, 0.34), (mix(colour, "#ffffff", 0.3), 0.5)
            )
            sheet.rect(x, foot - high, scene.width * 1.04 / 89 + 0.6, high, paint)
    return sheet


def _lightning(scene: Scene) -> Sheet:
    sheet, chance, unit = scene.sheet("lightning", 0.12), scene.chance("lightning"), scene.unit
    near = scene.description.framing == "close"
    for share, width in ((0.5, 1.5), (0.62, 0.8)) if near else ((chance.uniform(0.55, 0.7), 1.0), (0.32, 0.6)):
        start, end = (
            (scene.across(share), -4.0),
            (scene.across(share + chance.uniform(-0.12, 0.12)), scene.horizon + 3 * unit),
        )
        sheet.glow(start[0], scene.down(0.2), 46 * unit, "#bcd6ff", 0.5)
        _bolt(sheet, chance, (start, end), width * unit)
    return sheet


def _bolt(sheet: Sheet, chance: Random, ends: tuple[Point, Point], width: float) -> None:
    """Add a forked, jagged line of light between two points."""
    (x0, y0), (x1, y1) = ends
    steps = 13
    wild = abs(y1 - y0) / steps
    points = [(x0 + (x1 - x0) * step / steps + chance.uniform(-0.7, 0.7) * wild * (0 < step < steps), y0 + (y1 - y0) * step / steps)
              for step in range(steps + 1)]  # fmt: skip
    for share, colour, opacity in ((5.0, "#9fc2ff", 0.25), (2.4, "#cfe2ff", 0.5), (1.0, "#ffffff", 1.0)):
        for start, end in pairwise(points):
            sheet.line([start, end], colour, width * share, opacity=opacity)
    if width < 1.2:
        return
    for at in (4, 7, 9):
        x, y = points[at]
        _bolt(
            sheet,
            chance,
            (
                (x, y),
                (x + chance.choice((-1, 1)) * wild * chance.uniform(1.5, 3.5), y + wild * chance.uniform(2.0, 3.6)),
            ),
            width * 0.45,
        )
