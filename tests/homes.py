"""Homes as tests look at them: while others write there, and while somebody has their databases open."""

import gc
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path


def copy_home(source: Path, target: Path) -> None:
    """Copy a folder with a home in it into another, which may be there.

    Databases are copied through SQLite: who has one open keeps a journal beside it, which vanishes when that connection is
    closed, and what stands in it belongs to the database.
    """
    journals = shutil.ignore_patterns("*.db-wal", "*.db-shm", "*.db-journal")
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=journals, copy_function=_copy)


def _copy(source: str, target: str) -> None:
    if not source.endswith(".db"):
        shutil.copy2(source, target)
        return
    Path(target).unlink(missing_ok=True)
    with closing(sqlite3.connect(source, timeout=60)) as original, closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA synchronous = OFF")
        original.backup(copy)


def contents_of(home: Path) -> dict[Path, bytes]:
    """Return all files of a home; of its databases no journal that nobody in this process has any use for."""
    if any(path.suffix == ".db-wal" for path in _below(home)):
        gc.collect()  # what was dropped open is closed: left to chance, it would be a change to the files later on
    found = {}
    for path in _below(home):
        with suppress(FileNotFoundError):
            if path.is_file():
                found[path] = path.read_bytes()
    return found


def unfinished(home: Path) -> list[Path]:
    """Return what lies in a home and is not finished; others may write there meanwhile, and remove what they wrote."""
    begun = [path for path in _below(home) if path.suffix == ".part" or "#" in path.name]
    return [*(home / "scratch").glob("*"), *begun]


def _below(folder: Path) -> Iterator[Path]:
    """Yield all files and folders below a folder; `Path.rglob` raises for one that vanishes meanwhile."""
    for parent, folders, names in os.walk(folder):
        yield from (Path(parent, name) for name in (*folders, *names))
