"""People from head to foot in poses, in the units of a head: the ground is at 0, a grown person is 700 high."""

from dataclasses import dataclass, replace
from typing import Final

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.faces import Gaze, features, head, neck
from videogen_dagster.media.illustration.garments import shoulder_half, torso
from videogen_dagster.media.illustration.hair import back_hair
from videogen_dagster.media.illustration.likeness import Look, shadow_of
from videogen_dagster.media.illustration.pen import DARK, Pen
from videogen_dagster.media.illustration.svg import Point, group, number
from videogen_dagster.media.visemes import Mouth

HEIGHT: Final = 704.0
"""From the ground to the crown of a grown person."""

BUST_FOOT: Final = 270.0
"""How far a bust is drawn below the middle of the face."""

HEAD_HEIGHT: Final = 128.0
"""From the chin to the crown."""

EYES_OVER_FACE: Final = -9.0
"""The row of the eyes, seen from the middle of the face."""

_EYES_OVER_GROUND: Final = 640.0
SKIRTS: Final = ("dress", "robe")
LONG_COATS: Final = ("coat", "labcoat")


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the joints are, seen from the front, relative to the middle of the face.

    Attributes:
        left_arm: Elbow and hand of the arm on the left of the picture.
        right_arm: Elbow and hand of the other arm.
        left_leg: Knee and ankle of the leg on the left of the picture.
        right_leg: Knee and ankle of the other leg.
        lean: Degrees that the whole figure leans, clockwise.
    """

    left_arm: tuple[Point, Point]
    right_arm: tuple[Point, Point]
    left_leg: tuple[Point, Point] = ((-34, 462), (-34, 606))
    right_leg: tuple[Point, Point] = ((34, 462), (36, 606))
    lean: float = 0.0


_HANGING_LEFT: Final = ((-98, 196), (-98, 296))
_HANGING_RIGHT: Final = ((98, 196), (98, 296))
POSES: Final = {
    "standing": Pose(_HANGING_LEFT, _HANGING_RIGHT),
    "hip": Pose(_HANGING_LEFT, ((122, 186), (70, 252)), right_leg=((44, 462), (56, 604))),
    "walking": Pose(
        ((-104, 190), (-84, 282)), ((108, 186), (116, 282)), ((-22, 458), (-64, 594)), ((40, 456), (46, 606)), 2.0
    ),
    "running": Pose(
        ((-118, 170), (-66, 130)), ((112, 180), (160, 126)), ((-64, 430), (-150, 500)), ((70, 430), (54, 580)), 8.0
    ),
    "talking": Pose(_HANGING_LEFT, ((104, 192), (124, 112))),
    "explaining": Pose(((-112, 186), (-132, 118)), ((112, 186), (132, 118))),
    "arms up": Pose(((-112, 30), (-96, -84)), ((112, 30), (96, -84))),
    "waving": Pose(_HANGING_LEFT, ((118, 40), (112, -66))),
    "pointing": Pose(_HANGING_LEFT, ((128, 124), (212, 84))),
    "holding": Pose(_HANGING_LEFT, ((102, 198), (40, 184))),
    "reading": Pose(((-98, 196), (-24, 186)), ((98, 196), (24, 186))),
    "seated": Pose(((-96, 188), (-40, 256)), ((96, 188), (40, 256)), ((-58, 306), (-58, 440)), ((58, 306), (58, 440))),
}


def person(pen: Pen, look: Look, *, pose: str = "standing", turn: float = 0.0, mouth: Mouth | None = None) -> str:
    """Return a figure that stands on y = 0 at x = 0.

    Args:
        pen: Draws it.
        look: Who it is.
        pose: A key of `POSES`.
        turn: -1 (faces left) to 1 (faces right).
        mouth: Shape of the mouth; a gentle smile without.
    """
    joints = POSES[pose]
    upper = _upper_body(pen, look, joints, turn=turn, mouth=mouth)
    seat = 184.0 if pose == "seated" else 0.0
    whole = group(
        upper, transform=f"translate(0 {number(seat - _EYES_OVER_GROUND)}) rotate({number(joints.lean)} 0 640)"
    )
    return group(whole, transform="scale(0.6 0.54)") if look.age == "child" else whole


def height_of(look: Look) -> float:
    """Return how high the figure stands over the ground."""
    return HEIGHT * (0.62 if look.age == "child" else 1.0)


def bust(pen: Pen, look: Look, *, turn: float = 0.0, mouth: Mouth | None = None, gaze: Gaze | None = None) -> str:
    """Return head and shoulders, with the middle of the face at the origin."""
    big = head_scale(look)
    face = head(pen, look, turn=turn) + features(
        pen, look, gaze=gaze or Gaze(side=turn * 0.5), mouth=mouth or Mouth(), turn=turn
    )
    return group(
        group(back_hair(pen, look), transform=big),
        neck(pen, look),
        torso(pen, look),
        upper_arms(pen, look),
        group(face, transform=big),
    )


def back_view(pen: Pen, look: Look) -> str:
    """Return head and shoulders from behind, with the middle of the head at the origin: dark, close to the camera."""

    def plain(colour: str) -> Pen:
        return pen if pen.silhouette is not None else replace(pen, silhouette=mix(pen.ink(colour), DARK, 0.4))

    crown = look.skin if look.hair_style == "bald" else look.hair
    cloth, skin, hair = plain(look.cloth), plain(look.skin), plain(crown)
    return group(
        neck(skin, look),
        torso(cloth, look) + upper_arms(cloth, look),
        group(head(hair, look), hair.oval((0, -4), (40, 56), crown), back_hair(hair, look), transform=head_scale(look)),
    )


def head_scale(look: Look) -> str:
    """Return the transform that makes the heads of children larger for their bodies."""
    return "translate(0 -12) scale(1.34 1.16)" if look.age == "child" else "scale(1)"


def upper_arms(pen: Pen, look: Look) -> str:
    """Return both arms hanging down, for a figure that is cut off at the elbows."""
    joints = POSES["standing"]
    return _arm(pen, look, -1, joints.left_arm) + _arm(pen, look, 1, joints.right_arm)


def _upper_body(pen: Pen, look: Look, joints: Pose, *, turn: float, mouth: Mouth | None) -> str:
    # A child's body is drawn smaller than its head, which is nearly as large as a grown person's.
    big = "translate(0 -34) scale(1.56 1.62)" if look.age == "child" else "scale(1)"
    gaze = Gaze(side=turn * 0.6)
    face = head(pen, look, turn=turn) + features(pen, look, gaze=gaze, mouth=mouth or Mouth(), turn=turn)
    front = [_arm(pen, look, -1, joints.left_arm), _arm(pen, look, 1, joints.right_arm)]
    return group(
        group(back_hair(pen, look), transform=big),
        _legs(pen, look, joints),
        neck(pen, look),
        _skirt(pen, look),
        torso(pen, look),
        *front,
        group(face, transform=big),
    )


def _arm(pen: Pen, look: Look, side: int, joints: tuple[Point, Point]) -> str:
    half = shoulder_half(look)
    reach = half / 80
    shoulder = (side * (half - 15), 104.0)
    elbow = (joints[0][0] * reach, joints[0][1])
    hand = (joints[1][0] * reach, joints[1][1])
    wide = 34 + 4 * look.build - (6 if look.feminine else 0) - (6 if look.age == "child" else 0)
    bare = look.garment == "tee" or (look.garment == "dress" and look.feminine)
    wrist = (elbow[0] + (hand[0] - elbow[0]) * 0.86, elbow[1] + (hand[1] - elbow[1]) * 0.86)
    sleeve = mix(look.cloth, "#14101c", 0.12)
    hand_shape = pen.limb([wrist, hand], [wide * 0.5, wide * 0.62], look.skin) + pen.circle(
        hand, wide * 0.36, look.skin
    )
    if not bare:
        cuff = pen.limb(
            [wrist, (wrist[0] + 1, wrist[1] + 1)], [wide * 0.66, wide * 0.66], mix(look.cloth, "#ffffff", 0.15)
        )
        return hand_shape + pen.limb([shoulder, elbow, wrist], [wide, wide * 0.84, wide * 0.62], sleeve) + cuff
    middle = ((shoulder[0] * 0.45 + elbow[0] * 0.55), (shoulder[1] * 0.45 + elbow[1] * 0.55))
    skin = pen.limb(
        [shoulder, elbow, hand], [wide * 0.8, wide * 0.68, wide * 0.46], mix(look.skin, shadow_of(look.skin), 0.2)
    )
    return hand_shape + skin + pen.limb([shoulder, middle], [wide * 1.04, wide * 0.96], sleeve)


def _legs(pen: Pen, look: Look, joints: Pose) -> str:
    trousers, shoes = _trousers(look)
    if look.garment == "dress":
        trousers = look.skin
    wide = 54 + 5 * look.build - (6 if look.feminine else 0)
    parts = []
    for side, (knee, ankle) in ((-1, joints.left_leg), (1, joints.right_leg)):
        hip = (side * 27.0, 286.0)
        cloth = trousers if side == 1 else mix(trousers, "#14101c", 0.14)
        narrow = 0.52 if look.garment == "dress" else 0.62
        parts.append(_shoe(pen, ankle, shoes))
        parts.append(pen.limb([hip, knee, ankle], [wide, wide * 0.74, wide * narrow], cloth))
    return "".join(parts)


def _shoe(pen: Pen, ankle: Point, colour: str) -> str:
    x, y = ankle
    toe = 10 if x >= 0 else -10
    left, right = x - 19 + min(0, toe), x + 19 + max(0, toe)
    shape = f"M{number(left)} {number(y + 34)}C{number(left - 2)} {number(y + 14)} {number(x - 14)} {number(y + 6)} {number(x - 13)} {number(y - 8)}L{number(x + 13)} {number(y - 8)}C{number(x + 14)} {number(y + 6)} {number(right + 2)} {number(y + 14)} {number(right)} {number(y + 34)}Z"
    return pen.path(shape, colour)


def _trousers(look: Look) -> tuple[str, str]:
    """Return the colours of trousers and shoes that go with the garment."""
    match look.garment:
        case "spacesuit":
            return "#dfe1e6", "#8a8f99"
        case "blazer" | "uniform":
            return mix(look.cloth, "#101018", 0.3), "#2a2226"
        case "armour":
            return mix(look.cloth, "#14101c", 0.2), mix(look.cloth, "#14101c", 0.4)
        case "chef":
            return "#3b3d44", "#26242a"
        case "labcoat":
            return "#45506a", "#33302f"
        case _:
            darker = mix(look.cloth_2, "#2b3248", 0.68)
            return darker, mix("#5a4232", look.cloth, 0.15)


def _skirt(pen: Pen, look: Look) -> str:
    half = shoulder_half(look) * 0.84
    if look.garment in SKIRTS:
        hem = 590 if look.garment == "robe" else 452
        flare = half * (1.5 if look.garment == "robe" else 1.42)
        data = f"M{number(-half)} 284C{number(-half * 1.1)} 340 {number(-flare)} {hem - 60} {number(-flare)} {hem}C{number(-flare * 0.4)} {hem + 12} {number(flare * 0.4)} {hem + 12} {number(flare)} {hem}C{number(flare)} {hem - 60} {number(half * 1.1)} 340 {number(half)} 284Z"
        folds = f"M{number(-flare * 0.4)} {hem - 4}L{number(-half * 0.3)} 320M{number(flare * 0.3)} {hem - 2}L{number(half * 0.25)} 330"
        return pen.path(data, look.cloth) + pen.stroke(folds, mix(look.cloth, "#14101c", 0.2), 2.5)
    if look.garment in LONG_COATS:
        data = f"M{number(-half)} 280L{number(-half * 1.12)} 410L-12 416L-6 290L6 290L14 416L{number(half * 1.12)} 410L{number(half)} 280Z"
        return pen.path(data, mix(look.cloth, "#14101c", 0.06))
    return ""
