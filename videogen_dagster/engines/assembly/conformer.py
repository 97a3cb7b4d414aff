"""Makes every clip joinable."""

from collections.abc import Iterator, Sequence

from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ConformRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.conforming import conform
from videogen_dagster.media.probing import is_segment


class ClipConformer:
    """Passes a clip that is a segment already, and encodes any other once more."""

    VERSION = 1

    def fingerprint(self) -> str:
        return f"conformer/{self.VERSION}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="conformer", offline=True)

    def generate(self, requests: Sequence[ConformRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        for index, request in enumerate(requests):
            workspace.check()
            try:
                yield self._conform(index, request, workspace)
            except InvalidInput as error:
                yield EngineRefused(error.message, engine="conformer", remedy=error.remedy)

    def _conform(self, index: int, request: ConformRequest, workspace: Workspace) -> Clip:
        path = workspace.fetch(request.clip.video)
        rate = request.frames_per_second
        if is_segment(path, request.size, request.frames, rate):
            return request.clip
        target = workspace.directory / f"clip-{index}.mp4"
        conform(path, target, size=request.size, frames=request.frames, frames_per_second=rate)
        return Clip(video=workspace.keep(target), size=request.size, frames=request.frames, frames_per_second=rate)
