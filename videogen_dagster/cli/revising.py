"""`videogen history`, `revert`, `takes` and `use`: what people changed, and the way back."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, cast

from videogen_dagster.cli.filming import check_out, make_edited_film, working_on
from videogen_dagster.cli.opening import open_project, plan_of
from videogen_dagster.cli.people import person
from videogen_dagster.cli.reporting import print_json, printable
from videogen_dagster.cli.retaking import scene_id
from videogen_dagster.core import keys
from videogen_dagster.core.choices import Part, TakenPart
from videogen_dagster.core.directing import check_edit, direct_storyboard
from videogen_dagster.core.direction import SceneEdit, SceneTake
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.media import Clip, Media, Picture, Speech
from videogen_dagster.core.stages import Narration, SceneClips, ScenePictures
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.values import Value
from videogen_dagster.resources.direction_file import check_version, revert_scene, scene_history, use_take
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.resources.takes_file import find_receipt, scene_takes
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import find_result

STAGE_OF: Final[Mapping[TakenPart, tuple[str, type[Value]]]] = {
    "image": ("scene_images", ScenePictures),
    "animation": ("scene_animations", SceneClips),
    "narration": ("narration", Narration),
    "lip_sync": ("lip_sync", SceneClips),
}
"""The asset that holds the takes in use of each part, and its value."""
RESULT_OF: Final[Mapping[TakenPart, type[Picture] | type[Clip] | type[Speech]]] = {
    "image": Picture,
    "animation": Clip,
    "narration": Speech,
    "lip_sync": Clip,
}


@dataclass(frozen=True, slots=True)
class TakeRecord:
    """One take as `videogen takes --json` tells it; its shape is public API.

    Attributes:
        part: What of the scene.
        take: Its number, from 1.
        when: When it was first used, ISO 8601 with its time zone.
        engine: Name of the engine that made it, or None if its receipt is gone.
        edit: The part's edits that it was made with; empty for the plan as it is.
        in_use: Whether it is the one in the film.
        paths: Its media in the store, one for each line of narration; empty if some of it is gone.
    """

    part: TakenPart
    take: int
    when: str
    engine: str | None
    edit: Mapping[str, object]
    in_use: bool
    paths: tuple[str, ...]


def tell_history(project: str, scene: str | None, *, as_json: bool) -> None:
    """Print all versions of a project's edits, or of one scene's, oldest first.

    Raises:
        InvalidInput: There is no such project or scene.
    """
    named = scene_id(scene) if scene is not None else None
    _, store = open_project(project)
    if named is not None:
        _check_scene(plan_of(store, project), named)
    versions = scene_history(store, project, named)
    if as_json:
        print_json([version.model_dump(mode="json", exclude_none=True) for version in versions])
        return
    for version in versions:
        when = version.when.astimezone().strftime("%Y-%m-%d %H:%M")
        line = f"scene {version.scene}  version {version.version:<3} {when}  {version.who:<12} {version.what}"
        sys.stdout.write(printable(" ".join(line.splitlines())) + "\n")
    if not versions:
        sys.stdout.write("no edits: the film is as planned\n")


def revert(project: str, scene: str, *, to: int, out: Path | None, as_json: bool) -> None:
    """Make an earlier version of a scene's edits count again, and make the film.

    Raises:
        InvalidInput: There is no such project, scene or version; nothing was written.
        ProjectBusy: Another command is making the project; nothing was written.
        RunFailed: The film could not be made; the edit is kept.
    """
    named = scene_id(scene)
    check_out(out)
    settings, store = open_project(project)
    settings.check_engines()
    _check_scene(plan_of(store, project), named)
    check_version(store, project, named, to)
    with working_on(settings, project):
        make_edited_film(
            settings,
            store,
            project,
            lambda: revert_scene(store, project, named, to=to, who=person()),
            out=out,
            as_json=as_json,
        )


def tell_takes(project: str, scene: str, *, as_json: bool) -> None:
    """Print all takes of a scene, by part, oldest first.

    Raises:
        InvalidInput: There is no such project or scene.
    """
    named = scene_id(scene)
    _, store = open_project(project)
    _check_scene(plan_of(store, project), named)
    records = [record for part in STAGE_OF for record in take_records(store, project, named, part)]
    if as_json:
        print_json([asdict(record) for record in records])
        return
    for record in records:
        mark = "*" if record.in_use else " "
        edit = _in_words(record.edit)
        path = record.paths[0] if record.paths else "gone"
        line = f"{mark} {record.part:<10} take {record.take:<3} {record.engine or '':<12} {edit[:60]:<30} {path}"
        sys.stdout.write(printable(" ".join(line.splitlines())) + "\n")
    if not records:
        sys.stdout.write(f"scene {named} has no takes yet: videogen make --project {project}\n")


def use(project: str, scene: str, take: int, *, of: Part, out: Path | None, as_json: bool) -> None:
    """Use an earlier take of a scene again, and make the film.

    Raises:
        InvalidInput: There is no such project, scene or take, or it does not fit; nothing was written.
        ProjectBusy: Another command is making the project; nothing was written.
        RunFailed: The film could not be made; the choice is kept.
    """
    named = scene_id(scene)
    check_out(out)
    settings, store = open_project(project)
    settings.check_engines()
    storyboard = plan_of(store, project)
    _check_scene(storyboard, named)
    chosen = _require_take(store, project, named, of, take)
    _check_fits(storyboard, named, of, chosen)
    with working_on(settings, project):
        make_edited_film(
            settings,
            store,
            project,
            lambda: use_take(store, project, named, of, chosen, storyboard=storyboard, who=person()),
            out=out,
            as_json=as_json,
        )


def take_records(store: MediaStore, project: str, scene: str, part: TakenPart) -> tuple[TakeRecord, ...]:
    """Return the takes of one part of a scene as they are told, oldest first."""
    in_use = _in_use(store, project, scene, part)
    return tuple(
        TakeRecord(
            part=part,
            take=take.number,
            when=take.when.isoformat(),
            engine=receipt.engine if (receipt := find_receipt(store, take.fingerprints[0])) else None,
            edit=take.edit,
            in_use=take.fingerprints == in_use,
            paths=_paths(store, part, take.fingerprints),
        )
        for take in scene_takes(store, project, scene, part)
    )


def _in_words(edit: Mapping[str, object]) -> str:
    named = {"variation" if name == "take" else name.replace("_", " "): value for name, value in edit.items()}
    return ", ".join(f"{name} {value}" for name, value in named.items()) or "as planned"


def _in_use(store: MediaStore, project: str, scene: str, part: TakenPart) -> tuple[str, ...]:
    stage, value_type = STAGE_OF[part]
    value = cast("ScenePictures | SceneClips | Narration | None", find_stage(store, project, stage, value_type))
    if value is None:
        return ()
    if isinstance(value, Narration):
        return next((row.fingerprints for row in value.scenes if row.scene == scene), ())
    return next(((row.fingerprint,) for row in value.scenes if row.scene == scene), ())


def _paths(store: MediaStore, part: TakenPart, fingerprints: Sequence[str]) -> tuple[str, ...]:
    """Return where the media of a take is, or nothing if some of it is gone."""
    results = [find_result(store, name, RESULT_OF[part]) for name in fingerprints]
    found = [keys.media_object(_media(result)) for result in results if result is not None]
    return tuple(str(store.local_path(key) or key) for key in found) if len(found) == len(fingerprints) else ()


def _media(result: Picture | Clip | Speech) -> Media:
    match result:
        case Picture():
            return result.image
        case Clip():
            return result.video
        case Speech():
            return result.sound.audio


def _check_scene(storyboard: Storyboard, scene: str) -> None:
    try:
        check_edit(storyboard, scene, SceneEdit())
    except InvalidInput as error:
        raise InvalidInput(error.message, field="SCENE", remedy=error.remedy) from error


def _require_take(store: MediaStore, project: str, scene: str, part: Part, number: int) -> SceneTake:
    takes = scene_takes(store, project, scene, part)
    chosen = next((take for take in takes if take.number == number), None)
    see = f"see `videogen takes {project} {scene}`"
    if chosen is None:
        known = ", ".join(str(take.number) for take in takes) or "none yet"
        raise InvalidInput(f"scene {scene} has no {part} take {number}", field="TAKE", remedy=f"takes: {known}; {see}")
    if not _paths(store, part, chosen.fingerprints):
        raise InvalidInput(f"what {part} take {number} is made of is gone from the store", field="TAKE", remedy=see)
    return chosen


def _check_fits(storyboard: Storyboard, scene: str, part: Part, take: SceneTake) -> None:
    """See that narration has a line for each of the scene's."""
    if part != "narration":
        return
    edit = SceneEdit.model_validate({"narration": take.edit})
    lines = next(len(told.lines) for told in direct_storyboard(storyboard, {scene: edit}).scenes if told.id == scene)
    if lines != len(take.fingerprints):
        raise InvalidInput(
            f"take {take.number} has {len(take.fingerprints)} lines and scene {scene} has {lines}",
            field="TAKE",
            remedy="choose a take that fits the storyboard",
        )
