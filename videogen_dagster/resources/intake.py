"""What a drop says: its metadata, and the drafts of the films that it asks for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from pydantic import ValidationError

from videogen_dagster.core.drops import MARKER, MOST_MEMBERS, MOST_METADATA_BYTES, RETAKE_FILE, Delivery, Drop, Member
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.resources.drop_folder import DropFolder
from videogen_dagster.scripts.draft import SETTING_NAMES, Draft, check_settings
from videogen_dagster.scripts.names import check_project_name, readable, slug
from videogen_dagster.scripts.open_input import READERS, read_drafts, read_products
from videogen_dagster.scripts.photos import PHOTO_SUFFIXES
from videogen_dagster.scripts.structured import read_json

LISTS: Final = frozenset({".csv", ".json", ".yaml", ".yml"})
"""Single files that may hold many products."""
LONGEST_NAME: Final = 200
BRIEF_FILE: Final = "brief.json"
"""What the brief in `metadata.json` is read from, in a folder of our own; no member may be called so."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What `metadata.json` says: how the group is delivered, settings of the film, and the brief, if it stands there."""

    delivery: Delivery
    settings: Mapping[str, str]
    brief: Mapping[str, object]


def project_of(drop: Drop) -> str:
    """Return the project that a drop becomes, a catalogue's aside; a group names it exactly, a file nearly.

    Raises:
        InvalidInput: A group's name cannot be that of a project.
    """
    if not drop.is_group:
        return slug(drop.stem)
    try:
        return check_project_name(drop.stem)
    except InvalidInput as error:
        raise InvalidInput(error.message, field="folder", remedy=error.remedy) from error


def check_members(drop: Drop) -> None:
    """See that the files can be what they should be, by their names and number.

    Raises:
        InvalidInput: One cannot.
    """
    if len(drop.members) > MOST_MEMBERS:
        raise InvalidInput(f"the group has more than {MOST_MEMBERS} files", source=drop.place, remedy="drop fewer")
    for member in drop.members:
        rule = _broken_rule(member.name)
        if rule is not None:
            raise InvalidInput(f"{member.name[:40]!a}: {rule}", source=drop.place, remedy="rename the file")
    if not drop.is_group and PurePosixPath(drop.place).suffix.lower() not in READERS:
        raise InvalidInput(
            "a single file must be a script, a brief or a catalogue",
            source=drop.place[:LONGEST_NAME],
            remedy=f"drop {' '.join(READERS)}, or a folder with {MARKER} uploaded last",
        )


def _broken_rule(name: str) -> str | None:
    if not name or len(name) > LONGEST_NAME:
        return f"a name has 1 to {LONGEST_NAME} characters"
    if "/" in name or "\\" in name:
        return "a group has no folders in it"
    if not name.isprintable() or ".." in name or "\ufffd" in name:
        return "control characters, '..' and what is no UTF-8 are not allowed"
    if name.lower() == BRIEF_FILE:
        return f"what it says belongs into {MARKER}"
    return None


def read_metadata(folder: DropFolder, drop: Drop) -> Metadata:
    """Return what a complete group's metadata says.

    Raises:
        InvalidInput: It is not JSON, or a field is not allowed.
        StorageFailure: It cannot be read.
    """
    document = _document(folder, drop)
    delivery = _delivery(document)
    rest = {name: value for name, value in document.items() if name not in Delivery.model_fields}
    settings = check_settings(rest, source=MARKER)
    return Metadata(delivery, settings, {name: rest[name] for name in rest if name not in SETTING_NAMES})


def read_delivery(folder: DropFolder, drop: Drop) -> Delivery:
    """Return how a group wants to be delivered, whatever else its metadata says.

    Raises:
        InvalidInput: It is not JSON, or says something of the delivery that is not allowed.
        StorageFailure: It cannot be read.
    """
    return _delivery(_document(folder, drop))


