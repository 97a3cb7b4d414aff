"""The studio: the store, a place to work in, and a report of what is going on."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from videogen_dagster.core import keys
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.errors import Cancelled, StorageFailure
from videogen_dagster.resources.direction_file import load_edits
from videogen_dagster.resources.locks import locked
from videogen_dagster.resources.progress import ProgressReport
from videogen_dagster.settings import load_settings
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.workspace import StoreWorkspace, scratch_directory


class Studio:
    """Where films are made.

    Args:
        store: Media and documents.
        scratch: Parent of scratch directories, on a disk with room for unfinished films.
        films: Where finished films appear under their project's name.
        locks: Where this machine's processes see which project is being worked on.
        run_id: The run that the work belongs to.
    """

    def __init__(self, store: MediaStore, *, scratch: Path, films: Path, locks: Path, run_id: str = "") -> None:
        self.store = store
        self._scratch = scratch
        self._locks = locks
        self._films = films
        self._run_id = run_id

    def film_path(self, project: str) -> Path:
        """Return where the finished film of a project appears."""
        return self._films / f"{project}.mp4"

    def edits(self, project: str) -> dict[str, SceneEdit]:
        """Return what people changed about single scenes, by scene.

        Raises:
            InvalidInput: A version of the direction is damaged.
            StorageFailure: The store cannot be read.
        """
        return load_edits(self.store, project)

    @contextmanager
    def alone(self, project: str, stage: str) -> Generator[None]:
        """Keep everybody else from a stage of a project during the block; waits for who is there already.

        A stage and the retake of one of its scenes write the same value: one after the other, neither is lost.

        Raises:
            Cancelled: A person stopped this run while it waited.
            StorageFailure: The lock cannot be made.
        """

        def give_up_if_cancelled() -> None:
            if self.store.read(keys.cancel_request(project)) == self._run_id.encode():
                raise Cancelled(f"{project} was cancelled", remedy="start again to go on")

        with locked(self._locks / f"{project}.{stage}", while_waiting=give_up_if_cancelled):
            yield

    @contextmanager
    def stage(self, project: str, stage: str, *, items: Sequence[str] = ()) -> Generator[StoreWorkspace]:
        """Work on one stage of a project: yields a workspace that reports progress and obeys cancel requests.

        Args:
            project: The project.
            stage: Name of the asset.
            items: Names (scene ids) of the requests that will be made, in their order.

        Raises:
            StorageFailure: The scratch directory cannot be written (disk full, no permission).
        """
        report = ProgressReport(self.store, project=project, stage=stage, items=items)
        report.started()
        with scratch_directory(self._scratch) as directory:
            try:
                yield StoreWorkspace(
                    self.store, directory, project=project, run_id=self._run_id, on_progress=report.progress
                )
            except OSError as error:
                raise StorageFailure(
                    f"{stage}: cannot write below {self._scratch}: {(error.strerror or str(error)).lower()}",
                    remedy="free space, or set VIDEOGEN_HOME to a larger disk; what is finished is kept",
                ) from error
        report.finished()


class StudioResource(dg.ConfigurableResource[Studio]):
    """The studio of this deployment; see `settings` for where it stands."""

    def create_resource(self, context: dg.InitResourceContext) -> Studio:
        """Open the store."""
        settings = load_settings()
        run_id = context.run.run_id if context.run else ""
        return Studio(
            settings.open_store(),
            scratch=settings.scratch,
            films=settings.films,
            locks=settings.locks,
            run_id=run_id,
        )
