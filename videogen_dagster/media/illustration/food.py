"""Food and flowers, seen from the front. In centimetres, standing on 0."""

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.pen import Pen

_INK = "#26222a"
_PLATE = "#f4f0e8"


def apple(pen: Pen) -> str:
    """Return an apple, 10 high."""
    skin = "M0 -7.4C-2.4 -9 -5.4 -8 -5.4 -4.6C-5.4 -1.6 -3.4 0 -1.6 0C-0.8 0 -0.6 -0.4 0 -0.4C0.6 -0.4 0.8 0 1.6 0C3.4 0 5.4 -1.6 5.4 -4.6C5.4 -8 2.4 -9 0 -7.4Z"
    return (
        pen.path(skin, "#c8323c")
        + pen.shine("M-4.2 -5.6C-4 -7 -3 -7.6 -2 -7.4C-3 -6.8 -3.4 -5.8 -3.4 -4.4Z", 0.6)
        + pen.shade("M3 -8C5.6 -7 6 -2 2.4 0C4 -2.4 4 -5.6 3 -8Z", 0.2)
        + pen.stroke("M0 -7.2C0 -8.6 0.6 -9.6 1.2 -10", "#5a3a26", 0.6)
        + pen.path("M0.8 -9C2 -10.8 4.2 -10.6 4.8 -9.6C3.4 -8.4 2 -8.2 0.8 -9Z", "#5a9a4c")
    )


def bread(pen: Pen) -> str:
    """Return a loaf of bread, 14 high."""
    crust = "#b9773c"
    return (
        pen.path("M-16 -1C-18 -10 -10 -14 0 -14C10 -14 18 -10 16 -1C15 0 -15 0 -16 -1Z", crust)
        + pen.stroke("M-8 -12L-5 -6M-1 -13L2 -7M6 -12.4L9 -6.4", "#f0d3a0", 1.6)
        + pen.shade("M10 -11C16 -9 17 -4 16 -1C15 0 4 0 0 0C8 -2 12 -6 10 -11Z", 0.16)
    )


def noodles(pen: Pen) -> str:
    """Return a steaming bowl of noodles with chopsticks, 20 high."""
    strands = pen.stroke(
        "M-10 -11C-7 -15 -3 -9 0 -12S7 -14 10 -11M-8 -10C-4 -13 -2 -9 2 -10S8 -12 9 -10", "#f3d68a", 1.5
    )
    steam = pen.stroke("M-4 -15C-7 -19 -1 -21 -4 -26M4 -15C1 -19 7 -22 4 -27", "#ffffff", 0.9, opacity=0.65)
    toppings = (
        pen.circle((-4, -11.6), 2.2, "#fff6e2")
        + pen.circle((-4, -11.6), 1.1, "#f0a83c")
        + pen.stroke("M3 -12L6 -11.4M4 -10.6L7 -12", "#5a9a4c", 1)
    )
    return (
        steam
        + pen.stroke("M4 -11L16 -21M6 -11L17.4 -19.6", "#6b3f2a", 0.9)
        + pen.oval((0, -10.6), (13, 2.9), "#e0b070")
        + strands
        + toppings
        + pen.path("M-13 -10.4C-12 -3 -7 -1 0 -1C7 -1 12 -3 13 -10.4C8 -7.4 -8 -7.4 -13 -10.4Z", "#b03a33")
        + pen.box((-5, -1.6), (10, 1.6), "#8a2a28")
        + pen.stroke("M-10 -6.4C-4 -4.4 4 -4.4 10 -6.4", "#f3e6cc", 0.8)
    )


def plate(pen: Pen) -> str:
    """Return a plated dish, 10 high."""
    food = (
        pen.blob([(-6, -2.4), (-5, -6), (0, -8), (5, -6), (6, -2.4)], "#c9803c")
        + pen.blob([(-8, -2.2), (-7, -4.4), (-4, -3.6), (-3.6, -2.2)], "#5a9a4c")
        + pen.circle((6.4, -3.4), 1.7, "#c8323c")
        + pen.stroke("M-1 -8C-1 -10 1 -11 2.4 -11.4", "#4c8a44", 0.8)
    )
    return pen.oval((0, -1.2), (15, 2.6), _PLATE) + pen.oval((0, -1.5), (11, 1.6), mix(_PLATE, _INK, 0.08)) + food


