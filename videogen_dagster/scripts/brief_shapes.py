"""What a JSON or YAML brief may hold, as models that check it; errors name the field by its path."""

import difflib
from collections.abc import Sequence
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from videogen_dagster.core.brief import Outline, OutlineCharacter, OutlineLine, OutlineScene
from videogen_dagster.core.composite import NO_OPTIONS, CompositeName, OptionsText
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.storyboard import LONGEST_SCENE_S, SHORTEST_SCENE_S
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.scripts.prose_lines import read_named_line

_TYPE_NAMES: Final = {
    "string_type": "a text",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def _text(value: object) -> object:
    """Take numbers for text: YAML writers leave the quotes off a title such as 1984."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _line(value: object) -> object:
    """Take `ANNA: Hello` for a line of Anna's, and any other text for the narrator's."""
    if not isinstance(value, str):
        return value
    named = read_named_line(value.strip())
    if named is None or not named.text:
        return {"text": value.strip()}
    return {"character": named.cue.name, "text": named.text}


def _number(value: object) -> object:
    if isinstance(value, bool | str):
        raise ValueError("write seconds as a number, without quotes and unit")  # noqa: TRY004 - pydantic needs a ValueError
    return value


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str | dict) else value


Text = Annotated[str, BeforeValidator(_text)]
Level = Annotated[str, BeforeValidator(lambda value: "off" if value is False else _text(value))]
"""A number, or YAML's `off`, which is false."""
FilledText = Annotated[str, BeforeValidator(_text), Field(min_length=1, pattern=r"\S")]


def _price(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("write it as 9.99 or as a text such as '$9.99'")  # noqa: TRY004 - pydantic needs a ValueError
    return value


class Shape(BaseModel):
    """A part of a brief, closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LineShape(Shape):
    """Words said in a scene."""

    text: FilledText
    character: Text | None = None


class SceneShape(Shape):
    """A scene; at least one thing to see or hear must be given."""

    heading: Text | None = None
    action: Text | None = None
    image_prompt: Text | None = None
    motion_prompt: Text | None = None
    narration: Text | None = None
    lines: Annotated[tuple[Annotated[LineShape, BeforeValidator(_line)], ...] | None, BeforeValidator(_one_or_many)] = (
        None
    )
    duration_s: Annotated[float, BeforeValidator(_number), Field(ge=SHORTEST_SCENE_S, le=LONGEST_SCENE_S)] | None = None
    transition: TransitionKind | None = None
    image: FilledText | None = None
    video: FilledText | None = None
    audio: FilledText | None = None
    composite: CompositeName | None = None
    composite_options: OptionsText | None = None

    def outline(self) -> OutlineScene:
        """Return the scene; the narrator speaks before the characters."""
        told = [OutlineLine(text=self.narration.strip())] if self.narration and self.narration.strip() else []
        said = [OutlineLine(character=line.character or None, text=line.text.strip()) for line in self.lines or ()]
        return OutlineScene(
            heading=self.heading or None,
            action=(self.action or "").strip(),
            image_prompt=self.image_prompt or None,
            motion_prompt=self.motion_prompt or None,
            lines=(*told, *said),
            duration_s=self.duration_s,
            transition=self.transition,
            composite=self.composite,
            composite_options=self.composite_options or NO_OPTIONS,
        )

    def is_empty(self) -> bool:
        """Return whether there is nothing to see or hear."""
        texts = (self.heading, self.action, self.image_prompt, self.narration)
        is_given = self.image or self.video or self.audio or self.composite
        return not is_given and not self.lines and not any(text and text.strip() for text in texts)


class CharacterShape(Shape):
    """A character, as the engines shall draw and voice them."""

    name: Annotated[FilledText, Field(max_length=100)]
    description: Text | None = None
    voice: Text | None = None


class ProductShape(Shape):
    """A product of a brief."""

    title: FilledText
    description: Text | None = None
    price: Annotated[Any, BeforeValidator(_price)] | None = None
    currency: Text | None = None
    brand: Text | None = None
    category: Text | None = None
    tags: Annotated[tuple[Text, ...] | None, BeforeValidator(_one_or_many)] = None
    photos: Annotated[tuple[Text, ...] | None, BeforeValidator(_one_or_many)] = None


class BriefShape(Shape):
    """A whole brief: settings, and exactly one of `prompt`, `script`, `product` and `scenes`."""

    title: Text | None = None
    style: Text | None = None
    aspect: Text | None = None
    captions: Text | None = None
    resolution: Text | None = None
    language: Text | None = None
    dub_language: Text | None = None
    seed: Text | None = None
    renditions: Annotated[tuple[Text, ...] | None, BeforeValidator(_one_or_many)] = None
    caption_languages: Annotated[tuple[Text, ...] | None, BeforeValidator(_one_or_many)] = None
    music_db: Level | None = None
    speech_db: Text | None = None
    ducking_db: Text | None = None
    fade_in_s: Text | None = None
    fade_out_s: Text | None = None
    budget_usd: Any = None
    overview: Text | None = None
    music: FilledText | None = None
    prompt: Annotated[FilledText, Field(max_length=4000)] | None = None
    script: FilledText | None = None
    product: ProductShape | None = None
    characters: tuple[CharacterShape, ...] | None = None
    scenes: Annotated[tuple[SceneShape, ...], Field(min_length=1, max_length=1000)] | None = None

    def outline(self) -> Outline:
        """Return the scenes and characters as an outline."""
        cast = (
            OutlineCharacter(name=who.name, description=who.description or "", voice=who.voice or None)
            for who in self.characters or ()
        )
        return Outline(
            title=self.title or None,
            overview=self.overview or "",
            characters=tuple(cast),
            scenes=tuple(scene.outline() for scene in self.scenes or ()),
        )


class ShotShape(BaseModel):
    """A shot of a story told as shots; what else stands there is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    first_frame: Text | None = None
    video_prompt: Text | None = None


class ShotSceneShape(BaseModel):
    """A scene of a story told as shots."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    shots: Annotated[tuple[ShotShape, ...], Field(min_length=1, max_length=1000)]


class ShotStoryShape(BaseModel):
    """A story told as shots."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    title: Text | None = None
    story_overview: Text | None = None
    style: Text | None = None
    aspect: Text | None = None
    captions: Text | None = None
    resolution: Text | None = None
    language: Text | None = None
    dub_language: Text | None = None
    seed: Text | None = None
    renditions: Annotated[tuple[Text, ...] | None, BeforeValidator(_one_or_many)] = None
    caption_languages: Annotated[tuple[Text, ...] | None, BeforeValidator(_one_or_many)] = None
    music_db: Level | None = None
    speech_db: Text | None = None
    ducking_db: Text | None = None
    fade_in_s: Text | None = None
    fade_out_s: Text | None = None
    scenes: Annotated[tuple[ShotSceneShape, ...], Field(min_length=1, max_length=1000)]


_SHAPES: Final = {"scenes": SceneShape, "lines": LineShape, "characters": CharacterShape, "product": ProductShape}
ShapeT = TypeVar("ShapeT", bound=BaseModel)


def checked(shape: type[ShapeT], value: object, *, source: str | None = None, path: str = "") -> ShapeT:
    """Return `value` as a `shape`.

    Args:
        shape: The model that it must fit.
        value: What JSON or YAML gave.
        source: The file, for messages.
        path: Where in the file the value stands.

    Raises:
        InvalidInput: It does not fit; told is the first thing that is wrong, by its path (`scenes[2].duration_s`).
    """
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        message, remedy = _explained(first, shape)
        raise InvalidInput(message, source=source, field=_path(first["loc"], path), remedy=remedy) from error


def _path(location: Sequence[int | str], path: str) -> str | None:
    for part in location:
        joint = "." if path else ""
        path += f"[{part}]" if isinstance(part, int) else f"{joint}{part}"
    return path or None


def _explained(error: ErrorDetails, shape: type[BaseModel]) -> tuple[str, str]:
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    found = ascii(value)[:60] if isinstance(value, str | int | float | None) else _kind_of(value)
    if kind == "extra_forbidden":
        return "there is no such key", _nearest(str(error["loc"][-1]), shape, error["loc"])
    if kind == "missing":
        return "the key is missing", "add it"
    if kind in ("greater_than_equal", "less_than_equal"):
        return f"{found} is out of range", f"give a length of {SHORTEST_SCENE_S:g} to {LONGEST_SCENE_S:g} seconds"
    if isinstance(value, str) and kind in ("too_long", "string_too_long"):
        return f"the text has {len(value)} characters", f"at most {context['max_length']} are allowed"
    if isinstance(value, str) and kind in ("too_short", "string_too_short", "string_pattern_mismatch"):
        return "the text is empty", "write something, or leave the key out"
    if kind in ("too_long", "too_short"):
        return f"the list has {context.get('actual_length')} entries", "give 1 to 1000"
    if kind in _TYPE_NAMES:
        return f"{found} is not {_TYPE_NAMES[kind]}", f"give {_TYPE_NAMES[kind]}"
    return f"{found} cannot be used: {error['msg'].removeprefix('Value error, ')}", "correct it"


def _nearest(key: str, shape: type[BaseModel], location: Sequence[int | str]) -> str:
    """Return the remedy for an unknown key: the known one that looks like it, or all of them."""
    inner = next(
        (_SHAPES[part] for part in reversed(location[:-1]) if isinstance(part, str) and part in _SHAPES), shape
    )
    known = list(inner.model_fields)
    near = difflib.get_close_matches(key, known, n=1)
    return f"did you mean {near[0]}?" if near else f"known keys are {', '.join(known)}"


def _kind_of(value: object) -> str:
    return {dict: "a mapping", list: "a list"}.get(type(value), "this value")
