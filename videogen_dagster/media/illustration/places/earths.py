"""The Earth cut open: crust, mantle and core of the globe, and plates that float on the mantle."""

import math
from typing import Final

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.globe import draw_globe
from videogen_dagster.media.illustration.molten import band, embers, molten, stream
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.sky import draw_stars
from videogen_dagster.media.illustration.svg import Point, element, number

SHELLS: Final = ((1.0, "#6b4a36"), (0.955, "#8c2f1b"), (0.86, "#c23f1a"), (0.72, "#e8641c"), (0.54, "#f99a2c"), (0.36, "#ffc84d"),
                 (0.2, "#fff0b0"))  # fmt: skip
"""Outer radius as a share of the Earth's, and colour: crust, upper and lower mantle, outer and inner core.

The crust is drawn ten times too thick: at its true 0.5 % of the radius nobody would see it.
"""


def earth_cut_open(scene: Scene) -> list[Sheet]:
    """Return the globe in space with a slice taken out of it: the core glows inside."""
    unit = scene.unit
    far = scene.sheet("far", 0.4)
    centre = (scene.across(0.5 if not (scene.calm or scene.peopled) else 0.7), scene.down(0.5))
    radius = 40 * unit
    far.glow(*centre, radius * 1.5, "#6fb7ff", 0.4)
    draw_globe(far, scene, centre, radius)
    inside = scene.sheet("inside", 0.6)
    _slice(inside, scene, centre, radius)
    near = scene.sheet("near", 1.0)
    _rocks(near, scene)
    return [_space(scene), far, inside, near]


def _space(scene: Scene) -> Sheet:
    sky = scene.sheet("sky", 0.0)
    dark = mix("#070a18", scene.palette.near, 0.25)
    sky.rect(
        0,
        0,
        scene.width,
        scene.height,
        sky.slanted((0, 0), (scene.width, scene.height), dark, mix("#16224a", scene.palette.sky, 0.3), dark),
    )
    draw_stars(sky, scene, count=170, floor=scene.height)
    return sky


def _slice(sheet: Sheet, scene: Scene, centre: Point, radius: float) -> None:
    """Add the two faces of the cut, the lower one a little darker, and the glow of the core."""
    middle, half = -0.32, 0.98
    for start, end, dim in ((middle - half, middle, 0.0), (middle, middle + half, 0.2)):
        for share, colour in SHELLS:
            tone = mix(colour, "#5c1410", dim * share)
            paint = (
                tone
                if sheet.flat
                else sheet.radial(*centre, radius * share, mix(tone, "#fff0b0", 0.35), mix(tone, "#fff0b0", 0.12), tone)
            )
            sheet.raw(_sector(centre, radius * share, (start, end), paint), centre[1] - radius, centre[1] + radius)
    hot = molten(scene)
    for turn in (middle - half, middle, middle + half):
        edge = (centre[0] + radius * math.cos(turn), centre[1] + radius * math.sin(turn))
        sheet.line([centre, edge], "#5a2a1c" if turn == middle else "#e9c79a", 0.35 * scene.unit, opacity=0.55)
    _convection(sheet, centre, radius)
    sheet.circle(*centre, radius * 0.2, sheet.radial(*centre, radius * 0.2, "#ffffff", hot.white, hot.yellow))
    sheet.glow(*centre, radius * 0.5, hot.yellow, 0.4)


def _sector(centre: Point, radius: float, turns: tuple[float, float], paint: str) -> str:
    (x, y), (start, end) = centre, turns
    first = f"{number(x + radius * math.cos(start))},{number(y + radius * math.sin(start))}"
    last = f"{number(x + radius * math.cos(end))},{number(y + radius * math.sin(end))}"
    path = f"M{number(x)},{number(y)}L{first}A{number(radius)},{number(radius)} 0 0 1 {last}Z"
    return element("path", d=path, fill=paint)


