"""The studio: the store, a place to work in, and a report of what is going on."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import dagster as dg

from videogen_dagster.core import keys
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.errors import Cancelled, StorageFailure
from videogen_dagster.core.media import Media
from videogen_dagster.core.stages import Prompts
from videogen_dagster.engines.composites import Composites
from videogen_dagster.media.encoders import SOFTWARE, Encoder
from videogen_dagster.resources.allowances import allowance_of
from videogen_dagster.resources.direction_file import load_edits
from videogen_dagster.resources.locks import locked
from videogen_dagster.resources.previews import PreviewFolder
from videogen_dagster.resources.progress import ProgressReport, ShardReport
from videogen_dagster.resources.prompt_records import UNKNOWN, PromptRecords
from videogen_dagster.resources.treasury import Allowance, StagePurse, Treasury
from videogen_dagster.settings import load_settings
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.workspace import StoreWorkspace, scratch_directory


@dataclass(frozen=True, slots=True)
class Portion:
    """Work that is a part of a stage and does what another stage does for the film: a rendition.

    Attributes:
        stage: Name of the asset.
        label: What stands before the names of its items: `9:16`.
        begins: Share of the stage that is done before it, 0..1.
        ends: Share of the stage that is done behind it, 0..1.
    """

    stage: str
    label: str
    begins: float
    ends: float

    def named(self, item: str) -> str:
        """Return what an item is called: `9:16 scene 003`, `9:16 film`."""
        return f"{self.label} scene {item}" if item[:1].isdigit() else f"{self.label} {item}"


class Studio:
    """Where films are made.

    Args:
        store: Media and documents.
        scratch: Parent of scratch directories, on a disk with room for unfinished films.
        films: Where finished films appear under their project's name.
        previews: Where previews appear, each in a folder of its project's name.
        locks: Where this machine's processes see which project is being worked on.
        run_id: The run that the work belongs to.
        encoder: Tells what encodes pictures; asked by the steps that do.
        gpu_workers: Over how many GPUs the scenes of a stage are spread whose engine runs on them.
        composites: The functions that may compose scenes.
        prompt_records: Where it is recorded what pictures are made from; None: nowhere.
        treasury: Pays for what costs money; None: nobody counts.
        allowance: Tells what the run may spend beside its project's budget.
    """

    def __init__(  # noqa: PLR0913  # what a deployment decides, each by its name
        self,
        store: MediaStore,
        *,
        scratch: Path,
        films: Path,
        previews: Path,
        locks: Path,
        run_id: str = "",
        encoder: Callable[[], Encoder] = lambda: SOFTWARE,
        composites: Composites | None = None,
        gpu_workers: int = 1,
        prompt_records: PromptRecords | None = None,
        treasury: Treasury | None = None,
        allowance: Callable[[], Allowance] = Allowance,
    ) -> None:
        self.store = store
        self.gpu_workers = gpu_workers
        self.composites = composites or Composites()
        self._scratch = scratch
        self._locks = locks
        self._films = films
        self._previews = previews
        self._run_id = run_id
        self._encoder = encoder
        self._prompt_records = prompt_records
        self._treasury, self._allowance = treasury, allowance
        self.portion: Portion | None = None
        self.shard: str | None = None

    def at(self, portion: Portion) -> "Studio":
        """Return the studio for one portion of a stage: whatever is made there, progress tells of that stage."""
        studio = copy(self)
        studio.portion = portion
        return studio

    def in_shard(self, shard: str) -> "Studio":
        """Return the studio for one shard of a stage: progress tells of it beside that of the other shards."""
        studio = copy(self)
        studio.shard = shard
        return studio

    def encoder(self) -> Encoder:
        """Return what encodes pictures.

        Raises:
            InvalidInput: The deployment names one that there is not.
            EngineUnavailable: It does not work on this machine.
        """
        return self._encoder()

    def film_path(self, project: str) -> Path:
        """Return where the finished film of a project appears."""
        return self._films / f"{project}.mp4"

    def preview(self, project: str) -> PreviewFolder:
        """Return where the preview of a project appears."""
        return PreviewFolder(self._previews / project)

    def edits(self, project: str) -> dict[str, SceneEdit]:
        """Return what people changed about single scenes, by scene.

        Raises:
            InvalidInput: A version of the direction is damaged.
            StorageFailure: The store cannot be read.
        """
        return load_edits(self.store, project)

    def record_prompts(self, project: str, *, who: str = UNKNOWN, prompts: Prompts | None = None) -> str | None:
        """Record what a project's pictures are made from in the prompt library; returns why that was not possible, or None."""
        if self._prompt_records is None:
            return None
        return self._prompt_records.keep(self.store, project, who=who, prompts=prompts)

    def record_instructions(self, kept: Sequence[Media]) -> str | None:
        """Record what language models were told to do in the prompt library; returns why that was not possible, or None."""
        if self._prompt_records is None:
            return None
        return self._prompt_records.keep_instructions(self.store, kept)

    def purse(self, project: str, stage: str, *, items: Sequence[str]) -> StagePurse | None:
        """Return who pays for requests of a stage, or None if nobody counts.

        Args:
            project: The project.
            stage: Name of the asset.
            items: Names (scene ids) of all requests, in their order.

        Raises:
            InvalidInput: The run's tag tells no budget.
        """
        if self._treasury is None:
            return None
        return StagePurse(
            self._treasury,
            self.store,
            project=project,
            stage=self.portion.stage if self.portion else stage,
            scenes=items,
            allowance=self._allowance(),
        )

    @contextmanager
    def alone(self, project: str, stage: str) -> Generator[None]:
        """Keep everybody else from a stage of a project during the block; waits for who is there already.

        A stage and the retake of one of its scenes write the same value: one after the other, neither is lost.

        Raises:
            Cancelled: A person stopped this run while it waited.
            StorageFailure: The lock cannot be made.
        """
        with self._locked(project, stage, shared=False):
            yield

    @contextmanager
    def together(self, project: str, stage: str) -> Generator[None]:
        """Keep those who want a stage of a project `alone` from it during the block, and nobody else: for its shards.

        Raises:
            Cancelled: A person stopped this run while it waited.
            StorageFailure: The lock cannot be made.
        """
        with self._locked(project, stage, shared=True):
            yield

    @contextmanager
    def _locked(self, project: str, stage: str, *, shared: bool) -> Generator[None]:
        def give_up_if_cancelled() -> None:
            if self.store.read(keys.cancel_request(project)) == self._run_id.encode():
                raise Cancelled(f"{project} was cancelled", remedy="start again to go on")

        with locked(self._locks / f"{project}.{stage}", while_waiting=give_up_if_cancelled, shared=shared):
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
        report = self._report(project, stage, items)
        report.started()
        with self._working(project, stage, report.progress) as place:
            yield place
        report.finished()

    def _report(self, project: str, stage: str, items: Sequence[str]) -> ProgressReport:
        if self.shard is not None:
            return ShardReport(
                self.store, project=project, stage=stage, shard=self.shard, items=items, run_id=self._run_id
            )
        portion = self.portion or Portion(stage, "", begins=0.0, ends=1.0)
        return ProgressReport(
            self.store,
            project=project,
            stage=portion.stage,
            items=[portion.named(item) for item in items] if portion.label else items,
            run_id=self._run_id,
            begins=portion.begins,
            ends=portion.ends,
        )

    @contextmanager
    def beside(self, project: str, work: str) -> Generator[StoreWorkspace]:
        """Work on something beside a stage of a project that is going on: yields a workspace that reports no progress.

        Args:
            project: The project.
            work: What it is called if it fails.

        Raises:
            StorageFailure: The scratch directory cannot be written (disk full, no permission).
        """
        with self._working(project, work, lambda _index, _done: None) as place:
            yield place

    @contextmanager
    def _working(self, project: str, work: str, on_progress: Callable[[int, float], None]) -> Generator[StoreWorkspace]:
        with scratch_directory(self._scratch) as directory:
            try:
                yield StoreWorkspace(
                    self.store, directory, project=project, run_id=self._run_id, on_progress=on_progress
                )
            except OSError as error:
                raise StorageFailure(
                    f"{work}: cannot write below {self._scratch}: {(error.strerror or str(error)).lower()}",
                    remedy="free space, or set VIDEOGEN_HOME to a larger disk; what is finished is kept",
                ) from error


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
            previews=settings.previews,
            locks=settings.locks,
            run_id=run_id,
            encoder=settings.chosen_encoder,
            composites=settings.composites(),
            gpu_workers=settings.gpu_workers,
            prompt_records=PromptRecords(settings),
            treasury=Treasury(settings),
            allowance=partial(allowance_of, context.run),
        )
