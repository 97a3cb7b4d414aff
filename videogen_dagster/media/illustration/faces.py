"""Faces: head, features, beard, glasses. In units of which the head is about 110 high, origin between the cheeks."""

from dataclasses import dataclass
from typing import Final

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.hair import front_hair
from videogen_dagster.media.illustration.hats import hat
from videogen_dagster.media.illustration.likeness import Look, shadow_of
from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.svg import element, group, number
from videogen_dagster.media.visemes import Mouth

EYE_HEIGHT: Final = -3.0
EYE_DISTANCE: Final = 16.5
MOUTH_HEIGHT: Final = 30.0
LINE: Final = "#3a2226"


@dataclass(frozen=True, slots=True)
class Gaze:
    """What eyes and brows do.

    Attributes:
        open: 0 (closed) to 1 (open).
        side: -1 (left) to 1 (right).
        brows: 0 (at rest) to 1 (raised).
    """

    open: float = 1.0
    side: float = 0.0
    brows: float = 0.0


def head(pen: Pen, look: Look, *, turn: float = 0.0) -> str:
    """Return head, ears, nose, beard, front hair and hat, without neck, eyes, brows and mouth.

    Args:
        pen: Draws it.
        look: Who it is.
        turn: -1 (turned to the left) to 1 (to the right).
    """
    shade = shadow_of(look.skin)
    outline = _face_outline(look)
    return group(
        _ears(pen, look, shade, turn),
        pen.path(outline, look.skin),
        pen.path(_side_shade(look, turn), shade, opacity=0.5),
        _cheeks(pen, look, turn),
        _nose(pen, shade, turn),
        _age_lines(pen, look, shade, turn),
        _beard(pen, look, turn),
        front_hair(pen, look),
        hat(pen, look),
    )


def features(pen: Pen, look: Look, *, gaze: Gaze, mouth: Mouth, turn: float = 0.0) -> str:
    """Return eyes, brows, glasses and mouth, to be set on `head`."""
    return eyes(pen, look, gaze=gaze, turn=turn) + lips(pen, look, mouth=mouth, turn=turn)


def eyes(pen: Pen, look: Look, *, gaze: Gaze, turn: float = 0.0) -> str:
    """Return both eyes with brows and glasses."""
    centre = turn * 5.0
    size = 1.22 if look.age == "child" else 1.0
    pair = "".join(
        group(_eye(pen, look, gaze, side), transform=_place(centre + side * EYE_DISTANCE, EYE_HEIGHT, size))
        for side in (-1, 1)
    )
    brows = "".join(_brow(pen, look, gaze, centre, side) for side in (-1, 1))
    return pair + brows + (_glasses(pen, centre) if look.glasses else "")


def _place(x: float, y: float, size: float) -> str:
    return f"translate({number(x)} {number(y)}) scale({number(size)})"


def _face_outline(look: Look) -> str:
    jaw = 27 + look.jaw * 2.5 - (3 if look.feminine else -1) + (2 if look.age == "child" else 0)
    chin = 50 if look.age == "child" else 53
    return (
        f"M-37 -12C-38 -44 -22 -57 0 -57C22 -57 38 -44 37 -12C36.5 8 35 {number(jaw - 4)} {number(jaw - 4)} 38"
        f"C{number(jaw - 12)} {chin - 3} 8 {chin} 0 {chin}C-8 {chin} {number(12 - jaw)} {chin - 3} {number(4 - jaw)} 38"
        f"C-35 {number(jaw - 4)} -36.5 8 -37 -12Z"
    )


def _side_shade(look: Look, turn: float) -> str:
    """The side of the face that is turned away lies in soft shade, and the shade follows the outline."""
    side = -1 if turn > 0 else 1
    jaw = 27 + look.jaw * 2.5 - (3 if look.feminine else -1) + (2 if look.age == "child" else 0)
    chin = 50 if look.age == "child" else 53
    f = [number(side * value) for value in (37, 36.5, 35, jaw - 4, jaw - 12, 8, 0, 14, 24, 28, 26)]
    return (
        f"M{f[0]} -12C{f[1]} 8 {f[2]} {number(jaw - 4)} {f[3]} 38C{f[4]} {chin - 3} {f[5]} {chin} {f[6]} {chin}"
        f"C{f[7]} 46 {f[8]} 34 {f[9]} 12C{f[10]} 0 {f[2]} -6 {f[0]} -12Z"
    )


