"""Moves pictures with video models of diffusers: AnimateDiff, Stable Video Diffusion, LTX and Wan."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.diffusion.models import Model, resolve_model
from videogen_dagster.engines.diffusion.one_by_one import one_by_one
from videogen_dagster.engines.diffusion.residency import Resident
from videogen_dagster.engines.diffusion.use_record import UseRecord
from videogen_dagster.engines.model_choice import ModelChoice
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.usage import ModelUse
from videogen_dagster.media.encoders import SOFTWARE, Encoder

NAME: Final = "diffusers"
VERSION: Final = 1
"""Raised when the same request gives another clip."""

SETTING: Final = "VIDEOGEN_ANIMATION_MODEL"


class DiffusersAnimationEngine:
    """Lets a model on this machine move pictures, one scene after the other.

    Args:
        choice: Which model, and how it runs.
        encoder: What encodes the clips.
    """

    def __init__(self, choice: ModelChoice | None = None, *, encoder: Encoder = SOFTWARE) -> None:
        self._choice = choice or ModelChoice(Path("models"), setting=SETTING)
        self._encoder = encoder
        self._record = UseRecord()

    def with_model(self, choice: ModelChoice) -> "DiffusersAnimationEngine":
        return DiffusersAnimationEngine(choice, encoder=self._encoder)

    def with_encoder(self, encoder: Encoder) -> "DiffusersAnimationEngine":
        return DiffusersAnimationEngine(self._choice, encoder=encoder)

    def fingerprint(self) -> str:
        return self._encoder.named(f"{NAME}/{VERSION} {canonical_json(self._model().facts).decode()}")

    def capabilities(self) -> Capabilities:
        return Capabilities(name=NAME, offline=True, pool="gpu")

    def last_use(self) -> ModelUse | None:
        return self._record.use()

    def generate(self, requests: Sequence[ClipRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        self._record = UseRecord()
        if not requests:
            return
        from videogen_dagster.engines.animation.model_clips import (
            make_clip,  # OpenCV, 0.3 s; not for clips that are found
        )

        def make(index: int, request: ClipRequest, resident: Resident) -> Clip:
            return make_clip(index, request, workspace, resident, encoder=self._encoder)

        yield from one_by_one(requests, make, model=self._model(), workspace=workspace, record=self._record)

    def _model(self) -> Model:
        return resolve_model(self._choice, "animation", engine=NAME)
