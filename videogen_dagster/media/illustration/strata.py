"""Ground that is cut open: layers of rock, chambers and pipes of molten rock, roots, seams and fossils."""

import math
from random import Random
from typing import Final

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.molten import molten, stream
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import Point

ROCKS: Final = ("#54402f", "#8a6544", "#c19a68", "#9a8c82", "#b7794f", "#6d6570", "#4b4450")
"""Soil, clay, sandstone, limestone, red bed, shale, basalt: from above downwards."""

DARK_ROCKS: Final = ("#4a4148", "#3d353d", "#453a3e", "#332c35")


def surface_line(scene: Scene, chance: Random, row: float, swing: float) -> list[Point]:
    """Return a gently rolling line across the canvas around a row."""
    phase = chance.uniform(0, math.tau)
    return [
        (scene.width * (-0.02 + 1.04 * step / 16), row + swing * math.sin(phase + step * 0.7)) for step in range(17)
    ]


def rock_layers(sheet: Sheet, scene: Scene, top: list[Point], rocks: tuple[str, ...], *, heat: float) -> None:
    """Add layers of rock from a line down to the bottom of the canvas, `heat` 0..1 of glow in the deepest ones."""
    chance, row = scene.chance("layers"), sum(y for _, y in top) / len(top)
    step = (scene.height - row) / len(rocks)
    for index, rock in enumerate(rocks):
        down = row + step * (index + (0.0 if index == 0 else chance.uniform(-0.18, 0.12)))
        line = top if index == 0 else [(x, down + (y - row) * (1.0 + 0.5 * index)) for x, y in top]
        colour = mix(scene.hazed(rock, 0.0), rock, 0.3)
        warm = mix(colour, molten(scene).red, heat * max(0.0, index / len(rocks) - 0.3))
        sheet.hill(
            line, scene.height, sheet.vertical(down, down + step * 1.3, mix(warm, scene.palette.light, 0.13), warm)
        )
        sheet.line(line, mix(warm, scene.palette.near, 0.45), 0.35 * scene.unit, opacity=0.6)
        _grain(sheet, scene, (down + step * 0.2, down + step * 0.9), warm, coarse=index % 3)


def _grain(sheet: Sheet, scene: Scene, rows: Point, colour: str, *, coarse: int) -> None:
    """Add what tells one rock from another: pebbles, bedding lines, specks."""
    chance, unit = scene.chance(f"grain{rows[0]:.0f}"), scene.unit
    for _ in range(round(0.22 * scene.width / unit)):
        x, y = chance.random() * scene.width, chance.uniform(*rows)
        tone = mix(
            colour, scene.palette.light if chance.random() < 0.5 else scene.palette.near, chance.uniform(0.12, 0.3)
        )
        if coarse == 0:
            sheet.ellipse(x, y, unit * chance.uniform(0.5, 1.6), unit * chance.uniform(0.4, 0.9), tone)
        elif coarse == 1:
            sheet.line([(x, y), (x + unit * chance.uniform(3, 9), y)], tone, 0.28 * unit)
        else:
            sheet.circle(x, y, unit * chance.uniform(0.18, 0.4), tone)


def chamber(sheet: Sheet, scene: Scene, centre: Point, radii: Point) -> None:
    """Add a chamber of magma with the rock around it baked, hottest in its middle, gas bubbles at its roof."""
    hot, chance = molten(scene), scene.chance("chamber")
    sheet.glow(*centre, radii[0] * 1.9, hot.red, 0.6)
    shape = [complex(0, 1) ** (4 * index / 14) * chance.uniform(0.86, 1.08) for index in range(14)]
    for share, colour in ((1.16, hot.dim), (1.0, hot.red), (0.84, hot.orange), (0.6, hot.yellow), (0.3, hot.white)):
        drop = (1 - share) * radii[1] * 0.3
        sheet.blob([(centre[0] + turn.real * radii[0] * share, centre[1] + drop + turn.imag * radii[1] * share)
                    for turn in shape], colour)  # fmt: skip
    for _ in range(16):
        x, y = centre[0] + chance.gauss(0, 0.35) * radii[0], centre[1] - radii[1] * chance.uniform(0.1, 0.75)
        sheet.circle(x, y, scene.unit * chance.uniform(0.4, 1.0), hot.white, opacity=0.75)


