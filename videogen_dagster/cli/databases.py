"""What `videogen db` does."""

import click

from videogen_dagster.resources.database import NEWEST, connect, schema_version, upgrade
from videogen_dagster.settings import load_settings


def bring_up_to_date() -> None:
    """Migrate the database and say from where to where.

    Raises:
        InvalidInput: `VIDEOGEN_DATABASE_URL` names no database.
        StorageFailure: It cannot be reached or written.
    """
    settings = load_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = connect(settings.database_url)
    before = schema_version(engine)
    if before != NEWEST:
        upgrade(engine)
    click.echo(f"{before or 'no tables'} -> {NEWEST}" if before != NEWEST else f"{NEWEST}, nothing to do")
