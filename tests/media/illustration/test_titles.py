"""Cards: legible, inside the safe area, escaped."""

import numpy as np
import pytest

from videogen_dagster.core.film_settings import Style
from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.media.illustration.card_layout import Layout, safe_area
from videogen_dagster.media.illustration.colour import Palette
from videogen_dagster.media.illustration.legibility import choose_ink
from videogen_dagster.media.illustration.raster import rasterise
from videogen_dagster.media.illustration.titles import draw_words, fit_words

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
    feature = card.kind is CardKind.FEATURE
    layout = Layout(safe_area(*size), centred=not feature, rises=feature, shade="full")
    ink = choose_ink(np.full((20, 20, 3), 40, np.uint8), SUNSET, style)
    return draw_words(fit_words(card, layout, unit=min(size), style=style), ink)


def _letters(fragment, size):
    return rasterise(fragment, *size)[..., 3] > 100


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


def test_a_short_call_to_action_stands_on_a_button_without_its_full_stop():
    fragment = _draw(Card(kind=CardKind.END, title="Essence", text="Take a closer look."))
    assert ">Take a closer look<" in fragment
    assert 'rx="' in fragment


def test_no_part_of_a_long_text_is_smaller_than_can_be_read():
    size = (640, 360)
    layout = Layout(safe_area(*size), centred=True, rises=False, shade="full")
    for card in CARDS:
        block = fit_words(card, layout, unit=min(size), style=Style.CINEMATIC)
        sizes = [part.setting.size for part, _ in block.parts if part.role != "rule"]
        assert min(sizes) > 0.018 * size[1]
