"""What a language model may answer: plain words within limits. No shape for pictures has a field for spoken words: nothing said can change there."""

import re
import unicodedata
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from videogen_dagster.core.translation import MOST_TEXTS
from videogen_dagster.core.values import Value

_MARKUP: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|```|\]\(|&(?:[a-z]{2,8}|#\d{1,6});")
_PLACE: Final = re.compile(r"https?://|\.\.[/\\]|^[/\\~]|^[A-Za-z]:[/\\]")


def _plain_words(text: str) -> str:
    if _MARKUP.search(text):
        raise ValueError("plain words are wanted, without markup")
    if _PLACE.search(text):
        raise ValueError("plain words are wanted, no path and no address")
    if any(unicodedata.category(character) in {"Cc", "Cs", "Co"} for character in text if character not in "\n\t"):
        raise ValueError("plain words are wanted, without control characters")
    return text


Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200), AfterValidator(_plain_words)
]
FewWords = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_plain_words)
]
OneRow = Annotated[
    str,
    BeforeValidator(lambda text: " ".join(text.split()) if isinstance(text, str) else text),
    StringConstraints(min_length=1, max_length=400),
    AfterValidator(_plain_words),
]

SpokenRow = Annotated[
    str,
    BeforeValidator(lambda text: " ".join(text.split()) if isinstance(text, str) else text),
    StringConstraints(min_length=1),
    AfterValidator(_plain_words),
]
"""As long as the line that it translates; how long that is, is seen where the line is known."""

MOST_SCENES: Final = 24
"""Of a film that is made up from a prompt: three minutes."""


class Look(Value):
    """How a character looks."""

    id: FewWords
    description: Words


class Cast(Value):
    """How all characters of a film look."""

    characters: Annotated[tuple[Look, ...], Field(max_length=200)]


class ScenePicture(Value):
    """What a scene shows, and how camera and picture move."""

    id: FewWords
    image_prompt: Words
    motion_prompt: FewWords


class ScenePictures(Value):
    """The pictures of some scenes."""

    scenes: Annotated[tuple[ScenePicture, ...], Field(max_length=100)]


class StoryCharacter(Value):
    """Somebody in a story that is made up."""

    name: Annotated[FewWords, Field(max_length=100)]
    description: Words


class StoryScene(Value):
    """A scene of a story that is made up."""

    heading: FewWords
    narration: Words
    image_prompt: Words
    motion_prompt: FewWords


class Story(Value):
    """A film that is made up from a prompt."""

    title: FewWords
    mood: Literal["calm", "tense", "uplifting", "sad", "epic"]
    characters: Annotated[tuple[StoryCharacter, ...], Field(max_length=12)]
    scenes: Annotated[tuple[StoryScene, ...], Field(min_length=1, max_length=MOST_SCENES)]


class TranslatedText(Value):
    """A caption in another language."""

    id: Annotated[str, StringConstraints(max_length=8)]
    text: OneRow


class TranslatedTexts(Value):
    """Captions in another language."""

    captions: Annotated[tuple[TranslatedText, ...], Field(min_length=1, max_length=MOST_TEXTS)]


class DubbedLine(Value):
    """What is said in another language. No field tells who says it: that cannot change here."""

    id: Annotated[str, StringConstraints(max_length=8)]
    text: SpokenRow


class DubbedLines(Value):
    """Lines that follow each other in another language."""

    lines: Annotated[tuple[DubbedLine, ...], Field(min_length=1, max_length=MOST_TEXTS)]


class ProductCopy(Value):
    """What is said about a product."""

    sentences: Annotated[tuple[Words, ...], Field(min_length=1, max_length=6)]


UNSUPPORTED: Final = frozenset({"maxLength", "minLength", "maxItems", "minItems", "title", "description", "default"})
"""Left out of schemas: servers differ in what they know of them. All is checked here, too."""


def schema_of(shape: type[Value]) -> dict[str, Any]:
    """Return the JSON Schema of a shape as structured output wants it: every field required, no others."""
    return _plain(shape.model_json_schema())


def _plain(node: Any, *, is_names: bool = False) -> Any:
    if isinstance(node, list):
        return [_plain(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {name: value for name, value in node.items() if is_names or name not in UNSUPPORTED}
    return {
        name: _plain(value, is_names=name in {"properties", "$defs"} and not is_names) for name, value in kept.items()
    }
