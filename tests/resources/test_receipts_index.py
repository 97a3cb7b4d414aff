"""The index of receipts over SQLite and over Postgres: it follows the store, and reads only what is new."""

import os
import threading
import time
from collections.abc import Iterator
from decimal import Decimal

import pytest
import sqlalchemy as sa

from videogen_dagster.core import keys
from videogen_dagster.core.errors import StorageFailure
from videogen_dagster.core.media import Media, Sound
from videogen_dagster.resources.database import connect, open_database, upgrade
from videogen_dagster.resources.receipts_index import ReceiptsIndex
from videogen_dagster.resources.tables import RECEIPTS
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import Receipt, write_receipt


@pytest.fixture(params=["sqlite", "postgres"])
def database(request, tmp_path) -> Iterator[sa.Engine]:
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{tmp_path / 'videogen.db'}")
    else:
        engine = connect(request.getfixturevalue("postgres"))
        upgrade(engine)
        with engine.begin() as connection:
            connection.execute(sa.delete(RECEIPTS))
    yield engine
    engine.dispose()


@pytest.fixture
def index(database) -> ReceiptsIndex:
    return ReceiptsIndex(database)


class Shop:
    """A store with receipts, and which of them were read."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.store = MediaStore.in_folder(folder / "store")

    def keep(self, text: str) -> Media:
        path = self.folder / "given.wav"
        path.write_text(text)
        return self.store.put_file(path)

    def make(self, number: int, *, cost: str | None = None, text: str | None = None) -> Media:
        media = self.keep(text or f"sound {number}")
        result = Sound(audio=media, sample_rate_hz=8000, samples=1, channels=1).model_dump(mode="json")
        receipt = Receipt(
            fingerprint=f"{number:064x}",
            engine="espeak",
            request={"kind": "line", "text": "Hello."},
            result=result,
            took_s=0.5,
            cost_usd=None if cost is None else Decimal(cost),
        )
        write_receipt(self.store, receipt)
        return media


@pytest.fixture
def shop(tmp_path) -> Shop:
    return Shop(tmp_path)


def rows(database) -> list[sa.Row]:
    with database.connect() as connection:
        return list(connection.execute(sa.select(RECEIPTS).order_by(RECEIPTS.c.fingerprint)))


def test_a_row_tells_what_the_receipt_tells(index, database, shop):
    media = shop.make(1, cost="0.0425")
    assert index.refresh(shop.store).written == 1
    (row,) = rows(database)
    assert (row.fingerprint, row.engine, row.kind, row.took_s) == (f"{1:064x}", "espeak", "line", 0.5)
    assert (row.bytes, row.cost_usd, row.names) == (len("sound 1"), Decimal("0.0425"), media.sha256)
    assert abs(row.made_at - time.time()) < 60


def test_only_what_is_new_or_was_written_again_is_read(index, shop):
    for number in range(1, 4):
        shop.make(number)
    first = index.refresh(shop.store)
    assert (first.written, first.removed, first.rows) == (3, 0, 3)
    assert index.refresh(shop.store).written == 0
    other = shop.make(2, text="another take")
    path = shop.store.local_path(keys.receipt(f"{2:064x}"))
    os.utime(path, (time.time() + 5, time.time() + 5))
    shop.store.remove(keys.receipt(f"{3:064x}"))
    again = index.refresh(shop.store)
    assert (again.written, again.removed, again.rows) == (1, 1, 2)
    assert other.sha256 in index.named()


def test_the_index_can_be_thrown_away_and_made_anew(index, database, shop):
    for number in range(1, 600):
        shop.make(number, cost="0.01" if number % 2 else None, text="the same")
    index.refresh(shop.store)
    before = rows(database)
    with database.begin() as connection:
        connection.execute(sa.delete(RECEIPTS))
    assert index.refresh(shop.store).written == len(before) == 599
    assert rows(database) == before
    assert index.spent_usd() == 3.0


def test_what_nobody_paid_costs_nothing(index, shop):
    assert index.spent_usd() == 0
    shop.make(1)
    index.refresh(shop.store)
    assert index.spent_usd() == 0


def test_a_receipt_of_another_version_names_its_media_all_the_same(index, database, shop):
    media = shop.keep("by another version")
    shop.store.write(keys.receipt("a" * 64), b'{"media": "' + media.sha256.encode() + b'", "unknown": 1}')
    shop.store.write(keys.receipt("b" * 64), b"\x00 no JSON")
    assert index.refresh(shop.store).written == 2
    assert index.named() == {media.sha256}
    assert [(row.engine, row.kind, row.cost_usd) for row in rows(database)] == [("", "", None)] * 2
    assert index.refresh(shop.store).written == 0


def test_of_many_who_refresh_at_once_each_ends_with_the_same_rows(index, database, shop):
    for number in range(1, 60):
        shop.make(number)
    start, failed = threading.Barrier(4), []

    def refresh() -> None:
        start.wait()
        try:
            index.refresh(shop.store)
        except StorageFailure as error:
            failed.append(error)

    threads = [threading.Thread(target=refresh) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(rows(database)) == 59


def test_the_migration_makes_the_table_that_the_program_expects(database):
    found = {column["name"]: column for column in sa.inspect(database).get_columns("receipts")}
    assert {name: found[name]["nullable"] for name in found} == {c.name: bool(c.nullable) for c in RECEIPTS.c}
    indexes = {tuple(each["column_names"]) for each in sa.inspect(database).get_indexes("receipts")}
    assert indexes == {("engine",), ("made_at",)}
