"""Finding words in a text: as whole words, in singular and plural, the earliest and longest first."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache


def earliest(text: str, groups: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the group whose term stands first in a text; of terms that start together the longer one counts."""
    found = {name: first(text, terms) for name, terms in groups.items()}
    places = {name: place for name, place in found.items() if place is not None}
    return min(places, key=lambda name: places[name]) if places else None


def first(text: str, terms: Iterable[str]) -> tuple[int, int] | None:
    """Return where the earliest term starts, and minus its length: the longer one wins where two start together."""
    found = [(match.start(), match.start() - match.end()) for term in terms if (match := pattern(term).search(text))]
    return min(found, default=None)


@lru_cache(maxsize=4096)
def pattern(term: str) -> re.Pattern[str]:
    """Return what finds a term and its plural as whole words."""
    escaped = re.escape(term[:-1]) + "(?:y|ys|ies)" if term.endswith("y") else re.escape(term) + "(?:s|es)?"
    return re.compile(rf"(?<![\w-]){escaped}(?![\w-])")
