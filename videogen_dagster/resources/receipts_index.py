"""The index of receipts: what they tell, in a table. The store stays the truth; the index follows its listing."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from pydantic import ValidationError

from videogen_dagster.core import keys
from videogen_dagster.resources.database import transaction
from videogen_dagster.resources.tables import RECEIPTS
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import Receipt

DIGEST: Final = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
"""How anything names media, whatever version of the program wrote it."""
READERS: Final = 16
AT_ONCE: Final = 400
"""So many rows are written in one statement, so many receipts read before they are."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What one refresh did: rows that were written and removed, and how many there are."""

    written: int
    removed: int
    rows: int


class ReceiptsIndex:
    """The rows of one database.

    Args:
        engine: The database, with its tables.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def refresh(self, store: MediaStore) -> Indexed:
        """Bring the index to what the store lists: receipts that are new or were written again are read, no others.

        Raises:
            StorageFailure: The store or the database cannot be used; so with all that is asked here.
        """
        listed = {_name(key): found for key, found in store.listed(keys.RECEIPTS).items()}
        known = self.known()
        gone = known.keys() - listed.keys()
        # Sorted: of two who write the same rows in different orders, Postgres ends one.
        new = sorted(name for name, found in listed.items() if known.get(name) != found.written.timestamp())
        sizes = _sizes(store) if new else {}
        self._forget(gone)
        for some in _portions(new):
            with ThreadPoolExecutor(READERS) as readers:
                documents = dict(zip(some, readers.map(store.read, map(keys.receipt, some)), strict=True))
            rows = [
                {"fingerprint": name, "made_at": listed[name].written.timestamp()} | _told(name, document, sizes)
                for name, document in documents.items()
                if document is not None
            ]
            self._write(rows)
        return Indexed(written=len(new), removed=len(gone), rows=len(listed))

    def known(self) -> dict[str, float]:
        """Return when each receipt was written that has a row, in seconds since 1970."""
        with transaction(self._engine) as connection:
            rows = connection.execute(sa.select(RECEIPTS.c.fingerprint, RECEIPTS.c.made_at))
            return {name: made_at for name, made_at in rows}  # noqa: C416  # rows are no pairs to `dict`

    def named(self) -> set[str]:
        """Return the SHA-256 of all media that receipts name: their results, and what these were made from."""
        found: set[str] = set()
        with transaction(self._engine) as connection:
            for names in connection.execute(sa.select(RECEIPTS.c.names)).scalars():
                found.update(names.split())
        return found

    def spent_usd(self) -> float:
        """Return what all results have cost that tell it."""
        query = sa.select(sa.func.sum(RECEIPTS.c.cost_usd)).where(RECEIPTS.c.cost_usd.is_not(None))
        with transaction(self._engine) as connection:
            return float(connection.execute(query).scalar() or 0)

    def _forget(self, names: Collection[str]) -> None:
        for some in _portions(sorted(names)):
            with transaction(self._engine) as connection:
                connection.execute(sa.delete(RECEIPTS).where(RECEIPTS.c.fingerprint.in_(some)))

    def _write(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Write rows over those of the same names: of two who refresh at once, the later one writes the same again."""
        by_name = {str(row["fingerprint"]): dict(row) for row in rows}
        if not by_name:
            return
        with transaction(self._engine) as connection:
            insert = _insert(connection.dialect.name)(RECEIPTS)
            replaced = {column.name: column for column in insert.excluded if column.name != "fingerprint"}
            connection.execute(
                insert.on_conflict_do_update(index_elements=["fingerprint"], set_=replaced), list(by_name.values())
            )


def digests(document: bytes) -> set[str]:
    """Return everything in a document that may name media or a result: words of 64 hexadecimal digits."""
    return {found.decode() for found in DIGEST.findall(document)}


def _told(name: str, document: bytes, sizes: Mapping[str, int]) -> dict[str, object]:
    """Return what a receipt tells; one that this version cannot read still names its media."""
    names = digests(document) - {name}
    told = {"engine": "", "kind": "", "took_s": 0.0, "bytes": 0, "cost_usd": None, "names": " ".join(sorted(names))}
    try:
        receipt = Receipt.model_validate_json(document)
    except ValidationError:
        return told
    made = {digest for digest in digests(receipt.model_dump_json(include={"result"}).encode()) if digest in sizes}
    return told | {
        "engine": receipt.engine[:128],
        "kind": str(receipt.request.get("kind", ""))[:64],
        "took_s": receipt.took_s,
        "bytes": sum(sizes[digest] for digest in made),
        "cost_usd": receipt.cost_usd,
    }


def _portions(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[first : first + AT_ONCE] for first in range(0, len(names), AT_ONCE))


def _sizes(store: MediaStore) -> dict[str, int]:
    """Return the bytes of all media, by SHA-256."""
    return {_name(key): found.size for key, found in store.listed(keys.OBJECTS).items()}


def _name(key: str) -> str:
    return key.rpartition("/")[2].partition(".")[0]


def _insert(dialect: str) -> type:
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import Insert

        return Insert
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert

    return PostgresInsert
