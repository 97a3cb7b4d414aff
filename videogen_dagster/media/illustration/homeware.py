"""Furniture as a shop shows it, seen from the front. In centimetres, standing on 0."""

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.pen import Pen

_INK = "#1f1c24"
_GOLD = "#d6a85a"
_WOOD = "#9a5a3c"
_LINEN = "#f0e9dd"


def bed(pen: Pen) -> str:
    """Return a made bed, 120 high, 230 wide."""
    head = pen.path("M-115 0L-115 -104C-115 -120 -98 -120 -92 -112L-92 0Z", _WOOD) + pen.box(
        (100, -52), (14, 52), _WOOD, 5
    )
    frame = (
        pen.box((-98, -34), (204, 20), mix(_WOOD, _INK, 0.2), 3)
        + pen.box((-92, -14), (8, 14), _INK)
        + pen.box((92, -14), (8, 14), _INK)
    )
    mattress = pen.box((-94, -58), (196, 26), _LINEN, 10)
    cover = pen.path("M-36 -64C10 -72 70 -70 104 -62L106 -30C60 -26 0 -26 -30 -30Z", "#5f7f9a") + pen.path(
        "M-36 -64C-30 -66 -14 -68 -6 -68L0 -28L-30 -30Z", "#dfe8ee"
    )
    pillows = pen.blob([(-90, -60), (-84, -82), (-56, -84), (-44, -72), (-48, -60)], "#ffffff") + pen.blob(
        [(-82, -58), (-76, -72), (-54, -74), (-44, -64), (-50, -56)], "#c8553c"
    )
    return head + frame + mattress + pillows + cover


def sofa(pen: Pen) -> str:
    """Return a sofa with cushions, 85 high, 210 wide."""
    cloth = "#4f7a6a"
    back = pen.path("M-92 -30L-92 -72C-92 -84 -84 -86 -76 -86L76 -86C84 -86 92 -84 92 -72L92 -30Z", cloth)
    seats = pen.box((-82, -50), (81, 24), mix(cloth, "#ffffff", 0.14), 8) + pen.box(
        (1, -50), (81, 24), mix(cloth, "#ffffff", 0.14), 8
    )
    arms = pen.box((-105, -64), (26, 52), mix(cloth, _INK, 0.12), 12) + pen.box(
        (79, -64), (26, 52), mix(cloth, _INK, 0.12), 12
    )
    cushion = pen.path(
        "M-70 -50L-62 -80L-36 -74L-44 -46Z",
        "#e0a44c",
        stroke=pen.ink("#e0a44c"),
        stroke_width=5,
        stroke_linejoin="round",
    ) + pen.path(
        "M46 -48L42 -74L66 -78L72 -50Z", "#f0e6d4", stroke=pen.ink("#f0e6d4"), stroke_width=5, stroke_linejoin="round"
    )
    return (
        pen.stroke("M-88 -12L-92 0M88 -12L92 0", "#5a3a26", 6)
        + back
        + pen.box((-84, -28), (168, 18), cloth, 4)
        + seats
        + arms
        + cushion
    )


def bedside_table(pen: Pen) -> str:
    """Return a bedside table with a lamp, 100 high."""
    lamp = (
        pen.glow((0, -84), 44, "#ffe6a0", strength=0.4)
        + pen.box((-1.4, -74), (2.8, 18), _INK)
        + pen.path("M-9 -56C-9 -60 9 -60 9 -56Z", _INK)
        + pen.path("M-10 -98L10 -98L17 -74L-17 -74Z", "!#f3d58c")
    )
    drawers = (
        pen.box((-21, -50), (42, 17), mix(_WOOD, "#ffffff", 0.1), 2)
        + pen.box((-21, -31), (42, 17), mix(_WOOD, "#ffffff", 0.1), 2)
        + pen.circle((0, -41.5), 2, _GOLD)
        + pen.circle((0, -22.5), 2, _GOLD)
    )
    return (
        lamp
        + pen.stroke("M-20 -12L-22 0M20 -12L22 0", mix(_WOOD, _INK, 0.3), 4)
        + pen.box((-25, -54), (50, 43), _WOOD, 3)
        + pen.box((-28, -57), (56, 5), mix(_WOOD, _INK, 0.15), 2)
        + drawers
    )


def office_chair(pen: Pen) -> str:
    """Return a conference chair, 100 high."""
    shell = pen.blob(
        [(-22, -58), (-27, -84), (-18, -101), (0, -104), (18, -101), (27, -84), (22, -58), (0, -54)], "#3f5f7f"
    )
    seat = pen.blob(
        [(-29, -50), (-24, -58), (0, -60), (24, -58), (29, -50), (24, -44), (0, -42), (-24, -44)],
        mix("#3f5f7f", "#ffffff", 0.16),
    )
    arms = pen.stroke("M-26 -52C-36 -56 -36 -72 -28 -76M26 -52C36 -56 36 -72 28 -76", "#b9bec6", 4)
    base = (
        pen.box((-2.4, -44), (4.8, 32), "#b9bec6")
        + pen.stroke("M0 -14L-26 -4M0 -14L26 -4M0 -14L-9 -2M0 -14L9 -2", "#8a9099", 4)
        + "".join(pen.circle((x, -2.6), 3, _INK) for x in (-26, -9, 9, 26))
    )
    return base + arms + shell + pen.shade("M10 -103C22 -100 28 -88 22 -58L10 -56C18 -76 16 -94 10 -103Z", 0.2) + seat


def sink(pen: Pen) -> str:
    """Return a bathroom sink with a mirror, 190 high."""
    mirror = (
        pen.oval((0, -146), (40, 46), _WOOD)
        + pen.oval((0, -146), (35, 41), "#cfe3ec")
        + pen.shine("M-24 -126C-30 -150 -18 -178 0 -184L10 -183C-8 -172 -18 -150 -12 -118Z", 0.55)
    )
    cabinet = (
        pen.box((-56, -74), (112, 66), _WOOD, 4)
        + pen.stroke("M0 -68L0 -12", mix(_WOOD, _INK, 0.35), 2)
        + pen.circle((-7, -42), 2.4, _GOLD)
        + pen.circle((7, -42), 2.4, _GOLD)
        + pen.box((-50, -8), (6, 8), _INK)
        + pen.box((44, -8), (6, 8), _INK)
    )
    basin = pen.path("M-34 -92L34 -92C32 -78 24 -76 16 -76L-16 -76C-24 -76 -32 -78 -34 -92Z", "#fbfaf6")
    tap = pen.stroke("M0 -92L0 -108C0 -114 14 -114 14 -106", "#b9bec6", 4)
    return mirror + tap + cabinet + pen.box((-60, -80), (120, 7), mix(_WOOD, "#ffffff", 0.15), 2) + basin
