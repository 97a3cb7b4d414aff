"""What a knowledge table holds: subjects, and what can be said and shown of each."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What sort of thing a subject is; what is missing about it is told as for its kind."""

    PERSON = "person"
    ANIMAL = "animal"
    PLACE = "place"
    CITY = "city"
    THING = "thing"
    FOOD = "food"
    NATURE = "nature"
    IDEA = "idea"
    TIME = "time"
    WEATHER = "weather"
    BUSINESS = "business"


class Moment(NamedTuple):
    """A sentence or two, and the picture that shows them.

    Sentences may have places to fill: `{who}` (`the keeper`), `{Who}`, `{their}`, `{them}`, `{thing}` (`the message`), and
    verbs that agree with `{who}` (`<know>` becomes `knows` or `know`). `{figure}` in a picture is who is seen.
    """

    say: str
    show: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Something that prompts speak of. Every text is `sentence | picture`.

    Attributes:
        names: Singular nouns (and phrases) that mean it; plurals are understood.
        kind: What sort of thing it is.
        stage: Picture of the surroundings, if it is a place or belongs to one.
        look: How a person or animal of this sort looks, for every picture of the film.
        hook: First sentences.
        seen: What can be seen, heard or smelt; fits stories, moods and advertisements.
        known: What is true about it; fits explanations.
        steps: How it happens or is made, in order.
        past: Its history, in order.
        close: Last sentences.
    """

    names: tuple[str, ...]
    kind: Kind
    stage: str = ""
    look: str = ""
    hook: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    close: tuple[str, ...] = ()


def moments(texts: tuple[str, ...]) -> tuple[Moment, ...]:
    """Return `sentence | picture` texts as moments."""
    return tuple(Moment(*(part.strip() for part in text.split("|"))) for text in texts)
