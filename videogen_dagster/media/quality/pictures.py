"""Pictures that nobody wants to see: black or plain ones, frozen ones, repeated ones."""

from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.media.frames import Plane
from videogen_dagster.media.quality.decoding import DecodedPicture
from videogen_dagster.media.quality.expected import ExpectedFilm, ExpectedScene
from videogen_dagster.media.quality.findings import Finding, Gate

# Limited range: black is 16. Night scenes have lights and edges far above; measured on real ones: 200 and more.
_BLACK_MEANS: Final = 24
_BLACK_PIXELS: Final = 40
_PLAIN_MEANS: Final = 4
_PLAIN_PIXELS: Final = 10
"""Highest minus lowest luma of a picture of one colour, of its small means and of its pixels."""

_LONGEST_BLACK: Final = 1
_LONGEST_PLAIN: Final = 6
"""Frames in a row: a flash of one colour can be meant."""

_SAME_PLACE: Final = 2
"""Levels by which no mean of a picture differs from that of one that did not move, encoded anew."""

_SHORTEST_FREEZE: Final = 15
_SLOWER: Final = 4
"""A freeze holds a picture this many times longer than the scene usually does."""

_VISIBLE: Final = 0.5
"""Mean change in levels that the scene usually shows in the time of a freeze; a camera that creeps can rest unseen."""

_REPEATED: Final = 0.1
"""Change of a repeated picture as a share of what changes around it."""

_JUMP: Final = 1.2
"""Change after a repeated picture as a multiple of what is usual around it."""

_AROUND: Final = 15
_FEWEST_HOLDS: Final = 5
"""Held pictures within a second that are a fault; real scenes, hand-held ones too, had at most two."""


@dataclass(slots=True)
class _Run:
    """Pictures in a row that are wrong in the same way."""

    first: int = 0
    frames: int = 0

    def add(self, frame: int, *, is_wrong: bool) -> "_Run | None":
        """Count the next picture; return the run that it ends."""
        if is_wrong:
            if not self.frames:
                self.first = frame
            self.frames += 1
            return None
        return self.end()

    def end(self) -> "_Run | None":
        """Return the run so far, if there is one, and begin anew."""
        ended = _Run(self.first, self.frames) if self.frames else None
        self.frames = 0
        return ended


class PlainPictures:
    """Finds black pictures and pictures of one colour where nothing fades."""

    def __init__(self, film: ExpectedFilm) -> None:
        self._film = film
        self._black, self._plain = _Run(), _Run()
        self.findings: list[Finding] = []

    def add(self, frame: int, picture: DecodedPicture) -> None:
        """Look at the next picture."""
        is_black, is_plain = _is_black(picture), _is_plain(picture)
        if (is_black or is_plain) and self._is_right(frame):
            is_black = is_plain = False
        self._tell(self._black.add(frame, is_wrong=is_black), "black", _LONGEST_BLACK)
        self._tell(self._plain.add(frame, is_wrong=is_plain and not is_black), "one plain colour", _LONGEST_PLAIN)

    def end(self) -> None:
        """Tell of what is plain up to the end."""
        self._tell(self._black.end(), "black", _LONGEST_BLACK)
        self._tell(self._plain.end(), "one plain colour", _LONGEST_PLAIN)

    def _tell(self, run: _Run | None, what: str, longest: int) -> None:
        if run is None or run.frames <= longest:
            return
        seconds = self._film.seconds(run.frames)
        message = f"the picture is {what} for {seconds:.2f} s ({run.frames} frames); render the scene again"
        self.findings.append(self._film.of_frame(Gate.BLACK, message, run.first))

    def _is_right(self, frame: int) -> bool:
        transition = self._film.transition_at(frame)
        return self._film.scene_at(frame).may_be_plain or (transition is not None and transition.kind.is_fade_out)


def _is_black(picture: DecodedPicture) -> bool:
    return int(picture.small.max()) <= _BLACK_MEANS and picture.brightest <= _BLACK_PIXELS


def _is_plain(picture: DecodedPicture) -> bool:
    return int(np.ptp(picture.small)) <= _PLAIN_MEANS and picture.brightest - picture.darkest <= _PLAIN_PIXELS


