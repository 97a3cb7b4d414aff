"""The commands of `videogen schema`."""

import click


@click.group()
def schema() -> None:
    """Print JSON Schemas of files that people write."""


@schema.command()
def metadata() -> None:
    """Print the JSON Schema of the metadata.json of a dropped group."""
    from videogen_dagster.resources.metadata_schema import schema_text

    click.echo(schema_text(), nl=False)
