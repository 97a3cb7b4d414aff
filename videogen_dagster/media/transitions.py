"""Transitions as segments of their own: only what two scenes share is encoded, the rest of both stays as it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.media.blending import blend, fade_out
from videogen_dagster.media.encoders import SOFTWARE, Encoder
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.probing import key_frames
from videogen_dagster.media.segments import SegmentWriter, read_frames


@dataclass(frozen=True, slots=True)
class Shot:
    """A segment that takes part in a transition."""

    path: Path
    frames: int


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where a transition is cut out of its scenes, and how long it is.

    Attributes:
        leaves_at: First frame of the scene before that is not copied; a key frame stands there.
        enters_at: First frame of the scene behind that is copied; a key frame stands there, or it ends there.
        frames: Length of the transition with what had to be encoded beside it.
    """

    leaves_at: int
    enters_at: int
    frames: int


def write_transition(
    kind: TransitionKind,
    before: Shot,
    behind: Shot | None,
    target: Path,
    *,
    frames: int,
    size: FrameSize,
    frames_per_second: int,
    encoder: Encoder = SOFTWARE,
) -> Cuts:
    """Encode the pictures in which one segment passes into another.

    The cuts stand at key frames, so that the bodies of both segments can be copied. Where no key frame stands exactly at
    an end of the transition, the pictures up to the nearest one are encoded with it.

    Args:
        kind: Any transition but a cut; a dip if nothing is behind.
        before: The segment that ends.
        behind: The segment that begins, or None at the end of the film.
        target: Where the transition is written (MP4).
        frames: How long both are seen, at most the length of each.
        size: Frame size of all in pixels.
        frames_per_second: Frame rate of all.
        encoder: What encoded them, and encodes this one.

    Raises:
        InvalidInput: A segment is not what it says.
    """
    leaves_at = max(frame for frame in key_frames(before.path) if frame <= before.frames - frames)
    enters_at = _entry(behind, frames) if behind else 0
    lead = before.frames - frames - leaves_at
    cuts = Cuts(leaves_at, enters_at, lead + (enters_at if behind else frames))
    ending = _stretch(before, leaves_at, before.frames)
    with SegmentWriter(
        target,
        size,
        frames=cuts.frames,
        frames_per_second=frames_per_second,
        join_frames=0,
        quick=True,
        encoder=encoder,
    ) as segment:
        for picture in islice(ending, lead):
            segment.write(picture)
        for picture in _passing(kind, ending, _stretch(behind, 0, enters_at) if behind else None, frames):
            segment.write(picture)
    return cuts


def _passing(
    kind: TransitionKind, ending: Iterator[YuvFrame], beginning: Iterator[YuvFrame] | None, frames: int
) -> Iterator[YuvFrame]:
    """Yield the pictures from the first in which both segments are seen on; with none behind, it fades out."""
    for index, picture in enumerate(ending):
        if beginning is None:
            yield fade_out(kind, (index + 1) / frames, picture)
        else:
            yield blend(kind, (index + 1) / (frames + 1), picture, next(beginning))
    yield from beginning or ()


def _entry(behind: Shot, frames: int) -> int:
    """Return the first key frame after a transition, or the end of a segment that has none there."""
    return min((frame for frame in key_frames(behind.path) if frame >= frames), default=behind.frames)


def _stretch(shot: Shot, first: int, stop: int) -> Iterator[YuvFrame]:
    """Yield some frames of a segment; each is valid until the next one is asked for.

    Args:
        shot: The segment.
        first: A key frame.
        stop: The frame behind the last one.
    """
    count = 0
    for picture in read_frames(shot.path, first=first):
        if count == stop - first:
            return
        count += 1
        yield picture
    if count != stop - first:
        raise InvalidInput(
            f"{first + count} frames instead of {shot.frames}",
            source=f"segment {shot.path.name}",
            remedy="make it again",
        )
