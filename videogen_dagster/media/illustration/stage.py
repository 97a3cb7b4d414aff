"""The stage that figures are drawn on: what the scenery tells whoever puts people and things into it."""

from dataclasses import dataclass

from videogen_dagster.media.illustration.colour import Palette
from videogen_dagster.media.illustration.furnishing import Surface


@dataclass(frozen=True, slots=True)
class Stage:
    """The canvas of one picture, overscan included, in pixels.

    Attributes:
        width: Width of the canvas.
        height: Height of the canvas.
        ground_y: Where the feet of a standing figure are.
        palette: Colours of the light that falls on figures.
        time: `dawn`, `day`, `sunset`, `night` or `storm`.
        indoors: Whether the scenery is a room.
        seed: Varies what the prompt leaves open.
        centred: Whether things stand in the middle, as in a studio, and not on a third of the frame.
        safe: Left, top, right and bottom of the part that the frame shows while the camera rests.
        standing: Height of a grown person on `ground_y` where furniture gives the measure, or 0 where nothing does.
        submerged: Whether it is under water: what floats elsewhere swims here.
        surfaces: Free stretches of tables and worktops, the best one first.
    """

    width: float
    height: float
    ground_y: float
    palette: Palette
    time: str
    indoors: bool
    seed: int
    safe: tuple[float, float, float, float]
    centred: bool = False
    standing: float = 0.0
    submerged: bool = False
    surfaces: tuple[Surface, ...] = ()
