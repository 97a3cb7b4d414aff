"""What `videogen prompts` tells."""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Final

from videogen_dagster.cli.opening import find_store
from videogen_dagster.cli.prompt_lookup import open_library, uses_of, version_of, versions_of, writer_of
from videogen_dagster.cli.reporting import print_json, printable
from videogen_dagster.core.direction import changes
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.prompt_versions import PromptVersion, is_instruction, prompt_id
from videogen_dagster.resources.prompt_library import PromptLibrary
from videogen_dagster.settings import load_settings

SUGGESTED: Final = 0.5
"""From this likeness on, other words are worth a look."""
MOST_SUGGESTED: Final = 3
_SHOWN: Final = 72


def tell_prompts(project: str | None, *, tag: str | None, author: str | None, as_json: bool) -> None:
    """Print what counts now of every prompt.

    Raises:
        InvalidInput: There is no such project.
        StorageFailure: The library cannot be used.
    """
    if project is None and find_store(load_settings()) is None:
        found: tuple[PromptVersion, ...] = ()
    else:
        found = open_library(project).newest(project)
    found = tuple(
        version for version in found if (not tag or tag in version.tags) and (not author or author == version.author)
    )
    if as_json:
        print_json([as_record(version) for version in found])
        return
    _write(f"{version.prompt:<28} {_line(version)}" for version in found)
    if not found:
        _write(["no prompts yet: they are recorded when a film is made"])


def tell_prompt(prompt: str, *, version: int | None, as_json: bool) -> None:
    """Print a prompt's versions, where else the same is said, and what is similar.

    Raises:
        InvalidInput: There is no such prompt or version.
        StorageFailure: The library cannot be used.
    """
    library, versions = versions_of(prompt)
    shown = version_of(versions, version or versions[-1].number)
    uses = uses_of(library, shown)
    writer = writer_of(library, shown)
    near = _similar(library, shown.content.words, limit=MOST_SUGGESTED, but=shown.content.fingerprint, part=shown)
    if as_json:
        print_json(
            {
                "prompt": shown.prompt,
                "shown": as_record(shown),
                "versions": [as_record(each) for each in versions],
                "written_with": writer and {"prompt": writer.prompt, "version": writer.number},
                "used_by": uses,
                "similar": near,
            }
        )
        return
    told = shown.content.parameters.model_dump(mode="json", exclude_none=True, exclude_defaults=True, exclude={"size"})
    size = {"size": str(shown.content.parameters.size)} if shown.content.parameters.size else {}
    _write(
        [
            f"{shown.prompt} version {shown.number} of {len(versions)}",
            f"  words       {shown.content.words}",
            *(f"  {name.replace('_', ' '):<11} {value}" for name, value in (told | size).items()),
            f"  tags        {', '.join(shown.tags)}",
            *([f"  written by  {writer.prompt} version {writer.number}"] if writer else []),
            "versions",
            *(f"{'*' if each is versions[-1] else ' '} {_line(each)}{_equal(each, versions)}" for each in versions),
            "used by",
            *(
                f"  {use['prompt']} version {use['version']}{'' if use['counts'] else ' (not any more)'}"
                for use in uses
            ),
            *(["similar, not the same"] if near else []),
            *(f"  {each['likeness']:.2f} {each['prompt']}  {str(each['words'])[:_SHOWN]}" for each in near),
        ]
    )


def tell_difference(prompt: str, old: int | None, new: int | None, *, as_json: bool) -> None:
    """Print what differs between two versions of a prompt.

    Raises:
        InvalidInput: There is no such prompt or version, or nothing to compare it with.
        StorageFailure: The library cannot be used.
    """
    _, versions = versions_of(prompt)
    if len(versions) < 2:
        raise InvalidInput(f"{prompt} has one version", field="OLD", remedy="it was never changed")
    later = version_of(versions, new or versions[-1].number)
    earlier = version_of(versions, old or max(1, later.number - 1))
    words = _words_between(earlier.content.words, later.content.words)
    parameters = changes(earlier.content.parameters, later.content.parameters)
    if as_json:
        told = [{"op": op, "words": text} for op, text in words]
        print_json({"old": as_record(earlier), "new": as_record(later), "words": told, "parameters": list(parameters)})
        return
    signs = {"equal": " ", "delete": "-", "insert": "+"}
    lines = [f"{signs[op]} {text}" for op, text in words] if any(op != "equal" for op, _ in words) else []
    _write(
        [f"{earlier.prompt} version {earlier.number} -> {later.number}", *lines, *(f"  {each}" for each in parameters)]
    )
    if not lines and not parameters:
        _write(["  they say the same"])


