"""A music engine that holds one quiet note."""

from collections.abc import Iterator, Sequence

import numpy as np

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Sound
from videogen_dagster.core.requests import MusicRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, SoundWriter, blocks

LEVEL = 0.05


class FakeMusicEngine:
    """Writes real sounds. `calls` are the requests it was asked for; `errors` are what it does with some of them."""

    def __init__(self, *, errors: dict[int, EngineFailure] | None = None, version: str = "1") -> None:
        self._errors = errors or {}
        self._version = version
        self.calls: list[MusicRequest] = []

    def fingerprint(self) -> str:
        return f"fake-music/{self._version}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="fake-music", offline=True)

    def generate(self, requests: Sequence[MusicRequest], workspace: Workspace) -> Iterator[Sound | EngineFailure]:
        for index, request in enumerate(requests):
            self.calls.append(request)
            workspace.check()
            workspace.progress(index, 0.0)
            yield self._errors.get(index) or self._hold(request, index, workspace)

    def _hold(self, request: MusicRequest, index: int, workspace: Workspace) -> Sound:
        # Another seed or take is another note.
        hz = 110.0 + (7 * request.seed + 13 * request.take) % 110
        path = workspace.directory / f"note_{index}.wav"
        with SoundWriter(path, channels=2) as writer:
            for first, count in blocks(request.samples, SAMPLE_RATE_HZ):
                at = np.arange(first, first + count) / SAMPLE_RATE_HZ
                note = (LEVEL * np.sin(2 * np.pi * hz * at)).astype(np.float32)
                writer.write(np.stack([note, note], axis=1))
        workspace.progress(index, 1.0)
        audio = workspace.keep(path)
        path.unlink()
        return Sound(audio=audio, sample_rate_hz=SAMPLE_RATE_HZ, samples=request.samples, channels=2)
