"""Who plays in a script: names, other spellings of them, how they look."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from videogen_dagster.core.casting import Gender, gender_told, has_first_name
from videogen_dagster.core.screenplay import Action, Screenplay, Speech
from videogen_dagster.core.storyboard import NARRATOR, Character
from videogen_dagster.engines.script.rules.looks import after_sentence, with_more_looks
from videogen_dagster.engines.script.rules.names import character_id, clean_name, is_narrator, name_key, spoken_case
from videogen_dagster.engines.script.rules.silent_people import silent_names
from videogen_dagster.engines.script.rules.word_set import word_set

NARRATOR_CHARACTER: Final = Character(id=NARRATOR, name="Narrator", description="a voice that is never seen")

# Words that name a kind of person: MAN and OLD MAN are two people, JOHN and JOHN SMITH are one.
_KINDS: Final = word_set("""man woman boy girl child kid guy lady gentleman person voice crowd people guard soldier cop officer police driver waiter
    waitress doctor nurse teacher student neighbor neighbour stranger mother father mom mum dad son daughter brother sister uncle
    aunt king queen captain detective reporter clerk worker robot computer the old young first second third mr mrs ms dr
    agent sergeant aka""")
_CAPITALS = re.compile(r"\b[^\W\d_a-z][^\W\d_a-z'’.-]+(?:\s+[^\W\d_a-z][^\W\d_a-z'’.-]+){0,3}\b")
_PRONOUN: Final = re.compile(r"(?:^|[.!?][\])”’]*\s+)(he|she|they|his|her|their|this|that)\b", re.IGNORECASE)
_VERB_START: Final = word_set("is are was were has have who which and but or sits stands walks runs looks enters")


@dataclass(frozen=True, slots=True)
class Cast:
    """The characters of a film and how names in the script lead to them."""

    characters: tuple[Character, ...]
    ids: dict[str, str]

    def id_of(self, name: str) -> str:
        """Return the id of the character called `name`; `name` must have been given when the cast was made."""
        return self.ids[name_key(name)]

    def named_in(self, text: str) -> tuple[str, ...]:
        """Return ids of the characters whom `text` names, in the order of the first mention; never the narrator."""
        found = {
            character.id: match.start()
            for character in self.characters
            if character.id != NARRATOR
            for match in [_mention(character).search(text)]
            if match
        }
        return tuple(sorted(found, key=lambda identifier: (found[identifier], identifier)))

    def acting_in(self, text: str, *, before: Sequence[str]) -> tuple[str, ...]:
        """Return ids of whom `text` names, else of those whom its pronouns mean.

        Args:
            text: Action.
            before: Ids of who acted last: `they` and who sees `this` are all of them, `he` is the only one whom nothing tells to be a woman.
        """
        named = self.named_in(text)
        pronoun = None if named else _PRONOUN.search(text)
        if pronoun is None:
            return named
        if pronoun[1].lower() not in {"he", "his", "she", "her"}:
            return tuple(before)
        other = Gender.FEMALE if pronoun[1].lower() in {"he", "his"} else Gender.MALE
        meant = [
            who.id
            for who in self.characters
            if who.id in before and gender_told(who.name, who.description) is not other
        ]
        return tuple(meant) if len(meant) == 1 else ()

    def names(self) -> tuple[str, ...]:
        """Return all names and aliases."""
        return tuple(name for who in self.characters for name in (who.name, *who.aliases))

    def looks(self, identifier: str) -> str:
        """Return how a picture prompt names the character: `Brick (retired police detective)`."""
        who = next(character for character in self.characters if character.id == identifier)
        name = spoken_case(who.name)
        return f"{name} ({who.description})" if who.description else name


def cast_of(screenplay: Screenplay) -> Cast:
    """Return the cast of a script: everybody who has a cue, whom the action describes, and who does something in it."""
    cues = [element.character for element in screenplay.elements if isinstance(element, Speech)]
    actions = [element.text for element in screenplay.elements if isinstance(element, Action)]
    groups = _merged_spellings([*cues, *_introduced(actions, cues)])
    short_names = _short_names(groups)
    known = {*groups, *(name_key(name) for names in short_names.values() for name in names)}
    groups |= {name_key(name): [name] for name in silent_names(actions) if name_key(name) not in known}
    full_names = _full_names(groups, actions)
    characters: list[Character] = []
    ids: dict[str, str] = {}
    for key, spellings in groups.items():
        name = clean_name(spellings[0])
        aliases = tuple(dict.fromkeys([*spellings[1:], *full_names.get(key, ()), *short_names.get(key, ())]))
        identifier = character_id(name, taken={character.id for character in characters})
        for spelling in (name, *spellings, *aliases):
            ids.setdefault(name_key(spelling), identifier)
        if identifier not in {character.id for character in characters}:
            looks = "" if identifier == NARRATOR else introduction(actions, (name, *aliases))
            characters.append(Character(id=identifier, name=name, aliases=aliases, description=looks))
    return Cast(tuple(characters), ids)


def with_narrator(characters: Sequence[Character]) -> tuple[Character, ...]:
    """Return `characters` with the narrator among them, once."""
    if any(character.id == NARRATOR for character in characters):
        return tuple(characters)
    return (NARRATOR_CHARACTER, *characters)


def introduction(actions: Iterable[str], names: Sequence[str]) -> str:
    """Return how the first action that describes one of `names` describes them, or an empty string.

    Understands `NAME (34, tired)`, `NAME, a tired man of 34, enters` and `NAME is a tired man`, and sentences after it
    that go on about the look (`He wears a grey coat.`).
    """
    for text in actions:
        for name in sorted(names, key=len, reverse=True):
            found = _described(text, name)
            if found:
                return found
    return ""


def _described(text: str, name: str) -> str:
    escaped = re.escape(name)
    bracket = re.search(rf"\b{escaped}\s*\(([^()]{{2,160}})\)", text, re.IGNORECASE)
    if bracket and re.search(r"\d|[a-z]{3}", bracket[1]):
        return _look(text, bracket)
    apposition = re.search(
        rf"\b{escaped},\s+([^.;!?\n]{{4,160}}?(?:,\s+(?:wearing|dressed in)\s[^.,;!?\n]+)?)(?=,\s|\s--|\s[—–]|\.|;|$)",
        text,
    )
    if apposition and _reads_as_description(apposition[1]):
        return _look(text, apposition)
    equation = re.search(rf"\b{escaped}\s+is\s+(an?\s[^.;!?,\n]{{4,120}})", text, re.IGNORECASE)
    return _look(text, equation) if equation else ""


def _look(text: str, found: re.Match[str]) -> str:
    return with_more_looks(" ".join(found[1].split()), after_sentence(text, found.end()))


def _reads_as_description(words: str) -> bool:
    first = words.split(maxsplit=1)[0].lower()
    return first not in _VERB_START and not first.endswith("ing") and not words.isupper()


def _merged_spellings(cues: Sequence[str]) -> dict[str, list[str]]:
    """Group cues by who they mean: by key first, then short names with the one long name that contains them."""
    groups: dict[str, list[str]] = {}
    for cue in cues:
        spellings = groups.setdefault(name_key(cue), [])
        if clean_name(cue) not in spellings:
            spellings.append(clean_name(cue))
    for key in [key for key in groups if " " not in key and key not in _KINDS and not is_narrator(key)]:
        longer = [other for other in groups if other != key and _extends(other, key)]
        if len(longer) == 1:
            groups[key].extend(groups.pop(longer[0]))
    return groups


def _introduced(actions: Sequence[str], cues: Sequence[str]) -> list[str]:
    """Find names in capitals that the action describes though they have no cue: `BRICK BRADDOCK, retired detective, sits`."""
    spoken = {word for cue in cues for word in name_key(cue).split()}
    found: list[str] = []
    for text in actions:
        for match in () if text.isupper() else _CAPITALS.finditer(text):
            name = " ".join(match[0].split()).rstrip(".-'’")
            words = name_key(name).split()
            fresh = not spoken & set(words) and not any(word in _KINDS for word in words)
            if fresh and _is_described(text, name, words):
                found.append(name)
    return list(dict.fromkeys(found))


def _is_described(text: str, name: str, words: Sequence[str]) -> bool:
    looks = _described(text, name)
    clear = bool(re.match(r"(?:an?|in|late|mid|early|the)\s|\d", looks))
    return bool(looks) and looks[:1].islower() | looks[:1].isdigit() and (len(words) in (2, 3) or clear)


def _extends(longer: str, shorter: str) -> bool:
    words = longer.split()
    is_name = len(words) in (2, 3) and all(word.isalpha() and word not in _KINDS for word in words)
    return is_name and shorter in (words[0], words[-1])


def _full_names(groups: dict[str, list[str]], actions: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Find in the action the one full name in capitals that a cue is short for: BRICK and BRICK BRADDOCK."""
    runs = {" ".join(run.split()) for text in actions if not text.isupper() for run in _CAPITALS.findall(text)}
    result: dict[str, tuple[str, ...]] = {}
    for key in groups:
        if " " in key or key in _KINDS:
            continue
        full = sorted(run for run in runs if name_key(run) not in groups and _extends(name_key(run), key))
        if len(full) == 1:
            result[key] = (full[0],)
    return result


def _short_names(groups: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Return the first and the last name of those with a full name, as far as nobody else bears it."""
    result: dict[str, tuple[str, ...]] = {}
    for key in groups:
        words = key.split()
        others = {word for other in groups if other != key for word in other.split()}
        if _extends(key, words[0]) and has_first_name(key):
            written = clean_name(groups[key][0]).split()
            result[key] = tuple(word for word in (written[0], written[-1]) if word.casefold() not in others)
    return result


def _mention(character: Character) -> re.Pattern[str]:
    """Names are found as the script first writes them, in title case and in capitals; a cue `ME` is not the word `me`."""
    names = {character.name, *character.aliases}
    spellings = sorted(
        names | {spoken_case(name) for name in names} | {name.upper() for name in names},
        key=lambda name: (-len(name), name),
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in spellings)})(?!\w)")
