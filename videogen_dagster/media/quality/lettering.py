"""Whether captions stand in pictures: each is drawn once more, and looked for where it should be."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.assembly_requests import BurnedCaptions
from videogen_dagster.core.cues import Cue
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.caption_drawing import caption_image, safe_area
from videogen_dagster.media.frames import Plane

_LINES: Final = 360
"""Captions are compared at no fewer lines than this: letters keep their shape, and 1080 lines cost a ninth."""

_SOLID: Final = 0.6
"""Opacity from which a pixel of a caption is compared: words and their dark edge, or words and their box."""

_SEEN: Final = 0.6
"""Correlation from which a caption is there; measured in films: 0.97 and more; without it at most 0.13, on another one 0.44."""

_SAME_LETTERS: Final = 0.5
"""The same of every part of a caption, of about two letters each: right ones had 0.79 and more, other letters 0.25."""

_FEWEST_PIXELS: Final = 60
_LEAST_CONTRAST: Final = 20.0
"""Parts with fewer pixels or flatter ones tell no letters."""

_MOVED_PX: Final = 1
"""Pixels of the size of comparison by which a caption may stand elsewhere: chroma and coding blur its place."""

_INK: Final = 0.5
_LUMA: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)
_BEHIND: Final = 110.0
"""Luma that is thought behind what is not quite opaque."""

_KEPT: Final = 6


@dataclass(frozen=True, slots=True)
class SeenCaption:
    """What was seen of a caption in one picture.

    Attributes:
        frame: Number of the picture.
        rows: What the caption says.
        likeness: Correlation of the picture with it, up to 1: at its place, or where it was found instead.
        least: Correlation of the part of it that is least alike, at its place.
        right_px: How far to the right of its place it was found, in pixels of the film.
        down_px: How far below.
        outside_px: How far it reaches out of the safe area.
    """

    frame: int
    rows: tuple[str, ...]
    likeness: float
    least: float = 1.0
    right_px: int = 0
    down_px: int = 0
    outside_px: int = 0

    @property
    def is_seen(self) -> bool:
        """Whether it is in the picture, here or there."""
        return self.likeness >= _SEEN

    @property
    def is_misread(self) -> bool:
        """Whether it stands at its place and some of its letters are others."""
        return self.is_seen and not (self.right_px or self.down_px) and self.least < _SAME_LETTERS


def watched_frames(cue: Cue) -> tuple[int, ...]:
    """Return the frames in which a caption is looked for: just before, at its start, middle and end, and just behind."""
    first, last = cue.first_frame, cue.end_frame - 1
    return tuple(sorted({first - 1, first, (first + last) // 2, last, last + 1}))


class CaptionMeter:
    """Looks for captions as pictures go by: costs nothing but in the few frames that are watched.

    Args:
        captions: Of one clip, or one entry a scene, on the frames of what goes by.
    """

    def __init__(self, captions: Sequence[BurnedCaptions]) -> None:
        self._due: defaultdict[int, list[tuple[BurnedCaptions, Cue]]] = defaultdict(list)
        for burned in captions:
            for cue in burned.cues:
                for frame in watched_frames(cue):
                    self._due[frame].append((burned, cue))
        self._drawn: dict[tuple[BurnedCaptions, tuple[str, ...]], _Drawn] = {}

    def look(self, frame: int, luma: Plane) -> tuple[SeenCaption, ...]:
        """Return what is seen of the captions that are watched in this picture; `luma` is `uint8[height, width]`."""
        return tuple(self._seen(frame, luma, burned, cue) for burned, cue in self._due.pop(frame, ()))

    def _seen(self, frame: int, luma: Plane, burned: BurnedCaptions, cue: Cue) -> SeenCaption:
        size = FrameSize(width=luma.shape[1], height=luma.shape[0])
        key = burned, cue.rows
        if key not in self._drawn:
            if len(self._drawn) == _KEPT:
                self._drawn.clear()
            self._drawn[key] = _Drawn(burned, cue, size)
        drawn = self._drawn[key]
        (likeness, least), right, down = drawn.likeness(luma), 0, 0
        if likeness < _SEEN and cue.first_frame <= frame < cue.end_frame:
            elsewhere = drawn.found(luma)
            likeness, right, down = elsewhere if elsewhere[0] >= _SEEN else (likeness, 0, 0)
        outside = drawn.outside_px(right, down) if likeness >= _SEEN else 0
        return SeenCaption(frame, cue.rows, likeness, least, right, down, outside)


class _Drawn:
    """A caption as it should look, at the size of comparison."""

    def __init__(self, burned: BurnedCaptions, cue: Cue, size: FrameSize) -> None:
        self._scale = next(scale for scale in _scales(size))
        small = FrameSize(width=size.width // self._scale, height=size.height // self._scale)
        image = caption_image(cue, small, burned.style, language=burned.language, shadow=False)
        self._area, self._small = safe_area(small), small
        self._x, self._y = image.x, image.y
        alpha = image.rgba[..., 3].astype(np.float32) / 255
        luma = image.rgba[..., :3].astype(np.float32) @ _LUMA
        self._meant = alpha * luma + (1 - alpha) * np.float32(_BEHIND)
        self._solid = alpha >= _SOLID
        self._parts = tuple(self._letters(image.rgba.shape[0] // len(cue.rows)))
        rows, columns = np.flatnonzero((alpha >= _INK).any(axis=1)), np.flatnonzero((alpha >= _INK).any(axis=0))
        self._ink = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1) if rows.size else (0, 0, 0, 0)

    def likeness(self, luma: Plane) -> tuple[float, float]:
        """Return the correlation of a picture with the caption at its place, and that of the part least alike."""
        height, width = self._meant.shape
        scale = self._scale
        part = luma[self._y * scale : (self._y + height) * scale, self._x * scale : (self._x + width) * scale]
        if part.shape != (height * scale, width * scale) or not self._solid.any():
            return 0.0, 0.0
        seen = _resized(part, width, height)
        parts = (_correlation(self._meant[area], seen[area]) for area in self._parts)
        return _correlation(self._meant[self._solid], seen[self._solid]), min(parts, default=1.0)

    def _letters(self, side: int) -> Iterator[tuple[NDArray[np.intp], ...]]:
        """Yield the pixels of each square of the caption in which letters can be told apart, of about a row's height."""
        height, width = self._meant.shape
        for top in range(0, height - side // 2, side):
            for left in range(0, width - side // 2, side):
                rows, columns = np.nonzero(self._solid[top : top + side, left : left + side])
                area = rows + top, columns + left
                if len(rows) >= _FEWEST_PIXELS and self._meant[area].std() >= _LEAST_CONTRAST:
                    yield area

    def found(self, luma: Plane) -> tuple[float, int, int]:
        """Return where in a picture, or partly outside it, the caption is, too: likeness, pixels to the right, below."""
        height, width = self._meant.shape
        small = _resized(luma, self._small.width, self._small.height)
        across, along = width // 2, height // 2
        # Around the picture is what lies at its edges: a caption that is cut off is found, too.
        wide = cv2.copyMakeBorder(small, along, along, across, across, cv2.BORDER_REPLICATE)
        meant, solid = self._meant.astype(np.uint8), self._solid.astype(np.uint8)
        fits = np.nan_to_num(cv2.matchTemplate(wide, meant, cv2.TM_CCOEFF_NORMED, mask=solid), posinf=0.0, neginf=0.0)
        down, right = np.unravel_index(int(fits.argmax()), fits.shape)
        moved = int(right) - across - self._x, int(down) - along - self._y
        if max(map(abs, moved)) <= _MOVED_PX:
            moved = 0, 0
        return float(fits.max()), moved[0] * self._scale, moved[1] * self._scale

    def outside_px(self, right: int, down: int) -> int:
        """Return how far the caption reaches out of the safe area if it stands so far from its place."""
        left, _, end, bottom = self._ink
        x, y = self._x + right / self._scale, self._y + down / self._scale
        over = max(self._area.left - x - left, x + end - self._area.right, y + bottom - self._area.bottom, -y, 0.0)
        return ceil(over * self._scale) if over > _MOVED_PX else 0


def _scales(size: FrameSize) -> Iterator[int]:
    """Yield by what a picture can be made smaller in both directions, the most first."""
    for scale in range(max(1, min(size.width, size.height) // _LINES), 0, -1):
        if size.width % (2 * scale) == size.height % (2 * scale) == 0:
            yield scale


def _resized(luma: Plane, width: int, height: int) -> Plane:
    if luma.shape == (height, width):
        return luma
    return np.asarray(cv2.resize(luma, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _correlation(meant: NDArray[np.float32], seen: NDArray[np.uint8]) -> float:
    one, other = meant - meant.mean(), seen - seen.mean(dtype=np.float32)
    power = float(np.dot(one, one)) * float(np.dot(other, other))
    return float(np.dot(one, other)) / power**0.5 if power > 0 else 0.0
