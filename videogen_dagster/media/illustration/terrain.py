"""Land and water: ridges, mountains with lit and shaded faces, ground, waves."""

import math
from random import Random

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import Point


def ridge(
    scene: Scene, chance: Random, *, row: float, height: float, waves: float = 1.5, count: int = 22
) -> list[Point]:
    """Return a rolling line across the canvas that rises up to `height` above the row."""
    phases = [chance.uniform(0, math.tau) for _ in range(3)]
    points: list[Point] = []
    for index in range(count + 1):
        share = index / count
        swing = sum(math.sin(share * math.tau * waves * (1.0, 1.9, 3.3)[k] + phases[k]) * (0.62, 0.26, 0.12)[k]
                    for k in range(3))  # fmt: skip
        points.append((-0.02 * scene.width + 1.04 * scene.width * share, row - height * (0.5 + 0.5 * swing)))
    return points


def hills(scene: Scene, name: str, depth: float, *, row: float, height: float, colour: str, haze: float = 0.0) -> Sheet:
    """Return a sheet with one rolling hill; mist of the horizon's colour lies at its foot."""
    sheet = scene.sheet(name, depth)
    line = ridge(scene, scene.chance(name), row=row, height=height)
    top = min(y for _, y in line)
    foot = mix(colour, scene.palette.horizon, haze)
    lit = mix(colour, scene.palette.light, 0.16)
    floor = row + 2.2 * height + 6 * scene.unit
    sheet.hill(line, scene.height, sheet.vertical(top, floor, lit, mix(colour, foot, 0.3), foot))
    return sheet


def mountain_range(
    scene: Scene, name: str, depth: float, *, row: float, height: float, haze: float, snow: bool
) -> Sheet:
    """Return a sheet with peaks side by side, each with a lit and a shaded face."""
    sheet = scene.sheet(name, depth)
    chance = scene.chance(name)
    spread = height * 1.05
    count = max(2, math.ceil(scene.width / spread) + 1)
    for index in chance.sample(range(count), count):
        x = (index - 0.25 + chance.uniform(-0.2, 0.2)) * spread
        tall = height * chance.uniform(0.55, 1.0) * (0.72 if scene.calm and 0.3 < x / scene.width < 0.7 else 1.0)
        _peak(sheet, scene, chance, (x, row), tall, haze=haze, snow=snow)
    base = mix(scene.hazed("#5d6b78", haze), scene.palette.horizon, 0.35)
    sheet.rect(0, row - 1, scene.width, scene.height - row, base)
    return sheet


def _peak(sheet: Sheet, scene: Scene, chance: Random, foot: Point, height: float, *, haze: float, snow: bool) -> None:
    x, row = foot
    half = height * chance.uniform(0.85, 1.1)
    top = (x + half * chance.uniform(-0.1, 0.1), row - height)
    rock = scene.hazed(mix("#6a6f80", scene.palette.far, 0.5), haze)
    fade = mix(rock, scene.palette.horizon, 0.55)
    left, right = _slope(chance, top, (x - half, row), 7), _slope(chance, top, (x + half, row), 7)
    spine = _spine(chance, top, row, half)
    sun_left = scene.sun[0] < x
    lit = mix(rock, scene.palette.light, 0.34)
    shade = mix(rock, scene.palette.near, 0.38)
    for edge, colour in ((left, lit if sun_left else shade), (right, shade if sun_left else lit)):
        paint = sheet.vertical(top[1], row, colour, mix(colour, fade, 0.45), fade)
        sheet.polygon([*edge, *reversed(spine)], paint)
    if snow:
        _snow_cap(sheet, scene, (left, spine, right), sun_left=sun_left, haze=haze)


def _slope(chance: Random, top: Point, foot: Point, steps: int) -> list[Point]:
    points = [top]
    for index in range(1, steps):
        share = index / steps
        rough = abs(foot[0] - top[0]) * 0.05
        points.append((top[0] + (foot[0] - top[0]) * share + chance.uniform(-rough, rough),
                       top[1] + (foot[1] - top[1]) * share**0.92 + chance.uniform(-rough, rough) * 0.6))  # fmt: skip
    return [*points, foot]


