"""Lip sync by hosted models: sync.so, and the models in fal's queue. They fetch the clip and its speech from URLs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, Final

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import LipSyncRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.handing_over import Hand
from videogen_dagster.engines.providers.hosted_clips import HostedClips, JobProvider, Wanted, option_value
from videogen_dagster.engines.providers.jobs import PATIENT, Patience
from videogen_dagster.media.encoders import SOFTWARE, Encoder

_VERSION: Final = 1

Named = dict[str, str]
"""How a request names a file: `{"url": ...}`, or as the provider's storage says."""


@dataclass(frozen=True, slots=True)
class LipSyncProvider:
    """Where lips are moved.

    Attributes:
        jobs: Who does it.
        asked: What a job is given: the clip, its speech, and the deployment's options.
        billed_rate: Frames that the provider bills as a second, or None if it bills seconds that have begun.
    """

    jobs: JobProvider
    asked: Callable[[Named, Named, dict[str, Any]], dict[str, Any]]
    billed_rate: int | None = None


class HostedLipSyncEngine:
    """Lets a hosted model move the lips; its clips are brought to the film's frames.

    The model gets the clip and one recording, as long as the clip, with all that speakers in the picture say.

    Args:
        provider: Who makes the clips.
        choice: Which model, with which key.
        encoder: What encodes the film's clips.
        patience: How long a job is waited for; the choice may say otherwise.
    """

    def __init__(
        self,
        provider: LipSyncProvider,
        choice: ProviderChoice | None = None,
        *,
        encoder: Encoder = SOFTWARE,
        patience: Patience = PATIENT,
    ) -> None:
        self._provider = provider
        self._clips = HostedClips(provider.jobs, choice, encoder, patience)

    def with_provider(self, choice: ProviderChoice) -> "HostedLipSyncEngine":
        """Return the same engine with that provider."""
        return HostedLipSyncEngine(self._provider, choice, encoder=self._clips.encoder, patience=self._clips.patience)

    def with_encoder(self, encoder: Encoder) -> "HostedLipSyncEngine":
        return HostedLipSyncEngine(self._provider, self._clips.choice, encoder=encoder, patience=self._clips.patience)

    def fingerprint(self) -> str:
        return self._clips.fingerprint(_VERSION)

    def capabilities(self) -> Capabilities:
        return Capabilities(name=self._provider.jobs.name, offline=False)

    def charges(self, request: LipSyncRequest) -> tuple[Charge, ...]:
        clip, rate = request.clip, self._provider.billed_rate
        return self._clips.charges(clip.frames / rate if rate else ceil(clip.frames / clip.frames_per_second))

    def generate(self, requests: Sequence[LipSyncRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        yield from self._clips.generate(self, requests, workspace)

    def inputs(self, request: LipSyncRequest, index: int, hand: Hand) -> dict[str, Any]:
        """See `ClipTask`."""
        from videogen_dagster.engines.lip_sync.heard import write_heard  # NumPy; not for clips that are found

        path = hand.workspace.directory / f"heard_{index:05d}.wav"
        write_heard(request, hand.workspace, path)
        speech = hand.workspace.keep(path)
        path.unlink()
        options = {name: option_value(value) for name, value in self._clips.options.items()}
        return self._provider.asked(hand.over(request.clip.video), hand.over(speech), options)

    def wanted(self, request: LipSyncRequest) -> Wanted:
        """See `ClipTask`."""
        clip = request.clip
        return Wanted(clip.size, clip.frames, clip.frames_per_second, request.intermediate)

    def look(self, request: LipSyncRequest, made: Path) -> None:
        """See `ClipTask`."""
        from videogen_dagster.engines.lip_sync.same_clip import check_same_clip  # PyAV, as above

        check_same_clip(made, request.clip)
