"""What runs: one run makes one project, whatever started it."""

from collections.abc import Collection, Mapping
from typing import Final

import dagster as dg

from videogen_dagster.assets.scene_history import SCENES_GROUP
from videogen_dagster.core.direction import Part

STAGES: Final[tuple[str, ...]] = (
    "brief",
    "storyboard",
    "prompts",
    "narration",
    "captions",
    "music",
    "scene_images",
    "soundtrack",
    "scene_animations",
    "lip_sync",
    "scene_clips",
    "transitions",
    "film",
)
"""The assets of a project in the order in which they are made."""

MAKERS: Final[Mapping[Part, str]] = {
    "image": "scene_images",
    "animation": "scene_animations",
    "narration": "narration",
}
"""Which stage makes each part of all scenes."""

FOLLOWERS: Final[Mapping[Part, frozenset[str]]] = {
    "image": frozenset({"scene_animations", "lip_sync", "scene_clips", "transitions", "film"}),
    "animation": frozenset({"lip_sync", "captions", "music", "soundtrack", "scene_clips", "transitions", "film"}),
    "narration": frozenset(
        {"captions", "scene_animations", "lip_sync", "music", "soundtrack", "scene_clips", "transitions", "film"}
    ),
}
"""What depends on each part of a scene; its movement says how long it lasts, and so how long the sound is."""

make_film = dg.define_asset_job(
    "make_film",
    selection=dg.AssetSelection.all() - dg.AssetSelection.groups(SCENES_GROUP),
    description="Makes one project's film, reusing what is there.",
)


def stages_behind(parts: Collection[Part]) -> tuple[str, ...]:
    """Return the stages that depend on those parts of scenes, in the order in which they are made."""
    return tuple(stage for stage in STAGES if any(stage in FOLLOWERS[part] for part in parts))


def stages_of(parts: Collection[Part]) -> tuple[str, ...]:
    """Return the stages that make those parts and those that depend on them, in the order in which they are made."""
    made = {MAKERS[part] for part in parts} | set(stages_behind(parts))
    return tuple(stage for stage in STAGES if stage in made)
