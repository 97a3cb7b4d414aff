"""Captions as pictures that are laid on frames: three looks, inside the area that every screen shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.cues import CaptionStyle, Cue
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.caption_files import is_right_to_left, isolated
from videogen_dagster.media.caption_fonts import FontRun, font_runs
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.illustration.raster import render_svg
from videogen_dagster.media.illustration.svg import element, group, number
from videogen_dagster.media.sprites import Sprite, lay, make_sprite

WHITE: Final = "#ffffff"
ACCENT: Final = "#ffd23f"
"""Of the word that is spoken: 12:1 against black, and unlike white to people who see no red or green."""
DARK: Final = "#0b0d12"

LEADING: Final = 1.3
"""Distance of rows in multiples of the type's size: room for the marks above and below Arabic and Indian letters."""
ASCENT: Final = 1.02
DESCENT: Final = 0.32
"""Room above and below the baseline in multiples of the size."""
EDGE: Final = 0.17
"""Width of the dark edge around letters, half of it outside them."""
PAD: Final = 0.42
"""Space between words and the sides of their box."""

_MEASURED_AT: Final = 40


@dataclass(frozen=True, slots=True)
class SafeArea:
    """What no screen cuts off and no platform covers, in pixels."""

    left: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class CaptionImage:
    """A caption as a picture of only the part that it touches. Place and sides are even.

    Attributes:
        rgba: `uint8[height, width, 4]`, straight alpha.
        x: Its left edge in the frame.
        y: Its top edge in the frame.
        sprite: The same, ready to be laid on frames.
    """

    rgba: NDArray[np.uint8]
    x: int
    y: int
    sprite: Sprite


def safe_area(size: FrameSize) -> SafeArea:
    """Return where captions may stand.

    Wide and square pictures keep 5 % free at each side (EBU R 95: 3.5 %, SMPTE ST 2046-1: 5 %); tall ones 8 % at the
    sides and the lowest 20 %, where the platforms' own captions and buttons are.
    """
    side, below = (0.08, 0.2) if size.width / size.height < 0.8 else (0.05, 0.05)
    return SafeArea(size.width * side, size.width * (1 - side), size.height * (1 - below))


def type_size(size: FrameSize) -> float:
    """Return the size of type in pixels, before it shrinks to fit: a share of the picture's shorter side."""
    return min(size.width, size.height) * (0.062 if size.width / size.height < 0.8 else 0.046)


def caption_image(
    cue: Cue,
    size: FrameSize,
    style: CaptionStyle,
    *,
    frame: int | None = None,
    language: str = "",
    directories: Sequence[Path] | None = None,
    shadow: bool = True,
) -> CaptionImage:
    """Return a caption as it looks at one moment; equal pictures are drawn once.

    Args:
        cue: What is read.
        size: Of the film.
        style: How it looks.
        frame: Frame of the film, for the word that is highlighted; None highlights none.
        language: BCP 47 tag: it decides how Chinese characters look.
        directories: Where fonts for other scripts than Latin, Cyrillic and Greek are looked for, or None: where the system
            keeps them. `check_glyphs` tells beforehand whether some are missing; what no font has is left out.
        shadow: Whether the soft shadow behind words without a box is drawn, too: it is half of the work.
    """
    word = cue.word_at(frame) if style is CaptionStyle.HIGHLIGHT and frame is not None else None
    spoken = (word.row, word.start_char, word.end_char) if word else None
    fonts = None if directories is None else tuple(directories)
    return _image(cue.rows, spoken, size, style, language, fonts, shadow=shadow)


def overlay(frame: YuvFrame, image: CaptionImage) -> None:
    """Lay a caption on a frame of the size it was drawn for, in place; only its own part changes."""
    lay(frame, image.sprite, image.x, image.y)