def tell_similar(words: str, *, limit: int, as_json: bool) -> None:
    """Print prompts with similar words, the most similar first.

    Raises:
        StorageFailure: The library cannot be used.
    """
    near = _similar(open_library(), words, limit=limit)
    if as_json:
        print_json(near)
        return
    _write(
        f"{each['likeness']:.2f} {each['prompt']} version {each['version']}  {str(each['words'])[:_SHOWN]}"
        for each in near
    )
    if not near:
        _write(["nothing similar"])


def tell_log(project: str | None, *, as_json: bool) -> None:
    """Print the words that people gave, oldest first.

    Raises:
        InvalidInput: There is no such project.
        StorageFailure: The library cannot be used.
    """
    entries = open_library(project).said(project)
    if as_json:
        print_json([entry.model_dump(mode="json", exclude={"entry"}) for entry in entries])
        return
    for entry in entries:
        place = prompt_id(entry.project, entry.scene, entry.part) if entry.scene else entry.project
        _write([f"{_when(entry.created)}  {entry.who:<12} {place:<28} {entry.words}"])
    if not entries:
        _write(["nobody gave a prompt yet"])


def as_record(version: PromptVersion) -> dict[str, object]:
    """Return a version as `--json` tells it; its shape is public API."""
    content = version.content
    return {
        "prompt": version.prompt,
        "version": version.number,
        "fingerprint": content.fingerprint,
        "words": content.words,
        "parameters": content.parameters.model_dump(mode="json", exclude_none=True),
        "author": version.author,
        "origin": version.origin,
        "tags": list(version.tags),
        "created": version.created.isoformat(timespec="seconds"),
    }


def _similar(
    library: PromptLibrary, words: str, *, limit: int, but: str = "", part: PromptVersion | None = None
) -> list[dict[str, object]]:
    """Return other words that are similar, each once."""
    from videogen_dagster.resources.similar_words import likeness

    others = {
        version.content.words: version
        for version in reversed(library.latest())  # the newest of equal ones
        if version.content.fingerprint != but
        and (version.content.part != "instruction" if part is None else version.content.part == part.content.part)
    }
    if part is not None:
        others.pop(part.content.words, None)
    scored = sorted(zip(likeness(words, list(others)), others.values(), strict=True), key=lambda pair: -pair[0])
    return [
        {"likeness": round(score, 3), "prompt": each.prompt, "version": each.number, "words": each.content.words}
        for score, each in scored[:limit]
        if score >= (SUGGESTED if part is not None else 0.2)
    ]


def _words_between(old: str, new: str) -> list[tuple[str, str]]:
    """Return in turn what stays, goes and comes."""
    before, after = old.split(), new.split()
    told: list[tuple[str, str]] = []
    for op, first, last, begins, ends in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            told.append(("equal", " ".join(before[first:last])))
            continue
        told += [("delete", " ".join(before[first:last]))] if last > first else []
        told += [("insert", " ".join(after[begins:ends]))] if ends > begins else []
    return told


def _equal(version: PromptVersion, versions: Sequence[PromptVersion]) -> str:
    """Return of which earlier version one says the same."""
    same = next(each for each in versions if each.content.fingerprint == version.content.fingerprint)
    return "" if same.number == version.number else f"  (= version {same.number})"


def _line(version: PromptVersion) -> str:
    writer = "" if is_instruction(version.prompt) else next((f"{tag}  " for tag in version.tags if "@" in tag), "")
    shown = f"{_when(version.created)}  {version.author:<12} {version.origin:<8} {writer}"
    return f"version {version.number:<3} {shown}{version.content.words[:_SHOWN]}"


def _when(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _write(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(printable(" ".join(line.splitlines())) + "\n")
