"""Who charges: the provider that an engine is named after, or whoever is behind another base URL."""

from decimal import Decimal, InvalidOperation
from typing import Final
from urllib.parse import urlsplit

from videogen_dagster.engines.providers.endpoint import Endpoint

BYTES_OF_A_TOKEN: Final = 2
"""No model's tokens are shorter in written language: English has some 4 bytes a token, Chinese and Thai 3."""
MOST_COUNTED: Final = 1_000_000
"""Of whatever is counted for one job; more is a mistake of whoever tells it."""


def provider_of(endpoint: Endpoint, usual_base_url: str) -> str:
    """Return who charges, as prices name them: the engine at the provider's own address, else the host that is asked.

    Args:
        endpoint: Where the provider is.
        usual_base_url: Where it is for everybody.
    """
    if endpoint.base_url == usual_base_url.rstrip("/"):
        return endpoint.engine
    return urlsplit(endpoint.base_url).hostname or endpoint.engine


def most_tokens(*texts: str) -> int:
    """Return how many tokens of a language model texts take at most."""
    return sum(-(-len(text.encode()) // BYTES_OF_A_TOKEN) for text in texts)


def counted(number: object) -> Decimal | None:
    """Return an amount that a provider tells, or None if it is none or nothing: in a header it is text."""
    if isinstance(number, bool) or not isinstance(number, int | float | str):
        return None
    try:
        amount = Decimal(str(number).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 < amount <= MOST_COUNTED else None


def whole(number: object) -> Decimal | None:
    """Return a count that a provider tells, or None if it is none."""
    return Decimal(number) if isinstance(number, int) and number >= 0 else None
