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
from videogen_dagster.media.illustration.composition import Frame, Placed, fitting, flight, put, row, table
from videogen_dagster.media.illustration.likeness import Look, look_of
from videogen_dagster.media.illustration.motifs import Mention, Motif
from videogen_dagster.media.illustration.pen import DARK, Pen
from videogen_dagster.media.illustration.people import (
    BUST_FOOT,
    EYES_OVER_FACE,
    HEAD_HEIGHT,
    HEIGHT,
    POSES,
    back_view,
    bust,
    height_of,
    person,
)
from videogen_dagster.media.illustration.props import (
    PERSON_CM,
    held,
    in_hand,
    pose_with,
    rests,
    set_down,
    small_height,
)
from videogen_dagster.media.illustration.stage import Stage
from videogen_dagster.media.illustration.svg import element, group, number, radial_gradient

PERSON_SHARE: Final = {"wide": 0.34, "full": 0.56, "medium": 1.22}
"""Height of a grown person as a share of the frame."""

MOTIF_SHARE: Final = {"wide": 0.27, "full": 0.42, "medium": 0.5, "close": 0.6, "insert": 0.52}
"""Height of a motif that has the stage to itself, as a share of the frame."""

HEAD_SHARE: Final = 0.55
HEADS_SHARE: Final = 0.42
"""Height of the head, from chin to crown, in a close-up of one person and of two, as a share of the frame."""

EYES_ROW: Final = 0.37
"""Where the eyes are in a close-up, as a share of the frame's height."""

INSERT_SHARE: Final = 0.56
"""The same of a small thing that the camera has gone near to, at least."""

FURNISHED_POWER: Final = 0.7
"""Beside furniture, heights follow life more closely than in the open, where nothing gives the measure."""

TABLE_SHARE: Final = 1.3
"""How much larger people at a table are drawn: they sit, and it hides half of them."""


def named_subjects(text: str) -> tuple[str, ...]:
    """Return the names of the people, animals, vehicles and things that `text` names, in no particular order."""
    cast = cast_of(text, ())
    return tuple(who.name for who in cast.people) + tuple(mention.motif.name for mention in cast.motifs)


def small_things_alone(text: str, likenesses: Sequence[Likeness], *, with_people: bool) -> bool:
    """Return whether `text` shows small things and nobody, from no farther away than a table."""
    cast = cast_of(text, likenesses)
    return (cast if with_people else replace(cast, people=())).insert


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
        shadows, bodies = "", _close_up(pen, cast, frame)
    else:
        shadows, bodies = _composition(pen, cast, stage, frame=frame, dice=random.Random(prefix), prefix=prefix)
    return shadows, bodies + (_shoulder(pen, look_of(cast.behind), frame) if cast.behind is not None else "")


def _shadow_paint(stage: Stage, prefix: str) -> str:
    dark = mix(stage.palette.near, DARK, 0.65)
    stops = [(0.0, dark, 0.62), (0.55, dark, 0.34), (1.0, dark, 0.0)]
    return element("defs", radial_gradient(f"{prefix}shadow", stops))


def _close_up(pen: Pen, cast: Cast, frame: Frame) -> str:
    """Heads and shoulders: the eyes on the upper third, who is alone a little aside, with room to look into."""
    who = cast.people[:2]
    alone = len(who) == 1
    widest = 0.56 if alone else 0.37
    scale = min(frame.height * (HEAD_SHARE if alone else HEADS_SHARE), frame.width * widest) / HEAD_HEIGHT
    places = (0.29, 0.71) if not alone else (0.44,) if cast.behind is None else (0.62,)
    figures = []
    for place, likeness in zip(places, who, strict=True):
        turn = (0.35 if alone else 0.75) * (1 if place < 0.5 else -1)
        eyes = frame.top + frame.height * EYES_ROW - EYES_OVER_FACE * scale
        # In a narrow frame they are lower: the bust must go on below the frame, also where the camera moves.
        y = max(eyes, frame.top + frame.height * 1.07 - BUST_FOOT * scale)
        figures.append(put(bust(pen, look_of(likeness), turn=turn), frame.left + frame.width * place, y, scale))
    return "".join(figures)


def _shoulder(pen: Pen, look: Look, frame: Frame) -> str:
    """Who turns the back to the camera: large at the left edge, cut off by the frame."""
    scale = min(frame.height * 0.6, frame.width * 0.42) / HEAD_HEIGHT
    x, y = frame.left + frame.width * 0.5 - frame.unit * 0.64, frame.top + frame.height * 0.52
    return put(back_view(pen, look), min(x, frame.left + frame.width * 0.13), y, scale)


