"""What of a text stands in captions, and where it may be broken."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

WIDE: Final = 2.6
"""Characters that a full-width one counts as: 16 of them fill a row of 42."""

_EMPHASIS: Final = re.compile(r"(?<![\w*\\])(\*{1,3}|_)(?=[^\s*_])(.+?)(?<=[^\s*_\\])\1(?![\w*])")
_NO_BREAK_SPACES: Final = "\u00a0\u2007\u202f"
_JOINERS: Final = "\u200c\u200d"
"""Letters of Persian and of Indian scripts take their shape from them, and so do pictographs."""
_BREAK_HERE: Final = "\u200b"
_UNSPACED: Final = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x1950, 0x19DF))
"""Thai and Lao, Burmese, Khmer, Tai Le: written without spaces between words, as are full-width characters."""
_HANGUL: Final = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF))
"""Full-width, but written with spaces."""
# JIS X 4051 and the W3C's requirements for Japanese and Thai layout: what starts no row, and what ends none.
_NO_START: Final = frozenset(
    "、。，．・：；？！）〕］｝〉》」』】〙〗’”»›ー〜～…‥—–ゝゞヽヾ々〻ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ"
    "%‰℃°,.!?:;)]}/、；：؟،؛।॥ะาำๅๆฯ๚๛ຯໆ၊။។៕ៗ"
)
_NO_END: Final = frozenset("（〔［｛〈《「『【〘〖‘“«‹([{¥$£€#@เแโใไເແໂໃໄ")
_STACKS: Final = "\u1039\u17d2"
"""Signs that put the letter behind them below the one before."""
_MARKS: Final = frozenset({"Mn", "Mc", "Me"})
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Atom:
    """What is never broken: a word with its punctuation or, in scripts without spaces, a character.

    Attributes:
        text: As it is shown, without spaces around it.
        is_spaced: Whether a space stands before it in the same row.
        start: Where in the source it begins.
        end: Where in the source it ends.
    """

    text: str
    is_spaced: bool
    start: int
    end: int


def joined(atoms: tuple[Atom, ...]) -> str:
    """Return atoms as one row."""
    return "".join(f" {atom.text}" if atom.is_spaced else atom.text for atom in atoms).lstrip(" ")


def width(text: str) -> float:
    """Return how many characters wide a text is; full-width ones count `WIDE`."""
    return sum(WIDE if is_full_width(character) else 1.0 for character in text)


def is_full_width(character: str) -> bool:
    """Return whether a character is as wide as it is high (Unicode Standard Annex 11)."""
    return unicodedata.east_asian_width(character) in "WF"


def split(text: str, longest: float) -> tuple[Atom, ...]:
    """Return the atoms of a text, without control characters and marks of emphasis.

    Args:
        text: A line as written.
        longest: Greatest width of an atom in characters: what is longer is broken all the same.
    """
    shown = _shown(text)
    atoms: list[Atom] = []
    for match in re.finditer(rf"[^\s{_BREAK_HERE}]+", _with_spaces_kept(text)):
        spaced = bool(atoms) and any(text[place].isspace() for place in range(atoms[-1].end, match.start()))
        for start, end in _parts(text, match.start(), match.end(), shown):
            word = _word(text, start, end, shown)
            if word:
                atoms.append(Atom(word, spaced, start, end))
                spaced = False
    return tuple(part for atom in _with_marks_attached(atoms) for part in _cut(atom, longest))


def _with_spaces_kept(text: str) -> str:
    """Return a text of the same length in which spaces that forbid a break are no spaces."""
    return re.sub(f"[{_NO_BREAK_SPACES}]", "_", text)


def _shown(text: str) -> list[bool]:
    """Return for each character whether it is shown."""
    shown = [not _is_hidden(character) for character in text]
    for match in _EMPHASIS.finditer(text):
        length = len(match[1])
        for place in (*range(match.start(), match.start() + length), *range(match.end() - length, match.end())):
            shown[place] = False
    return shown


def _is_hidden(character: str) -> bool:
    return character not in _JOINERS and unicodedata.category(character) in _HIDDEN


def _word(text: str, start: int, end: int, shown: list[bool]) -> str:
    kept = "".join(text[place] for place in range(start, end) if shown[place])
    return unicodedata.normalize("NFC", kept).strip(_NO_BREAK_SPACES + _JOINERS)


def _parts(text: str, start: int, end: int, shown: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield the places of the unbreakable parts of a word."""
    visible = [place for place in range(start, end) if shown[place]]
    first = start
    for place, following in pairwise(visible):
        if _may_break(text[place], text[following]):
            yield first, following
            first = following
    yield first, end


def _may_break(before: str, behind: str) -> bool:
    if before in _NO_END or behind in _NO_START or behind in _JOINERS or before in _JOINERS or before in _STACKS:
        return False
    if unicodedata.category(behind) in _MARKS or 0xFE00 <= ord(behind) <= 0xFE0F or 0x1F3FB <= ord(behind) <= 0x1F3FF:
        return False
    return before == "—" or _is_unspaced(before) or _is_unspaced(behind)


def _is_unspaced(character: str) -> bool:
    code = ord(character)
    if any(first <= code <= last for first, last in _HANGUL):
        return False
    return is_full_width(character) or any(first <= code <= last for first, last in _UNSPACED)


def _with_marks_attached(atoms: list[Atom]) -> list[Atom]:
    """Return atoms with those that are nothing but punctuation joined to the word they belong to."""
    attached: list[Atom] = []
    for atom in atoms:
        before = attached[-1] if attached else None
        if before and (_closes(atom.text) or _opens(before.text)):
            gap = " " if atom.is_spaced else ""
            attached[-1] = Atom(before.text + gap + atom.text, before.is_spaced, before.start, atom.end)
        else:
            attached.append(atom)
    return attached


def _closes(word: str) -> bool:
    """Return whether a word is punctuation that starts no row: the `?` of `Quoi ?`, a dash."""
    return word[0] in _NO_START and not any(character.isalnum() for character in word)


def _opens(word: str) -> bool:
    return all(character in _NO_END for character in word) and not word.isalnum()


def _cut(atom: Atom, longest: float) -> Iterator[Atom]:
    """Yield an atom that no row holds in pieces, behind punctuation where there is some."""
    text, spaced, start = atom.text, atom.is_spaced, atom.start
    while width(text) > longest:
        count = 1
        while count + 1 < len(text) and width(text[: count + 1]) <= longest:
            count += 1
        marks = [place for place in range(count // 2 + 1, count + 1) if text[place - 1] in "-/_.?&=–"]
        count = marks[-1] if marks else count
        while count > 1 and unicodedata.category(text[count]) in _MARKS:
            count -= 1
        end = min(atom.end, start + count)
        yield Atom(text[:count], spaced, start, end)
        text, spaced, start = text[count:].lstrip(" "), False, end
    yield Atom(text, spaced, start, atom.end)
