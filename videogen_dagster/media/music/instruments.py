"""What the instruments sound like: single notes, made of partials by table look-up. Nothing here is random but seeded."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.media.music.harmony import frequency_hz
from videogen_dagster.media.music.moods import Instrument
from videogen_dagster.media.sound import SAMPLE_RATE_HZ

Tone = NDArray[np.float32]
"""`float32[samples, 2]`, left and right, about -1..1."""

TABLE_BITS: Final = 14  # nearest entry of 16,384: its error lies 80 dB below the tone
PHASE_BITS: Final = 32
NOISE_SEED: Final = 20


def play(instrument: Instrument, pitch: int, samples: int) -> Tone:
    """Return one note, its release included, so longer than `samples` where the instrument rings on.

    Args:
        instrument: What plays it.
        pitch: MIDI number; drums take no notice of it.
        samples: How long the note is held.
    """
    return _PLAYERS[instrument](pitch, samples)


@cache
def _table(levels: tuple[float, ...]) -> NDArray[np.float32]:
    """Return one period of a sum of harmonics, with phases that keep its peaks low (Schroeder 1970)."""
    phase = np.arange(1 << TABLE_BITS) * (2 * np.pi / (1 << TABLE_BITS))
    count = len(levels)
    wave = sum(
        level * np.sin(number * phase - np.pi * number * (number - 1) / count)
        for number, level in enumerate(levels, start=1)
    )
    return np.asarray(wave, np.float32)


def _oscillate(levels: Sequence[float], hz: float, samples: int, *, turn: float = 0.0) -> NDArray[np.float32]:
    """Return a steady tone of harmonics; those above 9 kHz are left out.

    Args:
        levels: Amplitudes of the harmonics, the fundamental first.
        hz: Frequency.
        samples: Length.
        turn: Phase at the start, in periods.
    """
    audible = max(1, min(len(levels), int(9000 / hz)))
    step = np.uint32(round(hz / SAMPLE_RATE_HZ * (1 << PHASE_BITS)))
    phase = np.arange(samples, dtype=np.uint32) * step + np.uint32(int(turn * (1 << PHASE_BITS)))
    return _table(tuple(levels[:audible]))[phase >> np.uint32(PHASE_BITS - TABLE_BITS)]


def _decay(samples: int, time_s: float) -> NDArray[np.float32]:
    """Return an exponential that falls to 1/e in `time_s`."""
    return np.exp(np.arange(samples, dtype=np.float32) * np.float32(-1 / (time_s * SAMPLE_RATE_HZ)))


def _swell(samples: int, held: int, *, attack_s: float, release_s: float) -> NDArray[np.float32]:
    """Return an envelope with round ramps: up from the start, down from `held` on."""
    at = np.arange(samples, dtype=np.float32)
    up = np.clip(at / max(1, min(attack_s * SAMPLE_RATE_HZ, held)), 0, 1)
    down = np.clip(1 - (at - held) / (release_s * SAMPLE_RATE_HZ), 0, 1)
    ramp = up * down
    return (ramp * ramp * (3 - 2 * ramp)).astype(np.float32)


def _both(left: NDArray[np.float32], right: NDArray[np.float32] | None = None) -> Tone:
    return np.stack([left, left if right is None else right], axis=1)


def _seconds(duration_s: float) -> int:
    return round(duration_s * SAMPLE_RATE_HZ)


def _sustained(
    levels: Sequence[float], *, attack_s: float, release_s: float, detune_cents: float
) -> Callable[[int, int], Tone]:
    """Return a player of held tones: two slightly detuned voices on each side, so that the tone is alive and wide."""

    def play_held(pitch: int, samples: int) -> Tone:
        total = samples + _seconds(release_s)
        envelope = _swell(total, samples, attack_s=attack_s, release_s=release_s)
        sides = []
        for side, turn in ((-1, 0.0), (1, 0.37)):
            voices = [
                _oscillate(levels, frequency_hz(pitch + side * cents / 100), total, turn=turn + place)
                for cents, place in ((detune_cents, 0.0), (-0.62 * detune_cents, 0.61))
            ]
            sides.append((voices[0] + voices[1]) * (0.5 * envelope))
        return _both(*sides)

    return play_held


def _struck(
    groups: Sequence[tuple[Sequence[float], float]], *, attack_s: float, ring_s: float
) -> Callable[[int, int], Tone]:
    """Return a player of plucked and struck tones: groups of harmonics that die away at different speed.

    Args:
        groups: Levels of harmonics and the time in which they fall to 1/e at A3; higher notes die sooner.
        attack_s: Softness of the start.
        ring_s: How long a note rings after it is let go.
    """

    def play_struck(pitch: int, samples: int) -> Tone:
        total = samples + _seconds(ring_s)
        shorter = 2.0 ** ((57 - pitch) / 24)
        hz = frequency_hz(pitch)
        tone = sum(_oscillate(levels, hz, total) * _decay(total, time_s * shorter) for levels, time_s in groups)
        tone = tone * _swell(total, samples, attack_s=attack_s, release_s=ring_s)
        return _both(np.asarray(tone, np.float32))

    return play_struck


def _bell(pitch: int, samples: int) -> Tone:
    """A soft bell: partials of a tuned bar, each with its own decay."""
    total = samples + _seconds(1.6)
    hz = frequency_hz(pitch)
    tone = sum(
        level * _oscillate((1.0,), hz * ratio, total) * _decay(total, time_s)
        for ratio, level, time_s in (
            (1.0, 0.75, 0.9),
            (2.0, 0.24, 0.6),
            (3.93, 0.16, 0.25),
            (9.1, 0.05, 0.08),
            (0.5, 0.12, 0.8),
        )
        if hz * ratio < 9000
    )
    return _both(np.asarray(tone, np.float32) * _swell(total, samples, attack_s=0.006, release_s=1.6))


def _kick(_pitch: int, _samples: int) -> Tone:
    """A felt beater on a large drum: a sine that falls from 95 to 48 Hz."""
    time_s = np.arange(_seconds(0.45), dtype=np.float32) / SAMPLE_RATE_HZ
    phase = 48 * time_s + 47 * (1 - np.exp(-time_s * 28)) / 28
    body = np.sin(2 * np.pi * phase) * np.exp(-time_s * 9) * np.minimum(1, time_s * 500)
    return _both(_ended(body.astype(np.float32)))


def _tom(_pitch: int, _samples: int) -> Tone:
    """A big drum skin in a hall: three modes of a membrane and the noise of the stroke."""
    time_s = np.arange(_seconds(1.1), dtype=np.float32) / SAMPLE_RATE_HZ
    sweep = (1 - np.exp(-time_s * 18)) / 18
    modes = sum(
        level * np.sin(2 * np.pi * (hz * time_s + 0.35 * hz * sweep)) * np.exp(-time_s * fall)
        for hz, level, fall in ((62.0, 1.0, 4.5), (98.8, 0.45, 7.0), (132.5, 0.25, 9.0))
    )
    stroke = _noise(len(time_s)) * np.exp(-time_s * 60) * 0.12
    return _both(_ended(np.asarray(modes + stroke, np.float32) * np.minimum(1, time_s * 400)))


def _shaker(_pitch: int, _samples: int) -> Tone:
    """Grains in a gourd: bright noise with a soft start."""
    time_s = np.arange(_seconds(0.14), dtype=np.float32) / SAMPLE_RATE_HZ
    noise = np.diff(_noise(len(time_s) + 2), n=2)
    return _both(_ended((noise * np.minimum(1, time_s / 0.018) * np.exp(-time_s * 38) * 0.3).astype(np.float32)))


def _tick(_pitch: int, _samples: int) -> Tone:
    """A wooden rim, softly."""
    time_s = np.arange(_seconds(0.12), dtype=np.float32) / SAMPLE_RATE_HZ
    wood = np.sin(2 * np.pi * 820 * time_s) * np.exp(-time_s * 75) + 0.4 * np.sin(2 * np.pi * 447 * time_s) * np.exp(
        -time_s * 55
    )
    return _both(_ended((wood * np.minimum(1, time_s * 1500)).astype(np.float32)))


def _noise(samples: int) -> NDArray[np.float32]:
    return np.random.default_rng(NOISE_SEED).normal(0, 0.5, samples).astype(np.float32)


def _ended(tone: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the tone with its last 10 ms faded out."""
    count = _seconds(0.01)
    tone[-count:] *= np.linspace(1, 0, count, dtype=np.float32)
    return tone


