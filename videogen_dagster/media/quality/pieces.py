"""Stretches of sound that a film must contain, each short enough that a gap in a line is found, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from videogen_dagster.media.quality.expected import ExpectedFilm, ExpectedLine, ExpectedScene
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, SoundReader, amplitude

_PIECE_SAMPLES: Final = SAMPLE_RATE_HZ * 3 // 2
_GRID: Final = 4
_AUDIBLE: Final = amplitude(-50.0)
_PAUSE: Final = amplitude(-15.0)
"""A piece this far under the loudest one of its line holds little but a pause."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of sound.

    Attributes:
        scene: Id of the scene in which it is heard.
        first_sample: Where in the film, in samples of 48 kHz.
        samples: How long, in samples of 48 kHz.
        source: WAV file that holds it.
        source_sample: Where in that file it begins, in samples of 48 kHz.
        line: Number of the line that it is of, or None: it is of the mix, and only tells the time.
    """

    scene: str
    first_sample: int
    samples: int
    source: Path
    source_sample: int
    line: int | None

    @property
    def end_sample(self) -> int:
        """The first sample behind it."""
        return self.first_sample + self.samples


def pieces_of(film: ExpectedFilm) -> list[Piece]:
    """Return what to listen for, in order: all of every line but its pauses, and a little of scenes without lines.

    Raises:
        InvalidInput: The speech of a line or the mix is not a 16-bit PCM WAV file.
    """
    speaking = {line.scene for line in film.lines}
    found = [piece for number, line in enumerate(film.lines) for piece in _of_line(number, line, film)]
    if film.mix is not None:
        found += [_of_mix(scene, film, film.mix) for scene in film.scenes if scene.scene not in speaking]
    return sorted(found, key=lambda piece: piece.first_sample)


def _of_line(number: int, line: ExpectedLine, film: ExpectedFilm) -> Iterator[Piece]:
    samples = min(line.samples, film.samples - line.first_sample)
    if samples <= 0:
        return
    count = -(-samples // _PIECE_SAMPLES)
    # At whole samples of the rate at which sounds are compared.
    edges = [samples * index // count // _GRID * _GRID for index in range(count)] + [samples]
    levels = _levels(line.speech, edges)
    for (start, stop), level in zip(pairwise(edges), levels, strict=True):
        if level >= max(_AUDIBLE, _PAUSE * max(levels)):
            yield Piece(line.scene, line.first_sample + start, stop - start, line.speech, start, number)


def _levels(speech: Path, edges: list[int]) -> list[float]:
    """Return the RMS level of each stretch between two samples of 48 kHz."""
    with SoundReader(speech) as reader:
        at = [edge * reader.sample_rate_hz // SAMPLE_RATE_HZ for edge in edges]
        return [
            float(np.sqrt(np.square(reader.read(start, max(1, stop - start))).mean())) for start, stop in pairwise(at)
        ]


def _of_mix(scene: ExpectedScene, film: ExpectedFilm, mix: Path) -> Piece:
    samples = min(_PIECE_SAMPLES, scene.frames * SAMPLE_RATE_HZ // film.frames_per_second)
    middle = (2 * scene.first_frame + scene.frames) * SAMPLE_RATE_HZ // (2 * film.frames_per_second)
    first = (middle - samples // 2) // _GRID * _GRID
    return Piece(scene.scene, first, samples, mix, first, None)