@dataclass(slots=True)
class _Body:
    """The pictures of one scene between its transitions.

    Attributes:
        scene: Which.
        first_frame: Of the film.
        anchor: The picture from which the others are compared.
        runs: Lengths of the stretches in which nothing moved, each with the frame at which it begins.
        changes: By how much each picture differs from the one before.
        samples: A picture every half second.
    """

    scene: ExpectedScene
    first_frame: int
    anchor: Plane
    runs: list[tuple[int, int]]
    changes: list[float] = field(default_factory=list)
    samples: list[Plane] = field(default_factory=list)

    def motion(self, frames: int) -> float:
        """Return by how many levels pictures so many frames apart usually differ on average."""
        moved = [float(np.abs(one.astype(np.int16) - other).mean()) for one, other in pairwise(self.samples)]
        return median(moved) * frames / _AROUND if moved else 0.0


class StillPictures:
    """Finds pictures that are held or repeated in scenes that move. Memory grows with a scene, not with the film."""

    def __init__(self, film: ExpectedFilm) -> None:
        self._film = film
        self._body: _Body | None = None
        self.findings: list[Finding] = []

    def add(self, frame: int, picture: DecodedPicture) -> None:
        """Look at the next picture."""
        scene = self._film.scene_at(frame)
        if scene.may_stand_still or self._film.transition_at(frame):
            self.end()
            return
        if self._body is None or self._body.scene is not scene:
            self.end()
            self._body = _Body(scene, frame, picture.small, [(frame, 1)])
            return
        body = self._body
        if len(body.changes) % _AROUND == 0:
            body.samples.append(picture.small)
        body.changes.append(picture.change)
        if int(np.abs(picture.small.astype(np.int16) - body.anchor).max()) <= _SAME_PLACE:
            first, frames = body.runs[-1]
            body.runs[-1] = first, frames + 1
        else:
            body.anchor = picture.small
            body.runs.append((frame, 1))

    def end(self) -> None:
        """Judge the scene that ends."""
        body, self._body = self._body, None
        if body is None:
            return
        frozen = _freezes(body)
        for first, frames in frozen:
            message = (
                f"the picture stands still for {self._film.seconds(frames):.2f} s ({frames} frames) in a scene that "
                "moves; render the scene again"
            )
            self.findings.append(self._film.of_frame(Gate.FROZEN, message, first))
        if not frozen:
            self._tell_repeats(body)

    def _tell_repeats(self, body: _Body) -> None:
        holds = _holds(np.array(body.changes)) + body.first_frame
        for frame in holds:
            within = np.count_nonzero((holds >= frame) & (holds < frame + self._film.frames_per_second))
            if within >= _FEWEST_HOLDS:
                message = (
                    f"the motion stutters: {within} pictures within a second are shown twice or longer; render the scene "
                    "again"
                )
                self.findings.append(self._film.of_frame(Gate.DUPLICATES, message, int(frame)))
                return


def _freezes(body: _Body) -> list[tuple[int, int]]:
    """Return first frame and length of the stretches that are held much longer than others of the scene."""
    lengths = sorted(frames for _, frames in body.runs)
    usual = lengths[(len(lengths) - 1) // 2] if len(lengths) > 1 else 0
    half = sum(lengths) / 2
    return [
        (first, frames)
        for first, frames in body.runs
        if frames >= max(_SHORTEST_FREEZE, _SLOWER * usual) and (frames > half or body.motion(frames) >= _VISIBLE)
    ]


def _holds(changes: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return which pictures of a scene are followed by hardly any change while there is some around: their indices."""
    if len(changes) < _AROUND:
        return np.zeros(0, np.intp)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(changes, _AROUND // 2, mode="reflect"), _AROUND)
    # Without the highest one: a key frame is another encoding of the same picture.
    usual = (windows.sum(axis=1) - windows.max(axis=1)) / (_AROUND - 1)
    is_repeated = changes <= _REPEATED * usual
    # What is held jumps on afterwards; a camera that rests goes on softly.
    jumps = np.concatenate([changes[1:] >= _JUMP * usual[1:], [False]])
    return np.flatnonzero(is_repeated & jumps)
