"""High dynamic range comes out as ITU-R BT.2390 and BT.2408 say; expected levels are worked out from their formulas."""

from pathlib import Path

import av
import numpy as np
import pytest

from tests.media.given import film, flat
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.conforming import conform
from videogen_dagster.media.tone_mapping import Transfer, in_709, knee, to_standard

SIZE = FrameSize(width=64, height=36)
PQ = {"colorspace": 9, "color_trc": 16, "color_primaries": 9, "color_range": 1}
HLG = {**PQ, "color_trc": 18}


def pq(nits: float) -> int:
    """Return the 16-bit PQ level of light (SMPTE ST 2084, equation 5.2)."""
    power = (nits / 10_000) ** (2610 / 16384)
    return round(65_535 * ((3424 / 4096 + 2413 / 128 * power) / (1 + 2392 / 128 * power)) ** (2523 / 32))


def level(linear: float) -> float:
    """Return the 8-bit level that a television shows as this part of white (BT.1886)."""
    return 255 * linear ** (1 / 2.4)


def grey(code: int) -> np.ndarray:
    return np.full((36, 64, 3), code, np.uint16)


def shown(path: Path, frame: int = 0) -> np.ndarray:
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    return frames[frame].to_ndarray(format="rgb24", src_colorspace="ITU709", dst_color_range="JPEG")


@pytest.mark.parametrize(
    ("nits", "linear"),
    [
        (0, 0.0),
        (36.54, 0.18),  # mid grey: as bright as it was graded, in units of reference white
        (80, 80 / 203),
        (203, 159 / 203),  # white of paper keeps room for highlights above it
        (1000, 1.0),
        (4000, 1.0),
    ],
)
def test_greys_of_a_ten_bit_pq_film_land_where_they_should(tmp_path, nits, linear):
    options = {"x265-params": "log-level=none:lossless=1"}
    path = film(
        tmp_path / "a.mp4", [grey(pq(nits))] * 5, codec="libx265", pixels="yuv420p10le", tags=PQ, options=options
    )
    conform(path, tmp_path / "b.mp4", size=SIZE, frames=2, frames_per_second=30)
    assert shown(tmp_path / "b.mp4")[18, 32] == pytest.approx(level(linear), abs=2.5)


def test_hlg_and_pq_agree_about_reference_white():
    """BT.2408 table 1: 203 nits are 58 % of PQ and 75 % of HLG."""
    white = to_standard(grey(pq(203)), Transfer.PQ, primaries=9)
    assert to_standard(grey(round(0.75 * 65_535)), Transfer.HLG, primaries=9)[0, 0] == pytest.approx(
        white[0, 0].astype(int), abs=1
    )


def test_a_red_of_television_is_that_red_again():
    """BT.709's red in BT.2020 light (BT.2087, annex 2) comes back with hardly any green and blue."""
    light = 90 * np.array([0.6274, 0.0691, 0.0164])
    signal = np.array([pq(each) for each in light], np.uint16)
    red = to_standard(np.broadcast_to(signal, (36, 64, 3)).copy(), Transfer.PQ, primaries=9)[0, 0]
    assert red[0] == pytest.approx(level(90 / 203), abs=3)
    assert red[1:] == pytest.approx([0, 0], abs=12)


def test_brighter_light_is_never_shown_darker():
    nits = np.linspace(0, 1000, 500)
    assert np.all(np.diff(knee(nits)) > 0)
    assert knee(np.array([60.0])) == pytest.approx([60.0])


def test_colours_of_telephones_are_brought_into_bt709(tmp_path):
    """Display P3: its red is outside of BT.709, its greys are the same."""
    tags = {"colorspace": 1, "color_trc": 1, "color_primaries": 12, "color_range": 1}
    for colour, wanted in (((200, 30, 30), (216, 0, 0)), ((128, 128, 128), (128, 128, 128))):
        path = film(tmp_path / "a.mp4", [flat(colour)] * 2, tags=tags)
        conform(path, tmp_path / "b.mp4", size=SIZE, frames=2, frames_per_second=30)
        assert shown(tmp_path / "b.mp4")[18, 32].astype(int) == pytest.approx(wanted, abs=4)
    assert in_709(np.ones((1, 1, 3), np.float32), 12) == pytest.approx(np.ones((1, 1, 3)), abs=0.001)
