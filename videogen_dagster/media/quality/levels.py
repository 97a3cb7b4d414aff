"""How loud a film is: over all, at its peaks, and where it falls silent though its mix does not."""

from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.media.loudness import STEP_SAMPLES, LoudnessMeter, TruePeakMeter, magnitude
from videogen_dagster.media.quality.expected import ExpectedFilm
from videogen_dagster.media.quality.findings import Finding, Gate, Severity
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, Samples, SoundReader

LOUDNESS_TOLERANCE_LU: Final = 0.5
HIGHEST_PEAK_DBTP: Final = -0.5
"""Platforms ask for -1; the mix has -1.5, and lossy coding may raise that by a little."""

_FULL_SCALE: Final = 0.9999
_CLIPPED: Final = 3
"""Samples in a row at full scale: music may touch it once."""

_SHORTEST_GAP: Final = 4
"""Steps of 100 ms."""

_QUIET_LUFS: Final = -45.0
_GONE_LU: Final = 20.0
_HARDLY_AUDIBLE_LUFS: Final = -40.0


class SoundLevels:
    """Measures a film's sound as it goes by, beside the mix that it was made from. Use it as a context manager.

    Args:
        film: What is expected; it has a mix.

    Raises:
        InvalidInput: The mix is not a 16-bit PCM WAV file.
    """

    def __init__(self, film: ExpectedFilm) -> None:
        self._film = film
        self._mix = SoundReader(film.mix) if film.mix else None
        self._heard, self._meant = LoudnessMeter(2), LoudnessMeter(2)
        self._peak = TruePeakMeter()
        self._peak_at: int | None = None
        self._clipped_at: int | None = None
        self.samples = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._mix:
            self._mix.__exit__(None, None, None)

    def add(self, samples: Samples) -> None:
        """Measure the next `float32[n, 2]` at 48 kHz."""
        if self._mix:
            meant = self._mix.read(self.samples, len(samples))
            self._meant.add(np.broadcast_to(meant, samples.shape))
        self._heard.add(samples)
        self._peak.add(samples)
        levels = magnitude(samples)
        if self._peak_at is None and self._peak.dbtp > HIGHEST_PEAK_DBTP:
            self._peak_at = self.samples + int(levels.argmax())
        if self._clipped_at is None and (clipped := _clipped(levels)) is not None:
            self._clipped_at = self.samples + clipped
        self.samples += len(samples)

    def findings(self) -> list[Finding]:
        """Return what is wrong with what was added, which is the whole film."""
        return [*self._gaps(), *self._peaks(), *self._loudness()] if self._mix else []

    def _peaks(self) -> list[Finding]:
        at = self._clipped_at if self._clipped_at is not None else self._peak_at
        if at is None:
            return []
        what = f"{_CLIPPED} samples in a row at full scale and a" if self._clipped_at is not None else "a"
        message = (
            f"the sound is clipped: {what} true peak of {self._peak.dbtp:+.1f} dBTP, at most {HIGHEST_PEAK_DBTP} is "
            "allowed; mix it again"
        )
        return [self._film.of_sample(Gate.CLIPPING, message, at)]

    def _loudness(self) -> list[Finding]:
        heard, meant, target = self._heard.integrated_lufs(), self._meant.integrated_lufs(), self._film.loudness_lufs
        if max(heard, meant) < _HARDLY_AUDIBLE_LUFS or abs(heard - target) <= LOUDNESS_TOLERANCE_LU:
            return []
        # A mix that cannot be as loud as it should, as it is very short or full of peaks, is no fault of the film.
        as_mixed = abs(heard - meant) <= LOUDNESS_TOLERANCE_LU
        message = f"the film has {heard:.1f} LUFS instead of {target:.1f} (its mix has {meant:.1f}); " + (
            "look for lines or music that are hardly audible" if as_mixed else "mix and encode the sound again"
        )
        severity = Severity.WARNING if as_mixed else Severity.ERROR
        at = int(np.abs(self._louder_by()).argmax()) * STEP_SAMPLES
        return [self._film.of_sample(Gate.LOUDNESS, message, at, severity=severity)]

    def _gaps(self) -> list[Finding]:
        is_gone = self._louder_by() <= -_GONE_LU
        edges = np.flatnonzero(np.diff(np.concatenate([[0], is_gone.astype(np.int8), [0]])))
        return [
            self._film.of_sample(
                Gate.SILENCE,
                f"the sound is gone for {(stop - start) * STEP_SAMPLES / SAMPLE_RATE_HZ:.1f} s although its mix is not; "
                "encode the soundtrack again",
                int(start) * STEP_SAMPLES,
            )
            for start, stop in edges.reshape(-1, 2)
            if stop - start >= _SHORTEST_GAP
        ]

    def _louder_by(self) -> NDArray[np.float64]:
        """Return by how much the film is louder than its mix in each 100 ms, in LU; 0 where the mix is quiet."""
        heard, meant = self._heard.steps(), self._meant.steps()
        count = min(len(heard), len(meant))
        heard, meant = heard[:count], meant[:count]
        audible = meant > 10 ** (_QUIET_LUFS / 10)
        ratio = np.maximum(heard, 1e-12) / np.maximum(meant, 1e-12)
        return np.where(audible, 10 * np.log10(ratio), 0.0)


def _clipped(levels: NDArray[np.float32]) -> int | None:
    """Return where some samples in a row are at full scale."""
    if levels.max(initial=0.0) < _FULL_SCALE:
        return None
    full = np.lib.stride_tricks.sliding_window_view(levels >= _FULL_SCALE, _CLIPPED).all(axis=1)
    return int(full.argmax()) if full.any() else None
