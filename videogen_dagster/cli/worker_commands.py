"""The commands `videogen workers` and `videogen workers stop`."""

import click


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the workers as JSON.")
@click.pass_context
def workers(context: click.Context, *, as_json: bool) -> None:
    """Show the workers that stay between runs: their GPUs, the models that they hold and what they do."""
    from videogen_dagster.cli.workers import tell_workers

    if context.invoked_subcommand is None:
        tell_workers(as_json=as_json)


@workers.command()
def stop() -> None:
    """End all workers, with the steps that they run; the next run starts new ones."""
    from videogen_dagster.cli.workers import stop_workers

    stop_workers()
