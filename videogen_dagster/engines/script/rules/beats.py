"""A script cut into beats: what one shot tells, before anybody thinks about pictures."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from videogen_dagster.core.screenplay import (
    Action,
    Element,
    Heading,
    Lyric,
    Manner,
    Narration,
    Screenplay,
    Section,
    Speech,
    Spoken,
    Transition,
)
from videogen_dagster.core.storyboard import NARRATOR, Line
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.engines.script.rules.cast import Cast
from videogen_dagster.engines.script.rules.names import is_unseen
from videogen_dagster.engines.script.rules.sentences import packed, sentences
from videogen_dagster.engines.script.rules.timing import GAP_S, LEAD_S, TAIL_S, speech_s

FULL_SHOT_S = 12.0
"""A shot that talks this long passes to the next one at a change of speaker or sentence."""
LONGEST_SHOT_S = 14.0
EARLIEST_CUT_S = 4.0
WORDS_PER_SILENT_SHOT = 30
MOST_SPEAKERS = 2
"""A picture has two seats for people who are seen speaking; a third one is seen in a shot of their own, after a cut."""
WORDS_BESIDE_SPEECH = 14
"""A short action before a speech (`Steel nods.`) is seen while the speech is heard."""

_ASKED_FOR = (
    (("dissolve",), TransitionKind.CROSSFADE),
    (("cross", "fade"), TransitionKind.CROSSFADE),
    (("morph",), TransitionKind.CROSSFADE),
    (("wipe", "right"), TransitionKind.WIPE_RIGHT),
    (("wipe",), TransitionKind.WIPE_LEFT),
    (("white",), TransitionKind.DIP_WHITE),
    (("fade in",), TransitionKind.CUT),
    (("fade",), TransitionKind.DIP_BLACK),
)
"""Which words of a script's transition ask for what; the first row of which all words are there counts."""


@dataclass(frozen=True, slots=True)
class Beat:
    """What one shot tells.

    Attributes:
        heading: Of the scene that it belongs to.
        first: Whether it opens its scene.
        action: What is seen.
        lines: What is heard.
        title: Words shown on screen instead.
        transition: Into the next shot.
    """

    heading: str
    first: bool
    action: str = ""
    lines: tuple[Line, ...] = ()
    title: str = ""
    transition: TransitionKind = TransitionKind.CUT


def beats_of(screenplay: Screenplay, cast: Cast, *, language: str) -> tuple[Beat, ...]:
    """Return the beats of a script in order.

    Every spoken word stands in exactly one line, unchanged; lines are cut at sentence ends only, and only when one speech
    is too long for a shot. Notes, sections and synopses give no beat.

    Args:
        screenplay: The script.
        cast: Its characters, from `cast_of`.
        language: BCP 47 tag that speech is timed in.
    """
    cutter = _Cutter(language=language)
    for element in screenplay.elements:
        _read(element, cutter, cast)
    cutter.close_scene()
    return tuple(cutter.beats)


def transition_of(text: str) -> TransitionKind:
    """Return the transition that a script's words ask for."""
    lowered = text.lower()
    for words, kind in _ASKED_FOR:
        if all(word in lowered for word in words):
            return kind
    return TransitionKind.CUT


def spoken_lines(speech: Speech, cast: Cast) -> Iterator[Line]:
    """Yield the lines of one speech: a new line where the manner changes, words as written."""
    who = cast.id_of(speech.character)
    seen = not is_unseen(speech.character, speech.extensions) and who != NARRATOR
    manner: str | None = None
    for part in speech.parts:
        match part:
            case Manner():
                manner = part.text.strip() or None
            case Spoken() if part.text.strip():
                said = "singing" if part.sung else manner
                yield Line(character=who, text=" ".join(part.text.split()), manner=said, on_screen=seen)
            case _:
                pass


def _read(element: Element, cutter: "_Cutter", cast: Cast) -> None:
    match element:
        case Speech() | Narration() | Lyric():
            _hear(element, cutter, cast)
        case Action() if element.centred:
            cutter.show_title(element.text)
        case Action():
            cutter.act(element.text)
        case Heading():
            cutter.open_scene(element.text.strip())
        case Section():
            cutter.flush()
        case Transition():
            cutter.pass_over(transition_of(element.text))
        case _:
            pass


