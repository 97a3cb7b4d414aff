"""The folder that people drop files into and find films in: a folder of this machine, or a bucket."""

import hashlib
import time
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import quote

import obstore
from obstore.exceptions import BaseError, PreconditionError
from obstore.store import LocalStore, ObjectStore

from videogen_dagster.core.drops import Delivery, Drop, Member, place_of
from videogen_dagster.core.errors import DropChanged, InvalidInput, StorageFailure, StorageUnavailable
from videogen_dagster.resources.disk_files import chunks_of, files_below
from videogen_dagster.store.object_stores import PATIENT, Patience, is_unavailable, open_bucket

if TYPE_CHECKING:
    from obstore import ObjectMeta  # there for type checkers only

INBOX: Final = "in"
OUTBOX: Final = "out"
SETTLED_S: Final = 1.0
"""A file of a folder is taken once it was not written to for so long; objects of a bucket appear whole."""
MOST_KEYS: Final = 10_000
"""So many are looked at in one go."""
LONGEST_LOOK_S: Final = 10.0
AT_ONCE: Final = 32
"""So many places of a bucket are looked at side by side."""
TRIED_AGAIN: Final = "it is tried again"
_UNFINISHED: Final = (".part", ".tmp", ".crdownload", ".partial", "~")


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in one go.

    Attributes:
        drops: What is there, complete or not, in the order of their places.
        after: Where the next look goes on, or None: it begins anew.
        keys: How many files were listed.
    """

    drops: tuple[Drop, ...]
    after: str | None
    keys: int


class DropFolder:
    """Lists what was dropped, reads it, and writes what is handed out.

    Args:
        bucket: Where it is.
        root: The folder, if it is one of this machine.
        url: Where a bucket is.
    """

    def __init__(self, bucket: ObjectStore, root: Path | None = None, *, url: str = "") -> None:
        self._bucket, self._root, self._url = bucket, root, url
        self._settled_s, self._clock = SETTLED_S, time.monotonic

    @classmethod
    def in_folder(cls, root: Path) -> Self:
        """Open a folder of this machine; it is made if it is not there.

        Raises:
            StorageFailure: It cannot be made.
        """
        try:
            (root / INBOX).mkdir(parents=True, exist_ok=True)
            (root / OUTBOX).mkdir(exist_ok=True)
        except OSError as error:
            raise StorageFailure(f"cannot create {root}: {error.strerror}", remedy="set VIDEOGEN_DROP_URL") from error
        return cls(LocalStore(root.resolve()), root.resolve())

    @classmethod
    def at_url(cls, url: str, *, options: Mapping[str, str] | None = None, patience: Patience = PATIENT) -> Self:
        """Open the folder at `s3://bucket/prefix` or another URL that obstore knows.

        Args:
            url: The URL.
            options: What the environment says of connections; see `open_bucket`.
            patience: How long each call may take.

        Raises:
            InvalidInput: The URL names no store.
        """
        try:
            return cls(open_bucket(url, options or {}, patience=patience), url=url)
        except (BaseError, ValueError) as error:
            raise InvalidInput(
                f"{url!r} is no drop folder: {str(error).splitlines()[0]}",
                field="VIDEOGEN_DROP_URL",
                remedy="write s3://bucket/prefix, or the path of a folder",
            ) from error

    def look(self, *, after: str | None = None, most_keys: int = MOST_KEYS) -> Look:
        """List what is there, from a place on; files that are being written are left for the next look.

        Raises:
            StorageFailure: It cannot be listed.
        """
        began = self._clock()
        found: dict[str, list[Member]] = {}
        unsettled: set[str] = set()
        keys = 0
        last = None
        for place, member, is_settled in self._listed(after):
            if place != last and (keys >= most_keys or self._clock() - began > LONGEST_LOOK_S):
                break
            keys, last = keys + 1, place
            found.setdefault(place, []).append(member)
            if not is_settled:
                unsettled.add(place)
        else:
            last = None
        drops = [
            Drop(place=place, members=tuple(sorted(members, key=lambda member: member.name)))
            for place, members in sorted(found.items())
            if place not in unsettled
        ]
        return Look(tuple(drops), f"{INBOX}/{last}\U0010ffff" if last else None, keys)

    def look_at(self, places: Collection[str]) -> tuple[tuple[Drop, ...], frozenset[str]]:
        """Look at some places of a bucket; at those where nothing is, or can be, nothing is found.

        Returns:
            What is there, and the places for which there was no time.

        Raises:
            StorageFailure: They cannot be listed.
        """
        began, left, found = self._clock(), sorted(places), []
        with ThreadPoolExecutor(AT_ONCE) as threads:
            while left and self._clock() - began < LONGEST_LOOK_S:
                found += [drop for drop in threads.map(self._look_at, left[:AT_ONCE]) if drop is not None]
                left = left[AT_ONCE:]
        return tuple(found), frozenset(left)

    def _look_at(self, place: str) -> Drop | None:
        with _told(f"cannot list {INBOX}/{place}"), suppress(ValueError, FileNotFoundError):  # no name, or gone
            key = f"{INBOX}/{place}"
            metas = (
                [meta for page in obstore.list(self._bucket, key) for meta in page]
                if place.endswith("/")
                else [obstore.head(self._bucket, key)]
            )
            members = [member for at, member, _ in self._wanted(map(_seen, metas)) if at == place]
            if members:
                return Drop(place=place, members=tuple(sorted(members, key=lambda member: member.name)))
        return None

    def _listed(self, after: str | None) -> Iterator[tuple[str, Member, bool]]:
        """Yield what stands below `in/`, sorted: its place, the file, and whether it is at rest."""
        with _told("cannot list the drop folder"):
            yield from self._wanted(self._in_bucket(after) if self._root is None else self._on_disk(self._root, after))

    def _wanted(self, found: Iterable[tuple[str, Member, bool]]) -> Iterator[tuple[str, Member, bool]]:
        for place, member, is_settled in found:
            if member.name.startswith(".") or member.name.endswith(_UNFINISHED):
                continue
            if member.size or "." in member.name or member.name.endswith("/"):  # else an empty folder of a console
                yield place, member, is_settled

    def _in_bucket(self, after: str | None) -> Iterator[tuple[str, Member, bool]]:
        for page in obstore.list(self._bucket, INBOX, offset=after):
            yield from map(_seen, page)

    def _on_disk(self, root: Path, after: str | None) -> Iterator[tuple[str, Member, bool]]:
        for place, member, is_settled in files_below(root / INBOX, settled_s=self._settled_s):
            if after is None or f"{INBOX}/{place}" > after:
                yield place, member, is_settled

    def read(self, drop: Drop, name: str, *, limit_bytes: int) -> bytes:
        """Return the bytes of a small member.

        Raises:
            DropChanged: It is another one by now, or gone.
            InvalidInput: It is larger than the limit.
            StorageFailure: It cannot be read.
        """
        member = next(member for member in drop.members if member.name == name)
        if member.size > limit_bytes:
            raise InvalidInput(
                f"the file has {member.size} bytes, at most {limit_bytes} are allowed",
                source=name,
                remedy="make it smaller",
            )
        return b"".join(self._chunks(drop, member))

    def fetch(self, drop: Drop, folder: Path, *, delivery: Delivery | None = None) -> tuple[Path, ...]:
        """Copy the members into a folder, under their names, and return where they are.

        Raises:
            DropChanged: One of them is another one by now, or gone.
            InvalidInput: One has not the hash that the metadata says.
            StorageFailure: They cannot be read or written.
        """
        hashes = {listed.name: listed.sha256 for listed in delivery.members} if delivery else {}
        return tuple(self._fetched(drop, member, folder, hashes.get(member.name)) for member in drop.members)

    def _fetched(self, drop: Drop, member: Member, folder: Path, expected: str | None) -> Path:
        path = folder / member.name
        digest = hashlib.sha256()
        try:
            with path.open("xb") as file:
                for chunk in self._chunks(drop, member):
                    digest.update(chunk)
                    file.write(chunk)
        except OSError as error:
            raise StorageFailure(f"cannot write {path}: {error.strerror}", remedy="free space") from error
        if expected is not None and digest.hexdigest() != expected:
            raise InvalidInput(
                f"the file's SHA-256 is {digest.hexdigest()}, not {expected}",
                source=member.name,
                field="members.sha256",
                remedy="upload the file again, and metadata.json behind it",
            )
        return path

    def _chunks(self, drop: Drop, member: Member) -> Iterator[bytes]:
        key = f"{INBOX}/{drop.key(member)}"
        with _told(f"cannot read {key}"):
            if self._root is not None:
                yield from chunks_of(self._root, self._root / key, member.etag)
                return
            got = 0
            try:
                for chunk in obstore.get(self._bucket, key, options={"if_match": f'"{member.etag}"'}):
                    got += len(chunk)
                    yield bytes(chunk)
            except (PreconditionError, FileNotFoundError) as error:
                raise DropChanged(f"{drop.key(member)} was changed after it was seen") from error
            if got != member.size:
                raise StorageUnavailable(f"{drop.key(member)} has {member.size} bytes, {got} came", remedy=TRIED_AGAIN)

    def put_file(self, project: str, name: str, path: Path) -> None:
        """Hand out a file: it appears whole under `out/<project>/`.

        Raises:
            StorageFailure: It cannot be written.
        """
        with _told(f"cannot write {name}"):
            obstore.put(self._bucket, f"{OUTBOX}/{project}/{name}", path)

    def put(self, project: str, name: str, document: bytes) -> None:
        """Hand out a document: it appears whole under `out/<project>/`.

        Raises:
            StorageFailure: It cannot be written.
        """
        with _told(f"cannot write {name}"):
            obstore.put(self._bucket, f"{OUTBOX}/{project}/{name}", document)

    def take_back(self, project: str, name: str) -> None:
        """Remove what was handed out, if it is still there.

        Raises:
            StorageFailure: It cannot be removed.
        """
        with _told(f"cannot remove {name}"), suppress(FileNotFoundError):
            obstore.delete(self._bucket, f"{OUTBOX}/{project}/{name}")

    def place_of_films(self, project: str) -> str:
        """Return where a project's films are handed out: a path, or an address in a bucket."""
        return f"{self._url.rstrip('/') or self._root}/{OUTBOX}/{project}"

    def url_of(self, project: str, name: str) -> str:
        """Return the address of a file that was handed out, with characters escaped: `file:///...`, or `s3://bucket/...`."""
        folder = self._root.as_uri() if self._root is not None else self._url.rstrip("/")
        return f"{folder}/{OUTBOX}/{quote(project)}/{quote(name)}"

    def handed_out(self, project: str) -> Mapping[str, int]:
        """Return the names of what lies in `out/<project>/`, with their sizes in bytes."""
        prefix = f"{OUTBOX}/{project}/"
        with _told(f"cannot list {prefix}"):
            pages = list(obstore.list(self._bucket, prefix))
        return {str(meta["path"]).removeprefix(prefix): meta["size"] for page in pages for meta in page}


def _seen(meta: "ObjectMeta") -> tuple[str, Member, bool]:
    """Return an object of a bucket: its place, the file, and that it is at rest."""
    place, name = place_of(str(meta["path"]).removeprefix(f"{INBOX}/"))
    return place, Member(name=name, size=meta["size"], etag=str(meta["e_tag"]).strip('"')), True


@contextmanager
def _told(what: str) -> Generator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        kind = StorageUnavailable if is_unavailable(error) else StorageFailure
        raise kind(f"{what}: {str(error).splitlines()[0][:200]}", remedy=TRIED_AGAIN) from error
