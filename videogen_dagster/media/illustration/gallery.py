"""Which drawing shows which setting."""

from collections.abc import Callable
from typing import Final

from videogen_dagster.media.illustration import words
from videogen_dagster.media.illustration.places import (
    beyond,
    cities,
    coast,
    depths,
    earths,
    gardens,
    grand,
    homes,
    kitchens,
    landmarks,
    lava_fields,
    markets,
    public,
    schools,
    sections,
    shows,
    streets,
    studios,
    tables,
    towns,
    volcanoes,
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
    "volcano": volcanoes.volcano,
    "lava": lava_fields.lava_field,
    "torn_ground": lava_fields.torn_ground,
    "ground_section": sections.ground_section,
    "magma": sections.rising_magma,
    "earth": earths.earth_cut_open,
    "plates": earths.plates_on_mantle,
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

WHOLE: Final = frozenset({"underwater", "space", "abstract", "magma", "earth", "plates"})
"""Outdoor settings that draw their own background instead of a sky."""

STANDING: Final = 62.0
"""Height of a grown person in a room, in units: the rooms' worktops (90 cm) are 30 units high, a little farther away."""

STANDING_IN: Final[dict[str, float]] = {"palace": 52.0, "stage": 52.0, "patio": 46.0, "studio": STANDING}
"""Setting -> the same where it is not a room's: halls are seen from farther away, a terrace has its own chairs, a
photographer's studio shows people as a room does."""


def standing(setting: str) -> float:
    """Return the height of a grown person beside the furniture of a setting, in units, or 0 where there is none."""
    common = STANDING if setting in words.INDOORS - words.STAGES else 0.0
    return STANDING_IN.get(setting, common)
