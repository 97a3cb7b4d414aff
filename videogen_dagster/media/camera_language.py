"""From the words of a motion prompt to camera moves, also where they stand inside the long prose of a shot list."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class MoveKind(StrEnum):
    """The ways a camera moves. The sign of a move says which way: right, up, in or clockwise is +1."""

    PAN = "pan"
    TILT = "tilt"
    TRUCK = "truck"
    PEDESTAL = "pedestal"
    PUSH = "push"
    ORBIT = "orbit"


class Degree(StrEnum):
    """How much and how fast."""

    SLIGHT = "slight"
    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"


@dataclass(frozen=True, slots=True)
class Move:
    """One move.

    Attributes:
        kind: The way the camera moves.
        sign: +1 right, up, in, clockwise; -1 the other way; 0 left open by the prompt.
        degree: How much and how fast.
    """

    kind: MoveKind
    sign: int
    degree: Degree = Degree.NORMAL


@dataclass(frozen=True, slots=True)
class CameraDirection:
    """What the camera does in a shot; without moves and shake it stands still.

    Attributes:
        moves: Moves that happen together, at most one of a kind.
        shake: How restless a hand holds the camera: 0 a tripod, 1 a calm shoulder, 2 running.
    """

    moves: tuple[Move, ...] = ()
    shake: float = 0.0


GENTLE_PUSH_IN: Final = CameraDirection(moves=(Move(MoveKind.PUSH, 1, Degree.SLOW),))
"""What a prompt that names no camera move gets: the picture lives, and the subject comes nearer."""


@dataclass(frozen=True, slots=True)
class _Term:
    """A word of the camera's language: where it may stand, and what it means without a direction beside it."""

    pattern: re.Pattern[str]
    kind: MoveKind
    sign: int = 0
    degree: Degree | None = None
    only_of_camera: bool = field(default=False)


def _term(
    pattern: str, kind: MoveKind, sign: int = 0, *, degree: Degree | None = None, only_of_camera: bool = False
) -> _Term:
    return _Term(re.compile(rf"\b(?:{pattern})\b"), kind, sign, degree, only_of_camera)


# In order: the first term that matches a stretch of text owns it. A term that people and things also do ("rises",
# "slides the recorder") counts only in a sentence about the camera.
_TERMS: Final = (
    _term(r"circular dolly|orbit(?:s|ing|al)?|parallax|360", MoveKind.ORBIT),
    _term(r"(?:dolly|dollies|track|tracks|tracking|move|moves|moving) around", MoveKind.ORBIT),
    _term(r"arc(?:s|ing)?(?: shot| around)?|circl(?:e|es|ing)|revolv(?:e|es|ing)", MoveKind.ORBIT, only_of_camera=True),
    _term(r"(?:push|zoom|doll|mov|creep)(?:y|ie|e)?(?:s|es|ed|ing)?(?: shot)? ?in|ken burns", MoveKind.PUSH, 1),
    _term(r"(?:doll|mov|fl)(?:y|ie|ies|e|es|s|ing)* (?:forwards?|towards?|closer|over)", MoveKind.PUSH, 1),
    _term(r"(?:push|pushes|pushing) (?:towards?|closer|forwards?)", MoveKind.PUSH, 1, only_of_camera=True),
    _term(r"(?:pull|zoom)(?:s|ed|ing)? ?(?:out|back|away)", MoveKind.PUSH, -1),
    _term(r"(?:doll|mov|push)(?:y|ie|ies|e|es|s|ing)* ?(?:out|back|backwards?|away)", MoveKind.PUSH, -1),
    _term(r"zoom(?:s|ing)?|drone|aerial|fly ?through|close in", MoveKind.PUSH, 1),
    _term(r"doll(?:y|ies|ying)|track(?:s|ing)?(?: shot)?", MoveKind.TRUCK),
    _term(r"whip pan(?:s|ning)?", MoveKind.PAN, degree=Degree.FAST),
    _term(r"pan(?:s|ned|ning)(?! of\b)|pan (?:left|right|across|over|to|up|down|leftward|rightward)", MoveKind.PAN),
    _term(r"pan", MoveKind.PAN, only_of_camera=True),
    _term(r"tilt(?:s|ed|ing)?", MoveKind.TILT, only_of_camera=True),
    _term(r"tilt(?:s|ing)? (?:up|down)", MoveKind.TILT),
    _term(r"(?:crane|jib|boom|pedestal)(?:s|ing)? (?:up|down|shot)", MoveKind.PEDESTAL),
    _term(r"crane(?:s)?|jib|boom|pedestal", MoveKind.PEDESTAL, only_of_camera=True),
    _term(r"ris(?:e|es|ing)|lift(?:s|ing)?|ascend(?:s|ing)?", MoveKind.PEDESTAL, 1, only_of_camera=True),
    _term(r"descend(?:s|ing)?|lower(?:s|ing)|sink(?:s|ing)?", MoveKind.PEDESTAL, -1, only_of_camera=True),
    _term(r"truck(?:s|ing)? (?:left|right|leftward|rightward)|lateral", MoveKind.TRUCK),
    _term(r"(?:slid|glid)(?:e|es|ing)|truck(?:s|ing)?|follow(?:s|ing)?", MoveKind.TRUCK, only_of_camera=True),
    _term(r"drift(?:s|ing)?|float(?:s|ing)?", MoveKind.TRUCK, degree=Degree.SLIGHT, only_of_camera=True),
)

