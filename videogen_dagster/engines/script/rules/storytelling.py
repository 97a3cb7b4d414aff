"""A story from one clause: where it is, who it is about, what happens, what it asks, what changes, how it ends."""

from typing import Final

from videogen_dagster.engines.script.rules.choice import Dice
from videogen_dagster.engines.script.rules.clause import Event, NounPhrase
from videogen_dagster.engines.script.rules.filling import Filler, filler_for, without_conflict
from videogen_dagster.engines.script.rules.grammar import gerund
from videogen_dagster.engines.script.rules.idea_reading import Reading
from videogen_dagster.engines.script.rules.knowledge.arcs import arc_of
from videogen_dagster.engines.script.rules.knowledge.library import subjects_in
from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Moment, Subject

_ONE_DAY: Final = ("One day,", "And then, on a day like any other,", "Until the day when")
_PLAIN_HOOKS: Final = (
    "Most days leave no trace. This is about the other kind. | long street in low light, one lit window",
    "It began so quietly that nobody thought of writing it down. | quiet landscape before sunrise, wide view",
)
_PLAIN_PEOPLE: Final = (
    "{Who} <notice> things that others walk past. | {figure} standing still, looking at something small",
    "Nobody would have expected much of {who}. That was an advantage. | {figure} seen from behind, wide view",
)
_LOOKED_AT: Final = frozenset({Kind.THING, Kind.FOOD, Kind.BUSINESS, Kind.NATURE})
_PLAIN_THINGS: Final = (
    "It is a small thing, {thing}. Small things fit through doors that are closed. | {thing}, close, soft light",
)


def story_moments(reading: Reading, dice: Dice) -> tuple[Moment, ...]:
    """Return the six to eight moments of a story.

    Args:
        reading: A prompt with an event; its own words tell the event.
        dice: Chooses among variants.
    """
    event = reading.event
    if event is None:
        raise ValueError("a story needs an event")
    subject = subject_of(event.who)
    thing = event.thing()
    filler = filler_for(event.who, subject=subject, thing=thing if _can_be_held(thing) else None)
    arc = arc_of(event.deed(), transitive=thing is not None)
    lasting = arc.lasting
    habit = _habit(reading, subject, filler, dice)
    happening = _happening(reading, event, filler, dice, known=not lasting, lasting=lasting)
    looks = _looks(reading, thing, filler, dice)
    views = [] if looks else _views(reading, dice)
    second = [Moment(_sentence(text), f"{filler.figure}, {text.rstrip('.')}") for text in reading.told[1:]]
    told = [
        _hook(reading, dice),
        *((happening, habit, *views) if lasting else (*views, habit, happening)),
        *looks,
        _chosen(filler.moments(arc.want), reading, dice, "want"),
        *second,
        _chosen(filler.moments(arc.turn), reading, dice, "turn"),
        _chosen(filler.moments(arc.close), reading, dice, "close"),
    ]
    return tuple(dict.fromkeys(told))[:8]


def subject_of(who: NounPhrase) -> Subject | None:
    """Return what the tables know about a figure: by its last noun first, then by any word before it."""
    found = [subject for subject in reversed(subjects_in(who.bare())) if subject.kind in {Kind.PERSON, Kind.ANIMAL}]
    return found[0] if found else None


def _can_be_held(thing: NounPhrase | None) -> bool:
    """Return whether a story may turn it over in its hands: not a planet, and not a person."""
    known = subjects_in(thing.head) if thing else ()
    return thing is not None and all(subject.kind in {Kind.THING, Kind.FOOD} for subject in known)


def _hook(reading: Reading, dice: Dice) -> Moment:
    named = reading.first(Kind.PLACE)
    sources = (reading.weather, named, reading.hour, reading.place)
    texts = next((source.hook for source in sources if source and source.hook), _PLAIN_HOOKS)
    return _chosen(Filler().moments(texts), reading, dice, "hook")


def _habit(reading: Reading, subject: Subject | None, filler: Filler, dice: Dice) -> Moment:
    known = filler.moments(subject.seen) if subject else ()
    return _chosen(known or filler.moments(_PLAIN_PEOPLE), reading, dice, "habit")


def _happening(reading: Reading, event: Event, filler: Filler, dice: Dice, *, known: bool, lasting: bool) -> Moment:
    clause = event.sentence(known=known and not lasting)
    timed = reading.hour is not None
    lead = "" if lasting or timed else f"{dice.pick(_ONE_DAY, 'lead')} "
    return Moment(_sentence(f"{lead}{clause}"), f"{filler.figure} {_doing(event)}")


def _doing(event: Event) -> str:
    return event.rest if event.verb == "be" else f"{gerund(event.verb)} {event.rest}".strip()


def _looks(reading: Reading, thing: NounPhrase | None, filler: Filler, dice: Dice) -> list[Moment]:
    """Return one or two looks at what the story turns on."""
    if thing is None:
        return []
    known = [subject for subject in subjects_in(f"{thing.bare()} {thing.tail}") if subject.kind in _LOOKED_AT]
    options = [without_conflict(filler.moments(subject.seen), reading) for subject in known]
    looks = [dice.pick(found, "look") for found in options if found][:2]
    plain = filler.moments(_PLAIN_THINGS) if not thing.is_many and not subjects_in(thing.bare()) else ()
    return looks or list(plain)


def _views(reading: Reading, dice: Dice) -> list[Moment]:
    """Return a look at the place, if anything is known about it."""
    place = reading.first(Kind.CITY) or reading.place
    views = without_conflict(Filler().moments(place.seen if place else ()), reading)
    return [dice.pick(views, "view")] if views else []


def _chosen(options: tuple[Moment, ...], reading: Reading, dice: Dice, name: str) -> Moment:
    return dice.pick(without_conflict(options, reading) or options, name)


def _sentence(text: str) -> str:
    plain = text.strip()
    return plain[:1].upper() + plain[1:] + ("" if plain.endswith((".", "!", "?", "…")) else ".")