def _composition(
    pen: Pen, cast: Cast, stage: Stage, *, frame: Frame, dice: random.Random, prefix: str
) -> tuple[str, str]:
    thing, motifs = held(cast)
    person_height = _person_height(cast, stage, frame)
    standing = _people(pen, cast, height=person_height, thing=thing)
    if cast.at_table and (fit := fitting(standing, frame, centred=True)) < 1.0:
        # The table is as high as people's laps: it is measured by people as they are drawn.
        person_height *= fit
        standing = _people(pen, cast, height=person_height, thing=thing)
    small = [mention for mention in motifs if rests(mention.motif, cast, stage)]
    others = [
        _motif(pen, mention, cast, stage, frame=frame, person_height=person_height)
        for mention in motifs
        for _ in range(mention.count)
        if mention not in small
    ]
    on_ground = standing + [
        one for one in others if one.place != "air" and not (cast.at_table and one.place == "table")
    ]
    base = _feet(cast, stage, frame, person_height)
    centred = cast.at_table or stage.centred
    shadows, bodies, taken = row(
        pen, on_ground, frame=frame, base=base, people=len(standing), dice=dice, prefix=prefix, centred=centred
    )
    if cast.at_table:
        laid = [one for one in others if one.place == "table"]
        bodies += table(pen, laid, frame=frame, base=base, height=person_height, people=len(standing))
    bodies += set_down(
        pen, _small_things(pen, small, person_height), cast, stage, frame=frame, taken=taken, person=person_height
    )
    return shadows, bodies + flight([one for one in others if one.place == "air"], frame, dice)


def _person_height(cast: Cast, stage: Stage, frame: Frame) -> float:
    """Return how high a grown person is drawn; with nobody there, what things are measured by."""
    framing = cast.framing if cast.people else "full"
    height = PERSON_SHARE.get(framing, PERSON_SHARE["full"]) * frame.unit
    if cast.at_table:
        return height if framing == "medium" else PERSON_SHARE["full"] * frame.unit * TABLE_SHARE
    if stage.standing and framing != "medium" and not (stage.centred and not cast.people):
        return stage.standing
    alone = cast.people and all(look_of(who).age == "child" for who in cast.people)
    return height * 1.3 if alone else height


def _small_things(pen: Pen, small: Sequence[Mention], person_height: float) -> list[Placed]:
    return [
        _placed(pen, mention.motif, small_height(mention.motif, person_height) / mention.motif.height, swims=False)
        for mention in small
        for _ in range(mention.count)
    ]


def _people(pen: Pen, cast: Cast, *, height: float, thing: Motif | None) -> list[Placed]:
    return [_person(pen, cast, index, height=height, thing=thing) for index in range(len(cast.people))]


def _person(pen: Pen, cast: Cast, index: int, *, height: float, thing: Motif | None) -> Placed:
    look = look_of(cast.people[index])
    count = len(cast.people)
    turn = 0.0 if count == 1 else (0.7 if index < count / 2 else -0.7)
    pose = _pose(cast, index, thing)
    scale = height / HEIGHT
    body = person(pen, look, pose=pose, turn=turn)
    if pose == "seated":
        body = group(things.chair(pen), transform="translate(0 0) scale(4.3)") + body
    if thing is not None and index == 0:
        body += in_hand(pen, thing, pose, look)
    reach = 130.0 if pose in {"standing", "reading", "holding", "hip"} else 175.0
    return Placed(
        group(body, transform=f"scale({number(scale)})"),
        reach * scale * 0.86,
        height_of(look) * scale,
        "ground",
        count == 1,
    )


def _pose(cast: Cast, index: int, thing: Motif | None) -> str:
    if index == 0 and thing is not None:
        return pose_with(thing)
    if cast.at_table:
        return "seated"
    if cast.pose in {"standing", "holding", "reading"} and index > 0:
        return ("hip", "standing", "talking")[index % 3]
    if cast.pose == "talking":
        return ("talking", "hip", "standing")[index % 3]
    return cast.pose if cast.pose in POSES else "standing"


def _motif(pen: Pen, mention: Mention, cast: Cast, stage: Stage, *, frame: Frame, person_height: float) -> Placed:
    motif = mention.motif
    if stage.standing and not (cast.insert or cast.at_table or stage.centred):
        height = min(person_height * (motif.size_cm / PERSON_CM) ** FURNISHED_POWER, 0.74 * frame.height)
    elif cast.people:
        grown = person_height * (motif.size_cm / PERSON_CM) ** 0.62
        height = min(max(grown, 0.12 * frame.unit), 0.74 * frame.height)
        if motif.place == "table":
            height = max(small_height(motif, person_height), 0.05 * frame.unit)
    else:
        share = max(MOTIF_SHARE[cast.framing], INSERT_SHARE if cast.insert and not stage.centred else 0.0)
        height = share * frame.unit * (motif.size_cm / 100) ** (0.17 if motif.size_cm > 100 else 0.08)
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
    return _placed(pen, motif, scale, swims=stage.submerged)


def _placed(pen: Pen, motif: Motif, scale: float, *, swims: bool) -> Placed:
    place = "air" if swims and motif.place == "water" else motif.place
    centre = (motif.extent[0] + motif.extent[2]) / 2
    body = group(motif.draw(pen), transform=f"scale({number(scale)}) translate({number(-centre)} 0)")
    return Placed(body, motif.width * scale / 2, motif.height * scale, place, flip=True)


def _feet(cast: Cast, stage: Stage, frame: Frame, person_height: float) -> float:
    """Where figures stand: on the ground, or below the frame if the camera is so near that it sees no feet."""
    if cast.framing == "medium" and cast.people:
        base = frame.top + frame.height * 0.1 + person_height
        # In a narrow frame they are so small that their feet are seen: then these stand on the ground.
        return max(base, stage.ground_y) if cast.at_table else base
    return stage.ground_y