def _convection(sheet: Sheet, centre: Point, radius: float) -> None:
    """Add streaks where the mantle turns over."""
    for turn in (-1.1, -0.72, -0.05, 0.4):
        points = [(centre[0] + radius * share * math.cos(turn + bend), centre[1] + radius * share * math.sin(turn + bend))
                  for share, bend in ((0.6, 0.0), (0.74, 0.04), (0.85, 0.1), (0.88, 0.2), (0.82, 0.26))]  # fmt: skip
        band(sheet, points, [radius * width for width in (0.012, 0.026, 0.03, 0.022, 0.006)], "#ffc46b", opacity=0.55)


def _rocks(sheet: Sheet, scene: Scene) -> None:
    chance = scene.chance("rocks")
    for share, row in ((0.03, 0.9), (0.1, 0.99), (0.95, 0.1), (0.985, 0.24)):
        x, y, size = scene.across(share), scene.down(row), scene.unit * chance.uniform(2, 4.5)
        shape = [(x + turn.real * size * chance.uniform(0.7, 1.1), y + turn.imag * size * chance.uniform(0.6, 0.9))
                 for turn in (complex(0, 1) ** (4 * step / 8) for step in range(8))]  # fmt: skip
        sheet.polygon(shape, "#2b2933")
        sheet.polygon([shape[5], shape[6], shape[7], (x, y)], "#4a4652")


def plates_on_mantle(scene: Scene) -> list[Sheet]:
    """Return the Earth's curve in section: two plates part over the glowing mantle, the core far below."""
    ball = _Ball(scene)
    deep, crust = scene.sheet("deep", 0.4), scene.sheet("crust", 0.6)
    far = scene.sheet("far", 0.15)
    far.glow(ball.x, ball.y, ball.radius * 1.1, "#7cc4ff", 0.6)
    far.circle(ball.x, ball.y, ball.radius * 1.025, "#8fd0ff", opacity=0.25)
    hot = molten(scene)
    for share, colour in ((1.0, "#8c2f1b"), (0.93, "#b83c1a"), (0.86, "#dd541c"), (0.79, "#f57f25"), (0.7, "#ffab3c"), (0.6, "#ffd873"),
                          (0.5, "#fff3c4")):  # fmt: skip
        deep.circle(ball.x, ball.y, ball.radius * share, colour)
    deep.glow(ball.x, ball.y - ball.radius * 0.6, 60 * scene.unit, hot.white, 0.6)
    _rolls(deep, ball)
    _rift(crust, scene, ball)
    for side in (-1, 1):
        _plate(crust, scene, ball, side)
    near = scene.sheet("near", 1.0)
    embers(near, scene, centre=(scene.across(0.5), scene.down(1.0)), reach=(90 * scene.unit, 70 * scene.unit), count=40)
    return [_space(scene), far, deep, crust, near]


class _Ball:
    """The Earth's circle: so large that the canvas shows only the top of it."""

    def __init__(self, scene: Scene) -> None:
        self.x, self.y = scene.across(0.5), scene.down(1.62 if not scene.tall else 1.5)
        self.radius = self.y - scene.down(0.27)
        self.edge = math.asin(min(1.0, scene.width * 0.56 / self.radius))
        self.thick = 8.5 * scene.unit

    def at(self, turn: float, below: float = 0.0) -> Point:
        """Return a point `turn` radians right of the top, `below` pixels under the surface."""
        reach = self.radius - below
        return self.x + reach * math.sin(turn), self.y - reach * math.cos(turn)