_PLAYERS: Final[dict[Instrument, Callable[[int, int], Tone]]] = {
    Instrument.PAD: _sustained(
        (1.0, 0.45, 0.30, 0.16, 0.10, 0.07, 0.05, 0.03), attack_s=0.7, release_s=1.2, detune_cents=5.0
    ),
    Instrument.STRINGS: _sustained(
        (1.0, 0.62, 0.46, 0.32, 0.24, 0.17, 0.12, 0.09, 0.07, 0.05, 0.04, 0.03),
        attack_s=0.45,
        release_s=0.9,
        detune_cents=7.0,
    ),
    Instrument.HORN: _sustained(
        (1.0, 0.75, 0.55, 0.34, 0.20, 0.12, 0.07, 0.04), attack_s=0.09, release_s=0.35, detune_cents=3.0
    ),
    Instrument.BASS: _struck((((1.0, 0.45), 2.0), ((0.0, 0.0, 0.30, 0.16, 0.08), 0.6)), attack_s=0.012, ring_s=0.12),
    Instrument.PULSE: _struck(
        (((1.0, 0.5), 0.30), ((0.0, 0.0, 0.42, 0.30, 0.20, 0.12, 0.08), 0.12)), attack_s=0.004, ring_s=0.10
    ),
    Instrument.KEYS: _struck(
        (
            ((1.0, 0.42), 1.1),
            ((0.0, 0.0, 0.30, 0.20, 0.12), 0.45),
            ((0.0,) * 5 + (0.12, 0.10, 0.07, 0.05, 0.04, 0.03), 0.16),
        ),
        attack_s=0.005,
        ring_s=0.5,
    ),
    Instrument.HARP: _struck(
        (
            ((1.0, 0.32), 0.75),
            ((0.0, 0.0, 0.34, 0.20, 0.14, 0.09), 0.28),
            ((0.0,) * 6 + (0.10, 0.08, 0.06, 0.05), 0.10),
        ),
        attack_s=0.003,
        ring_s=0.9,
    ),
    Instrument.BELL: _bell,
    Instrument.KICK: _kick,
    Instrument.TOM: _tom,
    Instrument.SHAKER: _shaker,
    Instrument.TICK: _tick,
}
