"""Folders that a person gets: written whole or not at all, and never over something that we did not write.

A list of checksums stands in each of them (`sha256sum --check` reads it), so that a folder is known as ours and unchanged.
"""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.store.whole_files import sha256_of
from videogen_dagster.store.workspace import leftovers, scratch_directory

CHECKSUMS: Final = "checksums.sha256"

_OLD: Final = "old"
"""Under which name a folder lies in a scratch directory while another one takes its place."""
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def restore_folder(folder: Path) -> None:
    """Put back the folder that a killed process had moved away, if the new one is not there.

    Raises:
        StorageFailure: It cannot be moved.
    """
    try:
        for leftover in leftovers(_parts(folder)):
            _put_back(leftover / _OLD, folder)
    except OSError as error:
        raise _failure(folder, error) from error


def check_replaceable(folder: Path, *, field: str) -> None:
    """See that a folder is not there, is empty, or holds what was written there and nothing else.

    Args:
        folder: Where something is to be written.
        field: Where the person named it.

    Raises:
        InvalidInput: It holds something that would be lost, or is no folder.
        StorageFailure: It cannot be read.
    """
    try:
        foreign = _foreign(folder)
    except OSError as error:
        raise StorageFailure(f"cannot read {folder}: {error.strerror}", remedy="mend the permissions") from error
    if foreign is not None:
        raise InvalidInput(f"{folder} {foreign}", field=field, remedy="name another folder, or move this one away")


def replace_folder(folder: Path, fill: Callable[[Path], None], *, field: str) -> None:
    """Write a folder: until it is whole nothing is seen of it, and an older one stays.

    A process that is killed between the two moves at the end leaves no folder: `restore_folder` finds the older one.

    Args:
        folder: Where it is to be.
        fill: Writes the files into the folder that it is given.
        field: Where the person named it.

    Raises:
        InvalidInput: The folder holds something that was not written here; it stays as it is.
        StorageFailure: It cannot be written.
    """
    restore_folder(folder)
    check_replaceable(folder, field=field)
    parts = _parts(folder)
    try:
        with scratch_directory(parts) as scratch:
            new = scratch / "new"
            new.mkdir()
            fill(new)
            _write_checksums(new)
            check_replaceable(folder, field=field)  # filling takes a while, and a person may have begun to work there
            try:
                if folder.exists():
                    folder.rename(scratch / _OLD)
                new.rename(folder)
            finally:
                _put_back(scratch / _OLD, folder)
    except OSError as error:
        raise _failure(folder, error, field=field) from error
    finally:
        _remove_empty(parts)


def _parts(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.part"


def _put_back(old: Path, folder: Path) -> None:
    if old.exists() and not folder.exists():
        old.rename(folder)


def _failure(folder: Path, error: OSError, *, field: str | None = None) -> StorageFailure:
    remedy = "free space" if error.errno in _FULL else "mend the permissions, or name another folder"
    return StorageFailure(f"cannot write {folder}: {error.strerror}", field=field, remedy=remedy)


def _foreign(folder: Path) -> str | None:
    """Return what of a folder is not as it was written, or None."""
    if not folder.exists():
        return None
    if not folder.is_dir():
        return "is not a folder"
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    written = _read_checksums(folder / CHECKSUMS) if CHECKSUMS in found else {}
    for name in sorted(found - {CHECKSUMS}):
        if name not in written:
            return f"holds {name}, which was not exported there"
        if sha256_of(folder / name) != written[name]:
            return f"holds {name}, which was changed since it was exported"
    return None


def _write_checksums(folder: Path) -> None:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    (folder / CHECKSUMS).write_text("".join(f"{sha256_of(folder / name)}  {name}\n" for name in names))


def _read_checksums(path: Path) -> dict[str, str]:
    rows = (line.partition("  ") for line in path.read_text(errors="replace").splitlines())
    return {name: digest for digest, _, name in rows}


def _remove_empty(folder: Path) -> None:
    """Remove a folder unless another process works in it, too."""
    try:
        folder.rmdir()
    except OSError:
        return
