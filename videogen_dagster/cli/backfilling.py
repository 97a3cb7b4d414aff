"""`videogen backfill`: the films of many projects, made by the daemon under its queue limit."""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from videogen_dagster.cli.filming import RunFailed
from videogen_dagster.cli.opening import find_store, load_engines
from videogen_dagster.cli.people import person
from videogen_dagster.cli.reporting import print_json, printable
from videogen_dagster.core.budgets import budget_of
from videogen_dagster.core.errors import Cancelled, InvalidInput
from videogen_dagster.resources.known_projects import known_projects, require_project
from videogen_dagster.scripts.names import check_project_name
from videogen_dagster.settings import Settings, load_settings
from videogen_dagster.store.media_store import MediaStore

if TYPE_CHECKING:
    import dagster as dg

LOOK_EVERY_S: Final = 1.0
WITHOUT_DAEMON_S: Final = 120.0
"""So long it is waited for a daemon: one that died is started again meanwhile."""
_WHICH: Final = "give one of --projects, --all, --failed, --stale"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which projects a person asks for."""

    projects: str | None = None
    is_all: bool = False
    is_failed: bool = False
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class BackfillRecord:
    """A backfill as `--json` tells it; its shape is public API.

    Attributes:
        backfill: Its id in Dagster, or None if nothing was asked for.
        status: `requested`, or how it ended: `completed`, `failed`, `cancelled`; `none` if nothing was asked for.
        projects: Which projects.
        assets: What of each.
        priority: Priority of its runs.
        budget_usd: What they may cost together, or None.
        runs: How many runs there are by their state; empty until it was waited for.
    """

    backfill: str | None
    status: str
    projects: tuple[str, ...]
    assets: tuple[str, ...]
    priority: int
    budget_usd: float | None
    runs: dict[str, int]


def back_fill(
    wanted: Wanted, *, select: str, priority: int, budget_usd: str | None, dry_run: bool, wait: bool, as_json: bool
) -> None:
    """Ask the daemon for one run a project, and tell what was asked for.

    Raises:
        Cancelled: A person cancelled it while it was waited for.
        InvalidInput: An option cannot be used, or there is no such project; nothing was asked for.
        RunFailed: A film could not be made while it was waited for, or there is no daemon that makes it.
    """
    from videogen_dagster.backfills import ask_for, chosen_assets, describe_daemon, fault_of
    from videogen_dagster.runs import open_instance

    if [wanted.projects is not None, wanted.is_all, wanted.is_failed, wanted.is_stale].count(True) != 1:
        raise InvalidInput("it must be clear which projects", field="--projects", remedy=_WHICH)
    budget = None if budget_usd is None else budget_of(budget_usd, field="--budget-usd")
    assets = chosen_assets(select)
    settings = load_settings()
    store = find_store(settings)
    with open_instance(settings) as instance:
        names = _projects(wanted, settings, store, instance)
        record = BackfillRecord(None, "none", names, assets, priority, None if budget is None else float(budget), {})
        if dry_run or not names:
            _tell(record, as_json=as_json)
            return
        settings.check_engines()
        begun = ask_for(
            instance, names, assets, priority=priority, who=person(), when=datetime.now(UTC), budget_usd=budget
        )
        if missing := describe_daemon(instance):
            sys.stderr.write(f"{missing}\n")
        record = replace(record, backfill=begun, status="requested")
        if wait:
            record = wait_for(instance, record)
        _tell(record, as_json=as_json)
        _check(record, fault_of(instance, begun))


def _projects(
    wanted: Wanted, settings: Settings, store: MediaStore | None, instance: "dg.DagsterInstance"
) -> tuple[str, ...]:
    """Return the names of the projects, sorted, each once.

    Raises:
        InvalidInput: There is no such project.
    """
    if wanted.projects is not None:
        names = sorted({name.strip() for name in wanted.projects.split(",") if name.strip()})
        for name in names:
            require_project(store, check_project_name(name), field="--projects")
        if not names:
            raise InvalidInput(
                "no project is named", field="--projects", remedy="write their names with commas between"
            )
        return tuple(names)
    known = known_projects(store) if store else ()
    if store is None or wanted.is_all:
        return known
    if wanted.is_failed:
        from videogen_dagster.statuses import project_status

        return tuple(name for name in known if project_status(instance, store, settings, name).status == "failed")
    from videogen_dagster.plans.repetition import finished_film

    engines = load_engines(settings)
    return tuple(name for name in known if finished_film(store, name, engines) is None)


def wait_for(
    instance: "dg.DagsterInstance", record: BackfillRecord, *, without_daemon_s: float = WITHOUT_DAEMON_S
) -> BackfillRecord:
    """Return the record of a backfill that has ended; tells meanwhile how its runs are.

    Raises:
        RunFailed: For so many seconds there was no daemon; the backfill stays asked for.
    """
    from videogen_dagster.backfills import describe_daemon, state_of

    told, seen_s = "", time.monotonic()
    while True:
        status, runs = state_of(instance, str(record.backfill))
        line = f"runs: {_in_words(runs)}"
        if line != told:
            sys.stderr.write(f"{line}\n")
            told = line
        if status != "requested":
            return replace(record, status=status, runs=runs)
        if describe_daemon(instance) is None:
            seen_s = time.monotonic()
        elif time.monotonic() - seen_s >= without_daemon_s:
            raise RunFailed(
                "no_daemon",
                f"the backfill {record.backfill} was asked for, and no daemon is running that takes it up",
                field=None,
                remedy="start `videogen up`: then it begins; do not ask for it again",
                exit_code=3,
            )
        time.sleep(LOOK_EVERY_S)


def _tell(record: BackfillRecord, *, as_json: bool) -> None:
    if as_json:
        print_json({name: getattr(record, name) for name in BackfillRecord.__slots__})
        return
    sys.stdout.write(printable(f"{len(record.projects)} projects: {_some(record.projects)}\n"))
    sys.stdout.write(f"assets: {', '.join(record.assets)}\n")
    sys.stdout.write(f"{record.backfill or 'nothing was asked for'}\n")


def _some(names: Sequence[str], most: int = 10) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "") or "none"


def _check(record: BackfillRecord, fault: str | None) -> None:
    """See that a backfill that was waited for made all its films."""
    if record.status == "cancelled":
        raise Cancelled(f"the backfill {record.backfill} was cancelled; what was finished is kept")
    if record.status == "failed":
        raise RunFailed(
            "batch_failed",
            f"not all films of the backfill {record.backfill} were made: {fault or _in_words(record.runs)}",
            field=None,
            remedy="see `videogen status PROJECT`; then `videogen backfill --failed`",
            exit_code=3,
        )


def _in_words(runs: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in runs.items()) or "none yet"
