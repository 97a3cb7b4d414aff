"""Setting type: measuring, wrapping and shrinking text in the bundled fonts, which resvg then draws."""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

from videogen_dagster.media.illustration.svg import element, number

FONTS: Final = Path(__file__).parent.parent / "fonts"
MEASURED_AT: Final = 200
SLACK: Final = 1.03
"""Text is drawn with kerning that the measure does not know: allow for it."""

# Families that the fonts leave out are no mistake of the writer's: pictographs are ornament, joiners have no shape.
_ORNAMENT: Final = frozenset({"So", "Sk", "Cf", "Mn", "Me", "Cc", "Cs", "Co"})


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: `Sans` or `Serif`, `Regular` or `Bold`."""

    family: str
    weight: str

    @property
    def css_family(self) -> str:
        """The name that SVG knows it by."""
        return f"Noto {self.family}"

    @property
    def css_weight(self) -> int:
        """The weight as SVG counts it."""
        return 700 if self.weight == "Bold" else 400


@dataclass(frozen=True, slots=True)
class Setting:
    """How one piece of text is set.

    Attributes:
        face: Typeface.
        size: Height of the type in pixels.
        leading: Distance of lines in multiples of the size.
        spacing: Extra space between letters in multiples of the size.
        lines: How many lines it may have.
    """

    face: Face
    size: float
    leading: float = 1.16
    spacing: float = 0.0
    lines: int = 3


def printable(text: str, face: Face) -> str:
    """Return `text` as one paragraph without pictographs and control characters.

    Raises:
        ValueError: It holds letters that the bundled fonts lack; the message names the script and the letters.
    """
    kept, missing = [], []
    for character in unicodedata.normalize("NFC", " ".join(text.split())):
        if character == " " or _has_glyph(face, character):
            kept.append(character)
        elif unicodedata.category(character) not in _ORNAMENT:
            missing.append(character)
    if missing:
        scripts = sorted({unicodedata.name(letter, "unknown script").split()[0].capitalize() for letter in missing})
        letters = "".join(dict.fromkeys(missing))[:12]
        raise ValueError(
            f"the bundled fonts lack the script {', '.join(scripts)} ({letters!r}); "
            "titles can be set in Latin, Greek and Cyrillic letters"
        )
    return " ".join("".join(kept).split())


def width_of(text: str, setting: Setting) -> float:
    """Return the width of `text` on one line in pixels."""
    scale = setting.size / MEASURED_AT
    # Words are measured once each: wrapping and shrinking ask for the same ones hundreds of times.
    words = text.split(" ")
    units = sum(_advance(setting.face, word) for word in words) + _advance(setting.face, " ") * (len(words) - 1)
    return units * scale * SLACK + setting.spacing * setting.size * len(text)


def wrap(text: str, setting: Setting, width: float) -> tuple[str, ...] | None:
    """Return `text` in lines no wider than `width`, or None if it needs more lines than the setting allows."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", setting) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        elif width_of(word, setting) <= width:
            lines.append(word)
        else:
            return None
        if len(lines) > setting.lines:
            return None
    return tuple(_balanced(lines, setting, width))


def cut(text: str, setting: Setting, width: float) -> tuple[str, ...]:
    """Return as much of `text` as fits into the lines that the setting allows; an ellipsis stands for the rest."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if width_of(f"{longer}…", setting) <= width:
            lines[-1] = longer
        elif len(lines) < setting.lines and width_of(f"{word}…", setting) <= width:
            lines.append(word)
        else:
            lines[-1] = _shortened(longer, setting, width)
            break
    return tuple(line for line in lines if line)


def _shortened(line: str, setting: Setting, width: float) -> str:
    while line and width_of(f"{line}…", setting) > width:
        line = line[:-1]
    return f"{line.rstrip(' ,;:.')}…"


def text_line(text: str, setting: Setting, *, x: float, y: float, anchor: str, fill: str, opacity: float = 1.0) -> str:
    """Return one line of text as SVG, its baseline at `y`, escaped.

    Args:
        text: The line.
        setting: How it is set.
        x: Where its `anchor` stands.
        y: Baseline.
        anchor: `start`, `middle` or `end`.
        fill: Colour.
        opacity: 0 to 1.
    """
    body = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return element(
        "text",
        body,
        x=x,
        y=y,
        text_anchor=anchor,
        font_family=setting.face.css_family,
        font_weight=setting.face.css_weight,
        font_size=number(setting.size),
        letter_spacing=number(setting.spacing * setting.size) if setting.spacing else None,
        fill=fill,
        fill_opacity=opacity if opacity < 1 else None,
    )


def _balanced(lines: list[str], setting: Setting, width: float) -> list[str]:
    """Return the same number of lines, as equally long as they can be: a last line of one word looks like a mistake."""
    if len(lines) < 2:
        return lines
    words = " ".join(lines).split()
    low, high = max(width_of(word, setting) for word in words), width
    best = lines
    for _ in range(12):
        middle = (low + high) / 2
        tried = _greedy(words, setting, middle)
        if len(tried) <= len(lines):
            best, high = tried, middle
        else:
            low = middle
    return best


def _greedy(words: list[str], setting: Setting, width: float) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if width_of(longer, setting) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=4096)
def _advance(face: Face, word: str) -> float:
    return _font(face).getlength(word)


@cache
def _font(face: Face) -> ImageFont.FreeTypeFont:
    path = FONTS / f"Noto{face.family}-{face.weight}.ttf"
    return ImageFont.truetype(str(path), MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)


@cache
def _missing_glyph(face: Face) -> bytes:
    return _pixels(face, "\uffff")


@cache
def _has_glyph(face: Face, character: str) -> bool:
    return _pixels(face, character) != _missing_glyph(face)


def _pixels(face: Face, character: str) -> bytes:
    return bytes(_font(face).getmask(character))  # ty: ignore[invalid-argument-type] - a sequence of pixels
