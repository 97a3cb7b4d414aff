import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.illustration.layers import (
    Layer,
    LayeredPicture,
    composite,
    laid_over,
    read_layers,
    write_layers,
    write_picture,
)


def sheet(colour: tuple[int, int, int], alpha: int, *, depth: float = 0.0, ambient: str = "none") -> Layer:
    rgba = np.empty((18, 36, 4), np.uint8)
    rgba[:] = (*colour, alpha)
    return Layer(name="sheet", depth=depth, ambient=ambient, rgba=rgba)


def picture() -> LayeredPicture:
    layers = (sheet((10, 20, 30), 255), sheet((200, 100, 0), 64, depth=0.35, ambient="clouds"))
    return LayeredPicture(layers=layers, weather="snow", size=FrameSize(width=32, height=16))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_layers(tmp_path / "a.ora", picture())
    found = read_layers(tmp_path / "a.ora")
    assert (found.weather, found.size) == ("snow", FrameSize(width=32, height=16))
    for layer, original in zip(found.layers, picture().layers, strict=True):
        assert (layer.name, layer.depth, layer.ambient) == (original.name, original.depth, original.ambient)
        assert np.array_equal(layer.rgba, original.rgba)


def test_equal_pictures_are_equal_files(tmp_path: Path) -> None:
    for name in ("a.ora", "b.ora"):
        write_layers(tmp_path / name, picture())
    assert (tmp_path / "a.ora").read_bytes() == (tmp_path / "b.ora").read_bytes()


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"PK\x03\x04 torn"])
def test_another_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.ora").write_bytes(content)
    with pytest.raises(ValueError, match=r"bad\.ora is not a layered picture"):
        read_layers(tmp_path / "bad.ora")


def test_a_sheet_is_mixed_by_its_alpha() -> None:
    mixed = composite([sheet((100, 100, 100), 255), sheet((200, 0, 100), 51)])
    assert np.abs(mixed[0, 0].astype(int) - (120, 80, 100)).max() <= 1


def test_sheets_laid_over_each_other_keep_their_transparency() -> None:
    both = laid_over(sheet((255, 0, 0), 128).rgba, sheet((0, 0, 255), 128).rgba)
    assert abs(int(both[0, 0, 3]) - 192) <= 1
    assert both[0, 0, 2] > both[0, 0, 0] > 0


def test_layers_are_cut_to_what_they_cover_and_the_still_is_encoded_once(tmp_path: Path) -> None:
    island = np.zeros((18, 36, 4), np.uint8)
    island[5:9, 20:30] = (9, 8, 7, 200)
    layers = (*picture().layers, Layer("island", 0.5, "none", island), Layer("empty", 0.6, "none", island * 0))
    layered = LayeredPicture(layers=layers, weather="clear", size=FrameSize(width=32, height=16))
    still = np.full((16, 32, 3), 40, np.uint8)
    write_picture(tmp_path / "a.png", tmp_path / "a.ora", still=still, picture=layered)
    with zipfile.ZipFile(tmp_path / "a.ora") as archive:
        assert archive.read("mergedimage.png") == (tmp_path / "a.png").read_bytes()
        assert cv2.imdecode(np.frombuffer(archive.read("data/layer002.png"), np.uint8), -1).shape == (4, 10, 4)
        assert 'x="18" y="4"' in archive.read("stack.xml").decode()
    found = read_layers(tmp_path / "a.ora").layers
    assert np.array_equal(found[2].rgba, island)
    assert not found[3].rgba.any()
