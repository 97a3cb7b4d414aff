"""Renders the shots of the camera engine. Apart from it, because a shot that is found again needs no OpenCV."""

import ctypes
import errno
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np

from videogen_dagster.core.errors import Cancelled, EngineFailure, EngineRefused, StorageFailure
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.media.ambient import Effect, effects
from videogen_dagster.media.camera import Shot
from videogen_dagster.media.camera_language import read_camera
from videogen_dagster.media.encoders import SOFTWARE, Encoder
from videogen_dagster.media.illustration.layers import read_layers
from videogen_dagster.media.joining import Part, join_segments
from videogen_dagster.media.multiplane import Stage, flat_stage, layered_stage
from videogen_dagster.media.parallax import MultiplaneCamera
from videogen_dagster.media.segments import SegmentWriter

_FRAMES_BETWEEN_CHECKS: Final = 5

_SHORTEST_IN_HALVES: Final = 60
"""Frames from which a shot is encoded as two halves, always: so they can be filmed side by side where a core is free, and
the bytes are the same where none is."""


def film_shots(
    requests: Sequence[ClipRequest], workspace: Workspace, *, workers: int, encoder: Encoder = SOFTWARE
) -> Iterator[Clip | EngineFailure]:
    """Yield the clip of every request, in order; so many shots are rendered at the same time."""
    # Global in OpenCV: its own threads would compete with the shots, which already fill the cores.
    cv2.setNumThreads(1)
    stop = threading.Event()
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="shot")
    # Making cels of layers takes some 150 MB at 1080p for half a second. One thread does it for all shots: the
    # allocator keeps freed memory for the thread that had it, so that two threads would hold it twice.
    desk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cels")
    try:
        shots = [
            pool.submit(_film, request, _Share(index, workspace, stop, encoder), desk, alone=len(requests) < workers)
            for index, request in enumerate(requests)
        ]
        yield from (_outcome(shot) for shot in shots)
    finally:
        # Also when the caller stops asking: shots that run end within a few frames and remove their files.
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
        desk.shutdown()


def _outcome(shot: Future[Clip]) -> Clip | EngineFailure:
    try:
        return shot.result()
    except EngineFailure as failure:
        return failure


class _Share:
    """One shot's place in the batch: tells how far it is, whether to go on, and what encodes it."""

    def __init__(self, index: int, workspace: Workspace, stop: threading.Event, encoder: Encoder) -> None:
        self.index, self.workspace, self.encoder, self._stop = index, workspace, encoder, stop

    def tell(self, done: float) -> None:
        self.workspace.progress(self.index, done)
        self.go_on()

    def go_on(self) -> None:
        self.workspace.check()
        if self._stop.is_set():
            raise Cancelled("the batch was left before its end")


@dataclass(frozen=True, slots=True)
class _Setup:
    """A shot that is ready to be filmed; `double` is a second camera on it, if there is a core for one."""

    camera: MultiplaneCamera
    ambient: Sequence[Effect]
    double: MultiplaneCamera | None


def _film(request: ClipRequest, share: _Share, desk: Executor, *, alone: bool) -> Clip:
    """Render one shot and keep it; `alone` if there is a core to spare for its other half.

    Raises:
        Cancelled: A person asked to stop, or the batch was left.
        EngineRefused: The picture cannot be filmed.
        StorageFailure: The shot cannot be written or kept.
    """
    share.go_on()
    setup = desk.submit(_set_up, request, share, alone=alone).result()
    path = share.workspace.directory / f"shot_{share.index:05d}.mp4"
    try:
        if request.frames < _SHORTEST_IN_HALVES:
            _render(request, setup, path, range(request.frames), share=share)
        else:
            _render_halves(request, setup, path, share=share)
        share.tell(1.0)
    except (av.FFmpegError, OSError) as error:
        raise _write_failure(error, path) from error
    del setup
    _return_freed_memory()
    video = share.workspace.keep(path)
    path.unlink()
    return Clip(
        video=video,
        size=request.picture.size,
        frames=request.frames,
        frames_per_second=request.frames_per_second,
    )


def _set_up(request: ClipRequest, share: _Share, *, alone: bool) -> _Setup:
    share.go_on()
    size, rate = request.picture.size, request.frames_per_second
    stage, weather = _stage(request, share.workspace)
    ambient = effects(weather, request.scene_prompt, size, frames_per_second=rate, seed=_seed(request))
    camera = MultiplaneCamera(stage.cels, stage.paths, size)
    return _Setup(camera, ambient, MultiplaneCamera(stage.cels, stage.paths, size) if alone else None)


def _stage(request: ClipRequest, workspace: Workspace) -> tuple[Stage, str]:
    shot = Shot(request.picture.size, request.frames, request.frames_per_second, _seed(request))
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


def _seed(request: ClipRequest) -> int:
    return request.seed + request.take - 1  # another take of a hand-held camera shakes otherwise


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


def _render_halves(request: ClipRequest, setup: _Setup, path: Path, *, share: _Share) -> None:
    """Film both halves of a shot, side by side if there are two cameras, and put them together by copying."""
    middle = request.frames // 2
    halves = (range(middle), range(middle, request.frames))
    paths = tuple(path.with_name(f"{path.stem}_{half.start}.mp4") for half in halves)
    with ThreadPoolExecutor(1, thread_name_prefix="half") as other:
        if setup.double:
            doubled = replace(setup, camera=setup.double)
            second = other.submit(_render, request, doubled, paths[1], halves[1], share=share, tells=False)
            _render(request, setup, paths[0], halves[0], share=share)
            second.result()
        else:
            for part, half in zip(paths, halves, strict=True):
                _render(request, setup, part, half, share=share)
    join_segments([Part(part) for part in paths], None, path, title="", language="", comment="")
    for part in paths:
        part.unlink()


def _render(
    request: ClipRequest, setup: _Setup, path: Path, frames: range, *, share: _Share, tells: bool = True
) -> None:
    """Film some frames of a shot; `tells` whether it tells how far it is."""
    writer = SegmentWriter(
        path,
        request.picture.size,
        frames=len(frames),
        frames_per_second=request.frames_per_second,
        intermediate=request.intermediate,
        encoder=share.encoder,
    )
    with writer:
        for frame in frames:
            if frame % _FRAMES_BETWEEN_CHECKS == 0:
                share.tell(frame / request.frames) if tells else share.go_on()
            picture = setup.camera.draw(frame)
            for effect in setup.ambient:
                effect.apply(picture, frame)
            writer.write(picture)


def _return_freed_memory() -> None:
    """Give the pages of a shot's cels back to the system.

    glibc keeps what a thread freed for that thread, so that a long film would hold more and more of it.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None  # glibc alone has it
    if trim is not None:
        trim(0)


def _write_failure(error: OSError | av.FFmpegError, path: Path) -> StorageFailure:
    if error.errno == errno.ENOSPC:
        return StorageFailure(f"no room left to write {path.name}", remedy="free some space and run again")
    return StorageFailure(f"cannot write {path.name}: {error.strerror or error}")
