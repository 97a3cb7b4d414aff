"""Moves pictures with image-to-video models behind the queues of fal and Replicate."""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, Final

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.handing_over import Hand
from videogen_dagster.engines.providers.hosted_clips import HostedClips, JobProvider, Wanted, option_value
from videogen_dagster.engines.providers.jobs import PATIENT, Patience
from videogen_dagster.media.encoders import SOFTWARE, Encoder

_VERSION: Final = 2
_PLACEHOLDER: Final = re.compile(r"\{(seconds|seed)(?::(\d+(?:\|\d+)*))?\}")
_LENGTH: Final = "duration"
"""What most models call the length of a clip, in seconds."""


@dataclass(frozen=True, slots=True)
class VideoProvider:
    """Where pictures are moved.

    Attributes:
        jobs: Who does it.
        picture_field: What the models call the first picture of a clip.
    """

    jobs: JobProvider
    picture_field: str


class HostedAnimationEngine:
    """Lets a hosted model move pictures, many at once; its clips are brought to the film's frames.

    Options of the deployment go to the model as they are; `{seconds}` stands for the length of the clip, `{seconds:5|10}`
    for the first of these that is long enough (the last, if none is), `{seed}` for the scene's seed.

    Args:
        provider: Who makes the clips.
        choice: Which model, with which key.
        encoder: What encodes the film's clips.
        patience: How long a job is waited for; the choice may say otherwise.
    """

    def __init__(
        self,
        provider: VideoProvider,
        choice: ProviderChoice | None = None,
        *,
        encoder: Encoder = SOFTWARE,
        patience: Patience = PATIENT,
    ) -> None:
        self._provider = provider
        self._clips = HostedClips(provider.jobs, choice, encoder, patience)

    def with_provider(self, choice: ProviderChoice) -> "HostedAnimationEngine":
        """Return the same engine with that provider."""
        return HostedAnimationEngine(self._provider, choice, encoder=self._clips.encoder, patience=self._clips.patience)

    def with_encoder(self, encoder: Encoder) -> "HostedAnimationEngine":
        return HostedAnimationEngine(self._provider, self._clips.choice, encoder=encoder, patience=self._clips.patience)

    def fingerprint(self) -> str:
        return self._clips.fingerprint(_VERSION)

    def capabilities(self) -> Capabilities:
        return Capabilities(name=self._provider.jobs.name, offline=False)

    def charges(self, request: ClipRequest) -> tuple[Charge, ...]:
        return self._clips.charges(_seconds_asked(self._clips.options, request))

    def generate(self, requests: Sequence[ClipRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        yield from self._clips.generate(self, requests, workspace)

    def inputs(self, request: ClipRequest, index: int, hand: Hand) -> dict[str, Any]:  # noqa: ARG002  # the Protocol's
        """See `ClipTask`. Where a provider could fetch a picture from is not known: it goes along."""
        picture = hand.workspace.fetch(request.picture.image).read_bytes()
        told = ". ".join(text.strip().rstrip(".") for text in (request.scene_prompt, request.motion_prompt) if text)
        options = {name: _filled(value, request) for name, value in self._clips.options.items()}
        encoded = base64.b64encode(picture).decode()
        return {"prompt": told, self._provider.picture_field: f"data:image/png;base64,{encoded}", **options}

    def wanted(self, request: ClipRequest) -> Wanted:
        """See `ClipTask`."""
        return Wanted(request.picture.size, request.frames, request.frames_per_second, request.intermediate)

    def look(self, request: ClipRequest, made: Path) -> None:
        """See `ClipTask`. Models make clips of lengths and shapes of their own."""


def _filled(value: str, request: ClipRequest) -> str | int | float | bool:
    """Return an option as the model gets it."""
    found = _PLACEHOLDER.fullmatch(value)
    if found is None:
        return option_value(value)
    if found[1] == "seed":
        return request.seed % 2**31
    needed = ceil(request.frames / request.frames_per_second)
    allowed = sorted(map(int, found[2].split("|"))) if found[2] else [needed]
    return next((length for length in allowed if length >= needed), allowed[-1])


def _seconds_asked(options: Mapping[str, str], request: ClipRequest) -> float | None:
    """Return how long a clip is asked for, or None where the model decides."""
    asked = next((value for value in options.values() if value.startswith("{seconds")), options.get(_LENGTH, ""))
    length = _filled(asked.removesuffix("s"), request)  # some models want `5s`
    return float(length) if isinstance(length, int | float) else None
