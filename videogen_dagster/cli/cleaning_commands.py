"""The command `videogen clean`."""

from typing import Any

import click

_DAYS = click.FloatRange(min=1)


@click.command()
@click.option("--dry-run", is_flag=True, help="Only tell what would be removed.")
@click.option(
    "--wait",
    type=_DAYS,
    default=14,
    show_default=True,
    metavar="DAYS",
    help="How long objects that nothing names are kept before they are deleted.",
)
@click.option("--previews", type=_DAYS, metavar="DAYS", help="Also remove previews that are older.")
@click.option("--receipts", type=_DAYS, metavar="DAYS", help="Also forget older results that no project uses.")
@click.option(
    "--runs", type=_DAYS, metavar="DAYS", help="Also delete Dagster's runs that are older and no longer needed."
)
@click.option("--logs", type=_DAYS, metavar="DAYS", help="Also delete what the steps of older runs wrote.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def clean(*, as_json: bool, dry_run: bool, **days: Any) -> None:
    """Remove what nothing names and what killed processes left; with options also what is old.

    Objects are set apart first and deleted by a later run, if nothing has come to name them.
    """
    from videogen_dagster.cli.cleaning import clean_up

    clean_up(dry_run=dry_run, as_json=as_json, **days)
