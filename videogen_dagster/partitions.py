"""How assets are divided: one partition a project, added when its first file, command or click arrives."""

from typing import Final

import dagster as dg

projects = dg.DynamicPartitionsDefinition(name="projects")

SHOWN_SCENES: Final = frozenset(f"{number:03d}" for number in range(1, 97))
"""Dagster tells what is stale over fewer than 100 partitions only; later scenes are retaken by the command line."""

scenes = dg.MultiPartitionsDefinition(
    {"project": projects, "scene": dg.StaticPartitionsDefinition(sorted(SHOWN_SCENES))}
)
"""Dagster finds the way between a project and all its scenes by the name of the dimension."""

PROJECT_TAGS: Final = ("dagster/partition", "dagster/partition/project")
"""Runs of a whole project have the first; those of a scene's own assets have the second, beside the scene."""
SCENE_TAG: Final = "dagster/partition/scene"
"""Runs of scene assets have it, with the scene; runs of whole projects do not."""

PROJECT_TAG: Final = "videogen/project"
SOURCE_TAG: Final = "videogen/source"
USER_TAGS: Final = ("videogen/user", "user")
"""Who asked for a run: what commands say, and what people or a proxy before the UI may say."""
VERSION_TAG: Final = "videogen/version"
TIER_TAG: Final = "videogen/tier"
"""What runs that were started by a drop tell: for whom, from where, of which version of the drop, and how urgent."""


def scene_key(project: str, scene: str) -> dg.MultiPartitionKey:
    """Return the partition of one scene."""
    return dg.MultiPartitionKey({"project": project, "scene": scene})


def project_and_scene(context: dg.AssetExecutionContext) -> tuple[str, str]:
    """Return which scene of which project a step is about."""
    key = context.partition_key
    assert isinstance(key, dg.MultiPartitionKey)  # noqa: S101  # the partitions of scene assets are always these
    dimensions = key.keys_by_dimension
    return dimensions["project"], dimensions["scene"]
