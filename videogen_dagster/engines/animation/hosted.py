"""Moves pictures with image-to-video models behind the queues of fal and Replicate."""

import base64
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, Final

from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.in_order import Leaving, each_in_order
from videogen_dagster.engines.providers.jobs import FIRST_POLL_S, JobQueue, job_result
from videogen_dagster.media.encoders import SOFTWARE, Encoder

_VERSION: Final = 1
_FRAMES_BETWEEN_CHECKS: Final = 5
_PLACEHOLDER: Final = re.compile(r"\{(seconds|seed)(?::(\d+(?:\|\d+)*))?\}")


@dataclass(frozen=True, slots=True)
class VideoProvider:
    """Where clips are made.

    Attributes:
        name: What configuration and messages call the engine.
        endpoint_of: Says where the provider is and which model was named.
        open_queue: Opens the jobs of that model.
        picture_field: What the models call the first picture of a clip.
    """

    name: str
    endpoint_of: Callable[[ProviderChoice | None], tuple[Endpoint, str]]
    open_queue: Callable[[Endpoint, str, Callable[[], None]], AbstractContextManager[JobQueue]]
    picture_field: str


class HostedAnimationEngine:
    """Lets a hosted model move pictures, many at once; its clips are brought to the film's frames.

    Options of the deployment go to the model as they are; `{seconds}` stands for the length of the clip, `{seconds:5|10}`
    for the first of these that is long enough (the last, if none is), `{seed}` for the scene's seed.

    Args:
        provider: Who makes the clips.
        choice: Which model, with which key.
        encoder: What encodes the film's clips.
        first_poll_s: How long after its submit a job is first looked at.
    """

    def __init__(
        self,
        provider: VideoProvider,
        choice: ProviderChoice | None = None,
        *,
        encoder: Encoder = SOFTWARE,
        first_poll_s: float = FIRST_POLL_S,
    ) -> None:
        self._provider = provider
        self._choice = choice
        self._encoder = encoder
        self._first_poll_s = first_poll_s

    def with_provider(self, choice: ProviderChoice) -> "HostedAnimationEngine":
        """Return the same engine with that provider."""
        return HostedAnimationEngine(self._provider, choice, encoder=self._encoder, first_poll_s=self._first_poll_s)

    def with_encoder(self, encoder: Encoder) -> "HostedAnimationEngine":
        return HostedAnimationEngine(self._provider, self._choice, encoder=encoder, first_poll_s=self._first_poll_s)

    def fingerprint(self) -> str:
        endpoint, model = self._provider.endpoint_of(self._choice)
        facts = {"model": model, "base_url": endpoint.base_url, "options": self._options()}
        return self._encoder.named(f"{self._provider.name}/{_VERSION} {canonical_json(facts).decode()}")

    def capabilities(self) -> Capabilities:
        return Capabilities(name=self._provider.name, offline=False)

    def generate(self, requests: Sequence[ClipRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        workspace.check()
        if not requests:
            return
        endpoint, model = self._provider.endpoint_of(self._choice)
        leaving = Leaving(workspace.check)

        def fetch(url: str, path: Path) -> None:
            from videogen_dagster.engines.providers.downloads import download  # an HTTP client comes with it

            download(url, path, engine=self._provider.name, rules=endpoint.rules, check=leaving.check)

        with self._provider.open_queue(endpoint, model, leaving.check) as queue:

            def made(index: int, request: ClipRequest) -> Clip:
                answer = job_result(
                    queue,
                    lambda: self._inputs(request, workspace),
                    workspace,
                    index,
                    check=leaving.check,
                    first_poll_s=self._first_poll_s,
                )
                fetched = workspace.directory / f"made_{index:05d}.mp4"
                try:
                    fetch(_url_in(answer, engine=queue.engine), fetched)
                    return self._conformed(fetched, request, index, workspace, leaving.check)
                finally:
                    fetched.unlink(missing_ok=True)

            yield from each_in_order(requests, made, at_once=endpoint.limits.at_once, leaving=leaving)

    def _options(self) -> dict[str, str]:
        return dict(self._choice.options) if self._choice else {}

    def _inputs(self, request: ClipRequest, workspace: Workspace) -> dict[str, Any]:
        """Return what the model is given. Where a provider could fetch a picture from is not known: it goes along."""
        picture = workspace.fetch(request.picture.image).read_bytes()
        told = ". ".join(text.strip().rstrip(".") for text in (request.scene_prompt, request.motion_prompt) if text)
        options = {name: _filled(value, request) for name, value in self._options().items()}
        encoded = base64.b64encode(picture).decode()
        return {"prompt": told, self._provider.picture_field: f"data:image/png;base64,{encoded}", **options}

    def _conformed(
        self, fetched: Path, request: ClipRequest, index: int, workspace: Workspace, check: Callable[[], None]
    ) -> Clip:
        from videogen_dagster.media.conforming import conform  # OpenCV, 0.2 s

        def tell(frame: int) -> None:
            if frame % _FRAMES_BETWEEN_CHECKS == 0:
                check()

        path = workspace.directory / f"clip_{index:05d}.mp4"
        try:
            conform(
                fetched,
                path,
                size=request.picture.size,
                frames=request.frames,
                frames_per_second=request.frames_per_second,
                intermediate=request.intermediate,
                encoder=self._encoder,
                on_frame=tell,
            )
        except InvalidInput as error:
            words = f"what it made cannot be used: {error.message}"
            raise EngineRefused(words, engine=self._provider.name) from error
        video = workspace.keep(path)
        path.unlink()
        workspace.progress(index, 1.0)
        return Clip(
            video=video, size=request.picture.size, frames=request.frames, frames_per_second=request.frames_per_second
        )


def _filled(value: str, request: ClipRequest) -> str | int:
    """Return an option as the model gets it; numbers go as numbers."""
    found = _PLACEHOLDER.fullmatch(value)
    if found is None:
        return int(value) if value.isdecimal() else value
    if found[1] == "seed":
        return request.seed % 2**31
    needed = ceil(request.frames / request.frames_per_second)
    allowed = sorted(map(int, found[2].split("|"))) if found[2] else [needed]
    return next((length for length in allowed if length >= needed), allowed[-1])


def _url_in(answer: object, *, engine: str) -> str:
    """Return where the clip is: `{"video": {"url"}}` (fal), a URL or a list of them (Replicate)."""
    if isinstance(answer, dict):
        answer = answer.get("video") or answer.get("output") or answer.get("url")
    if isinstance(answer, list) and answer:
        answer = answer[0]
    if isinstance(answer, dict):
        answer = answer.get("url")
    if not isinstance(answer, str) or not answer.startswith(("https://", "http://")):
        raise EngineRefused("the answer names no video", engine=engine)
    return answer
