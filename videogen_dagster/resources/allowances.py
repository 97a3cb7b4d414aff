"""What a run may spend, as its tags tell: who started it, and what budget it was given."""

from collections.abc import Mapping
from typing import Final

import dagster as dg

from videogen_dagster.core.budgets import budget_of
from videogen_dagster.resources.treasury import Allowance

BUDGET_TAG: Final = "videogen/budget_usd"
"""What a run may cost, in US dollars; a backfill's runs all together."""
BACKFILL_TAG: Final = "dagster/backfill"
ROOT_RUN_TAG: Final = "dagster/root_run_id"
AUTOMATIC: Final[Mapping[str, str]] = {
    "dagster/sensor_name": "the sensor {}",
    "dagster/schedule_name": "the schedule {}",
    "dagster/from_automation_condition": "an automation condition",
    "dagster/auto_materialize": "an automation condition",
    BACKFILL_TAG: "the backfill {}",
}
"""Tags that Dagster gives to runs that no person launched one by one, and who launched them."""


def allowance_of(run: dg.DagsterRun | None) -> Allowance:
    """Return what a run may spend beside its project's budget.

    Raises:
        InvalidInput: Its tag tells no budget.
    """
    if run is None:
        return Allowance()
    tags = run.tags
    started_by = next((told.format(tags[tag]) for tag, told in AUTOMATIC.items() if tag in tags), "")
    given = tags.get(BUDGET_TAG)
    return Allowance(
        batch=tags.get(BACKFILL_TAG) or tags.get(ROOT_RUN_TAG) or run.run_id,
        batch_usd=None if given is None else budget_of(given, field=BUDGET_TAG),
        started_by=started_by,
    )
