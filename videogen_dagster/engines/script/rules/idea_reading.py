"""What a prompt asks for: a story, an explanation, an advertisement, a mood, or its own sentences read aloud."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from videogen_dagster.engines.script.rules.clause import DETERMINERS, Event, event_in, noun_phrase
from videogen_dagster.engines.script.rules.knowledge.atmosphere import HOURS, WEATHERS
from videogen_dagster.engines.script.rules.knowledge.library import SUBJECTS, subjects_in
from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Subject
from videogen_dagster.engines.script.rules.sentences import sentences
from videogen_dagster.engines.script.rules.tongues import foreign_language

_FILM = r"(?:video|film|movie|clip|animation|short|reel|cartoon|documentary|story|tale|scene|trailer|explainer)"
_ORDER = re.compile(
    rf"^(?:please\s+)?(?:(?:can you\s+)?(?:create|make|generate|produce|film|show|write|tell|give)\s+(?:me\s+|us\s+)?)?"
    rf"(?:(?:an?|the|this)\s+)?(?:[\w-]+\s+){{0,3}}?{_FILM}\s*(?:\w+\s+)?(?:about|of|on|showing|in which|where|that shows|:)\s+",
    re.IGNORECASE,
)
_ADVERT = re.compile(
    r"^(?:(?:create|make|produce)\s+)?(?:(?:an?|the|our)\s+)?(?:[\w-]+\s+){0,3}?"
    r"(?:promo|promotion|ad|advert|advertisement|commercial|teaser|spot|campaign)\s*(?:video|film|clip|spot)?\s+(?:for|of|about)\s+",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"^(?:how|why|what|when|where|who|which|is|are|do|does|can|the (?:history|invention|discovery|science|story|secret|benefits|basics|origin)s? of|"
    r"(?:a )?(?:short |brief )?history of|introduction to|an introduction to|facts about|benefits of|explain\w*|"
    r"a (?:beginner's )?guide to|(?:the|an?) (?:[\w-]+ ){0,2}(?:life|beauty|power|art|world|wonders?|magic|mystery|importance|future|rise|fall|"
    r"psychology|physics|journey|tour|day) (?:of|through|in the life of|into|behind)|\d+ (?:\w+ )?(?:tips|reasons|facts|ways|things))\b|.*\?\s*$|.*\bexplained\s*$",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"^(?:make|use|keep|add|include|style|the (?:video|film|style|tone|mood)|in the style|aspect|duration|length|format|no text|"
    r"please|target audience|\d+\s*(?:s|sec|seconds|minutes?))\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^(?:happy|merry|welcome|congratulations|thank|good (?:morning|luck|night)|dear|hello)\b", re.IGNORECASE
)
_INWARD: Final = frozenset({"dream", "imagine", "remember", "wish", "long", "hope"})
_ANYTHING: Final = "a quiet moment"
"""What a prompt without a letter or a digit is read as."""
TOLD_FROM: Final = 3
"""This many sentences are a narration of their own."""


class Form(StrEnum):
    """What sort of film a prompt asks for."""

    STORY = "story"
    TOPIC = "topic"
    ADVERT = "advert"
    SCENERY = "scenery"
    TOLD = "told"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt, understood as far as it goes.

    Attributes:
        form: What sort of film it asks for.
        text: Its words without the order to make a film; the first sentence if there are several.
        told: All its sentences that are not instructions.
        event: Who does what, in a story.
        subjects: What knowledge tables know of it, in order.
        language: Language that the words are in, if it is not the film's.
    """

    form: Form
    text: str
    told: tuple[str, ...]
    event: Event | None = None
    subjects: tuple[Subject, ...] = ()
    language: str | None = None

    def first(self, *kinds: Kind) -> Subject | None:
        """Return the first subject of one of `kinds`, or None."""
        return next((subject for subject in self.subjects if subject.kind in kinds), None)

    @property
    def hour(self) -> Subject | None:
        """The time of day that the prompt names, or else the season."""
        return next((subject for subject in self.subjects if subject in HOURS[:3]), None) or self.season

    @property
    def season(self) -> Subject | None:
        """The season that the prompt names."""
        return next((subject for subject in self.subjects if subject in HOURS[3:]), None)

    @property
    def weather(self) -> Subject | None:
        """The weather that the prompt names."""
        return next((subject for subject in self.subjects if subject in WEATHERS or subject.kind is Kind.WEATHER), None)

    @property
    def place(self) -> Subject | None:
        """The place that the prompt names, or that its first person or animal belongs to."""
        named = self.first(Kind.PLACE)
        return named or next((home for home in map(home_of, self.subjects) if home), None)


