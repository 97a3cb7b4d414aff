"""Refusals of what is asked for: a provider's rules forbid it, and other words may pass."""

import re
from typing import Final, TypeVar

from videogen_dagster.core.errors import EngineRefused

OTHER_WORDS: Final = "ask for it in other words"
"""The remedy where no scene is known; who knows it says with which command (`assets.refusals`)."""

_FORBIDDEN: Final = re.compile(
    r"moderation|content[ _-]?(policy|filter|check|violation)|safety[ _-](system|check|filter|polic)|nsfw|inappropriate"
    r"|sensitive (content|material)|flagged|usage polic|prohibited content",
    re.IGNORECASE,
)
"""How OpenAI (`moderation_blocked`, `content_policy_violation`), Azure (`content_filter`), fal and models at Replicate say it."""

_RefusedT = TypeVar("_RefusedT", bound=EngineRefused)


def of_content(refused: _RefusedT, said: str) -> _RefusedT:
    """Return a refusal, with what mends it if it is one of content.

    Args:
        refused: What is told.
        said: All that the provider says of it, codes and types included.
    """
    if _FORBIDDEN.search(said):
        refused.of_content = True
        refused.remedy = refused.remedy or OTHER_WORDS
    return refused
