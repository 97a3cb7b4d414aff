import tracemalloc
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.media.given import BLUE, RED, flat, halves
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.given_pictures import shown_picture

SIZE = FrameSize(width=64, height=36)
UPRIGHT = FrameSize(width=36, height=64)


def near(pixel: np.ndarray, colour: tuple[int, int, int], tolerance: int = 6) -> bool:
    return bool(np.abs(pixel.astype(int) - colour).max() <= tolerance)


@pytest.mark.parametrize(
    ("orientation", "size", "place", "colour"),
    [
        (1, SIZE, (18, 4), RED),
        (2, SIZE, (18, 4), BLUE),  # mirrored
        (3, SIZE, (18, 4), BLUE),
        (6, UPRIGHT, (4, 18), RED),  # turned to the right: what was left is on top
        (8, UPRIGHT, (4, 18), BLUE),
    ],
)
def test_a_photo_is_turned_as_its_exif_says(tmp_path, orientation, size, place, colour):
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(halves()).save(tmp_path / "a.jpg", exif=exif, quality=95)
    shown = shown_picture(tmp_path / "a.jpg", size)
    assert shown.shape == (size.height, size.width, 3)
    assert near(shown[place], colour)


def save(path: Path, mode: str) -> Path:
    picture = Image.fromarray(flat((120, 120, 120)))
    if mode == "I;16":
        cv2.imwrite(str(path.with_suffix(".png")), np.full((36, 64), 120 * 257, np.uint16))
        return path.with_suffix(".png")
    if mode == "RGB 16":
        cv2.imwrite(str(path.with_suffix(".png")), np.full((36, 64, 3), 120 * 257, np.uint16))
        return path.with_suffix(".png")
    suffix = ".jpg" if mode == "CMYK" else ".webp" if mode == "WebP" else ".png"
    picture.convert("RGB" if mode == "WebP" else mode).save(path.with_suffix(suffix))
    return path.with_suffix(suffix)


@pytest.mark.parametrize("mode", ["RGB", "RGB 16", "L", "LA", "P", "I;16", "CMYK", "WebP", "1"])
def test_pictures_of_all_modes_are_shown(tmp_path, mode):
    shown = shown_picture(save(tmp_path / "a", mode), SIZE)
    assert near(shown.mean(axis=(0, 1)), (120, 120, 120), 8)  # also the mean of dithered black and white


def test_a_colour_profile_is_applied(tmp_path):
    """In a profile whose red is green, and the other way round, what is told as red is green."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)
    for profile, wanted in ((srgb, (180, 60, 60)), (swapped, (60, 180, 60))):
        Image.fromarray(flat((180, 60, 60))).save(tmp_path / "a.png", icc_profile=profile)
        assert near(shown_picture(tmp_path / "a.png", SIZE)[18, 32], wanted, 10)


def test_a_broken_colour_profile_is_no_reason_to_refuse_a_photo(tmp_path):
    Image.fromarray(flat(RED)).save(tmp_path / "a.png", icc_profile=b"nonsense")
    assert near(shown_picture(tmp_path / "a.png", SIZE)[18, 32], RED)


@pytest.mark.parametrize(("ink", "is_backdrop_light"), [((20, 20, 20), True), ((240, 240, 240), False)])
def test_a_transparent_logo_stands_on_a_backdrop_on_which_it_is_seen(tmp_path, ink, is_backdrop_light):
    logo = np.dstack([flat((255, 0, 255), 40, 40), np.zeros((40, 40), np.uint8)])  # hidden pink must not bleed
    logo[10:30, 10:30] = (*ink, 255)
    Image.fromarray(logo).save(tmp_path / "a.png")
    shown = shown_picture(tmp_path / "a.png", SIZE)
    assert near(shown[18, 32], ink)
    assert (shown[2, 2].mean() > 200) == is_backdrop_light
    assert np.ptp(shown.astype(int), axis=2).max() <= 8


@pytest.mark.parametrize(
    ("pixels", "bytes_a_pixel"),
    [(np.full((1000, 1000, 4), 120, np.uint8), 2), (np.full((1000, 1000), 30_000, np.uint16), 12)],
)
def test_a_large_picture_is_made_small_before_it_is_worked_on(tmp_path, pixels, bytes_a_pixel):
    """Of 80 million pixels each byte a pixel is 80 MB; Pillow's own four are not counted."""
    Image.fromarray(pixels).save(tmp_path / "a.png")
    shown_picture(tmp_path / "a.png", SIZE)
    tracemalloc.start()
    shown_picture(tmp_path / "a.png", SIZE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < bytes_a_pixel * 1_000_000


def test_a_picture_of_nearly_the_same_shape_fills_the_frame(tmp_path):
    """A photo of 3:2 in a film of 16:9: a sixth is cut off above and below together."""
    photo = flat(RED, 72, 48)
    photo[:3], photo[-3:] = BLUE, BLUE
    Image.fromarray(photo).save(tmp_path / "a.png")
    assert near(shown_picture(tmp_path / "a.png", SIZE).reshape(-1, 3).mean(axis=0), RED)


def test_a_picture_of_another_shape_is_shown_whole(tmp_path):
    Image.fromarray(halves(36, 64)).save(tmp_path / "a.png")
    shown = shown_picture(tmp_path / "a.png", SIZE)
    assert near(shown[18, 26], RED)
    assert near(shown[18, 38], BLUE)


def test_what_is_no_picture_is_refused_by_name(tmp_path):
    (tmp_path / "a.png").write_bytes(b"nonsense")
    with pytest.raises(InvalidInput, match=r"a\.png.*no picture"):
        shown_picture(tmp_path / "a.png", SIZE)