def _hear(element: Speech | Narration | Lyric, cutter: "_Cutter", cast: Cast) -> None:
    match element:
        case Speech():
            for line in _joined(spoken_lines(element, cast)):
                cutter.speak(line)
        case Narration():
            cutter.narrate(element.text)
        case Lyric():
            cutter.narrate(element.text, manner="singing")


def _joined(lines: Iterator[Line]) -> Iterator[Line]:
    """Join neighbours that are said alike, so that a speech over several source lines is heard in one breath."""
    held: Line | None = None
    for line in lines:
        if held is not None and held.manner == line.manner:
            held = held.model_copy(update={"text": f"{held.text} {line.text}"})
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


@dataclass(slots=True)
class _Cutter:
    """Collects what belongs into one shot and cuts when it is full."""

    language: str
    beats: list[Beat] = field(default_factory=list)
    _heading: str = ""
    _opens: bool = True
    _action: str = ""
    _lines: list[Line] = field(default_factory=list)

    def open_scene(self, heading: str) -> None:
        self.close_scene()
        self._heading = heading
        self._opens = True

    def act(self, text: str) -> None:
        if self._lines:
            self.flush()
        pieces = packed(sentences(text), fits=lambda piece: len(piece.split()) <= WORDS_PER_SILENT_SHOT)
        for piece in pieces:
            joined = f"{self._action} {piece}".strip()
            if self._action and len(joined.split()) > WORDS_BESIDE_SPEECH:
                self.flush()
                joined = piece
            self._action = joined

    def narrate(self, text: str, *, manner: str | None = None) -> None:
        if not text.split():
            return
        for piece in self._breaths(Line(character=NARRATOR, text=" ".join(text.split()), manner=manner)):
            self._make_room(piece)
            self._lines.append(piece)
            self._action = f"{self._action} {piece.text}".strip()

    def speak(self, line: Line) -> None:
        if self._action and not self._lines and len(self._action.split()) > WORDS_BESIDE_SPEECH:
            self.flush()
        for piece in self._breaths(line):
            self._make_room(piece)
            self._lines.append(piece)

    def show_title(self, text: str) -> None:
        self.flush()
        if text.strip():
            self._add(Beat(self._heading, self._opens, title=" ".join(text.split())))

    def pass_over(self, transition: TransitionKind) -> None:
        self.flush()
        if self.beats:
            self.beats[-1] = replace(self.beats[-1], transition=transition)

    def flush(self) -> None:
        if self._action or self._lines:
            self._add(Beat(self._heading, self._opens, self._action, tuple(self._lines)))
        self._action = ""
        self._lines = []

    def close_scene(self) -> None:
        """Cut, and show the place of a scene in which nothing happens."""
        self.flush()
        if self._opens and self._heading:
            self._add(Beat(self._heading, first=True))

    def _add(self, beat: Beat) -> None:
        self.beats.append(beat)
        self._opens = False

    def _breaths(self, line: Line) -> Iterator[Line]:
        if LEAD_S + speech_s(line.text, self.language) + TAIL_S <= LONGEST_SHOT_S:
            yield line
            return
        for text in packed(sentences(line.text), fits=lambda piece: speech_s(piece, self.language) <= FULL_SHOT_S - 1):
            yield line.model_copy(update={"text": text})

    def _make_room(self, line: Line) -> None:
        if not self._lines:
            return
        seen = {held.character for held in (*self._lines, line) if held.on_screen}
        if len(seen) > MOST_SPEAKERS:
            self.flush()
            return
        now = LEAD_S + TAIL_S + sum(speech_s(held.text, self.language) + GAP_S for held in self._lines)
        then = now + speech_s(line.text, self.language)
        if then > LONGEST_SHOT_S or (now >= EARLIEST_CUT_S and then > FULL_SHOT_S):
            self.flush()
