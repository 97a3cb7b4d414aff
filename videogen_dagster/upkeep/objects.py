"""Objects that nothing names: moved aside in one pass, deleted in a later one if nothing has come to name them.

See `store.unreferenced` for what keeps a process that uses one at the same moment from losing it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from videogen_dagster.core import keys
from videogen_dagster.core.media import Media
from videogen_dagster.resources.receipts_index import ReceiptsIndex
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.unreferenced import Listed
from videogen_dagster.upkeep.outcome import Cleaned
from videogen_dagster.upkeep.references import named_by_all


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one pass found, in this order: what was listed before the names were read can be older than they are."""

    objects: Mapping[str, Listed]
    waiting: Mapping[str, Listed]
    since: Mapping[str, datetime]
    named: set[str]


def clean_objects(
    store: MediaStore, index: ReceiptsIndex, *, now: datetime, young: timedelta, wait: timedelta, dry_run: bool
) -> Iterator[Cleaned]:
    """Move objects aside that nothing names, put back those that something names again, delete those that waited.

    Args:
        store: The store.
        index: The index of its receipts; it is brought up to date.
        now: The time.
        young: Objects that were written less than this ago stay: somebody is about to name them.
        wait: How long an object waits before it is deleted.
        dry_run: Change nothing but the index.

    Raises:
        StorageFailure: The store or the database cannot be used.
    """
    seen = _look(store, index)
    yield _put_back(store, seen, dry_run=dry_run)
    yield _delete(store, seen, until=now - wait, settled=now - young, dry_run=dry_run)
    yield _set_apart(store, seen, until=now - young, dry_run=dry_run)


def _look(store: MediaStore, index: ReceiptsIndex) -> _Seen:
    objects = _by_name(store.listed(keys.OBJECTS))
    listed = store.listed(keys.UNREFERENCED)
    markers = {key: found for key, found in listed.items() if key.startswith(keys.unreferenced_since(""))}
    return _Seen(
        objects=objects,
        waiting=_by_name({key: found for key, found in listed.items() if key not in markers}),
        since={name: found.written for name, found in _by_name(markers).items()},
        named=named_by_all(store, index),
    )


def _put_back(store: MediaStore, seen: _Seen, *, dry_run: bool) -> Cleaned:
    count = size = 0
    for name, found in seen.waiting.items():
        if name.partition(".")[0] in seen.named and name not in seen.objects:
            if not dry_run and not store.holds(_media(name)):  # who asks for it puts it back
                continue
            count, size = count + 1, size + found.size
    return Cleaned("objects put back", count, size)


def _delete(store: MediaStore, seen: _Seen, *, until: datetime, settled: datetime, dry_run: bool) -> Cleaned:
    """Delete what has waited long enough. What has begun to wait after `settled` is left: somebody may be moving it."""
    count = size = 0
    for name, found in seen.waiting.items():
        is_double = name in seen.objects  # the same bytes were stored again meanwhile
        if name.partition(".")[0] in seen.named and not is_double:
            continue
        if name not in seen.since and not dry_run:
            store.write(keys.unreferenced_since(name), b"")  # somebody removed it: the object waits anew
        if seen.since.get(name, until) < (settled if is_double else until):
            if not dry_run:
                store.remove(keys.unreferenced(name))
                store.remove(keys.unreferenced_since(name))
            count, size = count + 1, size + found.size
    for name in () if dry_run else seen.since.keys() - seen.waiting.keys():  # of objects that were put back
        if seen.since[name] < settled:
            store.remove(keys.unreferenced_since(name))
    return Cleaned("objects deleted", count, size)


def _set_apart(store: MediaStore, seen: _Seen, *, until: datetime, dry_run: bool) -> Cleaned:
    count = size = 0
    for name, found in seen.objects.items():
        if name.partition(".")[0] in seen.named or found.written > until:
            continue
        if dry_run or store.set_apart(name, unless_after=until):
            count, size = count + 1, size + found.size
    return Cleaned("objects set apart", count, size)


def _by_name(listed: Mapping[str, Listed]) -> dict[str, Listed]:
    return {key.rpartition("/")[2]: found for key, found in listed.items()}


def _media(name: str) -> Media:
    sha256, _, extension = name.partition(".")
    return Media(sha256=sha256, extension=extension)
