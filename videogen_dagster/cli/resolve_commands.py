"""The command `videogen resolve`."""

import click


@click.command()
@click.option(
    "--again",
    "again",
    multiple=True,
    metavar="FINGERPRINT",
    help="Let this call be asked again, as it is listed; may be given several times.",
)
@click.option("--all", "everything", is_flag=True, help="Let all of them be asked again.")
@click.option("--charged", is_flag=True, help="The provider has charged for them: book what was set aside as spent.")
@click.option("--json", "as_json", is_flag=True, help="Print the calls as JSON.")
def resolve(*, again: tuple[str, ...], everything: bool, charged: bool, as_json: bool) -> None:
    """List calls to providers that may have been charged and gave no result; let them be asked again.

    Look at the provider's list of jobs or usage first: what is asked again may be paid for again. Nothing is asked by this
    command: the next `videogen make` does.
    """
    from videogen_dagster.cli.resolving import resolve_calls

    resolve_calls(again, everything=everything, charged=charged, as_json=as_json)
