"""Retakes: an edit is kept before anything is made, and a scene's row is replaced in what its stage holds."""

from collections.abc import Collection
from typing import TypeVar

from videogen_dagster.core.choices import Part
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.stages import Narration, SceneClip, SceneClips, ScenePicture, ScenePictures, SceneSpeech
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.resources.direction_file import edit_scene
from videogen_dagster.resources.stage_values import find_stage, require_stage, write_stage
from videogen_dagster.resources.studio import Studio
from videogen_dagster.store.media_store import MediaStore

StageT = TypeVar("StageT", ScenePictures, SceneClips, Narration)


def keep_edit(
    studio: Studio, project: str, scene: str, change: SceneEdit, *, new_takes: Collection[Part], who: str = "Dagster"
) -> dict[str, SceneEdit]:
    """Keep a change in the project's direction and return all edits that count now.

    Raises:
        InvalidInput: There is no such project or scene, or the edit does not fit it; nothing was kept.
        StorageFailure: The store cannot be read or written.
    """
    storyboard = require_stage(studio.store, project, "storyboard", Storyboard)
    edit_scene(studio.store, project, scene, change, storyboard=storyboard, who=who, new_takes=new_takes)
    studio.record_prompts(project)  # what cannot be recorded now, the next film records
    return studio.edits(project)


def replace_row(
    store: MediaStore,
    project: str,
    stage: str,
    value_type: type[StageT],
    row: ScenePicture | SceneClip | SceneSpeech,
) -> None:
    """Put a scene's new result into what its stage holds; call it with the stage locked.

    A stage that was never made is left so: it makes all its scenes when its turn comes.

    Raises:
        StorageFailure: The store cannot be read or written.
    """
    value = find_stage(store, project, stage, value_type)
    if value is None:
        return
    rows = {held.scene: held for held in value.scenes} | {row.scene: row}
    in_order = tuple(rows[scene] for scene in sorted(rows))
    write_stage(store, project, stage, value.model_copy(update={"scenes": in_order}))
