"""Where the local pool's processes meet: a folder that nobody else can enter, with a socket for each pool."""

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import StorageFailure

LONGEST_SOCKET_BYTES: Final = 107
"""What `sockaddr_un` holds on Linux, without its final zero (unix(7))."""


@dataclass(frozen=True, slots=True)
class PoolPlace:
    """The files of one pool.

    Attributes:
        folder: Folder of the home that the pool works for.
        key: Name of the pool.
    """

    folder: Path
    key: str

    @property
    def socket(self) -> Path:
        """Where its supervisor listens."""
        return self.folder / f"{self.key}.sock"

    @property
    def lock(self) -> Path:
        """Held by its supervisor."""
        return self.folder / f"{self.key}.lock"

    @property
    def log(self) -> Path:
        """What its processes write."""
        return self.folder / f"{self.key}.log"


def meeting_folder(runtime: Path, home: Path) -> Path:
    """Return the folder of the pools that work for `home`; it is made.

    Args:
        runtime: The user's own folder for sockets, short and the same in every session.
        home: The deployment's home.

    Raises:
        StorageFailure: The folder is somebody else's, or others can enter it, or its name is too long for sockets.
    """
    folder = runtime / hashlib.sha256(os.fsencode(home)).hexdigest()[:8]
    for each in (runtime, folder):
        _make_private(each)
    if len(os.fsencode(PoolPlace(folder, "0" * 16).socket)) > LONGEST_SOCKET_BYTES:
        raise StorageFailure(f"{folder} is too long a name for a socket", remedy="choose a shorter folder")
    return folder


def pools_of(folder: Path) -> Iterator[PoolPlace]:
    """Yield the pools that meet in a folder and may be alive."""
    for socket in sorted(folder.glob("*.sock")):
        yield PoolPlace(folder, socket.stem)


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise StorageFailure(f"cannot make {folder}: {error.strerror}", remedy="free that name") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise StorageFailure(f"{folder} is not this user's folder", remedy="remove it, or ask its owner to")
    if found.st_mode & 0o077:
        raise StorageFailure(f"others may enter {folder}", remedy=f"chmod 700 {folder}")


class FileLock:
    """A lock that ends with the process that holds it, however that ends.

    Args:
        path: The lock's file; it stays, because removing it would let two in at once.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def take(self, *, told: str) -> bool:
        """Take the lock if it is free; returns whether it was.

        Args:
            told: What others read who find it taken.
        """
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        self.tell(told)
        return True

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What a process has to inherit to hold the lock, too; empty if this one does not hold it."""
        return () if self._descriptor is None else (self._descriptor,)

    def tell(self, told: str) -> None:
        """Let others read something else who find it taken; nothing if this process does not hold it."""
        for descriptor in self.descriptors:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, told.encode(), 0)

    def leave(self) -> None:
        """Close this process's hold of the lock; it stays taken as long as a process that was forked holds it, too."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> str:
        """Return what the holder told."""
        try:
            return self.path.read_text()
        except OSError:
            return ""