_CAMERA_WORDS: Final = re.compile(
    r"\b(?:camera|shots?|lens|\d+ ?mm|close up|closeup|angle|framing|dolly|zoom\w*|handheld|steadicam|gimbal|static|locked)\b"
)
_STATIC: Final = re.compile(
    r"\b(?:static|locked(?: off| down)?|stationary|motionless|tripod|fixed|steady (?:camera|shot|frame)"
    r"|(?:still|unmoving) (?:camera|shot|frame)|no (?:camera )?(?:movement|motion|move)|(?:camera )?holds?(?: still)?)\b"
)
_HANDHELD: Final = re.compile(
    r"\b(?:hand ?held|micro ?(?:shake|movement|jitter)s?|camera shake|shaky|shaking camera|shoulder cam\w*)\b"
)
_CALM_HAND: Final = re.compile(r"\b(?:micro|subtle|slight|slightly|gentle|soft)\b")
_WILD_HAND: Final = re.compile(r"\b(?:shaky|frantic|chaotic|heavy|running|violent)\b")
_NEGATED: Final = re.compile(r"\b(?:no|not|without|avoid|never|any|nor)(?: \w+){0,2} ?$")
_DEGREES: Final = (
    (Degree.SLIGHT, re.compile(r"\b(?:slight(?:ly)?|subtl[ey]|micro|tiny|barely|faint(?:ly)?|small|minimal)\b")),
    (Degree.SLOW, re.compile(r"\b(?:slow(?:ly)?|gentl[ey]|soft(?:ly)?|smooth(?:ly)?|calm(?:ly)?|gradual(?:ly)?)\b")),
    (Degree.FAST, re.compile(r"\b(?:fast|quick(?:ly)?|rapid(?:ly)?|swift(?:ly)?|sudden(?:ly)?|whip|crash|dramatic)\b")),
)
_HORIZONTAL: Final = re.compile(r"\b(?:(right(?:wards?)?|clockwise)|(left(?:wards?)?|counterclockwise))\b")
_VERTICAL: Final = re.compile(r"\b(?:(up(?:wards?)?)|(down(?:wards?)?))\b")
_DEPTH: Final = re.compile(r"\b(?:(in|forwards?|closer)|(out|back|backwards?|away))\b")

# Spellings that would mislead: a start point is not a direction, a camera height is not a move.
_NORMAL_FORMS: Final = (
    (re.compile(r"[-\u2010-\u2015_/]+"), " "),
    (re.compile(r"\b(?:from )?(?:the )?left to (?:the )?right\b"), "rightward"),
    (re.compile(r"\b(?:from )?(?:the )?right to (?:the )?left\b"), "leftward"),
    (re.compile(r"\bfrom (?:the )?left\b"), "rightward"),
    (re.compile(r"\bfrom (?:the )?right\b"), "leftward"),
    (re.compile(r"\b(?:counter|anti) ?clockwise\b"), "counterclockwise"),
    (re.compile(r"\btop down\b|\b(?:low|high) angle\b"), "angle"),
    (re.compile(r"\bclose ups?\b"), "closeup"),
    (re.compile(r"\b(?:frying|sauce|baking|saut[eé]) pans?\b"), "dish"),
    (re.compile(r"\s+"), " "),
)
_SHORT_PROMPT_WORDS: Final = 12


