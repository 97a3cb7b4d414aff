"""Project names: what may be one, and how a title becomes one."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from videogen_dagster.core.errors import InvalidInput

LONGEST_NAME: Final = 64
LONGEST_SLUG: Final = 48
"""Shorter than a name may be: room for the suffix that keeps equal titles apart."""

_NAME: Final = re.compile(r"[a-z0-9_][a-z0-9._-]*")
_OF_A_RENDITION: Final = re.compile(r".*\.[0-9]+x[0-9]+(-[0-9]+p)?")
_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9]+")
_UNDECOMPOSED: Final = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "’": "",
        "'": "",
    }
)
"""Latin letters that NFKD leaves as they are, and apostrophes, which join what stands around them."""


def check_project_name(text: str) -> str:
    """Return `text` if it may name a project.

    A name is 1 to 64 of lower-case ASCII letters, digits, `-`, `_` and `.`; it starts with a letter, digit or `_`,
    has neither `..` inside nor `.` at its end, and does not end like `.9x16` or `.1x1-720p`. So it is the same on every
    file system and in every URL.

    Raises:
        InvalidInput: It is not one; the message shows it with all special characters escaped.
    """
    rule = _broken_rule(text)
    if rule is None:
        return text
    raise InvalidInput(
        f"{_shown(text)} cannot name a project: {rule}", field="--project", remedy=f"a valid name is {slug(text)}"
    )


def slug(text: str) -> str:
    """Return a valid project name made from a title.

    The same title always gives the same name. Where letters are lost (another script, a long title) a short hash of
    the whole title is appended, so that different titles have different names.
    """
    title = unicodedata.normalize("NFKC", text).strip()
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKD", title.lower().translate(_UNDECOMPOSED))
        if not unicodedata.combining(char)
    )
    words = _NOT_IN_SLUG.sub("-", plain).strip("-")
    lost = any(char.isalnum() and not char.isascii() for char in plain)
    if words and not lost and len(words) <= LONGEST_SLUG:
        return words
    digest = hashlib.sha256(title.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{_cut_at_word(words, LONGEST_SLUG - 9) or 'film'}-{digest}"


def distinct_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return `names` in order, each second and later occurrence numbered: `mug`, `mug-2`, `mug-3`."""
    used: set[str] = set()
    next_number: dict[str, int] = {}
    result: list[str] = []
    for name in names:
        candidate = name
        while candidate in used:
            next_number[name] = next_number.get(name, 1) + 1
            candidate = f"{name[: LONGEST_NAME - 8]}-{next_number[name]}"
        used.add(candidate)
        result.append(candidate)
    return tuple(result)


def readable(stem: str) -> str:
    """Return a title made from a file name without its extension: `my_first-film` is `My First Film`."""
    words = re.sub(r"[\s_-]+", " ", stem).strip()
    return " ".join(word[:1].upper() + word[1:] for word in words.split(" ")) or "Film"


def _broken_rule(text: str) -> str | None:
    if not text:
        return "it is empty"
    if len(text) > LONGEST_NAME:
        return f"it has {len(text)} characters, at most {LONGEST_NAME} are allowed"
    if text[0] in "-.":
        return f"it starts with {text[0]!r}"
    if ".." in text or text.endswith("."):
        return "'..' inside and '.' at the end are not allowed"
    if _OF_A_RENDITION.fullmatch(text):
        return "it ends as the files of renditions do, which stand beside the film"
    if not _NAME.fullmatch(text):
        return "only lower-case letters a-z, digits, '-', '_' and '.' are allowed"
    return None


def _shown(text: str) -> str:
    """Return `text` quoted in ASCII, cut to a length that fits one line."""
    return ascii(text) if len(text) <= LONGEST_NAME else f"{text[:24]!a}..."


def _cut_at_word(words: str, length: int) -> str:
    if len(words) <= length:
        return words
    head, _, _ = words[: length + 1].rpartition("-")
    return head or words[:length]
