"""Content-addressed media and named documents, over a folder or a bucket.

An object is named by the SHA-256 of its bytes, so it is never changed, only added. Every write becomes visible whole or
not at all; a reader checks the hash, and sets a damaged object aside so that it is made again.
"""

import hashlib
import shutil
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from videogen_dagster.core import keys
from videogen_dagster.core.errors import DamagedObject, InvalidInput, MissingObject, StorageFailure
from videogen_dagster.core.media import Media


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
    def at_url(cls, url: str, cache: Path) -> Self:
        """Open a store at an `s3://` (or any obstore) URL, with a folder in which fetched objects are kept.

        Raises:
            InvalidInput: The URL names no store.
            StorageFailure: The folder cannot be made.
        """
        try:
            cache.mkdir(parents=True, exist_ok=True)
            bucket = from_url(url)
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
        if not self.holds(media):
            with _told_as_storage_failure(f"cannot store {path.name}"):
                obstore.put(self._bucket, keys.media_object(media), path)
        return media

    def holds(self, media: Media, *, known_good: datetime | None = None) -> bool:
        """Return whether an object of that name is there; its bytes are checked when it is fetched.

        Args:
            media: Its name.
            known_good: When its bytes were right for sure, if that is known. An object that was written later is checked
                now, and set aside if it is damaged: looking at the time is free, reading every object is not.
        """
        written = self._written(keys.media_object(media))
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
        path = self._local_objects / media.name
        if not self._is_folder and not path.exists():
            self._download(media, path)
        with _told_as_storage_failure(f"cannot read {media.name}"):
            self._verify(media, path)
        return path

    def export(self, media: Media, target: Path) -> None:
        """Copy an object to `target`, whole or not at all; an older file there is replaced.

        Raises:
            StorageFailure: The object cannot be read, or `target` cannot be written.
        """
        source = self.fetch(media)
        with _told_as_storage_failure(f"cannot write {target}"):
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
        with _told_as_storage_failure(f"cannot read {key}"):
            try:
                found = obstore.get(self._bucket, key)
                return bytes(found.bytes()), found.meta["last_modified"]
            except FileNotFoundError:
                return None

    def write(self, key: str, document: bytes) -> None:
        """Write a document, whole or not at all.

        Raises:
            StorageFailure: The store cannot be written.
        """
        with _told_as_storage_failure(f"cannot write {key}"):
            obstore.put(self._bucket, key, document)

    def create(self, key: str, document: bytes) -> bool:
        """Write a document if none is there, whole or not at all; of several who try at once, one gets True.

        Returns:
            Whether it was written: False if another document is there, which stays as it is.

        Raises:
            StorageFailure: The store cannot be written.
        """
        with _told_as_storage_failure(f"cannot write {key}"):
            try:
                obstore.put(self._bucket, key, document, mode="create")
            except AlreadyExistsError:
                return False
        return True

    def remove(self, key: str) -> None:
        """Remove a document; one that is not there is no error."""
        with _told_as_storage_failure(f"cannot remove {key}"):
            try:
                obstore.delete(self._bucket, key)
            except FileNotFoundError:
                return

    def children(self, prefix: str) -> tuple[str, ...]:
        """Return the names of the folders right below `prefix`, sorted."""
        with _told_as_storage_failure(f"cannot list {prefix}"):
            listing = obstore.list_with_delimiter(self._bucket, prefix)
        return tuple(sorted(str(found).rstrip("/").rsplit("/", 1)[-1] for found in listing["common_prefixes"]))

    def documents(self, prefix: str) -> tuple[str, ...]:
        """Return the keys of all documents below the folder `prefix`, at any depth, sorted.

        Raises:
            StorageFailure: The store cannot be read.
        """
        return tuple(sorted(self.documents_dated(prefix)))

    def documents_dated(self, prefix: str) -> dict[str, datetime]:
        """Return the keys of all documents below the folder `prefix`, at any depth, and when each was written.

        Raises:
            StorageFailure: The store cannot be read.
        """
        with _told_as_storage_failure(f"cannot list {prefix}"):
            pages = list(obstore.list(self._bucket, prefix))
        return {str(found["path"]): found["last_modified"] for page in pages for found in page}

    def local_path(self, key: str) -> Path | None:
        """Return where a document can be opened by a person's editor, or None if the store is not a folder."""
        return self._local_objects.parent / key if self._is_folder else None

    def _written(self, key: str) -> datetime | None:
        with _told_as_storage_failure(f"cannot look for {key}"):
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
        with _told_as_storage_failure(f"cannot quarantine {media.name}"):
            obstore.copy(self._bucket, keys.media_object(media), keys.quarantined(media))
            obstore.delete(self._bucket, keys.media_object(media))
            path.unlink(missing_ok=True)

    def _download(self, media: Media, path: Path) -> None:
        partial = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
        with _told_as_storage_failure(f"cannot fetch {media.name}"):
            try:
                with partial.open("wb") as file:
                    for chunk in obstore.get(self._bucket, keys.media_object(media)):
                        file.write(chunk)
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)


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


@contextmanager
def _told_as_storage_failure(what: str) -> Generator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise MissingObject(f"{what}: it is not there", remedy="start again: it will be made anew") from error
    except (OSError, BaseError, NotImplementedError) as error:  # a web server, say, creates nothing exclusively
        raise StorageFailure(f"{what}: {_reason(error)}", remedy="free space or mend the permissions") from error


def _reason(error: Exception) -> str:
    text = str(error)
    for known in ("No space left on device", "Permission denied", "Read-only file system"):
        if known in text:
            return known.lower()
    return text.splitlines()[0] if text else type(error).__name__
