"""Which font draws which letter of a caption: the bundled one, or one that is installed for other scripts."""

import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.font_tables import FontFace, covers, read_faces

BUNDLED: Final = Path(__file__).parent / "fonts" / "NotoSans-Bold.ttf"
_SUFFIXES: Final = frozenset({".ttf", ".otf", ".ttc", ".otc"})

# Pictographs are ornament: without a font they are left out, as on cards. Format characters have no shape of their own.
_ORNAMENT: Final = frozenset({"So", "Sk", "Cf", "Cc", "Cs", "Co", "Cn"})
_CJK_SCRIPTS: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH", "HALFWIDTH")
_CJK_FAMILIES: Final = {
    "ja": "JP",
    "ko": "KR",
    "zh": "SC",
    "zh-tw": "TC",
    "zh-hant": "TC",
    "zh-hk": "HK",
    "zh-mo": "HK",
}
"""Chinese characters are drawn differently from country to country: the language tells which font."""


@dataclass(frozen=True, slots=True)
class FontRun:
    """Characters `start` to `end` of a row, drawn with `face`."""

    start: int
    end: int
    face: FontFace


def font_directories() -> tuple[Path, ...]:
    """Return where systems keep fonts: those of Linux, macOS and Windows."""
    home = Path.home()
    return (
        home / ".local/share/fonts",
        home / ".fonts",
        home / "Library/Fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
        Path("/Library/Fonts"),
        Path("/System/Library/Fonts"),
        Path("C:/Windows/Fonts"),
    )


def check_glyphs(
    text: str, *, language: str = "", directories: Sequence[Path] | None = None, source: str | None = None
) -> None:
    """Make sure that every letter of a text can be drawn.

    Args:
        text: What is to be drawn.
        language: BCP 47 tag.
        directories: Where fonts are looked for, or None: where the system keeps them.
        source: The file it came from, for messages.

    Raises:
        InvalidInput: No font has some letter; the message names its script and the package to install.
    """
    places = _places(directories)
    for character in dict.fromkeys(text):
        if not character.isspace() and _face_for(character, language, places) is None and _is_letter(character):
            raise InvalidInput(
                f"no installed font has letters of the script {script_of(character)} (such as {character!r}, "
                f"U+{ord(character):04X})",
                source=source,
                field="captions",
                remedy=f"install one (Debian and Ubuntu: apt install {_package(character)}), or do not burn captions in",
            )


def font_runs(row: str, *, language: str = "", directories: Sequence[Path] | None = None) -> tuple[FontRun, ...]:
    """Return which font draws which part of a row; what no font has is left out.

    Args:
        row: One line of text.
        language: BCP 47 tag: it decides how Chinese characters look.
        directories: Where fonts are looked for, or None: where the system keeps them.
    """
    places = _places(directories)
    runs: list[FontRun] = []
    for place, character in enumerate(row):
        current = runs[-1] if runs and runs[-1].end == place else None
        stays = current is not None and (covers(current.face, character) or _follows(character))
        face = current.face if current and stays else _face_for(character, language, places)
        if face is None:
            continue
        if current and current.face == face:
            runs[-1] = FontRun(current.start, place + 1, face)
        else:
            runs.append(FontRun(place, place + 1, face))
    return tuple(runs)


def script_of(character: str) -> str:
    """Return the name of a character's script, as a person knows it: `Devanagari`, `Han (Chinese characters)`."""
    words = unicodedata.name(character, "UNKNOWN").replace("-", " ").split()
    if words[0] == "CJK":
        return "Han (Chinese characters)"
    count = 2 if words[0] in ("OLD", "NEW") else 1
    return " ".join(words[:count]).title()


def _package(character: str) -> str:
    return "fonts-noto-cjk" if unicodedata.name(character, "").startswith(_CJK_SCRIPTS) else "fonts-noto-core"


def _is_letter(character: str) -> bool:
    return unicodedata.category(character) not in _ORNAMENT and not unicodedata.name(character, "").startswith(
        "VARIATION"
    )


def _follows(character: str) -> bool:
    """Return whether a character is drawn as part of the one before it."""
    return (
        character.isspace()
        or unicodedata.category(character) == "Cf"
        or (not _is_letter(character) and ord(character) < 0x2000)
    )


def _places(directories: Sequence[Path] | None) -> tuple[Path, ...]:
    return font_directories() if directories is None else tuple(directories)


@lru_cache(maxsize=8192)
def _face_for(character: str, language: str, directories: tuple[Path, ...]) -> FontFace | None:
    """Return the font that draws a character, or None if there is none."""
    bundled = read_faces(BUNDLED)[0]
    if character.isspace() or covers(bundled, character):
        return bundled
    return next((face for face in _ranked(language.lower(), directories) if covers(face, character)), None)


@lru_cache(maxsize=16)
def _ranked(language: str, directories: tuple[Path, ...]) -> tuple[FontFace, ...]:
    """Return the installed fonts, those that go best with the bundled one first."""
    region = _CJK_FAMILIES.get(language) or _CJK_FAMILIES.get(language.split("-", maxsplit=1)[0], "")

    def rank(face: FontFace) -> tuple[object, ...]:
        kin = 0 if face.family.startswith("Noto Sans") else 1 if "Sans" in face.family else 2
        odd = any(word in face.family for word in ("Mono", "Serif", "Nastaliq", "Display", "Symbol", "Math", "Emoji"))
        foreign = bool(region) and " CJK " in face.family and not face.family.endswith(region)
        return (
            odd,
            face.is_italic,
            kin,
            foreign,
            abs(face.width - 5),
            abs(face.weight - 700),
            face.family,
            str(face.path),
        )

    return tuple(sorted(_installed(directories), key=rank))


@cache
def _installed(directories: tuple[Path, ...]) -> tuple[FontFace, ...]:
    faces: list[FontFace] = []
    for directory in directories:
        for path in sorted(directory.rglob("*")) if directory.is_dir() else ():
            if path.suffix.lower() in _SUFFIXES:
                try:
                    faces += read_faces(path)
                except (OSError, ValueError, struct.error):
                    continue  # a damaged font draws nothing: another one may
    return tuple(faces)
