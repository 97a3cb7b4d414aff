"""What is dropped and handed out: the folder, the inbox, and how a run takes its version."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

import dagster as dg

from videogen_dagster.core import keys
from videogen_dagster.core.drops import MARKER, RETAKE_FILE, Drop, InboxRow, Reason
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.resources.briefing import accept_brief
from videogen_dagster.resources.database import open_database
from videogen_dagster.resources.drop_folder import DropFolder
from videogen_dagster.resources.dropped_direction import keep_direction
from videogen_dagster.resources.inbox import Inbox
from videogen_dagster.resources.intake import read_drop, read_metadata
from videogen_dagster.resources.studio import Studio
from videogen_dagster.scripts.names import slug
from videogen_dagster.settings import Settings, load_settings

STATUS: Final = "status.json"


class Drops:
    """The drop folder of a deployment and its inbox; each is opened when it is first needed.

    Args:
        settings: The deployment.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def folder(self) -> DropFolder:
        """Where files are dropped and films handed out.

        Raises:
            InvalidInput: The deployment names none that there can be.
            StorageFailure: It cannot be made.
        """
        url = self._settings.drop_url
        return DropFolder.at_url(url) if "://" in url else DropFolder.in_folder(Path(url))

    @cached_property
    def inbox(self) -> Inbox:
        """How far each version is.

        Raises:
            InvalidInput: The deployment names no database that there can be.
            StorageFailure: It cannot be used.
        """
        self._settings.home.mkdir(parents=True, exist_ok=True)
        return Inbox(open_database(self._settings.database_url))

    def take(self, studio: Studio, project: str, version: str) -> None:
        """Make what was dropped the project's brief, once: what happens to the files later does not matter.

        Args:
            studio: Where the media goes.
            project: The project.
            version: Which version of the drop.

        Raises:
            DropChanged: A file was replaced since.
            InvalidInput: There is no such version, or a file cannot be used.
            StorageFailure: A file cannot be read or stored.
        """
        if studio.store.read(keys.taken_drop(project)) == version.encode():
            return
        row = self.inbox.find(version)
        if row is None or row.project != project:
            raise InvalidInput(
                f"nothing of version {version!r} was dropped for {project}",
                field="drop",
                remedy="leave it empty; the drop folder's sensor fills it in",
            )
        with studio.beside(project, "what was dropped") as place:
            try:
                self._accept(studio, row, place.directory)
            except InvalidInput as error:
                raise without_path(error, place.directory) from error
        studio.store.write(keys.taken_drop(project), version.encode())

    def _accept(self, studio: Studio, row: InboxRow, folder: Path) -> None:
        names = {member.name for member in row.drop.members}
        metadata = read_metadata(self.folder, row.drop) if row.drop.is_group and MARKER in names else None
        self.folder.fetch(row.drop, folder, delivery=metadata.delivery if metadata else None)
        if metadata is not None or not row.drop.is_group:
            drafts = read_drop(row.drop, folder, metadata)
            draft = next((each for each in drafts if each.name == row.part), drafts[0])
            accept_brief(studio.store, row.project, draft, overrides=metadata.settings if metadata else {})
        if row.drop.is_group and RETAKE_FILE in names:
            keep_direction(studio.store, row.project, folder / RETAKE_FILE)

    def tell_incomplete(self, drop: Drop, missing: str) -> None:
        """Write what a group still lacks.

        Raises:
            StorageFailure: It cannot be written.
        """
        reason = Reason(code="incomplete", message=missing, remedy="upload what is missing; then the film is made")
        project = slug(drop.stem)
        told = {"project": project, "state": "incomplete", "source": drop.place, "reason": reason.model_dump()}
        self._write(project, told)

    def tell(self, row: InboxRow, *, film: Mapping[str, object] | None = None) -> None:
        """Write how far a version is where the person who dropped it finds it.

        Raises:
            StorageFailure: It cannot be written.
        """
        told: dict[str, object] = {
            "project": row.project,
            "state": row.state.value,
            "source": row.drop.place,
            "version": row.version,
            "run_id": row.run_id,
            "reason": row.reason.model_dump() if row.reason else None,
            "film": film,
        }
        self._write(row.project, told)

    def _write(self, project: str, told: Mapping[str, object]) -> None:
        document = {**told, "updated": datetime.now(UTC).isoformat(timespec="seconds")}
        self.folder.put(project, STATUS, json.dumps(document, indent=1, ensure_ascii=False).encode())


def without_path(error: InvalidInput, folder: Path) -> InvalidInput:
    """Return the same error without the folder of ours that the files were copied to."""
    here = f"{folder}/"
    told = type(error)(
        error.message.replace(here, ""),
        field=error.field,
        remedy=error.remedy.replace(here, "") if error.remedy else None,
    )
    told.source = error.source.replace(here, "") if error.source else None
    return told


class DropsResource(dg.ConfigurableResource[Drops]):
    """The drop folder of this deployment; see `settings` for where it stands."""

    def create_resource(self, context: dg.InitResourceContext) -> Drops:  # noqa: ARG002  # Dagster's signature
        """Name it; nothing is opened yet."""
        return Drops(load_settings())
