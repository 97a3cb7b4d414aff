"""Which drawing shows which setting."""

from collections.abc import Callable
from typing import Final

from videogen_dagster.media.illustration.places import (
    beyond,
    cities,
    coast,
    depths,
    gardens,
    grand,
    homes,
    kitchens,
    landmarks,
    markets,
    public,
    schools,
    shows,
    streets,
    studios,
    tables,
    towns,
    wild,
    woods,
    workshops,
)
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
    "city": cities.city,
    "street": streets.street,
    "village": towns.village,
    "house": landmarks.house_front,
    "market": markets.market,
    "castle": landmarks.castle,
    "sea": coast.sea,
    "beach": coast.beach,
    "harbour": coast.harbour,
    "underwater": depths.underwater,
    "forest": woods.forest,
    "garden": gardens.garden,
    "patio": gardens.patio,
    "cave": woods.cave,
    "space": beyond.space,
    "abstract": beyond.abstract,
    "studio": studios.studio,
    "living_room": homes.living_room,
    "bedroom": homes.bedroom,
    "bathroom": homes.bathroom,
    "kitchen": kitchens.kitchen,
    "garage": workshops.garage,
    "office": public.office,
    "interview": public.interview,
    "restaurant": public.restaurant,
    "bar": public.bar,
    "hospital": public.hospital,
    "laboratory": schools.laboratory,
    "classroom": schools.classroom,
    "library": schools.library,
    "shop": public.shop,
    "palace": grand.palace,
    "stage": shows.stage,
    "circus": shows.circus,
    "tabletop": tables.tabletop,
}
"""Setting -> what draws its sheets, the farthest first, without the sky."""

WHOLE: Final = frozenset({"underwater", "space", "abstract"})
"""Outdoor settings that draw their own background instead of a sky."""
