"""Jobs that keep a deployment tidy, and when they run."""

from collections.abc import Iterable
from typing import Final

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.resources.database import open_database
from videogen_dagster.resources.receipts_index import ReceiptsIndex
from videogen_dagster.settings import load_settings
from videogen_dagster.upkeep.cleaning import Rules, clean_records, clean_store
from videogen_dagster.upkeep.outcome import Cleaned

TIME_ZONE: Final = "UTC"
USUAL: Final = Rules()


class StoreRules(dg.Config):
    """For how many days things stay in the store and the home; `null`: for ever."""

    dry_run: bool = False
    young_days: float = USUAL.young
    wait_days: float = USUAL.wait
    quarantine_days: float = USUAL.quarantine
    previews_days: float | None = USUAL.previews
    receipts_days: float | None = USUAL.receipts
    inbox_days: float | None = USUAL.inbox


class RecordRules(dg.Config):
    """For how many days Dagster's records stay; `null`: for ever."""

    dry_run: bool = False
    runs_days: float | None = 90
    compute_logs_days: float | None = 30


@dg.op(out=dg.Out(dg.Nothing))
def follow_receipts(context: dg.OpExecutionContext) -> None:
    """Bring the index of receipts to what the store holds."""
    settings = load_settings()
    with failures(context):
        done = ReceiptsIndex(open_database(settings.database_url)).refresh(settings.open_store())
    context.log.info("%d receipts: %d read, %d gone", done.rows, done.written, done.removed)
    context.add_output_metadata({"receipts": done.rows, "read": done.written, "gone": done.removed})


@dg.op(out=dg.Out(dg.Nothing))
def clean_the_store(context: dg.OpExecutionContext, config: StoreRules) -> None:
    """Set apart what nothing names; delete what has waited long enough, and what killed processes left."""
    rules = Rules(
        young=config.young_days,
        wait=config.wait_days,
        quarantine=config.quarantine_days,
        previews=config.previews_days,
        receipts=config.receipts_days,
        inbox=config.inbox_days,
    )
    _tell(context, clean_store(load_settings(), rules, dry_run=config.dry_run), dry_run=config.dry_run)


@dg.op(out=dg.Out(dg.Nothing))
def prune_the_records(context: dg.OpExecutionContext, config: RecordRules) -> None:
    """Delete old runs that no asset is known by, and old logs of steps."""
    rules = Rules(runs=config.runs_days, compute_logs=config.compute_logs_days)
    _tell(context, clean_records(context.instance, rules, dry_run=config.dry_run), dry_run=config.dry_run)


@dg.job(executor_def=dg.in_process_executor)
def index_receipts() -> None:
    """Makes what results cost and took known to the figures, without reading the store each time."""
    follow_receipts()


@dg.job(executor_def=dg.in_process_executor)
def clean_store_and_home() -> None:
    """Takes away what nothing in the store names and what killed processes left. Nothing that can be reached is touched."""
    clean_the_store()


@dg.job(executor_def=dg.in_process_executor)
def prune_records() -> None:
    """Takes away old runs and logs. The state of every asset stays, and each project's newest run."""
    prune_the_records()


receipts_are_indexed = dg.ScheduleDefinition(
    name="receipts_are_indexed",
    job=index_receipts,
    cron_schedule="7 * * * *",
    execution_timezone=TIME_ZONE,
    description="Hourly; wanted where engines cost money. The nightly cleaning does it too.",
)
"""Stopped by default: without costs the nightly look is enough."""

store_is_cleaned = dg.ScheduleDefinition(
    name="store_is_cleaned",
    job=clean_store_and_home,
    cron_schedule="17 3 * * *",
    execution_timezone=TIME_ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="At 03:17 UTC. It deletes only what nobody can reach, and that only after two weeks of waiting.",
)

records_are_pruned = dg.ScheduleDefinition(
    name="records_are_pruned",
    job=prune_records,
    cron_schedule="37 3 * * 0",
    execution_timezone=TIME_ZONE,
    description="On Sundays at 03:37 UTC. Switch it on where disks are small: it deletes what people could look at.",
)
"""Stopped by default."""


def _tell(context: dg.OpExecutionContext, done: Iterable[Cleaned], *, dry_run: bool) -> None:
    """Log what is cleaned as it is, and show all of it behind the step."""
    rows: list[Cleaned] = []
    with failures(context):
        for each in done:
            verb = "would be cleaned" if dry_run else "cleaned"
            context.log.info("%s: %d, %d bytes %s", each.what, each.count, each.bytes, verb)
            rows.append(each)
    records = [dg.TableRecord({"what": row.what, "count": row.count, "bytes": row.bytes}) for row in rows]
    table = dg.MetadataValue.table(records) if records else dg.MetadataValue.text("nothing")
    freed = sum(row.bytes for row in rows)
    context.add_output_metadata({"cleaned": table, "bytes": freed, "dry_run": dry_run})