def read_camera(prompt: str) -> CameraDirection:
    """Return what the camera does in a shot described by `prompt`.

    Terms of the field are understood (pan, tilt, dolly, truck, crane, push in, pull out, orbit, handheld, locked-off)
    with their directions and degrees, alone or inside prose. What people in the shot do is not taken for a move.

    Args:
        prompt: A motion prompt in English, of any length. One that names no move gets a gentle push in.
    """
    text = _normal(prompt)
    sentences = [sentence.strip() for sentence in re.split(r"[.;!?\n]+", text) if sentence.strip()]
    short = len(sentences) == 1 and len(text.split()) <= _SHORT_PROMPT_WORDS
    spoken_of_camera = [sentence for sentence in sentences if short or _CAMERA_WORDS.search(sentence)]
    shake = _shake(". ".join(spoken_of_camera))
    moves = _all_moves(spoken_of_camera, of_camera=True)
    if moves or shake:
        return CameraDirection(moves=moves, shake=shake)
    if any(_STATIC.search(sentence) for sentence in spoken_of_camera):
        return CameraDirection()
    # Nothing is said of the camera by that name: terms that only a camera obeys still count.
    moves = _all_moves(sentences, of_camera=False)
    return CameraDirection(moves=moves) if moves else GENTLE_PUSH_IN


def _all_moves(sentences: Sequence[str], *, of_camera: bool) -> tuple[Move, ...]:
    moves: dict[MoveKind, Move] = {}
    for sentence in sentences:
        for move in _moves(sentence, of_camera=of_camera):
            moves.setdefault(move.kind, move)
    return tuple(moves.values())


def _normal(prompt: str) -> str:
    text = prompt.lower()
    for pattern, form in _NORMAL_FORMS:
        text = pattern.sub(form, text)
    return text


def _shake(text: str) -> float:
    found = _HANDHELD.search(text)
    if found is None or _NEGATED.search(text[: found.start()]):
        return 0.0
    around = text[max(0, found.start() - 24) : found.end() + 24]
    if _WILD_HAND.search(around):
        return 2.0
    return 0.6 if _CALM_HAND.search(around) else 1.0


def _moves(sentence: str, *, of_camera: bool) -> Iterator[Move]:
    for clause in re.split(r",|:|\bas\b|\bwhile\b|\bthen\b", sentence):
        found = _terms_in(clause, of_camera=of_camera)
        for index, (start, end, term) in enumerate(found):
            before = clause[found[index - 1][1] if index else 0 : start]
            after = clause[end : found[index + 1][0] if index + 1 < len(found) else len(clause)]
            if not _NEGATED.search(before):
                yield _move(term, before=before, words=clause[start:end], after=after)


def _terms_in(clause: str, *, of_camera: bool) -> list[tuple[int, int, _Term]]:
    found: list[tuple[int, int, _Term]] = []
    for term in _TERMS:
        if term.only_of_camera and not of_camera:
            continue
        for match in term.pattern.finditer(clause):
            if all(match.end() <= start or match.start() >= end for start, end, _ in found):
                found.append((match.start(), match.end(), term))
    return sorted(found, key=lambda entry: entry[0])


def _move(term: _Term, *, before: str, words: str, after: str) -> Move:
    near = " ".join(after.split()[:5])
    kind, sign = term.kind, term.sign
    vertical = _sign(_VERTICAL, words, near, before)
    horizontal = _sign(_HORIZONTAL, words, near, before)
    match kind:
        case MoveKind.PAN if vertical and not horizontal:
            kind, sign = MoveKind.TILT, vertical
        case MoveKind.PAN | MoveKind.ORBIT:
            sign = horizontal
        case MoveKind.TRUCK if not horizontal and words.startswith("doll"):
            kind, sign = MoveKind.PUSH, _sign(_DEPTH, near) or 1
        case MoveKind.TRUCK if vertical and not horizontal:
            kind, sign = MoveKind.PEDESTAL, vertical
        case MoveKind.TRUCK:
            sign = horizontal
        case MoveKind.TILT | MoveKind.PEDESTAL:
            sign = vertical or sign or 1
        case _:
            pass
    return Move(kind, sign, term.degree or _degree(before, words, near))


def _sign(pattern: re.Pattern[str], *places: str) -> int:
    for place in places:
        if found := pattern.search(place):
            return 1 if found.group(1) else -1
    return 0


def _degree(*places: str) -> Degree:
    for place in places:
        for degree, pattern in _DEGREES:
            if pattern.search(place):
                return degree
    return Degree.NORMAL
