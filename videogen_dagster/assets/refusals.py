"""What a person does about a scene whose words a provider refuses: the command, with the names of project and scene."""

from collections.abc import Mapping
from copy import copy
from types import MappingProxyType
from typing import Final

from videogen_dagster.core.choices import TakenPart
from videogen_dagster.core.errors import EngineRefused, VideogenError

_MENDS: Final[Mapping[TakenPart, tuple[str, str]]] = MappingProxyType(
    {
        "image": ("another prompt", "--prompt"),
        "animation": ("another movement", "--motion"),
        "narration": ("other words", "--text"),
        "lip_sync": ("another picture", "--prompt"),
    }
)
"""What a scene is given instead, and the option that gives it; a character's sheet is no scene."""


def with_command(error: VideogenError, *, project: str, scene: str, part: TakenPart) -> VideogenError:
    """Return a refusal of content with the command that gives the scene something else; another error as it is.

    Args:
        error: What went wrong.
        project: The project.
        scene: Id of the scene.
        part: What of it was to be made.
    """
    if not (isinstance(error, EngineRefused) and error.of_content and part in _MENDS):
        return error
    what, option = _MENDS[part]
    told = copy(error)  # scenes that ask for the same share one error
    told.remedy = f"try {what}: videogen retake {project} {scene} {option} ..."
    return told
