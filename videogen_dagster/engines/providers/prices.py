"""Prices of providers: data with dates, packaged or a deployment's own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, ValidationError

from videogen_dagster.core.budgets import MICRO
from videogen_dagster.core.charges import Charge, Unit
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.values import Value

PACKAGED: Final = Path(__file__).with_name("prices.toml")
SETTING: Final = "VIDEOGEN_PRICES"


class Price(Value):
    """What one unit of a model costs from a day on.

    Attributes:
        provider: Who charges, as `Charge` names them.
        model: The provider's name of the model; `*` stands for any part of one.
        since: From which day on (UTC).
        unit: What is counted.
        usd: What `per` of them cost.
        per: How many.
        of: What else must be so for this price: size, quality, resolution.
        source: Where the provider says it.
    """

    provider: str
    model: str
    since: date
    unit: Unit
    usd: Annotated[Decimal, Field(ge=0, lt=1_000_000, allow_inf_nan=False)]
    per: Annotated[int, Field(ge=1)] = 1
    of: Mapping[str, str] = {}
    source: str = ""

    def is_for(self, charge: Charge) -> bool:
        """Return whether it is a price of that model, under those conditions."""
        return fnmatchcase(charge.model, self.model) and self.of.items() <= charge.of.items()


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices, of which those of a deployment's own file win over the packaged ones, model by model.

    Attributes:
        packaged: Those that come with the program.
        own: Those of the deployment.
    """

    packaged: tuple[Price, ...] = ()
    own: tuple[Price, ...] = ()

    def usd(self, charge: Charge, on: date | None = None) -> Decimal | None:
        """Return what a charge costs, in US dollars, or None if no price is known.

        Args:
            charge: What is used.
            on: On which day; None: today (UTC).
        """
        day = on or datetime.now(UTC).date()
        for prices in (self.own, self.packaged):
            if known := [each for each in prices if each.provider == charge.provider and each.is_for(charge)]:
                return _cost(charge, _in_force([each for each in known if each.since <= day]))
        return None


def load_prices(own: Path | None) -> PriceList:
    """Return the packaged prices, and those of a deployment's own file.

    Raises:
        InvalidInput: The file cannot be read, or something in it is no price.
    """
    return PriceList(read_prices(PACKAGED), read_prices(own) if own else ())


def read_prices(path: Path) -> tuple[Price, ...]:
    """Return the prices that a file lists.

    Raises:
        InvalidInput: It cannot be read, or something in it is no price.
    """
    remedy = "write [[price]] with provider, model, since, unit and usd; see docs/how-to/keep-to-a-budget.md"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(
            f"the prices cannot be read: {error}", source=str(path), field=SETTING, remedy=remedy
        ) from error
    listed = document.get("price", [])
    if not isinstance(listed, list) or document.keys() - {"price"}:
        raise InvalidInput("it lists something else than prices", source=str(path), field=SETTING, remedy=remedy)
    return tuple(_price(each, path, f"price[{index}]", remedy) for index, each in enumerate(listed))


def _price(given: object, path: Path, where: str, remedy: str) -> Price:
    try:
        return Price.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join([where, *map(str, first["loc"])])
        raise InvalidInput(first["msg"].lower(), source=str(path), field=field, remedy=remedy) from error


def _in_force(prices: list[Price]) -> dict[Unit, Price]:
    """Return the price of each unit: an exact model before a pattern, more conditions before fewer, then the newest."""
    exact = [price for price in prices if "*" not in price.model] or prices
    ordered = sorted(exact, key=lambda price: (len(price.of), price.since))
    return {price.unit: price for price in ordered}


def _cost(charge: Charge, prices: Mapping[Unit, Price]) -> Decimal | None:
    if not prices or prices.keys() - charge.amounts.keys():
        return None
    usd = sum((charge.amounts[unit] * price.usd / price.per for unit, price in prices.items()), Decimal(0))
    return usd.quantize(MICRO, rounding=ROUND_CEILING)
