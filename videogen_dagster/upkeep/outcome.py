"""What cleaning did, or would do, and what it looks at, while others write there and remove."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of one kind of thing.

    Attributes:
        what: `waiting objects`, `old runs`, ...
        count: How many were removed, or would be.
        bytes: How much room they took; 0 where that is not known.
    """

    what: str
    count: int = 0
    bytes: int = 0


def written_s(path: Path) -> float:
    """Return when a file or folder was last written, in seconds since 1970; of one that vanished meanwhile: never to come."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def files_below(folder: Path) -> Iterator[Path]:
    """Yield all files below a folder; a folder that is not there, or that vanishes meanwhile, has none."""
    for parent, _, names in os.walk(folder):  # `Path.rglob` raises for the latter
        yield from (path for path in (Path(parent, name) for name in names) if path.is_file())


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of all files below a folder; what vanishes meanwhile counts as nothing."""
    total = 0
    for each in files_below(path) if path.is_dir() else [path]:
        try:
            total += each.stat().st_size
        except FileNotFoundError:
            continue
    return total
