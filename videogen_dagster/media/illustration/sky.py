"""Skies: colour, sun and moon, stars, clouds and fog."""

from random import Random
from typing import Final

from videogen_dagster.core.choices import Style
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.scene import FLAT_STYLES, Scene
from videogen_dagster.media.illustration.sheet import Sheet, Stop
from videogen_dagster.media.illustration.svg import Point

LARGE: Final = (
    "large sun",
    "large moon",
    "huge sun",
    "huge moon",
    "big sun",
    "big moon",
    "giant sun",
    "giant moon",
    "full moon",
)
"""Words that make sun or moon more than twice as wide."""


def draw_sky(scene: Scene) -> Sheet:
    """Return the opaque bottom sheet: the sky down to below the horizon."""
    crisp = scene.style in FLAT_STYLES or scene.style in {Style.RETRO, Style.NEON}
    sheet = scene.sheet("sky", 0.0, soft=not crisp)
    palette = scene.palette
    bottom = scene.horizon + 8 * scene.unit
    if scene.style in FLAT_STYLES:
        _banded(sheet, scene)
    else:
        paint = sheet.vertical(0, bottom, palette.sky, mix(palette.sky, palette.glow, 0.6), palette.glow,
                               mix(palette.glow, palette.horizon, 0.62), palette.horizon)  # fmt: skip
        sheet.rect(0, 0, scene.width, scene.height, palette.horizon)
        sheet.rect(0, 0, scene.width, bottom, paint)
    if scene.description.time == "night":
        draw_stars(sheet, scene, count=150)
    if scene.style is Style.RETRO:
        _rays(sheet, scene)
    if scene.description.time != "storm" and scene.description.weather not in {"rain", "storm"}:
        _draw_sun(sheet, scene)
    return sheet


def _banded(sheet: Sheet, scene: Scene) -> None:
    palette, steps = scene.palette, 6
    chance = scene.chance("bands")
    sheet.rect(0, 0, scene.width, scene.height, palette.sky)
    for index in range(1, steps):
        share = index / (steps - 1)
        colour = mix(palette.sky, palette.glow, share * 2) if share < 0.5 else mix(
            palette.glow, palette.horizon, share * 2 - 1)  # fmt: skip
        row = scene.horizon * share * 0.96
        sheet.hill(_wave(scene, chance, row, 1.6 * scene.unit), scene.height, colour)


def _wave(scene: Scene, chance: Random, row: float, height: float) -> list[Point]:
    shift = chance.uniform(0, 1)
    columns = [(-0.1 + 1.2 * index / 7) * scene.width for index in range(8)]
    return [
        (x, row + height * (1 if (index + round(shift * 3)) % 2 else -1) * chance.uniform(0.5, 1))
        for index, x in enumerate(columns)
    ]


def draw_stars(sheet: Sheet, scene: Scene, *, count: int, floor: float | None = None) -> None:
    """Add stars above the row `floor` (the horizon); a few of them are bright."""
    chance = scene.chance("stars")
    for _ in range(round(count * scene.width * scene.height / (scene.unit * 100) ** 2)):
        x, y = chance.random() * scene.width, chance.random() ** 1.3 * (floor or scene.horizon)
        bright = chance.random()
        radius = scene.unit * (0.05 + 0.13 * bright**4)
        sheet.circle(x, y, radius, scene.palette.light, opacity=0.3 + 0.6 * bright)


def _rays(sheet: Sheet, scene: Scene) -> None:
    x, y = scene.sun
    reach = scene.width + scene.height
    for index in range(0, 36, 2):
        ends = (_around(x, y, reach, index / 36), _around(x, y, reach, (index + 1) / 36))
        sheet.polygon([(x, y), *ends], scene.palette.light, opacity=0.13 if scene.dark else 0.22)


def _around(x: float, y: float, radius: float, turn: float) -> Point:
    rotated = complex(0, 1) ** (4 * turn)
    return x + radius * rotated.real, y + radius * rotated.imag


def _draw_sun(sheet: Sheet, scene: Scene) -> None:
    (x, y), palette = scene.sun, scene.palette
    night = scene.description.time == "night"
    size = scene.unit * (4.2 if night else 5.4) * (2.2 if scene.description.mentions(*LARGE) else 1.0)
    strength = {"night": 0.3, "day": 0.5}.get(scene.description.time, 0.75)
    sheet.glow(x, y, size * (6 if night else 10), palette.light if night else mix(palette.light, palette.accent, 0.25),
               strength)  # fmt: skip
    sheet.circle(x, y, size, palette.light)
    if night:
        for dx, dy, share in ((-0.3, -0.2, 0.22), (0.25, 0.3, 0.3), (0.35, -0.35, 0.14), (-0.2, 0.45, 0.12)):
            sheet.circle(
                x + dx * size, y + dy * size, share * size, mix(palette.light, palette.glow, 0.5), opacity=0.45
            )


