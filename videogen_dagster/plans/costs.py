"""What requests would cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from videogen_dagster.core.values import Value
from videogen_dagster.engines.protocols import Engine
from videogen_dagster.engines.providers.prices import PriceList
from videogen_dagster.engines.purse import charges_of


@dataclass(frozen=True, slots=True)
class Cost:
    """A sum, in US dollars; None if a price is missing, then `unpriced` names the models."""

    usd: float | None
    unpriced: tuple[str, ...] = ()


def cost_of(asked: Iterable[tuple[Engine[Any, Any], Value]], prices: PriceList) -> Cost:
    """Return what engines charge at most for requests.

    Raises:
        InvalidInput: The deployment's choice of a provider cannot be used.
    """
    total, unpriced = Decimal(0), dict[str, None]()
    for engine, request in asked:
        for charge in charges_of(engine, request):
            usd = prices.usd(charge)
            if usd is None:
                unpriced[charge.model or charge.provider] = None
            else:
                total += usd
    return Cost(None, tuple(unpriced)) if unpriced else Cost(float(total))
