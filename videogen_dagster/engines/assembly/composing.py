"""Runs composite functions: a function in, frames out. Apart from the composer, because scenes that are found need none."""

import json
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.composite import CompositeLine, CompositeScene
from videogen_dagster.core.errors import EngineRefused, EngineUnavailable, StorageFailure, VideogenError
from videogen_dagster.core.media import Clip, Media
from videogen_dagster.core.requests import CompositeRequest
from videogen_dagster.engines.assembly.composer import COMPOSER
from videogen_dagster.engines.composites import Composite
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.media.encoders import Encoder
from videogen_dagster.media.frames import to_yuv
from videogen_dagster.media.segments import SegmentWriter

_FRAMES_BETWEEN_TELLING: Final = 5
_REMEDY: Final = "mend the function and start again: only its scenes are made anew"
_WITHOUT_MOVIEPY: Final = 'pip install "videogen-dagster[composites]"'


def compose(
    index: int, request: CompositeRequest, composite: Composite, workspace: Workspace, *, encoder: Encoder
) -> Clip:
    """Write the clip of a scene.

    Args:
        index: Of the request in its batch.
        request: What is wanted.
        composite: The function.
        workspace: Where.
        encoder: What encodes.

    Raises:
        EngineFailure: The function does not give what the scene needs, or the encoder fails.
        Cancelled: A person asked to stop.
        StorageFailure: The clip cannot be kept, or the picture cannot be read.
    """
    size, rate = request.size, request.frames_per_second
    path = workspace.directory / f"composite_{index}.mp4"
    writer = SegmentWriter(
        path,
        size,
        frames=request.frames,
        frames_per_second=rate,
        intermediate=request.intermediate,
        encoder=encoder,
    )
    with _own_copy(workspace, request.picture, index) as picture, writer as segment:
        scene = _told(request, picture)
        for number, frame in enumerate(composed_frames(composite, scene, source=request.source)):
            if number % _FRAMES_BETWEEN_TELLING == 0:
                workspace.progress(index, number / request.frames)
            workspace.check()
            segment.write(to_yuv(frame))
    video = workspace.keep(path)
    path.unlink()
    return Clip(video=video, size=size, frames=request.frames, frames_per_second=rate)


def composed_frames(composite: Composite, scene: CompositeScene, *, source: str) -> Iterator[NDArray[np.uint8]]:
    """Yield the frames of a scene, `uint8[height, width, 3]`, RGB.

    Args:
        composite: The function.
        scene: What it is told.
        source: SHA-256 that its file must have.

    Raises:
        EngineRefused: The function raises, or gives too few frames or others than it should.
        EngineUnavailable: Its file was changed since the request was written.
    """
    with _users_code(composite):
        function, found = composite.load()
        if found != source:
            raise EngineUnavailable(
                f"{composite.path.name} was changed meanwhile", engine=COMPOSER, remedy="start again"
            )
        pictures = _pictures(composite, function(scene), scene)
    try:
        for number in range(scene.frames):
            with _users_code(composite):
                picture = next(pictures, None)
            if picture is None:
                raise _refused(
                    composite, f"gives {number} frames, and the scene has {scene.frames}: give scene.frames of them"
                )
            yield _checked(composite, picture, number, scene)
    finally:
        with _users_code(composite):
            _close(pictures)


@contextmanager
def _own_copy(workspace: Workspace, picture: Media, index: int) -> Generator[Path]:
    """Lend a function the scene's picture: what it does to it is not done to the store's file."""
    copy = workspace.directory / f"composite_{index}.{picture.extension}"
    try:
        shutil.copyfile(workspace.fetch(picture), copy)
    except OSError as error:
        raise StorageFailure(f"cannot write {copy.name}: {error.strerror}") from error
    try:
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _told(request: CompositeRequest, picture: Path) -> CompositeScene:
    rate = request.frames_per_second
    return CompositeScene(
        width=request.size.width,
        height=request.size.height,
        frames_per_second=rate,
        frames=request.frames,
        picture=picture,
        heading=request.heading,
        action=request.action,
        lines=tuple(
            CompositeLine(line.speaker, line.text, line.first_frame / rate, line.frames / rate)
            for line in request.lines
        ),
        captioned=request.intermediate,
        seed=request.seed + request.take - 1,
        options=json.loads(request.options),
    )


def _pictures(composite: Composite, composed: Any, scene: CompositeScene) -> Iterator[Any]:
    """Return the pictures of what a function returned: a moviepy clip, or anything that yields frames."""
    if callable(
        getattr(composed, "get_frame", None)
    ):  # known by what it can do: so moviepy is loaded by functions alone
        return _clip_pictures(composite, composed, scene)
    if composed is None or isinstance(composed, str | bytes | dict) or not hasattr(composed, "__iter__"):
        found = "nothing" if composed is None else f"a {type(composed).__name__}"
        raise _refused(composite, f"returns {found}: return a moviepy clip, or yield frames")
    return iter(composed)


def _clip_pictures(composite: Composite, clip: Any, scene: CompositeScene) -> Iterator[NDArray[np.uint8]]:
    rate = scene.frames_per_second
    last_s = (scene.frames - 1) / rate
    if clip.duration is not None and clip.duration < last_s:
        lasts, wanted = f"{clip.duration:.2f} s", f"{scene.duration_s:.2f} s"
        raise _refused(composite, f"returns a clip of {lasts}, and the scene lasts {wanted}: use scene.duration_s")
    try:
        for number in range(scene.frames):
            yield _as_bytes(clip.get_frame(number / rate))
    finally:
        clip.close()


def _as_bytes(frame: NDArray[Any]) -> NDArray[Any]:
    """Return a frame of moviepy in bytes: some effects give floats, by a rounding error beyond 0 and 255."""
    return np.clip(np.rint(frame), 0, 255).astype(np.uint8) if np.issubdtype(frame.dtype, np.floating) else frame


def _checked(composite: Composite, picture: Any, number: int, scene: CompositeScene) -> NDArray[np.uint8]:
    frame = np.asarray(picture)
    wanted = (scene.height, scene.width, 3)
    if frame.shape != wanted or frame.dtype != np.uint8:
        told = f"frame {number} is {frame.dtype}{list(frame.shape)}, needed is uint8{list(wanted)}: height, width, RGB"
        raise _refused(composite, told)
    return frame


def _close(pictures: Any) -> None:
    if hasattr(pictures, "close"):
        pictures.close()


@contextmanager
def _users_code(composite: Composite) -> Generator[None]:
    """Tell what a function raises by its name, file and line."""
    try:
        yield
    except VideogenError:
        raise
    except (Exception, SystemExit) as error:  # a stranger's function may raise anything
        raise _told_as_ours(composite, error) from error


def _told_as_ours(composite: Composite, error: BaseException) -> EngineRefused:
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] == "moviepy":
        return EngineRefused(
            f"{composite.name} needs moviepy, which is not installed", engine=COMPOSER, remedy=_WITHOUT_MOVIEPY
        )
    own = [frame for frame in extract_tb(error.__traceback__) if frame.filename == str(composite.path)]
    line = error.lineno if isinstance(error, SyntaxError) else own[-1].lineno if own else None
    where = f", line {line}" if line else ""
    told = " ".join(str(error).split())[:200]
    return _refused(composite, f"raised {type(error).__name__}{where}{f': {told}' if told else ''}")


def _refused(composite: Composite, what: str) -> EngineRefused:
    return EngineRefused(f"{composite.name} ({composite.path.name}) {what}", engine=COMPOSER, remedy=_REMEDY)
