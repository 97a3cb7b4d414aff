"""An animation engine of another package: the camera, which stands still as long as there is a file.

It is laid beside an entry point (see `holding`), so it imports nothing of the tests.
"""

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.animation.camera import CameraAnimationEngine
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.media.encoders import Encoder

LOOK_EVERY_S = 0.3


class HeldCamera(CameraAnimationEngine):
    """Films as the camera does, under its name; a shot that tells how far it is waits there while `HELD_BY` is a file.

    In the file stands the first shot of a batch that waits.
    """

    def with_encoder(self, encoder: Encoder) -> "HeldCamera":
        return HeldCamera(workers=self._workers, encoder=encoder)

    def generate(self, requests: Sequence[ClipRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        yield from super().generate(requests, _Held(workspace))


class _Held:
    """A workspace in which time passes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._file = Path(os.environ["HELD_BY"])
        self._at_most_s = float(os.environ["HELD_FOR_S"])

    def __getattr__(self, name: str) -> object:
        return getattr(self._workspace, name)

    def progress(self, index: int, done: float) -> None:
        self._workspace.progress(index, done)
        until_s = time.monotonic() + self._at_most_s
        while self._is_held(index) and time.monotonic() < until_s and not self._workspace.cancelled():
            time.sleep(LOOK_EVERY_S)

    def _is_held(self, index: int) -> bool:
        try:
            return index >= int(self._file.read_text())
        except FileNotFoundError:
            return False
