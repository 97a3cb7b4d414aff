"""Things people use, seen from the front. In centimetres, standing on 0."""

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.pen import Pen

_INK = "#26222a"
_WOOD = "#8a5c38"
_PAPER = "#f6efe0"
_GOLD = "#d9a441"
_GLASS = "#bfe0ee"


def lighthouse(pen: Pen) -> str:
    """Return a lighthouse on its rock, 2000 high."""
    tower = "M-200 -60L-128 -1500L128 -1500L200 -60Z"
    bands = "".join(
        f"M{-wide_low} {low}L{-wide_top} {top}L{wide_top} {top}L{wide_low} {low}Z"
        for low, top, wide_low, wide_top in ((-360, -680, 185, 169), (-1000, -1320, 153, 137))
    )
    lantern = pen.box((-92, -1730), (184, 180), "!#ffe9a8") + pen.stroke(
        "M-92 -1730L-92 -1550M-31 -1730L-31 -1550M31 -1730L31 -1550M92 -1730L92 -1550", _INK, 14
    )
    beam = pen.path("M60 -1700L1300 -1960L1300 -1500L60 -1580Z", "!#ffe9a8", opacity=0.28)
    roof = pen.path("M-130 -1730C-90 -1850 90 -1850 130 -1730Z", "#b03a33") + pen.circle((0, -1840), 22, _INK)
    gallery = pen.box((-170, -1560), (340, 60), _INK, 10)
    openings = pen.path("M-50 -60L-50 -210C-50 -270 50 -270 50 -210L50 -60Z", "#5a3a2c") + "".join(
        pen.box((-24, y), (48, 80), _GLASS, 24) for y in (-880, -1220)
    )
    rock = pen.blob([(-420, 0), (-340, -80), (-160, -110), (60, -90), (260, -110), (400, -40), (440, 10)], "#5c5550")
    return (
        beam
        + rock
        + pen.path(tower, "#f6f2ea")
        + pen.path(bands, "#c23b3b")
        + pen.shade("M70 -1500L128 -1500L200 -60L80 -60Z", 0.18)
        + openings
        + gallery
        + lantern
        + roof
    )


def lantern(pen: Pen) -> str:
    """Return a lit lantern, 40 high."""
    glow = pen.glow((0, -17), 46, "#ffdf8a", strength=0.6)
    frame = pen.stroke("M-9 -28L-10 -6M9 -28L10 -6M0 -28L0 -25", _INK, 1.6)
    flame = pen.path("M0 -24C5 -18 6 -14 4 -10C2 -7 -2 -7 -4 -10C-6 -14 -3 -18 0 -24Z", "!#ffab3d") + pen.path(
        "M0 -19C3 -15 3 -12 2 -10C1 -8.6 -1 -8.6 -2 -10C-3 -12 -2 -15 0 -19Z", "!#fff3c4"
    )
    return (
        glow
        + pen.path("M-10 -6L-9 -28L9 -28L10 -6Z", "!#ffe9a8", opacity=0.75)
        + flame
        + frame
        + pen.path("M-12 -28C-8 -36 8 -36 12 -28Z", _INK)
        + pen.box((-12, -6), (24, 6), _INK, 1.5)
        + pen.stroke("M-6 -33C-6 -42 6 -42 6 -33", _INK, 1.4)
    )


def cup(pen: Pen) -> str:
    """Return a steaming cup on a saucer, 16 high."""
    steam = pen.stroke("M-3 -12C-6 -16 0 -18 -3 -23M3 -12C0 -16 6 -19 3 -24", "#ffffff", 1.0, opacity=0.7)
    handle = pen.stroke("M7 -8.6C13 -9.6 13 -3 6 -3.6", "#c8553c", 1.8)
    body = pen.path("M-8 -10.5C-8 -3 -5 -1 0 -1C5 -1 8 -3 8 -10.5Z", "#c8553c")
    return (
        steam
        + pen.oval((0, -0.8), (13, 1.8), "#f1e6d6")
        + handle
        + body
        + pen.oval((0, -10.5), (8, 1.9), "#f6efe2")
        + pen.oval((0, -10.3), (6.8, 1.3), "#5a3424")
        + pen.shine("M-6 -8.5C-6 -5 -4.6 -3 -3 -2.4C-4 -4 -4.6 -6 -4.6 -8.4Z", 0.4)
    )


