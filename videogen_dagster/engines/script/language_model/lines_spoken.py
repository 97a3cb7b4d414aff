"""What a translation of spoken lines must keep: their number, numbers and names, who speaks, and about the time to say them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.core.captions import reading_s
from videogen_dagster.core.dubbing import DubbingRequest, SpokenText
from videogen_dagster.engines.script.language_model.translating import (
    TOLERANCE,
    is_too_long,
    room,
    untranslated,
    wrong_facts,
)

SHORTER: Final = 0.3
"""How much of the time of the original a translation takes at least: one that takes less leaves something out."""
TELLING_S: Final = 3.0
"""From here on that is told; a short answer may be a shorter one in another language."""


def characters(spoken: SpokenText, language: str) -> int:
    """Return how many characters a model is told that a translation may have."""
    most = room(spoken.text, language)
    return most if spoken.longest is None else min(most, int(spoken.longest / TOLERANCE))


def wrong_with_lines(request: DubbingRequest, texts: Sequence[str]) -> str | None:
    """Say what is wrong with a translation that has a text for each of the request, or None."""
    given = [spoken.text for spoken in request.texts]
    wrong = (
        *wrong_facts(given, texts, request.names, what="line"),
        *_in_lines(request, texts),
        untranslated(given, texts, source=request.source_language, language=request.language),
    )
    return next(filter(None, wrong), None)


def _in_lines(request: DubbingRequest, texts: Sequence[str]) -> Iterator[str]:
    for index, (spoken, text) in enumerate(zip(request.texts, texts, strict=True)):
        if _names_speaker(text, spoken.speaker) and not _names_speaker(spoken.text, spoken.speaker):
            yield f"line {index + 1} begins with its speaker: only what is said is wanted"
        if is_too_long(text, spoken.text) or (spoken.longest is not None and len(text) > spoken.longest):
            yield f"line {index + 1} is too long: at most {characters(spoken, request.language)} characters"
        if reading_s(spoken.text) > TELLING_S and reading_s(text) < SHORTER * reading_s(spoken.text):
            yield f"line {index + 1} leaves out most of the original"


def _names_speaker(text: str, speaker: str) -> bool:
    return bool(speaker) and re.match(rf"\W*{re.escape(speaker)}\W*[:：]", text, re.IGNORECASE) is not None
