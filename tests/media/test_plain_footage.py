"""Plain footage of another shape looks as it does by way of RGB, which is written down in `conforming`."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame

from tests.media.given import film
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.conforming import STOCK_FILLS, conform, filling, fitted
from videogen_dagster.media.frame_colours import NEARLY_EQUAL, is_plain, upright_rgb
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.plain_footage import PlainFootage

WIDE, TALL = FrameSize(width=640, height=360), FrameSize(width=360, height=640)


def picture(width: int, height: int, moved: int = 0) -> np.ndarray:
    """Waves of colours: `uint8[height, width, 3]`."""
    y, x = np.mgrid[0:height, 0:width] * (10 / max(width, height))
    waves = np.stack([np.sin(x + moved / 5) * np.cos(y), np.cos(y + x), np.sin(x - y)], axis=-1)
    return (128 + 90 * waves).astype(np.uint8)


def plain(pixels: np.ndarray, *, coded: str = "yuv420p", colour_range: str = "MPEG") -> VideoFrame:
    frame = VideoFrame.from_ndarray(pixels, format="rgb24")
    frame = frame.reformat(format=coded, dst_colorspace="ITU709", dst_color_range=colour_range)
    assert is_plain(frame)
    return frame


def rgb(shown: YuvFrame) -> np.ndarray:
    stacked = np.concatenate([plane.reshape(-1) for plane in map(np.ascontiguousarray, shown.planes())])
    frame = VideoFrame.from_ndarray(stacked.reshape(-1, shown.width), format="yuv420p")
    return frame.to_ndarray(format="rgb24", src_colorspace="ITU709", dst_color_range="JPEG")


@pytest.mark.parametrize("size", [WIDE, TALL], ids=str)
@pytest.mark.parametrize(
    "given", [(96, 64), (400, 300), (640, 362), (300, 300), (854, 480), (240, 426), (641, 333)], ids=str
)
@pytest.mark.parametrize("fills", [False, True], ids=["whole", "filling"])
def test_footage_looks_as_it_does_by_way_of_rgb(given, size, fills):
    frame = plain(picture(*given))
    least = STOCK_FILLS if fills else 1 - NEARLY_EQUAL
    shown = rgb(PlainFootage(size, Fraction(1), least=least).shown(frame)).astype(int)
    whole = upright_rgb(frame)
    expected = filling(whole, size, least=STOCK_FILLS) if fills else fitted(whole, size)
    assert shown.shape == (size.height, size.width, 3)
    off = np.abs(shown - expected)
    assert off.mean() < 3
    assert np.percentile(off, 99.5) <= 12


@pytest.mark.parametrize(("coded", "colour_range"), [("yuv420p", "MPEG"), ("nv12", "MPEG"), ("yuvj420p", "JPEG")])
def test_the_backdrop_of_grey_footage_is_a_darker_grey(coded, colour_range):
    frame = plain(np.full((64, 96, 3), 180, np.uint8), coded=coded, colour_range=colour_range)
    shown = PlainFootage(WIDE, Fraction(1), least=0.98).shown(frame)
    level = 16 + 180 * 219 / 255
    assert shown.y[180, 320] == pytest.approx(level, abs=1)
    assert shown.y[180, [2, 637]] == pytest.approx(16 + 0.55 * (level - 16), abs=1.5)
    assert all(abs(plane.astype(int) - 128).max() <= 1 for plane in (shown.u, shown.v))


@pytest.mark.parametrize("given", [(2, 300), (300, 2), (1, 1), (16, 1000), (1000, 16)], ids=str)
@pytest.mark.parametrize("aspect", [Fraction(1), Fraction(8), Fraction(1, 8)], ids=str)
def test_the_oddest_shapes_fit(given, aspect):
    footage = PlainFootage(WIDE, aspect, least=0.98)
    shown = footage.shown(plain(picture(*given)))
    assert [plane.shape for plane in shown.planes()] == [(360, 640), (180, 320), (180, 320)]


def test_footage_that_changes_its_size_midway_is_shown_in_one():
    footage = PlainFootage(WIDE, Fraction(1), least=0.98)
    frames = [plain(picture(*given)) for given in ((96, 64), (400, 300), (96, 64))]
    first, second, third = (rgb(footage.shown(frame)) for frame in frames)
    assert (first == third).all()
    assert (second != first).any()


def test_equal_footage_becomes_equal_bytes(tmp_path: Path):
    path = film(tmp_path / "a.mp4", [picture(96, 64, moved) for moved in range(10)])
    made = [tmp_path / f"{number}.mp4" for number in range(2)]
    for target in made:
        conform(path, target, size=WIDE, frames=12, frames_per_second=30)
    assert made[0].read_bytes() == made[1].read_bytes()
