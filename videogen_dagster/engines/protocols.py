"""What every engine promises. Assets know these Protocols and nothing else of an engine.

An engine takes a batch of requests and yields one result for each, in order, as soon as it and all before it are there.
A request that fails yields its `EngineFailure` in its place, so that one bad scene does not cost the others.
Results that name media have put that media into the store through `Workspace.keep`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeVar, runtime_checkable

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Clip, Media, Picture, Sound, Speech
from videogen_dagster.core.requests import (
    ClipRequest,
    ImageRequest,
    LipSyncRequest,
    MusicRequest,
    SpeechRequest,
    StoryboardRequest,
)
from videogen_dagster.core.stock_media import FoundMedia, MediaSearch
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.model_choice import ModelChoice
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.media.encoders import Encoder


class Workplace(Protocol):
    """Where work is done: a folder, media in and out, progress, cancellation. Methods may be called from any thread."""

    @property
    def directory(self) -> Path:
        """A scratch directory of this call's own; it is removed afterwards."""
        ...

    def fetch(self, media: Media) -> Path:
        """Return a local path at which the stored `media` can be read. The file must not be changed.

        Raises:
            DamagedObject: The stored bytes do not match their name.
            StorageFailure: The store cannot be read.
        """
        ...

    def keep(self, path: Path) -> Media:
        """Put a finished file into the store and return its name; the file's suffix becomes the extension.

        Raises:
            StorageFailure: The store cannot be written.
        """
        ...

    def reachable_url(self, media: Media) -> str | None:
        """Return a URL at which others can read the stored `media` for an hour, or None where the store has none to give.

        Whoever knows it can read the file: it belongs into the one request that needs it, and into no log, record or error.

        Raises:
            StorageFailure: The store cannot sign one.
        """
        ...

    def progress(self, index: int, done: float) -> None:
        """Tell that request `index` of the batch is `done` (0..1)."""
        ...

    def cancelled(self) -> bool:
        """Return whether a person asked to stop; an engine asks at least twice a second of its own work."""
        ...

    def check(self) -> None:
        """Raise if a person asked to stop.

        Raises:
            Cancelled: They did.
        """
        ...


