"""Broken ground: black rock over lava, and dry land that an earthquake has torn."""

from dataclasses import dataclass

from videogen_dagster.media.illustration.ash import fire_light
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.molten import embers, lit_by_lava, molten, stream
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import Point
from videogen_dagster.media.illustration.terrain import hills, mountain_range
from videogen_dagster.media.illustration.volcano import Cone


@dataclass(frozen=True, slots=True)
class Pane:
    """Level ground in perspective: rows of its far and near edge, and where its lines meet."""

    top: float
    bottom: float
    vanish: Point

    def at(self, across: float, near: float) -> Point:
        """Return a point of the ground, `across` in cells from the middle, `near` 0 (far edge) to 1."""
        row = self.top + (self.bottom - self.top) * near**1.9
        scale = (row - self.vanish[1]) / (self.bottom - self.vanish[1])
        return self.vanish[0] + across * scale * (self.bottom - self.vanish[1]) * 0.36, row


def pane(scene: Scene, *, top: float) -> Pane:
    """Return the ground from a row down to the bottom of the canvas."""
    return Pane(top, scene.height + 4 * scene.unit, (scene.across(0.5), top - 9 * scene.unit))


def cracked_ground(sheet: Sheet, scene: Scene, ground: Pane, *, rock: str, glowing: bool, rows: int = 11) -> None:
    """Add ground that has broken into slabs; lava shines through the cracks if it is `glowing`."""
    hot, chance = molten(scene), scene.chance(f"slabs{ground.top:.0f}")
    deep = mix(rock, "#120c10", 0.6)
    below = sheet.vertical(ground.top, ground.bottom, hot.red, hot.orange, hot.yellow) if glowing else deep
    sheet.rect(0, ground.top, scene.width, scene.height - ground.top, below)
    columns = 17 + 3 * round(scene.width / scene.height * 6)
    grid = [
        [ground.at(column - columns / 2 + 0.5 * (row % 2) + chance.uniform(-0.34, 0.34),
                   min(1.05, max(0.0, (row + chance.uniform(-0.34, 0.34)) / rows)))
         for column in range(columns + 1)]
        for row in range(rows + 2)
    ]  # fmt: skip
    for row in range(rows + 1):
        for column in range(columns):
            corners = [grid[row][column], grid[row][column + 1], grid[row + 1][column + 1], grid[row + 1][column]]
            for piece in (corners,) if chance.random() < 0.55 else (corners[:3], [corners[2], corners[3], corners[0]]):
                tone = mix(rock, scene.palette.light, chance.uniform(0.0, 0.1))
                _slab(sheet, piece, mix(tone, deep, 0.25 * row / rows), rim=hot.red if glowing else None)


def _slab(sheet: Sheet, corners: list[Point], colour: str, *, rim: str | None) -> None:
    x, y = sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)
    if rim is not None:
        sheet.polygon([(x + (px - x) * 0.93, y + (py - y) * 0.93) for px, py in corners], rim, opacity=0.85)
    inner = [(x + (px - x) * 0.86, y + (py - y) * 0.84) for px, py in corners]
    sheet.polygon(inner, mix(colour, "#0c080b", 0.45))
    sheet.polygon([(px, py - (max(y for _, y in inner) - min(y for _, y in inner)) * 0.1) for px, py in inner], colour)


def boulders(sheet: Sheet, scene: Scene, colour: str) -> None:
    """Add dark rocks in the lower corners, before everything else."""
    chance, unit = scene.chance("boulders"), scene.unit
    for share, size in ((-0.02, 26), (0.13, 13), (0.9, 15), (1.02, 30)):
        x, high = scene.width * share, size * unit
        outline = [(x - high, scene.height + 9)]
        outline += [(x + high * across, scene.height - high * rise * chance.uniform(0.85, 1.1))
                    for across, rise in ((-0.8, 0.34), (-0.35, 0.66), (0.05, 0.76), (0.5, 0.5), (0.85, 0.22))]  # fmt: skip
        sheet.polygon([*outline, (x + high, scene.height + 9)], colour)
        lit = mix(colour, scene.palette.light, 0.14)
        sheet.polygon([outline[2], outline[3], outline[4], (x + high * 0.1, scene.height - high * 0.3)], lit)


def lava_field(scene: Scene) -> list[Sheet]:
    """Return black rock as far as the eye goes, cracked over glowing lava."""
    unit, hot = scene.unit, molten(scene)
    rock = lit_by_lava(scene.hazed("#3c3338", 0.0), scene, 0.1)
    light = fire_light(scene, Cone(scene.across(0.5), scene.horizon, 0.0, 1.0, 1.0), reach=80 * unit)
    far = mountain_range(scene, "range0", 0.2, row=scene.horizon + 2 * unit, height=16 * unit, haze=0.4, snow=False)
    ground = scene.sheet("ground", 0.6)
    level = pane(scene, top=scene.horizon + unit)
    cracked_ground(ground, scene, level, rock=rock, glowing=True)
    shares = [step / 9 for step in range(10)]
    points = [level.at(0.9 * (-1) ** step * (0.35 + 0.3 * share) - 0.4, share) for step, share in enumerate(shares)]
    stream(ground, points, [unit * (1.2 + 9 * share**1.7) for share in shares], hot)
    ground.glow(points[7][0], points[7][1], 44 * unit, hot.orange, 0.4)
    near = scene.sheet("near", 1.0)
    boulders(near, scene, mix(rock, scene.palette.near, 0.5))
    embers(near, scene, centre=(scene.across(0.5), scene.down(0.98)), reach=(90 * unit, 90 * unit), count=70)
    return [light, far, ground, near]


def torn_ground(scene: Scene) -> list[Sheet]:
    """Return dry land before mountains with a fault that runs through it to the horizon."""
    unit = scene.unit
    earth = scene.hazed("#a57f57", 0.06)
    far = mountain_range(scene, "range0", 0.15, row=scene.horizon + 2 * unit, height=32 * unit, haze=0.5, snow=False)
    slope = hills(
        scene,
        "slope",
        0.4,
        row=scene.horizon + 5 * unit,
        height=4 * unit,
        colour=mix(earth, scene.palette.horizon, 0.3),
    )
    ground = scene.sheet("ground", 0.6)
    level = pane(scene, top=scene.horizon + 5 * unit)
    cracked_ground(ground, scene, level, rock=earth, glowing=False)
    shares = [step / 9 for step in range(10)]
    swing = [
        level.at(0.3 * (-1) ** step * (0.4 + share) + 0.5 - 0.4 * share, share) for step, share in enumerate(shares)
    ]
    wide = [unit * (1.0 + 17 * share**1.6) for share in shares]
    left = [(x - w / 2, y) for (x, y), w in zip(swing, wide, strict=True)]
    right = [(x + w / 2, y) for (x, y), w in zip(swing, wide, strict=True)]
    ground.polygon([*left, *reversed(right)], mix(scene.palette.near, "#150d0c", 0.6))
    wall = [(x + w * 0.3, y + w * 0.12) for (x, y), w in zip(right, wide, strict=True)]
    ground.polygon(
        [*[(x - w * 0.42, y) for (x, y), w in zip(right, wide, strict=True)], *reversed(right)],
        mix(earth, scene.palette.near, 0.55),
    )
    ground.polygon([*right, *reversed(wall)], mix(earth, scene.palette.light, 0.3))
    near = scene.sheet("near", 1.0)
    boulders(near, scene, mix(scene.hazed("#6d5138", 0.0), scene.palette.near, 0.35))
    return [far, slope, ground, near]
