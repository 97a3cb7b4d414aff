"""All of cleaning: by which rules, and in which order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from videogen_dagster.resources.database import open_database
from videogen_dagster.resources.drops import Drops
from videogen_dagster.resources.receipts_index import ReceiptsIndex
from videogen_dagster.settings import Settings
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.upkeep.inbox import clean_inbox
from videogen_dagster.upkeep.leftovers import (
    clean_cache,
    clean_previews,
    clean_quarantine,
    clean_receipts,
    clean_scratch,
    clean_thumbnails,
    clean_unfinished,
)
from videogen_dagster.upkeep.objects import clean_objects
from videogen_dagster.upkeep.outcome import Cleaned
from videogen_dagster.upkeep.runs import clean_compute_logs, clean_runs


@dataclass(frozen=True, slots=True)
class Rules:
    """For how many days things stay; None: for ever.

    Attributes:
        young: Objects in the store that nothing names yet.
        wait: Those same objects, after they were set apart.
        quarantine: Damaged objects.
        previews: Previews that nobody made anew.
        receipts: Results that no project uses any more.
        compute_logs: What steps wrote to stdout and stderr.
        runs: Runs and their events that no asset is known by.
        inbox: What the inbox knows of versions that ended and do not lie in the drop folder any more.
    """

    young: float = 1
    wait: float = 14
    quarantine: float = 30
    previews: float | None = None
    receipts: float | None = None
    compute_logs: float | None = None
    runs: float | None = None
    inbox: float | None = 90


def clean_store(settings: Settings, rules: Rules, *, dry_run: bool) -> Iterator[Cleaned]:
    """Clean the store and the folders of the home, and yield what was done, one after the other.

    Raises:
        StorageFailure: The store or the database cannot be used; what was done before stays done.
    """
    now = datetime.now(UTC)
    store = settings.open_store()
    index = ReceiptsIndex(open_database(settings.database_url))
    yield clean_scratch(settings.scratch, dry_run=dry_run)
    yield clean_unfinished(_folders(settings, store), now=now, dry_run=dry_run)
    if rules.previews is not None:
        yield clean_previews(settings.previews, until=_before(now, rules.previews), dry_run=dry_run)
    yield clean_quarantine(store, until=_before(now, rules.quarantine), dry_run=dry_run)
    if rules.receipts is not None:
        yield clean_receipts(store, index, until=_before(now, rules.receipts), dry_run=dry_run)
    young, wait = timedelta(days=rules.young), timedelta(days=rules.wait)
    yield from clean_objects(store, index, now=now, young=young, wait=wait, dry_run=dry_run)
    yield clean_thumbnails(store, dry_run=dry_run)
    if settings.store_url is not None:
        yield clean_cache(settings.home / "cache", store, dry_run=dry_run)
    if rules.inbox is not None:
        yield clean_inbox(Drops(settings), until=_before(now, rules.inbox), dry_run=dry_run)


def clean_records(instance: dg.DagsterInstance, rules: Rules, *, dry_run: bool) -> Iterator[Cleaned]:
    """Clean Dagster's own records, and yield what was done.

    Raises:
        StorageFailure: Dagster's storage is of a kind that cannot be asked.
    """
    now = datetime.now(UTC)
    if rules.runs is not None:
        yield clean_runs(instance, until=_before(now, rules.runs), dry_run=dry_run)
    if rules.compute_logs is not None:
        yield clean_compute_logs(instance, until=_before(now, rules.compute_logs), dry_run=dry_run)


def _before(now: datetime, days: float) -> datetime:
    return now - timedelta(days=days)


def _folders(settings: Settings, store: MediaStore) -> Iterator[Path]:
    own = store.local_path("")
    yield settings.home / "cache" if own is None else own
    yield settings.films
