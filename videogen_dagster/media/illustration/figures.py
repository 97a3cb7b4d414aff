"""People, animals, vehicles and things that a text names, composed on a stage."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from videogen_dagster.core.requests import Likeness
from videogen_dagster.media.illustration import things
from videogen_dagster.media.illustration.casting import Cast, cast_of
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.composition import Frame, Placed, flight, put, row, table
from videogen_dagster.media.illustration.likeness import Look, look_of
from videogen_dagster.media.illustration.motifs import Mention, Motif
from videogen_dagster.media.illustration.pen import DARK, Pen
from videogen_dagster.media.illustration.people import HEIGHT, POSES, bust, height_of, person
from videogen_dagster.media.illustration.stage import Stage
from videogen_dagster.media.illustration.svg import element, group, number, radial_gradient

PERSON_CM: Final = 172.0
PERSON_SHARE: Final = {"wide": 0.34, "full": 0.56, "medium": 1.22}
"""Height of a grown person as a share of the frame."""

MOTIF_SHARE: Final = {"wide": 0.27, "full": 0.42, "medium": 0.5, "close": 0.6, "insert": 0.52}
"""Height of a motif that has the stage to itself, as a share of the frame."""

TABLE_SHARE: Final = 1.3
"""How much larger people at a table are drawn: they sit, and it hides half of them."""

_HANDS: Final = {
    "holding": (40.0, 184.0),
    "reading": (0.0, 186.0),
    "talking": (124.0, 112.0),
    "standing": (-98.0, 296.0),
}


def named_subjects(text: str) -> tuple[str, ...]:
    """Return the names of the people, animals, vehicles and things that `text` names, in no particular order."""
    cast = cast_of(text, ())
    return tuple(who.name for who in cast.people) + tuple(mention.motif.name for mention in cast.motifs)


def draw_subjects(text: str, likenesses: Sequence[Likeness], stage: Stage, *, with_people: bool = True) -> str | None:
    """Return the people, animals, vehicles and things of `text` as an SVG fragment.

    Args:
        text: What the picture shows, in words.
        likenesses: Who is seen; without any, the people that `text` names are drawn.
        stage: What they stand on. The fragment is in its pixels.
        with_people: Leave people out if false.

    Returns:
        The fragment with its own `<defs>`, or None if `text` names nothing that can be drawn.
    """
    cast = cast_of(text, likenesses)
    if not with_people:
        cast = replace(cast, people=())
    if not cast.people and not cast.motifs:
        return None
    left, top, right, bottom = stage.safe
    frame = Frame(left, top, right - left, bottom - top)
    prefix = "f" + hashlib.sha256(f"{stage.seed}|{text}".encode()).hexdigest()[:8]
    pen = Pen(stage.palette)
    shadows, bodies = _drawn(pen, cast, stage, frame=frame, prefix=prefix)
    _, outline = _drawn(pen.rim(), cast, stage, frame=frame, prefix=prefix)
    edge = max(0.8, frame.unit * 0.0024)
    side = edge if stage.seed % 2 else -edge
    rim = group(
        outline, transform=f"translate({number(side)} {number(-edge)})", opacity=0.4 + 0.35 * (1 - stage.palette.key)
    )
    return group(_shadow_paint(stage, prefix), shadows, rim, bodies)


def _drawn(pen: Pen, cast: Cast, stage: Stage, *, frame: Frame, prefix: str) -> tuple[str, str]:
    """Return shadows and figures; pens that differ in colour alone draw the same shapes in the same places."""
    if cast.people and cast.framing == "close":
        return "", _close_up(pen, cast, frame)
    dice = random.Random(prefix)
    return _composition(pen, cast, stage, frame=frame, dice=dice, prefix=prefix)


def _shadow_paint(stage: Stage, prefix: str) -> str:
    dark = mix(stage.palette.near, DARK, 0.65)
    stops = [(0.0, dark, 0.62), (0.55, dark, 0.34), (1.0, dark, 0.0)]
    return element("defs", radial_gradient(f"{prefix}shadow", stops))


def _close_up(pen: Pen, cast: Cast, frame: Frame) -> str:
    who = cast.people[:2]
    share = 0.42 if len(who) == 1 else 0.34
    scale = min(frame.height * share, frame.width * 0.5 / len(who)) / 118
    places = (0.5,) if len(who) == 1 else (0.29, 0.71)
    figures = []
    for place, likeness in zip(places, who, strict=True):
        turn = 0.35 if len(who) == 1 else (0.75 if place < 0.5 else -0.75)
        x, y = frame.left + frame.width * place, frame.top + frame.height * 0.42
        figures.append(put(bust(pen, look_of(likeness), turn=turn), x, y, scale))
    return "".join(figures)


def _composition(
    pen: Pen, cast: Cast, stage: Stage, *, frame: Frame, dice: random.Random, prefix: str
) -> tuple[str, str]:
    person_height = PERSON_SHARE.get(cast.framing, PERSON_SHARE["full"]) * frame.unit
    if cast.at_table and cast.framing == "wide":
        person_height = PERSON_SHARE["full"] * frame.unit
    if cast.at_table and cast.framing != "medium":
        person_height *= TABLE_SHARE
    if cast.people and all(look_of(who).age == "child" for who in cast.people):
        person_height *= 1.3
    held, motifs = _held(cast)
    standing = [_person(pen, cast, index, height=person_height, held=held) for index in range(len(cast.people))]
    others = [
        _motif(pen, mention, cast, frame=frame, person_height=person_height)
        for mention in motifs
        for _ in range(mention.count)
    ]
    on_ground = standing + [
        one for one in others if one.place in {"ground", "water"} or (not cast.at_table and one.place == "table")
    ]
    aloft = [one for one in others if one.place == "air"]
    base = _feet(cast, stage, frame, person_height)
    shadows, bodies = row(
        pen,
        on_ground,
        frame=frame,
        base=base,
        people=len(standing),
        dice=dice,
        prefix=prefix,
        centred=cast.at_table or stage.centred,
    )
    if cast.at_table:
        bodies += table(
            pen,
            [one for one in others if one.place == "table"],
            frame=frame,
            base=base,
            height=person_height,
            people=len(standing),
        )
    return shadows, bodies + flight(aloft, frame, dice)


def _held(cast: Cast) -> tuple[Motif | None, tuple[Mention, ...]]:
    """Return the small thing that the first person holds, and the other motifs."""
    if not cast.people or cast.at_table or cast.pose in {"arms up", "running", "waving", "pointing", "seated"}:
        return None, cast.motifs
    for mention in cast.motifs:
        if mention.motif.place == "table" and mention.count == 1:
            return mention.motif, tuple(other for other in cast.motifs if other is not mention)
    return None, cast.motifs


def _person(pen: Pen, cast: Cast, index: int, *, height: float, held: Motif | None) -> Placed:
    look = look_of(cast.people[index])
    count = len(cast.people)
    turn = 0.0 if count == 1 else (0.7 if index < count / 2 else -0.7)
    pose = _pose(cast, index, held)
    scale = height / HEIGHT
    body = person(pen, look, pose=pose, turn=turn)
    if pose == "seated":
        body = group(things.chair(pen), transform="translate(0 0) scale(4.3)") + body
    if held is not None and index == 0:
        body += _in_hand(pen, held, pose, look)
    reach = 130.0 if pose in {"standing", "reading", "holding", "hip"} else 175.0
    return Placed(
        group(body, transform=f"scale({number(scale)})"),
        reach * scale * 0.86,
        height_of(look) * scale,
        "ground",
        count == 1,
    )


def _pose(cast: Cast, index: int, held: Motif | None) -> str:
    if index == 0 and held is not None:
        return "reading" if held.name in {"book", "notebook", "letter", "map", "laptop", "folder"} else "holding"
    if cast.at_table:
        return "seated"
    if cast.pose in {"standing", "holding", "reading"} and index > 0:
        return ("hip", "standing", "talking")[index % 3]
    if cast.pose == "talking":
        return ("talking", "hip", "standing")[index % 3]
    return cast.pose if cast.pose in POSES else "standing"


def _in_hand(pen: Pen, motif: Motif, pose: str, look: Look) -> str:
    small = 0.56 if look.age == "child" else 1.0
    if motif.name == "umbrella":
        return _overhead(pen, motif, small)
    x, y = _HANDS[pose][0] * small, (_HANDS[pose][1] - 640.0) * small
    # Things in hands are drawn larger than life, as on a theatre stage: they carry the story.
    scale = min(190.0, max(84.0, motif.size_cm * 4.1 * 1.35)) * small / motif.height
    drop = 0.30 if pose == "reading" else 0.42
    return group(
        motif.draw(pen),
        transform=f"translate({number(x)} {number(y + motif.height * scale * drop)}) scale({number(scale)})",
    )


def _overhead(pen: Pen, motif: Motif, small: float) -> str:
    """An umbrella: its handle in the raised hand, its cloth over the head."""
    x, y = _HANDS["holding"][0] * small, (_HANDS["holding"][1] - 640.0) * small
    scale = 560.0 * small / motif.height
    place = f"translate({number(x)} {number(y + 30 * small)}) scale({number(scale)})"
    return group(motif.draw(pen), transform=place)


def _motif(pen: Pen, mention: Mention, cast: Cast, *, frame: Frame, person_height: float) -> Placed:
    motif = mention.motif
    if cast.people:
        height = person_height * (motif.size_cm / PERSON_CM) ** 0.62
        height = min(max(height, 0.12 * frame.unit), 0.74 * frame.height)
    else:
        height = (
            MOTIF_SHARE[cast.framing] * frame.unit * (motif.size_cm / 100) ** (0.17 if motif.size_cm > 100 else 0.08)
        )
        height = min(height * (1.0 if mention.count == 1 else 0.74), 0.76 * frame.height)
        if len(cast.motifs) > 1:
            height *= (
                0.9
                if mention is cast.motifs[0]
                else 0.62 * min(1.5, max(0.8, (motif.size_cm / cast.motifs[0].motif.size_cm) ** 0.25))
            )
    widest = frame.width * (0.46 if cast.people else 0.62) / (1 if mention.count == 1 else mention.count * 0.72)
    if motif.place == "air":
        height, widest = height * 0.62, widest * 0.7
    scale = min(height / motif.height, widest / motif.width)
    centre = (motif.extent[0] + motif.extent[2]) / 2
    body = group(motif.draw(pen), transform=f"scale({number(scale)}) translate({number(-centre)} 0)")
    return Placed(body, motif.width * scale / 2, motif.height * scale, motif.place, flip=True)


def _feet(cast: Cast, stage: Stage, frame: Frame, person_height: float) -> float:
    """Where figures stand: on the ground, or below the frame if the camera is so near that it sees no feet."""
    if cast.framing == "medium" and cast.people:
        return frame.top + frame.height * 0.1 + person_height
    return stage.ground_y
