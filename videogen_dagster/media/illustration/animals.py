"""Four-legged animals, from the side, looking right. In centimetres, the ground at 0."""

from dataclasses import replace
from typing import Final

from videogen_dagster.media.illustration.beasts import DARK, Beast, beast, beast_parts
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.svg import number

FOX: Final = Beast("#d8692b", "#f6e9d8", "#3a2320", 52, 22, 19, 10, 8, 5, 14, 5, 6, "pointed", "bushy")
WOLF: Final = Beast("#7f858d", "#d9d8d4", "#5c6068", 80, 42, 30, 14, 10, 8, 20, 8, 10, "pointed", "bushy")
DOG: Final = Beast("#c08a52", "#f1e2c8", "#f1e2c8", 62, 30, 24, 12.5, 13, 4, 13, 10, 9, "floppy", "curled")
CAT: Final = Beast("#8b7d72", "#f0e8dc", "#f0e8dc", 38, 15, 14, 9.5, 7, 2, 3.5, 7, 5, "pointed", "curled")
HORSE: Final = Beast("#8a5230", "#8a5230", "#2c1d1a", 130, 82, 58, 17, 52, 28, 40, 17, 15, "pointed", "flowing")
COW: Final = Beast("#f1ece4", "#e3b7a0", "#4a3a34", 140, 60, 70, 20, 4, 22, 28, 22, 17, "side", "tufted")
SHEEP: Final = Beast("#efe9dc", "#4a413e", "#3a3230", 84, 30, 48, 13, 2, 12, 17, 11, 8, "side", "short")
DEER: Final = Beast("#a9713f", "#ecdcc0", "#5a3b28", 92, 68, 38, 12, 36, 14, 20, 9, 8, "side", "short")
BEAR: Final = Beast("#6b4630", "#a47a55", "#4a2f22", 130, 40, 74, 25, 2, 16, 22, 20, 27, "round", "short")
LION: Final = Beast("#d09a4c", "#ecd2a0", "#c08a42", 116, 52, 46, 19, 16, 12, 18, 18, 16, "round", "tufted")
PIG: Final = Beast("#eaa9a2", "#f1bdb5", "#c98a84", 92, 26, 48, 19, -6, 10, 15, 17, 12, "pointed", "thin")


def fox(pen: Pen) -> str:
    """Return a fox."""
    return beast(pen, FOX)


def wolf(pen: Pen) -> str:
    """Return a wolf."""
    return beast(pen, WOLF)


def dog(pen: Pen) -> str:
    """Return a dog with a collar."""
    x, y = DOG.face
    collar = pen.stroke(
        f"M{number(x - 14)} {number(y + 12)}C{number(x - 8)} {number(y + 20)} {number(x)} {number(y + 20)} {number(x + 4)} {number(y + 15)}",
        "#b8323f",
        4,
    )
    return beast(pen, DOG) + collar


def cat(pen: Pen) -> str:
    """Return a tabby cat."""
    stripes = "M-9 -29L-10 -22M-2 -29L-2 -22M5 -29L6 -22"
    x, y = CAT.face
    whiskers = f"M{number(x + 9)} {number(y + 5)}L{number(x + 21)} {number(y + 2)}M{number(x + 9)} {number(y + 6)}L{number(x + 21)} {number(y + 8)}"
    return beast(pen, CAT) + pen.stroke(stripes, mix(CAT.coat, DARK, 0.4), 2.4) + pen.stroke(whiskers, "#f6f1ea", 0.6)


def horse(pen: Pen) -> str:
    """Return a horse."""
    x, y = HORSE.face
    mane = [
        (x - 6, y - 20),
        (x - 22, y - 8),
        (x - 36, y + 24),
        (x - 52, y + 50),
        (x - 44, y + 58),
        (x - 26, y + 38),
        (x - 12, y + 8),
    ]
    return beast(pen, HORSE) + pen.blob(mane, HORSE.feet)


def cow(pen: Pen) -> str:
    """Return a spotted cow."""
    x, y = COW.face
    spots = (
        [(-58, -118), (-30, -128), (-20, -104), (-40, -88), (-60, -98)],
        [(10, -128), (36, -124), (40, -100), (18, -92), (4, -108)],
    )
    horns = f"M{number(x - 8)} {number(y - 17)}C{number(x - 14)} {number(y - 30)} {number(x - 4)} {number(y - 36)} {number(x + 2)} {number(y - 38)}"
    udder = pen.oval((-34, -57), (14, 9), "#e9b0a4")
    return (
        udder + beast(pen, COW) + "".join(pen.blob(spot, "#4a3a34") for spot in spots) + pen.stroke(horns, "#e9dcc0", 5)
    )


def sheep(pen: Pen) -> str:
    """Return a woolly sheep."""
    wool = [
        (x, y)
        for x, y in (
            (-40, -58),
            (-28, -76),
            (-8, -82),
            (12, -82),
            (32, -76),
            (42, -58),
            (38, -40),
            (18, -32),
            (-4, -32),
            (-26, -34),
        )
    ]
    curls = "".join(pen.circle(point, 14, SHEEP.coat) for point in wool)
    dark_faced = replace(SHEEP, coat="#4a413e", feet="#3a3230")
    return (
        beast(pen, dark_faced) + curls + pen.oval((0, -56), (42, 24), SHEEP.coat) + pen.circle((50, -84), 9, SHEEP.coat)
    )


def deer(pen: Pen) -> str:
    """Return a stag."""
    x, y = DEER.face
    antlers = (
        f"M{number(x - 3)} {number(y - 10)}C{number(x - 16)} {number(y - 26)} {number(x - 14)} {number(y - 44)} {number(x - 2)} {number(y - 58)}"
        f"M{number(x - 12)} {number(y - 28)}L{number(x + 4)} {number(y - 40)}M{number(x - 13)} {number(y - 40)}L{number(x - 28)} {number(y - 54)}"
        f"M{number(x + 3)} {number(y - 10)}C{number(x + 8)} {number(y - 26)} {number(x + 20)} {number(y - 34)} {number(x + 22)} {number(y - 52)}M{number(x + 10)} {number(y - 24)}L{number(x + 8)} {number(y - 42)}"
    )
    return pen.stroke(antlers, "#7a5a3c", 3.6) + beast(pen, DEER)


def bear(pen: Pen) -> str:
    """Return a brown bear."""
    return beast(pen, BEAR)


def lion(pen: Pen) -> str:
    """Return a lion."""
    x, y = LION.face
    mane = [
        (x - 2, y - 34),
        (x - 24, y - 28),
        (x - 36, y - 6),
        (x - 40, y + 22),
        (x - 24, y + 42),
        (x, y + 44),
        (x + 12, y + 22),
        (x + 10, y - 4),
        (x + 12, y - 24),
    ]
    body, face = beast_parts(pen, LION)
    return body + pen.blob(mane, "#8a4f24") + face


def pig(pen: Pen) -> str:
    """Return a pig."""
    x, y = PIG.face
    return (
        beast(pen, PIG)
        + pen.oval((x + 16, y + 5), (4.5, 9), "#d98f88")
        + pen.oval((x + 16.5, y + 3), (1, 1.8), "#8a4f4a")
    )
