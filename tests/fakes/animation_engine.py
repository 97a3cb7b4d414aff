"""An animation engine that counts: each frame is a slope of greys that tells which frame of which clip it is."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.segments import SegmentWriter

GREYS = 150


def grey(frame: int) -> int:
    """Return the luma at the left edge of frame number `frame`; it repeats after 150 frames."""
    return 24 + frame % GREYS


class FakeAnimationEngine:
    """Writes real segments.

    `calls` are the requests it was asked for; `errors` are what it does with some of them; clips in `black` are black.
    """

    def __init__(
        self,
        *,
        errors: dict[int, EngineFailure] | None = None,
        black: Collection[int] = (),
        version: str = "1",
    ) -> None:
        self._errors = errors or {}
        self._black = black
        self._version = version
        self.calls: list[ClipRequest] = []

    def fingerprint(self) -> str:
        return f"fake-animation/{self._version}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="fake-animation", offline=True)

    def generate(self, requests: Sequence[ClipRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        for index, request in enumerate(requests):
            self.calls.append(request)
            workspace.check()
            yield self._errors.get(index) or self._count(request, index, workspace)

    def _count(self, request: ClipRequest, index: int, workspace: Workspace) -> Clip:
        size, frames, rate = request.picture.size, request.frames, request.frames_per_second
        path = workspace.directory / f"count_{index}.mp4"
        for frame in range(0, frames, 5):
            workspace.progress(index, frame / frames)
            workspace.check()
        # Seed and picture tint the clip: other requests are other files.
        tint = 80 + (request.seed + int(request.picture.image.sha256[:4], 16)) % 97
        # Scenes of other words look differently.
        steepness = 16 + 8 * (len(request.scene_prompt) % 6) + sum(map(ord, request.scene_prompt)) % 8
        is_black = index in self._black
        path.write_bytes(_counted(size, frames, rate, request.intermediate, tint, steepness, is_black))
        workspace.progress(index, 1.0)
        video = workspace.keep(path)
        path.unlink()
        return Clip(video=video, size=size, frames=frames, frames_per_second=rate)


@cache
def _counted(
    size: FrameSize, frames: int, rate: int, intermediate: bool, tint: int, steepness: int, is_black: bool
) -> bytes:
    """Return a segment, which is encoded once: most films of tests have clips of others."""
    grey_chroma = np.full((size.height // 2, size.width // 2), 128, np.uint8)
    tinted = np.full_like(grey_chroma, tint)
    slope = np.linspace(0, steepness, size.width).astype(np.uint8)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "count.mp4"
        with SegmentWriter(path, size, frames=frames, frames_per_second=rate, intermediate=intermediate) as segment:
            for frame in range(frames):
                luma = np.broadcast_to(slope + np.uint8(grey(frame)), (size.height, size.width))
                segment.write(YuvFrame(np.full_like(luma, 16) if is_black else luma, grey_chroma, tinted))
        return path.read_bytes()
