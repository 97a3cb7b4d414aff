"""What makes two pools different: the code, the environment and the size; new code never runs on old workers."""

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from videogen_dagster.executor.backends import PoolName, PoolSize

KEY_DIGITS: Final = 16


def pool_key(*, sizes: Mapping[PoolName, PoolSize], environment: Mapping[str, str], sources: Iterable[Path]) -> str:
    """Return the name of the pool that may run steps of a run.

    Args:
        sizes: The pools and their workers.
        environment: The variables that steps see.
        sources: Files and folders of the code that steps run.
    """
    told = {
        "python": [sys.prefix, sys.version],
        "sizes": {name: size.model_dump(mode="json") for name, size in sorted(sizes.items())},
        "environment": dict(sorted(environment.items())),
        "code": code_version(sources),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:KEY_DIGITS]


def code_version(sources: Iterable[Path]) -> str:
    """Return what changes with every change of the Python files in `sources`: their names, sizes and times.

    Two thousand files take a few milliseconds, so every run may ask.

    Args:
        sources: Files, and folders with all that is below them.
    """
    digest = hashlib.sha256()
    for source in sorted(set(sources)):
        for path, size, changed_ns in sorted(_files(source)):
            digest.update(f"{path}\0{size}\0{changed_ns}\n".encode())
    return digest.hexdigest()


def _files(source: Path) -> Iterable[tuple[str, int, int]]:
    if source.is_file():
        yield _told(source)
    for folder, folders, names in os.walk(source):
        folders[:] = [name for name in folders if name != "__pycache__" and not name.startswith(".")]
        yield from (_told(Path(folder, name)) for name in names if name.endswith(".py"))


def _told(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:  # removed meanwhile: another version
        return str(path), -1, 0
    return str(path), found.st_size, found.st_mtime_ns
