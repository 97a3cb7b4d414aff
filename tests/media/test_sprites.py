"""Sprites blend, move by fractions of a pixel, and touch nothing outside their rectangle."""

import numpy as np

from videogen_dagster.media.frames import YuvFrame, to_yuv
from videogen_dagster.media.sprites import Motion, lay, lowered, make_sprite, moved, patched


def _disc(side=64, colour=(220, 60, 40)):
    y, x = np.mgrid[0:side, 0:side] - (side - 1) / 2
    rgba = np.zeros((side, side, 4), np.uint8)
    rgba[..., :3] = colour
    rgba[..., 3] = (np.clip(side * 0.3 + 0.5 - np.hypot(x, y), 0, 1) * 255).astype(np.uint8)
    return rgba


def _frame(width=160, height=120):
    rgb = np.random.default_rng(4).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return to_yuv(rgb)


def _centre(plane):
    weight = plane.astype(np.float64)
    y, x = np.mgrid[0 : plane.shape[0], 0 : plane.shape[1]]
    return (x * weight).sum() / weight.sum(), (y * weight).sum() / weight.sum()


def test_an_opaque_sprite_shows_its_own_colours():
    rgba = _disc()
    rgba[..., 3] = 255
    frame = _frame()
    lay(frame, make_sprite(rgba), 20, 30)
    expected = to_yuv(np.ascontiguousarray(rgba[..., :3]))
    for plane, own, half in zip(frame.planes(), expected.planes(), (1, 2, 2), strict=True):
        part = plane[30 // half : 94 // half, 20 // half : 84 // half].astype(int)
        assert np.abs(part - own).max() <= 1


def test_outside_the_rectangle_of_a_sprite_every_pixel_stays():
    frame, before = _frame(), _frame()
    lay(frame, make_sprite(_disc()), 40, 20)
    for plane, own, half in zip(frame.planes(), before.planes(), (1, 2, 2), strict=True):
        mask = np.ones(plane.shape, bool)
        mask[20 // half : 84 // half, 40 // half : 104 // half] = False
        assert np.array_equal(plane[mask], own[mask])
    assert not np.array_equal(frame.y, before.y)


def test_a_sprite_that_reaches_over_the_edge_is_cut_off():
    frame = YuvFrame(
        np.full((120, 160), 90, np.uint8), np.full((60, 80), 120, np.uint8), np.full((60, 80), 130, np.uint8)
    )
    lay(frame, make_sprite(_disc()), 130, -20)
    lay(frame, make_sprite(_disc()), 500, 500)
    assert (frame.y[:, :100] == 90).all()
    assert (frame.y[:30, 140:] != 90).any()


def test_a_sprite_moves_by_fractions_of_a_pixel_without_jitter():
    sprite = make_sprite(_disc())
    x0, y0 = _centre(255 - sprite.clear[0])
    for dx, dy in ((0.25, 0.0), (0.5, -0.75), (1.3, 2.6)):
        x, y = _centre(255 - moved(sprite, Motion(dx, dy)).clear[0])
        assert abs(x - x0 - dx) < 0.04
        assert abs(y - y0 - dy) < 0.04


def test_colour_moves_with_luma():
    sprite = make_sprite(_disc())
    x0, _ = _centre(255 - sprite.clear[1])
    x, _ = _centre(255 - moved(sprite, Motion(3.0, 0.0)).clear[1])
    assert abs(x - x0 - 1.5) < 0.05


def test_lowering_equals_moving_down():
    rgba = np.zeros((80, 64, 4), np.uint8)
    rgba[8:72] = _disc()
    sprite = make_sprite(rgba)
    low = lowered(sprite, 1.4, spare=8)
    plain = moved(sprite, Motion(0.0, 1.4))
    assert low.size == (64, 64)
    assert np.abs(low.planes[0].astype(int) - plain.planes[0][8:72]).max() <= 3


def test_a_patch_replaces_its_rectangle_alone():
    sprite = make_sprite(_disc())
    patch = make_sprite(np.full((16, 16, 4), 255, np.uint8))
    result = patched(sprite, patch, 24, 24)
    assert (result.planes[0][24:40, 24:40] >= 234).all()
    result.planes[0][24:40, 24:40] = sprite.planes[0][24:40, 24:40]
    assert np.array_equal(result.planes[0], sprite.planes[0])
