"""Furniture as others need to know it: how high it is, so that people beside it have their size, and where it has room."""

from dataclasses import dataclass

from videogen_dagster.media.illustration.svg import Point


@dataclass(frozen=True, slots=True)
class Furnishing:
    """A piece of furniture that a picture shows, in pixels of the canvas.

    Attributes:
        kind: `counter`, `table`, `chair`, `sofa`, `nightstand` or `door`.
        left: Its first column.
        right: Its last column.
        top: Row of its upper edge: the worktop, the back of a chair.
        foot: Row of the floor under it.
    """

    kind: str
    left: float
    right: float
    top: float
    foot: float

    def nearer(self, zoom: float, centre: Point) -> "Furnishing":
        """Return it as a longer lens shows it, enlarged around a point."""
        x, y = centre
        columns = (x + (column - x) * zoom for column in (self.left, self.right))
        rows = (y + (row - y) * zoom for row in (self.top, self.foot))
        return Furnishing(self.kind, *columns, *rows)


@dataclass(frozen=True, slots=True)
class Surface:
    """A free stretch of a table or worktop, in pixels of the canvas.

    Attributes:
        left: Its first column.
        right: Its last column.
        row: Where small things stand on it.
    """

    left: float
    right: float
    row: float

    def nearer(self, zoom: float, centre: Point) -> "Surface":
        """Return it as a longer lens shows it, enlarged around a point."""
        x, y = centre
        return Surface(x + (self.left - x) * zoom, x + (self.right - x) * zoom, y + (self.row - y) * zoom)
