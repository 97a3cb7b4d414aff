"""What runs: one run makes one project, whatever started it."""

from collections.abc import Collection, Mapping
from typing import Final

import dagster as dg

from videogen_dagster.assets.previewing import STAGE as PREVIEW
from videogen_dagster.assets.scene_history import SCENES_GROUP
from videogen_dagster.core.choices import Part

STAGES: Final[tuple[str, ...]] = (
    "brief",
    "storyboard",
    "prompts",
    "narration",
    "captions",
    "music",
    "character_sheets",
    "scene_images",
    "soundtrack",
    "scene_animations",
    "lip_sync",
    "scene_clips",
    "transitions",
    "film",
    "renditions",
)
"""The assets of a project in the order in which they are made."""

MAKERS: Final[Mapping[Part, str]] = {
    "image": "scene_images",
    "animation": "scene_animations",
    "narration": "narration",
}
"""Which stage makes each part of all scenes."""

_CLIPS: Final = frozenset({"lip_sync", "scene_clips", "transitions", "film", "renditions"})
_SOUND: Final = frozenset({"captions", "music", "soundtrack"})

FOLLOWERS: Final[Mapping[Part, frozenset[str]]] = {
    "image": frozenset({"scene_animations"}) | _CLIPS,
    "animation": _SOUND | _CLIPS,
    "narration": frozenset({"scene_animations"}) | _SOUND | _CLIPS,
}
"""What depends on each part of a scene; its movement says how long it lasts, and so how long the sound is."""

PUBLICATION: Final = "publication"
"""The asset that hands a film out; only films that were asked for in the drop folder have it."""

_preview = dg.AssetSelection.assets(PREVIEW)
_publication = dg.AssetSelection.assets(PUBLICATION)

make_film = dg.define_asset_job(
    "make_film",
    selection=dg.AssetSelection.all() - dg.AssetSelection.groups(SCENES_GROUP) - _preview - _publication,
    description="Makes one project's film, reusing what is there.",
)

make_dropped_film = dg.define_asset_job(
    "make_dropped_film",
    selection=dg.AssetSelection.all() - dg.AssetSelection.groups(SCENES_GROUP) - _preview,
    description="Makes the film of what was dropped, and hands it out in the drop folder.",
)

make_preview = dg.define_asset_job(
    "make_preview",
    selection=_preview,
    description="Makes the preview of one project's finished film. A run of its own: a film never fails with its preview.",
)


def stages_behind(parts: Collection[Part]) -> tuple[str, ...]:
    """Return the stages that depend on those parts of scenes, in the order in which they are made."""
    return tuple(stage for stage in STAGES if any(stage in FOLLOWERS[part] for part in parts))


def stages_of(parts: Collection[Part]) -> tuple[str, ...]:
    """Return the stages that make those parts and those that depend on them, in the order in which they are made."""
    made = {MAKERS[part] for part in parts} | set(stages_behind(parts))
    return tuple(stage for stage in STAGES if stage in made)
