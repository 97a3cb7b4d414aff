"""Who and what a text puts on the stage, how they stand, and how near the camera is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from videogen_dagster.core.requests import Likeness
from videogen_dagster.media.illustration.motifs import COUNTS, MOST, Mention, mentions

MOST_MOTIFS: Final = 3

_PERSONS: Final = {
    "woman": "women", "man": "men", "girl": "girls", "boy": "boys", "child": "children", "kid": "kids", "person": "people",
    "lady": "ladies", "gentleman": "gentlemen", "traveller": "travellers", "traveler": "travelers", "friend": "friends",
    "chef": "chefs", "cook": "cooks", "baker": "bakers", "detective": "detectives", "astronaut": "astronauts",
    "wizard": "wizards", "witch": "witches", "king": "kings", "queen": "queens", "princess": "princesses",
    "prince": "princes", "knight": "knights", "fisherman": "fishermen", "keeper": "keepers", "explorer": "explorers",
    "scientist": "scientists", "doctor": "doctors", "nurse": "nurses", "captain": "captains", "pilot": "pilots",
    "officer": "officers", "teacher": "teachers", "student": "students", "farmer": "farmers", "musician": "musicians",
    "dancer": "dancers", "runner": "runners", "hiker": "hikers", "sailor": "sailors", "barista": "baristas",
    "mother": "mothers", "father": "fathers", "grandmother": "grandmothers", "grandfather": "grandfathers",
    "worker": "workers", "engineer": "engineers", "artist": "artists", "customer": "customers", "couple": "couples",
    "figure": "figures", "stranger": "strangers", "professor": "professors", "monk": "monks", "cowboy": "cowboys",
    "sheriff": "sheriffs", "businesswoman": "businesswomen", "businessman": "businessmen", "family": "families",
}  # fmt: skip
_SINGULAR: Final = {plural: word for word, plural in _PERSONS.items()}
_SEVERAL: Final = {"couple": 2, "family": 3, "people": 3}
_PERSON: Final = re.compile(
    r"(?<![\w-])(?:(" + "|".join(sorted(map(re.escape, COUNTS), key=len, reverse=True)) + r") (?:[\w'-]+ ){0,2}?)?"
    r"(" + "|".join(sorted([*_PERSONS, *_SINGULAR], key=len, reverse=True)) + r")(?![\w-])"
)  # fmt: skip

_OVER_SHOULDER: Final = re.compile(
    r"over[- ]the[- ]shoulder[^.;]*?\b(?:from behind|seen past|past|behind) (?P<whose>[^,.;]+)"
    r"|over (?P<owner>[\w ]+?)'s? shoulder"
)

_OF_A_PLACE: Final = re.compile(
    r"(?:'s|s')? (?:kitchen|station|room|office|house|school|bedroom|hut|cabin|palace|castle|car|boat|ship|club|hall|"
    r"hospital|quarters|academy|tower|cottage|shop|studio|tent|garden|workshop|building)(?![\w-])"
)
"""What a chef's kitchen or a doctor's office goes on with: the role names a place, nobody is seen."""

_FRAMINGS: Final = {
    "insert": ("insert", "tabletop", "top-down", "close-up on the hands", "close-up of the hands", "hands over", "macro", "detail of"),
    "close": ("close-up", "close up", "closeup", "portrait", "headshot", "tight on", "face of"),
    "wide": ("wide", "establishing", "long shot", "panorama", "panoramic", "aerial", "distant", "in the distance", "far away", "tiny figure", "small figure"),
    "medium": ("medium", "two-shot", "waist", "over-the-shoulder", "upper torso", "cowboy shot"),
}  # fmt: skip
_POSES: Final = {
    "running": ("running", "runs", "jogging", "sprints", "chasing", "racing"),
    "arms up": ("arms raised", "cheering", "celebrating", "celebrates", "hands up", "triumph", "arms wide", "dancing", "dances", "jumping"),
    "waving": ("waving", "waves goodbye", "waves at", "greets", "greeting"),
    "pointing": ("pointing", "points at", "points to", "points"),
    "seated": ("sitting", "sits", "seated"),
    "reading": ("reading", "reads", "writing", "writes", "scribbles", "studies", "opens the", "typing"),
    "holding": ("holding", "holds", "carrying", "carries", "lifts", "raises", "drinks", "sips", "serving", "finds", "found"),
    "explaining": ("explains", "explaining", "presents", "presenting", "arguing", "argue", "teaching", "conducting"),
    "talking": ("talking", "talk", "talks", "speaks", "speaking", "interviews", "interview", "says", "conversation", "asks"),
    "walking": ("walking", "walks", "walk", "strolls", "strolling", "hiking", "wanders", "travels", "steps", "crosses", "enters"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """What is to be drawn.

    Attributes:
        people: Who is seen, at most `MOST`.
        motifs: Animals, vehicles and things, the first named first.
        framing: `insert`, `close`, `medium`, `full` or `wide`.
        pose: Pose of the first person, a key of `people.POSES`.
        at_table: Whether they are gathered around a table.
        behind: Over whose shoulder the others are seen, not one of `people`, or None.
    """

    people: tuple[Likeness, ...]
    motifs: tuple[Mention, ...]
    framing: str
    pose: str
    at_table: bool
    behind: Likeness | None = None

    @property
    def insert(self) -> bool:
        """Whether small things alone are the subject: the camera goes near them, unless it is to stay far away."""
        small = bool(self.motifs) and all(mention.motif.place == "table" for mention in self.motifs)
        return small and not self.people and self.framing != "wide"


def cast_of(text: str, likenesses: Sequence[Likeness]) -> Cast:
    """Return who and what is on the stage when `text` is drawn; `likenesses` says how its characters look."""
    words = text.lower().replace("’", "'")
    framing = _first(_FRAMINGS, words) or "full"
    motifs = tuple(mention for mention in mentions(words) if not _is_part_of_clothes(words, mention))[:6]
    if framing == "insert" and not motifs:
        framing = "close"  # of a thing that cannot be drawn, the one who uses it is seen from near
    people = () if framing == "insert" else _people(words, likenesses)
    behind = _behind(words, people)
    people = tuple(who for who in people if who is not behind)
    pose = _first(_POSES, words) or "standing"
    at_table = bool(people) and any(mention.motif.name == "table" for mention in motifs) and framing != "close"
    # Alone on the stage, small things need no table below them: the stage is their table.
    laid_out = not people and any(mention.motif.place == "table" for mention in motifs)
    left_out = {"table", "chair"} if at_table else {"table"} if laid_out else set()
    kept = tuple(mention for mention in motifs if mention.motif.name not in left_out)
    return Cast(people, kept[:MOST_MOTIFS], framing, pose, at_table, behind)


def _behind(words: str, people: Sequence[Likeness]) -> Likeness | None:
    """Return the one of two people whose back is to the camera."""
    said = _OVER_SHOULDER.search(words)
    if said is None or len(people) != 2:
        return None
    return next((who for who in people if _is_named(said["whose"] or said["owner"], who)), None)


def _first(table: dict[str, tuple[str, ...]], words: str) -> str | None:
    for key, signs in table.items():
        if any(re.search(rf"(?<![\w]){re.escape(sign)}(?![\w])", words) for sign in signs):
            return key
    return None


def _is_part_of_clothes(words: str, mention: Mention) -> bool:
    """A whisk icon on an apron or an owl on a badge is no motif of its own."""
    after = words[mention.position : mention.position + 40]
    return bool(re.match(r"[\w' -]+? (icon|logo|print|pattern|emblem|badge|embroidery|tattoo)\b", after))


def _people(words: str, likenesses: Sequence[Likeness]) -> tuple[Likeness, ...]:
    if likenesses:
        named = tuple(who for who in likenesses if _is_named(words, who))
        return (named or tuple(likenesses))[:MOST]
    found: list[Likeness] = []
    for match in _PERSON.finditer(words):
        word = match.group(2)
        singular = _SINGULAR.get(word, word)
        count = COUNTS.get(match.group(1) or "", 3 if word in _SINGULAR else 1)
        if match.group(1) is None:
            count = max(count, _SEVERAL.get(word, 1))
        if _OF_A_PLACE.match(words, match.end()):
            continue
        # What is said about others nearby, or before this clause, is not said about this one.
        before = re.split(r"[,;.:()]", _PERSON.split(words[max(0, match.start() - 40) : match.start()])[-1])[-1]
        after = re.split(r"[;.:]", _PERSON.split(words[match.end() : match.end() + 90])[0])[0]
        around = f"{before} {singular} {after}"
        if any(who.name.startswith(singular) for who in found):
            continue
        found += [Likeness(name=_numbered(singular, index), description=around) for index in range(count)]
    return tuple(found[:MOST])


def _numbered(word: str, index: int) -> str:
    return word if index == 0 else f"{word} {index + 1}"


def _is_named(words: str, who: Likeness) -> bool:
    parts = [part for part in re.findall(r"[\w']+", who.name.lower()) if len(part) > 2]
    return any(re.search(rf"\b{re.escape(part)}\b", words) for part in parts)
