"""The commands of `videogen db`."""

import click


@click.group()
def db() -> None:
    """Look after the tables of drops, prompts and receipts."""


@db.command(name="upgrade")
def upgrade_database() -> None:
    """Bring the database's tables to what this version needs; SQLite's are brought there by themselves."""
    from videogen_dagster.cli.databases import bring_up_to_date

    bring_up_to_date()
