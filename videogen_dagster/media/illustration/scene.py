"""The canvas of one picture and what every drawing of it needs: proportions, light, colours, chance."""

from dataclasses import dataclass
from random import Random
from typing import Final

from videogen_dagster.core.choices import Style
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.illustration.colour import Palette, mix
from videogen_dagster.media.illustration.layers import canvas_size
from videogen_dagster.media.illustration.palettes import outdoor_palette, palette_for
from videogen_dagster.media.illustration.reading import SceneDescription
from videogen_dagster.media.illustration.sheet import Sheet

FLAT_STYLES: Final = frozenset({Style.PASTEL, Style.PAPERCUT})
"""Styles without gradients."""

LOW_VIEWS: Final = {"lava": 0.34, "torn_ground": 0.46, "ground_section": 0.4}
"""Setting -> row of the horizon as a share of the frame's height, where the ground is the subject."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture to draw, in pixels of the overscanned canvas.

    Attributes:
        width: Width of the canvas.
        height: Height of the canvas.
        safe: Left, top, right and bottom of the frame at rest.
        unit: A hundredth of the frame's shorter side: things keep their proportions in every aspect.
        horizon: Row where sky and ground, or wall and floor, meet.
        ground: Row of a standing figure's feet.
        sun: Where sun, moon or the main lamp is.
        palette: Colours.
        view: Colours outdoors; a room shows them through its windows.
        description: What the prompt asks for.
        style: The look.
        seed: Varies what the prompt leaves open.
        calm: The middle of the picture stays free of near things and sharp detail.
        peopled: Figures or things will stand in the middle.
    """

    width: float
    height: float
    safe: tuple[float, float, float, float]
    unit: float
    horizon: float
    ground: float
    sun: tuple[float, float]
    palette: Palette
    view: Palette
    description: SceneDescription
    style: Style
    seed: int
    calm: bool
    peopled: bool

    def chance(self, purpose: str) -> Random:
        """Return random numbers of their own for `purpose`: drawing one thing more does not move the others."""
        return Random(f"{self.seed}|{purpose}")

    def sheet(self, name: str, depth: float, *, ambient: str = "none", soft: bool = False) -> Sheet:
        """Return an empty sheet at a depth, in the picture's style."""
        return Sheet(name, depth, ambient=ambient, flat=self.style in FLAT_STYLES, soft=soft)

    def hazed(self, colour: str, distance: float) -> str:
        """Return a local colour in this light, `distance` 0 (near) to 1 (lost in haze)."""
        return self.palette.tint(colour, distance)

    def across(self, share: float) -> float:
        """Return the column at a share 0..1 of the frame's width."""
        return self.safe[0] + (self.safe[2] - self.safe[0]) * share

    def down(self, share: float) -> float:
        """Return the row at a share 0..1 of the frame's height."""
        return self.safe[1] + (self.safe[3] - self.safe[1]) * share

    @property
    def tall(self) -> bool:
        """Whether the frame is higher than wide."""
        return self.height > self.width * 1.2

    @property
    def wide(self) -> bool:
        """Whether the frame is wider than high."""
        return self.width > self.height * 1.2

    @property
    def dark(self) -> bool:
        """Whether lamps are on."""
        return self.description.time in {"night", "storm"} or self.view.key <= 0.52

    @property
    def lamp(self) -> str:
        """Colour of electric and candle light."""
        return mix(self.palette.accent, "#fff1cf", 0.45)


def set_scene(
    description: SceneDescription,
    *,
    style: Style,
    size: FrameSize,
    seed: int,
    calm: bool = False,
    peopled: bool = False,
) -> Scene:
    """Return the canvas for a described scenery.

    Args:
        description: What to show.
        style: The look.
        size: The frame at rest.
        seed: Varies what the description leaves open.
        calm: Keep the middle free.
        peopled: Leave the middle to figures or things.
    """
    width, height = canvas_size(size)
    left, top = (width - size.width) / 2, (height - size.height) / 2
    safe = (left, top, left + size.width, top + size.height)
    tall = size.height > size.width * 1.2
    chance = Random(f"{seed}|light")
    horizon = top + size.height * _horizon(description, tall=tall)
    side = chance.choice((0.24, 0.76))
    level = {"day": 0.2, "night": 0.22, "storm": 0.25}.get(description.time, 0.8)
    sun_x = left + size.width * (side + chance.uniform(-0.06, 0.06))
    sun_y = top + (horizon - top) * (level + chance.uniform(-0.04, 0.04))
    return Scene(
        width=width, height=height, safe=safe, unit=min(size.width, size.height) / 100, horizon=horizon,
        ground=top + size.height * (0.9 if not tall else 0.86), sun=(sun_x, sun_y),
        palette=palette_for(description, style, seed), view=outdoor_palette(description, style, seed), description=description, style=style, seed=seed, calm=calm,
        peopled=peopled,
    )  # fmt: skip


def _horizon(description: SceneDescription, *, tall: bool) -> float:
    if description.setting == "tabletop":
        return 0.52
    if description.indoors:
        return 0.74 if not tall else 0.76
    if description.setting in LOW_VIEWS:
        return LOW_VIEWS[description.setting]
    return 0.6 if not tall else 0.62
