"""Things on a desk, seen from the front. In centimetres, standing on 0."""

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.pen import Pen

_INK = "#26222a"
_PAPER = "#f6efe0"
_GOLD = "#d9a441"


def book(pen: Pen) -> str:
    """Return an open book, 22 high, 46 wide."""
    cover = pen.path("M-23 -20L0 -16L23 -20L23 -2L0 2L-23 -2Z", "#8c3a3f")
    left, right = (
        "M-21.5 -22C-14 -24 -5 -22 0 -18L0 -1C-5 -4 -14 -5 -21.5 -3Z",
        "M21.5 -22C14 -24 5 -22 0 -18L0 -1C5 -4 14 -5 21.5 -3Z",
    )
    lines = "M-18 -18C-12 -19 -7 -17.5 -3 -15M-18 -14C-12 -15 -7 -13.5 -3 -11M-18 -10C-12 -11 -7 -9.5 -3 -7M18 -18C12 -19 7 -17.5 3 -15M18 -14C12 -15 7 -13.5 3 -11M18 -10C12 -11 7 -9.5 3 -7"
    return (
        cover
        + pen.path(left, _PAPER)
        + pen.path(right, mix(_PAPER, _INK, 0.06))
        + pen.stroke(lines, "#b3a68e", 0.8)
        + pen.stroke("M0 -18L0 0", "#cdbfa4", 0.8)
    )


def notebook(pen: Pen) -> str:
    """Return a leather notebook with a pen, 24 high."""
    return (
        pen.box((-9, -24), (18, 24), "#b98a5a", 1.6)
        + pen.box((7, -23), (2.4, 22), _PAPER)
        + pen.box((3, -24), (1.8, 24), "#7a5432")
        + pen.box((-6, -19), (7, 4.5), _PAPER, 0.6)
        + pen.limb([(13, -1), (13, -18)], [1.8, 1.8], "#2f4a6a")
        + pen.path("M12.1 -1L13.9 -1L13 2Z", _GOLD)
    )


def phone(pen: Pen) -> str:
    """Return a telephone with a bright screen, 16 high."""
    return (
        pen.box((-4, -16), (8, 16), _INK, 1.3)
        + pen.box((-3.4, -15.2), (6.8, 14.4), "!#6fb6e0", 0.9)
        + pen.path("M-3.4 -6L3.4 -10L3.4 -1.7L-3.4 -1.7Z", "#3b7ab0")
        + pen.circle((0, -11), 1.6, "#ffffff")
        + "".join(pen.box((x, -3.6), (1.4, 1.4), "#ffffff", 0.3) for x in (-2.8, -0.7, 1.4))
    )


def keypad(pen: Pen) -> str:
    """Return a keypad with a display, 20 high."""
    keys = "".join(
        pen.box((-4.9 + 3.5 * column, -11.6 + 2.8 * row), (2.8, 2.1), "#e9e4da", 0.5)
        for row in range(4)
        for column in range(3)
    )
    return (
        pen.box((-7, -20), (14, 20), "#4a4f5a", 1.6)
        + pen.box((-6, -19), (12, 18), "#353a45", 1.0)
        + pen.box((-4.9, -17.6), (9.8, 4.2), "!#8fe0c0", 0.5)
        + pen.stroke("M-3.4 -15.5L-2.2 -15.5M-1 -15.5L0.2 -15.5M1.4 -15.5L2.6 -15.5", "#1f3a34", 1.1)
        + keys
        + pen.box((2.1, -3.2), (2.8, 2.1), "#6fbf73", 0.5)
    )


def laptop(pen: Pen) -> str:
    """Return a laptop, 24 high."""
    code = pen.stroke("M-13 -20L-5 -20M-13 -17L1 -17M-11 -14L5 -14M-11 -11L-2 -11M-13 -8L3 -8", "!#8fe0c0", 0.9)
    return (
        pen.box((-17, -24), (34, 22), "#4a4f5a", 1.6)
        + pen.box((-15.6, -22.8), (31.2, 19), "#22303f", 0.6)
        + code
        + pen.path("M-20 -2L20 -2L21.5 0.4L-21.5 0.4Z", "#b9bec6")
    )


