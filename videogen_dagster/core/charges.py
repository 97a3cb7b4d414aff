"""What providers charge for, in the units that they count. What that costs is a price list's matter, not an engine's."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from videogen_dagster.core.values import Value

Unit = Literal["requests", "images", "seconds", "characters", "input_tokens", "output_tokens", "image_input_tokens"]
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)


class Charge(Value):
    """What one call of a provider uses.

    Attributes:
        provider: Who charges: the engine's name, or the host where another server is asked.
        model: The provider's own name of the model.
        amounts: How much of each unit, as far as that is known. Units that a model has no price for cost nothing.
        of: What prices may depend on: size, quality, resolution.
    """

    provider: str
    model: str = ""
    amounts: Mapping[Unit, Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]]
    of: Mapping[str, str] = {}
