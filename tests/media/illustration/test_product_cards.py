"""The words of a product's cards can be read in every shape of frame, whatever the product's own shape."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from videogen_dagster.core.film_settings import FrameSize, Style
from videogen_dagster.core.media import Media
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.media.illustration.colour import channels, luminance
from videogen_dagster.media.illustration.layers import composite
from videogen_dagster.media.illustration.legibility import INK, LIGHT
from videogen_dagster.media.illustration.picture import illustrate

PHOTO = Media(sha256="a" * 64, extension="png")
SIZES = [FrameSize(width=320, height=180), FrameSize(width=180, height=320), FrameSize(width=300, height=300)]
SHAPES = {"wide": (280, 100), "even": (180, 140), "tall": (80, 240)}
STAGES = ["white plinth, bright clean light", "dark glossy stage, golden rim light"]
SHOTS = {
    "title": ("product on the left", Card(kind=CardKind.TITLE, title="Clay cup", label="Shop")),
    "feature": ("product detail, on the right", Card(kind=CardKind.FEATURE, title="Holds two sips of coffee")),
    "end": (
        "product on the left, straight on",
        Card(
            kind=CardKind.END,
            title="Large salad bowl, glazed in the green of the hills",
            text="Take a closer look.",
            price="42.00 EUR",
        ),
    ),
    "from near": ("product detail, on the left", Card(kind=CardKind.END, title="Salad bowl", price="42.00 EUR")),
}
READABLE = 4.5
READABLE_LARGE = 3.0
"""WCAG 2.2, success criterion 1.4.3: text, and large text, which titles and prices are."""


@pytest.fixture(params=SHAPES)
def photo(request, tmp_path):
    wide, high = SHAPES[request.param]
    shown = Image.new("RGB", (wide + 60, high + 60), (252, 252, 252))
    ImageDraw.Draw(shown).rounded_rectangle((30, 30, 30 + wide, 30 + high), 12, fill=(40, 90, 140))
    path = tmp_path / "product.png"
    shown.save(path)
    return path


def _layers(size, shot, *, stage=STAGES[0], style=Style.CINEMATIC, photo=None):
    framing, card = SHOTS[shot]
    thing = "" if photo else "red lipstick on a "
    prompt = f"{thing}studio packshot stage, {stage}, {framing}"
    asked = ImageRequest(prompt=prompt, size=size, card=card, style=style, photo=PHOTO if photo else None)
    return illustrate(asked, photo=photo).layers.layers


def _luminances(pixels):
    return np.array([luminance(f"#{red:02x}{green:02x}{blue:02x}") for red, green, blue in pixels.tolist()])


def _readable(layers):
    """Return whether title and price stand out from what lies behind them: nine tenths, and all as large type."""
    contrasts = _contrasts(layers)
    return np.quantile(contrasts, 0.1) >= READABLE and contrasts.min() >= READABLE_LARGE


def _contrasts(layers):
    """Return the contrast of each pixel of title and price with what lies behind it."""
    words = layers[-1].rgba
    ground = composite([layer for layer in layers if layer.name != "card"])
    (ink, letters), *_ = sorted(
        ((luminance(colour), (words == (*channels(colour), 255)).all(axis=-1)) for colour in (INK, LIGHT)),
        key=lambda found: -found[1].sum(),
    )
    behind = _luminances(ground[letters])
    assert behind.size > 100
    return (np.maximum(behind, ink) + 0.05) / (np.minimum(behind, ink) + 0.05)


@pytest.mark.parametrize("shot", SHOTS)
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("stage", STAGES)
def test_every_letter_beside_a_photographed_product_stands_out_from_what_lies_behind_it(photo, shot, size, stage):
    assert _readable(_layers(size, shot, stage=stage, photo=photo))


@pytest.mark.parametrize("style", [style for style in Style if style is not Style.CINEMATIC])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_letter_is_readable_in_every_style(photo, size, style):
    assert _readable(_layers(size, "end", style=style, photo=photo))


@pytest.mark.parametrize("shot", SHOTS)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_letter_beside_a_drawn_product_stands_out_from_what_lies_behind_it(shot, size):
    assert _readable(_layers(size, shot))


@pytest.mark.parametrize("shot", SHOTS)
@pytest.mark.parametrize("size", SIZES[1:], ids=str)
def test_the_plinth_ends_above_the_words(photo, shot, size):
    layers = _layers(size, shot, photo=photo)
    plinth = next(layer.rgba for layer in layers if layer.name == "subject")[..., 3] > 250
    words = layers[-1].rgba[..., 3] > 60
    assert np.flatnonzero(plinth.any(axis=1))[-1] < np.flatnonzero(words.any(axis=1))[0]
