"""What single lines of plain text and Markdown mean: a scene, a speaker, a remark, a direction."""

import re
from dataclasses import dataclass
from typing import Final

from videogen_dagster.core.screenplay import Heading, Section
from videogen_dagster.scripts.cues import Cue, is_place, is_upper, parse_cue, split_scene_number


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NUMBER: Final = r"(?P<number>\d{1,4}[a-z]?|[ivxlc]+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_SCENE: Final = re.compile(rf"(?:scene|chapter)\s*#?{_NUMBER}\s*(?:[:.)\-–—]\s*(?P<text>.*))?", re.IGNORECASE)
_SCENE_WITHOUT_NUMBER: Final = re.compile(r"scene\s*:\s*(?P<text>\S.*)", re.IGNORECASE)
_ACT: Final = re.compile(rf"act\s+{_NUMBER}\s*(?:[:.\-–—]\s*.*)?", re.IGNORECASE)
_TRANSITION: Final = re.compile(r"(?:[A-Z][A-Z ]* TO|FADE IN|FADE OUT|FADE TO BLACK|CUT TO BLACK)[:.]")

_NAMED_LINE: Final = re.compile(
    r"(?P<cue>[^\s:：(][^:：()]{0,60}(?:\([^()]{0,60}\)\s*)*)(?::(?=\s|$)|：)\s*(?P<text>.*)", re.DOTALL
)
_LINKS: Final = _words("of the a an and & de del della der den di da du la le los van von und et y bin al")
_LABELS: Final = _words("""
    action also answer attention author because but by caution chapter conclusion contact copyright credit credits cut
    date day definition draft duration email example examples fact first finally http https important ingredients
    instructions intro introduction item key last length link location materials method moral next objective only
    outline overview part plan problem ps question reason remember requirements result results second see so solution
    source step steps subject subtitle summary synopsis target therefore third time tip tips title tools topic total
    translation url version warning website when where which who why
    """)
"""Words that stand before a colon in prose. Nobody is called so."""
_PREPOSITIONS: Final = _words("at in on to from for with about after before until by as if it this that these those")
_REMARKS: Final = _words("note notes todo fixme nb n.b. comment remark")
_DIRECTIONS: Final = _words("""
    action camera cut exterior fx image interior lighting location music picture props scenery set setting sfx shot
    sound sounds stage video visual visuals vfx
    """)
_EXTENSIONS: Final = _words("vo os oc off offscreen voiceover contd cont filtered prelap subtitled")


@dataclass(frozen=True, slots=True)
class NamedLine:
    """`NAME (V.O.): words`, taken apart."""

    cue: Cue
    manners: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """`Note: words` or `Camera: words`."""

    is_remark: bool
    text: str


def read_heading(line: str) -> Heading | Section | None:
    """Return the scene or act that a line starts (`SCENE 2: Harbour`, `INT. BAR`, `ACT I`), or None."""
    if len(line) > 500:
        return None
    if _ACT.fullmatch(line):
        return Section(text=line, depth=1)
    match = _SCENE.fullmatch(line)
    if match and _is_number(match["number"], line):
        return Heading(text=(match["text"] or line).strip(" .:"), number=match["number"])
    if match := _SCENE_WITHOUT_NUMBER.fullmatch(line):
        return Heading(text=match["text"])
    if is_place(line, alone=False):
        text, number = split_scene_number(line)
        return Heading(text=text, number=number)
    return None


def read_transition(line: str) -> str | None:
    """Return the line if it is a transition in upper case (`CUT TO:`, `FADE OUT.`)."""
    return line if _TRANSITION.fullmatch(line) else None


def read_label(line: str) -> LabelledLine | None:
    """Return a remark to the authors or a direction to the crew (`Note: ...`, `SFX: ...`), or None."""
    label, colon, text = line.partition(":")
    word = label.strip().casefold()
    if not colon or not text.strip() or word not in _REMARKS | _DIRECTIONS:
        return None
    return LabelledLine(is_remark=word in _REMARKS, text=text.strip())


def read_named_line(line: str) -> NamedLine | None:
    """Return who speaks in `NAME: words` and what, or None if the line is prose.

    A name is one to five capitalised words of at most 40 characters that are no usual label (`Warning`). A colon
    inside a word (`12:30`, `https://`) ends no name.
    """
    match = _NAMED_LINE.fullmatch(line)
    if match is None:
        return None
    cue = parse_cue(match["cue"])
    if cue is None or cue.dual or not _is_name(cue.name, wide_colon="：" in line[: match.end("cue") + 1]):
        return None
    extensions = tuple(word for word in cue.extensions if _is_extension(word))
    manners = tuple(word for word in cue.extensions if not _is_extension(word))
    return NamedLine(Cue(cue.name, extensions), manners, match["text"].strip())


def is_loud_name(line: str) -> bool:
    """Return whether a line before a colon is upper case, which no prose is."""
    return is_upper(line.partition(":")[0])


def _is_number(number: str, line: str) -> bool:
    """Return whether `number` is one: a lone letter such as the `c` of `Scene c` counts only in an upper-case line."""
    return (
        number[0].isdigit()
        or len(number) > 2
        or number.upper() in ("II", "IV", "VI", "IX", "XI")
        or is_upper(line)
        or number == "I"
    )


def _is_name(name: str, *, wide_colon: bool) -> bool:
    words = name.split()
    if (
        not words
        or len(words) > 5
        or len(name) > 40
        or any(char in name for char in '.!?,;"“”…/[]{}<>|=' if char != ".")
    ):
        return False
    plain = [word.casefold().rstrip(".") for word in words]
    if plain[0] in _PREPOSITIONS or (len(words) == 1 and plain[0] in _LABELS | _REMARKS | _DIRECTIONS):
        return False
    if words[0].endswith(".") and len(words) == 1 and len(words[0]) > 4:
        return False
    if not any(char.isupper() for char in name):
        return _is_uncased_name(name, wide_colon=wide_colon)
    return (
        all(_starts_like_a_name(word) for word in words if word.casefold() not in _LINKS)
        and words[0][:1].upper() == words[0][:1]
    )


def _is_uncased_name(name: str, *, wide_colon: bool) -> bool:
    """Return whether a name of a script without upper case (Arabic, Chinese ...) is short enough to be one."""
    if any(char.islower() for char in name):
        return False
    return len(name) <= (8 if wide_colon else 16) and len(name.split()) <= 2


def _starts_like_a_name(word: str) -> bool:
    first = word.lstrip("'\"’(#")[:1]
    return bool(first) and not first.islower() and (first.isalnum() or word == "&")


def _is_extension(text: str) -> bool:
    return is_upper(text) or re.sub(r"[^a-z]", "", text.casefold()) in _EXTENSIONS
