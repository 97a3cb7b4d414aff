"""Small things: in a hand, on a table or a worktop of the place, on a board before the camera; and how big they are."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from videogen_dagster.media.illustration import things
from videogen_dagster.media.illustration.casting import Cast
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.composition import Frame, Placed, Span, put
from videogen_dagster.media.illustration.furnishing import Surface
from videogen_dagster.media.illustration.likeness import Look
from videogen_dagster.media.illustration.motifs import Mention, Motif
from videogen_dagster.media.illustration.pen import DARK, Pen
from videogen_dagster.media.illustration.stage import Stage
from videogen_dagster.media.illustration.svg import group, number

PERSON_CM: Final = 172.0
SMALL_POWER: Final = 0.92
"""Small things are drawn up to a quarter larger than in life: a phone must still be told from a book."""

FLOOR_CM: Final = 30.0
"""In the open, things from this height on stand on the ground."""

TABLE_RISE: Final = 0.43
"""Height of a table as a share of a person's."""

CRATE_RISE: Final = 0.27
"""The same of a crate, which stands in the open where a table would be out of place."""

LEDGE: Final = 0.8
"""Row of the far edge of a worktop before the camera, as a share of the frame's height."""

HANDS: Final = {
    "holding": (40.0, 184.0),
    "reading": (0.0, 186.0),
    "talking": (124.0, 112.0),
    "standing": (-98.0, 296.0),
}
_READ: Final = frozenset({"book", "notebook", "letter", "map", "laptop", "folder"})
_HANDS_FULL: Final = frozenset({"arms up", "running", "waving", "pointing", "seated"})


def held(cast: Cast) -> tuple[Motif | None, tuple[Mention, ...]]:
    """Return the small thing that the first person holds, and the other motifs."""
    if not cast.people or cast.at_table or cast.pose in _HANDS_FULL:
        return None, cast.motifs
    for mention in cast.motifs:
        if mention.motif.place == "table" and mention.count == 1:
            return mention.motif, tuple(other for other in cast.motifs if other is not mention)
    return None, cast.motifs


def pose_with(motif: Motif) -> str:
    """Return the pose of somebody who holds a thing."""
    return "reading" if motif.name in _READ else "holding"


def in_hand(pen: Pen, motif: Motif, pose: str, look: Look) -> str:
    """Return a thing where the hands of a figure on y = 0 are."""
    small = 0.56 if look.age == "child" else 1.0
    if motif.name == "umbrella":
        return _overhead(pen, motif, small)
    x, y = HANDS[pose][0] * small, (HANDS[pose][1] - 640.0) * small
    # Things in hands are drawn larger than life, as on a theatre stage: they carry the story.
    scale = min(190.0, max(84.0, motif.size_cm * 4.1 * 1.35)) * small / motif.height
    drop = 0.30 if pose == "reading" else 0.42
    return group(
        motif.draw(pen),
        transform=f"translate({number(x)} {number(y + motif.height * scale * drop)}) scale({number(scale)})",
    )


def _overhead(pen: Pen, motif: Motif, small: float) -> str:
    """An umbrella: its handle in the raised hand, its cloth over the head."""
    x, y = HANDS["holding"][0] * small, (HANDS["holding"][1] - 640.0) * small
    scale = 560.0 * small / motif.height
    place = f"translate({number(x)} {number(y + 30 * small)}) scale({number(scale)})"
    return group(motif.draw(pen), transform=place)


def rests(motif: Motif, cast: Cast, stage: Stage) -> bool:
    """Return whether a thing needs something to stand on, because the picture does not show it from near."""
    if motif.place != "table" or cast.at_table or cast.insert or (stage.centred and not cast.people):
        return False
    return stage.standing > 0 or motif.size_cm < FLOOR_CM


def small_height(motif: Motif, person_height: float) -> float:
    """Return how high a small thing is drawn where a grown person is `person_height` high, in pixels."""
    return person_height * (motif.size_cm / PERSON_CM) ** SMALL_POWER


def set_down(
    pen: Pen, small: Sequence[Placed], cast: Cast, stage: Stage, *, frame: Frame, taken: Sequence[Span], person: float
) -> str:
    """Return small things on what the place offers, else on a table of their own; all inside the frame.

    Args:
        pen: Draws the table.
        small: From left to right.
        cast: Who else is in the picture.
        stage: Its tables and worktops.
        frame: The visible part of the stage.
        taken: Columns that figures hide.
        person: Height of a grown person in pixels.
    """
    if not small:
        return ""
    if cast.people and cast.framing == "medium":
        return _ledge(pen, stage, frame) + _side_by_side(small, _before(taken, frame, small), limit=1.0)
    wanted = _width(small)
    for surface in stage.surfaces:
        free = _freed(_inside(surface, frame), taken)
        if free.right - free.left >= wanted * 0.8:
            return _side_by_side(small, free, limit=1.0)
    rise = TABLE_RISE if stage.standing > 0 else CRATE_RISE
    x, wide = _beside(taken, frame, max(_width(small) * 1.1, person * rise * 1.2))
    top = stage.ground_y - person * rise
    support = (
        _table(pen, x, stage.ground_y, wide, top) if stage.standing > 0 else _crate(pen, x, stage.ground_y, wide, top)
    )
    surface = Surface(x - wide * 0.46, x + wide * 0.46, top + person * 0.006)
    return support + _side_by_side(small, surface, limit=1.0)


