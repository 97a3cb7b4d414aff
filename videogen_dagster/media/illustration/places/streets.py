"""A street in one-point perspective: facades on both sides run to a point on the horizon."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from videogen_dagster.media.illustration.buildings import BRICKS, PLASTER, street_lamp
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.places.cities import tower_row
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import Point

NEARNESS: Final = (2.6, 1.5, 0.98, 0.66, 0.45, 0.31, 0.21, 0.14)
"""Where one building ends and the next begins: size relative to a building at arm's length of the stage."""

SHOP_COLOURS: Final = ("#2f5d62", "#7a3b3b", "#3f4a6b", "#5b4a38", "#2f4a3f")
AWNING_COLOURS: Final = ("#c8453b", "#2f7a78", "#e0a030", "#4a5f9c")


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of the street.

    Attributes:
        vanish: The vanishing point.
        side: -1 (left) or 1 (right).
        half: Distance of the facades from the middle at nearness 1, in pixels.
        drop: How far below the horizon the ground is at nearness 1.
    """

    vanish: Point
    side: int
    half: float
    drop: float

    def at(self, nearness: float, height: float, *, out: float = 0.0) -> Point:
        """Return a point of the facade `height` pixels (at nearness 1) above the ground, `out` towards the middle."""
        x, y = self.vanish
        return x + self.side * (self.half - out) * nearness, y + (self.drop - height) * nearness

    def panel(self, ends: tuple[float, float], low: float, high: float, *, out: float = 0.0) -> list[Point]:
        """Return the corners of a panel on the facade between two nearnesses."""
        near, far = ends
        return [
            self.at(near, low, out=out),
            self.at(near, high, out=out),
            self.at(far, high, out=out),
            self.at(far, low, out=out),
        ]


def street(scene: Scene) -> list[Sheet]:
    """Return a street of shops in perspective, a skyline at its end."""
    unit = scene.unit
    far = tower_row(scene, "row0", 0.15, foot=scene.horizon + 3 * unit, heights=(14, 30), width=(6, 11), haze=0.62)
    vanish = (scene.across(0.5), scene.horizon)
    half = 62 * unit if not scene.tall else 40 * unit
    rows = scene.sheet("rows", 0.45)
    for side in (-1, 1):
        _facades(rows, scene, _Side(vanish, side, half, 27 * unit))
    ground = scene.sheet("ground", 0.6)
    _floor(ground, scene, vanish, half)
    for nearness in (0.3, 0.5, 0.85):
        for side in (-1, 1):
            foot = (vanish[0] + side * half * 0.8 * nearness, vanish[1] + 27 * unit * nearness)
            street_lamp(ground, scene, foot=foot, height=52 * unit * nearness)
    near = scene.sheet("near", 1.0)
    street_lamp(near, scene, foot=(scene.across(0.03), scene.height + 4 * unit), height=96 * unit)
    return [far, rows, ground, near]


def _facades(sheet: Sheet, scene: Scene, side: _Side) -> None:
    chance = scene.chance(f"facade{side.side}")
    for near, far in list(pairwise(NEARNESS))[::-1]:
        rise = scene.unit * chance.uniform(62, 98) * (1.35 if scene.tall else 1.0)
        haze = min(0.5, 0.07 / far)
        wall = scene.hazed(chance.choice(PLASTER + BRICKS), haze)
        lit = (scene.sun[0] < scene.width / 2) == (side.side > 0)
        tone = mix(wall, scene.palette.light, 0.1) if lit else mix(wall, scene.palette.near, 0.16)
        outer = side.vanish[0] + side.side * scene.width * 1.5
        top, foot = side.at(near, rise)[1], side.at(near, 0)[1]
        sheet.polygon(
            [side.at(near, 0), side.at(near, rise), (outer, top), (outer, foot)], mix(wall, scene.palette.near, 0.32)
        )
        corner_x, far_x = side.at(near, 0)[0], side.at(far, 0)[0]
        sheet.polygon(
            side.panel((near, far), 0, rise),
            sheet.horizontal(corner_x, far_x, tone, mix(tone, scene.palette.horizon, 0.16)),
        )
        sheet.polygon(
            side.panel((near, far), rise - 2.4 * scene.unit, rise + 1.2 * scene.unit, out=1.2 * scene.unit),
            mix(tone, "#fff6e6", 0.3),
        )
        _windows(sheet, scene, side, (near, far), rise=rise, wall=tone)
        _shop_floor(sheet, scene, side, (near, far), haze=haze)


def _along(ends: tuple[float, float], start: float, end: float) -> tuple[float, float]:
    """Return the nearness of two places along a facade, 0 (near end) to 1 (far end), foreshortened."""
    near, far = ends
    return 1 / ((1 - start) / near + start / far), 1 / ((1 - end) / near + end / far)


def _windows(sheet: Sheet, scene: Scene, side: _Side, ends: tuple[float, float], *, rise: float, wall: str) -> None:
    unit, chance = scene.unit, scene.chance(f"windows{side.side}{ends[0]}")
    glass = mix(scene.hazed("#5f7c8c", 0.1), scene.palette.glow, 0.35)
    frame = mix(wall, "#fff6e6", 0.45)
    storeys = max(2, round((rise - 27 * unit) / (17 * unit)))
    pitch = (rise - 27 * unit) / storeys
    for storey in range(storeys):
        low = 25 * unit + storey * pitch + pitch * 0.22
        for start in (0.08, 0.41, 0.74):
            span = _along(ends, start, start + 0.18)
            shining = scene.dark and chance.random() < 0.55
            sheet.polygon(
                side.panel(_along(ends, start - 0.025, start + 0.205), low - unit, low + pitch * 0.62 + unit), frame
            )
            sheet.polygon(side.panel(span, low, low + pitch * 0.62), scene.lamp if shining else glass)
            sheet.polygon(side.panel(span, low + pitch * 0.3, low + pitch * 0.33), frame)


def _shop_floor(sheet: Sheet, scene: Scene, side: _Side, ends: tuple[float, float], *, haze: float) -> None:
    unit, chance = scene.unit, scene.chance(f"shop{side.side}{ends[0]}")
    front = scene.hazed(chance.choice(SHOP_COLOURS), haze)
    glass = (
        mix(scene.lamp, "#ffffff", 0.15)
        if scene.dark
        else mix(scene.hazed("#9fbcc4", haze), scene.palette.horizon, 0.3)
    )
    sheet.polygon(side.panel(ends, 0, 22 * unit), front)
    sheet.polygon(side.panel(_along(ends, 0.07, 0.6), 4 * unit, 16 * unit), glass)
    sheet.polygon(side.panel(_along(ends, 0.7, 0.88), 0, 15 * unit), mix(glass, front, 0.35))
    sheet.polygon(side.panel(_along(ends, 0.73, 0.85), 1.5 * unit, 13.5 * unit), mix(glass, "#ffffff", 0.1))
    cloth = scene.hazed(chance.choice(AWNING_COLOURS), haze)
    _awning(sheet, side, ends, rows=(20 * unit, 14.5 * unit), out=7 * unit, tones=(cloth, mix(cloth, "#fff6e6", 0.82)))


def _awning(
    sheet: Sheet, side: _Side, ends: tuple[float, float], *, rows: tuple[float, float], out: float, tones: Sequence[str]
) -> None:
    stripes = 8
    for index in range(stripes):
        near, far = _along(ends, 0.03 + 0.94 * index / stripes, 0.03 + 0.94 * (index + 1) / stripes)
        shape = [
            side.at(near, rows[0]),
            side.at(far, rows[0]),
            side.at(far, rows[1], out=out),
            side.at(near, rows[1], out=out),
        ]
        sheet.polygon(shape, tones[index % 2])


def _floor(sheet: Sheet, scene: Scene, vanish: Point, half: float) -> None:
    unit, (x, top) = scene.unit, vanish
    reach = 3.2
    asphalt, pave = scene.hazed("#5b5c66", 0.04), scene.hazed("#b0a597", 0.06)
    foot = top + 27 * unit * reach

    def lane(share: float, fill: str, **values: object) -> None:
        sheet.polygon([(x, top), (x + half * share * reach, foot), (x - half * share * reach, foot)], fill, **values)

    lane(
        1.0,
        sheet.vertical(
            top, scene.height, mix(pave, scene.palette.horizon, 0.3), pave, mix(pave, scene.palette.near, 0.25)
        ),
    )
    lane(0.64, mix(pave, "#ffffff", 0.3))
    lane(
        0.62,
        sheet.vertical(
            top,
            scene.height,
            mix(asphalt, scene.palette.horizon, 0.35),
            asphalt,
            mix(asphalt, scene.palette.near, 0.45),
        ),
    )
    paint = scene.hazed("#f3ead2", 0.1)
    for index in range(8):
        near, far = 0.16 * 1.5**index, 0.16 * 1.5 ** (index + 0.5)
        quad = [
            (x + sign * half * 0.012 * size, top + 27 * unit * size)
            for sign, size in ((-1, near), (1, near), (1, far), (-1, far))
        ]
        sheet.polygon(quad, paint)
    _reflections(sheet, scene, vanish, half)


def _reflections(sheet: Sheet, scene: Scene, vanish: Point, half: float) -> None:
    unit, (x, top) = scene.unit, vanish
    if scene.description.weather in {"rain", "storm"} or scene.dark:
        for share, tone in (
            (-0.48, scene.lamp),
            (-0.2, scene.palette.accent),
            (0.24, scene.palette.accent),
            (0.5, scene.lamp),
        ):
            middle = x + share * half * 1.3
            light = sheet.vertical(top + 6 * unit, scene.height, (tone, 0.0), (tone, 0.3), (tone, 0.04))
            sheet.polygon([(middle - 2 * unit, top + 6 * unit), (middle + 2 * unit, top + 6 * unit), (middle + 6 * unit + share * 12 * unit, scene.height),
                           (middle - 6 * unit + share * 12 * unit, scene.height)], light)  # fmt: skip
