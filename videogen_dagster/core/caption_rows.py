"""Where captions and their rows end: at phrases, balanced, at most two rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from videogen_dagster.core.caption_text import Atom, joined, width

ROW_CHARACTERS: Final = 42
"""Longest row that is read at a glance (Netflix Timed Text Style Guide, I.3; BBC Subtitle Guidelines: 37 to 42)."""

# What a place costs at which a caption or a row ends: the end of a sentence nothing, the inside of a phrase most.
SENTENCE: Final = 0.0
CLAUSE: Final = 1.0
BEFORE_LINK: Final = 2.2
PLAIN: Final = 4.0
INSIDE_WORDS: Final = 6.5
INSIDE_PHRASE: Final = 8.0

_LEADING_VOWELS: Final = "เแโใไເແໂໃໄ"
_CUE: Final = 6.0
"""What one more caption costs: as much as a row that ends inside a phrase is worth avoiding."""
_SENTENCE_INSIDE: Final = 2.0
_SCRAP: Final = 4.0
_UNBALANCED: Final = 4.0
_SCRAP_WIDTH: Final = 0.3

_SENTENCE_ENDS: Final = tuple(".!?…。！？؟।॥។။｡")
_TRAILING: Final = ("...", "…", "!", "?")
"""Ends of clauses even where the sentence goes on."""
_CLAUSE_ENDS: Final = tuple(",;:—–、，；：،؛､")
_CLOSERS: Final = "\"'’”»›)]}」』）】〉》"
_ABBREVIATION_LIST: Final = "mr. mrs. ms. dr. prof. st. vs. no. jr. hr. fr. nr. bzw. z.b. d.h. m. mme. sr. sra. г. т."
_ABBREVIATIONS: Final = frozenset(_ABBREVIATION_LIST.split())

_LINKS: Final = {
    "en": "and but or nor so yet because although though while when where which who that if unless until since as than "
    "in on at by for from with without to of into onto over under after before between through about against like",
    "de": "und aber oder denn sondern weil dass obwohl während wenn wo welche der die das als ob bis seit wie "
    "in im an am auf bei beim für von vom mit ohne zu zum zur über unter nach vor zwischen durch gegen aus um",
    "fr": "et mais ou donc car ni que qui dont où quand si comme lorsque puisque "
    "dans sur à au aux de du des pour par avec sans sous vers chez entre contre en",
    "es": "y e pero o u ni que quien cuando donde si como porque aunque mientras "
    "en a al de del para por con sin sobre bajo entre hacia hasta desde contra",
    "it": "e ed ma o oppure né che chi quando dove se come perché mentre "
    "in a al di del da dal per con senza su sul tra fra verso contro",
    "pt": "e mas ou nem que quem quando onde se como porque embora enquanto em no na a ao de do da para por com sem sobre",
    "nl": "en maar of want dat die omdat hoewel terwijl als toen waar in op aan bij voor van met zonder naar over onder na",
    "ru": "и а но или что чтобы который когда где если как потому хотя в во на к ко с со у о об от до из за для под над без",
}
_LEADERS: Final = {
    "en": "a an the my your his her its our their this that these those no every very in on at by for from with to of and or "
    "but not is are was were",
    "de": "der die das den dem des ein eine einen einem einer eines mein dein sein ihr unser kein in im an am auf für von "
    "vom mit zu zum zur und oder nicht sehr",
    "fr": "le la les un une des du de mon ma mes ton ta tes son sa ses notre votre leur ce cet cette ces à au aux en et ou ne",
    "es": "el la los las un una unos unas mi tu su este esta ese esa de del al a en con por para y o no",
    "it": "il lo la i gli le un uno una mio tuo suo questo questa di del da in con per e o non",
    "pt": "o a os as um uma uns umas meu teu seu este esta de do da em no na com por para e ou não",
    "nl": "de het een mijn jouw zijn haar ons hun deze dit die dat in op aan van met en of niet",
    "ru": "в во на к ко с со у о об от до из за для под над без и а но не ни",
}
_LINK_WORDS: Final = {language: frozenset(words.split()) for language, words in _LINKS.items()}
_LEADER_WORDS: Final = {language: frozenset(words.split()) for language, words in _LEADERS.items()}
"""Words that lead into a phrase: a row that ends with one leaves the reader waiting."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one caption shows: atoms `first` to `end`, the second row beginning at `middle`, or None for one row."""

    first: int
    end: int
    middle: int | None

    def rows(self, atoms: Sequence[Atom]) -> tuple[str, ...]:
        """Return its rows."""
        cuts = (self.first, self.end) if self.middle is None else (self.first, self.middle, self.end)
        return tuple(joined(tuple(atoms[start:end])) for start, end in pairwise(cuts))


