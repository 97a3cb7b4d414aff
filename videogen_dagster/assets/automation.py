"""When assets follow by themselves: what stands behind a retaken scene is made again, and nothing else."""

from typing import Final

import dagster as dg

from videogen_dagster.partitions import SCENE_TAG

SCENES_GROUP: Final = "scenes"

follow: Final = (
    dg.AutomationCondition.any_deps_match(
        # A run of the stages tells of single scenes, too, but nobody waits for what it left out: if it was cancelled or
        # failed, a person starts it again.
        (
            dg.AutomationCondition.newly_updated()
            & dg.AutomationCondition.executed_with_tags(tag_keys={SCENE_TAG}).with_label("retaken")
        )
        | dg.AutomationCondition.will_be_requested()
    ).since_last_handled()
    # A project has fewer scenes than there are partitions for them: those that do not exist are not missing.
    & ~dg.AutomationCondition.any_deps_missing().ignore(dg.AssetSelection.groups(SCENES_GROUP))
    & ~dg.AutomationCondition.any_deps_in_progress()
    & ~dg.AutomationCondition.in_progress()
).with_label("a scene before it was made again")

following: Final = dg.AutomationConditionSensorDefinition(
    "films_follow_their_scenes",
    target=dg.AssetSelection.all(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=5,
    description="Makes what depends on a retaken scene, and nothing else; it starts by itself.",
)
