"""Trees, bushes, grass and flowers, with a lit and a shaded side."""

from random import Random

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import Point

FOLIAGE = {
    "spring": ("#f2a7bd", "#f6c3cf", "#8fbf6a", "#a7cf7a"),
    "summer": ("#3f8f4f", "#2f7a4a", "#5aa455", "#4a9350"),
    "autumn": ("#d9762b", "#c4472b", "#e3a530", "#a85a28"),
    "winter": ("#dfe9f0", "#c9d8e4", "#b5c8d6", "#e9f0f5"),
}
"""Season -> colours of leaves in full light."""


def foliage(scene: Scene, chance: Random, distance: float) -> str:
    """Return a leaf colour of the season, as it looks at a distance (0 near, 1 far)."""
    return scene.hazed(chance.choice(FOLIAGE[scene.description.season]), distance)


def conifer(sheet: Sheet, foot: Point, height: float, colour: str, *, light: str, sun_left: bool) -> None:
    """Add a fir tree; `foot` is the middle of its trunk on the ground."""
    x, y = foot
    trunk = mix(colour, "#2a1a12", 0.6)
    sheet.rect(x - height * 0.022, y - height * 0.16, height * 0.044, height * 0.17, trunk)
    side = -1 if sun_left else 1
    for tier in range(5):
        low = y - height * (0.1 + 0.165 * tier)
        reach = height * (0.235 - 0.036 * tier)
        peak = low - height * (0.27 if tier < 4 else 0.24)
        sheet.polygon(_tier(x, low, reach, peak), colour)
        lit = [(x, peak), (x + side * reach * 0.42, low - (low - peak) * 0.36), (x + side * reach, low),
               (x + side * reach * 0.35, low - height * 0.015)]  # fmt: skip
        sheet.polygon(lit, mix(colour, light, 0.22))


def _tier(x: float, low: float, reach: float, peak: float) -> list[Point]:
    middle = low - (low - peak) * 0.36
    sag = (low - peak) * 0.08
    return [(x, peak), (x + reach * 0.42, middle), (x + reach, low), (x + reach * 0.4, low - sag), (x, low + sag),
            (x - reach * 0.4, low - sag), (x - reach, low), (x - reach * 0.42, middle)]  # fmt: skip


def broadleaf(sheet: Sheet, foot: Point, height: float, colour: str, *, chance: Random, light: str) -> None:
    """Add a leafy tree with a round crown."""
    x, y = foot
    trunk = mix("#4a3222", colour, 0.25)
    lean = height * chance.uniform(-0.03, 0.03)
    sheet.polygon([(x - height * 0.04, y), (x - height * 0.018 + lean, y - height * 0.6),
                   (x + height * 0.018 + lean, y - height * 0.6), (x + height * 0.045, y)], trunk)  # fmt: skip
    for fork in (-1, 1):
        sheet.line([(x + lean * 0.6, y - height * 0.36), (x + fork * height * 0.15, y - height * 0.58)], trunk,
                   height * 0.022)  # fmt: skip
    crown = _crown(chance, (x + lean, y - height * 0.68), height)
    for place, radius in crown:
        sheet.circle(*place, radius, mix(colour, "#10202a", 0.28))
    for (cx, cy), radius in crown:
        sheet.circle(cx, cy - radius * 0.14, radius * 0.86, colour)
    for (cx, cy), radius in crown[::2]:
        sheet.circle(cx - radius * 0.1, cy - radius * 0.38, radius * 0.5, mix(colour, light, 0.28))


def _crown(chance: Random, middle: Point, height: float) -> list[tuple[Point, float]]:
    x, y = middle
    parts = [((x, y), height * 0.22)]
    for dx, dy, size in ((-0.2, 0.06, 0.15), (0.2, 0.05, 0.16), (-0.12, -0.12, 0.15), (0.12, -0.13, 0.16), (0, -0.19, 0.13),
                         (-0.27, -0.02, 0.1), (0.28, -0.03, 0.1)):  # fmt: skip
        place = (x + height * (dx + chance.uniform(-0.02, 0.02)), y + height * (dy + chance.uniform(-0.02, 0.02)))
        parts.append((place, height * size * chance.uniform(0.9, 1.12)))
    return parts


def bush(sheet: Sheet, foot: Point, width: float, colour: str, *, chance: Random, light: str) -> None:
    """Add a low bush standing on the ground."""
    x, y = foot
    for index in range(5):
        share = index / 4 * 2 - 1
        radius = width * (0.16 + 0.1 * (1 - abs(share))) * chance.uniform(0.85, 1.15)
        cx, cy = x + share * width * 0.36, y - radius * 0.75
        sheet.circle(cx, cy, radius, colour)
        sheet.circle(cx - radius * 0.12, cy - radius * 0.2, radius * 0.62, mix(colour, light, 0.14))
    sheet.rect(x - width * 0.46, y - width * 0.12, width * 0.92, width * 0.12, colour, rx=width * 0.05)


