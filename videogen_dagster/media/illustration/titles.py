"""Cards: words set on a picture, as title, feature or end card."""

import textwrap
from dataclasses import dataclass, replace
from typing import Final

from videogen_dagster.core.choices import Style
from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.media.illustration.card_layout import Area, Layout
from videogen_dagster.media.illustration.legibility import Ink
from videogen_dagster.media.illustration.svg import element, group
from videogen_dagster.media.illustration.typography import Face, Setting, cut, printable, text_line, width_of, wrap

MOST_TEXT: Final = 320
"""A card is read in seconds: what goes beyond is left out."""

LONGEST_CALL: Final = 36
"""A call to action up to this length stands on a button."""

SHRINK: Final = tuple(0.93**step for step in range(24))
SERIF_STYLES: Final = frozenset({Style.CINEMATIC, Style.STORYBOOK, Style.NOIR})
BUTTON_PAD: Final = 1.25
_TITLE_SIZES: Final = {CardKind.TITLE: 0.104, CardKind.FEATURE: 0.082, CardKind.END: 0.086}
_RULE_WIDTH: Final = 26.0
"""In multiples of its thickness."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a card: what it says and how; `after` is the space below it in pixels."""

    role: str
    text: str
    setting: Setting
    after: float

    @property
    def step(self) -> float:
        """Distance of its lines."""
        return self.setting.leading * self.setting.size


@dataclass(frozen=True, slots=True)
class Block:
    """All words of a card in lines, and where they stand.

    Attributes:
        parts: Each piece with its lines, from top to bottom.
        left: Column at which they begin, or of their middle if they are centred.
        top: Row of the first line's top.
        centred: Whether lines are centred.
    """

    parts: tuple[tuple[_Part, tuple[str, ...]], ...]
    left: float
    top: float
    centred: bool

    @property
    def height(self) -> float:
        """Height from the top of the first line to the bottom of the last one."""
        last, _ = self.parts[-1]
        return sum(len(lines) * part.step + part.after for part, lines in self.parts) - last.after

    @property
    def width(self) -> float:
        """Width of the longest line."""
        return max(_width(part, line) for part, lines in self.parts for line in lines)

    @property
    def area(self) -> Area:
        """What the words cover."""
        start = self.left - self.width / 2 if self.centred else self.left
        return Area(start, self.top, start + self.width, self.top + self.height)


def fit_words(card: Card, layout: Layout, *, unit: float, style: Style) -> Block:
    """Return the words of a card in lines, at the largest size at which they stand inside their area.

    Args:
        card: What it says.
        layout: Where it stands.
        unit: The length that sizes are shares of: the frame's shorter side.
        style: Look of the film.

    Raises:
        ValueError: The bundled fonts lack letters of the text.
    """
    area, parts = layout.words, _parts(card, style, unit)
    width = area.width * (0.9 if layout.centred else 1.0)
    height = area.height * (0.5 if layout.rises else 0.96)
    found = next((lines for shrink in SHRINK if (lines := _wrapped(parts, shrink, width, height))), None)
    if found is None:
        smallest = [_scaled(part, SHRINK[-1], more_lines=2) for part in parts]
        found = tuple((part, cut(part.text, part.setting, width) or ("",)) for part in smallest)
    left = (area.left + area.right) / 2 if layout.centred else area.left
    block = Block(found, left, area.top, layout.centred)
    spare = area.height - block.height
    return replace(block, top=area.top + spare * (1.0 if layout.rises else 0.5))


def draw_words(block: Block, ink: Ink) -> str:
    """Return the words of a card as an SVG fragment."""
    colours = {"label": ink.accent, "title": ink.title, "price": ink.title, "text": ink.text, "call": ink.on_accent}
    y, pieces = block.top, []
    for part, lines in block.parts:
        for line in lines:
            if part.role == "rule":
                pieces.append(_rule(block, part, y, ink))
            elif part.role == "call":
                pieces.append(_button(block, part, line, y, ink))
            if line:
                pieces.append(_line(block, part, line, y, fill=colours[part.role]))
            y += part.step
        y += part.after
    return group(*pieces)


def _line(block: Block, part: _Part, line: str, y: float, *, fill: str) -> str:
    """Return one line of words; on a button they keep off its round ends."""
    anchor = "middle" if block.centred else "start"
    # Letter spacing also stands after the last letter: half of it moves a centred line back to the middle.
    nudge = part.setting.spacing * part.setting.size / 2 if block.centred else 0.0
    inset = BUTTON_PAD * part.setting.size if part.role == "call" and not block.centred else 0.0
    baseline = y + part.step * 0.5 + part.setting.size * 0.35
    return text_line(line, part.setting, x=block.left + nudge + inset, y=baseline, anchor=anchor, fill=fill)


