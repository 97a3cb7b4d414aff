"""People in running text: names with a description beside them, and roles that come back (`the chef`)."""

import re
from collections.abc import Iterable
from typing import Final

from videogen_dagster.engines.script.rules.looks import after_sentence, with_more_looks
from videogen_dagster.engines.script.rules.word_set import word_set

TITLES: Final = word_set("""Detective Witness Dr Doctor Captain Professor Chef Officer Inspector Sergeant Agent Nurse Judge Lady Lord Sir King Queen
    Prince Princess Father Mother Uncle Aunt Mr Mrs Ms Miss Coach Commander General Colonel Major Lieutenant""")
ROLES: Final = word_set("""chef detective witness baker keeper fisherman fisherwoman sailor astronaut pilot farmer teacher student doctor nurse artist
    painter musician pianist violinist dancer writer poet journalist photographer scientist engineer mechanic carpenter gardener
    barista waiter waitress shopkeeper florist tailor cook woman man girl boy child kid grandmother grandfather mother father
    knight king queen prince princess wizard witch soldier traveler traveller hiker runner cyclist driver explorer robot android
    hero heroine athlete singer librarian postman""")
_NAMED = re.compile(r"(?P<name>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,3})\s*\((?P<looks>[^()]{8,400})\)")
_INTRODUCED = re.compile(
    r"\b(?:a|an)\s+(?P<before>(?:[\w-]+\s+){0,3}?)(?P<role>[a-z]+)\b(?P<after>[^.]*)", re.IGNORECASE
)


def described_names(text: str) -> dict[str, str]:
    """Return names that stand before a description in parentheses: `Detective Mira Chen (woman, 34)`.

    The key is the name without its title, the value the description, with the title in front of it.
    """
    found: dict[str, str] = {}
    for match in _NAMED.finditer(text):
        words = match["name"].split()
        titles = [word for word in words if word in TITLES]
        name = " ".join(word for word in words if word not in TITLES)
        looks = ", ".join([*(title.lower() for title in titles), " ".join(match["looks"].split())])
        if name:
            found.setdefault(name, with_more_looks(looks, after_sentence(text, match.end())))
    return found


def recurring_roles(texts: Iterable[str]) -> dict[str, str]:
    """Return roles that are introduced (`a 32-year-old chef with ...`) and come back as `the chef`, with how they look."""
    parts = list(texts)
    found: dict[str, str] = {}
    for text in parts:
        for match in _INTRODUCED.finditer(text):
            role = match["role"].lower()
            returns = sum(bool(re.search(rf"\bthe (?:same )?{role}\b", other, re.IGNORECASE)) for other in parts)
            if role in ROLES and role not in found and returns >= 2:
                look = " ".join(f"{match['before']}{role}{match['after']}".split())
                found[role] = with_more_looks(look, after_sentence(text, match.end()))
    return found
