"""Where words and product stand in the frame: on one grid, so that nothing overlaps and cuts keep their order."""

from dataclasses import dataclass, replace
from typing import Final

from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.media.illustration.atmosphere import SURFACES
from videogen_dagster.media.illustration.scene import Scene

MARGIN: Final = 0.06
TALL_TOP: Final = 0.10
TALL_BOTTOM: Final = 0.18
"""In tall frames players lay their controls over the top and the bottom."""

# Left, top, right, bottom as shares of the frame. The product's foot is at the bottom of its area.
_PRODUCT_WIDE: Final = (0.07, 0.17, 0.50, 0.79)
_PRINT_WIDE: Final = (0.07, 0.14, 0.575, 0.845)
_PRODUCT_SQUARE: Final = (0.10, 0.07, 0.90, 0.50)
_PRODUCT_TALL: Final = (0.07, 0.12, 0.93, 0.49)
_PRODUCT_ALONE: Final = (0.16, 0.14, 0.84, 0.80)
_WORDS_WIDE: Final = (0.565, 0.10, 0.94, 0.86)
_WORDS_BESIDE_PRINT: Final = (0.635, 0.10, 0.94, 0.86)
_ABOVE_TABLE: Final = 0.69
_WORDS_SQUARE: Final = (0.08, 0.605, 0.92, 0.94)
_WORDS_TALL: Final = (0.07, 0.555, 0.93, 1 - TALL_BOTTOM)
_GAP: Final = 1.0
"""Least distance of what a product stands on from the words below it, in units of the scene."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the picture, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Its width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its height."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Layout:
    """How a card is set.

    Attributes:
        words: What the words may use.
        centred: Words are centred in it; else they begin at its left edge.
        rises: The words stand at the area's lower edge; else in its middle.
        shade: Where a scrim is deepest, if one is needed: `full`, `left`, `right` or `bottom`.
    """

    words: Area
    centred: bool
    rises: bool
    shade: str


def safe_area(width: float, height: float) -> Area:
    """Return where text may stand in a frame of that size: 6 % margins, more above and below in tall frames."""
    top, bottom = (TALL_TOP, TALL_BOTTOM) if height > width * 1.2 else (MARGIN, MARGIN)
    return Area(width * MARGIN, height * top, width * (1 - MARGIN), height * (1 - bottom))


def product_on_right(scene: Scene) -> bool:
    """Return whether the prompt sets the product on the right side; a card's words then stand on the left."""
    return scene.wide and scene.description.mentions("on the right")


def product_area(scene: Scene, *, beside_words: bool, framed: bool) -> Area:
    """Return what a product may use; its foot stands at the lower edge.

    Args:
        scene: The picture.
        beside_words: A card shares the frame: beside the product in wide frames, below it in others.
        framed: It is a whole photo, shown as a print.
    """
    if not beside_words:
        return _on(scene, _PRODUCT_ALONE)
    if scene.wide:
        return _on(scene, _PRINT_WIDE if framed else _PRODUCT_WIDE, mirrored=product_on_right(scene))
    return _on(scene, _PRODUCT_TALL if scene.tall else _PRODUCT_SQUARE)


def above_words(scene: Scene, area: Area, *, depth: float) -> Area:
    """Return a product's area beside words, its foot raised until what it stands on ends above words that stand below.

    Args:
        scene: The picture. In a wide one the words stand beside the product, and the area stays.
        area: What the product may use.
        depth: How far what it stands on reaches below its foot, in pixels.
    """
    if scene.wide:
        return area
    words = _on(scene, _WORDS_TALL if scene.tall else _WORDS_SQUARE)
    return replace(area, bottom=min(area.bottom, words.top - _GAP * scene.unit - depth))


def card_layout(card: Card, scene: Scene, *, beside_product: bool, framed: bool = False) -> Layout:
    """Return how a card is set in a picture.

    Args:
        card: The words.
        scene: The picture.
        beside_product: A product shares the frame.
        framed: The product is a print.
    """
    if beside_product and scene.wide:
        right = product_on_right(scene)
        words = _on(scene, _WORDS_BESIDE_PRINT if framed else _WORDS_WIDE, mirrored=right)
        if scene.description.mentions(*SURFACES):  # above the table's edge
            words = replace(words, top=scene.down(0.16), bottom=scene.down(_ABOVE_TABLE))
        return Layout(words, centred=False, rises=False, shade="left" if right else "right")
    if beside_product:
        words = _on(scene, _WORDS_TALL if scene.tall else _WORDS_SQUARE)
        return Layout(words, centred=True, rises=False, shade="bottom")
    left, top, right_edge, bottom = scene.safe
    safe = safe_area(right_edge - left, bottom - top)
    words = Area(left + safe.left, top + safe.top, left + safe.right, top + safe.bottom)
    lower_third = card.kind is CardKind.FEATURE
    return Layout(words, centred=not lower_third, rises=lower_third, shade="bottom" if lower_third else "full")


def _on(scene: Scene, shares: tuple[float, float, float, float], *, mirrored: bool = False) -> Area:
    left, top, right, bottom = shares
    if mirrored:
        left, right = 1 - right, 1 - left
    return Area(scene.across(left), scene.down(top), scene.across(right), scene.down(bottom))
