"""Lets clips pass into each other."""

from collections.abc import Iterator, Sequence

import av

from videogen_dagster.core.assembly_requests import TransitionRequest
from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.media import Joint
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.encoders import SOFTWARE, Encoder
from videogen_dagster.media.transitions import Shot, write_transition


class TransitionBlender:
    """Encodes what two clips share, and nothing else of them.

    Args:
        encoder: What encodes; the clips are its segments.
    """

    VERSION = 1

    def __init__(self, encoder: Encoder = SOFTWARE) -> None:
        self._encoder = encoder

    def fingerprint(self) -> str:
        return self._encoder.named(f"blender/{self.VERSION}")

    def capabilities(self) -> Capabilities:
        return Capabilities(name="blender", offline=True)

    def generate(self, requests: Sequence[TransitionRequest], workspace: Workspace) -> Iterator[Joint | EngineFailure]:
        for index, request in enumerate(requests):
            workspace.check()
            try:
                yield self._blend(index, request, workspace)
            except InvalidInput as error:
                yield EngineRefused(error.message, engine="blender", remedy=error.remedy)
            except EngineFailure as failure:
                yield failure
            except av.FFmpegError as error:
                yield EngineRefused(
                    f"a clip cannot be decoded ({error.strerror})", engine="blender", remedy="make its scene again"
                )

    def _blend(self, index: int, request: TransitionRequest, workspace: Workspace) -> Joint:
        target = workspace.directory / f"transition-{index}.mp4"
        before, behind = request.before, request.behind
        cuts = write_transition(
            request.transition,
            Shot(workspace.fetch(before.video), before.frames),
            Shot(workspace.fetch(behind.video), behind.frames) if behind else None,
            target,
            frames=request.overlap_frames,
            size=before.size,
            frames_per_second=before.frames_per_second,
            encoder=self._encoder,
        )
        return Joint(
            video=workspace.keep(target), frames=cuts.frames, leaves_at=cuts.leaves_at, enters_at=cuts.enters_at
        )