def neck(pen: Pen, look: Look) -> str:
    """Return the neck, to be drawn under clothes and head."""
    shade = shadow_of(look.skin)
    half = 15 if look.feminine else 19
    if look.age == "child":
        half = 13
    column = f"M{-half} 26L{-half} 58C{-half} 70 {-half - 14} 76 {-half - 18} 80L{half + 18} 80C{half + 14} 76 {half} 70 {half} 58L{half} 26Z"
    under = f"M{-half} 34L{-half} 52C{-half + 6} 66 {half - 6} 66 {half} 50L{half} 34Z"
    return pen.path(column, look.skin) + pen.path(under, shade, opacity=0.85)


def _ears(pen: Pen, look: Look, shade: str, turn: float) -> str:
    parts = []
    for side in (-1, 1):
        x = side * 37.5 - turn * 3.5
        parts += [pen.oval((x, 3), (6.5, 11), look.skin), pen.oval((x + side * 0.6, 4), (3, 6.5), shade, opacity=0.7)]
    return "".join(parts)


def _cheeks(pen: Pen, look: Look, turn: float) -> str:
    blush = mix(look.skin, "#e0524d", 0.5)
    strength = 0.34 if look.feminine or look.age == "child" else 0.2
    spots = [pen.oval((turn * 4 + side * 22, 16), (9, 6), blush, opacity=strength) for side in (-1, 1)]
    if look.freckles:
        dots = ((-27, 12), (-22, 15), (-17, 12), (-20, 19), (-13, 16), (27, 12), (22, 15), (17, 12), (20, 19), (13, 16))
        brown = mix(look.skin, "#8a4a2a", 0.6)
        spots += [pen.circle((x + turn * 4, y), 1.1, brown, opacity=0.75) for x, y in dots]
    return "".join(spots)


def _nose(pen: Pen, shade: str, turn: float) -> str:
    lean = turn * 7 or 2.0
    tip = number(lean)
    bridge = f"M{number(lean * 0.55)} -2C{number(lean * 0.9)} 6 {number(lean * 1.5)} 11 {number(lean * 1.3 + 1)} 15"
    under = f"M{number(lean - 6.5)} 15.5C{number(lean - 5)} 20.5 {tip} 19 {tip} 20C{tip} 19 {number(lean + 5)} 20.5 {number(lean + 6.5)} 15.5"
    return pen.stroke(bridge, shade, 1.8, opacity=0.55) + pen.stroke(under, mix(shade, LINE, 0.25), 2.1, opacity=0.85)


def _age_lines(pen: Pen, look: Look, shade: str, turn: float) -> str:
    if look.age != "old":
        return ""
    x = turn * 5
    lines = (
        f"M{number(x - 15)} -29C{number(x - 5)} -31.5 {number(x + 5)} -31.5 {number(x + 15)} -29",
        f"M{number(x - 12)} -23.5C{number(x - 5)} -25 {number(x + 5)} -25 {number(x + 12)} -23.5",
        f"M{number(x - 13)} 17C{number(x - 18)} 21 {number(x - 19)} 26 {number(x - 18)} 30",
        f"M{number(x + 13)} 17C{number(x + 18)} 21 {number(x + 19)} 26 {number(x + 18)} 30",
        f"M{number(x - 24)} 6C{number(x - 20)} 8.5 {number(x - 14)} 8.5 {number(x - 10)} 6",
        f"M{number(x + 24)} 6C{number(x + 20)} 8.5 {number(x + 14)} 8.5 {number(x + 10)} 6",
    )
    return "".join(pen.stroke(line, shade, 1.5, opacity=0.8) for line in lines)


