"""Makes every clip joinable."""

from collections.abc import Iterator, Sequence

from videogen_dagster.core.assembly_requests import ConformRequest
from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.media import Clip
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.caption_burning import burn_captions
from videogen_dagster.media.conforming import conform
from videogen_dagster.media.encoders import SOFTWARE, Encoder
from videogen_dagster.media.probing import is_of_shape, is_segment


class ClipConformer:
    """Passes a clip that is a segment already, and encodes any other once more; captions are drawn into it.

    Args:
        encoder: What encodes; segments of another one are encoded once more, too.
    """

    VERSION = 5

    def __init__(self, encoder: Encoder = SOFTWARE) -> None:
        self._encoder = encoder

    def fingerprint(self) -> str:
        return self._encoder.named(f"conformer/{self.VERSION}")

    def capabilities(self) -> Capabilities:
        return Capabilities(name="conformer", offline=True)

    def generate(self, requests: Sequence[ConformRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        for index, request in enumerate(requests):
            workspace.check()
            try:
                yield self._conform(index, request, workspace)
            except InvalidInput as error:
                yield EngineRefused(error.message, engine="conformer", remedy=error.remedy)
            except EngineFailure as failure:
                yield failure

    def _conform(self, index: int, request: ConformRequest, workspace: Workspace) -> Clip:
        path = workspace.fetch(request.clip.video)
        size, frames, rate = request.size, request.frames, request.frames_per_second
        captions = request.captions
        if captions is None and is_segment(path, size, frames, rate, self._encoder):
            return request.clip
        target = workspace.directory / f"clip-{index}.mp4"
        if captions is None or not is_of_shape(path, size, frames, rate):
            conform(
                path,
                target,
                size=size,
                frames=frames,
                frames_per_second=rate,
                intermediate=captions is not None,
                encoder=self._encoder,
            )
            path = target
        if captions is not None:
            target = workspace.directory / f"captioned-{index}.mp4"
            burn_captions(
                path, target, captions, size=size, frames=frames, frames_per_second=rate, encoder=self._encoder
            )
        return Clip(video=workspace.keep(target), size=size, frames=frames, frames_per_second=rate)
