"""Draws pictures from their prompts: layered vector illustration, offline, without a model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import EngineFailure, EngineRefused, EngineUnavailable, StorageFailure
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.engines.image.drawing_pool import DrawingPool, WorkerDied
from videogen_dagster.engines.protocols import Capabilities, Workspace

_NAME: Final = "illustrator"
_VERSION: Final = 8


@dataclass(frozen=True, slots=True)
class _Task:
    """One picture to draw; `photo` is a local copy of the request's photo. A character sheet has no layers."""

    request: ImageRequest
    photo: Path | None
    image: Path
    layers: Path | None


class IllustratorImageEngine:
    """Draws layered illustrations.

    Args:
        workers: Pictures drawn at the same time, each in a process of its own. A batch of one is drawn in this process.
    """

    def __init__(self, workers: int = 2) -> None:
        self._workers = workers

    def fingerprint(self) -> str:
        return f"{_NAME}/{_VERSION}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=_NAME, offline=True)

    def generate(self, requests: Sequence[ImageRequest], workspace: Workspace) -> Iterator[Picture | EngineFailure]:
        workspace.check()
        tasks = [_task(request, index, workspace) for index, request in enumerate(requests)]
        done: dict[int, EngineFailure | None] = {}
        following = 0
        for index, failure in self._drawn(tasks, workspace):
            if isinstance(failure, StorageFailure):
                raise failure
            done[index] = failure
            workspace.progress(index, 1.0)
            while following in done:
                yield done[following] or _kept(tasks[following], workspace)
                following += 1

    def _drawn(
        self, tasks: Sequence[_Task], workspace: Workspace
    ) -> Iterator[tuple[int, EngineFailure | StorageFailure | None]]:
        """Yield index and failure of each picture as it is finished, in whatever order."""
        # A process takes longer to start than a few character sheets take to draw.
        workers = min(self._workers, sum(task.layers is not None for task in tasks))
        if workers <= 1:
            yield from _drawn_here(tasks, workspace)
            return
        try:
            with DrawingPool(_draw, workers=workers) as pool:
                for result in pool.results(tasks):
                    workspace.check()
                    if result is not None:
                        yield result
        except WorkerDied as error:
            raise EngineUnavailable(str(error), engine=_NAME, remedy="give the machine more memory") from error


def _drawn_here(
    tasks: Sequence[_Task], workspace: Workspace
) -> Iterator[tuple[int, EngineFailure | StorageFailure | None]]:
    for index, task in enumerate(tasks):
        workspace.check()
        yield index, _draw(task)


def _task(request: ImageRequest, index: int, workspace: Workspace) -> _Task:
    return _Task(
        request=request,
        photo=workspace.fetch(request.photo) if request.photo else None,
        image=workspace.directory / f"picture_{index:05d}.png",
        layers=None if request.portrait else workspace.directory / f"picture_{index:05d}.ora",
    )


def _draw(task: _Task) -> EngineFailure | StorageFailure | None:
    """Draw one picture into its files; a top-level function, so that another process can run it."""
    import cv2  # with what draws 0.4 s; pictures that are found need none of it

    from videogen_dagster.media.illustration.layers import encode_png, write_picture
    from videogen_dagster.media.illustration.picture import illustrate
    from videogen_dagster.media.illustration.portrait import portray

    cv2.setNumThreads(1)  # OpenCV's own threads would compete with the other pictures
    try:
        if task.layers is None:
            task.image.write_bytes(encode_png(portray(task.request)))
        else:
            illustration = illustrate(task.request, photo=task.photo)
            write_picture(task.image, task.layers, still=illustration.flat, picture=illustration.layers)
    except ValueError as error:  # a photo that cannot be read, letters that no bundled font has
        return EngineRefused(str(error), engine=_NAME, remedy="change the photo or the words of the card")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return StorageFailure(
            f"cannot write {task.image.parent}: {reason}", remedy="free space; what is finished is kept"
        )
    return None


def _kept(task: _Task, workspace: Workspace) -> Picture:
    layers = workspace.keep(task.layers) if task.layers else None
    picture = Picture(image=workspace.keep(task.image), size=task.request.size, layers=layers)
    task.image.unlink()
    if task.layers:
        task.layers.unlink()
    return picture
