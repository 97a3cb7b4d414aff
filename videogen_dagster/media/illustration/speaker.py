"""A speaker before a picture: a bust that is drawn once, in parts, and put together anew for each frame."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.choices import Style
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.acting import BROW_LEVELS, Performance
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.illustration.colour import Palette
from videogen_dagster.media.illustration.faces import Gaze, eyes, head, lips, neck
from videogen_dagster.media.illustration.garments import torso
from videogen_dagster.media.illustration.hair import back_hair
from videogen_dagster.media.illustration.layers import laid_over
from videogen_dagster.media.illustration.likeness import Look
from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.people import EYES_OVER_FACE, HEAD_HEIGHT, head_scale, upper_arms
from videogen_dagster.media.illustration.raster import rasterise
from videogen_dagster.media.illustration.svg import group, number
from videogen_dagster.media.sprites import Motion, Sprite, lay, lowered, make_sprite, moved, patched
from videogen_dagster.media.visemes import Mouth

CHEST: Final = 196.0
"""Where the frame cuts the figure off, in units of the head below the middle of the face."""

CROWN: Final = 66.0
HAT_ROOM: Final = {
    "wizard": 146.0,
    "toque": 128.0,
    "crown": 92.0,
    "cap": 88.0,
    "beanie": 88.0,
    "hat": 90.0,
    "helmet": 80.0,
}
SPAN: Final = 236.0
"""Width of the figure, hair and arms and room to sway included."""

HEAD_HALF: Final = 72.0
HEAD_FOOT: Final = 70.0
MOST_BREATH: Final = 1.4
SHARE_ALONE: Final = 0.68
SHARE_TOGETHER: Final = 0.6
"""Height of the bust as a share of the frame."""

CLOSE_HEAD: Final = 0.53
"""Height of the head, from chin to crown, in a close-up, as a share of the frame."""

CLOSE_EYES: Final = 0.37
"""Where the eyes are in a close-up, as a share of the frame's height."""

OPENING_LEVELS: Final = 12
WIDTH_LEVELS: Final = 8
LID_LEVELS: Final = 2

# Features that change, in units of the head: left, top, right, bottom.
EYES_BOX: Final = (-36.0, -32.0, 36.0, 14.0)
MOUTH_BOX: Final = (-30.0, 18.0, 30.0, 56.0)
NECK_PIVOT: Final = (0.0, 46.0)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a bust is in the frame.

    Attributes:
        x: Middle of the face in pixels.
        y: Middle of the face in pixels.
        scale: Pixels a unit of the head.
        turn: -1 (faces left) to 1 (faces right).
    """

    x: float
    y: float
    scale: float
    turn: float


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle of whole chroma samples, in pixels of the frame."""

    left: int
    top: int
    width: int
    height: int


def seats(size: FrameSize, count: int, *, mirrored: bool = False, close: bool = False) -> tuple[Seat, ...]:
    """Return where one or two speakers are set: a third of the frame, or both sides, facing each other.

    Args:
        size: Size of the frame.
        count: 1 or 2.
        mirrored: A single speaker stands on the right instead of the left.
        close: A single speaker is seen in close-up: head and shoulders fill the frame, the eyes on its upper third.
    """
    tall = size.height > size.width
    if count == 1 and close:
        return (_close_seat(size, mirrored=mirrored),)
    share = SHARE_ALONE if count == 1 else SHARE_TOGETHER
    # In a tall frame two stand shoulder before shoulder: side by side they would be small, with captions over their faces.
    room = (0.98 if count == 1 else 0.92) if tall else 0.6 if count == 1 else 0.54
    scale = min(size.height * share / (CHEST + CROWN), size.width * room / SPAN)
    y = size.height - CHEST * scale
    if count == 1:
        place = 0.5 if tall else 0.69 if mirrored else 0.31
        return (Seat(size.width * place, y, scale, -0.62 if mirrored else 0.62),)
    left, right = (
        (0.26, 0.74) if size.height > size.width else (0.27, 0.73) if size.width == size.height else (0.24, 0.76)
    )
    return (Seat(size.width * left, y, scale, 0.8), Seat(size.width * right, y, scale, -0.8))


