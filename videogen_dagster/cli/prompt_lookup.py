"""Finds what `videogen prompts` is asked for in the prompt library."""

from collections.abc import Mapping, Sequence

from videogen_dagster.cli.opening import open_project
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.prompt_versions import (
    INSTRUCTIONS,
    PromptVersion,
    is_instruction,
    prompt_id,
    read_prompt_id,
)
from videogen_dagster.resources.prompt_library import PromptLibrary
from videogen_dagster.resources.prompt_records import PromptRecords
from videogen_dagster.settings import load_settings


def open_library(project: str | None = None) -> PromptLibrary:
    """Return the prompt library, up to date with what a project holds.

    Raises:
        InvalidInput: There is no such project.
        StorageFailure: The store or the library cannot be used.
    """
    settings = load_settings()
    records = PromptRecords(settings)
    if project is not None:
        _, store = open_project(project)
        records.update(store, project)
    return records.library


def versions_of(prompt: str) -> tuple[PromptLibrary, tuple[PromptVersion, ...]]:
    """Return the library and the versions of a prompt as a person names it, in order.

    Raises:
        InvalidInput: There is no such prompt.
        StorageFailure: The library cannot be used.
    """
    if is_instruction(prompt):
        return _versions_of_instruction(prompt)
    project, scene, part = read_prompt_id(prompt)
    library = open_library(project)
    versions = library.versions(prompt_id(project, scene, part))
    if not versions:
        known = ", ".join(version.prompt for version in library.newest(project, limit=4))
        raise InvalidInput(
            f"{project} has no prompt {scene}/{part}",
            field="PROMPT",
            remedy=f"there are {known}, ...; see `videogen prompts list {project}`" if known else "make the film first",
        )
    return library, versions


def _versions_of_instruction(prompt: str) -> tuple[PromptLibrary, tuple[PromptVersion, ...]]:
    library = open_library()
    versions = library.versions(prompt)
    if not versions:
        known = [each.prompt for each in library.newest() if is_instruction(each.prompt)]
        raise InvalidInput(
            f"no language model was told {prompt}",
            field="PROMPT",
            remedy=f"there are {', '.join(known)}" if known else "they are recorded when a language model plans a film",
        )
    return library, versions


def version_of(versions: Sequence[PromptVersion], number: int, *, field: str = "VERSION") -> PromptVersion:
    """Return one of a prompt's versions.

    Raises:
        InvalidInput: There is no such version.
    """
    if number > len(versions):
        raise InvalidInput(
            f"{versions[0].prompt} has no version {number}", field=field, remedy=f"versions: 1 to {len(versions)}"
        )
    return versions[number - 1]


def uses_of(library: PromptLibrary, version: PromptVersion) -> list[dict[str, object]]:
    """Return the scenes, of whatever project, that say or once said exactly what a version says.

    Of an instruction, those that a language model wrote with it.
    """
    if instruction := version.instruction():
        found = tuple(each for each in library.tagged(instruction.reference) if not is_instruction(each.prompt))
        return _counting(library, {(each.prompt, each.number): each for each in found})
    found = library.saying([version.content.fingerprint])
    return _counting(library, {each.prompt: each for each in found})


def _counting(library: PromptLibrary, last: Mapping[object, PromptVersion]) -> list[dict[str, object]]:
    names = {each.prompt for each in last.values()}
    newest = {name: library.versions(name)[-1].content.fingerprint for name in names}
    return [
        {"prompt": each.prompt, "version": each.number, "counts": newest[each.prompt] == each.content.fingerprint}
        for each in last.values()
    ]


def writer_of(library: PromptLibrary, version: PromptVersion) -> PromptVersion | None:
    """Return the instruction with which a language model wrote a version, or None.

    Raises:
        StorageFailure: The library cannot be used.
    """
    references = [] if is_instruction(version.prompt) else [tag for tag in version.tags if "@" in tag]
    for reference in references:
        for each in library.versions(f"{INSTRUCTIONS}/{reference.partition('@')[0]}"):
            instruction = each.instruction()
            if instruction is not None and instruction.reference == reference:
                return each
    return None