def _spine(chance: Random, top: Point, row: float, half: float) -> list[Point]:
    """Return the zigzag that parts the two faces of a peak, as many points as a slope has."""
    points = [top]
    for index in range(1, 8):
        share = index / 7
        points.append((top[0] + half * 0.16 * share + half * 0.1 * (-1) ** index * chance.uniform(0.4, 1.0) * share,
                       top[1] + (row - top[1]) * share))  # fmt: skip
    return points


def _snow_cap(
    sheet: Sheet, scene: Scene, edges: tuple[list[Point], list[Point], list[Point]], *, sun_left: bool, haze: float
) -> None:
    left, spine, right = edges
    white = mix(
        mix("#ffffff", scene.palette.horizon, 0.15 + 0.6 * haze), scene.palette.glow, 0.35 * (1 - scene.palette.key)
    )
    dim = mix(white, scene.palette.glow, 0.38)
    for edge, bright in ((left, sun_left), (right, not sun_left)):
        drip = [(edge[2][0] * 0.6 + spine[2][0] * 0.4, edge[1][1] * 0.7 + edge[2][1] * 0.3),
                (edge[2][0] * 0.3 + spine[2][0] * 0.7, edge[3][1] * 0.9 + edge[2][1] * 0.1)]  # fmt: skip
        sheet.polygon([edge[0], edge[1], edge[2], *drip, spine[2], spine[1]], white if bright else dim)


def water(scene: Scene, name: str, depth: float, *, row: float, deep: str, floor: float | None = None) -> Sheet:
    """Return a sheet with open water from the row down, with the light of sun or moon on it."""
    sheet = scene.sheet(name, depth)
    palette, bottom = scene.palette, floor or scene.height
    far = mix(mix(palette.horizon, palette.glow, 0.45), deep, 0.15)
    near = mix(mix(scene.hazed(deep, 0.0), palette.sky, 0.5), palette.near, 0.15)
    sheet.rect(0, row, scene.width, bottom - row, sheet.vertical(row, bottom, far, mix(far, near, 0.6), near))
    chance = scene.chance(name)
    for index in range(130):
        share = (index + chance.random()) / 130
        y = row + (bottom - row) * share**1.5
        length = scene.unit * (1.5 + 11 * share) * chance.uniform(0.5, 1.5)
        x = chance.uniform(-0.05, 1.05) * scene.width
        tone = palette.horizon if chance.random() < 0.55 else near
        _ripple(sheet, (x, y), length, scene.unit * (0.12 + 0.5 * share), tone, opacity=0.35)
    if scene.description.weather not in {"rain", "storm"}:
        _glitter(sheet, scene, chance, row=row, floor=bottom)
    return sheet


def _glitter(sheet: Sheet, scene: Scene, chance: Random, *, row: float, floor: float) -> None:
    for index in range(70):
        share = (index + chance.random()) / 70
        y = row + (floor - row) * share**1.5
        width = scene.unit * (2.5 + 15 * share)
        x = scene.sun[0] + chance.gauss(0, 1) * width * 0.5
        length = scene.unit * (1.5 + 6 * share) * chance.uniform(0.5, 1.3)
        _ripple(
            sheet, (x, y), length, scene.unit * (0.15 + 0.5 * share), scene.palette.light, opacity=0.75 - 0.35 * share
        )


def _ripple(sheet: Sheet, place: Point, length: float, height: float, colour: str, *, opacity: float) -> None:
    sheet.ellipse(*place, length / 2, height / 2, colour, opacity=opacity)


def path_to_horizon(sheet: Sheet, scene: Scene, *, width: float, colour: str, edge: str, far_x: float) -> None:
    """Add a road that winds from the bottom of the canvas to the horizon."""
    near_x = scene.across(0.5)
    left: list[Point] = []
    right: list[Point] = []
    for index in range(13):
        share = index / 12
        y = scene.horizon + (scene.height - scene.horizon) * (1 - share) ** 1.6
        half = width * (0.035 + 0.965 * (1 - share) ** 1.7) / 2
        middle = near_x + (far_x - near_x) * share + math.sin(share * 4.2) * width * 0.16 * (1 - share)
        left.append((middle - half, y))
        right.append((middle + half, y))
    sheet.polygon([*left, *reversed(right)], sheet.vertical(scene.horizon, scene.height, edge, colour))
