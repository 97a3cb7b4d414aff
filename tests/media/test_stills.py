from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.stills import poster, tiny_picture


@pytest.fixture
def photo(tmp_path):
    noise = np.random.default_rng(1).integers(0, 255, (90, 160, 3), dtype=np.uint8)
    path = tmp_path / "noise.png"
    Image.fromarray(noise).resize((640, 360)).save(path)
    return path


@pytest.mark.parametrize("most_bytes", [300, 690, 4000])
def test_a_tiny_picture_keeps_its_shape_and_stays_below_its_limit(photo, most_bytes):
    webp = tiny_picture(photo, most_bytes=most_bytes)
    assert len(webp) <= most_bytes
    with Image.open(BytesIO(webp)) as picture:
        assert picture.width / picture.height == pytest.approx(16 / 9, abs=0.1)


def test_more_bytes_give_a_larger_picture(photo):
    small, large = (Image.open(BytesIO(tiny_picture(photo, most_bytes=limit))) for limit in (400, 4000))
    assert large.width > small.width


def test_what_is_no_picture_is_refused_by_name(tmp_path):
    path = tmp_path / "words.png"
    path.write_text("words")
    with pytest.raises(InvalidInput, match=r"words\.png"):
        poster(path)
