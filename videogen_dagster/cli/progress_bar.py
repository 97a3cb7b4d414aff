"""Progress by stage and scene: a live bar on a terminal, one line a stage elsewhere."""

import sys
from concurrent.futures import Future, wait
from types import TracebackType
from typing import Final, Self, TypeVar

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from videogen_dagster.core.errors import StorageFailure
from videogen_dagster.resources.progress import Progress, read_progress
from videogen_dagster.store.media_store import MediaStore

ResultT = TypeVar("ResultT")

INTERVAL_S: Final = 0.2


def follow(store: MediaStore, project: str, work: Future[ResultT]) -> None:
    """Show what a project is doing, on stderr, until `work` is done."""
    before = _progress(store, project)
    with _Bars(project) if sys.stderr.isatty() else _Lines(project) as show:
        while True:
            is_last = bool(wait([work], timeout=INTERVAL_S).done)
            progress = _progress(store, project)
            if progress is not None and progress != before:
                show.update(progress)
                before = progress
            if is_last:
                return


def _progress(store: MediaStore, project: str) -> Progress | None:
    try:
        return read_progress(store, project)
    except StorageFailure:  # a bar that cannot be drawn must not cost the film
        return None


class _Bars:
    def __init__(self, project: str) -> None:
        self._bars = RichProgress(
            TextColumn("{task.description:<18}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TextColumn("{task.fields[scenes]}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._tasks: dict[str, TaskID] = {}
        self._project = project

    def __enter__(self) -> Self:
        self._bars.start()
        self._bars.console.print(f"[bold]{self._project}[/bold]")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def update(self, progress: Progress) -> None:
        at_work = {stage.stage for stage in progress.stages()}
        for name, task in self._tasks.items():
            if name not in at_work:  # it is told of no more: it is done
                self._bars.update(task, completed=1.0, scenes="")
                self._bars.stop_task(task)
        for stage in progress.stages():
            if stage.stage not in self._tasks:
                words = stage.stage.replace("_", " ")
                self._tasks[stage.stage] = self._bars.add_task(words, total=1.0, scenes="")
            self._bars.update(self._tasks[stage.stage], completed=stage.done, scenes=_scenes(stage))


class _Lines:
    def __init__(self, project: str) -> None:
        self._project = project
        self._told: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.stderr.flush()

    def update(self, progress: Progress) -> None:
        for stage in progress.passed:
            self._tell(stage)
        for stage in progress.stages():
            self._tell(stage.stage, f" ({len(stage.items)})" if len(stage.items) > 1 else "")
        sys.stderr.flush()

    def _tell(self, stage: str, count: str = "") -> None:
        if stage not in self._told:
            self._told.add(stage)
            sys.stderr.write(f"{self._project}: {stage.replace('_', ' ')}{count}\n")


def _scenes(progress: Progress) -> str:
    if len(progress.items) < 2:
        return ""
    active = [name for name, share in progress.items.items() if 0 < share < 1]
    finished = sum(share >= 1 for share in progress.items.values())
    return f"{finished}/{len(progress.items)} {' '.join(active[:3])}"
