"""Notes of a piece, bar after bar: chords, bass, broken chords, melody, drums. Everything follows from mood and seed."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from videogen_dagster.media.music.form import BEATS_A_BAR, PHRASE_BARS, Bar, Part, plan_bars
from videogen_dagster.media.music.harmony import Chord, chord, nearest, scale_pitches, voicing
from videogen_dagster.media.music.melody import Motif, compose_motif, phrase_bar
from videogen_dagster.media.music.moods import Instrument, Mood

BED_LOWEST: Final = 52
BASS_LOWEST: Final = 33
MELODY_REACH: Final = 11

LEVELS: Final = {
    Instrument.PAD: 0.085,
    Instrument.STRINGS: 0.055,
    Instrument.BASS: 0.115,
    Instrument.PULSE: 0.085,
    Instrument.KEYS: 0.14,
    Instrument.HARP: 0.085,
    Instrument.BELL: 0.11,
    Instrument.HORN: 0.085,
    Instrument.KICK: 0.17,
    Instrument.TOM: 0.17,
    Instrument.SHAKER: 0.075,
    Instrument.TICK: 0.06,
}
HUMAN_TIMING_S: Final = 0.006
HUMAN_LEVEL: Final = 0.10


@dataclass(frozen=True, slots=True)
class Note:
    """One note of a bar.

    Attributes:
        instrument: What plays it.
        pitch: MIDI number.
        beat: When it starts, in beats from the bar's start.
        beats: How long it is held.
        level: Amplitude.
        pan: 0 left .. 1 right.
        late_s: How much after the beat it comes, as people play.
    """

    instrument: Instrument
    pitch: int
    beat: float
    beats: float
    level: float
    pan: float = 0.5
    late_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Piece:
    """What stays the same through a piece.

    Attributes:
        mood: The way of composing.
        tonic: Pitch class of the key.
        bars: The form.
        chords: One for each bar.
        motifs: Melodic ideas of verse and chorus.
        seed: Decides what the rest leaves open.
    """

    mood: Mood
    tonic: int
    bars: tuple[Bar, ...]
    chords: tuple[Chord, ...]
    motifs: dict[Part, Motif]
    seed: tuple[int, ...]


def compose(mood: Mood, *, name: str, samples: int, seed: int, take: int) -> Piece:
    """Return a piece of exactly `samples` samples at 48 kHz; the same arguments give the same piece."""
    numbers = (zlib.crc32(name.encode()), seed, take)
    dice = np.random.default_rng(numbers)
    tonic = int(dice.choice(mood.tonics))
    bars = plan_bars(samples, tempo=float(dice.uniform(*mood.tempo)))
    motifs = {part: compose_motif(mood.rhythms, dice) for part in (Part.VERSE, Part.CHORUS)}
    return Piece(mood, tonic, bars, _chords(mood, bars, dice), motifs, numbers)


def perform(piece: Piece) -> Iterator[tuple[Bar, tuple[Note, ...]]]:
    """Yield each bar with its notes."""
    held: tuple[int, ...] = ()
    for position, (bar, harmony) in enumerate(zip(piece.bars, piece.chords, strict=True)):
        held = voicing(harmony.pitch_classes(piece.tonic), lowest=BED_LOWEST, previous=held)
        dice = np.random.default_rng((*piece.seed, position))
        if bar.part is Part.FINAL:
            yield bar, tuple(_ending(piece, held))
        else:
            notes = (
                *_bed(piece, bar, held),
                *_bass(piece, bar, harmony),
                *_figure(piece, bar, held, dice),
                *_melody(piece, bar, harmony, dice),
                *_drums(piece, bar, dice),
            )
            yield bar, tuple(_played_by_people(note, dice) for note in notes)


def _chords(mood: Mood, bars: tuple[Bar, ...], dice: np.random.Generator) -> tuple[Chord, ...]:
    """Return the chord of each bar; each part keeps its progression, so that it is known when it comes back."""
    choices = {Part.VERSE: mood.verse, Part.CHORUS: mood.chorus, Part.BRIDGE: mood.bridge}
    progressions = {part: options[int(dice.integers(len(options)))] for part, options in choices.items()}
    progressions[Part.INTRO] = progressions[Part.VERSE]
    symbols = []
    for bar in bars:
        match bar.part:
            case Part.FINAL:
                symbols.append(mood.final)
            case Part.OUTRO:
                symbols.append(mood.cadence[len(mood.cadence) - bar.bars + bar.index])
            case _:
                symbols.append(progressions[bar.part][bar.index % PHRASE_BARS])
    return tuple(chord(symbol) for symbol in symbols)


def _bed(piece: Piece, bar: Bar, held: tuple[int, ...]) -> Iterator[Note]:
    instrument = piece.mood.bed
    level = LEVELS[instrument] * (0.75 + 0.35 * bar.energy)
    for place, pitch in enumerate(held):
        yield Note(instrument, pitch, 0, BEATS_A_BAR, level, pan=0.3 + 0.4 * place / max(1, len(held) - 1))


def _bass_pitch(piece: Piece, harmony: Chord) -> int:
    root = (piece.tonic + harmony.root) % 12
    return BASS_LOWEST + (root - BASS_LOWEST) % 12


def _bass(piece: Piece, bar: Bar, harmony: Chord) -> Iterator[Note]:
    if bar.part is Part.INTRO and bar.index < bar.bars / 2:
        return
    low = _bass_pitch(piece, harmony)
    calm = bar.energy < 0.5
    for beat, beats, above in piece.mood.bass[:1] if calm else piece.mood.bass:
        length = BEATS_A_BAR * 0.9 if calm else beats
        yield Note(Instrument.BASS, low + above, beat, length, LEVELS[Instrument.BASS] * (0.7 + 0.3 * bar.energy))


# Orders in which the tones of a broken chord follow each other; numbers count up through the chord and its octave.
_FIGURES: Final = (
    (0, 2, 1, 2, 3, 2, 1, 2),
    (0, 1, 2, 3, 4, 3, 2, 1),
    (0, 2, 3, 1, 2, 4, 3, 2),
    (2, 1, 0, 1, 3, 2, 1, 2),
)


def _figure(piece: Piece, bar: Bar, held: tuple[int, ...], dice: np.random.Generator) -> Iterator[Note]:
    mood = piece.mood
    order = _FIGURES[(piece.seed[1] + bar.section) % len(_FIGURES)]
    tones = [*held, *(pitch + 12 for pitch in held)]
    if mood.figure is Instrument.PULSE:
        # A pulse repeats low tones: it drives where a harp would decorate.
        tones = [tones[0] - 12, tones[0] - 12, tones[1] - 12, tones[0] - 12, tones[2] - 12]
    wanted = mood.figure_steps * min(1.0, 0.45 + 0.8 * bar.energy) / len(order)
    for step, place in enumerate(order):
        on_beat = step % 2 == 0
        if step and dice.random() > wanted + (0.25 if on_beat else -0.1):
            continue
        accent = 1.0 if step == 0 else 0.85 if on_beat else 0.65
        level = LEVELS[mood.figure] * accent * (0.6 + 0.5 * bar.energy)
        yield Note(mood.figure, tones[place], step / 2, 0.5, level, pan=0.25 + 0.1 * (place % 4))


def _melody(piece: Piece, bar: Bar, harmony: Chord, dice: np.random.Generator) -> Iterator[Note]:
    part = Part.CHORUS if bar.part is Part.CHORUS else Part.VERSE
    if bar.part in {Part.INTRO, Part.OUTRO} or (bar.part is Part.BRIDGE and bar.index % 2):
        return
    mood = piece.mood
    centre = mood.melody_centre + (3 if bar.part is Part.CHORUS else 0)
    scale = scale_pitches(piece.tonic, mood.scale, lowest=centre - MELODY_REACH, highest=centre + MELODY_REACH)
    classes = harmony.pitch_classes(piece.tonic)
    chord_tones = [pitch for pitch in range(scale[0], scale[-1] + 1) if pitch % 12 in classes]
    level = LEVELS[mood.lead] * (0.75 + 0.35 * bar.energy)
    for tone in phrase_bar(piece.motifs[part], bar, dice):
        # Strong beats and long notes agree with the harmony; between them the melody walks along the scale, except
        # where a chromatic chord would clash with it.
        home = nearest(scale, centre)
        wished = scale[max(0, min(len(scale) - 1, scale.index(home) + tone.step))]
        strong = tone.beat % 2 == 0 or tone.beats >= 1 or len({p % 12 for p in classes} - {s % 12 for s in scale}) > 0
        pitch = nearest(chord_tones, wished) if strong else wished
        yield Note(mood.lead, pitch, tone.beat, tone.beats * 0.95, level * tone.accent, pan=0.56)


def _drums(piece: Piece, bar: Bar, dice: np.random.Generator) -> Iterator[Note]:
    closing = bar.index == bar.bars - 1
    for drum in piece.mood.drums:
        if bar.energy < drum.from_energy or bar.part is Part.OUTRO:
            continue
        for beat in drum.beats:
            # The last bar of a section leaves a stroke out here and there: a breath before what comes.
            if closing and beat >= 2 and dice.random() < 0.4:
                continue
            level = LEVELS[drum.instrument] * drum.level * (0.6 + 0.4 * bar.energy)
            pan = 0.62 if drum.instrument in {Instrument.SHAKER, Instrument.TICK} else 0.5
            yield Note(drum.instrument, 0, beat, 0.25, level, pan=pan)


def _ending(piece: Piece, held: tuple[int, ...]) -> Iterator[Note]:
    """Yield the last chord: the tonic in the bass and on top, softly broken, ringing to the end."""
    mood = piece.mood
    low = BASS_LOWEST + (piece.tonic - BASS_LOWEST) % 12
    yield Note(Instrument.BASS, low, 0, BEATS_A_BAR, LEVELS[Instrument.BASS])
    for place, pitch in enumerate(held):
        pan = 0.3 + 0.4 * place / max(1, len(held) - 1)
        yield Note(mood.bed, pitch, 0, BEATS_A_BAR * 0.5, LEVELS[mood.bed], pan=pan)
        yield Note(Instrument.KEYS, pitch, 0, BEATS_A_BAR, 0.5 * LEVELS[Instrument.KEYS], pan, late_s=0.03 * place)
    top = 60 + (piece.tonic - 60) % 12 + 12
    yield Note(Instrument.KEYS, top, 0, BEATS_A_BAR, LEVELS[Instrument.KEYS], pan=0.55, late_s=0.03 * len(held))


def _played_by_people(note: Note, dice: np.random.Generator) -> Note:
    late, loud = dice.random(), dice.uniform(-HUMAN_LEVEL, HUMAN_LEVEL)
    return replace(note, late_s=note.late_s + HUMAN_TIMING_S * late, level=note.level * (1 + loud))