def _close_seat(size: FrameSize, *, mirrored: bool) -> Seat:
    scale = min(size.height * CLOSE_HEAD / HEAD_HEIGHT, size.width * 0.62 / HEAD_HEIGHT)
    # In a narrow frame the shoulders fill the width; in a wide one there is room on the side of the gaze.
    place = 0.5 if size.height >= size.width else 0.57 if mirrored else 0.43
    y = max(size.height * CLOSE_EYES - EYES_OVER_FACE * scale, size.height - CHEST * scale)
    return Seat(size.width * place, y, scale, -0.62 if mirrored else 0.62)


class Speaker:
    """One person as a bust, drawn in the light of a scene.

    Args:
        look: Who it is.
        seat: Where it is set.
        size: Size of the frames.
        palette: Light of the scene.
        style: Look of the film.
    """

    def __init__(self, look: Look, seat: Seat, *, size: FrameSize, palette: Palette, style: Style) -> None:
        self._look, self._seat, self._style = look, seat, style
        self._pen = Pen(palette)
        self._child = 1.34 if look.age == "child" else 1.0
        unit = seat.scale
        crown = max(CROWN + 16, HAT_ROOM.get(look.hat, 0.0)) * self._child + 8
        self._body_box = _even_box(
            seat.x - SPAN / 2 * unit, seat.y - crown * unit, SPAN * unit, size.height - seat.y + crown * unit
        )
        half = HEAD_HALF * (1.16 if self._child > 1 or look.hat in {"wizard", "helmet"} else 1.0)
        foot = HEAD_FOOT * (1.1 if self._child > 1 else 1.0)
        self._head_box = _even_box(seat.x - half * unit, seat.y - crown * unit, 2 * half * unit, (crown + foot) * unit)
        # The body goes on below the frame, so that no gap opens when it rises.
        self._spare = 4 * math.ceil((MOST_BREATH * unit + 2) / 4)
        tall = replace(
            self._body_box, top=self._body_box.top - self._spare, height=self._body_box.height + 2 * self._spare
        )
        self._body = make_sprite(self._drawn(self._body_parts, tall))
        self._head_pixels = self._drawn(self._head_parts, self._head_box)
        self._head = make_sprite(self._head_pixels)
        self._eyes_box = self._feature_box(EYES_BOX)
        self._mouth_box = self._feature_box(MOUTH_BOX)
        self._eyes_at = cache(self._draw_eyes)
        self._mouth_at = cache(self._draw_mouth)

    @property
    def rectangle(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of all that this speaker can touch, in pixels of the frame."""
        body, face = self._body_box, self._head_box
        return (
            min(body.left, face.left),
            min(body.top, face.top),
            max(body.left + body.width, face.left + face.width),
            max(body.top + body.height, face.top + face.height),
        )

    def paint(self, frame: YuvFrame, performance: Performance, index: int) -> None:
        """Set the speaker, as they are at frame `index` of their performance, before the picture; in place.

        Args:
            frame: Writable planes.
            performance: What the speaker does.
            index: Which frame of it.
        """
        unit = self._seat.scale
        down = float(performance.body[index]) * unit
        body = lowered(self._body, down, spare=self._spare)
        face = patched(
            self._head, self._eyes_at(*_eyes_key(performance, index)), self._eyes_box.left, self._eyes_box.top
        )
        face = patched(face, self._mouth_at(*_mouth_key(performance, index)), self._mouth_box.left, self._mouth_box.top)
        sway_x, sway_y, turn = (float(value) for value in performance.head[index])
        pivot = (
            self._seat.x + NECK_PIVOT[0] * unit - self._head_box.left,
            self._seat.y + NECK_PIVOT[1] * unit - self._head_box.top,
        )
        face = moved(face, Motion(sway_x * unit, sway_y * unit + down, turn, pivot))
        lay(frame, body, self._body_box.left, self._body_box.top)
        lay(frame, face, self._head_box.left, self._head_box.top)

    def _body_parts(self, pen: Pen) -> str:
        look = self._look
        hair = group(back_hair(pen, look), transform=head_scale(look))
        return group(hair, neck(pen, look), torso(pen, look), upper_arms(pen, look), transform=self._placed())

    def _head_parts(self, pen: Pen) -> str:
        face = group(head(pen, self._look, turn=self._seat.turn), transform=head_scale(self._look))
        return group(face, transform=self._placed())

    def _placed(self) -> str:
        seat = self._seat
        return f"translate({number(seat.x)} {number(seat.y)}) scale({seat.scale:.4f})"

    def _drawn(self, parts: Callable[[Pen], str], box: _Box) -> NDArray[np.uint8]:
        """Return a part of the drawing, in pixels of the frame, as `uint8[box.height, box.width, 4]`."""
        edge = 0.9 * self._seat.scale
        side = edge if self._seat.turn > 0 else -edge
        strength = 0.4 + 0.35 * (1 - self._pen.palette.key)
        rim = group(parts(self._pen.rim()), transform=f"translate({number(side)} {number(-edge)})", opacity=strength)
        shifted = group(rim, parts(self._pen), transform=f"translate({-box.left} {-box.top})")
        return graded(rasterise(shifted, box.width, box.height), self._style)

    def _feature_box(self, bounds: tuple[float, float, float, float]) -> _Box:
        """Return a box around a feature, in pixels of the head's sprite."""
        seat, unit = self._seat, self._seat.scale * self._child
        lift = -12.0 * self._seat.scale if self._child > 1 else 0.0
        left, top, right, bottom = (value * unit for value in bounds)
        x, y = seat.x - self._head_box.left + seat.turn * 5 * unit, seat.y - self._head_box.top + lift
        return _even_box(x + left, y + top, right - left, bottom - top)

    def _draw_eyes(self, lids: int, brows: int) -> Sprite:
        gaze = Gaze(lids / LID_LEVELS, self._seat.turn * 0.55, brows / BROW_LEVELS)
        return self._feature(eyes(self._pen, self._look, gaze=gaze, turn=self._seat.turn), self._eyes_box)

    def _draw_mouth(self, opening: int, width: int, teeth: int, tongue: int) -> Sprite:
        mouth = Mouth(opening / OPENING_LEVELS, width / WIDTH_LEVELS, teeth=bool(teeth), tongue=bool(tongue))
        return self._feature(lips(self._pen, self._look, mouth=mouth, turn=self._seat.turn), self._mouth_box)

    def _feature(self, drawing: str, box: _Box) -> Sprite:
        placed = group(group(drawing, transform=head_scale(self._look)), transform=self._placed())
        corner = f"translate({-box.left - self._head_box.left} {-box.top - self._head_box.top})"
        above = graded(rasterise(group(placed, transform=corner), box.width, box.height), self._style)
        below = self._head_pixels[box.top : box.top + box.height, box.left : box.left + box.width]
        return make_sprite(laid_over(below, above))


def graded(rgba: NDArray[np.uint8], style: Style) -> NDArray[np.uint8]:
    """Return a part of a speaker in the look of a style, `uint8[height, width, 4]`; most styles need no more than the palette."""
    if style not in {Style.NOIR, Style.RETRO, Style.PASTEL}:
        return rgba
    colour = rgba[..., :3].astype(np.float32)
    grey = (colour @ np.array([0.2126, 0.7152, 0.0722], np.float32))[..., None]
    match style:
        case Style.NOIR:
            changed = (grey - 128) * 1.12 + 122 + np.zeros(3, np.float32)
        case Style.RETRO:
            changed = (grey * 0.35 + colour * 0.65) * np.array([1.04, 0.97, 0.82], np.float32)
        case _:
            changed = colour * 0.84 + 255 * 0.15
    return np.concatenate([changed.clip(0, 255).astype(np.uint8), rgba[..., 3:]], axis=2)


def _eyes_key(performance: Performance, index: int) -> tuple[int, int]:
    return round(float(performance.lids[index]) * LID_LEVELS), round(float(performance.brows[index]) * BROW_LEVELS)


def _mouth_key(performance: Performance, index: int) -> tuple[int, int, int, int]:
    mouth = performance.mouth
    opening = round(float(mouth.opening[index]) * OPENING_LEVELS)
    width = round(float(mouth.width[index]) * WIDTH_LEVELS)
    return opening, width, int(mouth.teeth[index]), int(mouth.tongue[index])


def _even_box(left: float, top: float, width: float, height: float) -> _Box:
    x, y = int(left // 2 * 2), int(top // 2 * 2)
    return _Box(x, y, int(-(-(left + width - x) // 2) * 2), int(-(-(top + height - y) // 2) * 2))
