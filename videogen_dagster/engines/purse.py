"""Who pays: a purse reserves what calls may cost before they are made, and books what they did cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeVar, runtime_checkable

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.values import Value
from videogen_dagster.engines.protocols import Engine
from videogen_dagster.store.intents import Intent

RequestT_contra = TypeVar("RequestT_contra", contravariant=True)


@runtime_checkable
class ChargesMoney(Protocol[RequestT_contra]):
    """What an engine has, too, whose provider charges for results. It knows what is counted, not what that costs."""

    def charges(self, request: RequestT_contra) -> tuple[Charge, ...]:
        """Return what the provider charges at most for a request: a charge for each call; nothing for what is free.

        Reads no file and asks nobody: plans ask this for requests whose media is not there yet.

        Raises:
            InvalidInput: The deployment's choice of a provider cannot be used.
        """
        ...


@dataclass(frozen=True, slots=True)
class Claim:
    """A call that is about to be made.

    Attributes:
        fingerprint: What its result will be named by.
        index: Which request of the batch.
        engine: Name of the engine.
        charges: What it uses at most.
    """

    fingerprint: str
    index: int
    engine: str
    charges: tuple[Charge, ...]


class Purse(Protocol):
    """Pays for the calls of one batch. Methods may be called from any thread; all raise `StorageFailure`."""

    def reserve(self, claims: Sequence[Claim]) -> Mapping[str, EngineFailure]:
        """Set aside what calls may cost, in their order, and return why the others may not be made, by fingerprint.

        What an earlier attempt at the same call set aside is taken over: it counts once.
        """
        ...

    def usd(self, charge: Charge) -> Decimal | None:
        """Return what something costs today, or None if no price is known."""
        ...

    def cost(self, fingerprint: str, paid_usd: Decimal | None) -> Decimal | None:
        """Return what a call that was reserved has cost: what is known to be paid, else as much as was set aside.

        None for a call that nothing was set aside for, or whose price nobody knows.
        """
        ...

    def settle(self, fingerprint: str, usd: Decimal | None) -> None:
        """Book what a call has cost in the place of what was set aside for it; None: as much as was set aside.

        Nothing happens where nothing was set aside, or another process has booked it.
        """
        ...

    def release(self, fingerprint: str) -> None:
        """Give back what was set aside for a call that was not paid."""
        ...


def charges_of(engine: Engine[Any, Any], request: Value) -> tuple[Charge, ...]:
    """Return what an engine's provider charges at most for a request; nothing for an engine of this machine.

    Raises:
        InvalidInput: The deployment's choice of a provider cannot be used.
    """
    if isinstance(engine, ChargesMoney):
        return engine.charges(request)
    able = engine.capabilities()
    return () if able.offline else (Charge(provider=able.name, amounts={"requests": Decimal(1)}),)


def settle_or_release(intent: Intent, purse: Purse | None) -> None:
    """Book what a call without a result has cost: some of its requests may have been answered."""
    if purse is None:
        return
    if intent.paid_usd is None:
        purse.release(intent.fingerprint)
    else:
        purse.settle(intent.fingerprint, intent.paid_usd)


def keep_or_release(intent: Intent, purse: Purse | None) -> None:
    """Leave what is set aside to the attempt that goes on with a call, unless nothing was asked for yet."""
    if purse is not None and intent.is_idle:
        purse.release(intent.fingerprint)
