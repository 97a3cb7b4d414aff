"""What lies in a folder of this machine, whatever people put there: names that are no text, pipes, links, folders in folders."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final

from videogen_dagster.core.drops import Member
from videogen_dagster.core.errors import DropChanged, InvalidInput

CHUNK_BYTES: Final = 1024 * 1024


def files_below(folder: Path, *, settled_s: float) -> Iterator[tuple[str, Member, bool]]:
    """Yield the files of a folder and of the folders in it, sorted: the place, the file, and whether it is at rest.

    A folder in such a folder is one member that ends in `/`. What is no file is left out.

    Args:
        folder: The folder.
        settled_s: A file is at rest when it was not written to for so long.

    Raises:
        OSError: The folder cannot be read.
    """
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if not entry.is_dir(follow_symlinks=False):
                yield from _member(entry, shown_name(entry.name), settled_s)
                continue
            with os.scandir(entry.path) as inside:
                for each in sorted(inside, key=lambda each: each.name):
                    yield from _member(each, f"{shown_name(entry.name)}/", settled_s)


def _member(entry: os.DirEntry[str], place: str, settled_s: float) -> Iterator[tuple[str, Member, bool]]:
    try:
        facts = entry.stat()
    except OSError:  # removed just now, or a link to nothing
        return
    is_folder = S_ISDIR(facts.st_mode)
    if not is_folder and not S_ISREG(facts.st_mode):
        return
    name = shown_name(entry.name) + ("/" if is_folder else "")
    is_settled = is_folder or not 0 <= time.time() - facts.st_mtime < settled_s
    yield place, Member(name=name, size=0 if is_folder else facts.st_size, etag=_tag(facts)), is_settled


def shown_name(name: str) -> str:
    """Return a file's name as text: what is no UTF-8 in it is shown as `�`, which no name of a member may hold."""
    return os.fsencode(name).decode(errors="replace")


def chunks_of(root: Path, path: Path, etag: str) -> Iterator[bytes]:
    """Yield the bytes of a file as long as it is the one that was seen.

    Args:
        root: The folder that it must not leave.
        path: The file.
        etag: By which it is known.

    Raises:
        DropChanged: It is another one, or becomes another one while it is read.
        InvalidInput: It is a link out of the folder.
        OSError: It cannot be read.
    """
    if not path.resolve().is_relative_to(root):
        raise InvalidInput(
            "the file is a link that leads out of the drop folder", source=path.name, remedy="drop a copy of the file"
        )
    try:
        with path.open("rb") as file:
            while _tag(os.fstat(file.fileno())) == etag:
                chunk = file.read(CHUNK_BYTES)
                if not chunk:
                    return
                yield chunk
    except FileNotFoundError as error:
        raise DropChanged(f"{path.name} was removed after it was seen") from error
    raise DropChanged(f"{path.name} was changed after it was seen")


def _tag(facts: os.stat_result) -> str:
    return f"{facts.st_ino:x}-{facts.st_mtime_ns:x}-{facts.st_size:x}"
