"""A person's edits in the store: one small file a version, written once, so that two edits at once are both kept."""

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from pydantic import ValidationError

from videogen_dagster.core import keys
from videogen_dagster.core.choices import Part
from videogen_dagster.core.directing import check_edit
from videogen_dagster.core.direction import DirectionVersion, SceneEdit, SceneTake, changes
from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.resources.found_media import refuse_camera_in_clip
from videogen_dagster.resources.takes_file import scene_takes
from videogen_dagster.store.media_store import MediaStore

MOST_ATTEMPTS: Final = 50
"""Each lost attempt means that somebody else's edit was kept; nobody edits one scene fifty times in a second."""


def load_edits(store: MediaStore, project: str) -> dict[str, SceneEdit]:
    """Return the edits that count, by scene.

    Raises:
        InvalidInput: A version is damaged; it stays as it is, and the last good one is named.
        StorageFailure: The store cannot be read.
    """
    newest: dict[str, str] = {}
    for key in _versions(store, project):  # sorted: the last of a scene is its newest
        newest[key.split("/")[-2]] = key
    return {scene: _read(store, key).edit for scene, key in newest.items()}


def scene_history(store: MediaStore, project: str, scene: str | None = None) -> tuple[DirectionVersion, ...]:
    """Return all versions of a project's edits, or of one scene's, in the order in which they were made.

    Raises:
        InvalidInput: A version is damaged.
        StorageFailure: The store cannot be read.
    """
    versions = [_read(store, key) for key in _versions(store, project, scene or "")]
    return tuple(sorted(versions, key=lambda version: (version.when, version.scene, version.version)))


def edit_scene(
    store: MediaStore,
    project: str,
    scene: str,
    change: SceneEdit,
    *,
    storyboard: Storyboard,
    who: str,
    new_takes: Collection[Part] = (),
) -> DirectionVersion | None:
    """Put a change over a scene's edits as a new version; an edit that somebody else makes meanwhile is kept.

    Args:
        store: The store.
        project: The project.
        scene: The scene.
        change: What is changed; the rest stays as it is.
        storyboard: The plan, which the edit must fit.
        who: Who edits.
        new_takes: Parts that are generated again although nothing else changes.

    Returns:
        The new version, or None if it changes nothing.

    Raises:
        InvalidInput: The edit does not fit the plan or what the scene shows, or an older version is damaged; nothing was
            written.
        StorageFailure: The store cannot be read or written.
    """
    refuse_camera_in_clip(store, project, scene, change, new_takes)
    for _ in range(MOST_ATTEMPTS):
        before, version = _latest(store, project, scene)
        after = edited_scene(store, project, scene, before, change, new_takes=new_takes)
        check_edit(storyboard, scene, after)
        if after == before:
            return None
        if added := _add(store, project, scene, version + 1, after, who=who, what="; ".join(changes(before, after))):
            return added
    raise _contested(scene)


def edited_scene(
    store: MediaStore, project: str, scene: str, before: SceneEdit, change: SceneEdit, *, new_takes: Collection[Part]
) -> SceneEdit:
    """Return a scene's edits with a change put over them; writes nothing.

    Args:
        store: The store.
        project: The project.
        scene: The scene.
        before: Its edits.
        change: What is changed; the rest stays as it is.
        new_takes: Parts that get a variation which they never had.

    Raises:
        InvalidInput: A version of the direction is damaged.
        StorageFailure: The store cannot be read.
    """
    after = before.overlaid(change)
    for part in new_takes:
        taken = _next_variation(store, project, scene, part)
        after = after.overlaid(SceneEdit.model_validate({part: {"take": taken}}))
    return after


def revert_scene(store: MediaStore, project: str, scene: str, *, to: int, who: str) -> DirectionVersion | None:
    """Make an earlier version of a scene's edits count again, as a new version; 0 is the plan as it is.

    Returns:
        The new version, or None if nothing differs.

    Raises:
        InvalidInput: There is no such version.
        StorageFailure: The store cannot be read or written.
    """
    for _ in range(MOST_ATTEMPTS):
        before, version = _latest(store, project, scene)
        check_version(store, project, scene, to)
        edit = _read(store, keys.direction_version(project, scene, to)).edit if to else SceneEdit()
        if edit == before:
            return None
        if added := _add(store, project, scene, version + 1, edit, who=who, what=f"back to version {to}"):
            return added
    raise _contested(scene)


def check_version(store: MediaStore, project: str, scene: str, version: int) -> None:
    """See that a scene has that version of its edits.

    Raises:
        InvalidInput: It has not; the remedy tells which there are.
        StorageFailure: The store cannot be read.
    """
    found = _versions(store, project, scene)
    newest = _number(found[-1]) if found else 0
    if not 0 <= version <= newest:
        raise InvalidInput(
            f"scene {scene} has no version {version}",
            field="--to",
            remedy=f"versions: 0 (the plan) to {newest}; see `videogen history {project} {scene}`",
        )


