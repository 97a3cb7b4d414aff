"""What `videogen clean` does."""

import sys
from collections.abc import Iterator
from dataclasses import asdict

import dagster as dg
from dagster._core.instance.ref import InstanceRef  # with the deployment's own logs, which other commands leave out

from videogen_dagster.cli.opening import find_store
from videogen_dagster.cli.reporting import print_json
from videogen_dagster.instance_configuration import FILE
from videogen_dagster.settings import Settings, load_settings
from videogen_dagster.upkeep.cleaning import Rules, clean_records, clean_store
from videogen_dagster.upkeep.outcome import Cleaned


def clean_up(
    *,
    dry_run: bool,
    as_json: bool,
    wait: float,
    previews: float | None,
    receipts: float | None,
    runs: float | None,
    logs: float | None,
) -> None:
    """Clean, and tell what was removed and how much room it took.

    Args:
        dry_run: Only tell.
        as_json: Print JSON.
        wait: Days that objects wait which nothing names.
        previews: Days that previews stay; None: for ever. So with the others.
        receipts: Days that results stay which no project uses.
        runs: Days that runs stay which no asset is known by.
        logs: Days that the logs of steps stay.

    Raises:
        StorageFailure: The store, the database or Dagster's records cannot be used.
    """
    rules = Rules(wait=wait, previews=previews, receipts=receipts, runs=runs, compute_logs=logs)
    done = list(_cleaned(load_settings(), rules, dry_run=dry_run))
    if as_json:
        print_json({"dry_run": dry_run, "cleaned": [asdict(each) for each in done]})
        return
    for each in done:
        if each.count:
            sys.stdout.write(f"{each.count:8d}  {_size(each.bytes):>9}  {each.what}\n")
    if not any(each.count for each in done):
        sys.stdout.write("nothing to clean\n")
    elif dry_run:
        sys.stdout.write("a dry run: nothing was changed\n")


def _cleaned(settings: Settings, rules: Rules, *, dry_run: bool) -> Iterator[Cleaned]:
    if find_store(settings) is not None:
        yield from clean_store(settings, rules, dry_run=dry_run)
    if (settings.instance_directory / FILE).exists():
        with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(settings.instance_directory))) as instance:
            yield from clean_records(instance, rules, dry_run=dry_run)


def _size(count: int) -> str:
    for unit, each in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= each:
            return f"{count / each:.1f} {unit}"
    return f"{count} B"
