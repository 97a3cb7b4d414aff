"""Moments of a narration as shots: the picture that a sentence is heard over, with the place, hour and weather of the film."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from videogen_dagster.core.storyboard import NARRATOR, Card, CardKind, Character, Line
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.engines.script.rules.framing import CLOSE_UP, ESTABLISHING, MEDIUM, WIDE
from videogen_dagster.engines.script.rules.knowledge.atmosphere import HOURS, WEATHERS
from videogen_dagster.engines.script.rules.knowledge.library import subjects_in
from videogen_dagster.engines.script.rules.knowledge.subject import Moment
from videogen_dagster.engines.script.rules.shot import Shot

_FRAMINGS: Final = (WIDE, MEDIUM)
_SILENT_S: Final = 4.0
_OUTSIDE_THE_WORLD: Final = re.compile(r"cross-section|microscop|in space|from space|abstract|in the dark\b|stars$")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all pictures of a film have in common.

    Attributes:
        stage: The place.
        hour: Time of day or year, as a picture prompt names it.
        weather: Weather, as a picture prompt names it.
        mark: Word that must be in every picture of the place (`Tokyo`); without it, a shared noun is enough.
    """

    stage: str = ""
    mark: str = ""
    hour: str = ""
    weather: str = ""

    def around(self, show: str) -> str:
        """Return the picture `show` set into the surroundings, as far as it does not name its own."""
        if _OUTSIDE_THE_WORLD.search(show):
            return show
        own = subjects_in(show)
        parts = [show]
        if self.stage and not self._names_stage(show):
            parts.append(self.stage)
        if self.hour and not any(subject in HOURS for subject in own):
            parts.append(self.hour)
        if self.weather and not any(subject in WEATHERS for subject in own):
            parts.append(self.weather)
        return ", ".join(parts)

    def _names_stage(self, show: str) -> bool:
        return self.mark.lower() in show.lower() if self.mark else _shares_word(show, self.stage)


def narrated_shots(
    told: Sequence[Moment],
    *,
    surroundings: Surroundings,
    title: str,
    figure: Character | None = None,
    end: Card | None = None,
) -> tuple[Shot, ...]:
    """Return one shot for each moment, no two pictures alike.

    Args:
        told: What is said and shown; a moment without words is a silent shot.
        surroundings: Place, hour and weather of the film.
        title: Shown on the first picture, if it is not empty.
        figure: Who is in the pictures that name them.
        end: Shown on the last picture.
    """
    shots: list[Shot] = []
    for index, moment in enumerate(told):
        framing = _framing(moment.show, index)
        prompt = _distinct(surroundings.around(moment.show), framing, [shot.image_prompt for shot in shots])
        card = Card(kind=CardKind.TITLE, title=title) if index == 0 and title else None
        shots.append(
            Shot(
                image_prompt=prompt,
                framing=framing,
                action=moment.show,
                lines=(Line(character=NARRATOR, text=moment.say),) if moment.say else (),
                characters=(figure.id,) if figure and figure.name.lower() in moment.show.lower() else (),
                card=end if end and index == len(told) - 1 else card,
                silent_s=_SILENT_S,
                transition=TransitionKind.DIP_BLACK if index == len(told) - 1 else TransitionKind.CROSSFADE,
            )
        )
    return tuple(shots)


def _framing(show: str, index: int) -> str:
    if index == 0:
        return ESTABLISHING
    return CLOSE_UP if re.search(r"\bclose\b", show) else _FRAMINGS[index % len(_FRAMINGS)]


def _distinct(prompt: str, framing: str, earlier: list[str]) -> str:
    named = prompt if re.search(r"\bclose\b|cross-section", prompt) else f"{framing}, {prompt}"
    variants = (named, f"{named}, seen from below", f"{named}, seen from above", f"{named}, seen from far away")
    return next((variant for variant in variants if variant not in earlier), f"{named}, view {len(earlier) + 1}")


def _shares_word(show: str, stage: str) -> bool:
    small = {"with", "from", "above", "small", "wide", "light", "tall", "warm", "large", "over"}
    words = {word for word in re.findall(r"[a-z]{4,}", stage.lower()) if word not in small}
    return any(re.search(rf"\b{word}", show.lower()) for word in words)