def _eye(pen: Pen, look: Look, gaze: Gaze, side: int) -> str:
    lash = mix(LINE, "#000000", 0.35)
    width = 2.6 if _wears_makeup(look) else 2.0
    wing = f"L{number(side * 10.5)} -2.6" if _wears_makeup(look) else ""
    if gaze.open < 0.2:
        closed = f"M{number(-side * 7.5)} 0.5C{number(-side * 4)} 4 {number(side * 4)} 4 {number(side * 8)} 0.5{wing}"
        return pen.stroke(closed, lash, width)
    top, low = -6.6 * gaze.open, 4.6 * (0.45 + 0.55 * gaze.open)
    inner, outer = number(-side * 8), number(side * 8.4)
    white = (
        f"M{inner} 1C{number(-side * 5)} {number(top)} {number(side * 4)} {number(top - 0.6)} {outer} -0.6"
        f"C{number(side * 5)} {number(low)} {number(-side * 4)} {number(low)} {inner} 1Z"
    )
    upper = f"M{inner} 1C{number(-side * 5)} {number(top)} {number(side * 4)} {number(top - 0.6)} {outer} -0.6{wing}"
    x = gaze.side * 2.2
    radius = min(4.9, (low - top) * 0.46)
    y = (top * 0.75 + low * 0.75) / 2 + 0.2
    crease = f"M{number(-side * 6)} {number(top - 1.6)}C{number(-side * 2)} {number(top - 4)} {number(side * 4)} {number(top - 4)} {number(side * 8)} {number(top + 0.6)}"
    return (
        pen.path(white, "#fbf7f2")
        + pen.circle((x, y), radius, look.eyes)
        + pen.circle((x, y), radius * 0.52, "#16100f")
        + element("circle", cx=x + 1.6, cy=y - 1.7, r=1.35 * gaze.open, fill="#ffffff")
        + pen.stroke(upper, lash, width)
        + pen.stroke(crease, shadow_of(look.skin), 1.3, opacity=0.7)
    )


def _brow(pen: Pen, look: Look, gaze: Gaze, centre: float, side: int) -> str:
    thick = 2.5 + look.brow * 0.6 - (0.7 if look.feminine else 0) - (0.4 if look.age == "child" else 0)
    lift = -15.5 - gaze.brows * 4.5 - (1 if look.feminine else 0)
    inner, peak, outer = (number(centre + side * x) for x in (7.0, 18.0, 26.5))
    data = (
        f"M{inner} {number(lift + 1.2 + thick * 0.45)}C{inner} {number(lift - thick * 0.4)} {peak} {number(lift - 2.4 - thick)} {outer} {number(lift + 2.2)}"
        f"C{peak} {number(lift - 1.6 + thick * 0.55)} {inner} {number(lift + 1 + thick)} {inner} {number(lift + 1.2 + thick * 0.45)}Z"
    )
    return pen.path(data, mix(look.hair, LINE, 0.35), stroke=pen.ink(mix(look.hair, LINE, 0.35)), stroke_width=0.9)


def _glasses(pen: Pen, centre: float) -> str:
    rims = [
        element(
            "rect", x=centre + side * EYE_DISTANCE - 12.5, y=EYE_HEIGHT - 9.5, width=25, height=20, rx=8.5,
            fill="#ffffff", fill_opacity=0.12, stroke=pen.ink("#2b2527"), stroke_width=2.2,
        )
        for side in (-1, 1)
    ]  # fmt: skip
    bridge = pen.stroke(
        f"M{number(centre - 4.2)} -5C{number(centre - 2)} -7.5 {number(centre + 2)} -7.5 {number(centre + 4.2)} -5",
        "#2b2527",
        2.2,
    )
    temples = pen.stroke(f"M{number(centre - 29)} -6L-37 -5M{number(centre + 29)} -6L37 -5", "#2b2527", 2.0)
    return "".join(rims) + bridge + temples


def _beard(pen: Pen, look: Look, turn: float) -> str:
    if look.beard == "none":
        return ""
    x = turn * 5
    moustache = (
        f"M{number(x)} 22.5C{number(x - 7)} 19.5 {number(x - 15)} 22 {number(x - 19)} 29.5C{number(x - 12)} 28 {number(x - 5)} 27.5 {number(x)} 25.5"
        f"C{number(x + 5)} 27.5 {number(x + 12)} 28 {number(x + 19)} 29.5C{number(x + 15)} 22 {number(x + 7)} 19.5 {number(x)} 22.5Z"
    )
    if look.beard == "moustache":
        return pen.path(moustache, look.hair)
    low = 62 if look.beard == "full" else 53.5
    around = (
        f"M-36.5 -2C-35 12 -31 20 -23 22.5C-14 25 -10 20 {number(x)} 21.5C10 20 14 25 23 22.5C31 20 35 12 36.5 -2"
        f"C37.5 16 35 32 25 45C17 {low - 3} 8 {low} 0 {low}C-8 {low} -17 {low - 3} -25 45C-35 32 -37.5 16 -36.5 -2Z"
    )
    if look.beard == "stubble":
        return pen.path(around, mix(look.skin, look.hair, 0.5), opacity=0.35)
    return pen.path(around, look.hair) + pen.path(moustache, mix(look.hair, "#ffffff", 0.08))


