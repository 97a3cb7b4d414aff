"""Lip sync that draws the speaker: a bust before the picture whose mouth follows the speech sounds."""

from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import LipSyncRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.encoders import SOFTWARE, Encoder

NAME: Final = "viseme"
VERSION: Final = 5
"""Raised when the same request gives another clip."""


class VisemeLipSyncEngine:
    """Draws the speakers of dialogue scenes, two clips at once.

    Args:
        parallel: Clips that are worked on at once.
        encoder: What encodes the clips.
    """

    def __init__(self, parallel: int = 2, encoder: Encoder = SOFTWARE) -> None:
        self._parallel, self._encoder = parallel, encoder

    def fingerprint(self) -> str:
        return self._encoder.named(f"{NAME} version={VERSION}")

    def with_encoder(self, encoder: Encoder) -> "VisemeLipSyncEngine":
        return VisemeLipSyncEngine(self._parallel, encoder)

    def capabilities(self) -> Capabilities:
        return Capabilities(name=NAME, offline=True, draws_speaker=True)

    def generate(self, requests: Sequence[LipSyncRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        from videogen_dagster.engines.lip_sync.painting import (
            synchronise,  # OpenCV, 0.4 s; not for clips that are found
        )

        yield from synchronise(requests, workspace, workers=self._parallel, encoder=self._encoder)
