"""Products and words share a picture: both are seen whole, side by side or one above the other."""

import numpy as np
import pytest
from PIL import Image

from videogen_dagster.core.film_settings import FrameSize, Style
from videogen_dagster.core.media import Media
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.media.illustration.card_layout import product_area
from videogen_dagster.media.illustration.packshot import cut_out, place_in, scale_photo
from videogen_dagster.media.illustration.picture import illustrate, scene_of

STAGE = "studio packshot stage, pale pink studio stage, product on the "
SIZES = [FrameSize(width=320, height=180), FrameSize(width=180, height=320), FrameSize(width=200, height=200)]
CARDS = [
    Card(kind=CardKind.TITLE, title="Red Lipstick", label="Chic Cosmetics"),
    Card(kind=CardKind.FEATURE, title="A vibrant and long-lasting finish for every evening"),
    Card(kind=CardKind.END, title="Red Lipstick", label="Chic Cosmetics", price="$12.99", text="Take a closer look."),
]
PHOTO = Media(sha256="a" * 64, extension="png")


@pytest.fixture
def print_photo(tmp_path):
    path = tmp_path / "print.png"
    Image.fromarray(np.random.default_rng(3).integers(0, 200, (200, 300, 3), dtype=np.uint8)).save(path)
    return path


@pytest.fixture
def cut_photo(tmp_path):
    photo = np.full((240, 180, 3), 252, np.uint8)
    photo[60:220, 50:130] = np.random.default_rng(4).integers(0, 200, (160, 80, 3), dtype=np.uint8)
    path = tmp_path / "cut.png"
    Image.fromarray(photo).save(path)
    return path


def _layer(drawn, name):
    return next(layer.rgba for layer in drawn.layers.layers if layer.name == name)


def _box(mask):
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return columns[0], rows[0], columns[-1], rows[-1]


def _request(size, card, *, side="left", style=Style.CINEMATIC, prompt="red lipstick on a ", photo=None):
    return ImageRequest(prompt=f"{prompt}{STAGE}{side}", size=size, card=card, style=style, photo=photo)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.kind.value)
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_product_without_photos_is_drawn_large_and_apart_from_the_words(card, size, side):
    request = _request(size, card, side=side)
    drawn = illustrate(request)
    words = _box(_layer(drawn, "card")[..., 3] > 60)
    area = product_area(scene_of(request), beside_words=True, framed=False)
    product = _layer(drawn, "subject")[..., 3] > 250
    left, top, right, bottom = _box(product)
    assert bottom - top > 0.3 * size.height
    apart = (right < words[0], words[2] < left, bottom < words[1])
    assert any(apart)
    assert product[int(area.top) : int(area.bottom)].sum() > 0.1 * area.width * area.height


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.kind.value)
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", ["print_photo", "cut_photo"])
@pytest.mark.parametrize("style", [Style.CINEMATIC, Style.NOIR])
def test_the_pixels_of_a_photographed_product_reach_the_picture_unchanged(card, size, name, style, request):
    path = request.getfixturevalue(name)
    asked = _request(size, card, prompt="", style=style, photo=PHOTO)
    drawn, cutout = illustrate(asked, photo=path), cut_out(path)
    place = place_in(product_area(scene_of(asked), beside_words=True, framed=cutout.framed), cutout)
    scaled = scale_photo(cutout.rgba, place.width, place.height)
    over = (drawn.layers.layers[0].rgba.shape[1] - size.width) // 2
    down = (drawn.layers.layers[0].rgba.shape[0] - size.height) // 2
    seen = drawn.flat[place.y - down : place.y - down + place.height, place.x - over : place.x - over + place.width]
    inside = scaled[..., 3] == 255
    assert inside.sum() > 500
    assert np.array_equal(seen[inside], scaled[inside][:, :3])


def test_a_print_is_large(print_photo):
    size = SIZES[0]
    asked = _request(size, CARDS[0], prompt="", photo=PHOTO)
    place = place_in(product_area(scene_of(asked), beside_words=True, framed=True), cut_out(print_photo))
    assert 0.55 <= place.height / size.height <= 0.72


def test_a_photo_on_a_table_leaves_the_words_above_its_edge(print_photo):
    request = ImageRequest(
        prompt="studio packshot stage, warm wooden table, product on the left",
        size=SIZES[0],
        card=CARDS[2],
        photo=PHOTO,
    )
    words = _box(_layer(illustrate(request, photo=print_photo), "card")[..., 3] > 60)
    scene = scene_of(request)
    assert words[3] < scene.down(0.72)


def test_a_shade_lies_behind_the_product_and_covers_the_whole_frame(cut_photo):
    layers = illustrate(
        _request(SIZES[0], CARDS[2], prompt="", style=Style.NOIR, photo=PHOTO), photo=cut_photo
    ).layers.layers
    names = [layer.name for layer in layers]
    if "scrim" in names:
        assert names.index("scrim") < names.index("product") < names.index("card")
    assert names[-1] == "card"


def test_scenery_behind_words_is_shaded_from_edge_to_edge():
    request = ImageRequest(prompt="a village by day", size=SIZES[0], card=Card(kind=CardKind.TITLE, title="The Keeper"))
    shade = _layer(illustrate(request), "scrim")[..., 3]
    assert shade.min() > 0
    assert np.abs(np.diff(shade.astype(int), axis=0)).max() <= 2