def bottle(pen: Pen) -> str:
    """Return a bottle with a label, 32 high."""
    glass = "#2f6b4f"
    return (
        pen.path(
            "M-2 -32L2 -32L2 -24C2 -20 5 -19 5 -15L5 -1.4C5 0 4 0 3.4 0L-3.4 0C-4 0 -5 0 -5 -1.4L-5 -15C-5 -19 -2 -20 -2 -24Z",
            glass,
        )
        + pen.box((-2.5, -33), (5, 3), "#8c2f3a", 0.6)
        + pen.box((-5, -14), (10, 9), _PAPER)
        + pen.stroke("M-3 -11L3 -11M-3 -8.4L1.6 -8.4", "#b98a5a", 0.7)
        + pen.shine("M-3.6 -18C-3.8 -12 -3.8 -6 -3.6 -2L-2.6 -2C-2.8 -8 -2.8 -14 -2.4 -19Z", 0.4)
    )


def robot(pen: Pen) -> str:
    """Return a friendly robot, 150 high."""
    metal, dark = "#c4ccd6", "#5a6472"
    arms = pen.limb([(-34, -78), (-50, -56), (-46, -34)], [13, 11, 10], dark) + pen.limb(
        [(34, -78), (52, -66), (58, -92)], [13, 11, 10], dark
    )
    legs = (
        pen.box((-24, -30), (16, 26), dark, 5)
        + pen.box((8, -30), (16, 26), dark, 5)
        + pen.box((-30, -9), (26, 9), metal, 4)
        + pen.box((4, -9), (26, 9), metal, 4)
    )
    body = (
        pen.box((-34, -90), (68, 62), metal, 16)
        + pen.box((-18, -74), (36, 26), "#22303f", 5)
        + "".join(pen.circle((x, -61), 4, c) for x, c in ((-9, "#6fd0a0"), (2, "#e6be48"), (12, "#e0705a")))
    )
    face = pen.box((-38, -144), (76, 50), metal, 20) + pen.box((-29, -135), (58, 32), "#22303f", 14)
    eyes = (
        pen.circle((-13, -120), 6, "!#8fe8ff")
        + pen.circle((13, -120), 6, "!#8fe8ff")
        + pen.stroke("M-7 -109C-3 -106 3 -106 7 -109", "!#8fe8ff", 2)
    )
    return (
        pen.stroke("M0 -144L0 -160", dark, 3)
        + pen.circle((0, -163), 5, "#e0705a")
        + arms
        + legs
        + body
        + pen.box((-10, -96), (20, 8), dark)
        + face
        + eyes
        + pen.circle((-46, -34), 7, metal)
        + pen.circle((58, -94), 7, metal)
    )


def chair(pen: Pen) -> str:
    """Return a wooden chair, 90 high."""
    legs = pen.stroke("M-20 -46L-22 0M20 -46L22 0M-14 -44L-14 -8M14 -44L14 -8", mix(_WOOD, _INK, 0.25), 4)
    back = pen.stroke("M-20 -46L-18 -90M20 -46L18 -90M-7 -50L-7 -84M7 -50L7 -84", _WOOD, 4.5) + pen.box(
        (-21, -94), (42, 12), _WOOD, 5
    )
    return legs + back + pen.path("M-24 -48L24 -48L27 -41L-27 -41Z", mix(_WOOD, "#ffffff", 0.12))


def table(pen: Pen) -> str:
    """Return a table, 75 high, 180 wide."""
    legs = pen.path("M-80 -70L-70 -70L-74 0L-80 0ZM80 -70L70 -70L74 0L80 0Z", mix(_WOOD, _INK, 0.25))
    return legs + pen.box((-78, -70), (156, 10), mix(_WOOD, _INK, 0.2)) + pen.box((-92, -77), (184, 8), _WOOD, 3)


