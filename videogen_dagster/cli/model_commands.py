"""The commands of `videogen models`."""

import click


@click.group()
def models() -> None:
    """List, get and verify the models that engines run on this machine."""


@models.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print the models as JSON.")
def list_models(*, as_json: bool) -> None:
    """List every model with its task, size, memory and licence, and whether it is there."""
    from videogen_dagster.cli.models import tell_models

    tell_models(as_json=as_json)


@models.command()
@click.argument("names", nargs=-1, required=True, metavar="MODEL...")
@click.option("--update", is_flag=True, help="Take the newest revision instead of the pinned one.")
@click.option("--json", "as_json", is_flag=True, help="Print what was got as JSON.")
def pull(names: tuple[str, ...], *, update: bool, as_json: bool) -> None:
    """Get models from the hub into the models folder and pin their revisions. Prints where they are."""
    from videogen_dagster.cli.models import pull_models

    pull_models(names, update=update, as_json=as_json)


@models.command()
@click.argument("names", nargs=-1, metavar="[MODEL]...")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def verify(names: tuple[str, ...], *, as_json: bool) -> None:
    """See that models are, byte by byte, what was got; MODEL may also be a model folder. Without one: all that are there."""
    from videogen_dagster.cli.models import verify_models

    verify_models(names, as_json=as_json)
