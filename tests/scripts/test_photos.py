import struct
import zlib

import pytest
from PIL import Image

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.scripts.photos import check_photo, local_photos


def picture(path, size=(32, 24), mode="RGB", **options):
    Image.new(mode, size, 128 if mode == "L" else None).save(path, **options)
    return path


def png_of_size(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_good_photos_are_accepted(tmp_path, name):
    path = picture(tmp_path / name)
    assert check_photo(path) == path


@pytest.mark.parametrize(("name", "mode"), [("a.png", "RGBA"), ("a.png", "P"), ("a.png", "L"), ("a.jpg", "CMYK")])
def test_photos_of_other_colour_modes_are_accepted(tmp_path, name, mode):
    assert check_photo(picture(tmp_path / name, mode=mode)).exists()


def test_a_turned_photo_is_accepted(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    assert check_photo(picture(tmp_path / "a.jpg", exif=exif)).exists()


def test_the_wrong_one_of_the_known_extensions_does_no_harm(tmp_path):
    path = tmp_path / "a.jpg"
    picture(tmp_path / "b.png").rename(path)
    assert check_photo(path) == path


@pytest.mark.parametrize("name", ["lighthouse", "a.jpg_large", "a.jpg "])
def test_a_photo_with_the_extension_of_no_picture_is_refused_by_name(tmp_path, name):
    path = picture(tmp_path / "a.jpg").rename(tmp_path / name)
    with pytest.raises(InvalidInput, match="unknown extension") as caught:
        check_photo(path, field="product.photos[0]")
    assert name in str(caught.value)
    assert caught.value.field == "product.photos[0]"
    assert ".jpeg .jpg .png .webp" in (caught.value.remedy or "")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?>\n<svg/>", "SVG"),
        (b"\xef\xbb\xbf <!DOCTYPE html><html></html>", "HTML"),
        (b"<HTML><body>", "HTML"),
        (b"GIF89a" + b"\0" * 50, "GIF"),
        (b"BM" + b"\0" * 60, "BMP"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC"),
        (b"just words", "not a readable"),
        (png_of_size(0, 10), "picture"),
        (png_of_size(10, 0), "picture"),
        (png_of_size(4, 4), "at least 8"),
        (png_of_size(65_000, 10), "at most 20,000 a side"),
        (png_of_size(10, 65_000), "at most 20,000 a side"),
        (png_of_size(15_000, 15_000), "80,000,000"),
        (png_of_size(2**31 - 1, 2**31 - 1), "pixels"),
        (png_of_size(100, 100), "broken"),
    ],
)
def test_what_is_no_usable_photo_is_refused_in_one_line(tmp_path, data, told):
    path = tmp_path / "photo.png"
    path.write_bytes(data)
    with pytest.raises(InvalidInput, match=told) as caught:
        check_photo(path, field="product.photos[0]")
    assert "photo.png" in caught.value.message
    assert caught.value.field == "product.photos[0]"
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_a_truncated_photo_is_refused(tmp_path, name):
    path = tmp_path / name
    Image.effect_noise((64, 64), 80).convert("RGB").save(path)
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(InvalidInput, match=r"broken|not a readable"):
        check_photo(path)


def test_local_photos_are_found_beside_the_file_and_addresses_are_left_out(tmp_path):
    (tmp_path / "img").mkdir()
    path = picture(tmp_path / "img" / "a.png")
    names = ["https://example.org/x.png", "img/a.png", "//cdn/x.png", " ", "img/a.png"]
    assert local_photos(names, tmp_path, source="c.csv", field="line 2, image") == (path,)


@pytest.mark.parametrize(
    "name", ["../a.png", "/etc/passwd", "img/../../a.png", "..\\a.png", "file:///etc/passwd", "a\0.png"]
)
def test_a_photo_outside_the_folder_is_refused(tmp_path, name):
    folder = tmp_path / "shop"
    folder.mkdir()
    picture(tmp_path / "a.png")
    with pytest.raises(InvalidInput, match="not inside the folder"):
        local_photos([name], folder, source="c.csv", field="line 2, image")


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "a.png").symlink_to(picture(tmp_path / "secret.png"))
    with pytest.raises(InvalidInput, match="not inside the folder"):
        local_photos(["a.png"], folder, source="c.csv", field="image")