def _rolls(sheet: Sheet, ball: _Ball) -> None:
    """Add the mantle's slow currents: up in the middle, outwards under the plates, down again."""
    for side in (-1, 1):
        for scale, opacity in ((1.0, 0.5), (0.68, 0.65), (0.38, 0.8)):
            middle, wide, high = side * ball.edge * 0.42, ball.edge * 0.33 * scale, ball.radius * 0.085 * scale
            depth = ball.thick + ball.radius * 0.115
            loop = [ball.at(middle + side * wide * math.cos(step), depth + high * math.sin(step))
                    for step in (math.pi * (0.75 - 0.16 * index + 0.0) for index in range(11))]  # fmt: skip
            widths = [ball.thick * 0.3 * (0.2 + 0.8 * math.sin(math.pi * (index + 0.6) / 11.2)) for index in range(11)]
            band(sheet, loop, widths, "#ffd88a", opacity=opacity * 0.6)


def _rift(sheet: Sheet, scene: Scene, ball: _Ball) -> None:
    hot = molten(scene)
    points = [ball.at(0.0, ball.thick * depth) for depth in (3.4, 2.6, 1.9, 1.2, 0.6, 0.05)]
    sheet.glow(*points[2], ball.thick * 4, hot.yellow, 0.6)
    stream(sheet, points, [ball.thick * wide for wide in (2.4, 1.9, 1.35, 0.95, 0.7, 0.45)], hot)
    sheet.glow(*ball.at(0.0, -ball.thick * 0.2), ball.thick * 2.2, hot.orange, 0.75)


def _plate(sheet: Sheet, scene: Scene, ball: _Ball, side: int) -> None:
    """Add one plate: its rock, and sea or land on it; an arrow shows where it drifts."""
    gap = ball.thick * 0.55 / ball.radius
    turns = [side * (gap + (ball.edge - gap) * step / 14) for step in range(15)]
    rough = scene.chance(f"plate{side}")
    under = [ball.at(turn, ball.thick * (1.0 + rough.uniform(-0.08, 0.08)) * (0.62 + 0.38 * min(1.0, index / 3)))
             for index, turn in enumerate(turns)]  # fmt: skip
    rock = "#5b463c" if side < 0 else "#71543f"
    sheet.polygon([*(ball.at(turn) for turn in turns), *reversed(under)], rock)
    for depth, tone in ((0.3, mix(rock, "#c59a6a", 0.35)), (0.62, mix(rock, "#1c1210", 0.3))):
        sheet.line([ball.at(turn, ball.thick * depth) for turn in turns[1:]], tone, ball.thick * 0.09)
    sheet.line(under, "#ff8a3a", ball.thick * 0.06, opacity=0.8)
    skin = "#2f86c4" if side < 0 else "#5a9a52"
    sheet.line([ball.at(turn, ball.thick * 0.04) for turn in turns], skin, ball.thick * 0.2)
    if side > 0:
        _range_on(sheet, ball, turns[4:])
    _arrow(sheet, ball, side)


def _range_on(sheet: Sheet, ball: _Ball, turns: list[float]) -> None:
    for index, turn in enumerate(turns):
        high, half = ball.thick * (0.45, 0.85, 0.6)[index % 3], ball.thick * 0.55 / ball.radius
        sheet.polygon(
            [ball.at(turn - half), ball.at(turn, -high), ball.at(turn + half)], "#8c8f86" if index % 2 else "#767d78"
        )
        sheet.polygon(
            [
                ball.at(turn - half * 0.35, -high * 0.65),
                ball.at(turn, -high),
                ball.at(turn + half * 0.35, -high * 0.65),
            ],
            "#f2f6f8",
        )


def _arrow(sheet: Sheet, ball: _Ball, side: int) -> None:
    start, end, depth = side * ball.edge * 0.3, side * ball.edge * 0.46, ball.thick * 0.5
    head = ball.thick * 0.32
    sheet.line(
        [ball.at(start, depth), ball.at((start + end) / 2, depth), ball.at(end, depth)], "#ffe9c2", ball.thick * 0.13
    )
    tip = end + side * head * 1.3 / ball.radius
    sheet.polygon([ball.at(end, depth - head), ball.at(tip, depth), ball.at(end, depth + head)], "#ffe9c2")
