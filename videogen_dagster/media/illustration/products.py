"""Products of a shop as plain, recognisable objects, for a catalogue that has no photos. In centimetres, standing on 0."""

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.pen import Pen

_INK = "#1f1c24"
_GOLD = "#d6a85a"
_WOOD = "#9a5a3c"
_LINEN = "#f0e9dd"


def _sheen(pen: Pen, x: float, top: float, width: float, *, height: float, opacity: float = 0.35) -> str:
    return pen.shine(f"M{x} {top}L{x + width} {top}L{x + width} {top + height}L{x} {top + height}Z", opacity)


def mascara(pen: Pen) -> str:
    """Return a mascara tube with its brush beside it, 14 high."""
    tube = (
        pen.box((-5.2, -14), (3.6, 8.4), _INK, 1)
        + pen.box((-5.2, -5.4), (3.6, 5.4), "#c23a6a", 0.8)
        + pen.box((-5.2, -6), (3.6, 0.8), _GOLD)
        + _sheen(pen, -4.6, -13.4, 0.6, height=12.6)
    )
    wand = (
        pen.box((2, -5.6), (3.4, 5.6), "#c23a6a", 0.9)
        + pen.box((3.4, -9), (0.6, 3.6), "#6a6570")
        + pen.path("M3.7 -15C4.8 -13 4.9 -10.4 4.4 -8.6L3 -8.6C2.5 -10.4 2.6 -13 3.7 -15Z", _INK)
    )
    bristles = pen.stroke(
        "M2 -14L5.4 -13.4M1.8 -13L5.6 -12.4M1.8 -12L5.6 -11.4M1.8 -11L5.6 -10.4M2 -10L5.4 -9.4", _INK, 0.35
    )
    return tube + wand + bristles + _sheen(pen, 2.5, -5, 0.5, height=4.6)


