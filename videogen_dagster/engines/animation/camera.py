"""Films pictures with a camera that moves: over layers at different depths where there are some, else over the whole."""

from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.encoders import SOFTWARE, Encoder

_VERSION: Final = 3


class CameraAnimationEngine:
    """Moves a camera over pictures; what the motion prompt asks of people and things stays still.

    Args:
        workers: Shots rendered at the same time, each on one core. OpenCV and x264 release the interpreter's lock.
        encoder: What encodes the shots.
    """

    def __init__(self, *, workers: int = 2, encoder: Encoder = SOFTWARE) -> None:
        self._workers, self._encoder = workers, encoder

    def fingerprint(self) -> str:
        return self._encoder.named(f"camera/{_VERSION}")

    def with_encoder(self, encoder: Encoder) -> "CameraAnimationEngine":
        return CameraAnimationEngine(workers=self._workers, encoder=encoder)

    def capabilities(self) -> Capabilities:
        return Capabilities(name="camera", offline=True)

    def generate(self, requests: Sequence[ClipRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        from videogen_dagster.engines.animation.filming import film_shots  # OpenCV, 0.3 s; not for shots that are found

        yield from film_shots(requests, workspace, workers=self._workers, encoder=self._encoder)
