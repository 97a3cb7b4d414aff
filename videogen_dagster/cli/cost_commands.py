"""The command `videogen costs`."""

from typing import Final

import click

COLUMNS: Final = ("project", "day", "stage", "scene", "engine", "provider", "model")


@click.command()
@click.argument("project", required=False)
@click.option(
    "--by",
    type=click.Choice(COLUMNS),
    multiple=True,
    help="How the sums are divided; repeat it. Usually by project, or by asset (stage) of the project that is named.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the sums as JSON.")
def costs(project: str | None, by: tuple[str, ...], *, as_json: bool) -> None:
    """Tell what was paid to providers, what is set aside for calls that go on, and what is left of budgets."""
    from videogen_dagster.cli.costing import tell_costs

    tell_costs(project, by, as_json=as_json)
