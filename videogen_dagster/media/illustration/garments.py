"""Clothes on a torso, front view, in the units of a head; the shoulders are at 84 and the hips at 294."""

from typing import Final

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.likeness import Look
from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.svg import group, number

HIP: Final = 306.0


def shoulder_half(look: Look) -> float:
    """Return half the width of the shoulders."""
    return {"child": 58.0}.get(look.age, 68.0 if look.feminine else 80.0) + 5 * look.build


def torso(pen: Pen, look: Look) -> str:
    """Return the clothed torso from neck to hips, without arms."""
    half = shoulder_half(look)
    waist = half * (0.66 if look.feminine else 0.8) + 4 * look.build
    hip = half * (0.84 if look.feminine else 0.8)
    s, w, h = number(half), number(waist), number(hip)
    ms, mw, mh = number(-half), number(-waist), number(-hip)
    body = (
        f"M-20 76C-30 86 {number(-half * 0.7)} 86 {number(-half + 6)} 98C{ms} 106 {ms} 122 {number(-half + 6)} 150"
        f"C{number(-half + 10)} 180 {mw} 196 {mw} 218C{mw} 250 {mh} 270 {mh} {HIP}L{h} {HIP}C{h} 270 {w} 250 {w} 218"
        f"C{w} 196 {number(half - 10)} 180 {number(half - 6)} 150C{s} 122 {s} 106 {number(half - 6)} 98"
        f"C{number(half * 0.7)} 86 30 86 20 76C12 88 -12 88 -20 76Z"
    )
    side = f"M{number(half - 6)} 98C{s} 106 {s} 122 {number(half - 6)} 150C{number(half - 10)} 180 {w} 196 {w} 218C{w} 250 {h} 270 {h} {HIP}L{number(hip - 26)} {HIP}C{number(waist - 20)} 250 {number(waist - 14)} 180 {number(half - 6)} 98Z"
    parts = [pen.path(body, look.cloth), pen.shade(side, 0.16), _details(pen, look)]
    if look.apron:
        parts.append(_apron(pen, waist))
    if look.scarf:
        parts.append(_scarf(pen, look))
    return group(*parts, transform="translate(0 -12)")


def _details(pen: Pen, look: Look) -> str:
    if look.garment == "shirt":
        return _shirt(pen, look.cloth)
    return _DETAILS.get(look.garment, _sweater)(pen, look)


def _dark(look: Look, share: float = 0.3) -> str:
    return mix(look.cloth, "#14101c", share)


def _collar(pen: Pen, cloth: str) -> str:
    edge = mix(cloth, "#14101c", 0.22)
    left = "M-22 72L-28 84L-10 110L0 92L-14 78Z"
    right = "M22 72L28 84L10 110L0 92L14 78Z"
    return "".join(pen.path(data, cloth, stroke=pen.ink(edge), stroke_width=1.2) for data in (left, right))


def _shirt(pen: Pen, cloth: str) -> str:
    line = mix(cloth, "#14101c", 0.25)
    buttons = "".join(pen.circle((0, y), 2.4, line) for y in range(122, 300, 34))
    return pen.stroke("M0 94L0 306", line, 1.8) + buttons + _collar(pen, mix(cloth, "#ffffff", 0.12))


def _sweater(pen: Pen, look: Look) -> str:
    rib = mix(look.cloth, "#ffffff", 0.12)
    under = _collar(pen, look.cloth_2) if look.cloth_2.lower() in {"#f3f1ec", "#f1ede4", "#a3c4e4"} else ""
    return (
        under
        + pen.path("M-26 76C-24 100 24 100 26 76L18 74C14 90 -14 90 -18 74Z", rib)
        + pen.stroke("M-24 80C-20 100 20 100 24 80", _dark(look, 0.2), 1.4)
    )


def _neckline(pen: Pen, look: Look) -> str:
    depth = 116 if look.garment == "dress" else 98
    skin = f"M-26 76C-20 {depth} 20 {depth} 26 76L16 70L-16 70Z"
    return pen.path(skin, look.skin) + pen.stroke(f"M-26 77C-20 {depth} 20 {depth} 26 77", _dark(look, 0.25), 2)


def _blazer(pen: Pen, look: Look) -> str:
    shirt = pen.path("M-20 76L0 190L20 76C10 88 -10 88 -20 76Z", look.cloth_2)
    tie = "" if look.feminine else pen.path("M-6 96L6 96L9 150L0 186L-9 150Z", mix(look.cloth, "#8c2f3a", 0.7))
    lapel = "M-22 75L-40 96L-36 118L-44 122L-2 206L0 188Z"
    mirrored = "M22 75L40 96L36 118L44 122L2 206L0 188Z"
    edge = pen.ink(_dark(look, 0.45))
    lapels = "".join(
        pen.path(data, mix(look.cloth, "#ffffff", 0.07), stroke=edge, stroke_width=1.4) for data in (lapel, mirrored)
    )
    return (
        shirt
        + _collar(pen, look.cloth_2)
        + tie
        + lapels
        + pen.stroke("M0 204L0 306", _dark(look, 0.45), 2)
        + pen.circle((6, 226), 3, _dark(look, 0.6))
    )


def _chef(pen: Pen, look: Look) -> str:  # noqa: ARG001 - one signature for all garments
    line = "#33343a"
    buttons = "".join(pen.circle((x, y), 3, line) for y in range(124, 250, 32) for x in (-22, 22))
    front = pen.stroke("M14 88C26 130 30 200 30 306", line, 2)
    return (
        front
        + buttons
        + pen.path(
            "M-26 72L-30 92L-6 100L0 90L6 100L30 92L26 72C16 86 -16 86 -26 72Z",
            "#ffffff",
            stroke=pen.ink(line),
            stroke_width=1.8,
        )
    )


