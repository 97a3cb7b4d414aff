"""What is dropped and handed out: the folder, the inbox, and how a run takes its version."""

import json
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Final

import dagster as dg

from videogen_dagster.core import keys
from videogen_dagster.core.budgets import dollars
from videogen_dagster.core.drops import MARKER, RETAKE_FILE, Callback, Delivery, Drop, InboxRow, Reason
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.resources.briefing import accept_brief
from videogen_dagster.resources.callbacks import Callbacks
from videogen_dagster.resources.database import open_database
from videogen_dagster.resources.drop_folder import DropFolder
from videogen_dagster.resources.drop_hints import DropQueue
from videogen_dagster.resources.dropped_direction import keep_direction
from videogen_dagster.resources.inbox import Inbox
from videogen_dagster.resources.intake import (
    Metadata,
    catalogue_of,
    products_of,
    read_delivery,
    read_drop,
    read_metadata,
)
from videogen_dagster.resources.project_budgets import keep_project_budget
from videogen_dagster.resources.studio import Studio
from videogen_dagster.scripts.names import slug
from videogen_dagster.scripts.photos import check_photo
from videogen_dagster.settings import Settings, load_settings
from videogen_dagster.store.object_stores import HURRIED, PATIENT, Patience

STATUS: Final = "status.json"