def conduit(sheet: Sheet, scene: Scene, start: Point, end: Point, width: float) -> None:
    """Add the pipe that magma rises through, from a chamber up to a vent, with side branches."""
    chance, hot = scene.chance("conduit"), molten(scene)
    shares = [step / 8 for step in range(9)]
    points = [(start[0] + (end[0] - start[0]) * share + chance.uniform(-0.25, 0.25) * width * (0 < share < 1),
               start[1] + (end[1] - start[1]) * share) for share in shares]  # fmt: skip
    for side, at in ((-1, 3), (1, 4), (-1, 6)):
        x, y = points[at]
        reach = width * chance.uniform(2.2, 4.0) * side
        stream(sheet, [(x, y), (x + reach * 0.5, y - width * 0.5), (x + reach, y - width * 0.7)],
               [width * 0.5, width * 0.34, width * 0.08], hot)  # fmt: skip
    stream(sheet, points, [width * (1.5 - 0.7 * share) for share in shares], hot)


def plumes(sheet: Sheet, scene: Scene, *, floor: float, ceiling: float) -> None:
    """Add magma that rises from the bottom of the canvas: bodies with round heads, and cracks that run on above them."""
    hot, unit = molten(scene), scene.unit
    for share, rise, wide in ((0.15, 0.36, 13.0), (0.82, 0.44, 15.0), (0.49, 0.6, 21.0)):
        head = (scene.across(share), floor + (ceiling - floor) * rise)
        _dykes(sheet, scene, head, wide * unit)
        sheet.glow(*head, wide * 2.4 * unit, hot.orange, 0.5)
        chance = scene.chance(f"body{share}")
        rough = [chance.uniform(0.82, 1.18) for _ in range(12)]
        for part, colour in ((1.2, hot.dim), (1.0, hot.red), (0.78, hot.orange), (0.52, hot.yellow)):
            sheet.blob(_rising(head, floor, wide * unit, part, rough), colour)
        sheet.glow(head[0], head[1] + wide * 0.2 * unit, wide * 0.7 * unit, hot.white, 0.9)
        _bubbles(sheet, head, wide * unit, chance, hot.white)
    sheet.rect(0, floor - 16 * unit, scene.width, scene.height - floor + 16 * unit,
               sheet.vertical(floor - 16 * unit, floor, (hot.orange, 0.0), (hot.yellow, 0.85)))  # fmt: skip


def _rising(head: Point, floor: float, wide: float, part: float, rough: list[float]) -> list[Point]:
    """Return the outline of a drop of magma that rises and still hangs on its stem, `part` of its width."""
    (x, y), tall = head, floor - head[1]
    half = ((1.0, 0.0), (1.05, 0.2), (0.85, 0.4), (0.8, 0.6), (1.15, 0.82), (2.6, 1.02))
    sides = [[(x + side * wide * part * across * rough[index + 6 * (side > 0)], y + tall * down) for index, (across, down) in enumerate(half)]
             for side in (-1, 1)]  # fmt: skip
    top = [
        (x - wide * part * 0.66, y - wide * 0.4 * part),
        (x, y - wide * 0.66 * part),
        (x + wide * part * 0.7, y - wide * 0.36 * part),
    ]
    return [*top, *sides[1], *reversed(sides[0])]


def _bubbles(sheet: Sheet, head: Point, wide: float, chance: Random, colour: str) -> None:
    for _ in range(12):
        x, y = head[0] + chance.gauss(0, 0.3) * wide, head[1] + chance.uniform(-0.35, 1.1) * wide
        sheet.circle(x, y, wide * chance.uniform(0.025, 0.07), colour, opacity=0.8)


