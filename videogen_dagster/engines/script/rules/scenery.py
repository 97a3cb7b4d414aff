"""A mood without a plot: a place at an hour in a weather, looked at from several sides."""

from typing import Final

from videogen_dagster.engines.script.rules.choice import Dice
from videogen_dagster.engines.script.rules.clause import DETERMINERS, noun_phrase
from videogen_dagster.engines.script.rules.filling import Filler, filler_for, without_conflict
from videogen_dagster.engines.script.rules.grammar import is_plural, is_uncountable, with_article
from videogen_dagster.engines.script.rules.idea_reading import Reading, home_of, is_greeting
from videogen_dagster.engines.script.rules.knowledge.library import name_used, subject_named
from videogen_dagster.engines.script.rules.knowledge.places import PLACES
from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Moment, Subject
from videogen_dagster.engines.script.rules.word_set import word_set
from videogen_dagster.engines.script.rules.wording import picture_words

MOST_VIEWS: Final = 5
_TIMES: Final = word_set(
    "night morning day evening afternoon dawn dusk sunset sunrise midnight winter summer autumn spring"
)
_ANY_PLACE: Final = (
    "Nothing much is happening. That is the best time to look. | quiet view, soft light, wide",
    "Then something moves at the edge of the picture, and everything else is suddenly still. | small movement at the edge of a quiet scene",
    "The longer one looks, the less of it is in the background. | detail in soft light, close",
    "There is a sound one only hears after a while, because it was there all the time. | empty quiet scene, light changing",
)
_ANY_CLOSE: Final = (
    "Then the light moves on, and it is a place like any other again. Almost. | wide view, last light",
)


def scenery_moments(reading: Reading, dice: Dice) -> tuple[Moment, ...]:
    """Return the five to seven moments of a mood piece.

    Args:
        reading: A prompt without an event.
        dice: Chooses which details are seen, and in which order.
    """
    hook = _hook(reading, dice)
    views = [moment for moment in _views(reading, dice) if moment.say != hook.say]
    missing = [moment for moment in Filler().moments(_ANY_PLACE) if moment.say != hook.say]
    enough = [*views, *dice.shuffled(missing, "missing")[: max(0, 3 - len(views))]]
    opening = Moment(f"{hook.say} {statement(reading.text)}", f"{picture_words(reading.text)}, {hook.show}")
    return (opening, *enough[:MOST_VIEWS], _close(reading, dice))


def statement(text: str) -> str:
    """Return a prompt without a verb as a sentence: `rainy night in Tokyo` gives `It is a rainy night in Tokyo`, for one."""
    plain = text.strip().rstrip(".!?")
    if is_greeting(plain):
        return f"{plain[:1].upper()}{plain[1:]}!"
    found = noun_phrase(plain)
    if found is None:
        return f"{plain[:1].upper()}{plain[1:]}."
    phrase = " ".join(part for part in (found.bare(), found.tail) if part)
    if found.determiner:
        return f"{'These are' if found.is_many else 'This is'} {_lower_first(plain)}."
    if found.words[0].endswith(("'s", "’s")):
        return f"This is {_lower_first(plain)}."
    if found.head.lower() in _TIMES:
        return f"It is {_lower_first(phrase) if len(found.words) == 1 else with_article(_lower_first(phrase))}."
    if is_plural(found.head) or is_uncountable(found.head) or found.words[0][:1].isupper():
        return f"{plain[:1].upper()}{plain[1:]}."
    return f"This is {with_article(_lower_first(phrase))}."


def _hook(reading: Reading, dice: Dice) -> Moment:
    sources = (reading.weather, *_things(reading), reading.hour, reading.first(Kind.PLACE), reading.place)
    for source in sources:
        found = without_conflict(Filler().moments(source.hook), reading) if source else ()
        if found:
            return dice.pick(found, "hook")
    city = reading.first(Kind.CITY)
    texts = city.seen if city else _ANY_PLACE
    return Filler().moments(texts)[0]


def _views(reading: Reading, dice: Dice) -> list[Moment]:
    """Take turns between the city, the place, the weather, the hour and whoever is there."""
    hour = None if reading.place in PLACES else reading.hour
    sources = [reading.first(Kind.CITY), *_things(reading), reading.weather, reading.place, hour]
    rows = [
        list(dice.shuffled(without_conflict(_seen(source, reading), reading), source.names[0]))
        for source in sources
        if source
    ]
    mixed: list[Moment] = []
    while any(rows):
        mixed.extend(row.pop(0) for row in rows if row)
    return list(dict.fromkeys(mixed))


def _seen(source: Subject, reading: Reading) -> tuple[Moment, ...]:
    if source.kind not in {Kind.PERSON, Kind.ANIMAL}:
        known = tuple(text for text in source.known if source.kind is Kind.NATURE)[:1]
        return Filler().moments((*source.seen, *known))
    who = noun_phrase(reading.text)
    named = who if who and source in {subject_named(who.head), subject_named(" ".join(who.words[-2:]))} else None
    phrase = named or noun_phrase(f"a {name_used(source, reading.text)}")
    return filler_for(phrase, subject=source).moments(source.seen)


def _close(reading: Reading, dice: Dice) -> Moment:
    sources = (*_things(reading), reading.weather, reading.hour, reading.first(Kind.PLACE), reading.place)
    for source in sources:
        found = without_conflict(Filler().moments(source.close), reading) if source else ()
        if found:
            return dice.pick(found, "close")
    return Filler().moments(_ANY_CLOSE)[0]


def _things(reading: Reading) -> tuple[Subject, ...]:
    return tuple(
        subject
        for subject in reading.subjects
        if subject.kind not in {Kind.PLACE, Kind.CITY, Kind.TIME, Kind.WEATHER} and (subject.seen or home_of(subject))
    )


def _lower_first(text: str) -> str:
    first = text.split(maxsplit=1)[0]
    return (
        text if first.lower() not in DETERMINERS and (first[1:] != first[1:].lower()) else text[:1].lower() + text[1:]
    )
