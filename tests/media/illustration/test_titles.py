"""Cards: legible, inside the safe area, escaped."""

import numpy as np
import pytest

from videogen_dagster.core.film_settings import Style
from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.media.illustration.colour import Palette, channels
from videogen_dagster.media.illustration.raster import rasterise
from videogen_dagster.media.illustration.titles import draw_card, safe_area

SUNSET = Palette("#2b1d4f", "#c24c62", "#ffb565", "#ffecb0", "#8c4c70", "#241433", "#ff9a4d", 0.46)
LONG = (
    "An Exceptionally Long Product Name That Keeps Going Well Past What Any Designer Would Ever Have Planned For " * 2
)
CARDS = [
    Card(kind=CardKind.TITLE, title="The Lighthouse Keeper", label="Chapter one", text="A film by the sea"),
    Card(
        kind=CardKind.FEATURE, title="Volumizing effects", label="Essence", text="Long-lasting and cruelty-free. " * 3
    ),
    Card(kind=CardKind.END, title="Essence Mascara", label="Essence", price="$9.99", text="Available now"),
    Card(kind=CardKind.TITLE, title=LONG[:300]),
    Card(kind=CardKind.FEATURE, title=LONG[:200], text=LONG * 4),
    Card(kind=CardKind.END, title="Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", price="1.234,56 €"),
]


def _draw(card, size=(320, 180), style=Style.CINEMATIC):
    return draw_card(card, width=size[0], height=size[1], palette=SUNSET, style=style)


def _letters(fragment, size):
    """Where letters are: the drawing without all that stands behind them."""
    return rasterise(fragment[fragment.index("<text") :].removesuffix("</g>"), *size)[..., 3] > 100


@pytest.mark.parametrize("card", CARDS, ids=range(len(CARDS)))
@pytest.mark.parametrize("size", [(640, 360), (360, 640), (400, 400)])
def test_no_text_leaves_the_safe_area(card, size):
    area = safe_area(*size)
    letters = _letters(_draw(card, size), size)
    rows, columns = np.flatnonzero(letters.any(axis=1)), np.flatnonzero(letters.any(axis=0))
    assert rows.size
    assert columns[0] >= area.left - 1
    assert columns[-1] <= area.right + 1
    assert rows[0] >= area.top - 1
    assert rows[-1] <= area.bottom + 1


def test_tall_frames_keep_their_top_and_bottom_free_for_the_player():
    area = safe_area(1080, 1920)
    assert area.top == pytest.approx(192)
    assert area.bottom == pytest.approx(1920 * 0.82)


def test_text_is_escaped():
    fragment = _draw(Card(kind=CardKind.TITLE, title='<script> & "Dogs" </text>'))
    assert "<script>" not in fragment
    assert "&lt;script&gt; &amp;" in fragment
    assert _letters(fragment, (320, 180)).any()


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("shade", [0, 255])
def test_text_is_legible_over_black_and_over_white(style, shade):
    size = (320, 180)
    fragment = _draw(CARDS[0], size, style)
    drawn = rasterise(fragment, *size).astype(float)
    alpha = drawn[..., 3:] / 255
    shown = drawn[..., :3] * alpha + shade * (1 - alpha)
    letters = _letters(fragment, size)
    title = letters.copy()
    title[: int(letters.any(axis=1).nonzero()[0][0]) + 14] = False
    middle = slice(size[1] // 2 - 30, size[1] // 2 + 30), slice(80, 240)
    ink = np.median(shown[middle][title[middle]].mean(axis=1))
    ground = np.median(shown[middle][~letters[middle]].mean(axis=1))
    assert abs(ink - ground) > 70


def test_letters_that_the_fonts_lack_are_named():
    with pytest.raises(ValueError, match=r"Arabic.*Latin, Greek and Cyrillic"):
        _draw(Card(kind=CardKind.TITLE, title="السلام"))
    with pytest.raises(ValueError, match="Cjk"):
        _draw(Card(kind=CardKind.TITLE, title="灯台"))


def test_pictographs_are_ornament_and_left_out():
    assert ">Sale now<" in _draw(Card(kind=CardKind.TITLE, title="Sale 🎉 now"))


def test_greek_and_cyrillic_titles_are_set():
    assert "Война" in _draw(Card(kind=CardKind.TITLE, title="Война и мир"))
    assert "Οδύσσεια" in _draw(Card(kind=CardKind.TITLE, title="Οδύσσεια"))


def test_the_price_of_an_end_card_stands_in_the_accent_colour():
    size = (640, 360)
    pixels = rasterise(_draw(CARDS[2], size), *size)
    orange = np.array(channels(SUNSET.accent))
    assert (np.abs(pixels[..., :3].astype(int) - orange).max(axis=2) < 12).sum() > 100
