"""Cards: words set on a picture, as title, feature or end card."""

import hashlib
import textwrap
from dataclasses import dataclass, replace
from typing import Final

from videogen_dagster.core.film_settings import Style
from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.media.illustration.colour import Palette, luminance, mix
from videogen_dagster.media.illustration.svg import element, group, linear_gradient, radial_gradient
from videogen_dagster.media.illustration.typography import Face, Setting, cut, printable, text_line, width_of, wrap

MOST_TEXT: Final = 320
"""A card is read in seconds: what goes beyond is left out."""

MARGIN: Final = 0.05
TALL_TOP: Final = 0.10
TALL_BOTTOM: Final = 0.18
"""In tall frames players lay their controls over the top and the bottom."""

SHRINK: Final = tuple(0.93**step for step in range(22))
SERIF_STYLES: Final = frozenset({Style.CINEMATIC, Style.STORYBOOK, Style.NOIR})
LIGHT_STYLES: Final = frozenset({Style.PASTEL, Style.PAPERCUT})
INK: Final = "#241f2b"
PAPER: Final = "#fbf6ec"


@dataclass(frozen=True, slots=True)
class Area:
    """The part of the frame that text may use, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Its width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its height."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of text of a card: what it says and how; `after` is the space below it in multiples of its size."""

    role: str
    text: str
    setting: Setting
    after: float


@dataclass(frozen=True, slots=True)
class _Block:
    """All text of a card in lines, and how high it is."""

    parts: tuple[tuple[_Part, tuple[str, ...]], ...]

    @property
    def height(self) -> float:
        """Height from the top of the first line to the bottom of the last one."""
        total = sum(
            len(lines) * part.setting.leading * part.setting.size + part.after * part.setting.size
            for part, lines in self.parts
        )
        last, _ = self.parts[-1]
        return total - last.after * last.setting.size

    @property
    def width(self) -> float:
        """Width of the longest line."""
        return max(width_of(line, part.setting) for part, lines in self.parts for line in lines)


@dataclass(frozen=True, slots=True)
class _Ink:
    """Colours of a card."""

    title: str
    text: str
    accent: str
    ground: str


def safe_area(width: float, height: float) -> Area:
    """Return where text may stand in a frame of that size: 5 % margins, more above and below in tall frames."""
    top, bottom = (TALL_TOP, TALL_BOTTOM) if height > width * 1.2 else (MARGIN, MARGIN)
    return Area(width * MARGIN, height * top, width * (1 - MARGIN), height * (1 - bottom))


def draw_card(card: Card, *, width: float, height: float, palette: Palette, style: Style) -> str:
    """Return the words of a card as an SVG fragment with what makes them legible over any picture.

    Args:
        card: What it says.
        width: Width of the frame in pixels.
        height: Height of the frame in pixels.
        palette: Colours of the picture below.
        style: Look of the film.

    Raises:
        ValueError: The bundled fonts lack letters of the text.
    """
    area = safe_area(width, height)
    centred = card.kind is not CardKind.FEATURE
    block = _fitted(_parts(card, style, min(width, height * 1.1)), area, centred=centred, tall=height > width)
    ink = _ink(palette, style)
    top = _top_of(block, area, card.kind)
    prefix = "c" + hashlib.sha256(f"{card.kind}|{card.title}|{width}x{height}".encode()).hexdigest()[:8]
    ground = _ground(card.kind, ink, style, block=block, top=top, frame=(width, height), area=area, prefix=prefix)
    return group(ground, _set(block, ink, area, top=top, centred=centred))


def _parts(card: Card, style: Style, unit: float) -> tuple[_Part, ...]:
    family = "Serif" if style in SERIF_STYLES else "Sans"
    title_face, text_face = Face(family, "Bold"), Face("Sans", "Regular")
    title_size = {CardKind.TITLE: 0.105, CardKind.FEATURE: 0.072, CardKind.END: 0.082}[card.kind] * unit
    label = Setting(Face("Sans", "Bold"), unit * 0.026, spacing=0.2, lines=2)
    title = Setting(title_face, title_size, leading=1.12, lines=3)
    price = Setting(Face("Sans", "Bold"), unit * 0.062, lines=1)
    text = Setting(text_face, unit * 0.036, leading=1.38, lines=3 if card.kind is CardKind.FEATURE else 2)
    upper = style is Style.NEON and card.kind is CardKind.TITLE
    parts = (
        _Part("label", card.label.upper(), label, 0.9),
        _Part("title", card.title.upper() if upper else card.title, title, 0.34),
        _Part("price", card.price, price, 0.4),
        _Part("text", textwrap.shorten(card.text, MOST_TEXT, placeholder="…"), text, 0.0),
    )
    cleaned = [replace(part, text=printable(part.text, part.setting.face)) for part in parts]
    shown = tuple(part for part in cleaned if part.text)
    if not shown:
        raise ValueError(f"the card {card.title!r} holds nothing that can be set")
    return shown


