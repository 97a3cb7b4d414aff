"""Whether what must be heard in a film is heard, and when: it is looked for in the film's sound."""

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.media.quality.expected import ExpectedFilm
from videogen_dagster.media.quality.pieces import Piece, pieces_of
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, Samples, SoundReader, read_at

RATE_HZ: Final = 12_000
"""Rate at which sounds are compared: a sample is 0.08 ms."""

_STEP: Final = SAMPLE_RATE_HZ // RATE_HZ
_SEARCH: Final = RATE_HZ // 2
"""Sound that is up to half a second early or late is found."""

_SURE: Final = 0.5
"""Correlation from which a sound is the one that is looked for; speech over ducked music has 0.9 and more."""

_AS_GOOD: Final = 0.97
"""Steady sounds are like themselves a little later: of places that fit as well the nearest one counts."""

_ENVELOPE_STEP: Final = 24
_ENVELOPE_SURE: Final = 0.8

Mono = NDArray[np.float32]
"""`float32[n]` at 12 kHz."""


@dataclass(frozen=True, slots=True)
class HeardPiece:
    """How a piece is heard.

    Attributes:
        piece: Which.
        likeness: Correlation of the film's sound with it where it fits best, up to 1.
        gain: Its level in the film as a factor.
        late_s: How much later than expected, or None if that cannot be told.
    """

    piece: Piece
    likeness: float
    gain: float
    late_s: float | None


class SpeechMeter:
    """Looks for pieces as the film's sound goes by, and keeps no more of it than they need.

    Raises:
        InvalidInput: The speech of a line or the mix is not a 16-bit PCM WAV file.
    """

    def __init__(self, film: ExpectedFilm) -> None:
        self._due = deque(pieces_of(film))
        self._kept: Mono = np.zeros(_SEARCH + 1, np.float32)  # silence is before the film
        self._first = -len(self._kept)
        self._new: list[Mono] = []
        self._heard_until = 0
        self._rest: Mono = np.zeros(0, np.float32)
        self.heard: list[HeardPiece] = []

    def add(self, samples: Samples) -> None:
        """Listen to the next `float32[n, 2]` at 48 kHz."""
        mono = np.concatenate([self._rest, samples.mean(axis=1)])
        whole = len(mono) // _STEP * _STEP
        self._rest = mono[whole:]
        self._listen(_decimated(mono[:whole]))

    def end(self) -> None:
        """Look for what lies at the end; silence is behind it."""
        self._listen(np.zeros(2 * _SEARCH, np.float32))

    def _listen(self, mono: Mono) -> None:
        self._new.append(mono)
        self._heard_until += len(mono)
        while self._due and self._heard_until >= self._due[0].end_sample // _STEP + _SEARCH + 1:
            piece = self._due.popleft()
            self._kept, self._new = np.concatenate([self._kept, *self._new]), []
            self.heard.append(_heard(piece, self._around(piece)))
            self._forget(piece.first_sample // _STEP - _SEARCH - 1)

    def _around(self, piece: Piece) -> Mono:
        """Return the film's sound in which a piece is looked for, with a sample more in front."""
        start = piece.first_sample // _STEP - _SEARCH - 1 - self._first
        return self._kept[start : start + piece.samples // _STEP + 2 * _SEARCH + 1]

    def _forget(self, before: int) -> None:
        self._kept = self._kept[before - self._first :]
        self._first = before


def _decimated(mono: Mono) -> Mono:
    return mono.reshape(-1, _STEP).mean(axis=1)


def _heard(piece: Piece, around: Mono) -> HeardPiece:
    with SoundReader(piece.source) as reader:
        # One step more in front: differences of neighbours are compared, in which speech outweighs music.
        count = (piece.samples // _STEP + 1) * _STEP
        meant = read_at(reader, piece.source_sample - _STEP, count).mean(axis=1)
    wanted, shown = np.diff(_decimated(meant)), np.diff(around)
    power = float(np.square(wanted).sum())
    if power == 0.0:
        return HeardPiece(piece, 0.0, 0.0, None)
    products = _products(shown, wanted)
    likeness = products / np.sqrt(np.maximum(_powers(shown, len(wanted)), 1e-6 * power) * power)
    best = _nearest(likeness)
    late = (best - _SEARCH) / RATE_HZ if likeness[best] >= _SURE else _late_by_envelope(shown, wanted)
    return HeardPiece(piece, float(likeness[best]), float(products[best]) / power, late)


def _products(shown: Mono, wanted: Mono) -> Mono:
    """Return the scalar product of `wanted` with every stretch of `shown`: `float32[len(shown) - len(wanted) + 1]`."""
    from scipy.fft import irfft, next_fast_len, rfft  # 0.1 s; the code server never listens

    size = next_fast_len(len(shown), real=True)
    spectrum = rfft(shown, size) * np.conj(rfft(wanted, size))
    return irfft(spectrum, size)[: len(shown) - len(wanted) + 1]


def _powers(shown: Mono, count: int) -> NDArray[np.float64]:
    """Return the power of every stretch of `count` samples."""
    summed = np.concatenate([[0.0], np.cumsum(np.square(shown, dtype=np.float64))])
    return summed[count:] - summed[:-count]


def _nearest(likeness: NDArray[np.float64]) -> int:
    """Return where a sound fits best; of places that are as good the one that is nearest to the expected one."""
    good = np.flatnonzero(likeness >= likeness.max() - (1 - _AS_GOOD) * abs(likeness.max()))
    top = int(good[np.abs(good - _SEARCH).argmin()])
    # Up the slope to the peak that this place belongs to.
    near = likeness[max(0, top - 6) : top + 7]
    return max(0, top - 6) + int(near.argmax())


def _late_by_envelope(shown: Mono, wanted: Mono) -> float | None:
    """Return how late a sound is by its loudness over time: that survives what changes its waves."""
    loud, meant = _envelope(shown), _envelope(wanted)
    if len(meant) < RATE_HZ // _ENVELOPE_STEP // 2:
        return None
    meant = meant - meant.mean()
    windows = np.lib.stride_tricks.sliding_window_view(loud, len(meant))
    spread = np.maximum(windows.std(axis=1) * np.sqrt(len(meant)), 1e-9)
    likeness = windows @ meant / (spread * max(1e-9, float(np.sqrt(np.square(meant).sum()))))
    best = int(likeness.argmax())
    return best * _ENVELOPE_STEP / RATE_HZ - _SEARCH / RATE_HZ if likeness[best] >= _ENVELOPE_SURE else None


def _envelope(sound: Mono) -> Mono:
    whole = len(sound) // _ENVELOPE_STEP * _ENVELOPE_STEP
    return np.abs(sound[:whole]).reshape(-1, _ENVELOPE_STEP).mean(axis=1)
