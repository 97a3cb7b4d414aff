"""Brings people's own footage into the film."""

from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import OwnClipRequest
from videogen_dagster.engines.assembly.own_pictures import OWN_MEDIA
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.encoders import SOFTWARE, Encoder

_FRAMES_BETWEEN_CHECKS: Final = 5


class OwnClipEngine:
    """Encodes footage as a segment of the film: its size, rate, colours and length.

    Args:
        encoder: What encodes.
    """

    VERSION = 2

    def __init__(self, encoder: Encoder = SOFTWARE) -> None:
        self._encoder = encoder

    def fingerprint(self) -> str:
        return self._encoder.named(f"{OWN_MEDIA} clips/{self.VERSION}")

    def capabilities(self) -> Capabilities:
        return Capabilities(name=OWN_MEDIA, offline=True)

    def generate(self, requests: Sequence[OwnClipRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        for index, request in enumerate(requests):
            workspace.check()
            try:
                yield self._conform(index, request, workspace)
            except InvalidInput as error:
                yield EngineRefused(error.message, engine=OWN_MEDIA, remedy=error.remedy)
            except EngineFailure as failure:
                yield failure

    def _conform(self, index: int, request: OwnClipRequest, workspace: Workspace) -> Clip:
        from videogen_dagster.media.conforming import conform  # OpenCV, 0.2 s; a clip that is found again needs none

        def tell(frame: int) -> None:
            if frame % _FRAMES_BETWEEN_CHECKS == 0:
                workspace.check()
                workspace.progress(index, frame / request.frames)

        target = workspace.directory / f"own-{index:05d}.mp4"
        conform(
            workspace.fetch(request.video),
            target,
            size=request.size,
            frames=request.frames,
            frames_per_second=request.frames_per_second,
            intermediate=request.intermediate,
            fills=request.fills,
            encoder=self._encoder,
            on_frame=tell,
        )
        return Clip(
            video=workspace.keep(target),
            size=request.size,
            frames=request.frames,
            frames_per_second=request.frames_per_second,
        )