def _document(folder: DropFolder, drop: Drop) -> dict[str, object]:
    data = folder.read(drop, MARKER, limit_bytes=MOST_METADATA_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("the file is not UTF-8", source=MARKER, remedy="save it as UTF-8") from error
    document = read_json(text, source=MARKER)
    if not isinstance(document, dict):
        raise InvalidInput("the file holds no object", source=MARKER, remedy="write {} around it")
    return document


def _delivery(document: Mapping[str, object]) -> Delivery:
    told = {name: document[name] for name in Delivery.model_fields if name in document}
    try:
        return Delivery.model_validate_json(json.dumps(told))
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInput(
            f"{first['msg'].lower()}",
            source=MARKER,
            field=".".join(map(str, first["loc"])),
            remedy="see the schema of metadata.json in the documentation",
        ) from error


def catalogue_of(drop: Drop) -> Member | None:
    """Return the member that may be a catalogue of many products: a single file, or the one list of a group."""
    lists = [
        member
        for member in drop.members
        if member.name not in {MARKER, RETAKE_FILE} and PurePosixPath(member.name).suffix.lower() in LISTS
    ]
    return lists[0] if len(lists) == 1 else None


def products_of(drop: Drop, files: Path, catalogue: Member) -> tuple[Draft, ...]:
    """Return the products of a catalogue that lies in a folder, or nothing if it holds fewer than two.

    Their photos are only named: of a group they are its other files, a single file has none beside it.

    Raises:
        InvalidInput: It is no catalogue that can be used.
    """
    drafts = read_products(files / catalogue.name) if drop.is_group else read_drafts([files / drop.place])
    return drafts if len(drafts) > 1 else ()


def read_drop(drop: Drop, files: Path, metadata: Metadata | None) -> tuple[Draft, ...]:
    """Return the drafts of a drop whose members lie in a folder.

    Args:
        drop: The drop.
        files: The folder; the brief of the metadata is written there.
        metadata: What the metadata says; None for a single file.

    Raises:
        InvalidInput: A file cannot be used, or there is not exactly one thing to film.
    """
    if metadata is None:
        return read_drafts([files / drop.place])
    named = sorted(member.name for member in drop.members if member.name not in {MARKER, RETAKE_FILE})
    photos = [files / name for name in named if PurePosixPath(name).suffix.lower() in PHOTO_SUFFIXES]
    briefs = [files / name for name in named if PurePosixPath(name).suffix.lower() in READERS]
    if metadata.brief:
        brief = files / BRIEF_FILE
        brief.write_text(json.dumps(_brief_of(metadata, drop, with_photos=bool(photos))))
        briefs = [brief]
        if "scenes" in metadata.brief or "photos" in str(metadata.brief.get("product", metadata.brief)):
            photos = []  # the brief names each picture where it belongs
    if len(briefs) > 1:
        raise InvalidInput(
            f"{len(briefs)} files can be filmed: {', '.join(path.name for path in briefs[:4])}",
            source=drop.place,
            remedy="drop one script or brief a folder",
        )
    try:
        drafts = read_drafts([*briefs, *photos]) if briefs or photos else ()
    except InvalidInput as error:
        if metadata.brief and error.source == str(files / BRIEF_FILE):
            raise _about(MARKER, error) from error
        raise
    if len(drafts) != 1:
        raise InvalidInput(
            f"a folder makes one film, this one holds {len(drafts) or 'nothing'} to film",
            source=drop.place,
            remedy="drop a catalogue as a single file, everything else in a folder of its own",
        )
    return drafts


def _brief_of(metadata: Metadata, drop: Drop, *, with_photos: bool) -> dict[str, object]:
    """Return the brief as it is read: a title beside photos is that of a product, a film without one is called as its folder."""
    brief = dict(metadata.brief)
    if with_photos and brief.keys() == {"title"}:
        return {"product": brief}
    if not brief.get("title") and (brief.get("prompt") or brief.get("scenes")):
        brief["title"] = readable(drop.stem)
    return brief


def _about(source: str, error: InvalidInput) -> InvalidInput:
    told = error.message.removeprefix(f"{error.source}: ")
    return type(error)(told, source=source, field=error.field, remedy=error.remedy)
