"""A screenplay as a plan: its beats with pictures.

Action is shown, not read: a shot without dialogue is silent. Prose (`Narration`) is read by the narrator while its own
words make the picture.
"""

from dataclasses import dataclass, field

from videogen_dagster.core.screenplay import Heading, Screenplay
from videogen_dagster.core.storyboard import NARRATOR, Card, CardKind
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.engines.script.rules.beats import Beat, beats_of
from videogen_dagster.engines.script.rules.cast import Cast, cast_of, with_narrator
from videogen_dagster.engines.script.rules.continuity import Whereabouts, whereabouts_of
from videogen_dagster.engines.script.rules.framing import (
    CLOSE_UP,
    DETAIL,
    ESTABLISHING,
    OVER_SHOULDER,
    action_framing,
    speech_framing,
)
from videogen_dagster.engines.script.rules.headings import read_heading
from videogen_dagster.engines.script.rules.mood import mood_of
from videogen_dagster.engines.script.rules.names import spoken_case
from videogen_dagster.engines.script.rules.sentences import shortened
from videogen_dagster.engines.script.rules.shot import Plan, Shot
from videogen_dagster.engines.script.rules.timing import silent_s
from videogen_dagster.engines.script.rules.wording import picture_words, props_in

TITLE_S = 4.0
INTERTITLE_S = 3.5


def plan_screenplay(screenplay: Screenplay, *, language: str) -> Plan:
    """Return the plan of a script; it has no shot if the script shows and says nothing.

    Args:
        screenplay: The script. Its spoken words reach the plan's lines verbatim and in order.
        language: BCP 47 tag that speech is timed in.
    """
    cast = cast_of(screenplay)
    beats = beats_of(screenplay, cast, language=language)
    words = _words(screenplay, beats)
    board = _Board(cast)
    where = whereabouts_of(beats, mood=mood_of(words))
    shots = tuple(board.shot(beat, place) for beat, place in zip(beats, where, strict=True))
    if shots and screenplay.title and screenplay.title.strip():
        shots = (title_shot(screenplay, place=_first_place(screenplay)), *shots)
    speakers = {line.character for shot in shots for line in shot.lines}
    characters = with_narrator(cast.characters) if NARRATOR in speakers else cast.characters
    return Plan(shots=shots, characters=characters, words=words)


def title_shot(screenplay: Screenplay, *, place: str) -> Shot:
    """Return the opening card of a script that has a title page."""
    page = {key.casefold(): " ".join(value.split()) for key, value in screenplay.title_page.items()}
    author = page.get("author") or page.get("authors") or ""
    label = " ".join(part for part in (page.get("credit", "") if author else "", author) if part)
    title = " ".join((screenplay.title or "").split())
    return Shot(
        image_prompt=f"opening title background, {place or 'open sky'}, wide and empty",
        framing=ESTABLISHING,
        card=Card(kind=CardKind.TITLE, title=shortened(title, 40)[:300], label=label[:200]),
        silent_s=TITLE_S,
        transition=TransitionKind.DIP_BLACK,
    )


@dataclass(slots=True)
class _Board:
    """Draws beat after beat; remembers the framing of the shot before and who was in it."""

    cast: Cast
    _previous: str = ""
    _where: Whereabouts = field(default_factory=Whereabouts)
    _index: int = 0
    _faces: tuple[str, ...] = ()
    _acting: tuple[str, ...] = ()

    def shot(self, beat: Beat, where: Whereabouts) -> Shot:
        if beat.first:
            self._index = 0
            self._faces = ()
            self._acting = ()
        self._where = where
        made = self._card(beat) if beat.title else self._picture(beat)
        self._previous = made.framing
        self._index += 1
        return made

    def _card(self, beat: Beat) -> Shot:
        scenery = self._where.setting.phrase() or "quiet abstract background"
        return Shot(
            heading=self._heading(beat),
            action=beat.title,
            image_prompt=f"title background, {scenery}, empty",
            framing=ESTABLISHING,
            card=Card(kind=CardKind.TITLE, title=shortened(beat.title, 30)[:300]),
            silent_s=INTERTITLE_S,
            transition=beat.transition,
        )

    def _picture(self, beat: Beat) -> Shot:
        speakers = tuple(dict.fromkeys(line.character for line in beat.lines if line.on_screen))
        acting = self.cast.acting_in(beat.action, before=self._acting)
        seen = tuple(dict.fromkeys([*acting, *speakers]))
        framing = self._framing(beat, speakers)
        prompt = self._prompt(beat, framing, speakers=speakers, seen=seen)
        self._faces = tuple(dict.fromkeys([*self._faces, *speakers]))
        self._acting = acting or self._acting
        return Shot(
            heading=self._heading(beat),
            action=beat.action,
            image_prompt=prompt,
            framing=framing,
            lines=beat.lines,
            characters=seen,
            silent_s=0.0 if beat.lines else silent_s(beat.action),
            transition=beat.transition,
        )

    def _framing(self, beat: Beat, speakers: tuple[str, ...]) -> str:
        if speakers:
            known = len(set(self._faces) | set(speakers))
            return speech_framing(self._index, previous=self._previous, speakers=len(speakers), known=known)
        return action_framing(self._index, previous=self._previous, has_prop=bool(props_in(beat.action)))

    def _prompt(self, beat: Beat, framing: str, *, speakers: tuple[str, ...], seen: tuple[str, ...]) -> str:
        focus = self._focus(beat, framing, speakers)
        action = picture_words(beat.action, names=self.cast.names())
        looks = [self.cast.looks(who) for who in seen if who not in speakers]
        told = {name.lower() for name in looks if name.lower() in action.lower()}
        parts = [
            f"{framing} of {focus}" if focus else framing,
            self._where.phrase(),
            self._where.weather,
            action,
            *(name for name in looks if name.lower() not in told),
        ]
        return ", ".join(part for part in parts if part)

    def _focus(self, beat: Beat, framing: str, speakers: tuple[str, ...]) -> str:
        if framing == DETAIL:
            return f"the {props_in(beat.action)[0]}"
        if not speakers:
            return ""
        if framing == CLOSE_UP:
            return f"{self.cast.looks(speakers[0])}, face filling the frame, speaking"
        if framing == OVER_SHOULDER:
            others = [who for who in (*speakers[1:], *self._faces) if who != speakers[0]]
            return f"{self.cast.looks(speakers[0])} seen past {spoken_case(self._name(others[0]))}, speaking"
        return f"{' and '.join(self.cast.looks(who) for who in speakers[:3])} talking"

    def _heading(self, beat: Beat) -> str:
        """Return the scene's heading; a scene without one is named by its place, so that its shots share a seed."""
        return beat.heading or self._where.setting.place

    def _name(self, identifier: str) -> str:
        return next(character.name for character in self.cast.characters if character.id == identifier)


def _first_place(screenplay: Screenplay) -> str:
    headings = (element.text for element in screenplay.elements if isinstance(element, Heading))
    return next((read_heading(text).phrase() for text in headings), "")


def _words(screenplay: Screenplay, beats: tuple[Beat, ...]) -> str:
    spoken = (line.text for beat in beats for line in beat.lines)
    return " ".join([screenplay.title or "", *(beat.action for beat in beats), *spoken])
