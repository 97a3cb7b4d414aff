"""Drawings become pixels; what no drawing can hold is refused."""

import numpy as np
import pytest

from videogen_dagster.media.illustration.raster import rasterise
from videogen_dagster.media.illustration.svg import element


def test_a_drawing_has_straight_alpha():
    pixels = rasterise(element("rect", width=4, height=4, fill="#ff8000", opacity=0.5), 8, 4)
    assert pixels[2, 1, 3] == pytest.approx(128, abs=1)
    assert pixels[2, 1, :3].tolist() == pytest.approx([255, 128, 0], abs=2)
    assert not np.any(pixels[:, 4:])


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe"])
def test_characters_that_have_no_place_in_a_drawing_are_refused(character):
    with pytest.raises(ValueError, match="cannot be drawn"):
        rasterise(element("text", f"Hills{character}", y=4), 8, 8)
