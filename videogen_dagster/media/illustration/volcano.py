"""A volcano: the cone with its gullies and its crater, and lava that runs down its sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.molten import embers, lit_by_lava, molten, stream
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import Point

STEPS = 12


@dataclass(frozen=True, slots=True)
class Cone:
    """Where a volcano stands, in pixels.

    Attributes:
        x: Column of its axis.
        row: Row of its foot.
        height: From the foot to the rim.
        half: Half its width at the foot.
        rim: Half the width of the crater.
    """

    x: float
    row: float
    height: float
    half: float
    rim: float

    @property
    def top(self) -> float:
        """Row of the rim."""
        return self.row - self.height

    def reach(self, share: float) -> float:
        """Return half the width at a share 0 (rim) to 1 (foot) of the height: steep above, gentle below."""
        return self.rim + (self.half - self.rim) * share**1.55

    def at(self, side: float, share: float) -> Point:
        """Return a point on the slope, `side` -1 (left edge) to 1 (right edge)."""
        return self.x + side * self.reach(share), self.top + self.height * share


def draw_cone(sheet: Sheet, scene: Scene, cone: Cone, *, haze: float, hot: bool) -> None:
    """Add the mountain with a lit and a shaded face, gullies and the crater."""
    chance = scene.chance(f"cone{cone.x:.0f}")
    rock = scene.hazed("#5b4a4c", haze)
    fade = mix(rock, scene.palette.horizon, 0.2 + haze)
    sun_left = scene.sun[0] < cone.x
    lit, shade = mix(rock, scene.palette.light, 0.24), mix(rock, scene.palette.near, 0.4)
    spine = [cone.at(0.16 * (-1) ** index * share, share) for index, share in enumerate(_shares())]
    for side, colour in ((-1, lit if sun_left else shade), (1, shade if sun_left else lit)):
        top = lit_by_lava(colour, scene, 0.3) if hot else colour
        paint = sheet.vertical(cone.top, cone.row, top, colour, mix(colour, fade, 0.55))
        sheet.polygon([*_edge(cone, chance, side), *reversed(spine)], paint)
    _gullies(sheet, cone, chance, shade)
    _crater(sheet, scene, cone, lit=lit, hot=hot)


def _shares() -> list[float]:
    return [index / STEPS for index in range(STEPS + 1)]


def _edge(cone: Cone, chance: Random, side: int) -> list[Point]:
    rough = cone.half * 0.012
    points = [cone.at(side, share) for share in _shares()]
    return [points[0], *((x + chance.uniform(-rough, rough), y + chance.uniform(-rough, rough)) for x, y in points[1:-1]),
            points[-1]]  # fmt: skip


def _gullies(sheet: Sheet, cone: Cone, chance: Random, colour: str) -> None:
    for index in range(9):
        side = -0.84 + 0.21 * index + chance.uniform(-0.05, 0.05)
        start, end = chance.uniform(0.05, 0.3), chance.uniform(0.55, 0.92)
        points = [cone.at(side + 0.03 * (-1) ** step, start + (end - start) * step / 4) for step in range(5)]
        sheet.line(points, colour, cone.half * 0.012, opacity=0.4)


def _crater(sheet: Sheet, scene: Scene, cone: Cone, *, lit: str, hot: bool) -> None:
    colours, high = molten(scene), cone.rim * 0.26
    sheet.ellipse(cone.x, cone.top, cone.rim * 1.02, high * 1.1, mix(lit, colours.red, 0.35) if hot else lit)
    inside = mix(scene.palette.near, "#140c10", 0.5)
    sheet.ellipse(cone.x, cone.top + high * 0.05, cone.rim * 0.86, high * 0.84, colours.dim if hot else inside)
    if hot:
        sheet.ellipse(cone.x, cone.top + high * 0.2, cone.rim * 0.76, high * 0.62, colours.orange)
        sheet.ellipse(cone.x, cone.top + high * 0.28, cone.rim * 0.5, high * 0.4, colours.white)


def draw_lava_flows(sheet: Sheet, scene: Scene, cone: Cone, sides: Sequence[float]) -> None:
    """Add streams from the rim down the slope, one for each side -1..1, with the glow around them."""
    chance, hot = scene.chance(f"flows{cone.x:.0f}"), molten(scene)
    for side in sides:
        end = chance.uniform(0.66, 0.98)
        wide = cone.rim * chance.uniform(0.24, 0.36)
        swing = chance.choice((-1, 1)) * 0.05
        shares = [0.02 + (end - 0.02) * step / 7 for step in range(8)]
        points = [cone.at(side + swing * (-1) ** step * share, share) for step, share in enumerate(shares)]
        widths = [wide * (0.6 + 0.7 * share) for share in shares[:-1]]
        sheet.glow(*points[5], cone.height * 0.3, hot.orange, 0.26)
        stream(sheet, points, [*widths, wide * 0.3], hot)


def draw_fountain(sheet: Sheet, scene: Scene, cone: Cone, *, height: float) -> None:
    """Add lava that shoots out of the crater and falls back in arcs, with sparks."""
    chance, hot = scene.chance("fountain"), molten(scene)
    sheet.glow(cone.x, cone.top - height * 0.3, height * 1.25, hot.orange, 0.6)
    jets = [_jet(cone, chance, height, (index - 6) / 6) for index in range(13)]
    for colour, width, part in ((hot.red, 1.5, 1.0), (hot.orange, 0.95, 0.9), (hot.yellow, 0.5, 0.72)):
        for jet in jets:
            sheet.line(jet[: max(3, round(len(jet) * part))], colour, width * scene.unit)
    core = [(cone.x - cone.rim * 0.42, cone.top), (cone.x - cone.rim * 0.2, cone.top - height * 0.5),
            (cone.x, cone.top - height * 0.78), (cone.x + cone.rim * 0.2, cone.top - height * 0.5),
            (cone.x + cone.rim * 0.42, cone.top)]  # fmt: skip
    sheet.blob(core, hot.yellow, opacity=0.9)
    sheet.blob([(cone.x + (x - cone.x) * 0.5, cone.top + (y - cone.top) * 0.8) for x, y in core], hot.white)
    embers(sheet, scene, centre=(cone.x, cone.top), reach=(height * 0.75, height * 1.25), count=110)


def _jet(cone: Cone, chance: Random, height: float, lean: float) -> list[Point]:
    """Return the parabola of one jet, `lean` -1 (left) to 1 (right)."""
    peak = height * (1.0 - 0.45 * abs(lean)) * chance.uniform(0.75, 1.0)
    wide = height * 0.85 * lean * chance.uniform(0.8, 1.1)
    start = cone.x + lean * cone.rim * 0.4
    fall = 0.62 + 0.3 * abs(lean)
    shares = [fall * step / 10 for step in range(11)]
    return [(start + wide * share, cone.top - peak * 4 * share * (1 - share)) for share in shares]
