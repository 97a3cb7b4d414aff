"""What of the store is in use: everything whose hash stands in any document.

No list of places is kept that name media. Whatever a document is (a receipt, a take, a stage's value, a brief, somebody's
storyboard, or one of a version to come), a hash in it keeps what has that hash. That errs on the safe side only.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from videogen_dagster.core import keys
from videogen_dagster.resources.receipts_index import READERS, ReceiptsIndex, digests
from videogen_dagster.store.media_store import MediaStore

NO_DOCUMENTS: Final = frozenset({keys.OBJECTS, keys.QUARANTINE, keys.UNREFERENCED, keys.THUMBNAILS, keys.STEP_LOGS})
"""Folders that hold bytes, and what steps printed: no names."""
AT_ONCE: Final = 500


def named_by_documents(store: MediaStore) -> set[str]:
    """Return every SHA-256 and fingerprint that a document names; receipts are not read, see `named_by_all`.

    Raises:
        StorageFailure: The store cannot be read.
    """
    found: set[str] = set()
    for folder in store.children(""):
        if folder not in NO_DOCUMENTS | {keys.RECEIPTS}:
            for document in _read(store, store.documents(folder)):
                found |= digests(document)
    return found


def named_by_all(store: MediaStore, index: ReceiptsIndex) -> set[str]:
    """Return the same with what receipts name, as the index tells it once it has followed the store.

    Raises:
        StorageFailure: The store or the database cannot be used.
    """
    index.refresh(store)
    return index.named() | named_by_documents(store)


def _read(store: MediaStore, documents: Iterable[str]) -> Iterator[bytes]:
    asked = list(documents)
    for first in range(0, len(asked), AT_ONCE):
        with ThreadPoolExecutor(READERS) as readers:
            yield from (each for each in readers.map(store.read, asked[first : first + AT_ONCE]) if each is not None)
