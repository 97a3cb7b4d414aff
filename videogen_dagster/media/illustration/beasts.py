"""Four-legged animals from a few proportions, from the side, looking right. In centimetres, the ground at 0."""

from dataclasses import dataclass
from typing import Final

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.svg import Point, number

DARK: Final = "#1d1418"


@dataclass(frozen=True, slots=True)
class Beast:
    """The proportions and colours of an animal.

    Attributes:
        coat: Colour of the fur.
        belly: Colour of throat and muzzle.
        feet: Colour of the feet and of the tip of the tail.
        length: Rump to chest.
        legs: Ground to belly.
        depth: Belly to back.
        head: Radius of the head.
        lift: How far the head is over the back.
        reach: How far the head is before the chest.
        snout: Length of the snout.
        snout_width: Thickness of its end.
        leg: Thickness of the legs.
        ears: `pointed`, `round`, `floppy` or `side`.
        tail: `bushy`, `thin`, `short`, `curled`, `tufted` or `flowing`.
    """

    coat: str
    belly: str
    feet: str
    length: float
    legs: float
    depth: float
    head: float
    lift: float
    reach: float
    snout: float
    snout_width: float
    leg: float
    ears: str
    tail: str

    @property
    def face(self) -> Point:
        """Middle of the head."""
        return self.length / 2 + self.reach, -(self.legs + self.depth) - self.lift


def beast(pen: Pen, kind: Beast) -> str:
    """Return an animal of the given proportions."""
    return "".join(beast_parts(pen, kind))


def beast_parts(pen: Pen, kind: Beast) -> tuple[str, str]:
    """Return body and head apart: a mane goes between them."""
    far = mix(kind.coat, DARK, 0.3)
    body = _tail(pen, kind) + _hind_leg(pen, kind, 9 * kind.leg / 8, far) + _front_leg(pen, kind, kind.leg * 1.5, far)
    return body + _torso(pen, kind) + _hind_leg(pen, kind, 0, kind.coat) + _front_leg(pen, kind, 0, kind.coat), _head(
        pen, kind
    )


def _torso(pen: Pen, kind: Beast) -> str:
    half, low, deep = kind.length / 2, -kind.legs, kind.depth
    outline = [
        (-half, low - deep * 0.55), (-half * 0.84, low - deep * 0.94), (-half * 0.3, low - deep * 0.98), (half * 0.3, low - deep * 0.95),
        (half * 0.78, low - deep * 1.04), (half * 1.02, low - deep * 0.62), (half * 0.82, low - deep * 0.1), (half * 0.2, low + deep * 0.02),
        (-half * 0.4, low - deep * 0.1), (-half * 0.82, low - deep * 0.08),
    ]  # fmt: skip
    x, y = kind.face
    neck = pen.limb(
        [(half * 0.74, low - deep * 0.6), (x - kind.head * 0.25, y + kind.head * 0.2)],
        [deep * 0.86, kind.head * 1.5],
        kind.coat,
    )
    chest = pen.limb(
        [(half * 0.9, low - deep * 0.5), (x + kind.head * 0.1, y + kind.head * 0.75)],
        [deep * 0.4, kind.head * 0.7],
        kind.belly,
    )
    shade = f"M{number(-half * 0.8)} {number(low - deep * 0.12)}C{number(-half * 0.3)} {number(low - deep * 0.34)} {number(half * 0.4)} {number(low - deep * 0.3)} {number(half * 0.82)} {number(low - deep * 0.12)}C{number(half * 0.4)} {number(low + deep * 0.06)} {number(-half * 0.4)} {number(low - deep * 0.02)} {number(-half * 0.8)} {number(low - deep * 0.12)}Z"
    return neck + chest + pen.blob(outline, kind.coat) + pen.shade(shade, 0.18)


def _front_leg(pen: Pen, kind: Beast, shift: float, colour: str) -> str:
    x = kind.length / 2 * 0.72 + shift
    low = -kind.legs
    foot = (x + kind.leg * 0.25, -kind.leg * 0.3)
    leg = pen.limb(
        [(x, low - kind.depth * 0.3), (x + kind.leg * 0.1, low * 0.5), foot],
        [kind.leg * 1.7, kind.leg, kind.leg * 0.8],
        colour,
    )
    return leg + _paw(pen, kind, foot)


def _hind_leg(pen: Pen, kind: Beast, shift: float, colour: str) -> str:
    x = -kind.length / 2 * 0.72 + shift
    low = -kind.legs
    foot = (x + kind.leg * 0.1, -kind.leg * 0.3)
    hock = (x - kind.leg * 0.55, low * 0.42)
    points = [(x + kind.leg * 0.3, low - kind.depth * 0.36), (x + kind.leg * 0.5, low * 0.92), hock, foot]
    return pen.limb(points, [kind.depth * 0.74, kind.leg * 1.7, kind.leg * 0.9, kind.leg * 0.8], colour) + _paw(
        pen, kind, foot
    )


def _paw(pen: Pen, kind: Beast, foot: Point) -> str:
    x, width = foot[0], kind.leg
    sole = f"M{number(x - width * 0.45)} 0C{number(x - width * 0.5)} {number(-width * 0.8)} {number(x + width * 0.5)} {number(-width)} {number(x + width * 0.8)} 0Z"
    sock = pen.limb([(x, -kind.legs * 0.2), foot], [width * 0.82, width * 0.8], kind.feet)
    return sock + pen.path(sole, kind.feet)


