"""Moves pictures with video models of diffusers: AnimateDiff, Stable Video Diffusion, LTX and Wan."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.diffusion.clip_model import ClipModel
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
        choice = choice or ModelChoice(Path("models"), setting=SETTING)
        self._model = ClipModel(NAME, VERSION, "animation", choice, encoder)
        self._record = UseRecord()

    def with_model(self, choice: ModelChoice) -> "DiffusersAnimationEngine":
        return DiffusersAnimationEngine(choice, encoder=self._model.encoder)

    def with_encoder(self, encoder: Encoder) -> "DiffusersAnimationEngine":
        return DiffusersAnimationEngine(self._model.choice, encoder=encoder)

    def fingerprint(self) -> str:
        return self._model.fingerprint()

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

        yield from self._model.clips(requests, make_clip, workspace=workspace, record=self._record)
