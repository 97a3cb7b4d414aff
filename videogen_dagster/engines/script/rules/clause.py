"""Who does what in a one-sentence prompt: `a lighthouse keeper finds a message in a bottle`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from videogen_dagster.engines.script.rules.grammar import base_form, conjugated, is_plural, with_article
from videogen_dagster.engines.script.rules.knowledge.arcs import KNOWN_VERBS
from videogen_dagster.engines.script.rules.word_set import word_set

_ARTICLES: Final = frozenset({"a", "an", "one", "another"})
_NUMBERS: Final = word_set("two three four five six seven eight nine ten twelve some several many few both")
_OWNERS: Final = word_set("my our your his her its their the this that these those every each no")
DETERMINERS: Final = _ARTICLES | _NUMBERS | _OWNERS
PREPOSITIONS: Final = word_set("""in on at of with from to into through under over by for near behind between among across along beside inside outside
    without after before during against around about above below beyond off onto out up down past towards toward until""")
_RELATIVES: Final = frozenset({"who", "that", "which"})
_AUXILIARIES: Final = frozenset({"is", "are", "was", "were"})
_STATES: Final = word_set("lost stuck trapped stranded abandoned forgotten hidden alone asleep awake left born named")
_STOPS: Final = (
    PREPOSITIONS
    | _RELATIVES
    | _STATES - {"left", "hidden", "abandoned", "forgotten"}
    | frozenset({"and", "but", "while", "when", "as", "where"})
)


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun with what stands before it.

    Attributes:
        determiner: `a`, `two`, `my`, or empty for names and bare plurals.
        words: The rest (`old lighthouse keeper`).
        tail: What follows the noun (`in a red coat`).
    """

    determiner: str
    words: tuple[str, ...]
    tail: str = ""

    @property
    def head(self) -> str:
        """The noun itself, as written."""
        return self.words[-1]

    @property
    def is_many(self) -> bool:
        """Whether it means more than one."""
        joined = " and " in f" {' '.join(self.words)} "
        return self.determiner in _NUMBERS or joined or (self.determiner not in _ARTICLES and is_plural(self.head))

    @property
    def is_name(self) -> bool:
        """Whether it is a proper name (`Maria`), which takes no article."""
        return not self.determiner and self.words[0][:1].isupper() and not self.is_many

    def bare(self) -> str:
        """Return the noun phrase without determiner and tail: `old lighthouse keeper`."""
        return " ".join(self.words)

    def indefinite(self) -> str:
        """Return it as it is first mentioned: `an old lighthouse keeper in a red coat`."""
        return " ".join(part for part in (self.determiner, self.bare(), self.tail) if part)

    def definite(self) -> str:
        """Return it as it is mentioned again: `the old lighthouse keeper`."""
        if self.is_name or self.determiner in _OWNERS - {"this", "that", "every", "each", "no"}:
            return " ".join(part for part in (self.determiner, self.bare()) if part)
        number = f"{self.determiner} " if self.determiner in _NUMBERS - {"some", "several", "many", "few"} else ""
        return f"the {number}{self.bare()}"

    def short(self) -> str:
        """Return the shortest clear mention: `the keeper`; an age stays (`the old man`)."""
        if self.is_name or " and " in f" {self.bare()} ":
            return self.definite()
        aged = len(self.words) > 1 and self.words[-2].lower() in {"old", "young", "little"}
        noun = " ".join(self.words[-2:]) if aged else self.head
        owner = self.determiner if self.determiner in {"my", "our", "your", "his", "her", "their"} else "the"
        return f"{owner} {noun}"


@dataclass(frozen=True, slots=True)
class Event:
    """A clause: somebody, a verb in its base form, and everything after it."""

    who: NounPhrase
    verb: str
    rest: str

    def sentence(self, *, known: bool) -> str:
        """Return the clause in the present tense without a full stop; `known` says that its subject was mentioned."""
        subject = self.who.definite() if known else self.who.indefinite()
        return f"{subject} {conjugated(self.verb, many=self.who.is_many)} {self.rest}".strip()

    def deed(self) -> str:
        """Return the verb that the event is about: of `plans to rob a bank`, it is `rob`."""
        words = self.rest.split()
        if self.verb == "become" and "friend" in self.rest:
            return "befriend"
        infinitive = base_form(words[1].strip(",;"), KNOWN_VERBS) if len(words) > 1 and words[0] == "to" else ""
        return infinitive or self.verb

    def thing(self) -> NounPhrase | None:
        """Return what the verb is done to (`a message`), or None if nothing with an article follows it."""
        words = self.rest.split()
        if not words or words[0].lower() not in DETERMINERS:
            return None
        return noun_phrase(self.rest)


