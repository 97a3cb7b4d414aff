"""From the request for a picture to a search for it, and whether two requests look for the same."""

from collections.abc import Mapping
from typing import Final

from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.core.search_words import search_words
from videogen_dagster.core.stock_media import MediaSearch

_NOT_LOOKED_FOR: Final = frozenset({"style", "size", "references", "found", "room_for_speaker"})
"""What changes how a picture is shown and not what is looked for."""


def search_for(request: ImageRequest, *, language: str = "en", duration_s: float = 0.0) -> MediaSearch:
    """Return what is looked for to show what a request asks for.

    Args:
        request: The request; names of characters are left out of the words, as nobody else knows them.
        language: Of its words, BCP 47.
        duration_s: About how long the scene lasts.
    """
    names = [who.name for who in request.characters]
    return MediaSearch(
        words=search_words(request.prompt, leave_out=names) or (request.prompt.strip()[:100],),
        unwanted=search_words(request.negative_prompt) if request.negative_prompt.strip() else (),
        size=request.size,
        footage=request.card is None and request.photo is None,
        language=language,
        duration_s=duration_s,
    )


def looked_for(request: Mapping[str, object]) -> dict[str, object]:
    """Return what of a picture's request, as a receipt has it, decides what is looked for: equal ones show the same."""
    return {name: value for name, value in request.items() if name not in _NOT_LOOKED_FOR}