def _fitted(parts: tuple[_Part, ...], area: Area, *, centred: bool, tall: bool) -> _Block:
    """Return the text at the largest size at which all of it stands inside `area`."""
    width = area.width * (0.96 if tall else 0.84 if centred else 0.62)
    height = area.height * (0.8 if centred else 0.66)
    for shrink in SHRINK:
        sized = [_scaled(part, shrink) for part in parts]
        lines = [wrap(part.text, part.setting, width) for part in sized]
        if any(found is None for found in lines):
            continue
        block = _Block(tuple((part, found) for part, found in zip(sized, lines, strict=True) if found))
        if block.height <= height:
            return block
    smallest = [_scaled(part, SHRINK[-1], more_lines=2) for part in parts]
    return _Block(tuple((part, cut(part.text, part.setting, width)) for part in smallest))


def _scaled(part: _Part, shrink: float, *, more_lines: int = 0) -> _Part:
    # Smaller type may use more lines: long texts stay readable longer that way.
    extra = more_lines + (2 if shrink < 0.75 else 1 if shrink < 0.9 else 0)
    setting = replace(part.setting, size=part.setting.size * shrink, lines=part.setting.lines + extra)
    return replace(part, setting=setting)


def _top_of(block: _Block, area: Area, kind: CardKind) -> float:
    match kind:
        case CardKind.FEATURE:
            return area.bottom - block.height - area.height * 0.03
        case _:
            return area.top + (area.height - block.height) * 0.5


def _ink(palette: Palette, style: Style) -> _Ink:
    if style in LIGHT_STYLES:
        accent = palette.accent if luminance(palette.accent) < 0.3 else mix(palette.accent, INK, 0.45)
        return _Ink(INK, mix(INK, PAPER, 0.18), accent, PAPER)
    accent = palette.accent if luminance(palette.accent) > 0.25 else mix(palette.accent, "#ffffff", 0.5)
    if style is Style.NOIR:
        accent = "#d8d5cf"
    return _Ink("#ffffff", "#f1eee8", accent, mix(palette.near, "#000000", 0.55))


def _ground(
    kind: CardKind,
    ink: _Ink,
    style: Style,
    *,
    block: _Block,
    top: float,
    frame: tuple[float, float],
    area: Area,
    prefix: str,
) -> str:
    """What stands behind the words: a sheet of paper, or a darkening that fades out."""
    width, height = frame
    if style is Style.PAPERCUT:
        return _sheet(ink, block=block, top=top, frame=frame, left=area.left if kind is CardKind.FEATURE else None)
    if kind is CardKind.FEATURE:
        stops = [(0.0, ink.ground, 0.0), (0.45, ink.ground, 0.55), (1.0, ink.ground, 0.86)]
        start = max(0.0, (top - height * 0.16) / height)
        paint = linear_gradient(f"{prefix}g", stops, x1=0, y1=0, x2=0, y2=1)
        return element("defs", paint) + element(
            "rect", x=0, y=start * height, width=width, height=height * (1 - start), fill=f"url(#{prefix}g)"
        )
    stops = [(0.0, ink.ground, 0.74), (0.5, ink.ground, 0.58), (0.8, ink.ground, 0.26), (1.0, ink.ground, 0.0)]
    paint = radial_gradient(f"{prefix}g", stops, cx=0.5, cy=0.5, r=0.5)
    wide, high = max(block.width * 1.9, width * 0.9), max(block.height * 2.6, height * 0.62)
    halo = element(
        "ellipse", cx=width / 2, cy=top + block.height / 2, rx=wide / 2, ry=high / 2, fill=f"url(#{prefix}g)"
    )
    veil = element("rect", x=0, y=0, width=width, height=height, fill=ink.ground, fill_opacity=0.22)
    return element("defs", paint) + veil + halo


def _sheet(ink: _Ink, *, block: _Block, top: float, frame: tuple[float, float], left: float | None) -> str:
    """A sheet of paper with its shadow behind the words; in the middle where `left` is None."""
    pad = frame[1] * 0.045
    x = max(0.0, ((frame[0] - block.width) / 2 if left is None else left) - pad)
    wide, high = min(frame[0], block.width + 2 * pad), block.height + 2 * pad

    def paper(drop: float, colour: str, opacity: float) -> str:
        return element(
            "rect", x=x, y=top - pad + drop, width=wide, height=high, rx=pad * 0.3, fill=colour, fill_opacity=opacity
        )

    return paper(pad * 0.18, "#000000", 0.22) + paper(0.0, ink.ground, 1.0)


def _set(block: _Block, ink: _Ink, area: Area, *, top: float, centred: bool) -> str:
    anchor = "middle" if centred else "start"
    middle = (area.left + area.right) / 2
    indent = 0.0 if centred else area.width * 0.025
    x = middle if centred else area.left + indent
    y, pieces = top, []
    colours = {"label": ink.accent, "title": ink.title, "price": ink.accent, "text": ink.text}
    for part, lines in block.parts:
        step = part.setting.leading * part.setting.size
        for line in lines:
            baseline = y + step * 0.5 + part.setting.size * 0.35
            # Letter spacing also stands after the last letter: half of it moves a centred line back to the middle.
            nudge = part.setting.spacing * part.setting.size / 2 if centred else 0.0
            pieces.append(
                text_line(line, part.setting, x=x + nudge, y=baseline, anchor=anchor, fill=colours[part.role])
            )
            y += step
        y += part.after * part.setting.size
    if not centred:
        thick = max(2.0, area.width * 0.004)
        pieces.append(
            element("rect", x=area.left, y=top, width=thick, height=block.height, rx=thick / 2, fill=ink.accent)
        )
    return "".join(pieces)
