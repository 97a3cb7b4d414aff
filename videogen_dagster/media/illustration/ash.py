"""What rises from a volcano: ash in billows, thin smoke, and the glow on the clouds above."""

from random import Random

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.molten import molten, warmth
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import Point
from videogen_dagster.media.illustration.volcano import Cone

Puff = tuple[Point, float, float]
"""Place, radius, and how far up the column it is, 0..1."""


def ash_plume(scene: Scene, cone: Cone, *, glowing: bool) -> Sheet:
    """Return a column of ash that spreads and leans with the wind; the fire lights it from below."""
    sheet = scene.sheet("plume", 0.12)
    hot, share = molten(scene), warmth(scene)
    ash = mix(scene.hazed("#6a5f63", 0.12), scene.palette.glow, 0.14)
    puffs = _puffs(scene.chance("plume"), cone, rise=cone.top + 2 * scene.unit)
    for (x, y), radius, high in reversed(puffs):
        heat = max(0.0, 0.75 - 1.9 * high) * share if glowing else 0.0
        body = mix(ash, scene.palette.light, 0.1 * high)
        sheet.circle(x, y, radius, mix(mix(body, scene.palette.near, 0.42), hot.red, heat))
        sun = -1 if scene.sun[0] < x else 1
        sheet.circle(x + sun * radius * 0.14, y - radius * 0.16, radius * 0.8, mix(body, hot.orange, heat * 0.75))
        sheet.circle(x + sun * radius * 0.3, y - radius * 0.36, radius * 0.42, mix(mix(body, scene.palette.light, 0.16),
                     hot.yellow, heat * 0.6))  # fmt: skip
    return sheet


def _puffs(chance: Random, cone: Cone, *, rise: float) -> list[Puff]:
    """Return the billows of a column from the crater up to `rise` above it, the lowest first."""
    lean = chance.choice((-1, 1))
    puffs: list[Puff] = []
    count = 15
    for index in range(count):
        high = index / (count - 1)
        middle = cone.x + lean * rise * 0.5 * high**2
        row = cone.top + cone.rim * 0.1 - rise * high**0.92
        spread = cone.rim * (0.85 + 4.4 * high**1.25)
        for side in (-0.75, 0.7, -0.25, 0.2):
            place = (middle + spread * side * chance.uniform(0.6, 1.1), row + spread * chance.uniform(-0.25, 0.25))
            puffs.append((place, spread * chance.uniform(0.42, 0.66), high))
    return puffs


def smoke(scene: Scene, cone: Cone) -> Sheet:
    """Return a thin thread of smoke that widens and drifts away from the crater."""
    sheet = scene.sheet("smoke", 0.12)
    chance = scene.chance("smoke")
    tone = mix(mix("#f3eeea", scene.palette.horizon, 0.35), scene.palette.glow, 0.45 * (1 - scene.palette.key))
    lean, rise = chance.choice((-1, 1)), cone.top + 6 * scene.unit
    for index in range(26):
        high = index / 25
        x = cone.x + lean * rise * 0.55 * high**1.5 + chance.uniform(-0.3, 0.3) * cone.rim
        y = cone.top - rise * 0.8 * high
        radius = cone.rim * (0.4 + 1.5 * high) * chance.uniform(0.8, 1.15)
        sheet.circle(x, y, radius, tone, opacity=0.5 * (1 - 0.72 * high))
        sheet.circle(x - radius * 0.2, y - radius * 0.2, radius * 0.6, scene.palette.light, opacity=0.16 * (1 - high))
    return sheet


def fire_light(scene: Scene, cone: Cone, *, reach: float) -> Sheet:
    """Return the glow of the crater on air and clouds around it."""
    sheet = scene.sheet("firelight", 0.1, soft=True)
    hot, share = molten(scene), warmth(scene)
    sheet.glow(cone.x, cone.top, reach, hot.red, 0.62 * share)
    sheet.glow(cone.x, cone.top, reach * 0.5, hot.orange, 0.6 * share)
    return sheet
