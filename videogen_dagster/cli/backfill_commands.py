"""The command `videogen backfill`."""

import click


@click.command()
@click.option(
    "--select", default="", metavar="ASSETS", help="Which assets, in Dagster's syntax: film, *film, scene_clips*."
)
@click.option("--projects", help="Names of projects, with commas between them.")
@click.option("--all", "is_all", is_flag=True, help="All projects.")
@click.option("--failed", is_flag=True, help="Those whose last run made no film.")
@click.option("--stale", is_flag=True, help="Those whose film is not what a run would find finished.")
@click.option(
    "--priority",
    type=click.IntRange(-100, 100),
    default=-5,
    show_default=True,
    help="Higher goes first; dropped free films have 0.",
)
@click.option("--budget-usd", help="What all its runs may cost together, in US dollars: 50, 2.50.")
@click.option("--dry-run", is_flag=True, help="Tell what would be asked for; ask for nothing.")
@click.option("--wait", is_flag=True, help="Wait until all is made; the exit code tells how it ended.")
@click.option("--json", "as_json", is_flag=True, help="Print the record as JSON.")
def backfill(  # noqa: PLR0913  # one each option
    *,
    select: str,
    projects: str | None,
    is_all: bool,
    failed: bool,
    stale: bool,
    priority: int,
    budget_usd: str | None,
    dry_run: bool,
    wait: bool,
    as_json: bool,
) -> None:
    """Let the daemon make the films of many projects: one run each, as many at once as the queue allows.

    Without --select all stages are run; each makes only what is missing or changed. Prints the backfill's id.
    """
    from videogen_dagster.cli.backfilling import Wanted, back_fill

    wanted = Wanted(projects=projects, is_all=is_all, is_failed=failed, is_stale=stale)
    back_fill(
        wanted, select=select, priority=priority, budget_usd=budget_usd, dry_run=dry_run, wait=wait, as_json=as_json
    )
