"""Single files of this machine: copied whole or not at all, and named by their bytes."""

import hashlib
import shutil
import uuid
from pathlib import Path


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file so that `target` is never seen half-written; folders on the way are made.

    Raises:
        OSError: It cannot be written; nothing is left behind.
    """
    partial = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in lower-case hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
