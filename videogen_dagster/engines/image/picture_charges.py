"""What OpenAI's image models charge for a picture: tokens in and out, as the API reference counts them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from videogen_dagster.core.charges import Charge
from videogen_dagster.engines.providers.charging import most_tokens, whole

OUTPUT_TOKENS: Final[Mapping[str, Mapping[str, int]]] = {
    "low": {"1024x1024": 272, "1024x1536": 408, "1536x1024": 400},
    "medium": {"1024x1024": 1056, "1024x1536": 1584, "1536x1024": 1568},
    "high": {"1024x1024": 4160, "1024x1536": 6240, "1536x1024": 6208},
}
"""Of a picture, by quality and size (OpenAI's guide to image generation, cost and latency)."""
MOST_OUTPUT_TOKENS: Final = 6240
REFERENCE_TOKENS: Final = 1000
"""Of a picture that is shown: at most 65 and 129 for each of its tiles of 512 pixels, of which a sheet has a few."""
FAITHFUL_TOKENS: Final = 6240
"""What `input_fidelity=high` adds for each."""


def most_of_a_picture(*, provider: str, model: str, call: Mapping[str, str], prompt: str, references: int) -> Charge:
    """Return what a picture costs at most.

    Args:
        provider: Who charges.
        model: The provider's name of the model.
        call: What the model is told beside the prompt.
        prompt: The prompt.
        references: How many pictures it is shown.
    """
    shown = REFERENCE_TOKENS + (FAITHFUL_TOKENS if call.get("input_fidelity") == "high" else 0)
    drawn = OUTPUT_TOKENS.get(call.get("quality", ""), {}).get(call["size"], MOST_OUTPUT_TOKENS)
    return Charge(
        provider=provider,
        model=model,
        amounts={
            "requests": Decimal(1),
            "images": Decimal(1),
            "input_tokens": Decimal(most_tokens(prompt)),
            "image_input_tokens": Decimal(shown * references),
            "output_tokens": Decimal(drawn),
        },
        of={name: value for name, value in call.items() if name not in {"model", "n"}},
    )


def used(most: Charge, usage: object) -> Charge:
    """Return what a picture has cost by what the answer says of its tokens; the most, where it says nothing."""
    details = getattr(usage, "input_tokens_details", None)
    images = whole(getattr(details, "image_tokens", None))
    given, drawn = whole(getattr(usage, "input_tokens", None)), whole(getattr(usage, "output_tokens", None))
    if given is None or drawn is None:
        return most
    told = {
        "input_tokens": max(Decimal(0), given - (images or 0)),
        "image_input_tokens": images or Decimal(0),
        "output_tokens": drawn,
    }
    return most.model_copy(update={"amounts": {**most.amounts, **told}})
