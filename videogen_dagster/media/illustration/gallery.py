"""Which drawing shows which setting."""

from collections.abc import Callable
from typing import Final

from videogen_dagster.media.illustration.places import beyond, coast, towns, wild, woods
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet

Place = Callable[[Scene], list[Sheet]]

PLACES: Final[dict[str, Place]] = {
    "mountains": wild.mountains,
    "field": wild.field,
    "desert": wild.desert,
    "snow": wild.snow,
    "road": wild.road,
    "lake": wild.lake,
    "city": towns.city,
    "street": towns.street,
    "village": towns.village,
    "house": towns.house_front,
    "market": towns.market,
    "castle": towns.castle,
    "sea": coast.sea,
    "beach": coast.beach,
    "harbour": coast.harbour,
    "underwater": coast.underwater,
    "forest": woods.forest,
    "garden": woods.garden,
    "patio": woods.patio,
    "cave": woods.cave,
    "space": beyond.space,
    "abstract": beyond.abstract,
    "studio": beyond.studio,
}
"""Setting -> what draws its sheets, the farthest first, without the sky."""

WHOLE: Final = frozenset({"underwater", "space", "abstract"})
"""Outdoor settings that draw their own background instead of a sky."""
