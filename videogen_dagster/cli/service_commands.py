"""The command `videogen up`."""

from typing import Any

import click


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Port of the pages.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address of the pages. They ask nobody for a password: leave them on this machine, with a proxy in front.",
)
@click.option("--production", is_flag=True, help="Postgres and S3, as the environment says, instead of the home.")
@click.option("--read-only", is_flag=True, help="The pages show everything and start nothing.")
@click.option(
    "--metrics-port",
    type=click.IntRange(0, 65535),
    help="Port of the figures for Prometheus, on 127.0.0.1; 0: none.  [default: 70 above --port]",
)
@click.option("--verbose", is_flag=True, help="Log all that the services write, not only what went wrong.")
@click.option(
    "--check", is_flag=True, help="Check all, write the instance's file, migrate the database; start nothing."
)
def up(**options: Any) -> None:
    """Start the pages, the daemon and the code server, and keep them running until Ctrl-C or SIGTERM.

    Files dropped into `in/` of the drop folder become films in `out/`.
    """
    from videogen_dagster.cli.services import UpOptions, keep_up

    keep_up(UpOptions(**options))