def _parts(card: Card, style: Style, unit: float) -> tuple[_Part, ...]:
    family = "Serif" if style in SERIF_STYLES else "Sans"
    size = _TITLE_SIZES[card.kind] * unit
    label = Setting(Face("Sans", "Bold"), unit * 0.029, spacing=0.22, lines=2)
    title = Setting(Face(family, "Bold"), size, leading=1.1, lines=3)
    price = Setting(Face("Sans", "Regular"), unit * 0.06, leading=1.2, lines=1)
    text = Setting(Face("Sans", "Regular"), unit * 0.036, leading=1.42, lines=3)
    upper = style is Style.NEON and card.kind is CardKind.TITLE
    told = textwrap.shorten(card.text, MOST_TEXT, placeholder="…")
    calls = card.kind is CardKind.END and 0 < len(told) <= LONGEST_CALL
    call = Setting(Face("Sans", "Bold"), unit * 0.033, leading=2.5, spacing=0.02, lines=1)
    ruled = bool(card.price or card.text or card.kind is CardKind.FEATURE)
    rule = _Part("rule", "", Setting(Face("Sans", "Regular"), max(2.0, unit * 0.0045), leading=1.0), unit * 0.034)
    words = (
        _Part("label", card.label.upper(), label, unit * 0.026),
        _Part("title", card.title.upper() if upper else card.title, title, unit * 0.03),
        _Part("price", card.price, price, unit * 0.032),
        _Part("call", told.rstrip(".。"), call, 0.0) if calls else _Part("text", told, text, 0.0),
    )
    cleaned = [replace(part, text=printable(part.text, part.setting.face)) for part in words]
    shown = [part for part in cleaned if part.text]
    if not shown:
        raise ValueError(f"the card {card.title!r} holds nothing that can be set")
    if ruled:
        # Above a feature's claim it is its mark; on other cards it parts the title from what follows.
        above = 0 if card.kind is CardKind.FEATURE else sum(part.role in {"label", "title"} for part in shown)
        shown.insert(above, rule)
    return tuple(shown)


def _wrapped(
    parts: tuple[_Part, ...], shrink: float, width: float, height: float
) -> tuple[tuple[_Part, tuple[str, ...]], ...] | None:
    found: list[tuple[_Part, tuple[str, ...]]] = []
    for part in (_scaled(part, shrink) for part in parts):
        room = width - 2 * BUTTON_PAD * part.setting.size if part.role == "call" else width
        lines = ("",) if part.role == "rule" else wrap(part.text, part.setting, room)
        if lines is None:
            return None
        found.append((part, lines))
    block = Block(tuple(found), 0.0, 0.0, centred=False)
    return block.parts if block.height <= height else None


def _scaled(part: _Part, shrink: float, *, more_lines: int = 0) -> _Part:
    # Smaller type may use more lines: long texts stay readable longer that way.
    extra = more_lines + (2 if shrink < 0.75 else 1 if shrink < 0.9 else 0)
    # Small type gives way last: below four fifths of its size it could not be read.
    own = shrink if part.role == "title" else max(shrink, 0.8) if shrink > SHRINK[-8] else shrink * 1.3
    setting = replace(part.setting, size=part.setting.size * own, lines=part.setting.lines + extra)
    return replace(part, setting=setting, after=part.after * max(shrink, 0.6))


def _rule(block: Block, part: _Part, y: float, ink: Ink) -> str:
    thick = part.setting.size
    wide = thick * _RULE_WIDTH
    x = block.left - wide / 2 if block.centred else block.left
    return element("rect", x=x, y=y, width=wide, height=thick, fill=ink.accent)


def _button(block: Block, part: _Part, line: str, y: float, ink: Ink) -> str:
    wide = _width(part, line)
    x = block.left - wide / 2 if block.centred else block.left
    return element("rect", x=x, y=y, width=wide, height=part.step, rx=part.step / 2, fill=ink.accent)


def _width(part: _Part, line: str) -> float:
    if part.role == "rule":
        return part.setting.size * _RULE_WIDTH
    button = 2 * BUTTON_PAD * part.setting.size if part.role == "call" else 0.0
    return width_of(line, part.setting) + button
