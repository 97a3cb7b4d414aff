"""The little English grammar that narration needs: number, articles, verb forms, pronouns."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from videogen_dagster.engines.script.rules.word_set import word_set

_PLURALS: Final = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "person": "people",
    "mouse": "mice",
    "foot": "feet",
    "tooth": "teeth",
    "goose": "geese",
    "wolf": "wolves",
    "leaf": "leaves",
    "knife": "knives",
    "life": "lives",
    "wife": "wives",
    "thief": "thieves",
    "sheep": "sheep",
    "fish": "fish",
    "deer": "deer",
    "fisherman": "fishermen",
    "policeman": "policemen",
    "snowman": "snowmen",
    "postman": "postmen",
    "volcano": "volcanoes",
    "hero": "heroes",
    "potato": "potatoes",
    "tomato": "tomatoes",
    "old man": "old men",
    "old woman": "old women",
}
_SINGULARS: Final = {many: one for one, many in _PLURALS.items()}
_THIRD_PERSONS: Final = {"be": "is", "have": "has", "do": "does", "go": "goes"}
_PLURAL_FORMS: Final = {"be": "are"}
_MALE: Final = word_set("""man boy king prince father grandfather brother son uncle husband fisherman policeman knight grandpa dad widower monk wizard
    gentleman postman""")
_FEMALE: Final = word_set("""woman girl queen princess mother grandmother sister daughter aunt wife grandma mum mom widow witch nun waitress ballerina
    actress lady mermaid""")
_UNCOUNTABLE: Final = word_set("""coffee tea water rain snow fog music love time money bread chocolate electricity gravity sleep history honey ice sand fire
    wind photosynthesis happiness friendship kindness hope courage light art nature space evolution information research
    meditation yoga mindfulness football soccer tennis basketball chess climate weather change blood health evaporation chlorophyll""")
_MASS_ENDINGS: Final = (
    "tion",
    "sis",
    "ism",
    "ness",
    "ity",
    "ics",
    "ology",
    "ing",
    "ence",
    "ance",
    "ship",
    "dom",
    "ment",
    "graphy",
)


def plural(noun: str) -> str:
    """Return the plural of a singular noun or noun phrase (`tea shop` gives `tea shops`)."""
    if noun in _PLURALS:
        return _PLURALS[noun]
    head = noun.rsplit(" ", 1)[-1]
    if head in _PLURALS:
        return noun[: -len(head)] + _PLURALS[head]
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(?:s|x|z|ch|sh)$", noun) else "s")


def is_plural(noun: str) -> bool:
    """Return whether a noun looks like a plural (`foxes`, `children`); `bus`, `glass` and `physics` do not."""
    lowered = noun.lower()
    if lowered in _SINGULARS:
        return lowered not in {"fish", "deer", "sheep"}
    return (
        bool(re.search(r"[^siu]s$", lowered)) and not lowered.endswith(("ics", "sis", "'s", "’s")) and len(lowered) > 3
    )


def is_uncountable(noun: str) -> bool:
    """Return whether a singular noun stands without an article (`coffee`, `photosynthesis`)."""
    lowered = noun.lower()
    return lowered in _UNCOUNTABLE or (len(lowered) > 6 and lowered.endswith(_MASS_ENDINGS))


def with_article(phrase: str) -> str:
    """Return `phrase` with `a` or `an`."""
    return f"{'an' if _sounds_like_vowel(phrase) else 'a'} {phrase}"


def third_person(verb: str) -> str:
    """Return the form of a base verb that goes with he, she and it."""
    if verb in _THIRD_PERSONS:
        return _THIRD_PERSONS[verb]
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ies"
    return verb + ("es" if re.search(r"(?:s|x|z|ch|sh)$", verb) else "s")


def gerund(verb: str) -> str:
    """Return the -ing form of a base verb."""
    if verb in {"be", "see"} or not verb.endswith("e") or verb.endswith("ee"):
        doubled = bool(re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", verb)) or verb in {
            "begin",
            "forget",
            "debug",
            "admit",
            "commit",
            "program",
        }
        return verb + (verb[-1] if doubled else "") + "ing"
    return verb[:-2] + "ying" if verb.endswith("ie") else verb[:-1] + "ing"


def conjugated(verb: str, *, many: bool) -> str:
    """Return the present tense of a base verb for one or for many."""
    return _PLURAL_FORMS.get(verb, verb) if many else third_person(verb)


@dataclass(frozen=True, slots=True)
class Pronouns:
    """How somebody is spoken of: `their hands`, `behind them`."""

    their: str
    them: str


def pronouns_for(head: str, *, many: bool, animate_thing: bool) -> Pronouns:
    """Return pronouns for the noun `head`; a person whose sex the word does not say is `they`.

    Args:
        head: Singular or plural noun.
        many: Whether it is plural.
        animate_thing: Whether one is `it` (animals, machines).
    """
    word = head.lower()
    if many:
        return Pronouns("their", "them")
    if word in _MALE:
        return Pronouns("his", "him")
    if word in _FEMALE:
        return Pronouns("her", "her")
    return Pronouns("its", "it") if animate_thing else Pronouns("their", "them")


@cache
def base_form(word: str, verbs: frozenset[str]) -> str:
    """Return the verb of `verbs` whose third person, gerund or base form `word` is, or an empty string."""
    lowered = word.lower()
    for verb in verbs:
        if lowered in {verb, third_person(verb), gerund(verb)}:
            return verb
    return ""


def _sounds_like_vowel(phrase: str) -> bool:
    lowered = phrase.lower()
    if re.match(r"(?:uni|use|eu|one\b|once\b|ukulele)", lowered):
        return False
    return bool(re.match(r"(?:[aeiou]|hour|honest|heir)", lowered))
