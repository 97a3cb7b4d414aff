"""The models that stay in this process: engines that keep some say so here, and `videogen workers` shows them."""

from collections.abc import Callable, Sequence
from typing import Annotated, Final

from pydantic import Field

from videogen_dagster.core.values import Value


class ResidentModel(Value):
    """A model that stays loaded between steps.

    Attributes:
        name: As messages call it: its id and what it is used for.
        bytes: What it takes on its device.
        device: Where it is: `cuda:0`, `cpu`.
    """

    name: str
    bytes: Annotated[int, Field(ge=0)]
    device: str


_SOURCES: Final[list[Callable[[], Sequence[ResidentModel]]]] = []


def register(source: Callable[[], Sequence[ResidentModel]]) -> None:
    """Let `source` tell what it keeps: it is called from any thread, also while a step runs, and costs next to nothing."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def resident_models() -> tuple[ResidentModel, ...]:
    """Return the models that this process holds."""
    return tuple(model for source in tuple(_SOURCES) for model in source())
