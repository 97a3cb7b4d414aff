"""The takes of every scene: each result that a scene had is kept and stays selectable."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import ValidationError

from videogen_dagster.core import keys
from videogen_dagster.core.choices import TakenPart
from videogen_dagster.core.direction import PartEdit, SceneTake
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import Receipt


def scene_takes(
    store: MediaStore, project: str, scene: str, part: TakenPart, *, shape: str = ""
) -> tuple[SceneTake, ...]:
    """Return the takes of one part of a scene, oldest first.

    Args:
        store: The store.
        project: The project.
        scene: The scene.
        part: What of it.
        shape: Of which rendition's shape they are (`9x16`), or empty: the film's.

    Raises:
        StorageFailure: The store cannot be read.
    """
    return _read_all(store, _numbered(store, keys.takes(project, scene, part, shape=shape)))


def find_receipt(store: MediaStore, fingerprint: str) -> Receipt | None:
    """Return the record of how a take was made, or None if it is gone or of another version of the program.

    Raises:
        StorageFailure: The store cannot be read.
    """
    document = store.read(keys.receipt(fingerprint))
    try:
        return None if document is None else Receipt.model_validate_json(document)
    except ValidationError:
        return None


def record_take(
    store: MediaStore,
    project: str,
    scene: str,
    part: TakenPart,
    *,
    fingerprints: Sequence[str],
    engine: str,
    edit: PartEdit | None,
    shape: str = "",
) -> SceneTake:
    """Return the take with these fingerprints; it becomes a new one if the scene never had them.

    Args:
        store: The store.
        project: The project.
        scene: The scene.
        part: What of it.
        fingerprints: What the result is made of.
        engine: Fingerprint of the engine that made it.
        edit: The edits that it was made with; None for parts that are not edited.
        shape: Of which rendition's shape it is (`9x16`), or empty: the film's.

    Raises:
        StorageFailure: The store cannot be read or written.
    """
    while True:
        # One listing for both: a number that is free in it is free only if nobody has recorded the same result since.
        found = _numbered(store, keys.takes(project, scene, part, shape=shape))
        for take in _read_all(store, found):
            if take.fingerprints == tuple(fingerprints):
                return take
        take = SceneTake(
            number=_number(found[-1]) + 1 if found else 1,  # one that cannot be read has a number, too
            fingerprints=tuple(fingerprints),
            engine=engine,
            edit=edit.model_dump(mode="json", exclude_none=True, exclude={"pick"}) if edit else {},
            when=datetime.now(UTC),
        )
        document = take.model_dump_json(indent=1).encode()
        if store.create(keys.take(project, scene, part, take.number, shape=shape), document):
            return take


def _numbered(store: MediaStore, folder: str) -> list[str]:
    return [key for key in store.documents(folder) if keys.is_numbered(key)]


def _number(key: str) -> int:
    return int(key.rpartition("/")[2].removesuffix(".json"))


def _read_all(store: MediaStore, found: Sequence[str]) -> tuple[SceneTake, ...]:
    takes = (_read(store, key) for key in found)
    return tuple(take for take in takes if take is not None)


def _read(store: MediaStore, key: str) -> SceneTake | None:
    document = store.read(key)
    try:
        return None if document is None else SceneTake.model_validate_json(document)
    except ValidationError:  # written by another version of the program: it cannot be chosen again, and costs nothing
        return None
