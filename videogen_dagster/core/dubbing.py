"""A film spoken in another language than its script: what is to be translated, and the plan with other words in it."""

import operator
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final, Literal

from pydantic import Field

from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.media import Media
from videogen_dagster.core.requests import Take
from videogen_dagster.core.storyboard import LONGEST_TITLE, Card, Character, Line, Scene, Storyboard
from videogen_dagster.core.translation import MOST_TEXTS, PORTION_SCENES, kept_names
from videogen_dagster.core.values import Value

MOST_CHARACTERS: Final = 6000
"""Of one portion, but for a line that is longer: an answer of that length is not cut off."""

Words = Annotated[str, Field(min_length=1)]


class SpokenText(Value):
    """Words of a film that are translated as one.

    Attributes:
        text: What is said, or stands on a card.
        speaker: Name of who says it; empty for words on a card.
        longest: Characters that the translation may have at most, or None: as many as it takes.
    """

    text: Words
    speaker: str = ""
    longest: int | None = None


class DubbingRequest(Value):
    """Translate what is said in scenes that follow each other, for voices to speak it.

    Attributes:
        texts: What is said and what stands on cards, in the order of the film.
        source_language: BCP 47 tag of `texts`.
        language: BCP 47 tag of the translation.
        title: Of the film.
        names: What keeps its name: people with a first name, brands.
    """

    kind: Literal["dubbing"] = "dubbing"
    texts: Annotated[tuple[SpokenText, ...], Field(min_length=1, max_length=MOST_TEXTS)]
    source_language: str
    language: str
    title: str = ""
    names: tuple[str, ...] = ()
    take: Take = 1


class Dubbing(Value):
    """What is said in another language: one text for each of the request, in its order.

    Attributes:
        texts: What is said, or stands on a card.
        written_with: The instruction with which a language model wrote them, as the store holds it, or None.
    """

    texts: tuple[Words, ...]
    written_with: Annotated[Media | None, Field(exclude_if=operator.not_)] = None


def dubbing_language(settings: FilmSettings) -> str | None:
    """Return the language into which what is said is translated, or None if it is spoken as it is written."""
    wanted = settings.dub_language
    return wanted if wanted and wanted.lower() != settings.language.lower() else None


def dubbing_requests(storyboard: Storyboard, language: str) -> Mapping[str, DubbingRequest]:
    """Return what is to be translated, by names for people that tell the scenes, in the order of the film.

    Args:
        storyboard: The plan, in the script's language.
        language: BCP 47 tag of what is to be spoken.
    """
    names = kept_names(storyboard)
    requests: dict[str, DubbingRequest] = {}
    for portion in _portions(storyboard):
        first, last = portion[0][0], portion[-1][0]
        name = f"{language} {first}" if first == last else f"{language} {first}-{last}"
        again = sum(each.partition(" part ")[0] == name for each in requests)
        requests[f"{name} part {again + 1}" if again else name] = DubbingRequest(
            texts=tuple(text for _, text in portion),
            source_language=storyboard.settings.language,
            language=language,
            title=storyboard.title,
            names=names,
        )
    return requests


def dubbed_storyboard(storyboard: Storyboard, language: str, dubbings: Sequence[Dubbing]) -> Storyboard:
    """Return the plan of the film that is spoken in another language; what is seen stays, but for words on cards.

    Args:
        storyboard: The plan, in the script's language.
        language: BCP 47 tag of what is spoken.
        dubbings: A result for each of its `dubbing_requests`, in their order.
    """
    texts = iter([text for each in dubbings for text in each.texts])
    written_with = dict.fromkeys(each.written_with for each in dubbings if each.written_with)
    source = storyboard.settings.language
    return storyboard.model_copy(
        update={
            "settings": storyboard.settings.model_copy(update={"language": language, "dub_language": None}),
            "dubbed_from": source,
            "written_with": (*storyboard.written_with, *written_with),
            "characters": tuple(
                who if _is_foreign(who.language, source) else who.model_copy(update={"language": None})
                for who in storyboard.characters
            ),
            "scenes": tuple(_dubbed(scene, storyboard, language, texts) for scene in storyboard.scenes),
        }
    )


def _portions(storyboard: Storyboard) -> Iterator[list[tuple[str, SpokenText]]]:
    """Yield texts with their scene, portion by portion: an edit of one leaves the others as they are."""
    for first in range(0, len(storyboard.scenes), PORTION_SCENES):
        portion: list[tuple[str, SpokenText]] = []
        for scene in storyboard.scenes[first : first + PORTION_SCENES]:
            for text in _texts(scene, storyboard):
                if len(portion) == MOST_TEXTS or (portion and _characters(portion) + len(text.text) > MOST_CHARACTERS):
                    yield portion
                    portion = []
                portion.append((scene.id, text))
        if portion:
            yield portion


def _characters(portion: Sequence[tuple[str, SpokenText]]) -> int:
    return sum(len(text.text) for _, text in portion)


def _texts(scene: Scene, storyboard: Storyboard) -> Iterator[SpokenText]:
    """Yield what of a scene is translated, in the order in which `_dubbed` takes it."""
    if scene.card:
        yield SpokenText(text=scene.card.title, longest=LONGEST_TITLE)
        if scene.card.text:
            yield SpokenText(text=scene.card.text)
    for line in scene.lines:
        speaker = storyboard.character(line.character)
        if _is_translated(scene, line, speaker, storyboard.settings.language):
            yield SpokenText(text=line.text, speaker=speaker.name)


def _dubbed(scene: Scene, storyboard: Storyboard, language: str, texts: Iterator[str]) -> Scene:
    card = scene.card and _dubbed_card(scene.card, texts)
    source = storyboard.settings.language
    lines: list[Line] = []
    for line in scene.lines:
        speaker = storyboard.character(line.character)
        own = line.language or speaker.language
        if _is_translated(scene, line, speaker, source):
            tag = language if _is_foreign(speaker.language, source) else None
            lines.append(line.model_copy(update={"text": next(texts), "language": tag}))
        else:
            lines.append(line if _is_foreign(own, source) else line.model_copy(update={"language": own or source}))
    return scene.model_copy(update={"card": card, "lines": tuple(lines)})


def _dubbed_card(card: Card, texts: Iterator[str]) -> Card:
    return card.model_copy(update={"title": next(texts), "text": next(texts) if card.text else ""})


def _is_translated(scene: Scene, line: Line, speaker: Character, source: str) -> bool:
    """Return whether a line is translated: a recording stays as it was recorded, a foreign language is meant."""
    return scene.audio is None and not _is_foreign(line.language or speaker.language, source)


def _is_foreign(language: str | None, source: str) -> bool:
    return language is not None and language.partition("-")[0].lower() != source.partition("-")[0].lower()
