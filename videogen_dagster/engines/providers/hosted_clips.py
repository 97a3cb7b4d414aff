"""Clips that jobs of a provider make: begun once, fetched, looked at as a dropped file is, brought to the film's frames."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from videogen_dagster.core.charges import Charge, Unit
from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Clip
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.charging import provider_of
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.handing_over import Hand, Upload
from videogen_dagster.engines.providers.in_order import Leaving, each_finished_in_order
from videogen_dagster.engines.providers.jobs import JobQueue, Patience, job_of, job_result, lost
from videogen_dagster.engines.providers.pacing import LOOK_FOR_A_JOB_EVERY_S, slot
from videogen_dagster.media.encoders import Encoder

_FRAMES_BETWEEN_CHECKS: Final = 5

RequestT = TypeVar("RequestT")
RequestT_contra = TypeVar("RequestT_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class JobProvider:
    """Where clips are made.

    Attributes:
        name: What configuration and messages call the engine.
        usual_base_url: Where it is for everybody.
        endpoint_of: Says where the provider is and which model was named.
        open_queue: Opens the jobs of that model.
        upload: Puts a file where the provider can read it, if it has such a place.
    """

    name: str
    usual_base_url: str
    endpoint_of: Callable[[ProviderChoice | None], tuple[Endpoint, str]]
    open_queue: Callable[[Endpoint, str, Callable[[], None]], AbstractContextManager[JobQueue]]
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a clip must be, whatever the provider makes of it; see `Clip` and `conform`."""

    size: FrameSize
    frames: int
    frames_per_second: int
    intermediate: bool


class ClipTask(Protocol[RequestT_contra]):
    """What an engine says of its requests."""

    def inputs(self, request: RequestT_contra, index: int, hand: Hand) -> dict[str, Any]:
        """Return what the job is given."""
        ...

    def charges(self, request: RequestT_contra) -> tuple[Charge, ...]:
        """Return what the provider charges for it; see `ChargesMoney`."""
        ...

    def wanted(self, request: RequestT_contra) -> Wanted:
        """Return what the clip must be."""
        ...

    def look(self, request: RequestT_contra, made: Path) -> None:
        """See that what was made is what was asked for; that it is a film is known.

        Raises:
            InvalidInput: It is something else.
        """
        ...


