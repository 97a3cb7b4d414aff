"""Product photos are placed, never redrawn."""

import numpy as np
import pytest
from PIL import Image

from videogen_dagster.media.illustration.card_layout import Area
from videogen_dagster.media.illustration.packshot import (
    closer,
    compose_packshot,
    cut_out,
    detail_of,
    mat_width,
    place_in,
    scale_photo,
)

AREA = Area(40, 20, 200, 160)
BACKGROUND = np.full((200, 360, 3), (190, 200, 210), np.uint8)


def _noise(height, width, seed=1):
    return np.random.default_rng(seed).integers(0, 200, (height, width, 3), dtype=np.uint8)


@pytest.fixture
def plain(tmp_path):
    """A textured product with a white hole in it, on white."""
    photo = np.full((240, 180, 3), 252, np.uint8)
    photo[60:220, 50:130] = _noise(160, 80)
    photo[120:150, 80:100] = 252
    path = tmp_path / "plain.png"
    Image.fromarray(photo).save(path)
    return path


@pytest.fixture
def busy(tmp_path):
    path = tmp_path / "busy.png"
    Image.fromarray(_noise(200, 300)).save(path)
    return path


@pytest.mark.parametrize("area", [AREA, Area(150, 10, 330, 190), Area(20, 40, 90, 190)])
@pytest.mark.parametrize("shown", [lambda cutout: cutout, detail_of])
def test_the_pixels_of_the_product_are_the_scaled_photo_exactly(plain, busy, area, shown):
    for photo in (plain, busy):
        cutout = shown(cut_out(photo))
        place = place_in(area, cutout)
        _, layer = compose_packshot(BACKGROUND, cutout, place=place_in(area, cutout), key=1.0)
        scaled = scale_photo(cutout.rgba, place.width, place.height)
        seen = layer[place.y : place.y + place.height, place.x : place.x + place.width]
        inside = scaled[..., 3] == 255
        assert inside.sum() > 100
        assert np.array_equal(seen[inside], scaled[inside])


def test_a_detail_is_a_part_of_the_photo_with_its_pixels(busy, plain):
    whole = cut_out(busy)
    detail = detail_of(whole)
    rows, columns = detail.rgba.shape[:2]
    assert rows < whole.rgba.shape[0]
    assert columns < whole.rgba.shape[1]
    top, left = (whole.rgba.shape[0] - rows) // 2, (whole.rgba.shape[1] - columns) // 2
    assert np.array_equal(detail.rgba, whole.rgba[top : top + rows, left : left + columns])
    product = cut_out(plain)
    assert detail_of(product) is product


@pytest.mark.parametrize("held", [0.0, 0.5, 1.0])
def test_a_detail_of_a_cut_out_product_is_larger_on_the_same_foot_with_its_pixels(plain, held):
    cutout = cut_out(plain)
    whole = place_in(AREA, cutout)
    place = closer(whole, held=held)
    assert place.width > 1.4 * whole.width
    assert place.y + place.height == whole.y + whole.height
    assert place.x + place.width * held == pytest.approx(whole.x + whole.width * held, abs=1)
    _, layer = compose_packshot(BACKGROUND, cutout, place=place, key=1.0)
    scaled = scale_photo(cutout.rgba, place.width, place.height)[-place.y :] if place.y < 0 else None
    assert scaled is not None
    seen = layer[: scaled.shape[0], place.x : place.x + place.width]
    inside = scaled[..., 3] == 255
    assert inside.sum() > 100
    assert np.array_equal(seen[inside], scaled[inside])


@pytest.mark.parametrize("area", [AREA, Area(150, 10, 330, 190), Area(20, 40, 90, 190)])
def test_a_product_stands_inside_its_area_with_its_foot_at_the_lower_edge(plain, busy, area):
    for photo in (plain, busy):
        cutout = cut_out(photo)
        place = place_in(area, cutout)
        edge = mat_width(place) if cutout.framed else 0
        assert place.x - edge >= area.left - 1
        assert place.x + place.width + edge <= area.right + 1
        assert place.y - edge >= area.top - 1
        assert place.y + place.height + edge == area.bottom


def test_a_plain_border_is_keyed_out_but_not_what_the_product_encloses(plain):
    cutout = cut_out(plain)
    assert not cutout.framed
    assert cutout.rgba.shape[:2] == (160, 80)
    assert cutout.rgba[75, 40, 3] == 255
    assert cutout.rgba[0, 0, 3] < 255


def test_a_photo_without_a_plain_border_is_shown_whole_as_a_print(busy):
    cutout = cut_out(busy)
    assert cutout.framed
    assert cutout.rgba.shape[:2] == (200, 300)
    _, layer = compose_packshot(BACKGROUND, cutout, place=place_in(AREA, cutout), key=1.0)
    place = place_in(AREA, cutout)
    assert layer[place.y - 1, place.x + place.width // 2, :3].min() > 230


def test_the_alpha_of_a_cut_out_photo_is_kept(tmp_path):
    rgba = np.zeros((100, 80, 4), np.uint8)
    rgba[20:80, 20:60] = (200, 40, 30, 255)
    path = tmp_path / "alpha.png"
    Image.fromarray(rgba).save(path)
    assert cut_out(path).rgba.shape == (60, 40, 4)


def test_the_rotation_of_a_camera_is_applied(tmp_path):
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[274] = 6
    Image.fromarray(_noise(100, 200)).save(path, exif=exif)
    assert cut_out(path).rgba.shape[:2] == (200, 100)


def test_proportions_are_kept(plain):
    place = place_in(AREA, cut_out(plain))
    assert place.width / place.height == pytest.approx(80 / 160, abs=0.02)


def test_the_product_casts_a_shadow_where_it_stands_and_nowhere_else(plain):
    background = BACKGROUND.copy()
    cutout = cut_out(plain)
    shaded, _ = compose_packshot(background, cutout, place=place_in(AREA, cutout), key=1.0)
    place = place_in(AREA, cut_out(plain))
    foot = shaded[place.y + place.height, place.x + place.width // 2]
    assert foot.max() < 150
    assert np.array_equal(shaded[:10, :10], background[:10, :10])
    assert np.array_equal(background, BACKGROUND)


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n broken", b"<!doctype html>"])
def test_what_is_no_photo_is_refused_by_name(tmp_path, content):
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"photo\.png"):
        cut_out(path)