def palette(pen: Pen) -> str:
    """Return an open eyeshadow palette with its mirror, 15 high."""
    lid = (
        pen.path("M-11 -15L11 -15L12 -5L-12 -5Z", _INK)
        + pen.path("M-10 -14.2L10 -14.2L10.8 -5.8L-10.8 -5.8Z", "#cfe3ec")
        + pen.shine("M-6 -14.2L-1 -14.2L-5 -5.8L-10 -5.8Z", 0.6)
    )
    base = pen.path("M-12 -5L12 -5L14 0L-14 0Z", mix(_INK, "#ffffff", 0.12))
    tones = ("#e8c9b0", "#d99a86", "#b3646a", "#8a4a6a", "#c99a5a", "#8a5a3c", "#5a6a86", "#3a3040")
    pans = "".join(
        pen.oval((-9.6 + 2.75 * (i % 4) * 2.3, -3.6 + 2.0 * (i // 4)), (2.5, 0.8), tone) for i, tone in enumerate(tones)
    )
    return lid + base + pans


def powder(pen: Pen) -> str:
    """Return a jar of powder with a puff, 10 high."""
    jar = (
        pen.path("M-9 -6L9 -6L8.4 -0.8C8.4 0 7.6 0 7 0L-7 0C-7.6 0 -8.4 0 -8.4 -0.8Z", "#f3e3d6")
        + pen.oval((0, -6), (9, 1.8), "#e6c6ae")
        + pen.box((-9.2, -4), (18.4, 1.2), _GOLD)
    )
    puff = pen.blob([(-5, -7), (-5.4, -9.6), (0, -11), (5.4, -9.6), (5, -7), (0, -6.2)], "#f6c8ce") + pen.stroke(
        "M-2.4 -10.4C-1 -12 1 -12 2.4 -10.4", "#d9889a", 0.8
    )
    return jar + puff + _sheen(pen, -7, -5, 1.4, height=4.4, opacity=0.5)


def lipstick(pen: Pen) -> str:
    """Return a lipstick beside its cap, 11 high."""
    bullet = pen.path("M-4.4 -8L-4.4 -11C-4.4 -12.6 -2 -13 -1.4 -11.4L-1.4 -8Z", "#c2203a") + pen.shine(
        "M-4 -8L-4 -10.8C-3.9 -11.6 -3.3 -11.8 -3 -11.6L-3 -8Z", 0.4
    )
    body = (
        pen.box((-4.8, -8.2), (3.8, 2.6), _GOLD)
        + pen.box((-5.4, -5.8), (5, 5.8), _INK, 0.5)
        + pen.box((-5.4, -5.8), (5, 0.7), _GOLD)
        + _sheen(pen, -4.6, -5, 0.7, height=4.6)
    )
    return (
        bullet
        + body
        + pen.box((1, -7), (4.6, 7), _INK, 0.6)
        + pen.box((1, -0.9), (4.6, 0.9), _GOLD)
        + _sheen(pen, 1.8, -6.6, 0.7, height=5.4)
    )


def nail_polish(pen: Pen) -> str:
    """Return a bottle of nail polish, 11 high."""
    glass = "M-1.6 -5.6L1.6 -5.6C4 -5 4.6 -3.6 4.6 -1.4C4.6 0 3.8 0 3 0L-3 0C-3.8 0 -4.6 0 -4.6 -1.4C-4.6 -3.6 -4 -5 -1.6 -5.6Z"
    drop = pen.path("M7 -3.6C8.2 -2 8.4 0 7 0C5.6 0 5.8 -2 7 -3.6Z", "#c8203c")
    return (
        pen.path("M-1.3 -11.4C-1.3 -12 1.3 -12 1.3 -11.4L1.8 -5.6L-1.8 -5.6Z", _INK)
        + pen.path(glass, "#c8203c")
        + pen.shine("M-3.6 -1C-3.8 -3 -3.2 -4.2 -1.8 -4.8L-1 -4.8C-2.4 -4 -2.8 -2.6 -2.6 -0.8Z", 0.55)
        + drop
        + _sheen(pen, -0.9, -11, 0.5, height=5)
    )


def perfume(pen: Pen) -> str:
    """Return a perfume bottle, 13 high."""
    glass = pen.box((-5, -9), (10, 9), "#f0d9b8", 1.2, opacity=0.9) + pen.box((-4.1, -6.4), (8.2, 5.6), "#e0a860", 0.8)
    label = pen.box((-2.6, -5.4), (5.2, 3.2), "#fdf8ee", 0.3) + pen.stroke(
        "M-1.6 -4.2L1.6 -4.2M-1 -3.2L1 -3.2", "#8a6a3a", 0.3
    )
    return (
        glass
        + label
        + pen.box((-1.4, -10.2), (2.8, 1.4), _GOLD)
        + pen.box((-2.4, -13.4), (4.8, 3.4), _INK, 0.6)
        + _sheen(pen, -4.4, -8.4, 0.9, height=7.6, opacity=0.6)
        + _sheen(pen, -1.8, -13, 0.6, height=2.6)
    )


def cooking_oil(pen: Pen) -> str:
    """Return a bottle of oil, 30 high."""
    flask = "M-2 -27L2 -27L2 -23C2 -20 6.4 -19 6.4 -14L6.4 -1.6C6.4 0 5.4 0 4.6 0L-4.6 0C-5.4 0 -6.4 0 -6.4 -1.6L-6.4 -14C-6.4 -19 -2 -20 -2 -23Z"
    drop = pen.path("M0 -13C2.4 -9.8 2.4 -7 0 -7C-2.4 -7 -2.4 -9.8 0 -13Z", "#e2a52e")
    return (
        pen.path(flask, "#eec24a")
        + pen.box((-2.6, -30), (5.2, 3.6), "#3f7a44", 0.8)
        + pen.box((-6.4, -15), (12.8, 10), "#fdf8e8")
        + drop
        + pen.box((-6.4, -6), (12.8, 1), "#3f7a44")
        + pen.shine(
            "M-5 -16C-5 -18 -3 -19.4 -2 -20.6L-1 -20.6C-2 -19 -3.6 -18 -3.8 -15.4ZM-5 -4.4L-3.8 -4.4L-3.8 -1L-5 -1Z",
            0.6,
        )
    )


def cat_food(pen: Pen) -> str:
    """Return a bag of cat food and a bowl, 34 high."""
    face = (
        pen.path(
            "M-5.4 -22L-5 -27L-2 -24.4L2 -24.4L5 -27L5.4 -22C6 -17.6 3 -15.6 0 -15.6C-3 -15.6 -6 -17.6 -5.4 -22Z",
            "#fdf4e6",
        )
        + pen.circle((-2.2, -21), 0.7, _INK)
        + pen.circle((2.2, -21), 0.7, _INK)
        + pen.path("M-0.8 -19.4L0.8 -19.4L0 -18.4Z", "#d9707a")
    )
    return _bag(pen, "#7a5a9a", face)


def dog_food(pen: Pen) -> str:
    """Return a bag of dog food and a bowl, 34 high."""
    face = (
        pen.blob([(-4.4, -25), (4.4, -25), (5, -20), (3, -15.8), (-3, -15.8), (-5, -20)], "#fdf4e6")
        + pen.blob([(-4, -26), (-7, -24), (-6.6, -18), (-4.4, -20)], "#9a6a42")
        + pen.blob([(4, -26), (7, -24), (6.6, -18), (4.4, -20)], "#9a6a42")
        + pen.circle((-1.9, -22), 0.7, _INK)
        + pen.circle((1.9, -22), 0.7, _INK)
        + pen.oval((0, -19.2), (1.4, 1), _INK)
    )
    return _bag(pen, "#c8553c", face)


def _bag(pen: Pen, tone: str, face: str) -> str:
    sack = "M-10 -33L10 -33L11 -30L10 -26L11.4 -2C11.4 0 10 0 9 0L-9 0C-10 0 -11.4 0 -11.4 -2L-10 -26L-11 -30Z"
    bowl = (
        pen.path("M9 -5L23 -5L21.4 0L10.6 0Z", "#3f7a9a")
        + pen.path("M10 -5C11 -8.6 21 -8.6 22 -5Z", "#8a5a36")
        + "".join(pen.circle((x, y), 1, "#a8713f") for x, y in ((13, -6), (16, -7), (19, -6)))
    )
    return (
        pen.path(sack, tone)
        + pen.path("M-10 -33L10 -33L11 -30L-11 -30Z", mix(tone, _INK, 0.25))
        + pen.circle((0, -20.6), 8, mix(tone, "#ffffff", 0.45))
        + face
        + pen.box((-8, -9.6), (16, 5), "#fdf4e6", 1)
        + pen.stroke("M-5.6 -7L5.6 -7", mix(tone, _INK, 0.3), 1)
        + pen.shade("M6 -33L10 -33L11 -30L10 -26L11.4 -2C11.4 0 10 0 9 0L7 0Z", 0.16)
        + bowl
    )


def box(pen: Pen) -> str:
    """Return a plain parcel, 22 high."""
    return (
        pen.path("M-14 -18L4 -20L4 0L-14 -1.4Z", "#c99a62")
        + pen.path("M4 -20L14 -17.6L14 -1.6L4 0Z", "#a87a46")
        + pen.path("M-14 -18L-4 -21.6L14 -17.6L4 -20Z", "#dcb480")
        + pen.path("M-7 -18.8L-3.4 -19.2L-3.4 -14.6L-7 -14.2Z", "#f3e3c4")
    )


def jar(pen: Pen) -> str:
    """Return a jar of preserves, 16 high."""
    return (
        pen.path(
            "M-6 -13L6 -13C8 -12 8 -10 8 -9L8 -1.6C8 0 7 0 6 0L-6 0C-7 0 -8 0 -8 -1.6L-8 -9C-8 -10 -8 -12 -6 -13Z",
            "#d9564a",
        )
        + pen.box((-6.6, -16), (13.2, 3.4), _GOLD, 0.8)
        + pen.box((-5.4, -9.6), (10.8, 6), "#fdf8ee", 0.5)
        + pen.stroke("M-3.4 -7.4L3.4 -7.4M-2.4 -5.6L2.4 -5.6", "#8a5a3a", 0.5)
        + pen.shine("M-6.8 -9C-6.8 -11 -6 -12 -5 -12.2L-5 -2L-6.8 -2Z", 0.45)
    )


def shopping_bag(pen: Pen) -> str:
    """Return a paper carrier bag, 40 high."""
    return (
        pen.stroke("M-6 -32C-6 -43 6 -43 6 -32", "#6b4630", 1.4)
        + pen.path("M-14 -33L14 -33L15 0L-15 0Z", "#d9a06a")
        + pen.shade("M8 -33L14 -33L15 0L10 0Z", 0.16)
        + pen.circle((0, -16), 6, "#f6ead6")
        + pen.path(
            "M0 -20L1.2 -17.4L4 -17.2L1.9 -15.3L2.6 -12.6L0 -14.1L-2.6 -12.6L-1.9 -15.3L-4 -17.2L-1.2 -17.4Z", "#c8553c"
        )
    )


def shoe(pen: Pen) -> str:
    """Return a running shoe, 14 high."""
    return (
        pen.path("M-15 -13C-12 -11 -8 -11 -5 -13L6 -6C10 -5 15 -5 16 -1L-15 -1Z", "#c8473c")
        + pen.path("M-15.6 -2.6L16.4 -2.6C17 -0.6 16 0 15 0L-14.6 0C-16 0 -16 -1.4 -15.6 -2.6Z", "#f6f2ea")
        + pen.stroke("M-3 -10.6L0 -12M0 -8.6L3 -10M3 -6.8L6 -8", "#f6f2ea", 0.9)
        + pen.path("M-13 -8C-6 -6 0 -5 8 -4L-12 -4Z", "#f6f2ea", opacity=0.9)
    )


def watch(pen: Pen) -> str:
    """Return a wrist watch, 22 high."""
    return (
        pen.path("M-3 -22L3 -22L3.6 -16L-3.6 -16ZM-3.6 -6L3.6 -6L3 0L-3 0Z", "#6b4630")
        + pen.circle((0, -11), 6, _GOLD)
        + pen.circle((0, -11), 5, "#fbf7ee")
        + pen.stroke("M0 -11L0 -14.4M0 -11L2.6 -9.8", _INK, 0.5)
        + pen.box((5.8, -11.8), (1.4, 1.6), _GOLD, 0.4)
    )


def headphones(pen: Pen) -> str:
    """Return headphones, 20 high."""
    return (
        pen.stroke("M-8 -7C-10 -23 10 -23 8 -7", "#33343c", 2)
        + pen.box((-11, -10), (5, 10), "#c8553c", 2.2)
        + pen.box((6, -10), (5, 10), "#c8553c", 2.2)
        + pen.box((-7.4, -9), (2.2, 8), "#33343c", 1)
        + pen.box((5.2, -9), (2.2, 8), "#33343c", 1)
    )
