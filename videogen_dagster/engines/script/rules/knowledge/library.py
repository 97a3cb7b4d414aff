"""Finding subjects in text."""

import re
from functools import cache
from typing import Final

from videogen_dagster.engines.script.rules.grammar import plural
from videogen_dagster.engines.script.rules.knowledge.animals import ANIMALS
from videogen_dagster.engines.script.rules.knowledge.atmosphere import HOURS, WEATHERS
from videogen_dagster.engines.script.rules.knowledge.built_places import BUILT_PLACES
from videogen_dagster.engines.script.rules.knowledge.cities import CITIES
from videogen_dagster.engines.script.rules.knowledge.food import FOOD
from videogen_dagster.engines.script.rules.knowledge.ideas import IDEAS
from videogen_dagster.engines.script.rules.knowledge.nature import NATURE
from videogen_dagster.engines.script.rules.knowledge.people import PEOPLE
from videogen_dagster.engines.script.rules.knowledge.places import PLACES
from videogen_dagster.engines.script.rules.knowledge.science import SCIENCE
from videogen_dagster.engines.script.rules.knowledge.subject import Subject
from videogen_dagster.engines.script.rules.knowledge.things import THINGS

SUBJECTS: Final[tuple[Subject, ...]] = (
    *CITIES,
    *PEOPLE,
    *ANIMALS,
    *NATURE,
    *SCIENCE,
    *IDEAS,
    *FOOD,
    *THINGS,
    *PLACES,
    *BUILT_PLACES,
    *WEATHERS,
    *HOURS,
)


def subjects_in(text: str) -> tuple[Subject, ...]:
    """Return the subjects that `text` names, in the order of their first mention, each once; long names win over short."""
    found = (_index()[name] for name in names_in(text))
    return tuple(dict.fromkeys(found))


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of subjects in `text` as written, in lower case, in order."""
    return tuple(re.sub(r"\s+", " ", match[0]) for match in _pattern().finditer(text.lower()))


def subject_named(name: str) -> Subject | None:
    """Return the subject that bears exactly this name, singular or plural, or None."""
    return _index().get(name.lower())


def name_used(subject: Subject, text: str) -> str:
    """Return the name, in the singular, by which `text` speaks of `subject`; its first name if it does not."""
    said = set(names_in(text))
    return next((name for name in subject.names if name in said or plural(name) in said), subject.names[0])


@cache
def _index() -> dict[str, Subject]:
    index: dict[str, Subject] = {}
    for subject in SUBJECTS:
        for name in subject.names:
            index.setdefault(name, subject)
            index.setdefault(plural(name), subject)
    return index


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_index(), key=len, reverse=True)
    spaced = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w|['’]s\b)")
