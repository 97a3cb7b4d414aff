"""Those who want to be told how a version ended are told, whatever they answer at first."""

import dagster as dg

from videogen_dagster.resources.callbacks import call_back
from videogen_dagster.resources.drops import Drops, told_of


@dg.sensor(
    name="ends_of_drops_are_posted",
    minimum_interval_seconds=10,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Posts what status.json says to the callback of each version that has ended, until it is taken.",
)
def ends_of_drops_are_posted(_context: dg.SensorEvaluationContext, drops: dg.ResourceParam[Drops]) -> dg.SkipReason:
    """Post what is due."""
    if not drops.callbacks.are_allowed:
        return dg.SkipReason("VIDEOGEN_CALLBACK_HOSTS names nobody, or there is no VIDEOGEN_CALLBACK_SECRET")
    return dg.SkipReason(f"{call_back(drops.callbacks, drops.inbox, told_of)} posted")