def _uniform(pen: Pen, look: Look) -> str:
    tie = pen.path("M-5 94L5 94L8 150L0 176L-8 150Z", _dark(look, 0.6))
    straps = "".join(pen.path(f"M{s * 40} 88L{s * 66} 94L{s * 64} 102L{s * 40} 96Z", "#d9b45a") for s in (-1, 1))
    badge = pen.path("M34 132L44 136L42 152L34 160L26 152L24 136Z", "#d9b45a")
    return _shirt(pen, look.cloth) + tie + straps + badge + pen.box((-46, 134), (24, 5), _dark(look, 0.4), 2)


def _coat(pen: Pen, look: Look) -> str:
    edge = pen.ink(_dark(look, 0.35))
    inner = pen.path("M-18 76L-10 306L10 306L18 76C10 88 -10 88 -18 76Z", look.cloth_2)
    flaps = "".join(
        pen.path(
            f"M{s * 20} 72L{s * 40} 92L{s * 32} 132L{s * 12} 150L{s * 10} 100Z",
            mix(look.cloth, "#ffffff", 0.1),
            stroke=edge,
            stroke_width=1.5,
        )
        for s in (-1, 1)
    )
    pockets = "".join(pen.stroke(f"M{s * 24} 232L{s * 50} 228", _dark(look, 0.35), 3) for s in (-1, 1))
    return inner + flaps + pockets


def _spacesuit(pen: Pen, look: Look) -> str:  # noqa: ARG001 - one signature for all garments
    ring = pen.path("M-40 78C-40 100 40 100 40 78L34 70C30 86 -30 86 -34 70Z", "#b9bec6")
    panel = pen.box((-34, 142), (68, 48), "#c4c9d2", 6) + "".join(
        pen.circle((x, 158), 5, c) for x, c in ((-20, "#c23b3b"), (-4, "#e6be48"), (12, "#3b68b0"))
    )
    return ring + panel + pen.box((-28, 172), (56, 8), "#7d8490", 3) + pen.box((44, 120), (14, 9), "#c23b3b", 1)


def _robe(pen: Pen, look: Look) -> str:
    trim = "#d9b45a"
    return (
        pen.path("M-22 74L-4 306L4 306L22 74C12 90 -12 90 -22 74Z", _dark(look, 0.3))
        + pen.stroke("M-22 76L-4 306M22 76L4 306", trim, 4)
        + pen.path("M-62 216L62 216L60 230L-60 230Z", _dark(look, 0.45))
    )


def _hoodie(pen: Pen, look: Look) -> str:
    hood = "M-24 66C-46 74 -50 92 -34 100C-18 108 18 108 34 100C50 92 46 74 24 66C20 90 -20 90 -24 66Z"
    cords = "M-12 100L-14 140M12 100L14 136"
    pocket = "M-38 250L38 250L50 290L-50 290Z"
    return (
        pen.path(hood, mix(look.cloth, "#ffffff", 0.1))
        + pen.stroke(cords, mix(look.cloth, "#ffffff", 0.6), 2.4)
        + pen.path(pocket, _dark(look, 0.12))
    )


def _armour(pen: Pen, look: Look) -> str:
    """A breastplate with its ridge, shoulder plates, and a skirt of plates."""
    light, dark = mix(look.cloth, "#ffffff", 0.35), _dark(look, 0.45)
    plates = "".join(
        pen.path(f"M{s * 84} 88C{s * 70} 74 {s * 44} 78 {s * 38} 92L{s * 52} 122L{s * 88} 128Z", light) for s in (-1, 1)
    )
    ridge = pen.path("M0 92L10 150L0 232L-10 150Z", light)
    seams = "".join(pen.stroke(f"M-58 {y}C-20 {y + 12} 20 {y + 12} 58 {y}", dark, 3) for y in (232, 256, 280))
    return pen.path("M-30 70C-30 92 30 92 30 70L24 66C16 80 -16 80 -24 66Z", dark) + ridge + seams + plates


def _apron(pen: Pen, waist: float) -> str:
    half = number(waist * 0.78)
    bib = f"M-30 124L30 124L{half} 206L{half} 306L-{half} 306L-{half} 206Z"
    whisk = "M0 176L0 200M-8 158C-10 170 -4 178 0 178C4 178 10 170 8 158C4 150 -4 150 -8 158Z"
    return (
        pen.stroke("M-28 126L-24 84M28 126L24 84", "#6e7177", 5)
        + pen.path(bib, "#8d9096")
        + pen.stroke(whisk, "#e9e6df", 2)
    )


def _scarf(pen: Pen, look: Look) -> str:
    cloth = mix(look.cloth_2, "#a6483f", 0.35) if look.garment != "chef" else "#8d9096"
    band = "M-30 66C-34 84 -22 98 0 100C22 98 34 84 30 66C20 80 -20 80 -30 66Z"
    return pen.path(band, cloth) + pen.path("M-8 94L8 94L14 122L0 132L-12 120Z", mix(cloth, "#14101c", 0.18))


_DETAILS: Final = {
    "blazer": _blazer, "chef": _chef, "uniform": _uniform, "labcoat": _coat, "coat": _coat, "spacesuit": _spacesuit,
    "robe": _robe, "dress": _neckline, "tee": _neckline, "hoodie": _hoodie, "armour": _armour,
}  # fmt: skip
