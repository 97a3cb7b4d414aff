"""What is told when a store cannot be used: errors of the library and of the disk become ours."""

from collections.abc import Generator
from contextlib import contextmanager

from obstore.exceptions import BaseError

from videogen_dagster.core.errors import MissingObject, StorageFailure, StorageUnavailable
from videogen_dagster.store.object_stores import is_unavailable


@contextmanager
def told_as_storage_failure(what: str) -> Generator[None]:
    """Turn the errors of the block into a `StorageFailure` that begins with `what` could not be done.

    Raises:
        MissingObject: Something that was asked for is not there.
        StorageUnavailable: The store does not answer; it may later.
        StorageFailure: It cannot be read or written.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise MissingObject(f"{what}: it is not there", remedy="start again: it will be made anew") from error
    except (OSError, BaseError, NotImplementedError) as error:
        if is_unavailable(error):
            raise StorageUnavailable(
                f"{what}: {_reason(error)}", remedy="see that its server can be reached"
            ) from error
        # A web server, say, creates nothing exclusively
        raise StorageFailure(f"{what}: {_reason(error)}", remedy="free space or mend the permissions") from error


def _reason(error: Exception) -> str:
    text = str(error)
    for known in ("No space left on device", "Permission denied", "Read-only file system"):
        if known in text:
            return known.lower()
    return text.splitlines()[0] if text else type(error).__name__
