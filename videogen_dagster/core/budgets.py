"""Amounts of money that people give and read: US dollars, counted in millionths."""

from decimal import Decimal, InvalidOperation
from typing import Final

from videogen_dagster.core.errors import InvalidInput

MICRO: Final = Decimal("0.000001")
MOST_USD: Final = Decimal(1_000_000)
"""A larger budget is a slip of the finger, and no limit."""


def budget_of(given: object, *, field: str, source: str | None = None) -> Decimal:
    """Return the budget that a person gave, in US dollars.

    Args:
        given: A number, or a text like `5` or `2.50`.
        field: Where it stands.
        source: In which file.

    Raises:
        InvalidInput: It is no amount above 0.
    """
    text = str(given).strip().removeprefix("$")
    try:
        usd = Decimal(text)
    except InvalidOperation:
        usd = Decimal(0)
    if not usd.is_finite() or not MICRO <= usd <= MOST_USD or isinstance(given, bool):
        raise InvalidInput(
            f"{str(given)[:40]!r} is no budget in US dollars",
            source=source,
            field=field,
            remedy=f"write an amount above 0 and up to {MOST_USD}, like 2.50, or leave it out",
        )
    return usd.quantize(MICRO)


def dollars(usd: Decimal) -> str:
    """Return an amount as people read it: cents, and smaller parts where there are some."""
    cents = usd.quantize(Decimal("0.01"))
    return f"${cents if cents == usd else usd.quantize(MICRO).normalize():f}"
