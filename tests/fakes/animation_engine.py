"""An animation engine that counts: each frame is a grey that tells which frame of which clip it is."""

from collections.abc import Iterator, Sequence

import numpy as np

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.segments import SegmentWriter

GREYS = 180


def grey(frame: int) -> int:
    """Return the luma of frame number `frame`; it repeats after 180 frames."""
    return 24 + frame % GREYS


class FakeAnimationEngine:
    """Writes real segments. `calls` are the requests it was asked for; `errors` are what it does with some of them."""

    def __init__(self, *, errors: dict[int, EngineFailure] | None = None, version: str = "1") -> None:
        self._errors = errors or {}
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
        chroma = np.full((size.height // 2, size.width // 2), 128, np.uint8)
        # Seed and picture tint the clip: other requests are other files.
        tint = np.full_like(chroma, 80 + (request.seed + int(request.picture.image.sha256[:4], 16)) % 97)
        with SegmentWriter(
            path, size, frames=frames, frames_per_second=rate, intermediate=request.intermediate
        ) as segment:
            for frame in range(frames):
                if frame % 5 == 0:
                    workspace.progress(index, frame / frames)
                    workspace.check()
                segment.write(YuvFrame(np.full((size.height, size.width), grey(frame), np.uint8), chroma, tint))
        workspace.progress(index, 1.0)
        video = workspace.keep(path)
        path.unlink()
        return Clip(video=video, size=size, frames=frames, frames_per_second=rate)
