"""What was ever made in this store, from its receipts: how long it took, and whether something was made before."""

import statistics
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Self

from pydantic import ValidationError

from videogen_dagster.core import keys
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.values import Value
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import Receipt

MOST_READ: Final = 5_000
"""Receipts of some 80 films, read in a second from a folder. Their names are hashes: any part of them is a fair sample."""
READERS: Final = 16
DEPTH: Final = 3
"""Down to `clips[0].frames`, and not to each sound of each word of a line."""


@dataclass(frozen=True, slots=True)
class PastCall:
    """One call of an engine.

    Attributes:
        engine: Name of the engine.
        kind: Kind of the request: `image`, `clip`.
        took_s: Seconds; 0 if its receipt does not tell.
        asked: What was asked, as a short digest of each of its parts.
    """

    engine: str
    kind: str
    took_s: float
    asked: dict[tuple[str | int, ...], int]


class PastWork:
    """The calls that receipts tell of.

    Args:
        calls: Those that were read.
        is_complete: Whether there are no others.
    """

    def __init__(self, calls: Sequence[PastCall], *, is_complete: bool) -> None:
        self._calls = tuple(calls)
        self._is_complete = is_complete

    @classmethod
    def read(cls, store: MediaStore, *, most: int = MOST_READ) -> Self:
        """Read the receipts of a store, `most` of them at most.

        Raises:
            StorageFailure: The store cannot be read.
        """
        found = store.documents(keys.RECEIPTS)
        with ThreadPoolExecutor(READERS) as readers:
            calls = readers.map(lambda key: _call(store.read(key)), found[:most])
            return cls([call for call in calls if call is not None], is_complete=len(found) <= most)

    def typical_s(self, engine: str, kind: str) -> float | None:
        """Return how long a call of that engine and kind takes, or None if no receipt tells.

        It is the mean: of three clips that an engine makes side by side, one receipt has nearly all the time and two have
        nearly none, so their median would be nothing, while their sum is what a person waits for.
        """
        took = [call.took_s for call in self._calls if (call.engine, call.kind) == (engine, kind) and call.took_s > 0]
        return statistics.fmean(took) if took else None

    def may_have(self, least: Value, most: Value) -> bool:
        """Return whether a request may have been made before, whatever the engine: False only if it certainly was not.

        Args:
            least: One end of what is wanted.
            most: The other end: where the two differ, any value fits them.
        """
        if not self._is_complete:
            return True
        known = _digests(least.model_dump(mode="json")).items() & _digests(most.model_dump(mode="json")).items()
        return any(known <= call.asked.items() for call in self._calls)


def _call(document: bytes | None) -> PastCall | None:
    try:
        receipt = Receipt.model_validate_json(document or b"")
    except ValidationError:  # of another version of the program: its result is not found again, either
        return None
    kind = str(receipt.request.get("kind", ""))
    return PastCall(engine=receipt.engine, kind=kind, took_s=receipt.took_s, asked=_digests(receipt.request))


def _digests(value: object, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], int]:
    """Return a digest for each part of a request: requests hold the words and sounds of whole scenes, and there are many."""
    if len(path) == DEPTH or not isinstance(value, dict | list):
        return {path: hash(canonical_json(value))}
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    told = {key: digest for name, part in parts for key, digest in _digests(part, (*path, name)).items()}
    return told | {(*path, "length"): len(value)} if isinstance(value, list) else told
