"""What running a model took, for the metadata of the step that ran it."""

from typing import Protocol, runtime_checkable

from videogen_dagster.core.values import Value
from videogen_dagster.engines.residents import ResidentModel


class ModelUse(Value):
    """How a model was used in one call of an engine.

    Attributes:
        model: Its name.
        revision: Commit at the hub, or `local`.
        device: Where it ran.
        load_s: Seconds that it took to load; 0 if it was in memory.
        peak_bytes: Most memory that the GPU held, or None where that is not told.
        residents: What was in memory afterwards.
        degraded: What was done because memory was short, in order.
        warnings: What a person should know: words of a prompt that the model did not read.
    """

    model: str
    revision: str
    device: str
    load_s: float = 0.0
    peak_bytes: int | None = None
    residents: tuple[ResidentModel, ...] = ()
    degraded: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@runtime_checkable
class TellsUse(Protocol):
    """What an engine has, too, that runs a model on this machine."""

    def last_use(self) -> ModelUse | None:
        """Return how its model was used in the last call of `generate`; None before there was one."""
        ...
