"""A pen that draws figures: shapes in the figure's own units, coloured as the scene's light shows them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from videogen_dagster.media.illustration.colour import Palette, mix
from videogen_dagster.media.illustration.svg import Point, element, number

DARK: Final = "#1b1420"


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws shapes as SVG text.

    Attributes:
        palette: The light that falls on what is drawn.
        distance: 0 (near) to 1 (lost in haze).
        silhouette: Draw all solid shapes in this one colour and leave glows, gleams and shadows out.
    """

    palette: Palette
    distance: float = 0.0
    silhouette: str | None = None

    def rim(self) -> "Pen":
        """Return a pen that draws what this one draws as a silhouette in the colour of the light.

        Moved a little towards the light and set behind the figure, it is the bright rim that parts the figure from
        the picture. (An SVG filter does the same at ten times the cost.)
        """
        return replace(self, silhouette=mix(self.palette.light, self.palette.accent, 0.25))

    def ink(self, colour: str) -> str:
        """Return an object's own colour as it looks in this light.

        `!#rrggbb` shines by itself and stays; so does what is no colour at all (`none`, a paint).
        """
        if self.silhouette is not None:
            return colour if colour == "none" else self.silhouette
        if colour.startswith("!"):
            return colour[1:]
        if not colour.startswith("#"):
            return colour
        # Figures carry the story: they keep much of their own colour however dark the scene is.
        return mix(self.palette.tint(colour, self.distance), colour, 0.42 * (1 - self.distance))

    def path(self, data: str, colour: str, **more: object) -> str:
        """Return a filled path with the SVG path `data`."""
        return self._shape("path", d=data, fill=self.ink(colour), **more)

    def stroke(self, data: str, colour: str, width: float, **more: object) -> str:
        """Return an open line of `width` with round ends along the SVG path `data`."""
        return self._shape(
            "path",
            d=data,
            fill="none",
            stroke=self.ink(colour),
            stroke_width=width,
            stroke_linecap="round",
            stroke_linejoin="round",
            **more,
        )

    def oval(self, centre: Point, radii: Point, colour: str, **more: object) -> str:
        """Return a filled ellipse."""
        return self._shape(
            "ellipse", cx=centre[0], cy=centre[1], rx=radii[0], ry=radii[1], fill=self.ink(colour), **more
        )

    def circle(self, centre: Point, radius: float, colour: str, **more: object) -> str:
        """Return a filled circle."""
        return self.oval(centre, (radius, radius), colour, **more)

    def box(self, corner: Point, size: Point, colour: str, radius: float = 0.0, **more: object) -> str:
        """Return a filled rectangle from its top left `corner`, with corners rounded by `radius`."""
        return self._shape(
            "rect",
            x=corner[0],
            y=corner[1],
            width=size[0],
            height=size[1],
            rx=radius or None,
            fill=self.ink(colour),
            **more,
        )

    def limb(self, points: Sequence[Point], widths: Sequence[float], colour: str) -> str:
        """Return a limb with round ends and joints through `points`, as wide at each as `widths` says."""
        pieces = [
            _capsule(start, end, wide / 2, narrow / 2)
            for start, end, wide, narrow in zip(points, points[1:], widths, widths[1:], strict=False)
        ]
        return self.path("".join(pieces), colour)

    def blob(self, points: Sequence[Point], colour: str, **more: object) -> str:
        """Return a closed smooth shape through `points`."""
        return self.path(smooth(points), colour, **more)

    def glow(self, centre: Point, radius: float, colour: str, *, strength: float = 0.5) -> str:
        """Return the light around a lamp: rings that add up towards the middle."""
        if self.silhouette is not None:
            return ""
        rings = 28
        each = strength / rings * 1.5
        return "".join(
            element("circle", cx=centre[0], cy=centre[1], r=radius * (1 - step / rings), fill=colour, opacity=each)
            for step in range(rings)
        )

    def shine(self, data: str, opacity: float = 0.35) -> str:
        """Return a highlight in the colour of the light."""
        return self._shape("path", d=data, fill=mix(self.palette.light, "#ffffff", 0.5), opacity=opacity)

    def shade(self, data: str, opacity: float = 0.2) -> str:
        """Return a shadow that lies on what is already drawn."""
        return self._shape("path", d=data, fill=mix(self.palette.near, DARK, 0.5), opacity=opacity)

    def _shape(self, tag: str, **values: object) -> str:
        """Return an element; a silhouette has no half-transparent ones."""
        return "" if self.silhouette is not None and "opacity" in values else element(tag, **values)


def smooth(points: Sequence[Point]) -> str:
    """Return SVG path data of a closed Catmull-Rom curve through `points`."""
    count = len(points)
    parts = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for index in range(count):
        before, start = points[index - 1], points[index]
        end, after = points[(index + 1) % count], points[(index + 2) % count]
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        parts.append("C" + " ".join(f"{number(x)} {number(y)}" for x, y in (first, second, end)))
    return "".join(parts) + "Z"


def _capsule(start: Point, end: Point, wide: float, narrow: float) -> str:
    length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    across = (-(end[1] - start[1]) / length, (end[0] - start[0]) / length)
    a = (start[0] + across[0] * wide, start[1] + across[1] * wide)
    b = (end[0] + across[0] * narrow, end[1] + across[1] * narrow)
    c = (end[0] - across[0] * narrow, end[1] - across[1] * narrow)
    d = (start[0] - across[0] * wide, start[1] - across[1] * wide)
    return (
        f"M{number(a[0])} {number(a[1])}L{number(b[0])} {number(b[1])}"
        f"A{number(narrow)} {number(narrow)} 0 0 0 {number(c[0])} {number(c[1])}"
        f"L{number(d[0])} {number(d[1])}A{number(wide)} {number(wide)} 0 0 0 {number(a[0])} {number(a[1])}Z"
    )
