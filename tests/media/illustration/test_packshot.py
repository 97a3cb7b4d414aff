"""Product photos are placed, never redrawn."""

import numpy as np
import pytest
from PIL import Image

from videogen_dagster.media.illustration.colour import Palette
from videogen_dagster.media.illustration.packshot import compose_packshot, cut_out, place_on, scale_photo
from videogen_dagster.media.illustration.stage import Stage

DAY = Palette("#2c7fce", "#79c0ef", "#e3f4f8", "#fffbe6", "#8db8cb", "#24584a", "#ffc94a", 1.0)


def _stage(width=320, height=180):
    full = (width * 1.12, height * 1.12)
    return Stage(*full, full[1] * 0.84, DAY, "day", True, 1, (width * 0.06, height * 0.06, width * 1.06, height * 1.06))


def _background(stage):
    return np.full((round(stage.height), round(stage.width), 3), (190, 200, 210), np.uint8)


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


@pytest.mark.parametrize("placement", ["centre", "left", "right", "close", "small"])
@pytest.mark.parametrize("size", [(320, 180), (180, 320), (240, 240)])
def test_the_pixels_of_the_product_are_the_scaled_photo_exactly(plain, busy, placement, size):
    stage = _stage(*size)
    for photo in (plain, busy):
        cutout = cut_out(photo)
        place = place_on(stage, cutout, placement)
        _, layer = compose_packshot(_background(stage), photo, stage=stage, placement=placement)
        scaled = scale_photo(cutout.rgba, place.width, place.height)
        shown = layer[place.y : place.y + place.height, place.x : place.x + place.width]
        inside = scaled[..., 3] == 255
        inside[:4], inside[-4:], inside[:, :4], inside[:, -4:] = False, False, False, False
        assert inside.sum() > 100
        difference = np.abs(shown[inside][:, :3].astype(int) - scaled[inside][:, :3])
        assert difference.max() == 0
        assert (shown[inside][:, 3] == 255).all()


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
    stage = _stage()
    _, layer = compose_packshot(_background(stage), busy, stage=stage, placement="centre")
    place = place_on(stage, cutout, "centre")
    assert layer[place.y - 2, place.x + place.width // 2, :3].min() > 230


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
    stage = _stage()
    cutout = cut_out(plain)
    place = place_on(stage, cutout, "centre")
    assert place.width / place.height == pytest.approx(80 / 160, abs=0.02)


def test_the_product_casts_a_shadow_where_it_stands_and_nowhere_else(plain):
    stage = _stage()
    background = _background(stage)
    shaded, _ = compose_packshot(background, plain, stage=stage, placement="centre")
    place = place_on(stage, cut_out(plain), "centre")
    foot = shaded[place.y + place.height, place.x + place.width // 2]
    assert foot.max() < 150
    assert np.array_equal(shaded[:10, :10], background[:10, :10])
    assert np.array_equal(background, _background(stage))


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n broken", b"<!doctype html>"])
def test_what_is_no_photo_is_refused_by_name(tmp_path, content):
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"photo\.png"):
        cut_out(path)


def test_an_unknown_placement_lists_the_known_ones(plain):
    with pytest.raises(ValueError, match="centre, left, right"):
        place_on(_stage(), cut_out(plain), "behind")
