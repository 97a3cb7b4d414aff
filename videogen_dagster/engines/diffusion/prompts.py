"""From a request's words to what a model reads: look first, then what is seen, then who."""

from collections.abc import Mapping
from typing import Any, Final

from videogen_dagster.core.choices import Style
from videogen_dagster.core.requests import ImageRequest

LOOKS: Final[Mapping[Style, str]] = {
    Style.CINEMATIC: "cinematic film still, natural light, 35mm",
    Style.STORYBOOK: "storybook illustration, gouache, warm",
    Style.NOIR: "film noir still, black and white, hard shadows",
    Style.PASTEL: "soft pastel illustration, flat, gentle colours",
    Style.RETRO: "1970s retro illustration, grain, faded print",
    Style.NEON: "neon lit, synthwave, night colours",
    Style.PAPERCUT: "layered papercut artwork, paper texture",
}
EMPTY_STAGE: Final = "empty product photography stage, nothing on it"
NOT_ON_STAGE: Final = "product, bottle, package, object, hands"
FREE_FOREGROUND: Final = "empty foreground, nobody in front"


def picture_prompt(request: ImageRequest) -> str:
    """Return what a model is to draw, in its words.

    A photographed product and the words of a card are set on the picture afterwards: the model draws only what is behind.
    Look and scene stand first: models cut what is too long at its end.
    """
    staged = [EMPTY_STAGE] if request.photo is not None else []
    free = [FREE_FOREGROUND] if request.room_for_speaker else []
    return ". ".join(
        text.strip().rstrip(".") for text in (LOOKS[request.style], *staged, request.prompt, *free, *_people(request))
    )


def _people(request: ImageRequest) -> list[str]:
    """Return who is seen, those on the references first: the first is in the first picture."""
    if request.portrait:
        return []  # its prompt describes who is on it
    shown = len(request.references)
    named = []
    for index, who in enumerate(request.characters):
        like = f"looks exactly like the person in image {index + 1}" if index < shown else ""
        told = ", ".join(text for text in (who.description.strip().rstrip("."), like) if text)
        named.append(f"{who.name}: {told}" if told else who.name)
    return named


def negative_prompt(request: ImageRequest) -> str:
    """Return what a model must not draw."""
    staged = [NOT_ON_STAGE] if request.photo is not None else []
    return ", ".join(text for text in (request.negative_prompt.strip(), *staged) if text)


def unread_words(tokenizer: Any, text: str, *, most: int) -> str:
    """Return the end of a prompt that a model does not read, or nothing if it reads all: CLIP cuts after 77 tokens.

    Args:
        tokenizer: That of the pipeline.
        text: The prompt.
        most: Tokens that the model reads, with those at both ends.
    """
    if len(_tokens(tokenizer, text)) <= most:
        return ""
    words = text.split()
    read, cut = 0, len(words)
    while read < cut:  # the longest beginning that fits, by halves
        middle = (read + cut + 1) // 2
        read, cut = (middle, cut) if len(_tokens(tokenizer, " ".join(words[:middle]))) <= most else (read, middle - 1)
    return " ".join(words[read:])


def _tokens(tokenizer: Any, text: str) -> list[int]:
    return tokenizer(text, truncation=False, verbose=False)["input_ids"]
