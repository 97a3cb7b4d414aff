"""A sheet of a picture while it is being drawn: shapes, paints and lights, and how far down it reaches."""

from collections.abc import Iterable, Sequence
from typing import Final

from videogen_dagster.media.illustration.furnishing import Furnishing, Surface
from videogen_dagster.media.illustration.svg import (
    Point,
    element,
    linear_gradient,
    number,
    radial_gradient,
)

Stop = str | tuple[str, float]
"""A colour, or a colour and its opacity."""

CLEAR: Final = "none"


class Sheet:
    """Collects SVG elements in pixels of the canvas.

    Args:
        name: What is drawn; also tells the sheet's paints from those of other sheets.
        depth: 0 (far) to 1 (near).
        ambient: `clouds`, `fog` or `none`.
        flat: Gradients become one colour and lights become rings: how cut paper and flat design look.
        soft: Nothing on it has a sharp edge, so it may be drawn small and enlarged.
    """

    def __init__(
        self, name: str, depth: float, *, ambient: str = "none", flat: bool = False, soft: bool = False
    ) -> None:
        self.name, self.depth, self.ambient, self.flat, self.soft = name, depth, ambient, flat, soft
        self._elements: list[str] = []
        self._paints: list[str] = []
        self._top, self._bottom = float("inf"), float("-inf")
        self._zoom, self._centre = 1.0, (0.0, 0.0)
        self._furnishings: list[Furnishing] = []
        self._surfaces: list[Surface] = []

    @property
    def furnishings(self) -> tuple[Furnishing, ...]:
        """The furniture on this sheet."""
        return tuple(one.nearer(self._zoom, self._centre) for one in self._furnishings)

    @property
    def surfaces(self) -> tuple[Surface, ...]:
        """Where small things can stand on this sheet's furniture, the best place first."""
        return tuple(one.nearer(self._zoom, self._centre) for one in self._surfaces)

    def furnish(self, kind: str, *, left: float, right: float, top: float, foot: float) -> None:
        """Note a piece of furniture that was drawn; `kind` as `Furnishing` lists them."""
        self._furnishings.append(Furnishing(kind, left, right, top, foot))

    def leave_room(self, left: float, right: float, row: float) -> None:
        """Note that small things can stand on `row` between two columns."""
        self._surfaces.append(Surface(left, right, row))

    @property
    def fragment(self) -> str:
        """The sheet as an SVG group with its paints."""
        x, y = self._centre
        near = f"translate({number(x * (1 - self._zoom))} {number(y * (1 - self._zoom))}) scale({number(self._zoom)})"
        transform = near if self._zoom != 1.0 else None
        return element("g", element("defs", "".join(self._paints)) + "".join(self._elements), transform=transform)

    @property
    def rows(self) -> tuple[float, float]:
        """First and last row that anything touches; (0, 0) while nothing is drawn."""
        if not self._elements:
            return 0.0, 0.0
        y = self._centre[1]
        return y + (self._top - y) * self._zoom, y + (self._bottom - y) * self._zoom

    def come_closer(self, zoom: float, centre: Point) -> None:
        """Enlarge the whole sheet around a point, as a longer lens does."""
        self._zoom, self._centre = zoom, centre

    def raw(self, fragment: str, top: float, bottom: float) -> None:
        """Add finished SVG that lies between the rows `top` and `bottom`."""
        self._elements.append(fragment)
        self._top, self._bottom = min(self._top, top), max(self._bottom, bottom)

    def rect(self, x: float, y: float, width: float, height: float, fill: str, **values: object) -> None:
        """Add a rectangle; `rx` rounds its corners."""
        self.raw(element("rect", "", x=x, y=y, width=width, height=height, fill=fill, **values), y, y + height)

    def circle(self, x: float, y: float, radius: float, fill: str, **values: object) -> None:
        """Add a circle."""
        self.raw(element("circle", "", cx=x, cy=y, r=radius, fill=fill, **values), y - radius, y + radius)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: str, **values: object) -> None:
        """Add an ellipse."""
        self.raw(element("ellipse", "", cx=x, cy=y, rx=rx, ry=ry, fill=fill, **values), y - ry, y + ry)

    def polygon(self, points: Iterable[Point], fill: str, **values: object) -> None:
        """Add a closed polygon."""
        corners = list(points)
        text = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
        self.raw(element("polygon", "", points=text, fill=fill, **values), *_span(corners, 0))

    def blob(self, points: Iterable[Point], fill: str, **values: object) -> None:
        """Add a closed shape whose outline passes smoothly through the points."""
        corners = list(points)
        margin = 0.2 * (max(y for _, y in corners) - min(y for _, y in corners))
        self.raw(element("path", "", d=smooth(corners, closed=True), fill=fill, **values), *_span(corners, margin))

    def hill(self, points: Sequence[Point], floor: float, fill: str, **values: object) -> None:
        """Add what lies under a smooth line, down to the row `floor`."""
        outline = f"{smooth(points)}L{number(points[-1][0])},{number(floor)}L{number(points[0][0])},{number(floor)}Z"
        top, bottom = _span(points, 0.1 * abs(max(y for _, y in points) - min(y for _, y in points)) + 2)
        self.raw(element("path", "", d=outline, fill=fill, **values), top, max(bottom, floor))

    def line(self, points: Sequence[Point], colour: str, width: float, **values: object) -> None:
        """Add a stroke through the points, smooth if there are more than two of them."""
        path = smooth(points) if len(points) > 2 else _straight(points)
        stroke = {"stroke_linecap": "round", "stroke_linejoin": "round", **values}
        self.raw(
            element("path", "", d=path, fill=CLEAR, stroke=colour, stroke_width=width, **stroke),
            *_span(points, 2 * width),
        )

    def vertical(self, y0: float, y1: float, *stops: Stop) -> str:
        """Return a paint that runs from the row `y0` to the row `y1`."""
        return self._linear((0, y0, 0, y1), stops)

    def horizontal(self, x0: float, x1: float, *stops: Stop) -> str:
        """Return a paint that runs from the column `x0` to the column `x1`."""
        return self._linear((x0, 0, x1, 0), stops)

    def slanted(self, start: Point, end: Point, *stops: Stop) -> str:
        """Return a paint that runs from one point to another."""
        return self._linear((*start, *end), stops)

    def radial(self, x: float, y: float, radius: float, *stops: Stop) -> str:
        """Return a paint that runs from a point outwards."""
        name = self._next_name()
        self._paints.append(
            radial_gradient(name, _spread(stops), gradientUnits="userSpaceOnUse", cx=x, cy=y, r=max(radius, 0.01))
        )
        return f"url(#{name})"

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float) -> None:
        """Add light around a point, `strength` 0..1 in its middle."""
        if self.flat:
            for share, part in ((1.0, 0.25), (0.62, 0.3), (0.34, 0.4)):
                self.circle(x, y, radius * share * 0.7, colour, opacity=min(1.0, strength * part))
            return
        fading = ((colour, strength), (colour, strength * 0.45), (colour, strength * 0.12), (colour, 0.0))
        self.circle(x, y, radius, self.radial(x, y, radius, *fading))

    def _linear(self, ends: tuple[float, float, float, float], stops: Sequence[Stop]) -> str:
        if self.flat and all(isinstance(stop, str) for stop in stops):
            return str(stops[len(stops) // 2])
        name = self._next_name()
        x1, y1, x2, y2 = ends
        self._paints.append(
            linear_gradient(name, _spread(stops), gradientUnits="userSpaceOnUse", x1=x1, y1=y1, x2=x2, y2=y2)
        )
        return f"url(#{name})"

    def _next_name(self) -> str:
        return f"{self.name}-{len(self._paints)}"


def smooth(points: Sequence[Point], *, closed: bool = False) -> str:
    """Return SVG path data that passes smoothly through all points (Catmull-Rom spline as cubic Bezier curves)."""
    count = len(points)
    steps = count if closed else count - 1
    parts = [f"M{number(points[0][0])},{number(points[0][1])}"]
    for index in range(steps):
        before, start, end, after = (_point(points, index + offset, closed=closed) for offset in (-1, 0, 1, 2))
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        parts.append("C" + " ".join(f"{number(x)},{number(y)}" for x, y in (first, second, end)))
    return "".join(parts) + ("Z" if closed else "")


def _point(points: Sequence[Point], index: int, *, closed: bool) -> Point:
    return points[index % len(points)] if closed else points[min(max(index, 0), len(points) - 1)]


def _straight(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{number(x)},{number(y)}" for x, y in points)


def _span(points: Sequence[Point], margin: float) -> tuple[float, float]:
    rows = [y for _, y in points]
    return min(rows) - margin, max(rows) + margin


def _spread(stops: Sequence[Stop]) -> list[tuple[float, str, float]]:
    last = max(1, len(stops) - 1)
    pairs = [(stop, 1.0) if isinstance(stop, str) else stop for stop in stops]
    return [(index / last, colour, opacity) for index, (colour, opacity) in enumerate(pairs)]
