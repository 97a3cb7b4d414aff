"""Files that stand under their name only when they are whole."""

import errno
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import av

from videogen_dagster.core.errors import StorageFailure


@contextmanager
def new_file(target: Path) -> Generator[BinaryIO]:
    """Open a file for writing under another name; it gets its own when the block ends, and is gone if the block breaks.

    Whatever stood under the name before stays until then. FFmpeg may write into the file by its `name`.

    Raises:
        StorageFailure: It cannot be written.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(target)
    except (OSError, av.FFmpegError) as error:
        if error.errno == errno.ENOSPC:
            raise StorageFailure(f"no room left to write {target.name}", remedy="free some space") from error
        if isinstance(error, av.FFmpegError):
            raise  # about what is read: it was possible to open the file
        raise StorageFailure(
            f"cannot write {target.name}: {error.strerror or error}", remedy="choose another place"
        ) from error
    finally:
        part.unlink(missing_ok=True)
