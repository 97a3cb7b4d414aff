"""The database of the project's own tables: SQLite in the home, or Postgres."""

from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from videogen_dagster.core.errors import InvalidInput, StorageFailure

NEWEST: Final = "0001"
"""Name of the newest migration."""
MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"
BUSY_S: Final = 30


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
        engine = sa.create_engine(url, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise InvalidInput(
            f"this is no database URL that can be opened: {str(error).splitlines()[0]}",
            field="VIDEOGEN_DATABASE_URL",
            remedy="write postgresql+psycopg2://user:password@host/name with the `postgres` extra, or leave it out",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _patient)
    return engine


def _patient(connection: object, _record: object) -> None:
    """Let writers of SQLite wait for each other, and readers for nobody."""
    connection.execute(f"PRAGMA busy_timeout = {BUSY_S * 1000}")  # ty: ignore[missing-attribute]  # sqlite3's own
    connection.execute("PRAGMA journal_mode = WAL")  # ty: ignore[missing-attribute]
    # What a power cut takes back is found again by the next look at the folder.
    connection.execute("PRAGMA synchronous = NORMAL")  # ty: ignore[missing-attribute]


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


def unreachable(error: SQLAlchemyError) -> StorageFailure:
    """Return what to tell of an error of the database: its first line, without the statement and its values."""
    cause = getattr(error, "orig", None) or error
    return StorageFailure(
        f"the database cannot be used: {str(cause).splitlines()[0][:200]}", remedy="it is tried again once it is back"
    )
