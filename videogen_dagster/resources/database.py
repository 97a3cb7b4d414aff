"""The database of the project's own tables: SQLite in the home, or Postgres."""

import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from videogen_dagster.core.errors import InvalidInput, StorageFailure, StorageUnavailable

NEWEST: Final = "0005"
"""Name of the newest migration."""
MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"
BUSY_S: Final = 30
LOOK_AGAIN_S: Final = 0.02
PATIENCE: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""libpq's, in seconds, the last one in milliseconds: a server that vanished without a word is noticed soon."""


def open_database(url: str) -> sa.Engine:
    """Open a database whose tables are as this version needs them; one of SQLite is made and migrated by itself.

    Args:
        url: `sqlite:///path` or `postgresql+psycopg2://user:password@host/name`.

    Raises:
        InvalidInput: The URL names no database.
        StorageFailure: It cannot be reached, or has to be migrated first.
    """
    engine = connect(url)
    found = schema_version(engine)
    if found == NEWEST:
        return engine
    if engine.dialect.name != "sqlite":
        raise StorageFailure(
            f"the database's tables are of version {found or 'none'}, this program needs {NEWEST}",
            remedy="run `videogen db upgrade`, then start again",
        )
    upgrade(engine)
    return engine


def connect(url: str) -> sa.Engine:
    """Return the engine of a database, whatever its tables are like.

    Raises:
        InvalidInput: The URL names no database.
    """
    try:
        where = sa.make_url(url)
        patience = PATIENCE if where.get_driver_name().startswith("psycopg") else {}
        engine = sa.create_engine(where, pool_pre_ping=True, connect_args=patience)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise InvalidInput(
            f"this is no database URL that can be opened: {str(error).splitlines()[0]}",
            field="VIDEOGEN_DATABASE_URL",
            remedy="write postgresql+psycopg2://user:password@host/name with the `postgres` extra, or leave it out",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _patient)
    return engine


def _patient(connection: sqlite3.Connection, _record: object) -> None:
    """Let writers of SQLite wait for each other, and readers for nobody."""
    connection.execute(f"PRAGMA busy_timeout = {BUSY_S * 1000}")
    _write_ahead(connection)
    # What a power cut takes back is found again by the next look at the folder.
    connection.execute("PRAGMA synchronous = NORMAL")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Change a new file to the journal that readers need not wait for.

    Several may do so at once. SQLite lets none of them wait as `busy_timeout` says: who reads already and is to write while
    another one writes is told at once that the file is locked.
    """
    until = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(LOOK_AGAIN_S)
        else:
            return


def schema_version(engine: sa.Engine) -> str | None:
    """Return the name of the migration that the tables stand at, or None if there are none.

    Raises:
        StorageFailure: The database cannot be reached.
    """
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table("videogen_version"):
                return None
            return connection.execute(sa.text("SELECT version_num FROM videogen_version")).scalar()
    except SQLAlchemyError as error:
        raise unreachable(error) from error


def upgrade(engine: sa.Engine) -> None:
    """Bring the tables to the newest version; those who come at the same time wait.

    Raises:
        StorageFailure: The database cannot be written.
    """
    from alembic import command  # 0.2 s; only a database that is old needs it
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.execute(sa.text("BEGIN IMMEDIATE"))
            else:
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(7130219)"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except SQLAlchemyError as error:
        raise unreachable(error) from error


@contextmanager
def transaction(engine: sa.Engine) -> Generator[sa.Connection]:
    """Yield a connection whose writes all count behind the block, or none of them.

    Raises:
        StorageFailure: The database cannot be used.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise unreachable(error) from error


def database_error(error: BaseException) -> SQLAlchemyError | None:
    """Return the error of a database that is behind an error, or None; Dagster's Postgres storage wraps it in one of its own."""
    return next((each for each in (error, error.__cause__) if isinstance(each, SQLAlchemyError)), None)


def unreachable(error: SQLAlchemyError) -> StorageUnavailable:
    """Return what to tell of an error of the database: its first line, without the statement and its values."""
    cause = getattr(error, "orig", None) or error
    return StorageUnavailable(
        f"the database cannot be used: {str(cause).splitlines()[0][:200]}", remedy="it is tried again once it is back"
    )
