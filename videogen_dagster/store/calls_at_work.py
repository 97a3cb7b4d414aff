"""Which calls a process of this machine works on right now: what they have asked for is no question to a person."""

import fcntl
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

FILE: Final = "calls.lock"


@contextmanager
def at_work_on(calls: Iterable[str], directory: Path) -> Generator[None]:
    """Tell everybody during the block that this process works on calls; that ends with the process, however it ends.

    Args:
        calls: Their fingerprints.
        directory: A scratch directory of this process's own.
    """
    path = directory / FILE
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write("\n".join(calls))
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def calls_at_work(scratch: Path) -> frozenset[str]:
    """Return the fingerprints of the calls that processes of this machine work on.

    Args:
        scratch: Parent of the scratch directories.
    """
    found: set[str] = set()
    for path in scratch.glob(f"*/{FILE}"):
        with suppress(FileNotFoundError), path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                found.update(file.read().split())
    return frozenset(found)