def _width(small: Sequence[Placed]) -> float:
    return sum(2 * one.half for one in small) * 1.35


def _inside(surface: Surface, frame: Frame) -> Surface:
    margin = frame.width * 0.03
    return replace(
        surface,
        left=max(surface.left, frame.left + margin),
        right=min(surface.right, frame.left + frame.width - margin),
    )


def _freed(surface: Surface, taken: Sequence[Span]) -> Surface:
    """Return the widest part of a surface that no figure hides."""
    edges = [surface.left]
    for left, right in sorted(taken):
        edges += [min(max(left, surface.left), surface.right), min(max(right, surface.left), surface.right)]
    edges.append(surface.right)
    gaps = list(zip(edges[::2], edges[1::2], strict=True))
    left, right = max(gaps, key=lambda gap: gap[1] - gap[0])
    return replace(surface, left=left, right=right)


def _side_by_side(small: Sequence[Placed], surface: Surface, *, limit: float) -> str:
    """Return things spread over the middle of a surface, smaller if it is narrow."""
    room = surface.right - surface.left
    scale = min(limit, room / _width(small))
    gap = min(room - sum(2 * one.half * scale for one in small), 0.35 * _width(small) * scale) / len(small)
    x = (surface.left + surface.right) / 2 - (sum(2 * one.half * scale for one in small) + gap * (len(small) - 1)) / 2
    bodies = []
    for one in small:
        bodies.append(put(one.body, x + one.half * scale, surface.row, scale))
        x += 2 * one.half * scale + gap
    return "".join(bodies)


def _beside(taken: Sequence[Span], frame: Frame, wanted: float) -> tuple[float, float]:
    """Return the middle and the width of something that stands where figures leave more room, inside the frame."""
    margin = frame.width * 0.04
    first, last = frame.left + margin, frame.left + frame.width - margin
    wide = min(wanted, last - first)
    if not taken:
        return frame.left + frame.width / 2, wide
    low, high = min(span[0] for span in taken), max(span[1] for span in taken)
    if low - first > last - high:
        return max(first + wide / 2, low - (margin + wide) / 2), wide
    return min(last - wide / 2, high + (margin + wide) / 2), wide


def _table(pen: Pen, x: float, base: float, wide: float, top: float) -> str:
    # The drawing of a table is 184 wide and 77 high.
    place = f"translate({number(x)} {number(base)}) scale({number(wide / 184)} {number((base - top) / 77)})"
    return group(things.table(pen), transform=place)


def _crate(pen: Pen, x: float, base: float, wide: float, top: float) -> str:
    high, wood, left = base - top, "#a8794c", x - wide / 2
    post = wide * 0.09
    boards = "".join(
        pen.box((left, top + high * share), (wide, high * 0.27), mix(wood, DARK, tone), high * 0.02)
        for share, tone in ((0.08, 0.06), (0.39, 0.14), (0.7, 0.22))
    )
    posts = "".join(
        pen.box((edge, top + high * 0.05), (post, high * 0.95), mix(wood, DARK, 0.3))
        for edge in (left, left + wide - post)
    )
    inside = pen.box((left + post / 2, top + high * 0.05), (wide - post, high * 0.92), mix(wood, DARK, 0.6))
    return inside + boards + posts + pen.box((left - post * 0.3, top), (wide + post * 0.6, high * 0.09), wood)


def _ledge(pen: Pen, stage: Stage, frame: Frame) -> str:
    """A worktop from side to side before somebody who is seen from the hips up."""
    top, unit, wood = frame.top + frame.height * LEDGE, frame.unit / 100, "#a5764c"
    edge = frame.top + frame.height * 0.9
    return (
        pen.box((-20, top), (stage.width + 40, stage.height - top + 20), wood)
        + pen.box((-20, top), (stage.width + 40, 0.8 * unit), mix(wood, "#fff1dc", 0.4))
        + pen.box((-20, edge), (stage.width + 40, stage.height - edge + 20), mix(wood, DARK, 0.34))
        + pen.box((-20, edge), (stage.width + 40, 1.0 * unit), mix(wood, DARK, 0.55))
    )


def _before(taken: Sequence[Span], frame: Frame, small: Sequence[Placed]) -> Surface:
    """Return the stretch of the ledge before the figures, inside the frame."""
    middle = (min(span[0] for span in taken) + max(span[1] for span in taken)) / 2
    half = max(_width(small) / 2, frame.width * 0.16)
    first, last = frame.left + frame.width * 0.04, frame.left + frame.width * 0.96
    middle = min(max(middle, first + half), max(first + half, last - half))
    return Surface(max(first, middle - half), min(last, middle + half), frame.top + frame.height * (LEDGE + 0.055))
