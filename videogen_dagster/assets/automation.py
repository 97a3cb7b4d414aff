"""When assets follow by themselves: what stands behind a retaken scene is made again, and nothing else."""

from typing import Final

import dagster as dg

SCENES_GROUP: Final = "scenes"

follow: Final = (
    dg.AutomationCondition.any_deps_updated().since_last_handled()
    # A project has fewer scenes than there are partitions for them: those that do not exist are not missing.
    & ~dg.AutomationCondition.any_deps_missing().ignore(dg.AssetSelection.groups(SCENES_GROUP))
    & ~dg.AutomationCondition.any_deps_in_progress()
    & ~dg.AutomationCondition.in_progress()
    # A person looks at what failed first; a run of its own would fail again.
    & ~dg.AutomationCondition.execution_failed()
).with_label("a scene or stage before it changed")

following: Final = dg.AutomationConditionSensorDefinition(
    "films_follow_their_scenes",
    target=dg.AssetSelection.all(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=5,
    description="Makes what depends on a retaken scene, and nothing else; it starts by itself.",
)