def _dykes(sheet: Sheet, scene: Scene, head: Point, wide: float) -> None:
    """Add cracks that magma has forced open above a body, thinner upwards."""
    chance, hot = scene.chance(f"dykes{head[0]:.0f}"), molten(scene)
    for lean in (-0.62, -0.1, 0.5):
        long = wide * chance.uniform(2.0, 3.0) * (1.1 - 0.5 * abs(lean))
        start = (head[0] + lean * wide * 0.8, head[1])
        points = [(start[0] + lean * long * 0.75 * share + wide * chance.uniform(-0.1, 0.1), start[1] - long * share)
                  for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)]  # fmt: skip
        stream(sheet, points, [wide * 0.3 * (1.05 - share) for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)], hot)


def roots(sheet: Sheet, scene: Scene, foot: Point, depth: float) -> None:
    """Add the roots of a tree below its foot: they fork and grow thinner."""
    chance = scene.chance("roots")
    wood = scene.hazed("#7c5a3a", 0.0)
    for lean in (-1.15, -0.7, -0.3, 0.05, 0.42, 0.8, 1.2):
        _root(sheet, chance, foot, complex(lean, 1.0) * depth * 0.34 * chance.uniform(0.8, 1.15), (depth * 0.05, wood))


def _root(sheet: Sheet, chance: Random, start: Point, way: complex, pen: tuple[float, str]) -> None:
    width, colour = pen
    end = (start[0] + way.real, start[1] + way.imag)
    bend = (start[0] + way.real * 0.5 + way.imag * 0.12 * chance.uniform(-1, 1), start[1] + way.imag * 0.5)
    sheet.line([start, bend, end], colour, width)
    if width < 0.7:
        return
    for turn in (-0.45, 0.4):
        _root(sheet, chance, end, way * complex(1, turn * chance.uniform(0.6, 1.3)) * 0.6, (width * 0.55, colour))


def fossils(sheet: Sheet, scene: Scene, rows: Point) -> None:
    """Add shells and leaves turned to stone between two rows."""
    chance, unit = scene.chance("fossils"), scene.unit
    stone = mix(scene.hazed("#e2d3b4", 0.0), scene.palette.light, 0.1)
    for index in range(7):
        x, y = scene.across((index + chance.uniform(0.2, 0.8)) / 7), chance.uniform(*rows)
        size = unit * chance.uniform(2.4, 4.2)
        if index % 2:
            turns = [complex(0, 1) ** (turn / 2.2) * size * (1 - turn / 26) for turn in range(24)]
            sheet.line([(x + turn.real, y + turn.imag) for turn in turns], stone, size * 0.14)
        else:
            sheet.line([(x - size, y + size * 0.3), (x, y), (x + size, y - size * 0.35)], stone, size * 0.09)
            for step in range(-3, 4):
                sx, sy = x + size * 0.28 * step, y - size * 0.1 * step
                for side in (-1, 1):
                    sheet.line([(sx, sy), (sx + size * 0.3, sy + side * size * 0.5)], stone, size * 0.08)


def coal_seam(sheet: Sheet, scene: Scene, line: list[Point], thick: float) -> None:
    """Add a black, glinting band along a line."""
    chance = scene.chance("coal")
    black = mix(scene.palette.near, "#15131a", 0.7)
    sheet.polygon([*line, *[(x, y + thick) for x, y in reversed(line)]], black)
    for x, y in line:
        for _ in range(5):
            gx, gy = x + chance.uniform(0, 1) * scene.width / 16, y + thick * chance.uniform(0.15, 0.85)
            sheet.polygon([(gx, gy), (gx + scene.unit * 1.6, gy - scene.unit * 0.5), (gx + scene.unit * 0.8, gy + scene.unit * 0.6)],
                          mix(black, scene.palette.light, chance.uniform(0.15, 0.4)))  # fmt: skip
