"""How a scene is cut into clips that a model can make: pure arithmetic of frames.

A model makes clips of certain lengths at its own rate. A scene that is longer than its longest clip is slowed, by at most
`SLOWEST`, and, where that is not enough, made in several pieces of equal length, each beginning with the last picture of
the one before. A scene that is shorter shows the beginning of a clip. Motion is never sped up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from math import ceil
from typing import Final

from videogen_dagster.engines.diffusion.presets import FrameRule

SLOWEST: Final = Fraction(3, 2)
"""Beyond that, slowed motion looks slowed (people seem to walk through water)."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How a scene is made of a model's clips.

    Attributes:
        pieces: How many clips; each but the first begins with the last picture of the one before.
        model_frames: Pictures of each.
        step: Distance between two pictures of the scene, counted in the model's pictures.
    """

    pieces: int
    model_frames: int
    step: Fraction

    def piece_frames(self, frames: int) -> Iterator[tuple[int, int]]:
        """Yield which of the scene's `frames` each piece shows, as (first, one behind the last).

        Where pieces meet, the picture that both have is shown by the earlier one.
        """
        first = 0
        for piece in range(self.pieces):
            ends = (piece + 1) * (self.model_frames - 1)
            stop = frames if piece == self.pieces - 1 else min(frames, int(ends / self.step) + 1)
            yield first, stop
            first = stop

    def position(self, frame: int, piece: int) -> Fraction:
        """Return what the scene's `frame` shows: a place between the pictures of that piece, 0 being its first."""
        return min(frame * self.step - piece * (self.model_frames - 1), Fraction(self.model_frames - 1))


def cut_scene(frames: int, *, frames_per_second: int, rule: FrameRule) -> Cut:
    """Return how a scene is made of clips.

    Args:
        frames: Length of the scene, at least 1.
        frames_per_second: Its rate.
        rule: Which clips the model makes.
    """
    wanted = Fraction((frames - 1) * rule.frames_per_second, frames_per_second)
    longest = rule.at_least(rule.most) - 1
    pieces = next(number for number in count(1) if number * longest * SLOWEST >= wanted)
    model_frames = rule.at_least(ceil(wanted / pieces) + 1)
    slowed = max(Fraction(1), wanted / (pieces * (model_frames - 1)))
    return Cut(pieces, model_frames, Fraction(rule.frames_per_second, frames_per_second) / slowed)