def bare_tree(sheet: Sheet, foot: Point, height: float, colour: str, *, chance: Random) -> None:
    """Add a tree without leaves."""
    _branch(sheet, chance, foot, (0.0, -height * 0.42), (height * 0.05, colour))


def _branch(sheet: Sheet, chance: Random, start: Point, way: Point, pen: tuple[float, str]) -> None:
    width, colour = pen
    end = (start[0] + way[0], start[1] + way[1])
    sheet.line([start, end], colour, width)
    if width < 0.8 or abs(way[0]) + abs(way[1]) < 6:
        return
    for turn in (-0.5, 0.45):
        angle = turn * chance.uniform(0.7, 1.3)
        shrink = chance.uniform(0.62, 0.76)
        turned = complex(way[0], way[1]) * complex(1 - angle * angle / 2, angle) * shrink
        _branch(sheet, chance, end, (turned.real, turned.imag), (width * 0.6, colour))


def palm(sheet: Sheet, foot: Point, height: float, colour: str, *, chance: Random) -> None:
    """Add a palm tree that leans a little."""
    x, y = foot
    lean = height * chance.choice((-1, 1)) * chance.uniform(0.1, 0.2)
    top = (x + lean, y - height * 0.82)
    trunk = mix("#6b4a30", colour, 0.35)
    sheet.line([(x, y), (x + lean * 0.25, y - height * 0.4), top], trunk, height * 0.035)
    for turn in (-2.9, -2.45, -1.95, -1.2, -0.7, -0.25, 0.1):
        reach = height * chance.uniform(0.3, 0.38)
        direction = complex(0, 1) ** (turn / 1.5708)
        tip = (top[0] + reach * direction.real, top[1] + reach * (direction.imag * 0.6 + 0.16))
        bend = ((top[0] + tip[0]) / 2, min(top[1], tip[1]) - reach * 0.16)
        under = ((top[0] + tip[0]) / 2, min(top[1], tip[1]) + reach * 0.02)
        sheet.blob([top, bend, tip, under], mix(colour, "#0c2a1c", 0.2 if turn < -1.5 else 0.0))


def grass(sheet: Sheet, scene: Scene, *, row: float, height: float, colour: str, density: float = 1.0) -> None:
    """Add blades of grass along the bottom, higher towards the sides so that the middle stays open."""
    chance = scene.chance(f"grass{row:.0f}")
    for _ in range(round(150 * density * scene.width / (100 * scene.unit))):
        x = chance.random() * scene.width
        edge = abs(2 * x / scene.width - 1)
        reach = height * (0.35 + 0.9 * edge**2) * chance.uniform(0.5, 1.0)
        bend = reach * chance.uniform(-0.4, 0.4)
        thick = scene.unit * 0.28
        tone = mix(colour, scene.palette.light, chance.uniform(0.0, 0.14))
        sheet.polygon([(x - thick, row), (x + bend * 0.4 - thick * 0.4, row - reach * 0.55), (x + bend, row - reach),
                       (x + bend * 0.4 + thick * 0.4, row - reach * 0.5), (x + thick, row)], tone)  # fmt: skip


def flowers(sheet: Sheet, scene: Scene, *, rows: Point, count: int, colours: tuple[str, ...]) -> None:
    """Add blossoms scattered between two rows, smaller towards the upper one."""
    chance = scene.chance(f"flowers{rows[0]:.0f}")
    for _ in range(count):
        depth = chance.random()
        y = rows[0] + (rows[1] - rows[0]) * depth
        size = scene.unit * (0.3 + 0.75 * depth) * chance.uniform(0.7, 1.2)
        x = chance.random() * scene.width
        colour = scene.hazed(chance.choice(colours), 0.35 * (1 - depth))
        sheet.line([(x, y), (x, y + size * 2.2)], scene.hazed("#4f8a45", 0.2), size * 0.3)
        sheet.circle(x, y, size, colour)
        sheet.circle(x, y, size * 0.4, mix(colour, "#fff3b0", 0.7))


def cactus(sheet: Sheet, foot: Point, height: float, colour: str) -> None:
    """Add a cactus with two arms."""
    x, y = foot
    width = height * 0.15
    sheet.line([(x, y), (x, y - height * 0.92)], colour, width)
    for side, low, reach in ((-1, 0.4, 0.24), (1, 0.52, 0.2)):
        elbow = (x + side * height * reach, y - height * low)
        sheet.line([(x, y - height * low), elbow], colour, width * 0.72)
        sheet.line([elbow, (elbow[0], elbow[1] - height * 0.26)], colour, width * 0.72)
