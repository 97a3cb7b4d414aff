"""What a person gave: a script, an outline, an idea or a product, and the settings of the film."""

from typing import Annotated, Literal

from pydantic import Field

from videogen_dagster.core.composite import NO_OPTIONS, CompositeName, OptionsText
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.media import Media
from videogen_dagster.core.screenplay import Screenplay
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.core.values import Value


class Idea(Value):
    """A prompt or a topic, in a sentence or a few."""

    kind: Literal["idea"] = "idea"
    text: Annotated[str, Field(min_length=1, max_length=4000)]


class OutlineLine(Value):
    """A spoken line of an outline; without a character the narrator says it."""

    character: str | None = None
    text: Annotated[str, Field(min_length=1)]


class OutlineScene(Value):
    """A scene as a JSON or YAML brief gives it; what is left out is planned."""

    heading: str | None = None
    action: str = ""
    image_prompt: str | None = None
    motion_prompt: str | None = None
    lines: tuple[OutlineLine, ...] = ()
    duration_s: Annotated[float, Field(ge=0.5, le=600)] | None = None
    transition: TransitionKind | None = None
    image: Media | None = None
    """A person's own picture, footage and recording for this scene."""
    video: Media | None = None
    audio: Media | None = None
    composite: CompositeName | None = None
    """A function of the deployment that composes the scene, and what it is given."""
    composite_options: OptionsText = NO_OPTIONS


class OutlineCharacter(Value):
    """A character of an outline."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    description: str = ""
    voice: str | None = None


class Outline(Value):
    """A film already divided into scenes (a JSON or YAML brief, a list of shots)."""

    kind: Literal["outline"] = "outline"
    title: str | None = None
    overview: str = ""
    characters: tuple[OutlineCharacter, ...] = ()
    scenes: Annotated[tuple[OutlineScene, ...], Field(min_length=1, max_length=1000)]


class Product(Value):
    """A thing to sell, as a shop describes it. `price` is text to show, with its currency (`$9.99`)."""

    kind: Literal["product"] = "product"
    title: Annotated[str, Field(min_length=1, max_length=300)]
    description: str = ""
    price: str | None = None
    brand: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    photos: tuple[Media, ...] = ()


Content = Annotated[Screenplay | Outline | Idea | Product, Field(discriminator="kind")]


class Brief(Value):
    """All that a project starts from; its media is in the store, so later changes of files do not matter."""

    title: str
    content: Content
    settings: FilmSettings = FilmSettings()
    music: Media | None = None
    """A person's own music for the film."""
