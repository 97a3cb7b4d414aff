"""Contact sheets: a whole film at a glance, one picture a scene."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil, sqrt
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageDraw, ImageFont

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.probing import open_safely
from videogen_dagster.media.segments import seek_key_frame

_FONTS: Final = Path(__file__).parent / "fonts"
_GROUND, _WORDS, _TIME = (20, 22, 27), (240, 242, 245), (160, 167, 178)
_SMALLEST_TYPE: Final = 10
"""In pixels: below it, letters of the bundled font run into each other."""
_LARGEST_TYPE: Final = 18
_NARROWEST: Final = 48
"""Width of a picture in pixels: below it, neither a picture nor a scene's number with its time can be read."""


def contact_sheet(
    film: Path, moments: Sequence[tuple[int, str]], *, columns: int | None = None, width: int = 1920
) -> Image.Image:
    """Return a grid of pictures of a film, row by row, each with its label and its time below.

    Each picture is the last key frame up to its moment: one picture is decoded for each, and as every scene and every
    transition of a film begins with a key frame, it is of the same scene and at most two seconds earlier.

    Args:
        film: As `join_segments` wrote it.
        moments: Frame numbers and what is written below, such as scene ids: at least one.
        columns: Of the grid, or None: as many as make the sheet about as high as wide.
        width: Of the sheet in pixels, at least 60 for each column.

    Returns:
        The sheet in RGB. A label that is too long for its cell is shortened; a time that leaves it no room is left out.

    Raises:
        InvalidInput: There are no moments, one is outside the film, the film shows no pictures, or the sheet is too narrow.
    """
    if not moments:
        raise InvalidInput("a contact sheet needs at least one moment; got none")
    try:
        with open_safely(film) as container:
            if not container.streams.video:
                raise InvalidInput("holds no pictures", source=film.name)
            stream = container.streams.video[0]
            rate = stream.average_rate or Fraction(1)
            grid = _lay_out(len(moments), stream.width / stream.height, columns, width)
            sheet = Image.new("RGB", (width, grid.height(len(moments))), _GROUND)
            for place, (frame, label) in enumerate(moments):
                picture = _small(_key_frame(container, stream, frame, film), grid)
                _fill(sheet, grid, place, picture, (label, _clock(frame / rate)))
            return sheet
    except av.FFmpegError as error:
        raise InvalidInput(f"shows no pictures ({error.strerror})", source=film.name) from error


@dataclass(frozen=True, slots=True)
class _Grid:
    """Sizes in pixels: pictures, the gaps around them, the line below them and its type."""

    columns: int
    width: int
    picture: tuple[int, int]
    gap: int
    line: int
    type_size: int

    def height(self, cells: int) -> int:
        """Return the height of a sheet."""
        return self.gap + ceil(cells / self.columns) * self._step

    def corner(self, place: int) -> tuple[int, int]:
        """Return the left upper corner of a picture."""
        row, column = divmod(place, self.columns)
        spare = self.width - self.gap - self.columns * (self.picture[0] + self.gap)
        return spare // 2 + self.gap + column * (self.picture[0] + self.gap), self.gap + row * self._step

    @property
    def _step(self) -> int:
        return self.picture[1] + self.line + self.gap


def _lay_out(cells: int, shape: float, columns: int | None, width: int) -> _Grid:
    """Return where pictures stand whose width is `shape` times their height."""
    # Pictures that are wider than high stand in fewer columns than rows; a quarter of the height is for labels.
    wanted = columns or ceil(sqrt(cells / (shape / 1.25)))
    count = max(1, min(wanted, cells) if columns is None else columns)
    gap = max(4, width // count // 24)
    across = (width - gap) // count - gap
    if across < _NARROWEST:
        raise InvalidInput(
            f"{count} pictures do not fit side by side into {width} pixels",
            remedy=f"use at most {max(1, width // 60)} columns",
        )
    type_size = min(max(_SMALLEST_TYPE, across // 15), _LARGEST_TYPE)
    return _Grid(count, width, (across, round(across / shape)), gap, round(type_size * 1.5), type_size)


def _key_frame(container: InputContainer, stream: VideoStream, frame: int, film: Path) -> VideoFrame:
    """Decode the last key frame up to a frame, and nothing else."""
    if not 0 <= frame < stream.frames:
        raise InvalidInput(
            f"frame {frame} is outside the film, which has {stream.frames}",
            source=film.name,
            remedy="take the moments from the film's own timeline",
        )
    seek_key_frame(container, stream, frame)
    packet = next(container.demux(stream))
    pictures = [*packet.decode(), *stream.decode(None)]
    return pictures[0]


def _small(picture: VideoFrame, grid: _Grid) -> Image.Image:
    width, height = grid.picture
    # Written out: FFmpeg would take small pictures for BT.601.
    return picture.to_image(
        width=width, height=height, interpolation="AREA", src_colorspace="ITU709", dst_color_range="JPEG"
    )


def _fill(sheet: Image.Image, grid: _Grid, place: int, picture: Image.Image, words: tuple[str, str]) -> None:
    """Put a picture into its cell, its label below at the left and its time at the right."""
    left, top = grid.corner(place)
    sheet.paste(picture, (left, top))
    label, time = words
    right, baseline = left + grid.picture[0], top + grid.picture[1] + round(grid.type_size * 1.15)
    bold, regular = _font("Bold", grid.type_size), _font("Regular", grid.type_size)
    draw = ImageDraw.Draw(sheet)
    needed = regular.getlength(time) + grid.type_size / 2
    if bold.getlength(label) + needed <= grid.picture[0]:
        draw.text((right, baseline), time, _TIME, regular, anchor="rs")
    draw.text((left, baseline), _shortened(label, bold, grid.picture[0]), _WORDS, bold, anchor="ls")


def _shortened(label: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """Return as much of a label as fits, in one line."""
    line = " ".join(label.split())
    if font.getlength(line) <= width:
        return line
    return next((f"{line[:end]}…" for end in range(len(line), 0, -1) if font.getlength(f"{line[:end]}…") <= width), "")


def _clock(seconds: Fraction) -> str:
    """Return a time as `1:05` or `1:02:05`."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / f"NotoSans-{weight}.ttf"), size, layout_engine=ImageFont.Layout.BASIC)
