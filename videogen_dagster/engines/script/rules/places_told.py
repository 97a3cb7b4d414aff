"""What a text itself says about where and when it plays; words on labels and in brackets say nothing about it."""

import re
from typing import Final

from videogen_dagster.engines.script.rules.clause import DETERMINERS, PREPOSITIONS
from videogen_dagster.engines.script.rules.headings import Setting, light_in
from videogen_dagster.engines.script.rules.knowledge.locations import ELSEWHERE, OPEN_AIR, ROOMS
from videogen_dagster.engines.script.rules.sentences import sentences
from videogen_dagster.engines.script.rules.word_set import word_set

_NOUN: Final = "|".join(sorted(map(re.escape, ROOMS | OPEN_AIR), key=len, reverse=True))
_LINK: Final = "|".join(sorted(PREPOSITIONS | {"and", "or", "but", "who", "that", "which"}, key=len, reverse=True))
_PHRASE: Final = (
    r"(?:(?:the|an?|his|her|their|its|this|that|my|our|your|some|one)\s+)?"
    rf"(?P<place>(?:(?!(?:{_LINK})\b)[\w'’-]+,?\s+){{0,6}}?(?:{_NOUN})(?:\s+(?:{_NOUN}))*)(?![\w'’-])"
)
_LOCATED: Final = re.compile(
    rf"(?P<before>[\w-]*)\s*\b(?P<how>in|inside|into|at|on|within|through|across|of)\s+{_PHRASE}", re.IGNORECASE
)
_ANYWHERE: Final = re.compile(rf"(?<![\w'’-])(?P<place>{_NOUN})(?![\w'’-])", re.IGNORECASE)
_OPENING: Final = re.compile(
    r"^(?:(?:(?:later|meanwhile|then|now|soon|next|afterwards|elsewhere|back|moments|minutes|hours|days|that|the next|the same|early|late)\b"
    rf"[^,.:;]{{0,24}}?)?[,:]?\s*)?\b(?:in|on|at|inside|outside|within)\s+{_PHRASE}",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"\([^()]*\)|\"[^\"]*\"|“[^”]*”|‘[^’]{1,60}’(?!\w)|(?<!\w)'[^']{1,60}'(?!\w)")
_FRAMED: Final = word_set(
    "shot view interior exterior inside outside picture image panorama close-up frame establishing"
)
_LOOKED: Final = word_set(
    "look looks looking stare stares gaze gazes point points glance glances smile smiles aim aims wave waves"
)
_GOES_ON: Final = (
    PREPOSITIONS
    | DETERMINERS
    | word_set("and or but where while as is are was were who which stands sits he she it they")
)
_GENERIC: Final = word_set("room the same rest whole entire other side this that home house")
_HOUR: Final = r"(?:mid)?night(?:time)?|(?:mid)?day(?:time)?|noon|(?:late )?afternoon|morning|dawn|sunrise|dusk|evening|sunset|twilight"
_HOUR_OPENS: Final = re.compile(
    rf"^(?:later\s+)?(?:that|the (?:next|same)|by|at|in the|one|early|late|later|next|towards?|before)\b(?: \w+)?,? (?:{_HOUR})\b",
    re.IGNORECASE,
)
_HOUR_COMES: Final = re.compile(
    r"\b(?:night|darkness|dusk|evening|dawn|morning) (?:falls|fell|comes|came|breaks|broke)\b", re.IGNORECASE
)
_SUN: Final = re.compile(
    r"\bsun (?:is )?(?:(?P<down>sets?|setting|goes down|went down)|rises|rising|rose|comes up)\b", re.IGNORECASE
)


def unquoted(text: str) -> str:
    """Return `text` without what stands in quotation marks and brackets."""
    return re.sub(r"\s+", " ", _QUOTED.sub(" ", text)).strip()


def place_told(text: str) -> Setting:
    """Return the first place that `text` plays in (`in a modest, well-lit interview room`), empty if it tells none."""
    plain = unquoted(text)
    for match in _LOCATED.finditer(plain):
        before, how = match["before"].lower(), match["how"].lower()
        of_a_picture = how != "of" or before in _FRAMED
        if of_a_picture and not (how == "at" and before in _LOOKED) and _is_place(match, plain):
            return _setting(match["place"])
    return Setting()


def place_named(text: str) -> Setting:
    """Return the first place that `text` names in whatever way (`The harbour slept`), empty if there is none."""
    match = _ANYWHERE.search(unquoted(text))
    return _setting(match["place"]) if match else Setting()


def move_told(text: str) -> Setting:
    """Return where a sentence of an action moves to: it opens with the place (`Later, on the roof, ...`)."""
    for sentence in sentences(unquoted(text)):
        match = _OPENING.match(sentence)
        if match and _is_place(match, sentence):
            return _setting(match["place"])
    return Setting()


def hour_told(text: str) -> str:
    """Return the light that a sentence of an action changes to (`That night, ...`, `The sun sets.`), or nothing."""
    for sentence in sentences(unquoted(text)):
        for pattern in (_HOUR_OPENS, _HOUR_COMES):
            if match := pattern.search(sentence):
                return light_in(match[0].replace("darkness", "night"))
        if sun := _SUN.search(sentence):
            return "sunset" if sun["down"] else "dawn"
    return ""


def leaves(text: str, place: Setting) -> bool:
    """Return whether a picture shows something that is not at `place`: other places, the sky, a named town."""
    plain = unquoted(text)
    named = {match["place"].lower() for match in _ANYWHERE.finditer(plain)} - {"room", *_words(place.place)}
    away = place.side == "interior" and bool(ELSEWHERE & set(re.findall(r"[a-z]+", plain.lower())))
    return bool(named) or away


def is_same_place(told: Setting, known: Setting) -> bool:
    """Return whether `told` is a shorter or repeated name of `known` (`the kitchen`, `the original bright kitchen`)."""
    words = set(_words(told.place)) - {"original", "same", "bright", "dark", "quiet"}
    return bool(words) and words <= set(_words(known.place))


def _is_place(match: re.Match[str], text: str) -> bool:
    words = _words(match["place"])
    following = re.match(r"\s+([\w'’-]+)", text[match.end() :])
    clear = following is None or following[1].lower() in _GOES_ON or following[1][:1].isupper()
    return clear and not set(words) <= _GENERIC


def _setting(place: str) -> Setting:
    words = _words(place)
    outside = words[-1] in OPEN_AIR or bool({"open-air", "outdoor"} & set(words))
    plain = " ".join(place.replace(",", " ").split())
    return Setting(place=plain.lower() if plain.isupper() else plain, side="exterior" if outside else "interior")


def _words(place: str) -> list[str]:
    return re.findall(r"[\w-]+", place.lower())
