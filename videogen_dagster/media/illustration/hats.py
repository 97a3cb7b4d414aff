"""Hats, in the units of a head."""

from typing import Final

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.likeness import Look
from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.svg import element


def hat(pen: Pen, look: Look) -> str:
    """Return what the person wears on the head, or nothing."""
    if look.hat in _PLAIN:
        return _PLAIN[look.hat](pen)
    return _COLOURED[look.hat](pen, look) if look.hat in _COLOURED else ""


def _toque(pen: Pen) -> str:
    puff = "M-36 -58C-62 -74 -56 -108 -30 -106C-22 -124 22 -124 30 -106C56 -108 62 -74 36 -58Z"
    folds = "M-14 -62C-16 -78 -16 -88 -20 -98M14 -62C16 -78 16 -88 20 -98M0 -62L0 -100"
    return (
        pen.path(puff, "#f4f2ee")
        + pen.stroke(folds, "#cfcac6", 2)
        + pen.path("M-38 -36L-37 -62C-14 -68 14 -68 37 -62L38 -36C14 -44 -14 -44 -38 -36Z", "#ffffff")
    )


def _cap(pen: Pen, look: Look) -> str:
    cloth = mix(look.cloth, "#10131f", 0.35)
    return (
        pen.path("M-44 -40C-54 -66 -28 -80 0 -82C28 -80 54 -66 44 -40C16 -50 -16 -50 -44 -40Z", cloth)
        + pen.path("M-41 -30L-44 -42C-16 -52 16 -52 44 -42L41 -30C16 -40 -16 -40 -41 -30Z", mix(cloth, "#000000", 0.4))
        + pen.path("M-38 -31C-20 -22 20 -22 38 -31C20 -40 -20 -40 -38 -31Z", "#14151c")
        + pen.path("M0 -66L4 -59L11 -58L6 -53L7.5 -46L0 -49.5L-7.5 -46L-6 -53L-11 -58L-4 -59Z", "#d9b45a")
    )


def _wizard(pen: Pen, look: Look) -> str:
    cloth = mix(look.cloth, "#1c1440", 0.45)
    return (
        pen.path("M-40 -40C-24 -66 -12 -104 12 -140C14 -112 30 -70 40 -40Z", cloth)
        + pen.path("M-64 -32C-40 -50 40 -50 64 -32C40 -22 -40 -22 -64 -32Z", mix(cloth, "#000000", 0.2))
        + pen.path("M-37 -44C-14 -52 14 -52 37 -44L34 -52C14 -60 -14 -60 -33 -52Z", "#d9b45a")
    )


def _crown(pen: Pen) -> str:
    gold = "M-32 -44L-38 -78L-18 -60L0 -86L18 -60L38 -78L32 -44C14 -52 -14 -52 -32 -44Z"
    gems = "".join(
        pen.circle((x, y), 3.2, colour)
        for x, y, colour in ((-20, -53, "#b8324a"), (0, -57, "#3b68b0"), (20, -53, "#b8324a"))
    )
    return pen.path(gold, "#e2b84e") + gems


def _beanie(pen: Pen, look: Look) -> str:
    cloth = mix(look.cloth_2, "#2a4a6a", 0.6)
    return pen.path("M-40 -30C-44 -70 -22 -82 0 -82C22 -82 44 -70 40 -30Z", cloth) + pen.path(
        "M-42 -26C-44 -34 -43 -42 -40 -46C-14 -54 14 -54 40 -46C43 -42 44 -34 42 -26C14 -36 -14 -36 -42 -26Z",
        mix(cloth, "#ffffff", 0.18),
    )


def _brimmed(pen: Pen, look: Look) -> str:
    cloth = mix(look.cloth, "#4a3524", 0.55)
    return (
        pen.path("M-35 -38C-38 -74 -24 -84 -10 -80C-4 -76 4 -76 10 -80C24 -84 38 -74 35 -38Z", cloth)
        + pen.path("M-36 -38L-35 -50C-14 -56 14 -56 35 -50L36 -38Z", mix(cloth, "#000000", 0.5))
        + pen.path(
            "M-64 -34C-40 -42 40 -42 64 -34C54 -24 24 -28 0 -28C-24 -28 -54 -24 -64 -34Z", mix(cloth, "#000000", 0.15)
        )
    )


def _visor(pen: Pen) -> str:
    """A knight's helmet, its visor raised over the brow, with a plume."""
    steel, dark = "#aab2bd", "#5f6773"
    plume = pen.path("M-4 -78C10 -112 52 -112 66 -70C48 -84 22 -84 4 -72Z", "#b5333f")
    bowl = pen.path("M-56 30L-56 -14C-56 -96 56 -96 56 -14L56 30L44 30L42 -14C30 -30 -30 -30 -42 -14L-44 30Z", steel)
    band = pen.path("M-56 -18C-40 -40 40 -40 56 -18L54 -34C36 -58 -36 -58 -54 -34Z", dark)
    return plume + bowl + band + pen.shine("M-40 -46C-30 -66 -8 -76 8 -74C-12 -66 -26 -54 -32 -42Z", 0.5)


def _helmet(pen: Pen) -> str:
    shell = element(
        "circle",
        cx=0,
        cy=-4,
        r=68,
        fill=pen.ink("#dfe8f2"),
        fill_opacity=0.16,
        stroke=pen.ink("#eef1f5"),
        stroke_width=8,
    )
    return shell + pen.shine("M-46 -34C-34 -54 -12 -64 6 -62C-14 -54 -32 -38 -40 -18C-46 -18 -48 -28 -46 -34Z", 0.55)


_PLAIN: Final = {"toque": _toque, "crown": _crown, "helmet": _helmet, "visor": _visor}
_COLOURED: Final = {"cap": _cap, "wizard": _wizard, "beanie": _beanie, "hat": _brimmed}
