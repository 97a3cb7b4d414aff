"""Filling the places in knowledge texts: who, whose, what, and verbs that agree."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from videogen_dagster.engines.script.rules.clause import NounPhrase
from videogen_dagster.engines.script.rules.grammar import conjugated, pronouns_for
from videogen_dagster.engines.script.rules.idea_reading import Reading
from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Moment, Subject, moments

_VERB = re.compile(r"<(\w+)>")
_OPEN = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Filler:
    """What the places in a text are filled with.

    Attributes:
        who: Short mention of the main figure (`the keeper`), or empty.
        figure: The figure as a picture prompt names it (`old lighthouse keeper`).
        thing: Mention of what the story turns on (`the message`), or empty.
        their: Possessive pronoun of the figure.
        them: Object pronoun of the figure.
        many: Whether the figure is more than one.
    """

    who: str = ""
    figure: str = ""
    thing: str = ""
    their: str = "their"
    them: str = "them"
    many: bool = False

    def moments(self, texts: tuple[str, ...]) -> tuple[Moment, ...]:
        """Return the moments of `texts` that can be filled, in order, filled; their sentences begin with a capital."""
        filled = (Moment(self._fill(moment.say), self._fill(moment.show)) for moment in moments(texts))
        return tuple(moment for moment in filled if not _OPEN.search(moment.say + moment.show))

    def _fill(self, text: str) -> str:
        told = re.sub(r"\{figure\} and (?:a companion|another figure)", "{figure}", text) if self.many else text
        verbs = _VERB.sub(lambda match: conjugated(match[1], many=self.many), told)
        values = {
            "who": self.who,
            "Who": self.who[:1].upper() + self.who[1:],
            "figure": self.figure,
            "thing": self.thing,
            "their": self.their if self.who else "",
            "Their": self.their.capitalize() if self.who else "",
            "them": self.them if self.who else "",
        }
        return _OPEN.sub(lambda match: values.get(match[0][1:-1], "") or match[0], verbs)


def filler_for(who: NounPhrase | None, *, subject: Subject | None, thing: NounPhrase | None = None) -> Filler:
    """Return what fills texts about `who`, whom a table may know as `subject`, and about `thing`."""
    article = f"the {thing.head}" if thing else ""
    if who is None:
        return Filler(thing=article)
    animate = subject is not None and (subject.kind is not Kind.PERSON or "robot" in subject.names)
    pronouns = pronouns_for(who.head, many=who.is_many, animate_thing=animate)
    return Filler(
        who=who.short(),
        figure=who.bare(),
        thing=article,
        their=pronouns.their,
        them=pronouns.them,
        many=who.is_many,
    )


def without_conflict(found: Iterable[Moment], reading: Reading) -> tuple[Moment, ...]:
    """Return the moments that speak of no other hour, season or weather than the prompt does."""
    conditions = [subject.names[0] for subject in (reading.hour, reading.season, reading.weather) if subject]
    clashing = [_CLASHES[condition] for condition in conditions if condition in _CLASHES]
    return tuple(
        moment for moment in found if not any(clash.search(f"{moment.say} {moment.show}".lower()) for clash in clashing)
    )


_BRIGHT: Final = r"\b(?:sun|sunny|sunlight|noon|morning|daylight|breakfast|sunrise|dawn|sunset)\b"
_DARK: Final = r"\b(?:night|nightfall|midnight|moon|stars|starry|evening|dusk|sunset|tonight|by morning)\b"
_WARM: Final = (
    r"\b(?:summer|bees?|lavender|blossom|tomato|tomatoes|heat|moss|mushrooms?|flowers?|grass|insects|sunny)\b"
)
_CLASHES: Final = {
    "night": re.compile(_BRIGHT),
    "dawn": re.compile(_DARK),
    "dusk": re.compile(r"\b(?:noon|morning|midnight|sunrise|dawn|breakfast)\b"),
    "summer": re.compile(r"\b(?:snow|frost|ice|cold|winter)\b"),
    "winter": re.compile(_WARM),
    "snow": re.compile(_WARM),
    "rain": re.compile(r"\b(?:sunny|sunlight|blue sky|dust|snow|desert)\b"),
}
