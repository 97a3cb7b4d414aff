"""What runs: one run makes one project, whatever started it."""

from typing import Final

import dagster as dg

from videogen_dagster.assets.scene_history import SCENES_GROUP

STAGES: Final[tuple[str, ...]] = (
    "brief",
    "storyboard",
    "prompts",
    "narration",
    "music",
    "scene_images",
    "soundtrack",
    "scene_animations",
    "lip_sync",
    "scene_clips",
    "film",
)
"""The assets of a project in the order in which they are made."""

make_film = dg.define_asset_job(
    "make_film",
    selection=dg.AssetSelection.all() - dg.AssetSelection.groups(SCENES_GROUP),
    description="Makes one project's film, reusing what is there.",
)