def bowl(pen: Pen) -> str:
    """Return a bowl of fruit, 16 high."""
    fruit = (
        pen.circle((-5, -10.4), 4, "#c8323c")
        + pen.circle((4.4, -10.6), 4.2, "#e0913c")
        + pen.circle((0, -13), 3.8, "#8aac4c")
    )
    return (
        fruit
        + pen.path("M-13 -9C-12 -2.6 -7 -0.6 0 -0.6C7 -0.6 12 -2.6 13 -9Z", "#3f7a9a")
        + pen.stroke("M-12.4 -7.4L12.4 -7.4", "#f3ead8", 0.8)
    )


def cake(pen: Pen) -> str:
    """Return a birthday cake, 24 high."""
    candles = "".join(
        pen.box((x - 0.5, -20), (1, 5), "#f6efe2")
        + pen.path(
            f"M{x} -23.4C{x + 1.2} -21.8 {x + 0.8} -20.4 {x} -20.2C{x - 0.8} -20.4 {x - 1.2} -21.8 {x} -23.4Z",
            "!#ffb33d",
        )
        for x in (-6, -2, 2, 6)
    )
    icing = "M-13 -13C-13 -16 13 -16 13 -13L13 -9C11 -6 9 -6 8 -9C6 -5 3 -5 2 -8C0 -4 -3 -4 -4 -8C-6 -5 -8 -5 -9 -8C-11 -6 -13 -7 -13 -9Z"
    return (
        candles
        + pen.oval((0, -0.8), (17, 2), _PLATE)
        + pen.path("M-13 -13L-13 -2C-13 0 13 0 13 -2L13 -13Z", "#7a4a32")
        + pen.path(icing, "#f3b8c0")
        + pen.oval((0, -13.4), (13, 2.2), "#f8ccd2")
    )


def steak(pen: Pen) -> str:
    """Return a raw beef steak, 16 high."""
    cut = [(-14, -5), (-12, -12), (-3, -16), (8, -14), (14, -8), (10, -2), (0, -3), (-8, 0)]
    inner = [(-12, -5), (-10, -11), (-3, -14.4), (7, -12.6), (12, -8), (9, -3.6), (0, -4.6), (-8, -1.6)]
    return (
        pen.blob(cut, "#f1dfd0")
        + pen.blob(inner, "#b3303c")
        + pen.stroke("M-8 -9C-4 -11 0 -8 4 -10M-5 -5.4C-2 -7 3 -6 8 -8M0 -12.4C2 -12 5 -12 7 -11", "#e6a8a0", 0.7)
        + pen.circle((-7, -10), 1.8, "#f6ead8")
    )


def fish_steak(pen: Pen) -> str:
    """Return a salmon steak with lemon, 14 high."""
    cut = [(-14, -3), (-13, -9), (-5, -13), (6, -13), (14, -8), (14, -3), (6, -1), (-6, -1)]
    bands = pen.stroke(
        "M-9 -10C-7 -7 -7 -5 -9 -2.6M-3 -12.4C-1 -9 -1 -5 -3 -1.6M3 -12.6C5 -9 5 -5 3 -1.6M9 -11C11 -8 11 -5 9 -2.4",
        "#f8d3b8",
        0.9,
    )
    return (
        pen.blob(cut, "#ef8f62", stroke=pen.ink("#9aa2ae"), stroke_width=0.9)
        + bands
        + pen.circle((12, -3), 4, "#f0d24c")
        + pen.circle((12, -3), 3, "#f8ec9c")
        + pen.stroke("M12 -6L12 0M9 -3L15 -3M10 -5L14 -1M14 -5L10 -1", "#f0d24c", 0.4)
    )


def drumstick(pen: Pen) -> str:
    """Return chicken legs, 18 high."""

    def leg(x: float, tone: str) -> str:
        return (
            pen.limb([(x - 1, -5), (x + 5, -14)], [2, 2], "#f6ead8")
            + pen.circle((x + 4.4, -15.4), 1.5, "#f6ead8")
            + pen.circle((x + 6.2, -14.4), 1.5, "#f6ead8")
            + pen.blob([(x - 7, -3), (x - 7, -8), (x - 2, -10), (x + 2.4, -9), (x + 2, -4), (x - 3, 0)], tone)
        )

    return (
        leg(-5, "#d9a070")
        + leg(6, "#e6b088")
        + pen.shine("M0.4 -6C0.6 -8 2 -8.6 3.4 -8.4C2.4 -7.6 1.8 -6.6 1.8 -5Z", 0.5)
    )


