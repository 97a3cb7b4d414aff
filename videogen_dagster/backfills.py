"""Backfills: one run a project, asked of Dagster's daemon, which starts as many at once as its queue allows."""

import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

import dagster as dg
from dagster._core.definitions.assets.graph.asset_graph_subset import AssetGraphSubset
from dagster._core.definitions.partitions.subset.default import DefaultPartitionsSubset
from dagster._core.execution.backfill import BulkActionStatus, PartitionBackfill  # the public way is the UI's
from dagster._core.utils import make_new_backfill_id
from dagster._daemon.controller import get_daemon_statuses

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.definitions import defs
from videogen_dagster.jobs import PUBLICATION, STAGES
from videogen_dagster.partitions import SOURCE_TAG, USER_TAGS, projects
from videogen_dagster.resources.allowances import BUDGET_TAG

BACKFILL_TAG: Final = "dagster/backfill"
PRIORITY_TAG: Final = "dagster/priority"
_NEEDED: Final = ("BACKFILL", "QUEUED_RUN_COORDINATOR")
_HEARD_S: Final = 120.0
"""A daemon that was silent for longer is none. Dagster's own half hour tells of one that was stopped as if it ran."""
_ENDS: Final[Mapping[BulkActionStatus, str]] = {
    BulkActionStatus.COMPLETED: "completed",
    BulkActionStatus.COMPLETED_SUCCESS: "completed",
    BulkActionStatus.COMPLETED_FAILED: "failed",
    BulkActionStatus.FAILED: "failed",
    BulkActionStatus.CANCELED: "cancelled",
}


def chosen_assets(select: str) -> tuple[str, ...]:
    """Return the assets of a project that a selection names, in the order in which they are made; all stages if it is empty.

    Raises:
        InvalidInput: It is no selection, or names no asset of projects.
    """
    if not select.strip():
        return STAGES
    graph = defs.resolve_asset_graph()
    remedy = f"choose of {', '.join(STAGES)}; '*film' is all before it, too, 'scene_clips*' all behind it"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", dg.BetaWarning)  # of what Dagster's own parser calls
            found = {key.to_user_string() for key in dg.AssetSelection.from_string(select).resolve(graph)}
    except dg.DagsterError as error:
        told = str(error).splitlines()[0] if str(error) else "it names no asset"
        raise InvalidInput(f"{select!r} is no selection: {told}", field="--select", remedy=remedy) from error
    whole = {key.to_user_string() for key in graph.get_all_asset_keys() if graph.get(key).partitions_def == projects}
    in_order = tuple(asset for asset in (*STAGES, *sorted(whole.difference(STAGES))) if asset in found & whole)
    if not in_order:
        raise InvalidInput(f"{select!r} names no asset of projects", field="--select", remedy=remedy)
    return in_order


def ask_for(
    instance: dg.DagsterInstance,
    names: Sequence[str],
    assets: Sequence[str],
    *,
    priority: int,
    who: str,
    when: datetime,
    budget_usd: Decimal | None = None,
) -> str:
    """Ask the daemon for a run a project, and return the backfill's id.

    Films that were handed out in the drop folder are handed out again, and no others: by runs of their own behind the films, as
    Dagster puts only assets of the same partitions into one run.

    Args:
        instance: Where it is asked for.
        names: Projects that there are.
        assets: What of them.
        priority: Priority of the runs: higher ones start first.
        who: Who asks.
        when: When.
        budget_usd: What all runs may cost together; None: each project's own budget alone counts.
    """
    instance.add_dynamic_partitions(projects.name or "projects", list(names))
    asked = PartitionBackfill.from_asset_graph_subset(
        backfill_id=make_new_backfill_id(),
        backfill_timestamp=when.timestamp(),
        tags={SOURCE_TAG: "backfill", USER_TAGS[0]: who, PRIORITY_TAG: str(priority)}
        | ({} if budget_usd is None else {BUDGET_TAG: f"{budget_usd.normalize():f}"}),
        dynamic_partitions_store=instance,
        asset_graph_subset=_wanted(instance, names, assets),
        title=f"{len(names)} projects",
        description=f"videogen backfill, {len(assets)} assets each",
        run_config=None,
    )
    instance.add_backfill(asked)
    return asked.backfill_id


def _wanted(instance: dg.DagsterInstance, names: Sequence[str], assets: Sequence[str]) -> AssetGraphSubset:
    """Return which partitions of which assets are asked for."""
    wanted = {asset: set(names) for asset in assets if asset != PUBLICATION}
    if "film" in assets or PUBLICATION in assets:
        handed_out = instance.get_materialized_partitions(dg.AssetKey(PUBLICATION)) & set(names)
        wanted |= {PUBLICATION: handed_out} if handed_out else {}
    return AssetGraphSubset(
        partitions_subsets_by_asset_key={
            dg.AssetKey(asset.split("/")): DefaultPartitionsSubset(frozenset(partitions))
            for asset, partitions in wanted.items()
        }
    )


def state_of(instance: dg.DagsterInstance, backfill: str) -> tuple[str, dict[str, int]]:
    """Return how a backfill is (`requested`, `completed`, `failed`, `cancelled`), and its runs by their state."""
    asked = instance.get_backfill(backfill)
    status = _ENDS.get(asked.status, "requested") if asked else "cancelled"
    mine = {BACKFILL_TAG: backfill}
    runs = {
        state.value.lower(): instance.get_runs_count(dg.RunsFilter(tags=mine, statuses=[state]))
        for state in dg.DagsterRunStatus
    }
    return status, {state: count for state, count in runs.items() if count}


def fault_of(instance: dg.DagsterInstance, backfill: str) -> str | None:
    """Return why the daemon itself gave a backfill up, in one line; None if it did not."""
    asked = instance.get_backfill(backfill)
    if asked is None or asked.status is not BulkActionStatus.FAILED or asked.error is None:
        return None
    return " ".join((asked.error.cause or asked.error).message.split())


def describe_daemon(instance: dg.DagsterInstance) -> str | None:
    """Return what to tell if no daemon is there to take a backfill up, else None."""
    statuses = get_daemon_statuses(
        instance, daemon_types=_NEEDED, ignore_errors=True, heartbeat_tolerance_seconds=_HEARD_S
    )
    if all(statuses[kind].healthy for kind in _NEEDED):
        return None
    return "no daemon is running: what was asked for begins when one is, see `videogen up`"