def lips(pen: Pen, look: Look, *, mouth: Mouth, turn: float = 0.0) -> str:
    """Return the mouth in the given shape."""
    tint = mix(look.skin, "#a8323f", 0.62 if _wears_makeup(look) else 0.38)
    return group(
        _open_mouth(pen, look, mouth, tint) if mouth.opening > 0.04 else _closed_mouth(pen, look, mouth, tint),
        transform=_place(turn * 5.5, MOUTH_HEIGHT, 0.94),
    )


def _wears_makeup(look: Look) -> bool:
    return look.feminine and look.age != "child"


def _closed_mouth(pen: Pen, look: Look, mouth: Mouth, tint: str) -> str:
    half = 8.0 + 7.5 * mouth.width
    seam = f"M{number(-half)} -1C{number(-half * 0.5)} 2.6 {number(half * 0.5)} 2.6 {number(half)} -1"
    low = f"M{number(-half * 0.75)} 1C{number(-half * 0.4)} 7 {number(half * 0.4)} 7 {number(half * 0.75)} 1C{number(half * 0.4)} 2.8 {number(-half * 0.4)} 2.8 {number(-half * 0.75)} 1Z"
    top = f"M{number(-half * 0.85)} -0.6C{number(-half * 0.5)} -3.4 -3 -4.6 0 -2.6C3 -4.6 {number(half * 0.5)} -3.4 {number(half * 0.85)} -0.6C{number(half * 0.4)} 2.4 {number(-half * 0.4)} 2.4 {number(-half * 0.85)} -0.6Z"
    strength = 0.95 if _wears_makeup(look) else 0.6
    return (
        pen.path(low, tint, opacity=strength)
        + pen.path(top, tint, opacity=strength * 0.85)
        + pen.stroke(seam, mix(tint, LINE, 0.65), 1.9)
    )


def _open_mouth(pen: Pen, look: Look, mouth: Mouth, tint: str) -> str:
    half = 6.5 + 9.5 * mouth.width
    top, low = -2.4 - 2.6 * mouth.opening, 3.0 + 15.0 * mouth.opening
    shape = _lens(half, top, low)
    outer = _lens(half + 1.6, top - 2.6, low + (3.4 if _wears_makeup(look) else 2.6))
    parts = [pen.path(outer, tint, opacity=0.95 if _wears_makeup(look) else 0.7), pen.path(shape, "#4a1620")]
    if mouth.opening > 0.25 or mouth.tongue:
        rise = low - (2.5 + 6.5 * mouth.opening) if not mouth.tongue else top + 3.5
        tongue = f"M{number(-half * 0.62)} {number(low * 0.62)}C{number(-half * 0.4)} {number(rise)} {number(half * 0.4)} {number(rise)} {number(half * 0.62)} {number(low * 0.62)}C{number(half * 0.35)} {number(low * 0.98)} {number(-half * 0.35)} {number(low * 0.98)} {number(-half * 0.62)} {number(low * 0.62)}Z"
        parts.append(pen.path(tongue, "#c25a63"))
    if mouth.teeth or mouth.opening > 0.5:
        edge = top + (2.6 + 1.6 * mouth.opening) * (1.15 if mouth.teeth else 0.9)
        teeth = f"M{number(-half * 0.74)} {number(top * 0.45)}C{number(-half * 0.45)} {number(top * 0.98)} {number(half * 0.45)} {number(top * 0.98)} {number(half * 0.74)} {number(top * 0.45)}C{number(half * 0.5)} {number(edge)} {number(-half * 0.5)} {number(edge)} {number(-half * 0.74)} {number(top * 0.45)}Z"
        parts.append(pen.path(teeth, "#fbf5ec"))
    return "".join(parts)


def _lens(half: float, top: float, low: float) -> str:
    return (
        f"M{number(-half)} 0C{number(-half * 0.6)} {number(top * 1.25)} {number(half * 0.6)} {number(top * 1.25)} {number(half)} 0"
        f"C{number(half * 0.75)} {number(low * 1.3)} {number(-half * 0.75)} {number(low * 1.3)} {number(-half)} 0Z"
    )
