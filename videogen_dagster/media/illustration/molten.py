"""Molten rock: its colours, streams of it, and the light that it throws."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from videogen_dagster.core.choices import Style
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import Point


@dataclass(frozen=True, slots=True)
class Molten:
    """Colours of molten rock from the hottest to what has nearly set, all `#rrggbb`; they shine by themselves."""

    white: str
    yellow: str
    orange: str
    red: str
    dim: str


_HOT: Final = Molten("#fff3b8", "#ffc63f", "#ff7a1e", "#dc3719", "#7c1d14")
_PALE: Final = Molten("#fff6cf", "#ffd978", "#ff9f62", "#ea6a55", "#a8594f")


def molten(scene: Scene) -> Molten:
    """Return the colours of molten rock in the picture's style."""
    return _PALE if scene.style is Style.PASTEL else _HOT


def warmth(scene: Scene) -> float:
    """Return how much of its surroundings molten rock lights up, 0..1: most at night, little at noon."""
    return {"night": 1.0, "storm": 0.85, "sunset": 0.8, "dawn": 0.65}.get(scene.description.time, 0.45)


def stream(sheet: Sheet, points: Sequence[Point], widths: Sequence[float], hot: Molten) -> None:
    """Add a stream of lava through the points, as wide at each as `widths` says, hottest in its middle."""
    for share, colour, opacity in ((2.6, hot.red, 0.22), (1.6, hot.red, 0.5), (1.0, hot.orange, 1.0), (0.52, hot.yellow, 1.0),
                                   (0.2, hot.white, 0.9)):  # fmt: skip
        band(sheet, points, [width * share for width in widths], colour, opacity=opacity)


def band(sheet: Sheet, points: Sequence[Point], widths: Sequence[float], colour: str, *, opacity: float = 1.0) -> None:
    """Add a band along the points whose width changes from one to the next."""
    left, right = [], []
    for index, ((x, y), width) in enumerate(zip(points, widths, strict=True)):
        before, after = points[max(0, index - 1)], points[min(len(points) - 1, index + 1)]
        along = complex(after[0] - before[0], after[1] - before[1])
        across = along / (abs(along) or 1.0) * complex(0, 1) * width / 2
        left.append((x + across.real, y + across.imag))
        right.append((x - across.real, y - across.imag))
    sheet.blob([*left, *reversed(right)], colour, opacity=opacity)


def embers(sheet: Sheet, scene: Scene, *, centre: Point, reach: Point, count: int) -> None:
    """Add sparks around a point, thinning out over `reach` (across, upwards)."""
    chance, hot = scene.chance(f"embers{centre[0]:.0f}"), molten(scene)
    for _ in range(count):
        x = centre[0] + chance.gauss(0, 0.45) * reach[0]
        y = centre[1] - abs(chance.gauss(0, 0.5)) * reach[1]
        size = scene.unit * chance.uniform(0.12, 0.42)
        sheet.circle(x, y, size * 2.2, hot.orange, opacity=0.25)
        sheet.circle(x, y, size, chance.choice((hot.white, hot.yellow, hot.orange)))


def lit_by_lava(colour: str, scene: Scene, share: float) -> str:
    """Return a colour as molten rock nearby lights it, `share` 0..1 of what it can do at this time of day."""
    return mix(colour, molten(scene).red, share * warmth(scene))
