"""What each asset of a project holds: small typed JSON documents in the store that name media."""

import json
from collections.abc import Iterator
from typing import TypeVar

from pydantic import ValidationError

from videogen_dagster.core import keys
from videogen_dagster.core.errors import DamagedObject, InvalidInput, MissingObject
from videogen_dagster.core.media import Media
from videogen_dagster.core.values import Value
from videogen_dagster.store.media_store import MediaStore

ValueT = TypeVar("ValueT", bound=Value)


def find_stage(store: MediaStore, project: str, asset: str, value_type: type[ValueT]) -> ValueT | None:
    """Return what an asset of a project holds, or None if it was never made or by another version of the program.

    Raises:
        StorageFailure: The store cannot be read.
    """
    document = store.read(keys.stage(project, asset))
    try:
        return None if document is None else value_type.model_validate_json(document)
    except ValidationError:
        return None


def require_stage(store: MediaStore, project: str, asset: str, value_type: type[ValueT]) -> ValueT:
    """Return what an asset of a project holds.

    Raises:
        InvalidInput: It was never made.
        StorageFailure: The store cannot be read.
    """
    value = find_stage(store, project, asset, value_type)
    if value is None:
        raise InvalidInput(f"{project} has no {asset} yet", field=asset, remedy=f"make the film of {project} first")
    return value


def write_stage(store: MediaStore, project: str, asset: str, value: Value) -> None:
    """Write what an asset of a project holds.

    Raises:
        StorageFailure: The store cannot be written.
    """
    store.write(keys.stage(project, asset), value.model_dump_json(indent=1).encode())


def set_damaged_aside(store: MediaStore, project: str) -> None:
    """Read all media that a project's assets name; what is damaged is gone afterwards, and made again by the next run.

    Raises:
        StorageFailure: The store cannot be read or written.
    """
    documents = (store.read(key) for key in store.documents(keys.stages(project)))
    for media in {media for document in documents if document for media in _media_in(document)}:
        try:
            store.fetch(media)
        except (DamagedObject, MissingObject):
            continue


def _media_in(document: bytes) -> Iterator[Media]:
    """Yield all media that a JSON document names, at any depth."""
    try:
        left: list[object] = [json.loads(document)]
    except ValueError:  # it is damaged itself, and made again like what was never made
        return
    while left:
        found = left.pop()
        if isinstance(found, dict) and found.keys() == Media.model_fields.keys():
            yield Media.model_validate(found)
        elif isinstance(found, dict | list):
            left.extend(found.values() if isinstance(found, dict) else found)
