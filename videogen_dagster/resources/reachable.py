"""Whether a bucket or a folder answers: asked once, before anything is started or by a person who wonders."""

import uuid
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore

from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.resources.drop_folder import INBOX, OUTBOX
from videogen_dagster.store.object_stores import HURRIED, open_bucket

DROP: Final = "VIDEOGEN_DROP_URL"
_BUCKET: Final = "see that the bucket is there, and set AWS_ENDPOINT_URL, AWS_REGION and the credentials"
_FOLDER: Final = "let the user of the services read `in/` and write `out/`"


def check_reachable(url: str, options: Mapping[str, str], *, field: str) -> None:
    """List a little of what is at `s3://bucket/prefix`, or another URL that obstore knows.

    Args:
        url: The URL.
        options: What the environment says of connections; see `open_bucket`.
        field: The setting that names it.

    Raises:
        InvalidInput: The URL names no store.
        StorageFailure: It does not answer, or not to these credentials.
    """
    bucket = _opened(url, options, field=field)
    with _told(url, field=field, remedy=_BUCKET):
        next(iter(obstore.list(bucket, chunk_size=1)), None)


def check_drop_folder(url: str, options: Mapping[str, str]) -> None:
    """List a little of what is dropped, and hand out an empty file, which is removed.

    Args:
        url: The URL, or the path of a folder that is there.
        options: What the environment says of connections; see `open_bucket`.

    Raises:
        InvalidInput: The URL names no store.
        StorageFailure: One or the other does not work.
    """
    is_folder = "://" not in url
    bucket = LocalStore(Path(url)) if is_folder else _opened(url, options, field=DROP)
    with _told(url, field=DROP, remedy=_FOLDER if is_folder else _BUCKET):
        next(iter(obstore.list(bucket, INBOX, chunk_size=1)), None)
        probe = f"{OUTBOX}/.probe-{uuid.uuid4().hex[:8]}"
        obstore.put(bucket, probe, b"")
        obstore.delete(bucket, probe)


def _opened(url: str, options: Mapping[str, str], *, field: str) -> ObjectStore:
    try:
        return open_bucket(url, options, patience=HURRIED)
    except (BaseError, ValueError) as error:
        raise InvalidInput(
            f"{url!r} is no store: {str(error).splitlines()[0]}", field=field, remedy="write s3://bucket/prefix"
        ) from error


@contextmanager
def _told(url: str, *, field: str, remedy: str) -> Generator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        raise StorageFailure(
            f"{url} cannot be used: {str(error).splitlines()[0][:200]}", field=field, remedy=remedy
        ) from error