def _head(pen: Pen, kind: Beast) -> str:
    x, y = kind.face
    r = kind.head
    nose = (x + r * 0.5 + kind.snout, y + r * 0.62)
    snout = pen.limb([(x + r * 0.25, y + r * 0.22), nose], [r * 1.5, kind.snout_width], kind.coat)
    muzzle = pen.limb(
        [(x + r * 0.45, y + r * 0.62), (nose[0], nose[1] + kind.snout_width * 0.14)],
        [r * 0.85, kind.snout_width * 0.72],
        kind.belly,
    )
    tip = pen.circle(
        (nose[0] + kind.snout_width * 0.3, nose[1] - kind.snout_width * 0.18), max(1.1, kind.snout_width * 0.26), DARK
    )
    eye = pen.circle((x + r * 0.42, y - r * 0.08), max(1.1, r * 0.13), DARK) + pen.circle(
        (x + r * 0.46, y - r * 0.13), r * 0.045, "#ffffff"
    )
    return (
        _ear(pen, kind, -r * 0.62, 0.3)
        + pen.circle((x, y), r, kind.coat)
        + snout
        + muzzle
        + tip
        + _ear(pen, kind, 0.0, 0.0)
        + eye
    )


def _ear(pen: Pen, kind: Beast, shift: float, dark: float) -> str:
    x, y = kind.face[0] + shift * -0.6, kind.face[1]
    r = kind.head
    coat = mix(kind.coat, DARK, dark)
    match kind.ears:
        case "pointed":
            outer = f"M{number(x - r * 0.75)} {number(y - r * 0.5)}L{number(x - r * 0.5)} {number(y - r * 1.85)}L{number(x + r * 0.28)} {number(y - r * 0.85)}Z"
            inner = f"M{number(x - r * 0.5)} {number(y - r * 0.75)}L{number(x - r * 0.4)} {number(y - r * 1.45)}L{number(x + r * 0.04)} {number(y - r * 0.9)}Z"
            return pen.path(
                outer, coat, stroke=pen.ink(coat), stroke_width=r * 0.1, stroke_linejoin="round"
            ) + pen.path(inner, mix(coat, DARK, 0.35))
        case "round":
            return pen.circle((x - r * 0.45, y - r * 0.8), r * 0.42, coat) + pen.circle(
                (x - r * 0.43, y - r * 0.76), r * 0.22, mix(coat, DARK, 0.3)
            )
        case "floppy":
            droop = [
                (x - r * 0.5, y - r * 0.95),
                (x - r * 0.05, y - r * 0.7),
                (x - r * 0.25, y + r * 0.7),
                (x - r * 0.75, y + r * 0.85),
                (x - r * 0.95, y),
            ]
            return pen.blob(droop, mix(coat, DARK, 0.25))
        case _:
            return pen.blob(
                [
                    (x - r * 0.3, y - r * 0.8),
                    (x - r * 1.3, y - r * 1.15),
                    (x - r * 1.6, y - r * 0.6),
                    (x - r * 0.6, y - r * 0.3),
                ],
                mix(coat, DARK, 0.15),
            )


def _tail(pen: Pen, kind: Beast) -> str:
    x, y = -kind.length / 2 * 0.95, -kind.legs - kind.depth * 0.72
    d = kind.depth
    match kind.tail:
        case "bushy":
            brush = [
                (x + 4, y - d * 0.12),
                (x - d * 0.8, y + d * 0.05),
                (x - d * 1.9, y + d * 0.55),
                (x - d * 2.3, y + d * 1.0),
                (x - d * 1.5, y + d * 1.05),
                (x - d * 0.6, y + d * 0.6),
                (x + 4, y + d * 0.25),
            ]
            tip = [
                (x - d * 1.75, y + d * 0.5),
                (x - d * 2.3, y + d * 1.0),
                (x - d * 1.6, y + d * 1.02),
                (x - d * 1.62, y + d * 0.75),
            ]
            return pen.blob(brush, kind.coat) + pen.blob(tip, kind.belly)
        case "curled":
            curve = f"M{number(x + 3)} {number(y)}C{number(x - d * 0.9)} {number(y + d * 0.1)} {number(x - d * 0.9)} {number(y - d * 1.0)} {number(x - d * 0.35)} {number(y - d * 1.25)}"
            return pen.stroke(curve, kind.coat, kind.leg * 0.72)
        case "tufted":
            low = y + d * 0.9
            rope = f"M{number(x + 2)} {number(y)}C{number(x - d * 0.4)} {number(y + d * 0.1)} {number(x - d * 0.2)} {number(y + d * 0.6)} {number(x - d * 0.34)} {number(low)}"
            return pen.stroke(rope, kind.coat, kind.leg * 0.35) + pen.oval(
                (x - d * 0.36, low + d * 0.08), (d * 0.09, d * 0.17), "#5a3a26"
            )
        case "flowing":
            return pen.blob(
                [
                    (x + 6, y - 4),
                    (x - 14, y + 2),
                    (x - 24, y + d * 0.7),
                    (x - 20, y + d * 1.5),
                    (x - 8, y + d * 1.35),
                    (x - 6, y + d * 0.6),
                ],
                kind.feet,
            )
        case "thin":
            return pen.stroke(
                f"M{number(x + 2)} {number(y)}C{number(x - 8)} {number(y - 2)} {number(x - 12)} {number(y - 10)} {number(x - 6)} {number(y - 12)}C{number(x - 1)} {number(y - 12)} {number(x - 4)} {number(y - 4)} {number(x - 12)} {number(y - 8)}",
                kind.coat,
                3,
            )
        case _:
            return pen.oval((x + 1, y + d * 0.12), (d * 0.14, d * 0.2), mix(kind.coat, "#ffffff", 0.2))
