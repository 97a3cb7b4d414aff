"""What lies in a library's folder: each file is looked at once, and again when it changes."""

import hashlib
import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, ValidationError

from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.core.media import Sha256
from videogen_dagster.core.values import Value
from videogen_dagster.engines.stock.measured import FOOTAGE_SUFFIXES, SUFFIXES, measured
from videogen_dagster.store.whole_files import sha256_of

_MOST_FILES: Final = 50_000


class Entry(Value):
    """A file of the library.

    Attributes:
        name: Its path below the folder, with `/`.
        size_bytes: With the two below, what tells that it is still the same file.
        modified_ns: When it was written.
        sha256: Of its bytes.
        footage: Whether it is a clip.
        width: As it is shown; 0 if it cannot be.
        height: As it is shown.
        duration_s: Of a clip.
        problem: Why it cannot be shown, or empty.
    """

    name: str
    size_bytes: int
    modified_ns: int
    sha256: Sha256
    footage: bool
    width: int = 0
    height: int = 0
    duration_s: Annotated[float, Field(ge=0)] | None = None
    problem: str = ""


class Index(Value):
    """All files of a library, in the order of their names."""

    version: int = 1
    entries: tuple[Entry, ...] = ()

    def shown(self) -> tuple[Entry, ...]:
        """Return those that can be shown."""
        return tuple(entry for entry in self.entries if not entry.problem)


def read_index(folder: Path, kept: Path, check: Callable[[], None]) -> Index:
    """Return what lies in a library now; what has changed since the last time is looked at, and the index is kept.

    Args:
        folder: The library, with all folders below; hidden files, and links that lead out of it, are left out.
        kept: Folder where indices are kept, one for each library.
        check: Raises if the work should end; asked before each file that is looked at. What was seen by then is kept.

    Raises:
        InvalidInput: There is no such folder, it cannot be read, or it has more files than a library may.
        StorageFailure: The index cannot be kept.
    """
    path = kept / f"{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}.json"
    before = {entry.name: entry for entry in _kept(path).entries}
    found: dict[str, Entry] = {}
    try:
        for name in _names(folder):
            entry = _entry(folder, name, before.get(name), check)
            found |= {name: entry} if entry else {}
    except BaseException:  # whoever stops it, or a machine without memory: what was looked at is not looked at again
        _keep(path, before | found)
        raise
    if found != before:
        _keep(path, found)
    return Index(entries=tuple(found.values()))


def _names(folder: Path) -> Iterator[str]:
    try:
        paths = [
            path
            for path in folder.rglob("*")
            if path.suffix.lower() in SUFFIXES
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        ]
    except OSError as error:
        raise _unreadable(folder, error.strerror or "unknown") from error
    if not folder.is_dir():
        raise _unreadable(folder, "there is no such folder")
    if len(paths) > _MOST_FILES:
        raise _unreadable(folder, f"it has more than {_MOST_FILES} files")
    root = folder.resolve()
    for path in sorted(paths):
        if path.is_file() and path.resolve().is_relative_to(root):
            yield path.relative_to(folder).as_posix()


def _entry(folder: Path, name: str, before: Entry | None, check: Callable[[], None]) -> Entry | None:
    """Return what a file is; None if it went away, or may not be read."""
    path = folder / name
    try:
        status = path.stat()
        if before and _is_same(before, status):
            return before
        check()
        return _looked_at(path, name, status)
    except OSError:
        return None


def _is_same(entry: Entry, status: os.stat_result) -> bool:
    return (entry.size_bytes, entry.modified_ns) == (status.st_size, status.st_mtime_ns)


def _looked_at(path: Path, name: str, status: os.stat_result) -> Entry:
    footage = path.suffix.lower() in FOOTAGE_SUFFIXES
    entry = Entry(
        name=name,
        size_bytes=status.st_size,
        modified_ns=status.st_mtime_ns,
        sha256=sha256_of(path),
        footage=footage,
    )
    try:
        facts = measured(path, footage=footage)
    except InvalidInput as error:
        return entry.model_copy(update={"problem": error.message.removeprefix(f"{error.source}: ")})
    size = {"width": facts.width, "height": facts.height, "duration_s": facts.duration_s}
    return entry.model_copy(update=size)


def _kept(path: Path) -> Index:
    try:
        index = Index.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):  # never made, or by another version of the program
        return Index()
    return index if index.version == Index().version else Index()


def _keep(path: Path, entries: Mapping[str, Entry]) -> None:
    index = Index(entries=tuple(entries[name] for name in sorted(entries)))
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial.write_text(index.model_dump_json(), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise StorageFailure(
            f"cannot write {path}: {error.strerror}", remedy="make room, or set VIDEOGEN_HOME"
        ) from error
    finally:
        with suppress(OSError):  # its folder is none
            partial.unlink(missing_ok=True)


def _unreadable(folder: Path, why: str) -> InvalidInput:
    return InvalidInput(f"{folder}: {why}", field="VIDEOGEN_LIBRARY", remedy="name a folder with photos and clips")
