"""Prompts whose own words are the narration: several sentences, or another language than English."""

from typing import Final

from videogen_dagster.engines.script.rules.clause import event_in
from videogen_dagster.engines.script.rules.idea_reading import Reading
from videogen_dagster.engines.script.rules.knowledge.subject import Moment
from videogen_dagster.engines.script.rules.sentences import clauses, packed
from videogen_dagster.engines.script.rules.timing import speech_s
from videogen_dagster.engines.script.rules.tongues import english_picture_words
from videogen_dagster.engines.script.rules.wording import picture_words

FEWEST: Final = 4
MOST: Final = 8
_SHORT_CLAUSE_WORDS: Final = 3


def told_moments(reading: Reading, *, language: str) -> tuple[Moment, ...]:
    """Return four to eight moments that read out a prompt of several sentences, word for word.

    Args:
        reading: A prompt with its sentences.
        language: BCP 47 tag that speech is timed in.
    """
    texts = _grouped(reading.told, language)
    said = [Moment(text, picture_words(named, words=22)) for text, named in zip(texts, _with_names(texts), strict=True)]
    opening = [Moment("", f"{said[0].show}, empty, before anything happens")] if len(said) < FEWEST else []
    return (*opening, *said)


def foreign_moments(reading: Reading, *, language: str) -> tuple[Moment, ...]:
    """Return at least four moments of a prompt that is not English.

    Only the prompt's own words are spoken, clause by clause: English sentences would be out of place, and inventing
    sentences in every language would be worse. Silent pictures of what it names make up the number.

    Args:
        reading: The prompt with its sentences.
        language: BCP 47 tag that speech is timed in.
    """
    pieces = packed(
        (clause for sentence in reading.told for clause in clauses(sentence)),
        fits=lambda text: min(map(len, map(str.split, clauses(text)))) <= _SHORT_CLAUSE_WORDS,
    )
    named = english_picture_words(reading.text) or (reading.text,)
    whole = ", ".join(named)
    said = [Moment(text, ", ".join(english_picture_words(text)) or text) for text in _grouped(pieces, language)]
    views = [f"{named[0]}, wide and empty, first light", f"{named[-1]}, close", f"{whole}, from far away, last light"]
    missing = FEWEST - len(said)
    if missing <= 0:
        return tuple(said)
    opening = [Moment("", views[0])]
    closing = [Moment("", view) for view in views[1:][: missing - 1]]
    return (*opening, *said, *closing)


def _with_names(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Put the last named subject where a sentence begins with a pronoun, because every picture stands for itself."""
    named: list[str] = []
    subject = ""
    for text in texts:
        first, _, rest = text.partition(" ")
        if first.lower() in {"he", "she", "it", "they"} and subject:
            named.append(f"{subject} {rest}")
            continue
        event = event_in(text)
        subject = event.who.definite() if event else subject
        named.append(text)
    return tuple(named)


def _grouped(texts: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Join neighbours evenly until there are at most `MOST`."""
    if len(texts) <= MOST:
        return texts
    fair_s = sum(speech_s(text, language) for text in texts) / MOST * 1.25
    groups = list(packed(texts, fits=lambda text: speech_s(text, language) <= fair_s))
    return (*groups[: MOST - 1], " ".join(groups[MOST - 1 :]))