@lru_cache(maxsize=24)
def _image(
    rows: tuple[str, ...],
    spoken: tuple[int, int, int] | None,
    size: FrameSize,
    style: CaptionStyle,
    language: str,
    directories: tuple[Path, ...] | None,
    *,
    shadow: bool,
) -> CaptionImage:
    layout = _lay_out(rows, size, language, directories)
    texts = (
        _text(row, layout.unit, spoken[1:] if spoken and spoken[0] == at else None)
        for at, row in enumerate(layout.rows)
    )
    words = _draw(group(*texts, fill=WHITE), layout.box, layout.fonts)
    ground = _ground(layout, is_box=style is CaptionStyle.BOX, has_shadow=shadow)
    return _cropped(_over(ground, words), layout.box)


@lru_cache(maxsize=8)
def _lay_out(rows: tuple[str, ...], size: FrameSize, language: str, directories: tuple[Path, ...] | None) -> "_Layout":
    """Return where rows stand, at the largest size up to the usual one at which they fit."""
    runs = tuple(font_runs(row, language=language, directories=directories) for row in rows)
    area = safe_area(size)
    widest = max(_width(row, row_runs) for row, row_runs in zip(rows, runs, strict=True)) + 2 * PAD
    unit = min(type_size(size), area.width / widest)
    bottom = area.bottom - (DESCENT + EDGE) * unit
    middle = size.width / 2
    lines = tuple(
        _Row(row, row_runs, middle, bottom - LEADING * unit * (len(rows) - 1 - index))
        for index, (row, row_runs) in enumerate(zip(rows, runs, strict=True))
    )
    top = lines[0].y - (ASCENT + EDGE) * unit
    box = _even(middle - widest / 2 * unit, top, middle + widest / 2 * unit, area.bottom, size)
    return _Layout(lines, unit, widest * unit, box, _files(runs))


@dataclass(frozen=True, slots=True)
class _Row:
    """One row, centred at `x` on the baseline `y`."""

    text: str
    runs: tuple[FontRun, ...]
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Layout:
    """Rows at their places; `unit` is the size of the type, `width` that of the box around the words, in pixels."""

    rows: tuple[_Row, ...]
    unit: float
    width: float
    box: tuple[int, int, int, int]
    fonts: tuple[str, ...]


@lru_cache(maxsize=8)
def _ground(layout: _Layout, *, is_box: bool, has_shadow: bool) -> NDArray[np.uint8]:
    """Return what stands behind the words, which is the same whichever is highlighted."""
    rows, unit = layout.rows, layout.unit
    if is_box:
        top = rows[0].y - ASCENT * unit
        height = rows[-1].y + (DESCENT + EDGE) * unit - top
        left = rows[0].x - layout.width / 2
        shape = element(
            "rect", x=left, y=top, width=layout.width, height=height, rx=0.22 * unit, fill=DARK, fill_opacity=0.72
        )
        return _draw(shape, layout.box, ())
    plain = "".join(_text(row, unit) for row in rows)
    # The edge is drawn before all words: that of one word would lie on its neighbour.
    edge = group(plain, fill=DARK, stroke=DARK, stroke_width=EDGE * unit, stroke_linejoin="round")
    blur = element("filter", element("feGaussianBlur", stdDeviation=0.07 * unit), id="soft")
    lowered = f"translate(0 {number(0.06 * unit)})"
    shadow = group(plain, fill="#000000", fill_opacity=0.55, filter="url(#soft)", transform=lowered)
    return _draw(blur + shadow + edge if has_shadow else edge, layout.box, layout.fonts)


