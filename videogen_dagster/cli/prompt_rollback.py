"""`videogen prompts rollback`: an earlier version of a prompt counts again, and the film follows."""

from pathlib import Path

from videogen_dagster.cli.filming import check_out, make_edited_film, working_on
from videogen_dagster.cli.opening import open_project, plan_of
from videogen_dagster.cli.people import person
from videogen_dagster.cli.prompt_lookup import version_of, versions_of
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.prompt_history import edit_to
from videogen_dagster.core.prompt_versions import read_prompt_id
from videogen_dagster.core.stages import Prompts, ScenePrompt
from videogen_dagster.resources.direction_file import put_edit
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.store.media_store import MediaStore


def roll_back(prompt: str, *, to: int, out: Path | None, as_json: bool) -> None:
    """Edit a scene so that it is made from an earlier version of its prompt, and make the film.

    Raises:
        InvalidInput: There is no such prompt or version, or the plan has no such scene any more; nothing was written.
        ProjectBusy: Another command is making the project; nothing was written.
        RunFailed: The film could not be made; the edit is kept.
        StorageFailure: The library or the store cannot be used.
    """
    check_out(out)
    project, scene, part = read_prompt_id(prompt)
    _, versions = versions_of(prompt)
    version = version_of(versions, to, field="--to")
    settings, store = open_project(project)
    settings.check_engines()
    planned = _planned(store, project, scene)
    with working_on(settings, project):
        make_edited_film(
            settings,
            store,
            project,
            lambda: put_edit(
                store,
                project,
                scene,
                lambda now: edit_to(version.content, planned, now),
                storyboard=plan_of(store, project),
                who=person(),
                what=f"{part} back to version {to} of its prompt",
            ),
            out=out,
            as_json=as_json,
        )


def _planned(store: MediaStore, project: str, scene: str) -> ScenePrompt:
    """Return what the plan says of a scene.

    Raises:
        InvalidInput: It has no such scene any more.
    """
    planned = require_stage(store, project, "prompts", Prompts)
    for prompt in planned.scenes:
        if prompt.scene == scene:
            return prompt
    raise InvalidInput(
        f"the plan of {project} has no scene {scene} any more",
        field="PROMPT",
        remedy=f"scenes: {planned.scenes[0].scene} to {planned.scenes[-1].scene}",
    )
