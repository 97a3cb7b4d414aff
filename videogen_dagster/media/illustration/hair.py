"""Hair, in the units of a head: what hangs behind it and what lies on it."""

import math

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.likeness import Look
from videogen_dagster.media.illustration.pen import Pen

_CAP = "M-39 6C-42 -10 -43 -34 -31 -50C-20 -64 20 -64 31 -50C43 -34 42 -10 39 6"
_BEHIND = {
    "bob": "M-41 -14C-44 -48 -24 -68 0 -68C24 -68 44 -48 41 -14C44 10 47 34 43 50C34 56 22 55 16 50L-16 50C-22 55 -34 56 -43 50C-47 34 -44 10 -41 -14Z",
    "long": "M-40 -14C-44 -48 -24 -67 0 -67C24 -67 44 -48 40 -14C44 20 48 62 54 118C40 126 26 122 18 108L-18 108C-26 122 -40 126 -54 118C-48 62 -44 20 -40 -14Z",
    "waves": "M-41 -14C-46 -50 -24 -70 0 -70C24 -70 46 -50 41 -14C52 0 44 20 54 34C64 50 50 62 58 82C62 98 48 110 36 104C26 110 16 100 16 90L-16 90C-16 100 -26 110 -36 104C-48 110 -62 98 -58 82C-50 62 -64 50 -54 34C-44 20 -52 0 -41 -14Z",
    "ponytail": "M18 -52C46 -62 62 -36 60 -6C59 20 66 42 56 70C44 60 40 30 40 8C40 -14 34 -34 18 -52Z",
    "bun": "M-20 -70C-20 -96 20 -96 20 -70C20 -48 -20 -48 -20 -70Z",
}
_FRONT = {
    "short": "L37 4C37 -10 35 -20 30 -27C18 -31 6 -39 -4 -40C-14 -33 -26 -29 -32 -24C-36 -17 -37 -8 -37 4Z",
    "bob": "L38 24C36 4 38 -10 30 -26C18 -30 2 -38 -10 -46C-14 -36 -26 -24 -33 -14C-36 0 -36 10 -38 24Z",
    "long": "L39 22C37 2 34 -16 22 -34C16 -42 6 -48 0 -50C-6 -48 -16 -42 -22 -34C-34 -16 -37 2 -39 22Z",
    "waves": "L40 24C40 0 34 -14 26 -28C14 -32 4 -40 -8 -50C-14 -36 -24 -26 -32 -14C-40 0 -38 10 -40 24Z",
    "ponytail": "L37 2C36 -14 30 -28 14 -40C2 -34 -18 -32 -30 -24C-35 -16 -37 -8 -37 2Z",
    "bun": "L37 0C36 -16 28 -32 10 -43C-8 -36 -22 -32 -30 -22C-35 -14 -37 -8 -37 0Z",
}


def back_hair(pen: Pen, look: Look) -> str:
    """Return the hair behind head and neck."""
    dark = mix(look.hair, "#1a1014", 0.28)
    if look.hair_style in _BEHIND:
        return pen.path(_BEHIND[look.hair_style], dark)
    if look.hair_style == "afro":
        return pen.circle((0, -24), 62, dark)
    if look.hair_style == "braids":
        return "".join(
            pen.limb([(side * 38, 4), (side * 46, 50), (side * 44, 112)], [16, 14, 7], dark) for side in (-1, 1)
        )
    if look.hair_style == "curls":
        reach = 74 if look.feminine else 10
        return "".join(pen.circle((x, y), 15, dark) for x, y in _around(44, -16, reach))
    return ""


def front_hair(pen: Pen, look: Look) -> str:
    """Return the hair on the head; it leaves the brows free."""
    style = look.hair_style
    light = mix(look.hair, "#fff1dc", 0.16)
    if style == "bald":
        return (
            _fringe(pen, look)
            if look.age == "old"
            else pen.shine("M-20 -46C-12 -53 4 -54 12 -50C2 -48 -10 -46 -20 -46Z", 0.3)
        )
    if style == "buzz":
        return pen.path(_CAP.replace("6C", "-6C", 1) + _FRONT["short"], mix(look.hair, look.skin, 0.3))
    if style == "undercut":
        return _undercut(pen, look, light)
    if style in {"curls", "afro"}:
        return _curls(pen, look, light)
    front = _FRONT.get(style, _FRONT["short"] if style != "braids" else _FRONT["long"])
    strand = (
        "M-24 -44C-14 -56 8 -60 24 -50"
        if style != "long"
        else "M-6 -56C-20 -52 -32 -34 -34 -10M6 -56C20 -52 32 -34 34 -10"
    )
    return pen.path(_CAP + front, look.hair) + pen.stroke(strand, light, 2.4, opacity=0.7)


def _fringe(pen: Pen, look: Look) -> str:
    sides = (
        pen.path(f"M{s * 38} 10C{s * 46} -2 {s * 44} -24 {s * 36} -30C{s * 35} -18 {s * 36} -6 {s * 35} 8Z", look.hair)
        for s in (-1, 1)
    )
    return "".join(sides)


def _undercut(pen: Pen, look: Look, light: str) -> str:
    sides = _CAP + "L36 2C36 -14 33 -24 29 -30L-29 -30C-33 -24 -36 -14 -36 2Z"
    top = "M-33 -30C-40 -52 -24 -72 4 -74C28 -76 42 -60 36 -36C30 -30 26 -33 20 -37C6 -44 -14 -42 -33 -30Z"
    strands = "M-20 -44C-12 -60 6 -66 24 -60M-6 -46C2 -58 16 -62 30 -54"
    return (
        pen.path(sides, mix(look.hair, look.skin, 0.28))
        + pen.path(top, look.hair)
        + pen.stroke(strands, light, 2.4, opacity=0.65)
    )


def _curls(pen: Pen, look: Look, light: str) -> str:
    big = look.hair_style == "afro"
    ring = [
        (math.cos(a) * 36, -24 + math.sin(a) * (42 if big else 30))
        for a in (math.pi * (1.02 + i * 0.96 / 8) for i in range(9))
    ]
    radius = 17.0 if big else 14.5
    base = pen.path(
        "M-38 -8C-42 -50 -20 -62 0 -62C20 -62 42 -50 38 -8C34 -24 24 -36 12 -38C4 -40 -10 -42 -18 -36C-28 -32 -34 -22 -38 -8Z",
        look.hair,
    )
    outer = "".join(pen.circle(point, radius, look.hair) for point in ring)
    low = "".join(pen.circle((x, y), 10, look.hair) for x, y in ((-24, -38), (-9, -43), (7, -43), (22, -39)))
    gleam = "".join(
        pen.stroke(
            f"M{x - 6:.1f} {y + 2:.1f}C{x - 4:.1f} {y - 6:.1f} {x + 4:.1f} {y - 6:.1f} {x + 6:.1f} {y:.1f}",
            light,
            2.0,
            opacity=0.55,
        )
        for x, y in ring[1:-1:2]
    )
    return base + outer + low + gleam


def _around(half: float, top: float, reach: float) -> list[tuple[float, float]]:
    """Return points that run from one side at `top + reach` over the crown to the other side."""
    arc = [(math.cos(a) * half, top + math.sin(a) * 42) for a in (math.pi * (1 + i / 8) for i in range(9))]
    steps = max(1, int(reach // 18))
    sides = [(side * (half + 2), top + 8 + reach * step / steps) for step in range(1, steps + 1) for side in (-1, 1)]
    return arc + sides