class Workspace(Workplace, Protocol):
    """Where an engine works during one `generate` call: a workplace that knows what was begun before.

    An engine that pays for its results, or whose results are made elsewhere, does this for each request:

    1. It asks `known_job`. An id means that an earlier attempt was killed, or lost the provider: it polls that job.
    2. Without one it notes that it asks (`ASKED` of `store.intents`, by `remember_job`), submits with `idempotency_key` as the
       provider's idempotency key, and calls `remember_job` before it polls. An attempt killed in between submits again with
       the same key, and the provider gives it the same job. Of a call of which nothing is noted nothing was paid: what was
       set aside for it may be given back.
    3. It calls `forget_job` when the provider has ended the job without a result. One that the provider knows no more was
       charged: the engine yields `CallUnsettled`, and a person decides.

    What it yields then ends the call, except `EngineUnavailable` and `CallUnsettled`: a later attempt goes on with the same
    key and job.
    """

    def idempotency_key(self, index: int) -> str:
        """Return what goes with every submit of request `index` of the batch: a UUID.

        It stays the same until the call has ended or its job is forgotten, in this process and in those that follow.
        """
        ...

    def known_job(self, index: int) -> str | None:
        """Return the id of the job that does request `index`, or None if none was remembered."""
        ...

    def remember_job(self, index: int, job: str) -> None:
        """Write down that `job` of the provider does request `index`; it is in the store when this returns.

        Raises:
            StorageFailure: The store cannot be written.
        """
        ...

    def charged(self, index: int, call: str, charge: Charge) -> None:
        """Tell what a call of request `index` really used; if nothing is told, what `ChargesMoney.charges` said counts.

        Written down with the next `remember_job`: call it before that, or where the same is learned again from the job.

        Args:
            index: Which request of the batch.
            call: What makes the call one: told twice, it counts once. The job's id, or a name.
            charge: What the provider counted.
        """
        ...

    def forget_job(self, index: int) -> None:
        """Begin request `index` anew: it has no job and another idempotency key when this returns.

        For a job that failed, and for a key that the provider answers with an old failure; not for a provider
        that cannot be reached: its job may still be done.

        Raises:
            StorageFailure: The store cannot be written.
        """
        ...


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine is and can do, for plans, the UI and `videogen doctor`.

    Attributes:
        name: `espeak`, `illustrator`: what configuration and messages call it.
        offline: Whether it works without network and keys; others cost money as `ChargesMoney` tells, or nobody knows what.
        draws_speaker: Lip sync only: the engine draws the speaker itself, so the picture should leave room for one.
        voices: Speech only: identifiers of the voices, or empty if the engine accepts any.
        languages: Speech only: primary language subtags that it speaks (`en`, `zh`), or empty if it accepts any.
        pool: Which workers it runs on: an engine of GPUs gets one to itself, and its scenes are spread over all of them.
        takes_references: Image only: it draws people as the `references` of a request show them.
    """

    name: str
    offline: bool
    draws_speaker: bool = False
    voices: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    pool: Literal["cpu", "gpu"] = "cpu"
    takes_references: bool = False


RequestT_contra = TypeVar("RequestT_contra", contravariant=True)
ResultT_co = TypeVar("ResultT_co", covariant=True)


class Engine(Protocol[RequestT_contra, ResultT_co]):
    """The calls that all engines have."""

    def fingerprint(self) -> str:
        """Return what names this engine in the fingerprint of its results.

        Name, version and every setting that can change a result (model, revision, steps, precision); nothing that
        cannot (batch size, number of workers). Costs no more than a few milliseconds.
        """
        ...

    def capabilities(self) -> Capabilities:
        """Return what this engine is and can do. Costs no more than a few milliseconds."""
        ...

    def generate(
        self, requests: Sequence[RequestT_contra], workspace: Workspace
    ) -> Iterator[ResultT_co | EngineFailure]:
        """Yield one result for each request, in order; the same request gives the same result.

        A request that cannot be done yields its `EngineFailure` in its place, and the batch goes on.

        Raises:
            Cancelled: `workspace.cancelled()` became true; results yielded before that are whole.
            StorageFailure: A result could not be kept, or an input could not be read.
        """
        ...


@runtime_checkable
class WritesSegments(Protocol):
    """What an engine has, too, whose clips are segments: the deployment says what encodes them.

    The encoder is part of the engine's fingerprint. Clips of an engine without this are encoded once more where the
    deployment's encoder is another one than software.
    """

    def with_encoder(self, encoder: Encoder) -> object:
        """Return the same engine with that encoder."""
        ...


@runtime_checkable
class UsesModel(Protocol):
    """What an engine has, too, that runs a model on this machine: the deployment says which, where and how precisely."""

    def with_model(self, choice: ModelChoice) -> object:
        """Return the same engine with that model. Loads nothing; whether the model is there shows when it is used."""
        ...


@runtime_checkable
class UsesProvider(Protocol):
    """What an engine has, too, that asks a provider over HTTP: the deployment says which model, where and with which key."""

    def with_provider(self, choice: ProviderChoice) -> object:
        """Return the same engine with that provider. Asks nobody; what is wrong with the choice shows when it is used."""
        ...


@runtime_checkable
class FindsMedia(Protocol):
    """What an image engine has, too, that finds photos and clips instead of drawing: `generate` shows what a request names.

    Who asks for the pictures of a film lets it find something for all scenes, decides which of them shows what, and asks for
    that with `ImageRequest.found`.
    """

    def find(
        self, searches: Sequence[MediaSearch], workplace: Workplace
    ) -> Iterator[tuple[FoundMedia, ...] | EngineFailure]:
        """Yield what answers each search, in order, the best first; at least one thing, or else the failure in its place.

        Raises:
            InvalidInput: The deployment's choice cannot be used.
            Cancelled: A person stopped the work.
        """
        ...


class ScriptEngine(Engine[StoryboardRequest, Storyboard], Protocol):
    """Plans films.

    Spoken words reach the storyboard verbatim and in order; what a person gives for a scene (`image`, `video`, `audio`,
    `composite`) stays with it, and their `music` with the film.
    """


class ImageEngine(Engine[ImageRequest, Picture], Protocol):
    """Makes pictures of exactly the requested size."""


class AnimationEngine(Engine[ClipRequest, Clip], Protocol):
    """Makes silent clips of exactly the requested number of frames in the picture's size (H.264, yuv420p, BT.709)."""


class SpeechEngine(Engine[SpeechRequest, Speech], Protocol):
    """Speaks lines, with the times of all their words: mono, every white-space separated word has one `WordTime`."""


class LipSyncEngine(Engine[LipSyncRequest, Clip], Protocol):
    """Makes mouths follow speech; frame count, size and rate of the clip stay exactly."""


class MusicEngine(Engine[MusicRequest, Sound], Protocol):
    """Composes music: stereo, 48 kHz, exactly as many samples as requested, peak below full scale."""