@dataclass(frozen=True, slots=True)
class HostedClips:
    """A provider as a deployment uses it for clips.

    Attributes:
        provider: Who makes them.
        choice: Which model, with which key.
        encoder: What encodes the film's clips.
        patience: How long a job is waited for; the choice may say otherwise.
    """

    provider: JobProvider
    choice: ProviderChoice | None
    encoder: Encoder
    patience: Patience

    @property
    def options(self) -> dict[str, str]:
        """What else the model is told."""
        return dict(self.choice.options) if self.choice else {}

    def fingerprint(self, version: int) -> str:
        """Return what names the clips of this model, and of this version of what asks for them."""
        endpoint, model = self.provider.endpoint_of(self.choice)
        facts = {"model": model, "base_url": endpoint.base_url, "options": self.options}
        return self.encoder.named(f"{self.provider.name}/{version} {canonical_json(facts).decode()}")

    def charges(self, seconds: float | None) -> tuple[Charge, ...]:
        """Return what a clip is charged for: its seconds where they are known, and that it is one.

        Raises:
            InvalidInput: The choice cannot be used.
        """
        amounts: dict[Unit, Decimal] = {"requests": Decimal(1)}
        if seconds is not None:
            amounts["seconds"] = Decimal(str(seconds))
        return (self._charge(amounts),)

    def _charge(self, amounts: Mapping[Unit, Decimal]) -> Charge:
        endpoint, model = self.provider.endpoint_of(self.choice)
        provider = provider_of(endpoint, self.provider.usual_base_url)
        return Charge(provider=provider, model=model, amounts=dict(amounts), of=self.options)

    def generate(
        self, task: ClipTask[RequestT], requests: Sequence[RequestT], workspace: Workspace
    ) -> Iterator[Clip | EngineFailure]:
        """Yield a clip, or its failure, for each request in order; see `Engine.generate`."""
        workspace.check()
        if not requests:
            return
        endpoint, model = self.provider.endpoint_of(self.choice)
        leaving = Leaving(workspace.check)
        hand = Hand(workspace, endpoint, self.provider.upload, leaving.check)
        with self.provider.open_queue(endpoint, model, leaving.check) as queue:

            def ask(index: int, request: RequestT) -> object:
                with _place_of_a_job(endpoint, leaving.check, is_begun=job_of(workspace, index) is not None):
                    answer = job_result(
                        queue,
                        lambda: task.inputs(request, index, hand),
                        workspace,
                        index,
                        check=leaving.check,
                        patience=self._patience(),
                        charge=self._charge,
                    )
                for charge in task.charges(request):  # also where what was made cannot be used
                    workspace.charged(index, job_of(workspace, index) or "clip", charge)
                return answer

            def finish(index: int, request: RequestT, answer: object) -> Clip:
                fetched = workspace.directory / f"made_{index:05d}.mp4"
                try:
                    self._fetch(answer, fetched, endpoint, workspace, index, leaving.check)
                    self._look(task, request, fetched)
                    return self._conformed(fetched, task.wanted(request), index, workspace, leaving.check)
                finally:
                    fetched.unlink(missing_ok=True)

            yield from each_finished_in_order(requests, ask, finish, at_once=endpoint.limits.at_once, leaving=leaving)

    def _patience(self) -> Patience:
        if self.choice is None:
            return self.patience
        longest_s = self.choice.longest_wait_s or self.patience.longest_s
        return replace(self.patience, longest_s=longest_s, setting=f"{self.choice.prefix}_WAIT_MINUTES")

    def _fetch(
        self,
        answer: object,
        path: Path,
        endpoint: Endpoint,
        workspace: Workspace,
        index: int,
        check: Callable[[], None],
    ) -> None:
        from videogen_dagster.engines.providers.downloads import download  # an HTTP client comes with it

        try:
            url = _url_in(answer, engine=self.provider.name)
            download(url, path, engine=self.provider.name, rules=endpoint.rules, check=check)
        except EngineRefused as error:
            raise lost(workspace, index, error) from error

    def _look(self, task: ClipTask[RequestT], request: RequestT, fetched: Path) -> None:
        from videogen_dagster.media.inspected import inspect_footage  # the process that looks takes 0.5 s to start

        try:
            inspect_footage(fetched)
            task.look(request, fetched)
        except InvalidInput as error:
            raise self._useless(error) from error

    def _conformed(
        self, fetched: Path, wanted: Wanted, index: int, workspace: Workspace, check: Callable[[], None]
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
                size=wanted.size,
                frames=wanted.frames,
                frames_per_second=wanted.frames_per_second,
                intermediate=wanted.intermediate,
                encoder=self.encoder,
                on_frame=tell,
            )
        except InvalidInput as error:
            raise self._useless(error) from error
        video = workspace.keep(path)
        path.unlink()
        workspace.progress(index, 1.0)
        return Clip(video=video, size=wanted.size, frames=wanted.frames, frames_per_second=wanted.frames_per_second)

    def _useless(self, error: InvalidInput) -> EngineRefused:
        return EngineRefused(f"what it made cannot be used: {error.message}", engine=self.provider.name)


def _place_of_a_job(endpoint: Endpoint, check: Callable[[], None], *, is_begun: bool) -> AbstractContextManager[None]:
    """Hold one of the places that a provider has for jobs of this machine; one that was begun has its own there."""
    return slot(
        endpoint.paced / "jobs",
        endpoint.limits.at_once,
        check,
        is_needed=not is_begun,
        look_every_s=LOOK_FOR_A_JOB_EVERY_S,
    )


def option_value(text: str) -> str | int | float | bool:
    """Return an option of the deployment as a model gets it: numbers and `true` as what they are."""
    if text in {"true", "false"}:
        return text == "true"
    if text.isdecimal():
        return int(text)
    whole, point, part = text.partition(".")
    return float(text) if point and whole.isdecimal() and part.isdecimal() else text


def _url_in(answer: object, *, engine: str) -> str:
    """Return where the clip is: `{"video": {"url"}}` (fal), a URL or a list of them (Replicate), `{"url"}`."""
    if isinstance(answer, dict):
        answer = answer.get("video") or answer.get("output") or answer.get("url")
    if isinstance(answer, list) and answer:
        answer = answer[0]
    if isinstance(answer, dict):
        answer = answer.get("url")
    if not isinstance(answer, str) or not answer.startswith(("https://", "http://")):
        raise EngineRefused("the answer names no video", engine=engine)
    return answer
