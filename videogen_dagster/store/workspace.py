"""Where an engine works during one call: a scratch directory, the store behind it, progress and cancellation."""

import os
import shutil
import socket
import time
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from videogen_dagster.core import keys
from videogen_dagster.core.errors import Cancelled, StorageFailure
from videogen_dagster.core.media import Media
from videogen_dagster.store.media_store import MediaStore

CANCEL_CHECK_S: Final = 0.2
_STARTTIME: Final = 22 - 3
"""Field 22 of `/proc/PID/stat`, see proc(5); the fields behind the program's name begin with the third."""


class StoreWorkspace:
    """An engine's `Workspace` over a store.

    Args:
        store: Where results go.
        directory: Scratch directory of this call.
        project: Whose cancel request is obeyed.
        run_id: The run that this work belongs to; a cancel request names the run that it means.
        on_progress: Told the index of a request in the batch and its share done (0..1).
    """

    def __init__(
        self,
        store: MediaStore,
        directory: Path,
        *,
        project: str,
        run_id: str,
        on_progress: Callable[[int, float], None],
    ) -> None:
        self._store = store
        self._directory = directory
        self._project = project
        self._run_id = run_id
        self._on_progress = on_progress
        self._asked_at_s = 0.0
        self._cancelled = False

    @property
    def directory(self) -> Path:
        return self._directory

    def fetch(self, media: Media) -> Path:
        return self._store.fetch(media)

    def keep(self, path: Path) -> Media:
        return self._store.put_file(path)

    def reachable_url(self, media: Media) -> str | None:
        return self._store.reachable_url(media)

    def progress(self, index: int, done: float) -> None:
        self._on_progress(index, done)

    def cancelled(self) -> bool:
        now_s = time.monotonic()
        if not self._cancelled and now_s - self._asked_at_s >= CANCEL_CHECK_S:
            self._asked_at_s = now_s
            self._cancelled = self._store.read(keys.cancel_request(self._project)) == self._run_id.encode()
        return self._cancelled

    def check(self) -> None:
        if self.cancelled():
            raise Cancelled(f"{self._project} was cancelled; what was finished is kept", remedy="start again to go on")


@contextmanager
def scratch_directory(parent: Path) -> Generator[Path]:
    """Make a directory of this process's own below `parent` and remove it afterwards.

    What a killed process left behind is removed first.

    Raises:
        StorageFailure: It cannot be made.
    """
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(parent)
        owner = ".".join(filter(None, [str(os.getpid()), start_of(os.getpid())]))
        directory = parent / f"{owner}@{socket.gethostname()}-{uuid.uuid4().hex[:8]}"
        directory.mkdir(mode=0o700, parents=True)  # another process may have removed the empty parent this very moment
    except OSError as error:
        raise StorageFailure(f"cannot work in {parent}: {error.strerror}", remedy="mend the permissions") from error
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def leftovers(parent: Path) -> Iterator[Path]:
    """Yield the scratch directories that killed processes of this machine left below `parent`; none if it is not there."""
    try:
        entries = list(parent.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        owner, _, host = entry.name.rpartition("-")[0].partition("@")
        pid, _, started = owner.partition(".")
        if host == socket.gethostname() and pid.isdigit() and not is_running(int(pid), started or None):
            yield entry


def _remove_leftovers(parent: Path) -> None:
    for entry in leftovers(parent):
        shutil.rmtree(entry, ignore_errors=True)


def is_running(pid: int, started: str | None = None) -> bool:
    """Return whether a process exists on this machine; one that has ended and nobody took note of does not.

    Args:
        pid: Its id.
        started: What `start_of` told of it, or None. Ids come again, in a new container from 1 on.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, as somebody else
        return started in {None, start_of(pid)}
    fields = _stat(pid)
    if fields is None:  # where nobody tells of us, either, it runs as far as is known; else it has just ended
        return _stat(os.getpid()) is None
    return fields[0] not in "ZX" and started in {None, fields[_STARTTIME]}


def start_of(pid: int) -> str | None:
    """Return when a process of this machine started, in clock ticks since the machine did; None where nobody tells."""
    fields = _stat(pid)
    return None if fields is None else fields[_STARTTIME]


def _stat(pid: int) -> list[str] | None:
    """Return what the kernel tells of a process, from its state on; None if it is gone, or this is no Linux."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