def draw_clouds(scene: Scene) -> Sheet:
    """Return drifting clouds; the sheet repeats itself after its width."""
    soft = scene.style is Style.CINEMATIC
    sheet = scene.sheet("clouds", 0.06, ambient="clouds", soft=soft)
    chance = scene.chance("clouds")
    heavy = scene.description.weather in {"rain", "storm", "snow"}
    count = 9 if heavy else 5
    for index in range(count):
        share = index / (count - 1)
        x = scene.width * ((index * 0.618 + chance.uniform(-0.05, 0.05)) % 1.0)
        y = scene.down(0.06) + (scene.horizon - scene.down(0.06)) * (0.72 * share**1.1)
        size = scene.unit * chance.uniform(16, 25) * (1.15 - 0.7 * share) * (1.5 if heavy else 1.0)
        _cloud(sheet, scene, (x, y), size)
    return sheet


def _cloud(sheet: Sheet, scene: Scene, place: Point, size: float) -> None:
    palette = scene.palette
    chance = scene.chance(f"cloud{place[0]:.0f}")
    top = mix(palette.light, palette.glow, {"night": 0.85, "storm": 0.75}.get(scene.description.time, 0.18))
    below = mix(palette.glow, palette.horizon, 0.45)
    bodies = (_body(chance, size, 1.0), _body(chance, size * 0.8, 0.6))
    for shift in (-scene.width, 0.0, scene.width):
        x, y = place[0] + shift, place[1]
        if x + 1.5 * size < 0 or x - 1.5 * size > scene.width:
            continue
        fade = sheet.vertical(y - size * 0.36, y + size * 0.05, (top, 0.95), (mix(top, below, 0.5), 0.7), (below, 0.05))
        paint, light = (mix(top, below, 0.3), top) if sheet.flat else (fade, fade)
        for body, (dx, dy), fill in zip(bodies, ((0, 0), (size * 0.16, size * 0.09)), (paint, light), strict=True):
            path = f'<path d="{body}" fill="{fill}" transform="translate({x + dx:.2f} {y + dy:.2f})"/>'
            sheet.raw(path, y - size * 0.6, y + size * 0.2)


def _body(chance: Random, size: float, swell: float) -> str:
    """Return path data of a cloud around the origin: arcs from left to right on a flat base."""
    count = 6
    shares = [index / count for index in range(count + 1)]
    columns = [(-1 + 2 * share) * size * 0.8 for share in shares]
    rows = [-size * 0.34 * swell * (1 - (2 * share - 1) ** 2) ** 0.9 * chance.uniform(0.7, 1.1) for share in shares]
    parts = [f"M{columns[0]:.2f},0"]
    for index in range(1, count + 1):
        radius = size * chance.uniform(0.155, 0.2)
        row = rows[index] if index < count else 0.0
        parts.append(f"A{radius:.2f},{radius:.2f} 0 0 1 {columns[index]:.2f},{row:.2f}")
    return "".join(parts) + "Z"


def draw_fog(scene: Scene) -> Sheet:
    """Return drifting banks of fog; the sheet repeats itself after its width."""
    sheet = Sheet("fog", 0.66, ambient="fog", soft=True)
    chance = scene.chance("fog")
    colour = mix(scene.palette.horizon, scene.palette.light, 0.3)
    for index in range(9):
        x, y = scene.width * ((index * 0.382) % 1.0), scene.horizon + scene.unit * (4 + 4.2 * (index % 5))
        rx, ry = scene.unit * chance.uniform(50, 80), scene.unit * chance.uniform(7, 12)
        for shift in (-scene.width, 0.0, scene.width):
            _bank(sheet, (x + shift, y), (rx, ry), (colour, 0.34))
    return sheet


def _bank(sheet: Sheet, place: Point, radii: Point, light: Stop) -> None:
    (x, y), (rx, ry) = place, radii
    colour, strength = light if isinstance(light, tuple) else (light, 1.0)
    paint = sheet.radial(
        0, 0, rx, (colour, strength), (colour, strength * 0.75), (colour, strength * 0.3), (colour, 0.0)
    )
    transform = f"translate({x:.2f} {y:.2f}) scale(1 {ry / rx:.4f})"
    sheet.raw(f'<circle r="{rx:.2f}" fill="{paint}" transform="{transform}"/>', y - ry, y + ry)
