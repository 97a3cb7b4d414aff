"""Keeps the prompt library up to date with what projects hold. It is an index that people read: no film waits for it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from pydantic import ValidationError

from videogen_dagster.core import keys
from videogen_dagster.core.brief import Brief, Idea
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.errors import DamagedObject, InvalidInput, MissingObject, StorageFailure
from videogen_dagster.core.media import Media
from videogen_dagster.core.prompt_history import said_in, unrecorded, unrecorded_instructions
from videogen_dagster.core.prompt_versions import Instruction, PromptVersion, UserPrompt, storable
from videogen_dagster.core.stages import Prompts
from videogen_dagster.resources.database import open_database
from videogen_dagster.resources.direction_file import scene_history
from videogen_dagster.resources.prompt_library import PromptLibrary
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.settings import Settings
from videogen_dagster.store.media_store import MediaStore

UNKNOWN: Final = "unknown"


class PromptRecords:
    """The prompt library of a deployment, opened when it is first needed.

    Args:
        settings: The deployment.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def library(self) -> PromptLibrary:
        """The library.

        Raises:
            InvalidInput: The deployment names no database that there can be.
            StorageFailure: It cannot be used.
        """
        self._settings.home.mkdir(parents=True, exist_ok=True)
        return PromptLibrary(open_database(self._settings.database_url))

    def keep(
        self, store: MediaStore, project: str, *, who: str = UNKNOWN, prompts: Prompts | None = None
    ) -> str | None:
        """Record what a project's pictures and movements are made from now, if the library can be written.

        Args:
            store: The store.
            project: The project.
            who: Who asked for the film.
            prompts: What the plan says; what the store holds if None.

        Returns:
            Why nothing was recorded, or None. The next time records it: nothing of it is lost but the hour.
        """
        return _told(lambda: self.update(store, project, who=who, prompts=prompts))

    def keep_instructions(self, store: MediaStore, kept: Sequence[Media]) -> str | None:
        """Record instructions that the store holds, if the library can be written; returns why nothing was recorded, or None."""
        found = instructions_of(store, kept).values()
        return _told(lambda: self._add(tuple(found)))

    def update(self, store: MediaStore, project: str, *, who: str = UNKNOWN, prompts: Prompts | None = None) -> int:
        """Record what a project's pictures and movements are made from now; returns how many versions are new.

        Raises:
            InvalidInput: The project's direction is damaged, or the deployment names no database that there can be.
            StorageFailure: The store or the library cannot be used.
        """
        planned = prompts or find_stage(store, project, "prompts", Prompts)
        if planned is None:
            return 0
        history = scene_history(store, project)
        now = datetime.now(UTC)
        instructions = instructions_of(store, (*planned.written_with, *_translators(store, project)))
        self._add(tuple(instructions.values()))
        written_with = {
            scene.scene: instructions[scene.written_with].reference
            for scene in planned.scenes
            if scene.written_with in instructions
        }

        def missing(known: Mapping[str, list[PromptVersion]]) -> tuple[PromptVersion, ...]:
            planner = self._settings.engines["script"]
            return unrecorded(
                planned,
                history,
                known,
                project=project,
                planner=planner,
                now=now,
                tags=_tags(planned),
                written_with=written_with,
            )

        said = (*_ideas(store, project, who=who, now=now), *said_in(history, project))
        return self.library.record(project, missing, said)

    def _add(self, instructions: Sequence[Instruction]) -> int:
        now = datetime.now(UTC)
        if not instructions:
            return 0
        return self.library.record("", lambda known: unrecorded_instructions(instructions, known, now=now))


def _told(update: Callable[[], object]) -> str | None:
    """Return why the library could not be updated, or None."""
    try:
        update()
    except (StorageFailure, InvalidInput) as failure:
        return f"the prompt library was not updated: {failure.message}"
    except OSError as error:
        return f"the prompt library was not updated: {error.strerror}"
    return None


def instructions_of(store: MediaStore, kept: Iterable[Media]) -> dict[Media, Instruction]:
    """Return instructions as the store holds them; one that is damaged or lost is left out.

    Raises:
        StorageFailure: The store cannot be read.
    """
    found: dict[Media, Instruction] = {}
    for media in dict.fromkeys(kept):
        with suppress(DamagedObject, MissingObject, ValidationError):
            found[media] = Instruction.model_validate_json(store.fetch(media).read_bytes())
    return found


def _translators(store: MediaStore, project: str) -> tuple[Media, ...]:
    """Return the instructions with which a project's captions were translated."""
    captions = find_stage(store, project, "captions", Captions)
    return tuple(each.written_with for each in captions.translations if each.written_with) if captions else ()


def _ideas(store: MediaStore, project: str, *, who: str, now: datetime) -> tuple[UserPrompt, ...]:
    """Return the idea that the film is made from, if it is one."""
    document = store.read(keys.brief(project))
    content = Brief.model_validate_json(document).content if document else None
    if not isinstance(content, Idea):
        return ()
    words = storable(content.text)
    entry = f"{project[:24]}/{hashlib.sha256(f'{project}/{words}'.encode()).hexdigest()[:32]}"
    return (UserPrompt(entry=entry, project=project, words=words, who=who, created=now),)


def _tags(prompts: Prompts) -> tuple[str, ...]:
    if not prompts.scenes:
        return ()
    image = prompts.scenes[0].image
    size = image.size
    shape = "wide" if size.width > size.height else "tall" if size.width < size.height else "square"
    return (image.style.value, shape)
