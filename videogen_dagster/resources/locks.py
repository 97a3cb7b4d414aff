"""One at a time, between all processes of a machine; a lock ends with the process that holds it, however that ends."""

import fcntl
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from videogen_dagster.core.errors import StorageFailure

ASK_AGAIN_S: Final = 0.1


@contextmanager
def locked(path: Path, *, while_waiting: Callable[[], None], shared: bool = False) -> Generator[None]:
    """Hold the lock of the file `path` during the block, waiting for it as long as it takes.

    Args:
        path: The lock's file; it is made, and stays, because removing it would let two in at once.
        while_waiting: Called ten times a second while somebody else holds the lock; raises to give up.
        shared: Whether others that share it may hold it at the same time.

    Raises:
        StorageFailure: The file cannot be made.
    """
    with _opened(path) as file:
        while not _taken(file.fileno(), shared=shared):
            while_waiting()
            time.sleep(ASK_AGAIN_S)
        yield


@contextmanager
def locked_at_once(path: Path) -> Generator[bool]:
    """Hold the lock of the file `path` during the block if it is free; yields whether it was.

    Raises:
        StorageFailure: The file cannot be made.
    """
    with _opened(path) as file:
        yield _taken(file.fileno())


def _opened(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a")
    except OSError as error:
        raise StorageFailure(f"cannot lock {path}: {error.strerror}", remedy="set VIDEOGEN_HOME") from error


def _taken(descriptor: int, *, shared: bool = False) -> bool:
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
