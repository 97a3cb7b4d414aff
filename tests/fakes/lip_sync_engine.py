"""A lip-sync engine that copies: each frame keeps its picture, and a light square tells that somebody speaks."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import LipSyncRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.segments import SegmentWriter, read_frames

SIGNAL = 235
"""Luma of the square in the top left corner while a line is heard."""

ENCODED: dict[tuple[Clip, bool, tuple[int, ...]], bytes] = {}
"""What was written for a clip: most films of tests have clips of others."""


class FakeLipSyncEngine:
    """Writes real segments. `calls` are the requests it was asked for; `errors` are what it does with some of them."""

    def __init__(self, *, errors: dict[int, EngineFailure] | None = None, version: str = "1") -> None:
        self._errors = errors or {}
        self._version = version
        self.calls: list[LipSyncRequest] = []

    def fingerprint(self) -> str:
        return f"fake-lip-sync/{self._version}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="fake-lip-sync", offline=True, draws_speaker=True)

    def generate(self, requests: Sequence[LipSyncRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        for index, request in enumerate(requests):
            self.calls.append(request)
            workspace.check()
            yield self._errors.get(index) or self._copy(request, index, workspace)

    def _copy(self, request: LipSyncRequest, index: int, workspace: Workspace) -> Clip:
        clip, source = request.clip, workspace.fetch(request.clip.video)
        path = workspace.directory / f"copy_{index}.mp4"
        for number in range(0, clip.frames, 5):
            workspace.progress(index, number / clip.frames)
            workspace.check()
        heard = tuple(number for number in range(clip.frames) if _is_heard(request, number))
        if (clip, request.intermediate, heard) not in ENCODED:
            _write(path, source, request, heard)
            ENCODED[clip, request.intermediate, heard] = path.read_bytes()
        path.write_bytes(ENCODED[clip, request.intermediate, heard])
        workspace.progress(index, 1.0)
        video = workspace.keep(path)
        path.unlink()
        return clip.model_copy(update={"video": video})


def _write(path: Path, source: Path, request: LipSyncRequest, heard: tuple[int, ...]) -> None:
    clip = request.clip
    with SegmentWriter(
        path,
        clip.size,
        frames=clip.frames,
        frames_per_second=clip.frames_per_second,
        intermediate=request.intermediate,
    ) as segment:
        for number, frame in enumerate(read_frames(source)):
            luma = frame.y.copy()
            if number in heard:
                luma[:8, :8] = SIGNAL
            segment.write(YuvFrame(luma, frame.u, frame.v))


def _is_heard(request: LipSyncRequest, number: int) -> bool:
    rate = request.clip.frames_per_second
    return any(
        line.first_frame <= number < line.first_frame + line.speech.duration_s * rate
        for line in request.lines
        if line.on_screen
    )