class Drops:
    """The drop folder of a deployment and its inbox; each is opened when it is first needed.

    Args:
        settings: The deployment.
        patience: How long each call of a bucket may take.
    """

    def __init__(self, settings: Settings, *, patience: Patience = PATIENT) -> None:
        self._settings, self._patience = settings, patience

    @cached_property
    def folder(self) -> DropFolder:
        """Where files are dropped and films handed out.

        Raises:
            InvalidInput: The deployment names none that there can be.
            StorageFailure: It cannot be made.
        """
        url = self._settings.drop_url
        if "://" not in url:
            return DropFolder.in_folder(Path(url))
        return DropFolder.at_url(url, options=self._settings.connection_options, patience=self._patience)

    @cached_property
    def queue(self) -> DropQueue | None:
        """Where a bucket tells what was dropped; None if the deployment has no queue.

        Raises:
            InvalidInput: There can be none such.
        """
        url = self._settings.drop_queue_url
        return DropQueue(url, self._settings.drop_url) if url else None

    @cached_property
    def inbox(self) -> Inbox:
        """How far each version is.

        Raises:
            InvalidInput: The deployment names no database that there can be.
            StorageFailure: It cannot be used.
        """
        self._settings.home.mkdir(parents=True, exist_ok=True)
        return Inbox(open_database(self._settings.database_url))

    @cached_property
    def callbacks(self) -> Callbacks:
        """Who may be told how a version ended."""
        return Callbacks(self._settings.callback_hosts, self._settings.callback_secret)

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

    def delivery(self, drop: Drop) -> Delivery:
        """Return how a complete group wants to be delivered.

        Raises:
            InvalidInput: Its metadata cannot be used, or asks for a callback or a budget that the deployment does not allow.
            StorageFailure: It cannot be read.
        """
        delivery = read_metadata(self.folder, drop).delivery
        if delivery.callback is not None:
            self.callbacks.check(delivery.callback)
        self._check_budget(delivery.budget, MARKER)
        return delivery

    def callback_of(self, drop: Drop) -> Callback | None:
        """Return who wants to be told that a drop was rejected, if its metadata says so much."""
        if not drop.is_group or MARKER not in {member.name for member in drop.members}:
            return None
        try:
            url = read_delivery(self.folder, drop).callback
            if url is None:
                return None
            self.callbacks.check(url)
        except InvalidInput:
            return None
        return Callback(url=url)

    def parts(self, drop: Drop) -> tuple[str, ...]:
        """Return the names of the products in a catalogue, alone or in a group; none of anything else.

        Raises:
            InvalidInput: It is a catalogue that cannot be used.
            StorageFailure: It cannot be read.
        """
        catalogue = catalogue_of(drop)
        is_brief = catalogue is not None and drop.is_group and bool(read_metadata(self.folder, drop).brief)
        if catalogue is None or is_brief:
            return ()
        with tempfile.TemporaryDirectory(prefix="videogen-drop-") as folder:
            self.folder.fetch(_only(drop, {catalogue.name}), Path(folder))
            try:
                return tuple(draft.name for draft in products_of(drop, Path(folder), catalogue))
            except InvalidInput as error:
                raise without_path(error, Path(folder)) from error

    def _accept(self, studio: Studio, row: InboxRow, folder: Path) -> None:
        if row.part and row.drop.is_group:
            self._accept_product(studio, row, folder)
            return
        names = {member.name for member in row.drop.members}
        metadata = read_metadata(self.folder, row.drop) if row.drop.is_group and MARKER in names else None
        self.folder.fetch(row.drop, folder, delivery=metadata.delivery if metadata else None)
        if metadata is not None or not row.drop.is_group:
            drafts = read_drop(row.drop, folder, metadata)
            draft = next((each for each in drafts if each.name == row.part), drafts[0])
            self._check_budget(draft.budget_usd, row.drop.place)
            accept_brief(studio.store, row.project, draft, overrides=metadata.settings if metadata else {})
        _keep_budget(studio, row, metadata)
        if row.drop.is_group and RETAKE_FILE in names:
            keep_direction(studio.store, row.project, folder / RETAKE_FILE)

    def _accept_product(self, studio: Studio, row: InboxRow, folder: Path) -> None:
        """Accept one product of a group's catalogue, with the photos that it names and no others."""
        metadata = read_metadata(self.folder, row.drop)
        catalogue = catalogue_of(row.drop)
        if catalogue is None:
            raise InvalidInput("the catalogue is gone", source=row.drop.place, remedy="drop it again")
        self.folder.fetch(_only(row.drop, {catalogue.name}), folder, delivery=metadata.delivery)
        products = products_of(row.drop, folder, catalogue)
        draft = next(each for each in products if each.name == row.part)
        named = {path.name for path in draft.photos}
        self.folder.fetch(_only(row.drop, named), folder, delivery=metadata.delivery)
        photos = tuple(check_photo(path, field="image") for path in draft.photos)
        self._check_budget(draft.budget_usd, row.drop.place)
        accept_brief(studio.store, row.project, replace(draft, photos=photos), overrides=metadata.settings)
        _keep_budget(studio, row, metadata)

    def _check_budget(self, given: Decimal | None, source: str) -> None:
        """See that who dropped something gives its project no more than the deployment gives each."""
        most_usd = self._settings.spending.budget_usd
        if given is not None and most_usd is not None and given > most_usd:
            raise InvalidInput(
                f"{dollars(given)} is more than a project may cost here",
                source=source,
                field="budget_usd",
                remedy=f"write {most_usd.normalize():f} or less, or set VIDEOGEN_BUDGET_USD higher",
            )

    def tell_incomplete(self, drop: Drop, missing: str) -> None:
        """Write what a group still lacks.

        Raises:
            StorageFailure: It cannot be written.
        """
        reason = Reason(code="incomplete", message=missing, remedy="upload what is missing; then the film is made")
        project = slug(drop.stem)
        told = {"project": project, "state": "incomplete", "source": drop.place, "version": None, "run_id": None}
        self._write(project, {**told, "reason": reason.model_dump(), "film": None})

    def tell(self, row: InboxRow) -> None:
        """Write how far a version is where the person who dropped it finds it.

        Raises:
            StorageFailure: It cannot be written.
        """
        self._write(row.project, told_of(row))

    def _write(self, project: str, told: Mapping[str, object]) -> None:
        document = {**told, "updated": datetime.now(UTC).isoformat(timespec="seconds")}
        self.folder.put(project, STATUS, json.dumps(document, indent=1, ensure_ascii=False).encode())


def _keep_budget(studio: Studio, row: InboxRow, metadata: Metadata | None) -> None:
    if metadata is not None and metadata.delivery.budget is not None:
        keep_project_budget(studio.store, row.project, metadata.delivery.budget)


def _only(drop: Drop, names: Collection[str]) -> Drop:
    """Return a drop of which only some members are looked at."""
    return drop.model_copy(update={"members": tuple(each for each in drop.members if each.name in names)})


def told_of(row: InboxRow) -> dict[str, object]:
    """Return what people are told of a version: the content of `status.json`, and of callbacks."""
    return {
        "project": row.project,
        "state": row.state.value,
        "source": row.drop.place,
        "version": row.version,
        "run_id": row.run_id,
        "reason": row.reason.model_dump() if row.reason else None,
        "film": dict(row.film) if row.film else None,
    }


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

    def create_resource(self, context: dg.InitResourceContext) -> Drops:
        """Name it; nothing is opened yet. A sensor has no run, and little time."""
        return Drops(load_settings(), patience=HURRIED if context.run is None else PATIENT)
