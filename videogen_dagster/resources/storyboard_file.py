"""The storyboard as one readable YAML file that people may edit: an edit wins until the brief itself changes."""

import hashlib
import json
import re
from operator import attrgetter
from typing import Any, Final

import yaml
from pydantic import ValidationError

from videogen_dagster.core import keys
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.media import Media
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.store.media_store import MediaStore

HEADER: Final = """\
# The storyboard of {project}. Edit it and start the project again: only what your edit touches is made again.
# Words in `lines` are spoken as they stand; a scene lasts `duration_s`, or longer if its lines need it.
"""

_STRING: Final = "tag:yaml.org,2002:str"
_ASPECT: Final = re.compile(r"[0-9]+:[0-9]+")
_WRITERS: Final[dict[str, Any]] = {"written_with": True, "scenes": {"__all__": {"written_with"}}}
"""What only the plan tells: with which instructions a language model wrote it."""


class _Loader(yaml.SafeLoader):
    """Reads `9:16` as it is written; YAML 1.1 takes it for a number of base 60."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        if kind is yaml.ScalarNode and value and _ASPECT.fullmatch(value):
            return _STRING
        return super().resolve(kind, value, implicit)


def settled_storyboard(store: MediaStore, project: str, planned: Storyboard) -> tuple[Storyboard, bool]:
    """Return the storyboard that counts, and whether a person edited it; writes nothing.

    A person's edit counts as long as the plan behind it stays the same; settings (style, aspect) that changed since it was
    planned are put on it, and what a person wrote into the others stays.

    Raises:
        InvalidInput: The edited file is not a storyboard.
        StorageFailure: The store cannot be read.
    """
    written = _written(store, project)
    if written is None or written.get("plan") != _plan(planned):
        return planned, False
    edited = edited_storyboard(store, project)
    if edited is None:
        return planned, False
    settings = edited.settings.model_copy(update=_changed_settings(planned, written))
    return _with_writers(edited.model_copy(update={"settings": settings}), planned), True


def edited_storyboard(store: MediaStore, project: str) -> Storyboard | None:
    """Return the storyboard in the file that a person edited, or None if nobody did.

    Raises:
        InvalidInput: The edited file is not a storyboard.
        StorageFailure: The store cannot be read.
    """
    document, written = store.read(keys.storyboard(project)), _written(store, project)
    if document is None or written is None or not _is_edited(document, written):
        return None
    return parse_storyboard(document, source=_name(store, project))


def settle_storyboard(store: MediaStore, project: str, planned: Storyboard) -> tuple[Storyboard, bool]:
    """Return the storyboard that counts, and whether a person edited it; writes the file if it is ours to write.

    Where `settled_storyboard` puts new settings on a person's edit, the file gets them. When a new brief gives a new
    plan, that plan is written and the edited file is kept beside it.

    Raises:
        InvalidInput: The edited file is not a storyboard; it stays as it is.
        StorageFailure: The store cannot be read or written.
    """
    settled, is_edited = settled_storyboard(store, project, planned)
    document, written, settings = store.read(keys.storyboard(project)), _written(store, project), _settings(planned)
    if is_edited:
        if written is not None and written.get("settings") != settings:
            store.write(keys.storyboard(project), dump_storyboard(settled, project))
            store.write(keys.planned_storyboard(project), json.dumps({**written, "settings": settings}).encode())
        return settled, True
    if document is not None and written is not None and _is_edited(document, written):
        store.write(keys.replaced_storyboard(project, _digest(document)), document)
    text = dump_storyboard(settled, project)
    record = {"plan": _plan(planned), "file": _digest(text), "settings": settings}
    store.write(keys.storyboard(project), text)
    store.write(keys.planned_storyboard(project), json.dumps(record).encode())
    return settled, False


def dump_storyboard(storyboard: Storyboard, project: str) -> bytes:
    """Return a storyboard as YAML for people: what has its default value is left out, and which instruction wrote it."""
    document = storyboard.model_dump(mode="json", exclude_defaults=True, exclude=_WRITERS)
    document["settings"] = storyboard.settings.model_dump(mode="json")
    body = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
    return (HEADER.format(project=project) + body).encode()


def parse_storyboard(document: bytes, *, source: str) -> Storyboard:
    """Return the storyboard in a YAML file.

    Raises:
        InvalidInput: It is not YAML, or breaks a rule; the message names line or field.
    """
    try:
        return Storyboard.model_validate(yaml.load(document, Loader=_Loader))  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "file"
        raise InvalidInput(
            f"not valid YAML: {getattr(error, 'problem', None) or error}",
            source=source,
            field=where,
            remedy="mend that line",
        ) from error
    except ValidationError as error:
        found = error.errors()
        first = next(
            (problem for problem in found if problem["type"] == "extra_forbidden"), found[0]
        )  # a misspelt field
        raise InvalidInput(
            first["msg"],
            source=source,
            field=".".join(str(part) for part in first["loc"]) or "storyboard",
            remedy="correct that field, or delete the file to have it planned again",
        ) from error


def _written(store: MediaStore, project: str) -> dict[str, object] | None:
    document = store.read(keys.planned_storyboard(project))
    return None if document is None else json.loads(document)


def _is_edited(document: bytes, written: dict[str, object]) -> bool:
    return written.get("file") != _digest(document)


def _with_writers(edited: Storyboard, planned: Storyboard) -> Storyboard:
    """Return a storyboard in which those scenes tell who wrote them whose prompts and lines nobody changed."""
    before = {scene.id: scene for scene in planned.scenes}
    scenes = tuple(
        scene.model_copy(update={"written_with": _writer(scene, before.get(scene.id))}) for scene in edited.scenes
    )
    return edited.model_copy(update={"scenes": scenes, "written_with": planned.written_with})


def _writer(scene: Scene, planned: Scene | None) -> Media | None:
    if planned is None:
        return None
    said = attrgetter("image_prompt", "motion_prompt", "lines")
    return planned.written_with if said(scene) == said(planned) else None


def _plan(planned: Storyboard) -> str:
    """Return what names a plan; what has its default value is left out, so that the name does not depend on new fields."""
    return _digest(planned.model_dump_json(exclude={"settings": True} | _WRITERS, exclude_defaults=True).encode())


def _settings(planned: Storyboard) -> dict[str, object]:
    return planned.settings.model_dump(mode="json")


def _changed_settings(planned: Storyboard, written: dict[str, object]) -> dict[str, object]:
    """Return the settings that are others than when the file was planned; one that there was not then had its default."""
    recorded = written.get("settings")
    before = FilmSettings().model_dump(mode="json") | recorded if isinstance(recorded, dict) else {}
    now = _settings(planned)
    names = FilmSettings.model_fields
    return {name: getattr(planned.settings, name) for name in names if now.get(name) != before.get(name)}


def _digest(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def _name(store: MediaStore, project: str) -> str:
    return str(store.local_path(keys.storyboard(project)) or keys.storyboard(project))
