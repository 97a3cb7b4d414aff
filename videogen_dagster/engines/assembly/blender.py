"""Lets clips pass into each other."""

from collections.abc import Iterator, Sequence

from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.media import Joint
from videogen_dagster.core.requests import TransitionRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.transitions import Shot, write_transition


class TransitionBlender:
    """Encodes what two clips share, and nothing else of them."""

    VERSION = 1

    def fingerprint(self) -> str:
        return f"blender/{self.VERSION}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="blender", offline=True)

    def generate(self, requests: Sequence[TransitionRequest], workspace: Workspace) -> Iterator[Joint | EngineFailure]:
        for index, request in enumerate(requests):
            workspace.check()
            try:
                yield self._blend(index, request, workspace)
            except InvalidInput as error:
                yield EngineRefused(error.message, engine="blender", remedy=error.remedy)

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
        )
        return Joint(
            video=workspace.keep(target), frames=cuts.frames, leaves_at=cuts.leaves_at, enters_at=cuts.enters_at
        )
