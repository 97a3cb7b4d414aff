"""Scales, chords and how one chord leads to the next. Pitches are MIDI numbers: 69 is A4, 440 Hz."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MAJOR: Final = (0, 2, 4, 5, 7, 9, 11)
MINOR: Final = (0, 2, 3, 5, 7, 8, 10)
PHRYGIAN: Final = (0, 1, 3, 5, 7, 8, 10)

REGISTER_CENTRE: Final = 8
"""Where the middle of a held chord likes to be, in semitones above the lowest pitch allowed."""

_DEGREES: Final = {"i": 0, "ii": 2, "iii": 4, "iv": 5, "v": 7, "vi": 9, "vii": 11}
_SYMBOL: Final = re.compile(r"(?P<flat>b?)(?P<degree>[iIvV]+)(?P<kind>maj7|7|add9|sus4|sus2|o|)")
_ADDED: Final = {"maj7": (11,), "7": (10,), "add9": (14,)}
_SUSPENDED: Final = {"sus4": (0, 5, 7), "sus2": (0, 2, 7)}


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord above a tonic.

    Attributes:
        root: Semitones from the tonic to the root, 0..11.
        tones: Semitones of all tones above the root, ascending, 0 first.
    """

    root: int
    tones: tuple[int, ...]

    def pitch_classes(self, tonic: int) -> tuple[int, ...]:
        """Return the pitch classes (0..11, C is 0) over a tonic, root first."""
        return tuple((tonic + self.root + tone) % 12 for tone in self.tones)


def chord(symbol: str) -> Chord:
    """Return the chord of a Roman numeral: `IVmaj7`, `vi7`, `bVII`, `Vsus4`; degrees count from the major scale.

    Raises:
        ValueError: The symbol is none.
    """
    match = _SYMBOL.fullmatch(symbol)
    if match is None or match["degree"].lower() not in _DEGREES:
        raise ValueError(f"{symbol!r} is no chord")
    root = (_DEGREES[match["degree"].lower()] - len(match["flat"])) % 12
    third = 4 if match["degree"].isupper() else 3
    kind = match["kind"]
    triad = _SUSPENDED.get(kind) or ((0, 3, 6) if kind == "o" else (0, third, 7))
    return Chord(root, triad + _ADDED.get(kind, ()))


def frequency_hz(pitch: float) -> float:
    """Return the equally tempered frequency of a MIDI pitch."""
    return 440.0 * 2.0 ** ((pitch - 69) / 12)


def voicing(classes: Sequence[int], *, lowest: int, previous: Sequence[int]) -> tuple[int, ...]:
    """Return pitches for a chord that lie close to those of the chord before it.

    Args:
        classes: Pitch classes of the chord.
        lowest: Lowest pitch allowed; the chord stays within an octave and a fifth above it.
        previous: Pitches of the chord before, or empty: then the lowest close position is taken.
    """
    places = [[pitch for pitch in range(lowest, lowest + 20) if pitch % 12 == pitch_class] for pitch_class in classes]
    candidates = [tuple(sorted(pitches)) for pitches in itertools.product(*places)]
    return min(candidates, key=lambda pitches: (_cost(pitches, lowest, previous), pitches))


def _cost(pitches: Sequence[int], lowest: int, previous: Sequence[int]) -> float:
    """Return how little a voicing is liked: it moves far, is crowded or wide, or has wandered off from its register."""
    centre = sum(pitches) / len(pitches)
    return _movement(pitches, previous) + 0.3 * _spread(pitches) + 0.4 * abs(centre - (lowest + REGISTER_CENTRE))


def _movement(pitches: Sequence[int], previous: Sequence[int]) -> int:
    return sum(min((abs(pitch - before) for before in previous), default=0) for pitch in pitches)


def _spread(pitches: Sequence[int]) -> int:
    # Neighbours closer than a third blur when a pad holds them.
    crowded = sum(1 for low, high in itertools.pairwise(pitches) if high - low < 2)
    return 12 * crowded + pitches[-1] - pitches[0]


def scale_pitches(tonic: int, scale: Sequence[int], *, lowest: int, highest: int) -> tuple[int, ...]:
    """Return all pitches of a scale between two pitches, both included, ascending."""
    classes = {(tonic + step) % 12 for step in scale}
    return tuple(pitch for pitch in range(lowest, highest + 1) if pitch % 12 in classes)


def nearest(pitches: Sequence[int], pitch: float) -> int:
    """Return the nearest of `pitches`, the lower one of two."""
    return min(pitches, key=lambda candidate: (abs(candidate - pitch), candidate))
