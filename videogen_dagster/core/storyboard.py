"""The plan of a film: scenes, spoken lines, characters. People read and edit it as YAML."""

import operator
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from videogen_dagster.core.composite import NO_OPTIONS, CompositeName, Options
from videogen_dagster.core.film_settings import FilmSettings, LanguageTag
from videogen_dagster.core.media import Media
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.core.values import Value

NARRATOR: Final = "narrator"
SHORTEST_SCENE_S: Final = 0.5
LONGEST_SCENE_S: Final = 600.0
LONGEST_TITLE: Final = 300

SceneId = Annotated[str, Field(pattern=r"^[0-9]{3,4}$")]
CharacterId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class Character(Value):
    """Somebody who speaks or is seen; looks and voice stay the same through the film.

    Attributes:
        id: What lines refer to (`steel`); `narrator` is the voice that is never seen.
        name: As the script writes it.
        aliases: Other spellings that mean the same character.
        description: How they look, for the image engine.
        voice: Voice of the speech engine (`gmw/en-us+f3`), or None: chosen by name and language.
        language: BCP 47 tag, or None: the film's.
    """

    id: CharacterId
    name: Annotated[str, Field(min_length=1, max_length=200)]
    aliases: tuple[str, ...] = ()
    description: str = ""
    voice: str | None = None
    language: str | None = None


class Line(Value):
    """Words said in a scene, verbatim.

    Attributes:
        character: Id of who says it.
        text: Exactly the script's words.
        manner: How it is said (`whispering`), or None.
        on_screen: Whether the speaker is seen speaking.
        pause_s: Silence before the words, or None: as usual.
        voice: Voice of the speech engine for this line, or None: the character's.
        language: BCP 47 tag of this line, or None: the character's.
    """

    character: CharacterId
    text: Annotated[str, Field(min_length=1)]
    manner: str | None = None
    on_screen: bool = False
    pause_s: Annotated[float, Field(ge=0, le=60)] | None = None
    voice: str | None = None
    language: str | None = None


class CardKind(StrEnum):
    """What a card is for; the layout follows from it."""

    TITLE = "title"
    FEATURE = "feature"
    END = "end"


class Card(Value):
    """Words set on the picture."""

    kind: CardKind
    title: Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
    text: str = ""
    label: str = ""
    """A short line above the title: a brand, a chapter."""
    price: str = ""


class Scene(Value):
    """One shot: one picture that moves, with what is said meanwhile.

    Attributes:
        id: `001`, `002`, ... in the order of the film.
        heading: Place and time as the script writes it.
        action: What happens, as the script tells it.
        image_prompt: What the picture shows.
        motion_prompt: How camera and picture move.
        lines: What is said, in order.
        duration_s: Planned length; a scene is never shorter than its speech needs.
        transition: How the scene passes into the next one; a dip at the end of the film fades it out.
        characters: Ids of who is seen.
        card: Words on the picture, or None.
        photo: A product photo that the picture shows unchanged, or None.
        seed: Seed of the picture, or None: the film's seed and the heading decide.
        image: A person's own picture that the scene shows instead of a generated one, or None.
        video: A person's own footage that the scene shows instead of a generated clip, or None.
        audio: A person's own recording that is heard instead of a synthetic voice, or None; a recording without lines is
            heard without captions.
        composite: Name of the deployment's function that composes the scene instead of a camera over the picture, or None.
        composite_options: What that function is given.
        written_with: The instruction with which a language model wrote of the scene, as the store holds it, or None.
    """

    id: SceneId
    heading: str = ""
    action: str = ""
    image_prompt: Annotated[str, Field(min_length=1)]
    motion_prompt: str = "static"
    lines: tuple[Line, ...] = ()
    duration_s: Annotated[float, Field(ge=SHORTEST_SCENE_S, le=LONGEST_SCENE_S)]
    transition: TransitionKind = TransitionKind.CUT
    characters: tuple[CharacterId, ...] = ()
    card: Card | None = None
    photo: Media | None = None
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    image: Media | None = None
    video: Media | None = None
    audio: Media | None = None
    composite: CompositeName | None = None
    composite_options: Options = NO_OPTIONS
    written_with: Annotated[Media | None, Field(exclude_if=operator.not_)] = None

    @property
    def is_own_sound(self) -> bool:
        """Whether what is heard is the sound of the scene's own footage."""
        return self.audio is not None and self.audio == self.video

    @property
    def is_filmed(self) -> bool:
        """Whether a camera moves over its picture: it is neither footage nor composed by a function."""
        return self.video is None and self.composite is None

    def has_speaker_on_screen(self) -> bool:
        """Return whether somebody is drawn speaking; footage and functions show for themselves who speaks."""
        return self.is_filmed and any(line.on_screen for line in self.lines)


class Storyboard(Value):
    """The whole plan of one film."""

    title: Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
    settings: FilmSettings
    dubbed_from: Annotated[LanguageTag | None, Field(exclude_if=operator.not_)] = None
    """Language of the script where the lines are a translation: that of prompts and headings; None: the film's."""
    mood: str = "calm"
    music: Media | None = None
    """A person's own music, or None: it is composed in the film's mood."""
    written_with: Annotated[tuple[Media, ...], Field(exclude_if=operator.not_)] = ()
    """All instructions with which a language model planned it, as the store holds them."""
    characters: tuple[Character, ...] = ()
    scenes: Annotated[tuple[Scene, ...], Field(min_length=1, max_length=2000)]

    @model_validator(mode="after")
    def _ids_are_unique_and_known(self) -> Self:
        _refuse_duplicates("scenes", (scene.id for scene in self.scenes))
        _refuse_duplicates("characters", (character.id for character in self.characters))
        known = {character.id for character in self.characters}
        for scene in self.scenes:
            for who in (*scene.characters, *(line.character for line in scene.lines)):
                if who not in known:
                    raise ValueError(f"scene {scene.id} names the character {who!r}; known are {sorted(known)}")
        return self

    def character(self, identifier: str) -> Character:
        """Return the character with that id.

        Raises:
            KeyError: There is none.
        """
        for character in self.characters:
            if character.id == identifier:
                return character
        raise KeyError(identifier)

    def spoken_words(self) -> tuple[str, ...]:
        """Return all words that are heard, in order, split at white space."""
        return tuple(word for scene in self.scenes for line in scene.lines for word in line.text.split())


def _refuse_duplicates(field: str, identifiers: Iterator[str]) -> None:
    seen: set[str] = set()
    for identifier in identifiers:
        if identifier in seen:
            raise ValueError(f"{field}: the id {identifier!r} stands twice; ids must be unique")
        seen.add(identifier)
