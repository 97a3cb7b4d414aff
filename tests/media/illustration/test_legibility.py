"""Words can be read over any picture, and a picture that needs no shade gets none."""

import numpy as np
import pytest

from videogen_dagster.core.film_settings import Style
from videogen_dagster.media.illustration.card_layout import Area
from videogen_dagster.media.illustration.colour import Palette, channels, luminance, to_hex
from videogen_dagster.media.illustration.legibility import LEAST_CONTRAST, choose_ink, scrim

SUNSET = Palette("#2b1d4f", "#c24c62", "#ffb565", "#ffecb0", "#8c4c70", "#241433", "#ff9a4d", 0.46)


def _contrast(first, second):
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _plain(shade):
    return np.full((40, 60, 3), shade, np.uint8)


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("shade", range(0, 256, 15))
def test_words_are_legible_over_every_shade_of_grey(style, shade):
    ink = choose_ink(_plain(shade), SUNSET, style)
    ground = to_hex(tuple(shade * (1 - ink.scrim) + part * ink.scrim for part in channels(ink.ground)))
    assert _contrast(ink.title, ground) >= LEAST_CONTRAST - 0.1
    assert _contrast(ink.accent, ground) >= 3
    assert _contrast(ink.on_accent, ink.accent) >= 4


def test_ink_is_dark_on_light_and_light_on_dark_and_needs_no_scrim_there():
    on_light, on_dark = (choose_ink(_plain(shade), SUNSET, Style.CINEMATIC) for shade in (225, 30))
    assert luminance(on_light.title) < 0.05
    assert luminance(on_dark.title) > 0.9
    assert on_light.scrim == on_dark.scrim == 0


def test_a_busy_picture_is_shaded():
    noise = np.random.default_rng(1).integers(0, 2, (27, 48, 1), dtype=np.uint8).repeat(3, axis=2) * 120
    assert choose_ink(noise, SUNSET, Style.CINEMATIC).scrim >= 0.4


@pytest.mark.parametrize("shade", ["full", "left", "right", "bottom"])
def test_a_scrim_has_no_edge_and_its_full_depth_behind_the_words(shade):
    words = {"left": Area(20, 40, 140, 140), "bottom": Area(40, 120, 280, 170)}.get(shade, Area(180, 40, 300, 140))
    alpha = scrim((320, 180), words, shade=shade, colour="#102030", opacity=0.6)[..., 3].astype(int)
    assert max(np.abs(np.diff(alpha, axis=0)).max(), np.abs(np.diff(alpha, axis=1)).max()) <= 7
    behind = alpha[int(words.top) : int(words.bottom), int(words.left) : int(words.right)]
    assert behind.min() >= 0.6 * 255 * 0.75
