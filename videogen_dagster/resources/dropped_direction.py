"""A dropped `direction.yaml`: edits of scenes, as a person would make them one by one."""

from collections.abc import Mapping
from pathlib import Path

from videogen_dagster.core.choices import PARTS
from videogen_dagster.core.directing import check_edit
from videogen_dagster.core.direction import SceneEdit, read_edit
from videogen_dagster.core.drops import RETAKE_FILE
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.resources.direction_file import edit_scene, load_edits
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.scripts.reading import SCRIPT_LIMIT_BYTES, read_text
from videogen_dagster.scripts.structured import read_yaml
from videogen_dagster.store.media_store import MediaStore


def keep_direction(store: MediaStore, project: str, file: Path) -> None:
    """Keep the edits of a file in the project's direction: all of them, or none.

    Raises:
        InvalidInput: The project has no film yet, or an edit is not allowed or does not fit the plan.
        StorageFailure: The store cannot be read or written.
    """
    edits = read_direction(read_text(file, limit_bytes=SCRIPT_LIMIT_BYTES))
    storyboard = find_stage(store, project, "storyboard", Storyboard)
    if storyboard is None:
        raise InvalidInput(
            f"{project} has no scenes yet that could be edited", source=RETAKE_FILE, remedy="drop it behind the film"
        )
    before = load_edits(store, project)
    for scene, edit in edits.items():
        try:
            check_edit(storyboard, scene, before.get(scene, SceneEdit()).overlaid(edit))
        except InvalidInput as error:
            raise InvalidInput(
                error.message, source=RETAKE_FILE, field=f"scenes.{scene}.{error.field}", remedy=error.remedy
            ) from error
    for scene, edit in edits.items():
        edit_scene(store, project, scene, edit, storyboard=storyboard, who="drop folder")


def read_direction(text: str) -> dict[str, SceneEdit]:
    """Return the edits of a direction, by scene.

    Raises:
        InvalidInput: It is no YAML, or a scene, part or value is not allowed.
    """
    document = read_yaml(text, source=RETAKE_FILE)
    scenes = document.get("scenes") if isinstance(document, dict) and len(document) == 1 else None
    if not isinstance(scenes, dict) or not scenes:
        raise _refused("the file holds no edits", field="scenes", remedy='write scenes: {"003": {image: {seed: 9}}}')
    return {str(scene): _edit(str(scene), parts) for scene, parts in scenes.items()}


def _edit(scene: str, parts: object) -> SceneEdit:
    if not isinstance(parts, dict) or not parts:
        raise _refused("the scene has no edits", field=f"scenes.{scene}", remedy=f"give one of {', '.join(PARTS)}")
    edit = SceneEdit()
    for part, given in parts.items():
        field = f"scenes.{scene}.{part}"
        if part not in PARTS or not isinstance(given, Mapping):
            raise _refused(f"{part!r} cannot be edited", field=field, remedy=f"give one of {', '.join(PARTS)}")
        try:
            edit = edit.overlaid(read_edit(part, given))
        except InvalidInput as error:
            raise _refused(error.message, field=f"{field}.{error.field}", remedy=error.remedy) from error
    return edit


def _refused(message: str, *, field: str, remedy: str | None) -> InvalidInput:
    return InvalidInput(message, source=RETAKE_FILE, field=field, remedy=remedy)
