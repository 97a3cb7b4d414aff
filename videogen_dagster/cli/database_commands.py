"""The commands of `videogen db`."""

import click


@click.group()
def db() -> None:
    """Look after the database of the drop folder's inbox."""


@db.command(name="upgrade")
def upgrade_database() -> None:
    """Bring the database's tables to what this version needs; SQLite's are brought there by themselves."""
    from videogen_dagster.cli.databases import bring_up_to_date

    bring_up_to_date()
