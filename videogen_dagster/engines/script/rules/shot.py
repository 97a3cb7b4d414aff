"""A shot while it is planned: what a scene of the storyboard becomes once numbers and lengths are set."""

from dataclasses import dataclass

from videogen_dagster.core.composite import NO_OPTIONS
from videogen_dagster.core.media import Media
from videogen_dagster.core.storyboard import Card, Character, Line
from videogen_dagster.core.transition import TransitionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture that moves.

    Attributes:
        image_prompt: What the picture shows.
        framing: How the camera sees it (`close-up`); the motion follows from it.
        heading: Place and time as the script writes it.
        action: What happens.
        lines: What is said.
        motion_prompt: How the camera moves, or empty: chosen when the film is assembled.
        transition: Into the next shot.
        characters: Ids of who is seen.
        card: Words on the picture.
        photo: Product photo in the picture.
        silent_s: Length in seconds that the picture deserves without any words.
        fixed_s: Length in seconds that a person asked for, or None.
        image: A person's own picture.
        video: A person's own footage.
        audio: A person's own recording.
        composite: Name of the function that composes it.
        composite_options: What that function is given.
    """

    image_prompt: str
    framing: str = ""
    heading: str = ""
    action: str = ""
    lines: tuple[Line, ...] = ()
    motion_prompt: str = ""
    transition: TransitionKind = TransitionKind.CUT
    characters: tuple[str, ...] = ()
    card: Card | None = None
    photo: Media | None = None
    silent_s: float = 0.0
    fixed_s: float | None = None
    image: Media | None = None
    video: Media | None = None
    audio: Media | None = None
    composite: str | None = None
    composite_options: str = NO_OPTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A film before it is numbered and timed.

    Attributes:
        shots: In the order of the film.
        characters: Everybody whom shots and lines name.
        words: Text that the mood of the film is read from.
        mood: The mood, if the words should not decide.
    """

    shots: tuple[Shot, ...]
    characters: tuple[Character, ...] = ()
    words: str = ""
    mood: str = ""
