"""Scenes that a function of the deployment composes: what it is called in a storyboard, and what it is told."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

NO_OPTIONS: Final = "{}"
MOST_OPTION_CHARACTERS: Final = 20_000

_RULE: Final = "options are a mapping of names to texts, numbers, true, false, lists and mappings; quote dates"
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


def checked_name(name: str) -> str:
    """Return a composite's name if it may be one: never a path or code, as the deployment decides what it means.

    Raises:
        ValueError: It is none.
    """
    if not _NAME.fullmatch(name):
        raise ValueError("a composite's name has letters, digits, '-' and '_'; the deployment says what it means")
    return name


CompositeName = Annotated[str, AfterValidator(checked_name)]


def options_text(value: object) -> str:
    """Return options as JSON text, in their order: text stays as it is in a frozen value, and tells orders apart.

    Args:
        value: A mapping of what JSON can hold, or such a text.

    Raises:
        ValueError: It is something else, or too long.
    """
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError(_RULE) from error
    if not isinstance(found, dict):
        raise ValueError(_RULE)  # noqa: TRY004 - pydantic needs a ValueError
    try:
        text = json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except TypeError as error:
        raise ValueError(_RULE) from error
    if len(text) > MOST_OPTION_CHARACTERS:
        raise ValueError(f"options of more than {MOST_OPTION_CHARACTERS} characters belong into a file of the function")
    return text


OptionsText = Annotated[str, BeforeValidator(options_text)]
"""Options inside a record: JSON text."""
Options = Annotated[OptionsText, PlainSerializer(json.loads, return_type=dict[str, Any])]
"""Options where people read and write them: a mapping."""


@dataclass(frozen=True, slots=True)
class CompositeLine:
    """Words that are heard in a scene.

    Attributes:
        speaker: Name of who says them.
        text: The words.
        start_s: When they begin, in seconds from the start of the scene.
        duration_s: How long they take.
    """

    speaker: str
    text: str
    start_s: float
    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeScene:
    """All that a composite function is told.

    Attributes:
        width: Of each frame in pixels, even.
        height: Of each frame in pixels, even.
        frames_per_second: Frame rate.
        frames: How many frames are wanted.
        picture: The scene's picture, a PNG file of that width and height.
        heading: Place and time as the script writes it, or empty.
        action: What happens, or empty.
        lines: What is heard, in order.
        captioned: Whether captions are drawn over the frames afterwards: in the lowest fifth; in a tall film in the lowest
            third, or between 0.49 and 0.61 of the height where two or more people speak in the picture.
        seed: Varies what is left to chance; a new take has another one.
        options: What the brief says under `composite_options`.
    """

    width: int
    height: int
    frames_per_second: int
    frames: int
    picture: Path
    heading: str = ""
    action: str = ""
    lines: tuple[CompositeLine, ...] = ()
    captioned: bool = False
    seed: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.frames / self.frames_per_second
