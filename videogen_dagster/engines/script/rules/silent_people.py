"""People whom the action names though they never speak: `Brick and Steel share a look`."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.core.casting import has_first_name
from videogen_dagster.engines.script.rules.grammar import base_form
from videogen_dagster.engines.script.rules.knowledge.arcs import KNOWN_VERBS
from videogen_dagster.engines.script.rules.knowledge.library import subject_named
from videogen_dagster.engines.script.rules.names import spoken_case
from videogen_dagster.engines.script.rules.word_set import word_set
from videogen_dagster.engines.script.rules.wording import props_in

_VERBS: Final = KNOWN_VERBS | word_set("""aim approach bend bow check cough cover crawl crouch dial dodge drag drop duck examine exchange exhale exit
    fire flinch freeze frown gasp giggle glance grab grin groan gulp hand haul hesitate hug hurry inhale kick kiss kneel lean lie lift lower
    march nod offer pass pause pick place point pop pour press pretend punch put raise rattle reach roll rub scream set shake shout shrug
    shut sigh sip slam slap slide slip slump smirk snap sniff sob spot squeeze step stretch stroll struggle stumble sprint swallow swing tap
    tie tilt toss try tug twist type unfold unlock wave whip wink wipe yawn yell""")
_BODY: Final = r"(?:\w+\s+)?(?:face|eyes?|hands?|fingers?|fists?|arms?|head|hair|mouth|lips|jaw|shoulders?|back|feet|legs?|gaze|smile|expression)\b"
_NAME: Final = r"(?P<{0}>[^\W\d_a-z][^\W\d_]+)"
_LEFT: Final = r"(?<![\w'’-])"
_POSSESSED: Final = re.compile(rf"{_LEFT}{_NAME.format('one')}['’]s\s+{_BODY}")
_PAIR: Final = re.compile(
    rf"{_LEFT}{_NAME.format('one')}\s+(?:and|&)\s+{_NAME.format('two')}\s+[*_]*(?:both\s+|\w+ly\s+)?(?P<verb>[a-z]+)\b"
)
_ACTS: Final = re.compile(rf"{_LEFT}{_NAME.format('one')}\s+[*_]*(?:\w+ly\s+)?(?P<verb>[a-z]+s)\b")
_ALIAS: Final = re.compile(
    rf"\b(?i:aka|a\.k\.a\.|named|called)\s+{_NAME.format('one')}(?:\s+and\s+{_NAME.format('two')})?"
)
_NOBODY: Final = word_set("""the a an this that these those his her their its our your my he she it they we you i and but or as if when while then
    there here one two both all some everyone everybody nobody somebody someone something nothing what who later music silence thunder
    darkness sirens gunshots credits title night day morning god mark act scene insert""")
_ARTICLE: Final = re.compile(
    r"(?:\b(?:the|an?|this|that|his|her|their|its|our|your|my)|['’]s)\s+(?:[\w'-]+\s+)?$", re.IGNORECASE
)


def silent_names(actions: Sequence[str]) -> tuple[str, ...]:
    """Return the names of people who do something in `actions`, in order, each once, as running text writes them.

    Somebody acts (`Scott pauses`), two do together (`Brick and Steel share a look`), has a face or a hand (`Steel's face`),
    or is called by a name (`AKA DAN and JACK`). The name must be a first name, or stand in capitals, or be capitalised in
    the middle of a sentence: what starts a sentence alone may be any word.
    """
    found: list[str] = []
    for text in actions:
        for start, name in () if text.isupper() else sorted(_acting(text)):
            if _is_name(name, text, start):
                found.append(spoken_case(name))
    return tuple(dict.fromkeys(found))


def _acting(text: str) -> Iterator[tuple[int, str]]:
    for match in (*_POSSESSED.finditer(text), *_ALIAS.finditer(text)):
        yield from _named(match)
    for match in _PAIR.finditer(text):
        if match["verb"] in _VERBS or match["verb"] in {"are", "have"}:
            yield from _named(match)
    for match in _ACTS.finditer(text):
        if match["verb"] not in {"is", "has"} and base_form(match["verb"], _VERBS):
            yield from _named(match)


def _named(match: re.Match[str]) -> Iterator[tuple[int, str]]:
    yield from ((match.start(group), match[group]) for group in match.re.groupindex if group != "verb" and match[group])


def _is_name(name: str, text: str, start: int) -> bool:
    lowered = name.lower()
    before = text[:start]
    if not name[0].isupper() or lowered in _NOBODY or _ARTICLE.search(before):
        return False
    if has_first_name(name):
        return True
    common = bool(props_in(lowered)) or subject_named(lowered) is not None
    inside = bool(before.strip()) and before.rstrip()[-1:] not in set(".!?:;\"“”'(—–-")
    return not common and (inside or name.isupper())
