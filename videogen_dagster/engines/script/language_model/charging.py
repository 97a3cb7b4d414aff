"""What language models charge: tokens in and out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import ceil
from typing import Final

from videogen_dagster.core.brief import Idea, Product
from videogen_dagster.core.charges import Charge, Unit
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.engines.providers.charging import most_tokens, whole
from videogen_dagster.engines.script.rules.planning import planned

CHUNK_SCENES: Final = 18
TASK_TOKENS: Final = 2500
"""Of a task with its schema."""
ANSWER_TOKENS: Final = 4096
THOUGHT_TOKENS: Final = 16_384
"""Of an answer with what a model thinks before it, which is charged as well."""
THINKING: Final = ("gpt-5", "o1", "o3", "o4")
ANSWERS_LIMITED_BY: Final = ("max_completion_tokens", "max_tokens")
ASKED_TWICE: Final = 2
"""An answer that cannot be used is asked for once more."""
TOKENS_A_TEXT: Final = 40
"""Of the id of a text that is translated, and of what stands around it."""


def most_of_a_plan(request: StoryboardRequest, *, provider: str, model: str, options: Mapping[str, str]) -> Charge:
    """Return what a film's plan costs: an estimate on the high side, as only an answer tells how long it is.

    Args:
        request: What is planned.
        provider: Who charges.
        model: The provider's name of the model.
        options: What else the model is told.
    """
    calls, material = _calls(request), most_tokens(request.brief.model_dump_json())
    limits = [int(options[name]) for name in ANSWERS_LIMITED_BY if options.get(name, "").isdecimal()]
    usual = THOUGHT_TOKENS if model.startswith(THINKING) else ANSWER_TOKENS
    answered = calls * (min(limits) if limits else usual)
    given = calls * TASK_TOKENS + ASKED_TWICE * material
    return Charge(
        provider=provider,
        model=model,
        amounts={
            "requests": Decimal(ASKED_TWICE * calls),
            "input_tokens": Decimal(ASKED_TWICE * given + answered),  # the second time it sees its first answer
            "output_tokens": Decimal(ASKED_TWICE * answered),
        },
    )


def most_of_a_translation(texts: Sequence[str], about: Sequence[str], *, provider: str, model: str) -> Charge:
    """Return what the translation of texts costs: an estimate on the high side.

    Args:
        texts: What is translated.
        about: What else the model is given to understand them by.
        provider: Who charges.
        model: The provider's name of the model.
    """
    material = most_tokens(*texts, *about) + TOKENS_A_TEXT * len(texts)
    answered = 2 * material + (THOUGHT_TOKENS if model.startswith(THINKING) else 0)
    amounts: dict[Unit, Decimal] = {
        "requests": Decimal(ASKED_TWICE),
        "input_tokens": Decimal(ASKED_TWICE * (TASK_TOKENS + material) + answered),
        "output_tokens": Decimal(ASKED_TWICE * answered),
    }
    return Charge(provider=provider, model=model, amounts=amounts)


def used_by_a_call(*, provider: str, model: str, asked: str, said: str, usage: object) -> Charge:
    """Return what a call has cost by the `usage` of its answer; by its words, where that is missing.

    Args:
        provider: Who charges.
        model: The provider's name of the model.
        asked: All that the model was told.
        said: What it answered.
        usage: What the answer says of its tokens, if it does.
    """
    given, answered = whole(getattr(usage, "prompt_tokens", None)), whole(getattr(usage, "completion_tokens", None))
    return Charge(
        provider=provider,
        model=model,
        amounts={
            "requests": Decimal(1),
            "input_tokens": Decimal(most_tokens(asked)) if given is None else given,
            "output_tokens": Decimal(most_tokens(said)) if answered is None else answered,
        },
    )


def _calls(request: StoryboardRequest) -> int:
    """Return how many calls a plan takes, each asked once."""
    if isinstance(request.brief.content, Idea | Product):
        return 1
    try:
        return 1 + ceil(len(planned(request).scenes) / CHUNK_SCENES)
    except EngineFailure:  # there is nothing to show: told when it is planned
        return 1