def divide(
    atoms: Sequence[Atom],
    *,
    language: str,
    row_characters: int = ROW_CHARACTERS,
    price: Callable[[int, int], float] = lambda _first, _end: 0.0,
) -> tuple[Piece, ...]:
    """Return a text as captions: each atom in exactly one row, in order.

    Args:
        atoms: The text, no atom wider than `ROW_CHARACTERS`.
        language: BCP 47 tag: which words link phrases.
        row_characters: Greatest width of a row; a longer word has one of its own.
        price: What a caption of the atoms from one to before another costs beside its look, for the time it has.
    """
    rows = _Rows(atoms, language.lower().split("-")[0], row_characters)
    best: list[tuple[float, Piece | None]] = [(0.0, None)]
    for end in range(1, len(atoms) + 1):
        found: tuple[float, Piece | None] = (float("inf"), None)
        for first in range(end - 1, -1, -1):
            if first < end - 1 and rows.width(first, end) > 2 * max(row_characters, ROW_CHARACTERS) + 1:
                break
            cost, middle = rows.lay(first, end)
            cost += best[first][0] + price(first, end)
            if cost < found[0] or found[1] is None:
                found = (cost, Piece(first, end, middle))
        best.append(found)
    return _path(best)


def _path(best: Sequence[tuple[float, Piece | None]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    piece = best[-1][1]
    while piece is not None:
        pieces.append(piece)
        piece = best[piece.first][1]
    return tuple(reversed(pieces))


class _Rows:
    """Widths of all rows that a text can have, and what it costs to break it at each place."""

    def __init__(self, atoms: Sequence[Atom], language: str, limit: int) -> None:
        self._limit = limit
        self._gaps = [1.0 if atom.is_spaced else 0.0 for atom in atoms]
        self._ends = [0.0, *accumulate(width(atom.text) + gap for atom, gap in zip(atoms, self._gaps, strict=True))]
        self.breaks = [0.0, *(break_cost(*pair, language) for pair in pairwise(atoms)), 0.0]

    def width(self, first: int, end: int) -> float:
        """Return how wide the atoms are in one row."""
        return self._ends[end] - self._ends[first] - self._gaps[first]

    def _fits(self, first: int, end: int) -> bool:
        return end - first == 1 or self.width(first, end) <= self._limit + 1e-6

    def lay(self, first: int, end: int) -> tuple[float, int | None]:
        """Return what a caption costs, and where its second row begins; infinite if it needs more than two."""
        whole = self.width(first, end)
        cost = _CUE + 2 * self.breaks[end] + (_SCRAP if whole < _SCRAP_WIDTH * self._limit else 0.0)
        inside = [place for place in range(first + 1, end) if self.breaks[place] == SENTENCE]
        if self._fits(first, end):
            return cost + _SENTENCE_INSIDE * len(inside), None
        middles = [(self._middle_cost(first, middle, end), middle) for middle in range(first + 1, end)]
        found, middle = min(middles, default=(float("inf"), None))
        strays = sum(place != middle for place in inside)
        return cost + found + _SENTENCE_INSIDE * strays, middle

    def _middle_cost(self, first: int, middle: int, end: int) -> float:
        upper, lower = self.width(first, middle), self.width(middle, end)
        if not (self._fits(first, middle) and self._fits(middle, end)):
            return float("inf")
        # A shorter upper row hides less of the picture and is read more easily (BBC Subtitle Guidelines, "Line breaks").
        lean = upper - lower if upper > lower else 0.8 * (lower - upper)
        return self.breaks[middle] + _UNBALANCED * lean / self._limit


def break_cost(before: Atom, behind: Atom, language: str) -> float:
    """Return what it costs to break between two atoms.

    Args:
        before: The last atom of a row.
        behind: The first one of the next row.
        language: Primary subtag of the language, lower case.
    """
    ending = before.text.rstrip(_CLOSERS)
    if ending.endswith(_SENTENCE_ENDS) and not _is_abbreviation(before.text, behind.text):
        return SENTENCE
    if ending.endswith(_TRAILING):
        return CLAUSE
    if ending.endswith(_CLAUSE_ENDS) and (behind.is_spaced or not before.text[-1].isdigit()):
        return CLAUSE
    if not behind.is_spaced:
        return _unspaced_cost(before.text[-1], behind.text[0])
    links, leaders = _LINK_WORDS.get(language, frozenset()), _LEADER_WORDS.get(language, frozenset())
    if before.text.lower() in leaders:
        return INSIDE_PHRASE
    if behind.text.lower().rstrip(",") in links:
        return BEFORE_LINK
    return PLAIN


def _is_abbreviation(word: str, following: str) -> bool:
    is_initial = len(word) == 2 and word[0].isupper() and word[1] == "."
    return word.lower() in _ABBREVIATIONS or is_initial or following[0].islower()


def _unspaced_cost(before: str, behind: str) -> float:
    """Return what a break inside a script without spaces costs, where no dictionary tells words.

    Japanese phrases end with particles in hiragana and begin with kanji or katakana; words are runs of one of these. Thai
    and Lao syllables that begin with a vowel's sign begin there for certain, any other letter may end a syllable.
    """
    kinds = _kind(before), _kind(behind)
    if behind in _LEADING_VOWELS or (kinds[0] == "hiragana" and kinds[1] in ("han", "katakana", "other")):
        return BEFORE_LINK
    if kinds[0] == kinds[1] == "katakana" or kinds in (("han", "hiragana"), ("letter", "letter")):
        return INSIDE_PHRASE
    return INSIDE_WORDS


def _kind(character: str) -> str:
    code = ord(character)
    if 0x3041 <= code <= 0x309F:
        return "hiragana"
    if 0x30A0 <= code <= 0x30FF:
        return "katakana"
    if 0x3400 <= code <= 0x9FFF or code >= 0x20000:
        return "han"
    return "letter" if 0x0E00 <= code <= 0x19DF else "other"
