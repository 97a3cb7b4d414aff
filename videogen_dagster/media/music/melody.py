"""Melodies: a motif of two bars, stated, answered, varied, and rests between phrases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from videogen_dagster.media.music.form import PHRASE_BARS, Bar
from videogen_dagster.media.music.moods import Rhythm

# Contours as steps of the scale from the melody's centre, for up to six notes: arch, valley, climb, fall, turn.
CONTOURS: Final = (
    (0, 1, 2, 4, 2, 1),
    (2, 1, 0, -1, 0, 2),
    (-2, -1, 0, 1, 2, 4),
    (4, 3, 2, 1, 0, -1),
    (0, 2, 1, 3, 2, 0),
    (1, 0, 2, 1, -1, 0),
)
FURTHEST: Final = 6


@dataclass(frozen=True, slots=True)
class Tone:
    """A note of a melody before it meets a chord.

    Attributes:
        beat: When it starts, from the bar's start.
        beats: Its length.
        step: Steps of the scale above the melody's centre.
        accent: How strong, about 1.
    """

    beat: float
    beats: float
    step: int
    accent: float


@dataclass(frozen=True, slots=True)
class Motif:
    """A melodic idea: a question and how it goes on."""

    question: tuple[Tone, ...]
    answer: tuple[Tone, ...]


def compose_motif(rhythms: Sequence[Rhythm], dice: np.random.Generator) -> Motif:
    """Return a motif of two different bars."""
    first, second = (int(index) for index in dice.choice(len(rhythms), size=2, replace=False))
    rise, fall = (int(index) for index in dice.choice(len(CONTOURS), size=2, replace=False))
    return Motif(_bar(rhythms[first], CONTOURS[rise], shift=0), _bar(rhythms[second], CONTOURS[fall], shift=-1))


def _bar(rhythm: Rhythm, contour: Sequence[int], *, shift: int) -> tuple[Tone, ...]:
    return tuple(
        Tone(beat, beats, contour[number % len(contour)] + shift, 1.0 if beat in {0, 2} else 0.85)
        for number, (beat, beats) in enumerate(rhythm)
    )


def phrase_bar(motif: Motif, bar: Bar, dice: np.random.Generator) -> Iterator[Tone]:
    """Yield the melody of one bar of a section.

    A phrase has four bars: question, answer, the question varied, a long note and a rest. The second phrase of a section
    lies a step or two higher; each return of the section changes more of the motif.

    Args:
        motif: The section's idea.
        bar: Where in the form.
        dice: Decides the variation of this bar.
    """
    place, phrase = bar.index % PHRASE_BARS, bar.index // PHRASE_BARS
    lift = (phrase % 2) * 2 + bar.variation % 2
    match place:
        case 0:
            tones = motif.question
        case 1:
            tones = motif.answer
        case 2:
            tones = tuple(replace(tone, step=tone.step + (1 if phrase % 2 == 0 else -1)) for tone in motif.question)
        case _:
            tones = (Tone(0, 2.5, motif.answer[-1].step, 1.0),)
    strength = (0.1, 0.1, 0.3, 0.0)[place] + 0.15 * min(2, bar.variation)
    for tone in tones:
        varied = _varied(tone, strength, dice)
        yield from (replace(part, step=_bounded(part.step + lift)) for part in varied)


def _varied(tone: Tone, strength: float, dice: np.random.Generator) -> tuple[Tone, ...]:
    """Return the tone as it is, moved to a neighbour, left out, or broken into two."""
    chance, kind = dice.random(), int(dice.integers(3))
    if chance >= strength:
        return (tone,)
    match kind:
        case 0:
            return (replace(tone, step=tone.step + int(dice.choice((-1, 1)))),)
        case 1 if tone.beat not in {0, 2}:
            return ()
        case _ if tone.beats >= 1:
            half = tone.beats / 2
            second = Tone(tone.beat + half, half, tone.step + 1, tone.accent * 0.85)
            return replace(tone, beats=half), second
        case _:
            return (tone,)


def _bounded(step: int) -> int:
    return max(-FURTHEST, min(FURTHEST, step))