def read_idea(text: str, *, language: str) -> Reading:
    """Return what the prompt `text` asks for.

    Args:
        text: One sentence or a few.
        language: The film's language; a prompt in another one (or a film not in English) is `FOREIGN`.
    """
    plain = " ".join(text.split()).strip("\"“”'«» ") or " ".join(text.split())
    told = tuple(text for text in sentences(plain) if any(map(str.isalnum, text)) and not _is_instruction(text)) or (
        plain,
    )
    if not any(map(str.isalnum, plain)):
        return Reading(Form.SCENERY, _ANYTHING, (_ANYTHING,))
    tongue = foreign_language(plain)
    if tongue or not language.lower().startswith("en"):
        return Reading(Form.FOREIGN, plain, told, language=tongue)
    subjects = subjects_in(plain)
    advert = _ADVERT.match(told[0])
    if advert:
        return Reading(Form.ADVERT, _cut(told[0], advert.end()), told, subjects=subjects)
    order = _ORDER.match(told[0])
    wish = _cut(told[0], order.end()) if order else told[0].rstrip(" .!")
    told = (wish if wish.endswith(("?", ".", "!")) else f"{wish}.", *told[1:]) if order else told
    if len(told) >= TOLD_FROM:
        return Reading(Form.TOLD, wish, told, subjects=subjects)
    return _single(wish, told, subjects)


def is_greeting(text: str) -> bool:
    """Return whether a prompt is something to be said to somebody (`Happy birthday Maria!`)."""
    return bool(_GREETING.match(text))


def home_of(subject: Subject) -> Subject | None:
    """Return the place that a person, an animal or a thing belongs to, if a table knows it."""
    if not subject.stage or subject.kind in {Kind.PLACE, Kind.CITY}:
        return None
    return next((place for place in SUBJECTS if place.kind is Kind.PLACE and place.stage == subject.stage), None)


def _single(wish: str, told: tuple[str, ...], subjects: tuple[Subject, ...]) -> Reading:
    if _GREETING.match(wish):
        return Reading(Form.SCENERY, wish, told, subjects=subjects)
    if _TOPIC.match(wish):
        return Reading(Form.TOPIC, wish, told, subjects=subjects)
    event = event_in(wish)
    if event:
        seen = subjects if event.verb not in _INWARD else _present(subjects, before=event.who.indefinite())
        return Reading(Form.STORY, wish, told, event=event, subjects=seen)
    named = Reading(Form.SCENERY, wish, told, subjects=subjects)
    words = wish.split()
    place = named.first(Kind.PLACE)
    phrase = noun_phrase(wish)
    is_view = place is not None and phrase is not None and phrase.head.lower() in place.names
    is_view = is_view and not (place.known and len(words) == 1)
    is_topic = (
        not is_view and len(words) <= 4 and words[0].lower() not in DETERMINERS and not named.hour and not named.weather
    )
    located = bool(re.search(r"\b(?:in|at|on|under|over|by|near)\b", wish.lower())) or named.first(Kind.CITY)
    return Reading(Form.TOPIC, wish, told, subjects=subjects) if is_topic and not located else named


def _is_instruction(sentence: str) -> bool:
    return bool(_INSTRUCTION.match(sentence)) and not _ORDER.match(sentence) and not _ADVERT.match(sentence)


def _present(subjects: tuple[Subject, ...], *, before: str) -> tuple[Subject, ...]:
    """Leave out the weather, hours and places that somebody only dreams of."""
    here = subjects_in(before)
    inward = {Kind.WEATHER, Kind.TIME, Kind.PLACE, Kind.CITY}
    return tuple(subject for subject in subjects if subject in here or subject.kind not in inward)


def _cut(text: str, start: int) -> str:
    rest = text[start:].strip().rstrip(" .!")
    return rest or text.rstrip(" .!")