def clock(pen: Pen) -> str:
    """Return a wall clock, 40 high."""
    ticks = "M0 -37L0 -34.6M0 -5.4L0 -3M17 -20L14.6 -20M-17 -20L-14.6 -20"
    return (
        pen.circle((0, -20), 20, "#5a3a2c")
        + pen.circle((0, -20), 17.4, _PAPER)
        + pen.stroke(ticks, _INK, 1.2)
        + pen.stroke("M0 -20L-6 -27", _INK, 1.6)
        + pen.stroke("M0 -20L9 -26", _INK, 1.2)
        + pen.circle((0, -20), 1.4, "#c23b3b")
    )


def letter(pen: Pen) -> str:
    """Return a sealed letter, 18 high."""
    return (
        pen.box((-13, -18), (26, 18), _PAPER, 0.8)
        + pen.path("M-13 -17.5L0 -7L13 -17.5L12.4 -18L-12.4 -18Z", "#e6d9bd")
        + pen.stroke("M-12.6 -17.4L0 -7L12.6 -17.4", "#bda987", 0.7)
        + pen.circle((0, -7.4), 2.4, "#b3323f")
    )


def key(pen: Pen) -> str:
    """Return an old key, 20 high."""
    bow = pen.path("M0 -20A6 6 0 1 1 0 -8A6 6 0 1 1 0 -20ZM0 -17A3 3 0 1 0 0 -11A3 3 0 1 0 0 -17Z", _GOLD)
    return (
        bow
        + pen.box((-1.2, -9), (2.4, 9), _GOLD, 0.6)
        + pen.path("M1 -5L6 -5L6 -3.4L4 -3.4L4 -2.6L6 -2.6L6 -0.8L1 -0.8Z", _GOLD)
    )


def camera(pen: Pen) -> str:
    """Return a photo camera, 14 high."""
    return (
        pen.path("M-4 -12L-3 -15L5 -15L6 -12Z", "#3b3d44")
        + pen.box((-11, -12), (22, 12), "#3b3d44", 1.4)
        + pen.box((-11, -9), (22, 4), "#8a5c38")
        + pen.circle((1, -6), 5, "#1b1c22")
        + pen.circle((1, -6), 3.2, "#3a5f80")
        + pen.circle((2.2, -7.2), 0.9, "#ffffff")
        + pen.box((-9.6, -14), (3.6, 2), "#b9bec6", 0.6)
    )


def recorder(pen: Pen) -> str:
    """Return a small voice recorder, 12 high."""
    return (
        pen.box((-3, -12), (6, 12), "#3b3f4a", 1)
        + pen.box((-2.2, -11), (4.4, 4), "#9fd8c0", 0.4)
        + pen.circle((0, -4), 1.3, "#c8323c")
        + pen.stroke("M-1.6 -1.6L1.6 -1.6", "#9aa2ae", 0.6)
    )


def folder(pen: Pen) -> str:
    """Return a paper folder, 26 high."""
    return (
        pen.path("M-17 -24L-6 -24L-4 -27L8 -27L8 -24L17 -24L17 0L-17 0Z", "#c79f5f")
        + pen.box((-15, -22), (30, 20), _PAPER)
        + pen.path("M-18 -18L18 -18L17 0L-17 0Z", "#d9b676")
        + pen.stroke("M-10 -9L6 -9", "#a67f45", 1)
    )


def map_sheet(pen: Pen) -> str:
    """Return a folded map, 24 high."""
    folds = "".join(
        pen.path(f"M{x} {-23 + d}L{x + 10} {-23 - d + 2}L{x + 10} {-d + 1}L{x} {d - 1}Z", tone)
        for x, d, tone in ((-20, 0, "#efe3c4"), (-10, 1, "#e2d3ab"), (0, 0, "#efe3c4"), (10, 1, "#e2d3ab"))
    )
    return (
        folds
        + pen.stroke("M-15 -7C-8 -16 -2 -4 4 -12S12 -17 14 -14", "#c23b3b", 1, stroke_dasharray="2 1.6")
        + pen.stroke("M12.4 -16L15.6 -12.4M15.6 -16L12.4 -12.4", "#c23b3b", 1.2)
    )
