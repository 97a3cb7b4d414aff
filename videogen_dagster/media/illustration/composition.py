"""Figures set beside, above and before each other: rows on the ground, things on a table, birds in the air."""

import random
from dataclasses import dataclass
from typing import Final

from videogen_dagster.media.illustration import things
from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.svg import Point, element, group, number

Span = tuple[float, float]
"""First and last column of something."""

LAID_SHARE: Final = 0.125
"""Height of a thing on a table as a share of a person's, at most: it must not hide who sits behind it."""

WIDEST: Final = 0.9
"""Width of a row of figures as a share of the frame's, at most."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of the stage and the unit that sizes follow from."""

    left: float
    top: float
    width: float
    height: float

    @property
    def unit(self) -> float:
        """The height that sizes are shares of: narrow frames have smaller figures, so that they fit."""
        return min(self.height, 1.3 * self.width)


@dataclass(frozen=True, slots=True)
class Placed:
    """One figure before it is drawn: its size on the canvas and how to draw it.

    Attributes:
        body: SVG, standing on y = 0 at x = 0, in pixels.
        half: Half its width.
        height: Its height.
        place: `ground`, `air`, `water` or `table`.
        flip: Whether it may be mirrored to look at the middle.
    """

    body: str
    half: float
    height: float
    place: str
    flip: bool


def row(
    pen: Pen,
    figures: list[Placed],
    *,
    frame: Frame,
    base: float,
    people: int,
    dice: random.Random,
    prefix: str,
    centred: bool,
) -> tuple[str, str, list[Span]]:
    """Return shadows and bodies of figures that stand side by side, kept inside the frame, and their columns.

    Args:
        pen: Draws them.
        figures: From left to right.
        frame: The visible part of the stage.
        base: Where their feet are.
        people: How many of `figures`, the first ones, are people.
        dice: Decides on which third of the frame a small group stands.
        prefix: Of the ids of this drawing's paints.
        centred: Set the group in the middle, wider apart.
    """
    if not figures:
        return "", "", []
    gap, total = _breadth(figures, frame, centred=centred)
    shrink = min(1.0, frame.width * WIDEST / total)
    middle = 0.5 if centred or total > frame.width * 0.5 else dice.choice((0.36, 0.64))
    left = frame.left + frame.width * middle - total * shrink / 2
    left = min(max(left, frame.left + frame.width * 0.05), frame.left + frame.width * 0.95 - total * shrink)
    shadows, bodies, columns = [], [], []
    for index, one in enumerate(figures):
        x = left + one.half * shrink
        columns.append((x - one.half * shrink, x + one.half * shrink))
        left += (2 * one.half + gap) * shrink
        y = base - (0.0 if index < people else dice.uniform(0, 0.012) * frame.height)
        mirrored = one.flip and (x > frame.left + frame.width * 0.52 if len(figures) == 1 or index >= people else False)
        bodies.append(put(one.body, x, y, shrink, mirrored=mirrored))
        shadows.append(_contact(pen, one, (x, y), shrink, prefix))
    return "".join(shadows), "".join(bodies), columns


def fitting(figures: list[Placed], frame: Frame, *, centred: bool) -> float:
    """Return how much smaller a row has to be drawn to stay inside the frame: 1 if it fits."""
    return min(1.0, frame.width * WIDEST / _breadth(figures, frame, centred=centred)[1]) if figures else 1.0


def _breadth(figures: list[Placed], frame: Frame, *, centred: bool) -> tuple[float, float]:
    """Return the gap between figures of a row, and how wide they all are."""
    gap = frame.width * (0.08 if centred and frame.width > frame.height else 0.03)
    return gap, sum(2 * one.half for one in figures) + gap * (len(figures) - 1)


def _contact(pen: Pen, one: Placed, feet: Point, shrink: float, prefix: str) -> str:
    x, y = feet
    wide = one.half * shrink
    if one.place == "water":
        lines = "".join(
            element("rect", x=x - wide * reach, y=y + wide * drop, width=2 * wide * reach, height=wide * 0.03, rx=wide * 0.015, fill=pen.palette.light, opacity=0.35)
            for reach, drop in ((1.05, 0.03), (0.8, 0.1), (0.5, 0.17))
        )  # fmt: skip
        return (
            element("ellipse", cx=x, cy=y + wide * 0.08, rx=wide, ry=wide * 0.16, fill=f"url(#{prefix}shadow)") + lines
        )
    flat = max(0.1, min(0.2, one.height * shrink / (wide * 14)))
    return element("ellipse", cx=x, cy=y, rx=wide * 1.12, ry=wide * flat, fill=f"url(#{prefix}shadow)")


def table(pen: Pen, laid: list[Placed], *, frame: Frame, base: float, height: float, people: int) -> str:
    """A table before the people, with small things on it."""
    wide = min(frame.width * 0.8, height * 0.5 * (people + 1.1))
    scale = wide / 184
    top = base - height * 0.42
    floor = min(base + frame.height * 0.05, top + 76 * scale * 1.4)
    legs = (floor - top) / 76
    body = group(
        things.table(pen),
        transform=f"translate({number(frame.left + frame.width / 2)} {number(floor)}) scale({number(scale)} {number(legs)})",
    )
    step = wide / (len(laid) + 1)
    set_out = "".join(
        put(
            one.body,
            frame.left + (frame.width - wide) / 2 + step * (index + 1),
            top + height * 0.012,
            min(1.0, height * LAID_SHARE / one.height),
        )
        for index, one in enumerate(laid)
    )
    return body + set_out


def flight(figures: list[Placed], frame: Frame, dice: random.Random) -> str:
    """Return figures in the air, spread over the upper part of the frame."""
    bodies = []
    for index, one in enumerate(figures):
        share = (index + 0.5) / len(figures)
        x = frame.left + frame.width * (0.12 + 0.76 * share + dice.uniform(-0.05, 0.05))
        room = max(0.0, frame.height * 0.62 - one.height)
        y = frame.top + frame.height * 0.08 + one.height + room * dice.uniform(0.05, 0.5)
        shrink = dice.uniform(0.7, 1.0) if len(figures) > 1 else 1.0
        bodies.append(put(one.body, x, y, shrink, mirrored=x > frame.left + frame.width * 0.6))
    return "".join(bodies)


def put(body: str, x: float, y: float, scale: float, *, mirrored: bool = False) -> str:
    """Return a figure with its foot at (`x`, `y`), `scale` times its size, mirrored if it looks the other way."""
    across = -scale if mirrored else scale
    return group(body, transform=f"translate({number(x)} {number(y)}) scale({number(across)} {number(scale)})")
