"""Notes become sound, bar by bar: what rings on is carried into the next bar, so memory does not grow with length."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.media.music.composition import Note, Piece, perform
from videogen_dagster.media.music.form import BEATS_A_BAR, Bar, Part
from videogen_dagster.media.music.instruments import play
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, Samples

CACHED_TONES: Final = 64
"""Notes come back: a held chord takes about 2 MB, so this many take some 60 MB at most."""

REVERB_S: Final = 1.7
REVERB_DECAY_S: Final = 0.36
PREDELAY_S: Final = 0.018
REVERB_BAND_HZ: Final = (220.0, 6500.0)
REVERB_SEED: Final = 11
FADE_IN_S: Final = 0.01
SILENT_END_S: Final = 0.03

LOW_CUT_HZ: Final = 32.0
# Speech is understood between 1 and 4 kHz: music leaves room there.
DIP_HZ: Final = 2000.0
DIP_DB: Final = -3.5
DIP_Q: Final = 0.6


def render(piece: Piece) -> Iterator[Samples]:
    """Yield the sound of a piece bar by bar, `float32[n, 2]` at 48 kHz; together exactly as long as its form.

    The level follows from the instruments; it is not yet normalised.
    """
    tones = lru_cache(maxsize=CACHED_TONES)(play)
    reverb, tone_control = _Reverb(piece.mood.room), _ToneControl()
    ringing = np.zeros((0, 2), np.float32)
    for bar, notes in perform(piece):
        placed = [_place(note, bar) for note in notes]
        sounds = [tones(note.instrument, note.pitch, held) for note, (_, held) in zip(notes, placed, strict=True)]
        ends = [start + len(sound) for (start, _), sound in zip(placed, sounds, strict=True)]
        mixed = np.zeros((max(bar.samples, len(ringing), *ends), 2), np.float32)
        mixed[: len(ringing)] = ringing
        for note, (start, _), sound in zip(notes, placed, sounds, strict=True):
            mixed[start : start + len(sound)] += sound * _gains(note)
        dry, ringing = mixed[: bar.samples], mixed[bar.samples :]
        block = tone_control.apply(reverb.add(dry))
        yield _shaped(block, bar)


def _place(note: Note, bar: Bar) -> tuple[int, int]:
    """Return the sample of the bar at which a note starts, and how many samples it is held."""
    # The last chord has no beat of its own length: it is held as long as a bar of ordinary tempo at most.
    beat = (min(bar.samples, 4 * SAMPLE_RATE_HZ) if bar.part is Part.FINAL else bar.samples) / BEATS_A_BAR
    start = round(note.beat * beat + note.late_s * SAMPLE_RATE_HZ)
    # Rounded to 10 ms so that bars a sample longer than others find the same tones again.
    held = round(note.beats * beat / 480) * 480
    return start, max(480, held)


def _gains(note: Note) -> NDArray[np.float32]:
    """Return the factors for left and right, of constant power."""
    angle = note.pan * np.pi / 2
    return (note.level * np.sqrt(2) * np.array([np.cos(angle), np.sin(angle)])).astype(np.float32)


def _shaped(block: Samples, bar: Bar) -> Samples:
    """Return the block with the piece's first milliseconds faded in and its last chord dying away to silence."""
    if bar.first_sample == 0:
        count = min(len(block), round(FADE_IN_S * SAMPLE_RATE_HZ))
        block[:count] *= np.linspace(0, 1, count, dtype=np.float32)[:, None]
    if bar.part is Part.FINAL:
        silent = round(min(SILENT_END_S * SAMPLE_RATE_HZ, len(block) / 10))
        left = np.clip((len(block) - silent - np.arange(len(block))) / (0.6 * len(block) + 1), 0, 1)
        block *= (left * left * (3 - 2 * left)).astype(np.float32)[:, None]
    return block


class _Reverb:
    """A hall: one sound goes in, two different responses come out left and right."""

    def __init__(self, level: float) -> None:
        self._response = _hall_response() * np.float32(level)
        self._tail = np.zeros((2, len(self._response[0]) - 1), np.float32)
        # Bars are of two lengths, the last chord of a third.
        self._spectrum = lru_cache(maxsize=2)(self._spectrum_of_length)

    def add(self, dry: Samples) -> Samples:
        from scipy import fft

        length = len(dry) + self._tail.shape[1]
        size = fft.next_fast_len(length, real=True)
        sent = fft.rfft(dry.mean(axis=1), size)
        wet = fft.irfft(sent * self._spectrum(size), size)[:, :length]
        wet[:, : self._tail.shape[1]] += self._tail
        self._tail = wet[:, len(dry) :].copy()
        return dry + wet[:, : len(dry)].T

    def _spectrum_of_length(self, size: int) -> NDArray[np.complex64]:
        from scipy import fft

        return fft.rfft(self._response, size)


def _hall_response() -> NDArray[np.float32]:
    """Return the impulse response of a hall, `float32[2, n]` of unit energy: noise that dies away, from a fixed seed."""
    from scipy.signal import butter, sosfilt

    count = round(REVERB_S * SAMPLE_RATE_HZ)
    time_s = np.arange(count) / SAMPLE_RATE_HZ
    noise = np.random.default_rng(REVERB_SEED).normal(size=(2, count))
    band = sosfilt(butter(2, REVERB_BAND_HZ, "bandpass", fs=SAMPLE_RATE_HZ, output="sos"), noise, axis=1)
    response = band * np.exp(-time_s / REVERB_DECAY_S) * np.clip(time_s / 0.02, 0, 1)
    delayed = np.pad(response, ((0, 0), (round(PREDELAY_S * SAMPLE_RATE_HZ), 0)))
    return (delayed / np.sqrt((delayed**2).sum(axis=1, keepdims=True))).astype(np.float32)


class _ToneControl:
    """Takes away what loudspeakers cannot play and what would cover speech."""

    def __init__(self) -> None:
        from scipy.signal import butter

        w = 2 * np.pi * DIP_HZ / SAMPLE_RATE_HZ
        a, alpha, cos = 10.0 ** (DIP_DB / 40), np.sin(w) / (2 * DIP_Q), np.cos(w)
        # Audio EQ Cookbook (R. Bristow-Johnson): peakingEQ.
        dip = np.array([1 + alpha * a, -2 * cos, 1 - alpha * a, 1 + alpha / a, -2 * cos, 1 - alpha / a])
        low_cut = butter(2, LOW_CUT_HZ, "highpass", fs=SAMPLE_RATE_HZ, output="sos")
        self._sections = np.vstack([low_cut, dip / dip[3]]).astype(np.float32)
        self._state = np.zeros((len(self._sections), 2, 2), np.float32)

    def apply(self, samples: Samples) -> Samples:
        from scipy.signal import sosfilt

        planes = np.ascontiguousarray(samples.T, dtype=np.float32)
        filtered, self._state = sosfilt(self._sections, planes, axis=1, zi=self._state)
        return filtered.T
