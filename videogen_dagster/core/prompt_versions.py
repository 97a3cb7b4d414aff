"""The words that pictures and movements are made from, as versions that are never changed.

A prompt is a place of a film that words are written for: `hills/003/image`. What stood there, one after the other, are its
versions; `prompt_history` finds them out. What language models are told to do are prompts, too: `instructions/pictures`.
"""

import hashlib
import operator
import unicodedata
from datetime import datetime
from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.values import Value

PromptPart = Literal["image", "animation"]
PROMPT_PARTS: Final[tuple[PromptPart, ...]] = get_args(PromptPart)
PLAN: Final = "plan"
"""Where a version comes from that no person wrote for the scene; else it is `edit N`, the number of the scene's edit."""
INSTRUCTIONS: Final = "instructions"
"""What the names of instructions begin with: `instructions/pictures`. Those of a project's prompts have three parts."""
PROGRAM: Final = "program"
"""Where instructions come from: they are the program's own texts."""
AUTHOR: Final = "videogen"


class PromptParameters(Value):
    """What counts beside the words; None where it does not.

    Attributes:
        negative_prompt: What the picture must not show.
        seed: Varies what the picture's words leave open.
        size: The picture's size, if a person gave one of its own.
        take: The variation of an otherwise equal request.
        model: Which language model is instructed.
        options: What else its provider is told with each call.
    """

    negative_prompt: str | None = None
    seed: int | None = None
    size: FrameSize | None = None
    take: int = 1
    # Left out where they are empty: versions of scenes keep the names that they had before there were instructions.
    model: Annotated[str, Field(exclude_if=operator.not_)] = ""
    options: Annotated[tuple[tuple[str, str], ...], Field(exclude_if=operator.not_)] = ()


class PromptContent(Value):
    """What a version says: two that say the same have the same fingerprint.

    The film's style and size are no part of it: they are the film's, and no scene can be put back to another one.
    """

    part: PromptPart | Literal["instruction"]
    words: str
    parameters: PromptParameters = PromptParameters()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the part, the normalised words and the parameters."""
        told = [self.part, normalised(self.words), self.parameters.model_dump(mode="json")]
        return hashlib.sha256(canonical_json(told)).hexdigest()


class PromptVersion(Value):
    """One version of a prompt.

    Attributes:
        prompt: `project/scene/part`, or `instructions/name`.
        number: 1, 2, ...
        content: What it says.
        author: Who wrote it: a person, or the script engine; `videogen` for instructions.
        origin: `plan`, or `edit N` for the scene's edit of that number; `program` for instructions.
        tags: What it can be found by: the film's style and aspect, and the instruction that it was written with.
        created: When it began to count.
    """

    prompt: str
    number: Annotated[int, Field(ge=1)]
    content: PromptContent
    author: str
    origin: str
    tags: tuple[str, ...] = ()
    created: datetime

    @property
    def edit_number(self) -> int:
        """The number of the scene's edit that it comes from, 0 for the plan."""
        return int(self.origin.removeprefix("edit ")) if self.origin.startswith("edit ") else 0

    def instruction(self) -> "Instruction | None":
        """Return what a language model was told, or None where it is a prompt of a scene."""
        if not is_instruction(self.prompt):
            return None
        return Instruction(name=self.prompt.partition("/")[2], content=self.content)


class Instruction(Value):
    """What a language model is told to do, in the program's words; the material comes apart from it.

    Attributes:
        name: For which task: `pictures`.
        content: The words exactly as they are sent, and to which model.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,31}$")]
    content: PromptContent

    @property
    def reference(self) -> str:
        """What names it in tags and metadata: `pictures@3f0c2a9be1d7`, with the start of the content's fingerprint."""
        return f"{self.name}@{self.content.fingerprint[:12]}"

    @property
    def prompt(self) -> str:
        """Its name in the library: `instructions/pictures`."""
        return f"{INSTRUCTIONS}/{self.name}"


class UserPrompt(Value):
    """Words that a person gave.

    Attributes:
        entry: Names the occasion: what is recorded twice is one entry.
        project: For which project.
        scene: For which scene; empty for the whole film.
        part: For what of it; empty for the whole film.
        words: As they were given.
        who: The person, or where the words came from.
        created: When.
    """

    entry: str
    project: str
    scene: str = ""
    part: str = ""
    words: str
    who: str
    created: datetime

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the normalised words."""
        return hashlib.sha256(normalised(self.words).encode()).hexdigest()


def normalised(words: str) -> str:
    """Return words in Unicode's composed form with single blanks; capitals count, as they do to models."""
    return " ".join(unicodedata.normalize("NFC", words).split())


def storable(text: str) -> str:
    """Return text as every database takes it: Postgres refuses NUL, and none takes half of a character."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()


def prompt_id(project: str, scene: str, part: str) -> str:
    """Return the name of a prompt."""
    return f"{project}/{scene}/{part}"


def is_instruction(prompt: str) -> bool:
    """Return whether a prompt's name is that of an instruction: `instructions/pictures`."""
    place, _, name = prompt.partition("/")
    return place == INSTRUCTIONS and bool(name) and "/" not in name


def read_prompt_id(text: str) -> tuple[str, str, PromptPart]:
    """Return project, scene and part of a scene's prompt that a person names: `hills/003/image`, `hills/3/image`.

    Raises:
        InvalidInput: It is no such name.
    """
    project, _, rest = text.partition("/")
    scene, _, wanted = rest.partition("/")
    part = next((part for part in PROMPT_PARTS if part == wanted), None)
    if not project or part is None or not (scene.isascii() and scene.isdigit()):
        raise InvalidInput(
            f"{text!r} names no prompt", field="PROMPT", remedy="write PROJECT/SCENE/image or PROJECT/SCENE/animation"
        )
    return project, scene.zfill(3), part
