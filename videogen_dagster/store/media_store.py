"""Content-addressed media and named documents, over a folder or a bucket.

An object is named by the SHA-256 of its bytes, so it is never changed, only added. Every write becomes visible whole or
not at all; a reader checks the hash, and sets a damaged object aside so that it is made again.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Self

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import AzureStore, GCSStore, LocalStore, ObjectStore, S3Store

from videogen_dagster.core import keys
from videogen_dagster.core.errors import DamagedObject, InvalidInput, MissingObject, StorageFailure
from videogen_dagster.core.media import Media
from videogen_dagster.store.object_stores import asked_again, open_bucket
from videogen_dagster.store.storage_failures import told_as_storage_failure
from videogen_dagster.store.unreferenced import Listed, freshen, put_back, set_apart
from videogen_dagster.store.whole_files import copy_whole, sha256_of

SIGNING_STORES: Final = (S3Store, GCSStore, AzureStore)

REACHABLE_FOR: Final = timedelta(hours=1)
"""A provider fetches what a job needs when it begins the job, which may wait in a queue first."""


class MediaStore:
    """Reads and writes media and documents.

    Args:
        bucket: Where things are kept.
        local_objects: Folder in which objects can be opened as files: the store's own for a folder, a cache otherwise.
        is_folder: Whether `local_objects` is the store itself.
        sets_aside: Whether a damaged object is moved away so that it is made again, or only told.
    """

    def __init__(self, bucket: ObjectStore, local_objects: Path, *, is_folder: bool, sets_aside: bool = True) -> None:
        self._bucket = bucket
        self._local_objects = local_objects
        self._is_folder = is_folder
        self._sets_aside = sets_aside
        self._verified: set[tuple[str, int, int]] = set()

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """Open a store in `folder`; it is created by the first write.

        Raises:
            StorageFailure: The folder cannot be created.
        """
        try:
            (folder / keys.OBJECTS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageFailure(f"cannot create {folder}: {error.strerror}", remedy="choose another home") from error
        return cls(LocalStore(folder), folder / keys.OBJECTS, is_folder=True)

    @classmethod
    def at_url(cls, url: str, cache: Path, *, options: Mapping[str, str] | None = None) -> Self:
        """Open a store at an `s3://` (or any obstore) URL, with a folder in which fetched objects are kept.

        Args:
            url: The URL.
            cache: The folder.
            options: What the environment says of connections; see `open_bucket`.

        Raises:
            InvalidInput: The URL names no store.
            StorageFailure: The folder cannot be made.
        """
        try:
            cache.mkdir(parents=True, exist_ok=True)
            bucket = open_bucket(url, options or {})
        except OSError as error:
            raise StorageFailure(f"cannot create {cache}: {error.strerror}", remedy="set VIDEOGEN_HOME") from error
        except (BaseError, ValueError) as error:
            raise InvalidInput(
                f"{url!r} is no store: {str(error).splitlines()[0]}",
                field="VIDEOGEN_STORE_URL",
                remedy="write s3://bucket/prefix, or leave it out for a folder in the home",
            ) from error
        return cls(bucket, cache, is_folder=False)

    def looking_only(self) -> Self:
        """Return this store for somebody who must not change it: a damaged object stays where it is."""
        return type(self)(self._bucket, self._local_objects, is_folder=self._is_folder, sets_aside=False)

    def put_file(self, path: Path) -> Media:
        """Copy a finished file into the store and return its name; a file that is there already is not written again.

        Raises:
            StorageFailure: The store cannot be written.
        """
        media = Media(sha256=sha256_of(path), extension=path.suffix.removeprefix(".").lower())
        with told_as_storage_failure(f"cannot store {path.name}"):
            is_there = self._written(keys.media_object(media)) is not None
            if not is_there or (self._is_folder and not freshen(self._local_objects / media.name)):
                obstore.put(self._bucket, keys.media_object(media), path)
        return media

    def holds(self, media: Media, *, known_good: datetime | None = None) -> bool:
        """Return whether an object of that name is there; its bytes are checked when it is fetched.

        Args:
            media: Its name.
            known_good: When its bytes were right for sure, if that is known. An object that was written later is checked
                now, and set aside if it is damaged: looking at the time is free, reading every object is not.
        """
        written = self._written(keys.media_object(media)) or self._put_back(media)
        if written is None or known_good is None or written <= known_good:
            return written is not None
        try:
            self.fetch(media)
        except DamagedObject:
            return False
        return True

    def fetch(self, media: Media) -> Path:
        """Return a local file with the object's bytes. It must not be changed.

        Raises:
            DamagedObject: The bytes do not match the name; the object was moved to `quarantine/`.
            MissingObject: There is none.
            StorageFailure: The object cannot be read.
        """
        try:
            return self._fetched(media)
        except MissingObject:  # it may wait to be deleted
            if self._put_back(media) is None:
                raise
            return self._fetched(media)

    def _fetched(self, media: Media) -> Path:
        path = self._local_objects / media.name
        if not self._is_folder and not path.exists():
            self._download(media, path)
        with told_as_storage_failure(f"cannot read {media.name}"):
            self._verify(media, path)
        return path

    def reachable_url(self, media: Media) -> str | None:
        """Return a signed URL at which an object can be read for `REACHABLE_FOR`; None where the store signs none.

        Nothing is asked: whether the object is there, and whether our key may read it, shows when it is fetched.

        Raises:
            StorageFailure: There is no key to sign with.
        """
        if not isinstance(self._bucket, SIGNING_STORES):
            return None
        with told_as_storage_failure(f"cannot sign a URL of {media.name}"):
            return obstore.sign(self._bucket, "GET", keys.media_object(media), REACHABLE_FOR)

    def export(self, media: Media, target: Path) -> None:
        """Copy an object to `target`, whole or not at all; an older file there is replaced.

        Raises:
            StorageFailure: The object cannot be read, or `target` cannot be written.
        """
        source = self.fetch(media)
        with told_as_storage_failure(f"cannot write {target}"):
            copy_whole(source, target)

    def exists(self, key: str) -> bool:
        """Return whether a document or object is there."""
        return self._written(key) is not None

    def read(self, key: str) -> bytes | None:
        """Return a document, or None if there is none."""
        found = self.read_dated(key)
        return found[0] if found else None

    def read_dated(self, key: str) -> tuple[bytes, datetime] | None:
        """Return a document and when it was written, or None if there is none."""
        with told_as_storage_failure(f"cannot read {key}"):
            try:
                return asked_again(lambda: _whole(self._bucket, key))
            except FileNotFoundError:
                return None

    def write(self, key: str, document: bytes) -> None:
        """Write a document, whole or not at all.

        Raises:
            StorageFailure: The store cannot be written.
        """
        with told_as_storage_failure(f"cannot write {key}"):
            obstore.put(self._bucket, key, document)

    def create(self, key: str, document: bytes) -> bool:
        """Write a document if none is there, whole or not at all; of several who try at once, one gets True.

        Returns:
            Whether it was written: False if another document is there, which stays as it is.

        Raises:
            StorageFailure: The store cannot be written.
        """
        with told_as_storage_failure(f"cannot write {key}"):
            try:
                obstore.put(self._bucket, key, document, mode="create")
            except AlreadyExistsError:
                return False
        return True

    def remove(self, key: str) -> None:
        """Remove a document; one that is not there is no error."""
        with told_as_storage_failure(f"cannot remove {key}"):
            try:
                asked_again(lambda: obstore.delete(self._bucket, key))
            except FileNotFoundError:
                return

    def children(self, prefix: str) -> tuple[str, ...]:
        """Return the names of the folders right below `prefix`, sorted."""
        with told_as_storage_failure(f"cannot list {prefix}"):
            listing = asked_again(lambda: obstore.list_with_delimiter(self._bucket, prefix))
        return tuple(sorted(str(found).rstrip("/").rsplit("/", 1)[-1] for found in listing["common_prefixes"]))

    def documents(self, prefix: str) -> tuple[str, ...]:
        """Return the keys of all documents below the folder `prefix`, at any depth, sorted.

        Raises:
            StorageFailure: The store cannot be read.
        """
        return tuple(sorted(self.listed(prefix)))

    def listed(self, prefix: str) -> dict[str, Listed]:
        """Return the keys of all that is below the folder `prefix`, at any depth, with size and time.

        Raises:
            StorageFailure: The store cannot be read.
        """
        with told_as_storage_failure(f"cannot list {prefix}"):
            pages = asked_again(lambda: list(obstore.list(self._bucket, prefix)))
        return {str(found["path"]): Listed(found["size"], found["last_modified"]) for page in pages for found in page}

    def set_apart(self, name: str, *, unless_after: datetime) -> bool:
        """Put an object where it waits to be deleted; see `unreferenced`. False if it was written after that time."""
        with told_as_storage_failure(f"cannot move {name}"):
            return set_apart(self._bucket, name, unless_after=unless_after)

    def local_path(self, key: str) -> Path | None:
        """Return where a document can be opened by a person's editor, or None if the store is not a folder."""
        return self._local_objects.parent / key if self._is_folder else None

    def _put_back(self, media: Media) -> datetime | None:
        """Put an object back that waits to be deleted, and return when it was written; None if there is none."""
        with told_as_storage_failure(f"cannot put {media.name} back"):
            found = put_back(self._bucket, media.name) if self._sets_aside else False
        return self._written(keys.media_object(media)) if found else None

    def _written(self, key: str) -> datetime | None:
        with told_as_storage_failure(f"cannot look for {key}"):
            try:
                return obstore.head(self._bucket, key)["last_modified"]
            except FileNotFoundError:
                return None

    def _verify(self, media: Media, path: Path) -> None:
        facts = path.stat()
        version = (media.name, facts.st_size, facts.st_mtime_ns)
        if version in self._verified:
            return
        if sha256_of(path) != media.sha256 and not self._is_folder:
            self._download(media, path)  # the cached copy may be what is damaged, not the object
        if sha256_of(path) != media.sha256:
            if self._sets_aside:
                self._set_aside(media, path)
            raise DamagedObject(
                f"stored object {media.name} does not match its hash; it was moved to {keys.quarantined(media)}",
                remedy="start again: it will be made anew",
            )
        self._verified.add(version)

    def _set_aside(self, media: Media, path: Path) -> None:
        with told_as_storage_failure(f"cannot quarantine {media.name}"):
            obstore.copy(self._bucket, keys.media_object(media), keys.quarantined(media))
            obstore.delete(self._bucket, keys.media_object(media))
            path.unlink(missing_ok=True)

    def _download(self, media: Media, path: Path) -> None:
        partial = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
        with told_as_storage_failure(f"cannot fetch {media.name}"):
            try:
                with partial.open("wb") as file:
                    for chunk in obstore.get(self._bucket, keys.media_object(media)):
                        file.write(chunk)
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)


def _whole(bucket: ObjectStore, key: str) -> tuple[bytes, datetime]:
    found = obstore.get(bucket, key)
    return bytes(found.bytes()), found.meta["last_modified"]