def lamp(pen: Pen) -> str:
    """Return a lit standard lamp, 150 high."""
    glow = pen.glow((0, -124), 80, "#ffe6a0")
    return (
        glow
        + pen.box((-1.6, -116), (3.2, 114), _INK)
        + pen.path("M-18 0C-18 -5 18 -5 18 0Z", _INK)
        + pen.path("M-15 -150L15 -150L25 -112L-25 -112Z", "!#f3d58c")
    )


def umbrella(pen: Pen) -> str:
    """Return an open umbrella, 95 high."""
    cloth = "M-56 -48C-50 -104 50 -104 56 -48C46 -57 32 -57 24 -48C18 -56 -18 -56 -24 -48C-32 -57 -46 -57 -56 -48Z"
    panel = "M0 -90C-18 -84 -24 -66 -24 -48C-18 -56 18 -56 24 -48C24 -66 18 -84 0 -90Z"
    return (
        pen.stroke("M0 -88L0 -8C0 2 12 2 12 -6", "#5a3a2c", 2.6)
        + pen.path(cloth, "#c8473c")
        + pen.path(panel, "#d9655a")
        + pen.stroke("M0 -90L0 -96", _INK, 2)
    )


def ball(pen: Pen) -> str:
    """Return a ball, 24 high."""
    return (
        pen.circle((0, -12), 12, "#d9573c")
        + pen.path(
            "M-12 -12C-6 -16 6 -16 12 -12C12 -10 12 -9 11.6 -8C6 -12 -6 -12 -11.6 -8C-12 -9 -12 -10 -12 -12Z", "#f6efe2"
        )
        + pen.shine("M-8 -17C-6 -21 -2 -22.6 1 -22.4C-2 -21 -5 -19 -6.4 -16Z", 0.5)
        + pen.shade("M8 -21C12 -17 13 -9 8 -3C4 1 -4 1 -8 -2.6C0 -2 8 -8 8 -21Z", 0.18)
    )


def guitar(pen: Pen) -> str:
    """Return a guitar, 100 high."""
    body = pen.blob(
        [
            (0, -46),
            (-13, -44),
            (-15, -34),
            (-12, -27),
            (-19, -14),
            (-14, -2),
            (0, 0),
            (14, -2),
            (19, -14),
            (12, -27),
            (15, -34),
            (13, -44),
        ],
        "#c9803c",
    )
    return (
        body
        + pen.circle((0, -28), 6, "#3a2318")
        + pen.box((-2.6, -88), (5.2, 52), "#4a2f20")
        + pen.path("M-4 -100L4 -100L3 -87L-3 -87Z", "#3a2318")
        + pen.box((-7, -12), (14, 3), "#3a2318", 1)
        + pen.stroke("M-1.2 -98L-1.2 -11M1.2 -98L1.2 -11", "#efe6d4", 0.4)
        + pen.shade("M8 -44C18 -40 10 -30 13 -26C24 -14 18 0 4 0C12 -8 10 -20 6 -26C10 -34 10 -40 8 -44Z", 0.16)
    )


def suitcase(pen: Pen) -> str:
    """Return a leather suitcase, 46 high."""
    return (
        pen.stroke("M-8 -38C-8 -48 8 -48 8 -38", "#5a3a26", 3)
        + pen.box((-30, -38), (60, 38), "#a0673c", 4)
        + pen.box((-20, -38), (5, 38), "#6b4226")
        + pen.box((15, -38), (5, 38), "#6b4226")
        + pen.box((-21, -24), (7, 5), _GOLD, 1)
        + pen.box((14, -24), (7, 5), _GOLD, 1)
    )


def crystal(pen: Pen) -> str:
    """Return a glowing gem, 24 high."""
    return (
        pen.glow((0, -12), 28, "#8fe0f0")
        + pen.path("M0 -24L9 -15L5 0L-5 0L-9 -15Z", "#5fc4e0")
        + pen.path("M0 -24L9 -15L2 -13Z", "!#bff0fa")
        + pen.path("M0 -24L-9 -15L2 -13Z", "!#8fdcf0")
        + pen.path("M2 -13L9 -15L5 0Z", "#3f9cc0")
    )
