"""Films pictures with a camera that moves: over layers at different depths where there are some, else over the whole."""

import errno
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np

from videogen_dagster.core.errors import Cancelled, EngineFailure, EngineRefused, StorageFailure
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.ambient import Effect, effects
from videogen_dagster.media.camera import Shot
from videogen_dagster.media.camera_language import read_camera
from videogen_dagster.media.illustration.layers import read_layers
from videogen_dagster.media.multiplane import Stage, flat_stage, layered_stage
from videogen_dagster.media.parallax import MultiplaneCamera
from videogen_dagster.media.segments import SegmentWriter

_VERSION: Final = 1
_FRAMES_BETWEEN_CHECKS: Final = 5


class CameraAnimationEngine:
    """Moves a camera over pictures; what the motion prompt asks of people and things stays still.

    Args:
        workers: Shots rendered at the same time, each on one core. OpenCV and x264 release the interpreter's lock.
    """

    def __init__(self, *, workers: int = 2) -> None:
        self._workers = workers

    def fingerprint(self) -> str:
        return f"camera/{_VERSION}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="camera", offline=True)

    def generate(self, requests: Sequence[ClipRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        # Global in OpenCV: its own threads would compete with the shots, which already fill the cores.
        cv2.setNumThreads(1)
        stop = threading.Event()
        pool = ThreadPoolExecutor(max_workers=self._workers, thread_name_prefix="shot")
        try:
            shots = [
                pool.submit(_film, request, index, workspace=workspace, stop=stop)
                for index, request in enumerate(requests)
            ]
            yield from (_outcome(shot) for shot in shots)
        finally:
            # Also when the caller stops asking: shots that run end within a few frames and remove their files.
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)


def _outcome(shot: Future[Clip]) -> Clip | EngineFailure:
    try:
        return shot.result()
    except EngineFailure as failure:
        return failure


def _film(request: ClipRequest, index: int, *, workspace: Workspace, stop: threading.Event) -> Clip:
    """Render one shot and keep it.

    Raises:
        Cancelled: A person asked to stop, or the batch was left.
        EngineRefused: The picture cannot be filmed.
        StorageFailure: The shot cannot be written or kept.
    """
    _go_on(workspace, stop)
    size = request.picture.size
    shot = Shot(size, request.frames, request.frames_per_second, request.seed)
    stage, weather = _stage(request, shot, workspace)
    _go_on(workspace, stop)
    ambient = effects(
        weather, request.scene_prompt, size, frames_per_second=request.frames_per_second, seed=request.seed
    )
    path = workspace.directory / f"shot_{index:05d}.mp4"
    try:
        _render(request, stage, ambient, path, share=_Share(index, workspace, stop))
    except (av.FFmpegError, OSError) as error:
        raise _write_failure(error, path) from error
    video = workspace.keep(path)
    path.unlink()
    return Clip(video=video, size=size, frames=request.frames, frames_per_second=request.frames_per_second)


class _Share:
    """Tells how far a shot is, and whether to go on."""

    def __init__(self, index: int, workspace: Workspace, stop: threading.Event) -> None:
        self._index, self._workspace, self._stop = index, workspace, stop

    def tell(self, done: float) -> None:
        self._workspace.progress(self._index, done)
        _go_on(self._workspace, self._stop)


def _go_on(workspace: Workspace, stop: threading.Event) -> None:
    workspace.check()
    if stop.is_set():
        raise Cancelled("the batch was left before its end")


def _stage(request: ClipRequest, shot: Shot, workspace: Workspace) -> tuple[Stage, str]:
    direction = read_camera(request.motion_prompt)
    layers = request.picture.layers
    if layers is None:
        return flat_stage(_read_picture(workspace.fetch(request.picture.image), shot), direction, shot), ""
    try:
        picture = read_layers(workspace.fetch(layers))
    except ValueError as error:
        raise EngineRefused(str(error), engine="camera", remedy="make the picture again") from error
    if picture.size != shot.size:
        raise _wrong_size(str(picture.size), shot)
    return layered_stage(picture, direction, shot), picture.weather


def _read_picture(path: Path, shot: Shot) -> np.ndarray:
    # From memory: cv2.imread returns nothing for paths that it cannot spell.
    pixels = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR_RGB)
    if pixels is None:
        raise EngineRefused(f"{path.name} is no picture that can be read", engine="camera", remedy="make it again")
    if pixels.shape[:2] != (shot.size.height, shot.size.width):
        raise _wrong_size(f"{pixels.shape[1]}x{pixels.shape[0]}", shot)
    return pixels


def _wrong_size(found: str, shot: Shot) -> EngineRefused:
    return EngineRefused(
        f"the picture is {found} but is said to be {shot.size}", engine="camera", remedy="make the picture again"
    )


def _render(request: ClipRequest, stage: Stage, ambient: Sequence[Effect], path: Path, *, share: _Share) -> None:
    camera = MultiplaneCamera(stage.cels, stage.paths, request.picture.size)
    writer = SegmentWriter(
        path,
        request.picture.size,
        frames=request.frames,
        frames_per_second=request.frames_per_second,
        intermediate=request.intermediate,
    )
    with writer:
        for frame in range(request.frames):
            if frame % _FRAMES_BETWEEN_CHECKS == 0:
                share.tell(frame / request.frames)
            picture = camera.draw(frame)
            for effect in ambient:
                effect.apply(picture, frame)
            writer.write(picture)
    share.tell(1.0)


def _write_failure(error: OSError, path: Path) -> StorageFailure:
    if error.errno == errno.ENOSPC:
        return StorageFailure(f"no room left to write {path.name}", remedy="free some space and run again")
    return StorageFailure(f"cannot write {path.name}: {error.strerror or error}")
