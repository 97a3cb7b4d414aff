"""The form of a piece: sections sized to its length, bars at exact samples, an ending that rings out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from videogen_dagster.media.sound import SAMPLE_RATE_HZ

BEATS_A_BAR: Final = 4
LONGEST_RING_S: Final = 5.0
PHRASE_BARS: Final = 4
SECTION_BARS: Final = 8


class Part(StrEnum):
    """What a section is in the whole."""

    INTRO = "intro"
    VERSE = "verse"
    CHORUS = "chorus"
    BRIDGE = "bridge"
    OUTRO = "outro"
    FINAL = "final"


ENERGY: Final = {
    Part.INTRO: 0.30,
    Part.VERSE: 0.55,
    Part.CHORUS: 0.80,
    Part.BRIDGE: 0.42,
    Part.OUTRO: 0.38,
    Part.FINAL: 0.60,
}
# What follows the introduction; a long piece goes round from the second chorus on, with a new variation each time.
ORDER: Final = (Part.VERSE, Part.CHORUS, Part.VERSE, Part.BRIDGE, Part.CHORUS)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, or the last chord.

    Attributes:
        part: The section it belongs to.
        section: Number of that section in the piece, from 0.
        index: Number of the bar in its section, from 0.
        bars: Bars of the section.
        variation: How often the same part was heard before.
        energy: How much plays, 0..1.
        first_sample: Where it begins.
        samples: Its length.
    """

    part: Part
    section: int
    index: int
    bars: int
    variation: int
    energy: float
    first_sample: int
    samples: int


@dataclass(frozen=True, slots=True)
class _Section:
    part: Part
    bars: int


def plan_bars(samples: int, *, tempo: float) -> tuple[Bar, ...]:
    """Return the bars of a piece of exactly `samples` samples; the last one is the final chord.

    The tempo gives way a little so that bars fill the time before the last chord; a piece shorter than a bar is that
    chord alone.

    Args:
        samples: Length of the piece.
        tempo: Wished beats a minute.
    """
    bar_length = SAMPLE_RATE_HZ * 60 / tempo * BEATS_A_BAR
    ring = round(min(LONGEST_RING_S * SAMPLE_RATE_HZ, max(0.3 * samples, 0.0)))
    count = round((samples - ring) / bar_length)
    if count < 1:
        return (_final(0, samples, section=0),)
    sections = _sections(count)
    edges = [round(index * (samples - ring) / count) for index in range(count + 1)]
    bars: list[Bar] = []
    for number, section in enumerate(sections):
        before = sum(1 for earlier in sections[:number] if earlier.part is section.part)
        for index in range(section.bars):
            position = len(bars)
            bars.append(
                Bar(
                    part=section.part,
                    section=number,
                    index=index,
                    bars=section.bars,
                    variation=before,
                    energy=_energy(section, index, before),
                    first_sample=edges[position],
                    samples=edges[position + 1] - edges[position],
                )
            )
    return (*bars, _final(edges[-1], samples - edges[-1], section=len(sections)))


def _final(first_sample: int, samples: int, *, section: int) -> Bar:
    return Bar(Part.FINAL, section, 0, 1, 0, ENERGY[Part.FINAL], first_sample, samples)


def _energy(section: _Section, index: int, variation: int) -> float:
    """Return a section's energy: a little more each time it returns, rising towards its end."""
    rise = 0.12 * index / section.bars if section.part is not Part.OUTRO else -0.1 * index / section.bars
    return min(1.0, ENERGY[section.part] + 0.08 * min(variation, 2) + rise)


def _sections(bars: int) -> tuple[_Section, ...]:
    """Return the sections of `bars` bars: introduction, a round of parts, and two bars of cadence at the end."""
    outro = min(2, bars)
    left = bars - outro
    intro = 0 if left < 6 else 2 if left < 20 else 4
    left -= intro
    length = PHRASE_BARS if left < 2 * SECTION_BARS else SECTION_BARS
    parts: list[_Section] = [_Section(Part.INTRO, intro)] if intro else []
    turn = 0
    while left > 0:
        part = ORDER[turn] if turn < len(ORDER) else ORDER[2 + (turn - 2) % 3]
        wanted = PHRASE_BARS if part is Part.BRIDGE else length
        # A rest too short for a phrase of its own lengthens the section before it.
        taken = left if left < wanted + PHRASE_BARS else wanted
        parts.append(_Section(part, taken))
        left -= taken
        turn += 1
    return (*parts, _Section(Part.OUTRO, outro))
