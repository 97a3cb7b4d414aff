"""The command `videogen metrics`."""

import click


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen at; nobody is asked who they are."
)
@click.option("--port", type=click.IntRange(1, 65535), default=3070, show_default=True, help="Port to listen at.")
@click.option("--once", is_flag=True, help="Print the figures, with the steps of the last day, and end.")
def metrics(host: str, port: int, *, once: bool) -> None:
    """Serve the figures of this deployment to Prometheus at /metrics, until it is stopped."""
    from videogen_dagster.cli.metrics import print_metrics, serve_metrics

    if once:
        print_metrics()
    else:
        serve_metrics(host, port)
