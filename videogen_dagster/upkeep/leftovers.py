"""What nobody misses: damaged objects that were set aside, pictures of objects that are gone, files of killed processes."""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from videogen_dagster.core import keys
from videogen_dagster.resources.receipts_index import ReceiptsIndex
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.workspace import leftovers
from videogen_dagster.upkeep.outcome import Cleaned, files_below, size_of, written_s
from videogen_dagster.upkeep.references import named_by_documents

UNFINISHED: Final = re.compile(r".*#\d+|\..*\.part")
"""How files are called before they are whole: by obstore in a folder, and by this program in a cache."""


def clean_quarantine(store: MediaStore, *, until: datetime, dry_run: bool) -> Cleaned:
    """Delete damaged objects that were set aside before a time; they were made again when they were needed."""
    old = {key: found for key, found in store.listed(keys.QUARANTINE).items() if found.written < until}
    for key in () if dry_run else old:
        store.remove(key)
    return Cleaned("damaged objects", len(old), sum(found.size for found in old.values()))


def clean_thumbnails(store: MediaStore, *, dry_run: bool) -> Cleaned:
    """Delete small pictures of objects that are gone."""
    small = store.listed(keys.THUMBNAILS)
    there = {_digest(key) for folder in (keys.OBJECTS, keys.UNREFERENCED) for key in store.listed(folder)}
    orphans = {key: found for key, found in small.items() if _digest(key) not in there}
    for key in () if dry_run else orphans:
        store.remove(key)
    return Cleaned("thumbnails", len(orphans), sum(found.size for found in orphans.values()))


def clean_receipts(store: MediaStore, index: ReceiptsIndex, *, until: datetime, dry_run: bool) -> Cleaned:
    """Delete receipts that were written before a time and that no project and no call that goes on names.

    What they name is then found by nobody, and set apart by the next pass. Scans and other results that no project names
    by itself are made again when a film is looked at again.
    """
    index.refresh(store)
    in_use = named_by_documents(store)
    old = [name for name, made_at in index.known().items() if made_at < until.timestamp() and name not in in_use]
    for name in () if dry_run else old:
        store.remove(keys.receipt(name))
    if old and not dry_run:
        index.refresh(store)
    return Cleaned("unused receipts", len(old))


def clean_scratch(scratch: Path, *, dry_run: bool) -> Cleaned:
    """Delete the scratch folders that killed processes of this machine left."""
    return _removed("scratch folders", leftovers(scratch), dry_run=dry_run)


def clean_unfinished(folders: Iterator[Path], *, now: datetime, dry_run: bool) -> Cleaned:
    """Delete files that somebody began to write more than a day ago and never finished."""
    until = (now - timedelta(days=1)).timestamp()
    found = (path for folder in folders for path in files_below(folder))
    return _removed(
        "unfinished files",
        (path for path in found if UNFINISHED.fullmatch(path.name) and written_s(path) < until),
        dry_run=dry_run,
    )


def clean_previews(previews: Path, *, until: datetime, dry_run: bool) -> Cleaned:
    """Delete the folders of previews in which nothing was written since a time; `videogen preview` makes them again."""
    folders = [path for path in previews.iterdir() if path.is_dir()] if previews.is_dir() else []
    return _removed("previews", (path for path in folders if _newest(path) < until.timestamp()), dry_run=dry_run)


def clean_cache(cache: Path, store: MediaStore, *, dry_run: bool) -> Cleaned:
    """Delete copies of a bucket's objects that are not in the bucket any more."""
    if not cache.is_dir():
        return Cleaned("cached copies")
    copies = [path for path in cache.iterdir() if path.is_file() and not path.name.startswith(".")]
    there = {key.rpartition("/")[2] for key in store.listed(keys.OBJECTS)}
    return _removed("cached copies", (path for path in copies if path.name not in there), dry_run=dry_run)


def _removed(what: str, paths: Iterator[Path], *, dry_run: bool) -> Cleaned:
    count = size = 0
    for path in list(paths):
        count, size = count + 1, size + size_of(path)
        if dry_run:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return Cleaned(what, count, size)


def _newest(folder: Path) -> float:
    return max(map(written_s, [folder, *files_below(folder)]))


def _digest(key: str) -> str:
    return key.rpartition("/")[2][:64]
