"""What engines have in common that let a model on this machine make clips, one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Clip
from videogen_dagster.engines.diffusion.models import Model, resolve_model
from videogen_dagster.engines.diffusion.one_by_one import one_by_one
from videogen_dagster.engines.diffusion.presets import Task
from videogen_dagster.engines.diffusion.residency import Resident
from videogen_dagster.engines.diffusion.use_record import UseRecord
from videogen_dagster.engines.model_choice import ModelChoice
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.media.encoders import Encoder

RequestT = TypeVar("RequestT")
AskedT_contra = TypeVar("AskedT_contra", contravariant=True)


class MakesClip(Protocol[AskedT_contra]):
    """Makes the clip of one request."""

    def __call__(
        self, index: int, request: AskedT_contra, workspace: Workspace, resident: Resident, *, encoder: Encoder
    ) -> Clip:
        """Return the clip, kept in the store.

        Args:
            index: Place of the request in its batch.
            request: What is wanted.
            workspace: Where it is made.
            resident: The model, loaded.
            encoder: What encodes it.

        Raises:
            Cancelled: A person asked to stop.
            EngineFailure: It cannot be made.
            StorageFailure: It cannot be written or kept.
        """
        ...


@dataclass(frozen=True, slots=True)
class ClipModel:
    """A model, and what encodes the clips that it makes.

    Attributes:
        engine: Name of the engine.
        version: Of the engine; raised when the same request gives another clip.
        task: What the model is for.
        choice: Which one, and how it runs.
        encoder: What encodes the clips.
    """

    engine: str
    version: int
    task: Task
    choice: ModelChoice
    encoder: Encoder

    def fingerprint(self) -> str:
        """Return what determines a clip beside its request.

        Raises:
            InvalidInput: The choice is wrong.
            ModelMissing: The model is not there.
        """
        return self.encoder.named(f"{self.engine}/{self.version} {canonical_json(self._resolved().facts).decode()}")

    def clips(
        self, requests: Sequence[RequestT], make: MakesClip[RequestT], *, workspace: Workspace, record: UseRecord
    ) -> Iterator[Clip | EngineFailure]:
        """Yield what becomes of every request, in order.

        Args:
            requests: What is wanted.
            make: Makes one clip.
            workspace: Where they are made.
            record: Where it is noted what the model took.

        Raises:
            Cancelled: A person asked to stop.
            InvalidInput: The choice is wrong.
            ModelMissing: The model is not there.
        """

        def made(index: int, request: RequestT, resident: Resident) -> Clip:
            return make(index, request, workspace, resident, encoder=self.encoder)

        yield from one_by_one(requests, made, model=self._resolved(), workspace=workspace, record=record)

    def _resolved(self) -> Model:
        return resolve_model(self.choice, self.task, engine=self.engine)
