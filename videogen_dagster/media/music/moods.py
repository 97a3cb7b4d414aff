"""What the moods mean in music: mode, tempo, chords, instruments, patterns."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from videogen_dagster.media.music.harmony import MAJOR, MINOR, PHRYGIAN


class Instrument(StrEnum):
    """What notes are played with."""

    PAD = "pad"
    STRINGS = "strings"
    BASS = "bass"
    PULSE = "pulse"
    KEYS = "keys"
    HARP = "harp"
    BELL = "bell"
    HORN = "horn"
    KICK = "kick"
    TOM = "tom"
    SHAKER = "shaker"
    TICK = "tick"


Progression = tuple[str, ...]
Rhythm = tuple[tuple[float, float], ...]
"""Notes of a bar as (beat at which it starts, length in beats)."""


@dataclass(frozen=True, slots=True)
class Drum:
    """One percussion voice of a bar.

    Attributes:
        instrument: What is struck.
        beats: When, in beats from the bar's start.
        level: How hard.
        from_energy: Sections with less energy leave it out.
    """

    instrument: Instrument
    beats: tuple[float, ...]
    level: float
    from_energy: float


@dataclass(frozen=True, slots=True)
class Mood:
    """A way of composing.

    Attributes:
        tempo: Slowest and fastest beats a minute.
        scale: Steps of the mode in semitones.
        tonics: Pitch classes to choose the key from.
        verse: Chords of A sections, four bars each, to choose from.
        chorus: Chords of B sections, likewise.
        bridge: Chords of bridges, likewise.
        cadence: Chords of the two bars before the last chord.
        final: The last chord.
        bed: What holds the chords.
        lead: What plays the melody.
        figure: What plays the broken chords.
        rhythms: Bars of melody to make motifs of.
        bass: When the bass plays: (beat, length, semitones above the root).
        figure_steps: Notes of broken chords in a bar, at most.
        melody_centre: Pitch around which the melody moves.
        drums: Percussion.
        room: Level of the reverberation.
    """

    tempo: tuple[float, float]
    scale: tuple[int, ...]
    tonics: tuple[int, ...]
    verse: tuple[Progression, ...]
    chorus: tuple[Progression, ...]
    bridge: tuple[Progression, ...]
    cadence: Progression
    final: str
    bed: Instrument
    lead: Instrument
    figure: Instrument
    rhythms: tuple[Rhythm, ...]
    bass: tuple[tuple[float, float, int], ...]
    figure_steps: int
    melody_centre: int
    drums: tuple[Drum, ...] = ()
    room: float = 0.30


_SLOW_RHYTHMS: Final[tuple[Rhythm, ...]] = (
    ((0, 1.5), (1.5, 0.5), (2, 2)),
    ((0, 2), (2, 1), (3, 1)),
    ((0.5, 0.5), (1, 1), (2, 2)),
    ((0, 3), (3, 1)),
    ((1, 1), (2, 1), (3, 1)),
)
_LIVELY_RHYTHMS: Final[tuple[Rhythm, ...]] = (
    ((0, 1), (1, 0.5), (1.5, 0.5), (2, 1), (3, 1)),
    ((0, 0.75), (0.75, 0.75), (1.5, 0.5), (2, 2)),
    ((0.5, 0.5), (1, 0.5), (1.5, 0.5), (2, 1.5), (3.5, 0.5)),
    ((0, 1.5), (1.5, 0.5), (2, 1), (3, 0.5), (3.5, 0.5)),
)
_BROAD_RHYTHMS: Final[tuple[Rhythm, ...]] = (
    ((0, 2), (2, 1.5), (3.5, 0.5)),
    ((0, 1), (1, 1), (2, 2)),
    ((0, 3), (3, 0.5), (3.5, 0.5)),
    ((0, 1.5), (1.5, 0.5), (2, 1), (3, 1)),
)
_SPARSE_RHYTHMS: Final[tuple[Rhythm, ...]] = (
    ((0, 0.5), (0.5, 0.5), (1.5, 1.5)),
    ((1, 0.5), (1.5, 0.5), (2, 1.5)),
    ((0, 1), (3, 0.5), (3.5, 0.5)),
    ((2, 0.5), (2.5, 0.5), (3, 1)),
)

MOODS: Final[dict[str, Mood]] = {
    "calm": Mood(
        tempo=(64, 76),
        scale=MAJOR,
        tonics=(0, 2, 5, 7),
        verse=(
            ("Iadd9", "vi7", "IVmaj7", "Vsus4"),
            ("Imaj7", "iii7", "IVmaj7", "IVadd9"),
            ("Iadd9", "IVmaj7", "vi7", "IVadd9"),
        ),
        chorus=(("IVmaj7", "V", "iii7", "vi7"), ("vi7", "IVmaj7", "Iadd9", "Vsus4"), ("ii7", "IVadd9", "vi7", "V")),
        bridge=(("ii7", "vi7", "IVmaj7", "V"), ("IVmaj7", "iii7", "ii7", "Vsus4")),
        cadence=("IVmaj7", "V7"),
        final="I",
        bed=Instrument.PAD,
        lead=Instrument.KEYS,
        figure=Instrument.HARP,
        rhythms=_SLOW_RHYTHMS,
        bass=((0, 2.8, 0), (3, 0.9, 7)),
        figure_steps=8,
        melody_centre=72,
        drums=(Drum(Instrument.SHAKER, (1, 3), 0.35, 0.75),),
        room=0.36,
    ),
    "uplifting": Mood(
        tempo=(104, 118),
        scale=MAJOR,
        tonics=(0, 2, 4, 7, 9),
        verse=(("I", "V", "vi7", "IVadd9"), ("Iadd9", "IV", "vi7", "V"), ("I", "iii7", "IVadd9", "V")),
        chorus=(("IV", "V", "vi7", "Iadd9"), ("IVadd9", "I", "V", "vi7"), ("vi7", "IV", "Iadd9", "V")),
        bridge=(("ii7", "IV", "vi7", "V"), ("vi7", "V", "IV", "IV")),
        cadence=("IVadd9", "V"),
        final="I",
        bed=Instrument.STRINGS,
        lead=Instrument.BELL,
        figure=Instrument.KEYS,
        rhythms=_LIVELY_RHYTHMS,
        bass=((0, 1.4, 0), (1.5, 0.5, 0), (2, 0.9, 0), (3, 0.5, 7), (3.5, 0.5, 12)),
        figure_steps=8,
        melody_centre=74,
        drums=(
            Drum(Instrument.KICK, (0, 1, 2, 3), 0.75, 0.55),
            Drum(Instrument.SHAKER, (0.5, 1.5, 2.5, 3.5), 0.55, 0.4),
            Drum(Instrument.TICK, (1, 3), 0.5, 0.75),
        ),
        room=0.24,
    ),
    "sad": Mood(
        tempo=(56, 66),
        scale=MINOR,
        tonics=(9, 2, 4, 7),
        verse=(
            ("i", "bVImaj7", "bIIIadd9", "bVII"),
            ("iadd9", "iv7", "bVImaj7", "Vsus4"),
            ("i", "v7", "bVImaj7", "iv"),
        ),
        chorus=(("bVImaj7", "bVII", "i", "v7"), ("iv7", "bVII", "bIIIadd9", "bVImaj7")),
        bridge=(("bIIIadd9", "bVII", "iv7", "V"), ("bVImaj7", "iv7", "i", "V")),
        cadence=("iv7", "V"),
        final="i",
        bed=Instrument.STRINGS,
        lead=Instrument.KEYS,
        figure=Instrument.HARP,
        rhythms=_SLOW_RHYTHMS,
        bass=((0, 3.6, 0),),
        figure_steps=6,
        melody_centre=69,
        room=0.40,
    ),
    "tense": Mood(
        tempo=(92, 102),
        scale=PHRYGIAN,
        tonics=(0, 2, 4, 9),
        verse=(("i", "i", "bII", "i"), ("i", "bVI", "i", "bII"), ("i", "bII", "bVI", "V")),
        chorus=(("bVI", "bVII", "i", "bII"), ("iv", "bII", "i", "V"), ("iv", "bVI", "bII", "V")),
        bridge=(("bVI", "bVI", "bII", "bII"), ("iv", "iv", "bII", "V")),
        cadence=("bII", "V"),
        final="i",
        bed=Instrument.STRINGS,
        lead=Instrument.BELL,
        figure=Instrument.PULSE,
        rhythms=_SPARSE_RHYTHMS,
        bass=((0, 0.7, 0), (1.5, 0.4, 0), (3, 0.7, 0)),
        figure_steps=8,
        melody_centre=70,
        drums=(
            Drum(Instrument.KICK, (0, 1.5, 3), 0.7, 0.5),
            Drum(Instrument.TICK, (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5), 0.4, 0.35),
            Drum(Instrument.TOM, (3.5,), 0.6, 0.8),
        ),
        room=0.28,
    ),
    "epic": Mood(
        tempo=(80, 92),
        scale=MINOR,
        tonics=(2, 4, 7, 9, 0),
        verse=(("i", "bVI", "bIII", "bVII"), ("i", "bVII", "bVI", "bVII"), ("i", "iv", "bVI", "V")),
        chorus=(("bVI", "bVII", "i", "bIII"), ("bVI", "bIII", "bVII", "i"), ("iv", "bVI", "i", "bVII")),
        bridge=(("bVI", "iv", "bVII", "V"), ("bIII", "bVII", "iv", "V")),
        cadence=("bVI", "bVII"),
        final="i",
        bed=Instrument.STRINGS,
        lead=Instrument.HORN,
        figure=Instrument.PULSE,
        rhythms=_BROAD_RHYTHMS,
        bass=((0, 1.8, 0), (2, 0.9, 0), (3, 0.9, 12)),
        figure_steps=8,
        melody_centre=65,
        drums=(
            Drum(Instrument.TOM, (0, 1.5, 2), 1.0, 0.5),
            Drum(Instrument.TOM, (3, 3.5), 0.7, 0.75),
            Drum(Instrument.KICK, (0, 2), 0.8, 0.6),
            Drum(Instrument.SHAKER, (0.5, 1, 1.5, 2.5, 3, 3.5), 0.4, 0.8),
        ),
        room=0.32,
    ),
}