def noun_phrase(text: str, *, joined: bool = False) -> NounPhrase | None:
    """Return the noun phrase at the start of `text`, or None if there is no noun.

    Args:
        text: Words that begin with a determiner or a noun.
        joined: Whether `a man and his dog` is one phrase.
    """
    stops = _STOPS - {"and"} if joined else _STOPS
    words = re.sub(r"[.!?]+$", "", text).split()
    determiner = words[0].lower() if words and words[0].lower() in DETERMINERS else ""
    rest = words[1:] if determiner else words
    end = 0
    while end < len(rest) and not (end and rest[end].lower() in stops) and not (end and rest[end - 1].endswith(",")):
        end += 1
    core = tuple(word for word in (word.strip(",;:") for word in rest[:end]) if any(map(str.isalnum, word)))
    if not core or core[0].lower() in stops or core[-1].lower() == "and":
        return None
    return NounPhrase(determiner, core, " ".join(rest[end:]).strip(",; "))


def event_in(sentence: str) -> Event | None:
    """Return who does what in `sentence`, or None if it has no verb that can be recognised."""
    words = re.sub(r"[.!?…]+$", "", sentence.strip()).split()
    found = [(index, verb) for index in range(1, len(words)) if (verb := _verb_at(words, index))]
    told = [(index, verb) for index, verb in found if words[index].lower() not in _STATES] or found
    if not told:
        return None
    index, (verb, after) = told[0]
    return _event(words[:index], verb, " ".join(words[after:]))


def indefinite(noun: str) -> str:
    """Return a bare singular noun with its article, a plural as it is."""
    return noun if is_plural(noun) else with_article(noun)


def _event(before: Sequence[str], verb: str, rest: str) -> Event | None:
    who = noun_phrase(" ".join(before), joined=True)
    return Event(who, verb, rest) if who else None


def _verb_at(words: Sequence[str], index: int) -> tuple[str, int] | None:
    """Return the base form of the verb at `index` and where its rest begins, if there is a verb."""
    word, previous = words[index].lower(), words[index - 1].lower()
    if previous in DETERMINERS or previous in PREPOSITIONS or words[index - 1].endswith(","):
        return None
    if word in _RELATIVES:
        return _relative(words, index)
    if word in _AUXILIARIES and index + 1 < len(words):
        return "be", index + 1
    if word in _STATES:
        return "be", index
    who = noun_phrase(" ".join(words[:index]), joined=True)
    return _finite(words, index, many=who.is_many) if who else None


def _finite(words: Sequence[str], index: int, *, many: bool) -> tuple[str, int] | None:
    word = words[index].lower().strip(",;")
    base = base_form(word, KNOWN_VERBS)
    if base and (word.endswith("ing") or (word != base) != many):
        return base, index + 1
    following = words[index + 1].lower() if index + 1 < len(words) else ""
    one = words[0].lower() in _ARTICLES or words[0][:1].isupper()
    looks_finite = re.fullmatch(r"[a-z]{3,}[^siu]s", word) and following in DETERMINERS | PREPOSITIONS
    return (_stripped(word), index + 1) if one and looks_finite and not many else None


def _relative(words: Sequence[str], index: int) -> tuple[str, int] | None:
    if index + 1 >= len(words):
        return None
    word = words[index + 1].lower().strip(",;")
    if word in _AUXILIARIES:
        return "be", index + 2
    base = base_form(word, KNOWN_VERBS) or (_stripped(word) if word.endswith("s") else "")
    return (base, index + 2) if base else None


def _stripped(word: str) -> str:
    """Return the base form of a third person that no list knows: `befriends`, `polishes`, `carries`."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if re.search(r"(?:ss|x|ch|sh)es$", word) else word[:-1]
