"""A prompt for an advertisement: the thing itself, where it is, why one would go there, an invitation. No claim is made up."""

import re
from typing import Final

from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.engines.script.rules.choice import Dice
from videogen_dagster.engines.script.rules.clause import DETERMINERS, NounPhrase, noun_phrase
from videogen_dagster.engines.script.rules.filling import Filler, without_conflict
from videogen_dagster.engines.script.rules.grammar import with_article
from videogen_dagster.engines.script.rules.idea_reading import Reading
from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Moment

_ANY_THING: Final = (
    "Pick up something well made, and the hand knows before the head does. | hand on {figure}, close, soft light",
    "Look at the details: the edges, the joints, the places where nobody usually looks. | detail of {figure}, close, warm light",
    "Some things fit into an ordinary day and change one corner of it. | {figure} by a window, morning light",
    "And then somebody asks: where did you get that? | two people talking, smiling, {figure} between them",
)
_ANY_HOOK: Final = ("Good things are seldom loud. | quiet street, one warm lit window",)
_INVITATIONS: Final = ("Come and see for yourself.", "Come by. It is worth the way.", "You are expected.")
_OFFERS: Final = ("Take a closer look.", "See for yourself.", "Try it once.")


def advert_moments(reading: Reading, dice: Dice) -> tuple[Moment, ...]:
    """Return the five to seven moments of an advertisement; the last one invites.

    Args:
        reading: A prompt whose text is what is advertised.
        dice: Chooses among variants.
    """
    main = reading.first(Kind.BUSINESS, Kind.FOOD) or next(
        (subject for subject in reading.subjects if subject.kind not in {Kind.CITY, Kind.TIME, Kind.WEATHER}), None
    )
    city = reading.first(Kind.CITY)
    tells = main is not None and (main.kind in {Kind.BUSINESS, Kind.FOOD, Kind.IDEA} or bool(main.hook))
    own = without_conflict(Filler().moments(main.seen if main and tells else ()), reading)
    details = [
        *own,
        *dice.shuffled(Filler(figure=_bare(reading.text)).moments(_ANY_THING), "more")[: max(0, 3 - len(own))],
    ]
    hook = dice.pick(Filler().moments(main.hook if main and main.hook else _ANY_HOOK), "hook")
    where = dice.pick(Filler().moments(city.seen), "city") if city else None
    offer = Moment(introduced(reading.text), f"{_bare(reading.text)}, inviting, warm light")
    close = Filler().moments(main.close if main else ())
    invitation = f"{_capital(offered(reading.text))}. {_call(reading, dice)}"
    view = "seen from the street, evening light" if _is_place(reading.text) else "centred, clean background, warm light"
    last = Moment(invitation, f"{_bare(reading.text)}, {view}")
    room = 8 - 3 - len(close[:1]) - (where is not None)
    told = [hook, *([where] if where else []), offer, *details[: min(room, 3)], *close[:1], last]
    return tuple(dict.fromkeys(told))


def end_card(reading: Reading, dice: Dice) -> Card:
    """Return the card of the last shot: what is advertised, and the invitation."""
    return Card(kind=CardKind.END, title=_capital(_bare(reading.text))[:300], text=_call(reading, dice))


def introduced(text: str) -> str:
    """Return the sentence that names the offer: `There is a bakery in Lisbon.` and the like."""
    name, apart = _name_apart(text)
    if apart:
        return f"This is {name}: {offered(apart)}."
    phrase = noun_phrase(text)
    if phrase and phrase.is_many:
        return f"These are {offered(text)}."
    if _is_place(text):
        return f"And right here, there is {offered(text)}."
    return f"This is {offered(text)}."


def offered(text: str) -> str:
    """Return the offer as it is named in a sentence, with an article where it needs one."""
    phrase = noun_phrase(text)
    if phrase is None or phrase.determiner or phrase.is_many or _is_named(phrase):
        return text
    return with_article(text[:1].lower() + text[1:])


def _call(reading: Reading, dice: Dice) -> str:
    return dice.pick(_INVITATIONS if _is_place(reading.text) else _OFFERS, "call")


def _is_place(text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:in|at|near|on) [A-Z]|\b(?:bakery|cafe|café|restaurant|shop|bar|museum|hotel|gym|studio|market)\b",
            text,
        )
    )


def _is_named(phrase: NounPhrase) -> bool:
    return any(word[:1].isupper() for word in phrase.words)


def _name_apart(text: str) -> tuple[str, str]:
    """Split `Aurora, a bakery in Lisbon` into the name and what it is."""
    parts = re.match(r"^([^,]+),\s+((?:an?|the)\s+.+)$", text)
    return (parts[1], parts[2]) if parts else (text, "")


def _bare(text: str) -> str:
    words = text.split()
    return " ".join(words[1:]) if len(words) > 1 and words[0].lower() in DETERMINERS else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