def use_take(
    store: MediaStore, project: str, scene: str, part: Part, take: SceneTake, *, storyboard: Storyboard, who: str
) -> DirectionVersion | None:
    """Use an earlier take again: the part's edits become those that it was made with, as a new version.

    Args:
        store: The store.
        project: The project.
        scene: The scene.
        part: What of it.
        take: One of its takes.
        storyboard: The plan, which the edit must fit.
        who: Who chose it.

    Returns:
        The new version, or None if nothing differs.

    Raises:
        InvalidInput: The edits of that time do not fit the plan any more, or the latest version is damaged.
        StorageFailure: The store cannot be read or written.
    """

    def chosen(before: SceneEdit) -> SceneEdit:
        kept = before.model_dump(exclude={part}) | {part: {**take.edit, "pick": take.number}}
        return SceneEdit.model_validate(kept)

    what = f"{part} take {take.number} is used"
    return put_edit(store, project, scene, chosen, storyboard=storyboard, who=who, what=what)


def put_edit(
    store: MediaStore,
    project: str,
    scene: str,
    edit: Callable[[SceneEdit], SceneEdit],
    *,
    storyboard: Storyboard,
    who: str,
    what: str,
) -> DirectionVersion | None:
    """Make other edits of a scene count, as a new version.

    Args:
        store: The store.
        project: The project.
        scene: The scene.
        edit: Returns the scene's edits as they will be, by those that count.
        storyboard: The plan, which the edits must fit.
        who: Who edits.
        what: The change in words.

    Returns:
        The new version, or None if nothing differs.

    Raises:
        InvalidInput: The edits do not fit the plan, or the latest version is damaged.
        StorageFailure: The store cannot be read or written.
    """
    for _ in range(MOST_ATTEMPTS):
        before, version = _latest(store, project, scene)
        after = edit(before)
        check_edit(storyboard, scene, after)
        if after == before:
            return None
        if added := _add(store, project, scene, version + 1, after, who=who, what=what):
            return added
    raise _contested(scene)


def _versions(store: MediaStore, project: str, scene: str = "") -> list[str]:
    return [key for key in store.documents(keys.direction(project, scene)) if keys.is_numbered(key)]


def _latest(store: MediaStore, project: str, scene: str) -> tuple[SceneEdit, int]:
    found = _versions(store, project, scene)
    if not found:
        return SceneEdit(), 0
    newest = _read(store, found[-1])
    return newest.edit, newest.version


def _add(
    store: MediaStore, project: str, scene: str, version: int, edit: SceneEdit, *, who: str, what: str
) -> DirectionVersion | None:
    """Write a version if nobody else has written one of that number."""
    added = DirectionVersion(scene=scene, version=version, edit=edit, who=who, when=datetime.now(UTC), what=what)
    document = added.model_dump_json(exclude_none=True, indent=1).encode()
    return added if store.create(keys.direction_version(project, scene, version), document) else None


def _next_variation(store: MediaStore, project: str, scene: str, part: Part) -> int:
    """Return a variation that no edit and no take of the part has had."""
    edited = (version.edit.part(part).take or 1 for version in scene_history(store, project, scene))
    return max(1, *edited, len(scene_takes(store, project, scene, part))) + 1


def _read(store: MediaStore, key: str) -> DirectionVersion:
    """Return a version by the number in its name: a person may have mended the file with a copy of another one."""
    try:
        return _parsed(store, key).model_copy(update={"version": _number(key)})
    except ValidationError as error:
        good = _last_good(store, before=key)
        raise InvalidInput(
            f"the direction file is damaged ({error.errors()[0]['msg']}); "
            + (f"the last good version is {good}" if good else "there is no earlier version"),
            source=_name(store, key),
            field="direction",
            remedy=f"mend the file, or delete it to go back to {'the version before' if good else 'the plan'}",
        ) from error


def _parsed(store: MediaStore, key: str) -> DirectionVersion:
    return DirectionVersion.model_validate_json(store.read(key) or b"")


def _last_good(store: MediaStore, *, before: str) -> str | None:
    project, _, scene, _ = before.split("/")[-4:]
    for key in reversed(_versions(store, project, scene)):
        if key < before:
            with suppress(ValidationError):
                _parsed(store, key)
                return _name(store, key)
    return None


def _number(key: str) -> int:
    return int(key.rpartition("/")[2].removesuffix(".json"))


def _name(store: MediaStore, key: str) -> str:
    return str(store.local_path(key) or key)


def _contested(scene: str) -> StorageFailure:
    return StorageFailure(f"scene {scene} is being edited by others all the time", remedy="try again")
