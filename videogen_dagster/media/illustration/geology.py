"""Words about the inside of the Earth: which prompts show ground cut open, and which plates are no dishes."""

from typing import Final

from videogen_dagster.media.illustration import words
from videogen_dagster.media.illustration.wording import first

CUT: Final = (
    "cross-section", "cross section", "cutaway", "cut open", "cut in half", "cut through", "section through", "seen in section",
    "inside the earth", "interior of the earth", "earth's interior", "centre of the earth", "center of the earth", "earth's layers",
)  # fmt: skip
GLOBE: Final = ("earth", "earth's", "globe", "planet", "mantle", "earth's core", "outer core", "inner core")
GROUND: Final = (
    "mountain", "volcano", "rock", "ground", "soil", "root", "crust", "hill", "geyser", "landscape", "stone layer", "sediment",
    "underground", "valley", "canyon", "island", "seabed", "tree", "aquifer", "groundwater", "glacier",
)  # fmt: skip
MOUNTAINS: Final = ("mountain", "volcano", "volcanic", "peak", "cone", "magma chamber", "conduit")

EARTHLY: Final = (
    "tectonic", "tectonics", "earth", "earth's", "crust", "mantle", "continent", "continental", "oceanic", "subduction", "fault",
    "fault line", "earthquake", "lithosphere", "volcano", "volcanic", "magma", "lava", "geology", "geological", "seafloor",
    "rift", "pangaea",
)  # fmt: skip
PLATES: Final = ("plate", "tectonic plate", "plate tectonics")
MEALS: Final = (
    "food", "meal", "dinner", "lunch", "breakfast", "supper", "table", "kitchen", "restaurant", "dish", "served", "pasta", "pizza",
    "chef", "cook", "eat", "eats", "eating", "fork", "knife", "spoon", "bread", "cake", "pie", "cheese", "meat", "fish", "salad", "soup",
    "napkin", "tablecloth", "dining", "feast", "picnic", "toast", "egg", "fruit", "sandwich", "waiter", "noodles", "rice",
)  # fmt: skip
METAL: Final = (
    "number plate",
    "license plate",
    "licence plate",
    "steel plate",
    "metal plate",
    "armour plate",
    "name plate",
    "door plate",
)
"""Plates that no dish is."""


def has_dishes(text: str) -> bool:
    """Return whether plates that a text names are dishes: food or a table is near, or nothing of the Earth is.

    Args:
        text: The prompt in lower case.
    """
    if first(text, ("tectonic plate", "continental plate", "oceanic plate", *METAL)) is not None:
        return False
    return first(text, MEALS) is not None or first(text, EARTHLY) is None


def section_of(text: str) -> str | None:
    """Return the setting that shows the ground or the globe cut open, or None if a text asks for none.

    Args:
        text: The prompt in lower case.
    """
    cut = first(text, CUT) is not None
    plates = first(text, PLATES) is not None and not has_dishes(text) and first(text, METAL) is None
    if plates and (cut or first(text, ("tectonic", "tectonics", "mantle", *words.SETTINGS["plates"])) is not None):
        return "plates"
    if first(text, ("magma",)) is not None:
        return "ground_section" if first(text, MOUNTAINS) is not None else "magma"
    if first(text, words.SETTINGS["ground_section"]) is not None:
        return "ground_section"
    if first(text, words.SETTINGS["earth"]) is not None or (cut and first(text, GLOBE) is not None):
        return "earth"
    return "ground_section" if cut and first(text, GROUND) is not None else None
