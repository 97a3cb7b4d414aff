"""Dagster's storages over Postgres, for processes that stay: they keep connections.

Dagster opens a connection for each question, of which a step asks dozens, and asks before each look at the partitions whether
their table is there, with one more. Together that was most of the time of a film that had nothing to render.
"""

from typing import TYPE_CHECKING

import sqlalchemy
from dagster_postgres.event_log import PostgresEventLogStorage
from dagster_postgres.run_storage import PostgresRunStorage
from dagster_postgres.utils import create_pg_engine

if TYPE_CHECKING:
    from dagster_postgres.auth import PgTokenProvider


class KeptPostgresEventLog(PostgresEventLogStorage):
    """Dagster's event log in Postgres, with a connection that stays.

    Args:
        postgres_url: Where its tables are.
        token_provider: What gives the password, if it changes.
    """

    def __init__(self, postgres_url: str, token_provider: "PgTokenProvider | None") -> None:
        super().__init__(postgres_url, should_autocreate_tables=False, token_provider=token_provider)
        self._engine = _engine(postgres_url, token_provider)
        self._tables: set[str] = set()

    def has_table(self, table_name: str) -> bool:
        """Return whether there is a table; one that was seen stays."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def dispose(self) -> None:
        """Close what is open."""
        super().dispose()
        self._engine.dispose()


class KeptPostgresRuns(PostgresRunStorage):
    """Dagster's runs in Postgres, with a connection that stays.

    Args:
        postgres_url: Where its tables are.
        token_provider: What gives the password, if it changes.
    """

    def __init__(self, postgres_url: str, token_provider: "PgTokenProvider | None") -> None:
        super().__init__(postgres_url, should_autocreate_tables=False, token_provider=token_provider)
        self._engine = _engine(postgres_url, token_provider)

    def dispose(self) -> None:
        """Close what is open."""
        super().dispose()
        self._engine.dispose()


def kept_event_log(log: object) -> KeptPostgresEventLog | None:
    """Return a log over the same tables that keeps its connection, if this one is in Postgres and keeps none."""
    if type(log) is not PostgresEventLogStorage:
        return None
    return KeptPostgresEventLog(log.postgres_url, log._token_provider)  # noqa: SLF001  # nothing else tells it


def kept_runs(runs: object) -> KeptPostgresRuns | None:
    """Return runs over the same tables that keep their connection, if these are in Postgres and keep none."""
    if type(runs) is not PostgresRunStorage:
        return None
    return KeptPostgresRuns(runs.postgres_url, runs._token_provider)  # noqa: SLF001


def _engine(postgres_url: str, token_provider: "PgTokenProvider | None") -> sqlalchemy.Engine:
    """Return connections of which one stays; each is tried before it is used, as the server may have been started again."""
    return create_pg_engine(
        postgres_url, token_provider, isolation_level="AUTOCOMMIT", pool_size=1, max_overflow=-1, pool_pre_ping=True
    )