def _over(below: NDArray[np.uint8], above: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return one picture on another (Porter and Duff 1984, "over"): `uint8[height, width, 4]`, straight alpha."""
    covers = above[..., 3:].astype(np.float32) / 255
    shows = below[..., 3:].astype(np.float32) / 255 * (1 - covers)
    alpha = covers + shows
    colour = (above[..., :3] * covers + below[..., :3] * shows) / np.maximum(alpha, 1 / 255)
    return np.concatenate([colour + 0.5, alpha * 255 + 0.5], axis=2).clip(0, 255).astype(np.uint8)


def _text(row: _Row, unit: float, spoken: tuple[int, int] | None = None) -> str:
    """Return a row as one element, so that its letters are shaped and ordered together.

    Args:
        row: What is drawn, in the colour of the group around it.
        unit: Size of the type.
        spoken: The characters in the accent's colour.
    """
    spans = "".join(_span(row, start, end, spoken) for start, end in _cuts(row, spoken))
    body = isolated(spans) if is_right_to_left(row.text) else spans
    # The family is that of the isolate's own characters; each span names its own.
    head = f'x="{number(row.x)}" y="{number(row.y)}" text-anchor="middle" font-size="{number(unit)}"'
    return f'<text {head} font-family="Noto Sans" font-weight="700">{body}</text>'


def _cuts(row: _Row, spoken: tuple[int, int] | None) -> list[tuple[int, int]]:
    """Return the parts of a row in which neither font nor colour changes; what no font has is in none."""
    found: list[tuple[int, int]] = []
    for run in row.runs:
        found += pairwise(sorted({run.start, run.end} | {at for at in spoken or () if run.start < at < run.end}))
    return found


def _span(row: _Row, start: int, end: int, spoken: tuple[int, int] | None) -> str:
    face = next(run.face for run in row.runs if run.start <= start < run.end)
    text = "".join(" " if character.isspace() else character for character in row.text[start:end])
    return element(
        "tspan",
        escape(text, quote=False),
        font_family=f"'{face.family}'",
        font_weight=face.weight,
        fill=ACCENT if spoken and spoken[0] <= start < spoken[1] else None,
    )


@lru_cache(maxsize=256)
def _width(text: str, runs: tuple[FontRun, ...]) -> float:
    """Return how wide a row is drawn, in multiples of its size: shaping decides it, so it is drawn to see."""
    side = round((len(text) * 1.3 + 2) * _MEASURED_AT)
    row = _Row(text, runs, side / 2, 1.5 * _MEASURED_AT)
    box = (0, 0, side, round(2.5 * _MEASURED_AT))
    drawn = _draw(group(_text(row, _MEASURED_AT), fill=WHITE), box, _files([runs]))
    columns = np.flatnonzero(drawn[..., 3].any(axis=0))
    if not columns.size:
        return 0.0
    # Twice the reach of the longer half: a row is centred by its advances, which may differ from its ink.
    return 2 * max(side / 2 - columns[0], columns[-1] + 1 - side / 2) / _MEASURED_AT


def _files(runs: Sequence[Sequence[FontRun]]) -> tuple[str, ...]:
    return tuple(sorted({str(run.face.path) for row in runs for run in row}))


def _draw(fragment: str, box: tuple[int, int, int, int], fonts: Sequence[str]) -> NDArray[np.uint8]:
    """Return the part of a drawing from `box[0]`, `box[1]` to before `box[2]`, `box[3]`: `uint8[height, width, 4]`."""
    left, top, right, bottom = box
    document = element(
        "svg",
        fragment,
        xmlns="http://www.w3.org/2000/svg",
        width=right - left,
        height=bottom - top,
        viewBox=f"{left} {top} {right - left} {bottom - top}",
    )
    return render_svg(document, fonts=map(Path, fonts))


def _even(left: float, top: float, right: float, bottom: float, size: FrameSize) -> tuple[int, int, int, int]:
    """Return the smallest box of even numbers around a place, inside the frame."""
    first = (max(0, int(left) // 2 * 2), max(0, int(top) // 2 * 2))
    last = (min(size.width, (int(right) + 2) // 2 * 2), min(size.height, (int(bottom) + 2) // 2 * 2))
    return *first, *last


def _cropped(pixels: NDArray[np.uint8], box: tuple[int, int, int, int]) -> CaptionImage:
    """Return the part of a drawing in which something is seen."""
    seen = pixels[..., 3] > 0
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not rows.size:
        rows = columns = np.zeros(1, np.int64)
    top, left = int(rows[0]) // 2 * 2, int(columns[0]) // 2 * 2
    bottom, right = (int(rows[-1]) + 2) // 2 * 2, (int(columns[-1]) + 2) // 2 * 2
    part = np.ascontiguousarray(pixels[top:bottom, left:right])
    part.flags.writeable = False
    return CaptionImage(part, box[0] + left, box[1] + top, make_sprite(part))