def cucumber(pen: Pen) -> str:
    """Return a cucumber with slices, 12 high."""

    def slice_(x: float) -> str:
        return (
            pen.circle((x, -4), 4, "#3f7a44")
            + pen.circle((x, -4), 3.3, "#d3e6a8")
            + "".join(
                pen.oval((x + dx, -4 + dy), (0.35, 0.6), "#f6f6dc")
                for dx, dy in ((-1.2, 0), (1.2, 0), (0, -1.3), (0, 1.3))
            )
        )

    return (
        pen.limb([(-15, -8), (0, -10), (13, -8)], [5, 6.4, 5], "#3f7a44")
        + pen.stroke("M-13 -9.4C-4 -11.6 4 -11.6 11 -9.6M-13 -7C-4 -9 4 -9 11 -7.2", "#7fb06a", 0.5)
        + slice_(-7)
        + slice_(1)
        + slice_(8.6)
    )


def eggs(pen: Pen) -> str:
    """Return a box of eggs, 12 high."""
    row = "".join(
        pen.oval((x, -6.6), (3, 4.2), tone)
        + pen.shine(
            f"M{x - 1.7} -7C{x - 1.6} -9 {x - 0.6} -10 {x + 0.4} -10C{x - 0.6} -9 {x - 1} -8 {x - 1} -6.6Z", 0.6
        )
        for x, tone in ((-12, "#f1dcc0"), (-4, "#e6c29c"), (4, "#f6e9d6"), (12, "#e9cba6"))
    )
    tray = "M-17 -6C-15 -3.6 -10 -3.6 -8 -6C-6 -3.6 -2 -3.6 0 -6C2 -3.6 6 -3.6 8 -6C10 -3.6 15 -3.6 17 -6L15 0L-15 0Z"
    return row + pen.path(tray, "#9a9488") + pen.stroke("M-8 -5L-7.4 -1M0 -5L0 -1M8 -5L7.4 -1", "#7d776c", 0.6)


def flowers(pen: Pen) -> str:
    """Return flowers in a vase, 46 high."""
    blooms = (
        (-12, -36, "#d9566a"),
        (0, -42, "#f0b84c"),
        (12, -36, "#e07fa0"),
        (-5, -30, "#8f6ac0"),
        (7, -29, "#f4ead8"),
    )
    stems = pen.stroke("M-3 -16L-12 -36M0 -16L0 -42M3 -16L12 -36M-1 -16L-5 -30M1 -16L7 -29", "#4c8a44", 1.2)
    leaves = pen.path(
        "M-4 -22C-12 -26 -16 -22 -17 -18C-12 -16 -7 -17 -4 -22ZM4 -22C12 -26 16 -22 17 -18C12 -16 7 -17 4 -22Z",
        "#5a9a4c",
    )
    return (
        stems
        + leaves
        + "".join(_bloom(pen, x, y, tone) for x, y, tone in blooms)
        + pen.path("M-5 -18L5 -18C4 -14 9 -10 9 -5C9 -1 6 0 4 0L-4 0C-6 0 -9 -1 -9 -5C-9 -10 -4 -14 -5 -18Z", "#3f7a9a")
        + pen.shine("M-6.6 -6C-6.4 -9 -4 -11 -3 -13C-3.4 -10 -4.6 -8 -4.8 -4Z", 0.4)
    )


def _bloom(pen: Pen, x: float, y: float, tone: str) -> str:
    petals = ((0, -3.4), (3.2, -1), (2, 2.8), (-2, 2.8), (-3.2, -1))
    return "".join(pen.circle((x + dx, y + dy), 2.9, tone) for dx, dy in petals) + pen.circle(
        (x, y), 2, mix(tone, "#6a3a1c", 0.55)
    )


def pot(pen: Pen) -> str:
    """Return a cooking pot, 24 high."""
    steel = "#9aa4b0"
    return (
        pen.stroke("M-4 -22C-7 -27 -1 -29 -4 -34M4 -22C1 -27 7 -30 4 -35", "#ffffff", 1.1, opacity=0.6)
        + pen.stroke("M-16 -13L-21 -13M16 -13L21 -13", _INK, 2.4)
        + pen.path("M-16 -17L16 -17L15 -2C15 0 13 0 12 0L-12 0C-13 0 -15 0 -15 -2Z", steel)
        + pen.path("M-17 -17C-14 -22 14 -22 17 -17Z", mix(steel, "#ffffff", 0.25))
        + pen.circle((0, -22), 1.8, _INK)
        + pen.shine("M-12 -14L-9 -14L-8.6 -2.4L-11 -2.4Z", 0.4)
    )
