"""A person's own music as long as a film: repeated without a seam that is heard, or faded out where the film ends."""

from typing import Final

import numpy as np

from videogen_dagster.media.sound import SAMPLE_RATE_HZ, Samples

CROSSFADE_S: Final = 2.0
"""How long the end of the music and its beginning are heard together where it is repeated."""
FADE_OUT_S: Final = 3.0
_QUIET: Final = 1e-4
"""-80 dBFS: silence at both ends of a song is no part of what is repeated."""


def music_bed(music: Samples, *, samples: int) -> Samples:
    """Return music of exactly `samples` samples.

    Args:
        music: `float32[n, 2]` at 48 kHz. Not modified. Music that is as long as the film may go on behind it: a pause
            there is part of it.
        samples: At least 1.
    """
    bed = music[:samples].copy() if len(music) >= samples else _repeated(music, samples)
    fade = min(samples, round(FADE_OUT_S * SAMPLE_RATE_HZ))
    bed[samples - fade :] *= (np.cos(np.linspace(0, np.pi, fade + 1, dtype=np.float32)[1:])[:, None] + 1) / 2
    return bed


def _repeated(music: Samples, samples: int) -> Samples:
    """Return music that ends before the film, without the silence at its end, over and over."""
    sounding = _without_silence(music)
    bed = np.zeros((samples, 2), np.float32)
    overlap = min(round(CROSSFADE_S * SAMPLE_RATE_HZ), len(sounding) // 4)
    # Equal power: end and beginning of a song are unrelated sounds.
    rise = np.sqrt(np.linspace(0, 1, overlap, dtype=np.float32))[:, None]
    first = 0
    while first < samples:
        turn = sounding.copy() if first else _starting(music, sounding)
        if first:
            turn[:overlap] *= rise
        is_last = first + len(turn) >= samples
        if not is_last:
            turn[len(turn) - overlap :] *= rise[::-1]
        count = min(len(turn), samples - first)
        bed[first : first + count] += turn[:count]
        first += max(1, len(turn) - overlap)
    return bed


def _starting(music: Samples, sounding: Samples) -> Samples:
    """Return the first turn: with the silence that a person left in front, which may be meant."""
    lead = _first_sound(music)
    return np.concatenate([music[:lead], sounding])


def _first_sound(music: Samples) -> int:
    loud = np.flatnonzero(np.abs(music).max(axis=1) > _QUIET)
    return int(loud[0]) if len(loud) else 0


def _without_silence(music: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(music).max(axis=1) > _QUIET)
    return music[loud[0] : loud[-1] + 1] if len(loud) else music
