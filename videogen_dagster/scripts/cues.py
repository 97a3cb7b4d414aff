"""Lines that scripts of all kinds share: who speaks (`STEEL (V.O.) ^`), and where a scene starts (`INT. BAR - NIGHT`)."""

import re
from dataclasses import dataclass
from typing import Final

_CUE: Final = re.compile(r"(?P<name>[^()^]+)(?P<rest>(?:\s*\([^()]*\)|\s*\^)*)\s*")
_IN_PARENTHESES: Final = re.compile(r"\(([^()]*)\)")
_PLACE_WITH_POINT: Final = re.compile(
    r"(?:INT\.?\s*/\s*EXT|EXT\.?\s*/\s*INT|INT|EXT|EST|I\.?\s*/\s*E|E\.?\s*/\s*I)\.(?!\.)\s*\S", re.IGNORECASE
)
_PLACE: Final = re.compile(r"(?:INT/EXT|EXT/INT|INT|EXT|EST|I/E|E/I)\s+\S", re.IGNORECASE)
_LONGEST_CUE: Final = 200
_LONGEST_HEADING: Final = 500
_SCENE_NUMBER: Final = re.compile(r"\s*#([\w.)(-]+)#$")


@dataclass(frozen=True, slots=True)
class Cue:
    """Who speaks next, as the script names them."""

    name: str
    extensions: tuple[str, ...] = ()
    dual: bool = False


def parse_cue(text: str) -> Cue | None:
    """Return the parts of `NAME (EXTENSION) (EXTENSION) ^`, or None if the text is not built like that.

    Only the form is looked at: whether the name is upper case decides the caller. A `^` that does not end the line
    makes nothing dual.
    """
    match = _CUE.fullmatch(text.strip()) if len(text) <= _LONGEST_CUE else None
    if match is None or not any(char.isalpha() for char in match["name"]):
        return None
    extensions = tuple(found.strip() for found in _IN_PARENTHESES.findall(match["rest"]) if found.strip())
    return Cue(match["name"].strip(), extensions, dual=text.rstrip().endswith("^"))


def is_upper(text: str) -> bool:
    """Return whether the text has an upper-case letter and no lower-case one. Scripts without case are never upper."""
    return any(char.isupper() for char in text) and not any(char.islower() for char in text)


def is_place(text: str, *, alone: bool) -> bool:
    """Return whether a line names a place as screenplays do: `INT. KITCHEN - NIGHT`, `I/E CAR`.

    Args:
        text: The line, stripped.
        alone: Whether an empty line follows; `EXT` without a point needs that, or upper case, to be no prose.
    """
    if len(text) > _LONGEST_HEADING:
        return False
    if _PLACE_WITH_POINT.match(text):
        return True
    return _PLACE.match(text) is not None and (alone or is_upper(text))


def is_enclosed(text: str, brackets: str = "()") -> bool:
    """Return whether one pair of brackets spans the whole text: `(softly)`, but not `(He) and (she)`."""
    if len(text) < 2 or text[0] != brackets[0] or text[-1] != brackets[1]:
        return False
    depth = 0
    for index, char in enumerate(text):
        depth += (char == brackets[0]) - (char == brackets[1])
        if depth == 0:
            return index == len(text) - 1
    return False


def split_scene_number(text: str) -> tuple[str, str | None]:
    """Return a heading without its `#1A#`, and that number."""
    match = _SCENE_NUMBER.search(text)
    if match is None:
        return text, None
    return text[: match.start()].rstrip(), match[1]
