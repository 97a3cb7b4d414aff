import numpy as np
import pytest

from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.media.blending import SOFT_EDGE, blend, fade_out
from videogen_dagster.media.frames import YuvFrame

BLENDING = [kind for kind in TransitionKind if kind is not TransitionKind.CUT]


def flat(level: int, chroma: int) -> YuvFrame:
    half = np.full((40, 60), chroma, np.uint8)
    return YuvFrame(np.full((80, 120), level, np.uint8), half, half)


DARK, LIGHT = flat(40, 100), flat(200, 160)


@pytest.mark.parametrize("kind", BLENDING)
def test_it_begins_with_the_one_and_ends_with_the_other(kind):
    for at, picture in ((1e-6, DARK), (1 - 1e-6, LIGHT)):
        for shown, wanted in zip(blend(kind, at, DARK, LIGHT).planes(), picture.planes(), strict=True):
            assert np.abs(shown.astype(int) - wanted).max() <= 1


def test_a_crossfade_shows_both_everywhere():
    shown = blend(TransitionKind.CROSSFADE, 0.25, DARK, LIGHT)
    assert set(np.unique(shown.y)) == {80}
    assert set(np.unique(shown.u)) == {115}


@pytest.mark.parametrize(("kind", "level"), [(TransitionKind.DIP_BLACK, 16), (TransitionKind.DIP_WHITE, 235)])
def test_a_dip_shows_its_colour_in_the_middle_and_at_the_end_of_a_film(kind, level):
    for shown in (blend(kind, 0.5, DARK, LIGHT), fade_out(kind, 1.0, LIGHT)):
        assert set(np.unique(shown.y)) == {level}
        assert set(np.unique(shown.u)) == set(np.unique(shown.v)) == {128}
    assert fade_out(kind, 0.5, LIGHT).y[0, 0] == pytest.approx((200 + level) / 2, abs=1)


SIDES = {"left": np.s_[:, :10], "right": np.s_[:, -10:], "up": np.s_[:10], "down": np.s_[-10:]}
OPPOSITE = {"left": "right", "right": "left", "up": "down", "down": "up"}


@pytest.mark.parametrize("way", SIDES)
@pytest.mark.parametrize("how", ["wipe", "slide"])
def test_a_wipe_and_a_slide_come_from_the_side_that_they_move_away_from(how, way):
    shown = blend(TransitionKind(f"{how}-{way}"), 0.5, DARK, LIGHT)
    assert set(np.unique(shown.y[SIDES[OPPOSITE[way]]])) == {200}
    assert set(np.unique(shown.y[SIDES[way]])) == {40}
    assert shown.u.mean() == pytest.approx(130, abs=3), "chroma goes with it"


def test_a_wipe_uncovers_without_moving_and_a_slide_pushes():
    ramp = np.tile(np.arange(120, dtype=np.uint8) + 20, (80, 1))
    slope = YuvFrame(ramp, DARK.u, DARK.v)
    assert (blend(TransitionKind.WIPE_LEFT, 0.5, LIGHT, slope).y[:, -20:] == ramp[:, -20:]).all()
    assert (blend(TransitionKind.SLIDE_LEFT, 0.5, LIGHT, slope).y[:, 60:] == ramp[:, :60]).all()


def test_the_edge_of_a_wipe_is_soft():
    row = blend(TransitionKind.WIPE_RIGHT, 0.5, DARK, LIGHT).y[0]
    between = np.count_nonzero((row > 41) & (row < 199))
    assert between == pytest.approx(120 * SOFT_EDGE, abs=2)


def test_a_cut_blends_nothing():
    with pytest.raises(ValueError, match="cut"):
        blend(TransitionKind.CUT, 0.5, DARK, LIGHT)
