"""Lip sync by LTX-2 on this machine: the clip is denoised anew from half-way, following the speech that is given.

The sound is held clean while the pictures are denoised (`freeze_audio` of diffusers' LTX2DFRPipeline), and the pictures
begin as the clip with noise over it: what is seen stays, and lips and faces find their way to the words. It is as good as
the model; a program made for lips alone (engine `external`) changes less of the rest.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import LipSyncRequest
from videogen_dagster.engines.diffusion.clip_model import ClipModel
from videogen_dagster.engines.diffusion.use_record import UseRecord
from videogen_dagster.engines.model_choice import ModelChoice
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.usage import ModelUse
from videogen_dagster.media.encoders import SOFTWARE, Encoder

NAME: Final = "ltx"
VERSION: Final = 1
"""Raised when the same request gives another clip."""

SETTING: Final = "VIDEOGEN_LIP_SYNC_MODEL"


class LtxLipSyncEngine:
    """Lets LTX-2 move the lips, one clip after the other.

    Args:
        choice: Which model, and how it runs.
        encoder: What encodes the clips.
    """

    def __init__(self, choice: ModelChoice | None = None, *, encoder: Encoder = SOFTWARE) -> None:
        choice = choice or ModelChoice(Path("models"), setting=SETTING)
        self._model = ClipModel(NAME, VERSION, "lip_sync", choice, encoder)
        self._record = UseRecord()

    def with_model(self, choice: ModelChoice) -> "LtxLipSyncEngine":
        return LtxLipSyncEngine(choice, encoder=self._model.encoder)

    def with_encoder(self, encoder: Encoder) -> "LtxLipSyncEngine":
        return LtxLipSyncEngine(self._model.choice, encoder=encoder)

    def fingerprint(self) -> str:
        return self._model.fingerprint()

    def capabilities(self) -> Capabilities:
        return Capabilities(name=NAME, offline=True, pool="gpu")

    def last_use(self) -> ModelUse | None:
        return self._record.use()

    def generate(self, requests: Sequence[LipSyncRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        self._record = UseRecord()
        if not requests:
            return
        from videogen_dagster.engines.lip_sync.ltx_clips import make_clip  # NumPy, PyAV; not for clips that are found

        yield from self._model.clips(requests, make_clip, workspace=workspace, record=self._record)
