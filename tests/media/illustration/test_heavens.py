import numpy as np
import pytest
from numpy.typing import NDArray

from videogen_dagster.core.film_settings import FrameSize, Style
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.media.illustration.figures import named_subjects
from videogen_dagster.media.illustration.picture import illustrate
from videogen_dagster.media.illustration.places.heavens import BODIES
from videogen_dagster.media.illustration.reading import read_prompt

SIZE = FrameSize(width=320, height=180)
PROMPTS = {
    "black hole": "black hole with a bright ring of light in space",
    "galaxy": "centre of a spiral galaxy",
    "star": "giant star exploding in space",
    "sun": "sun with tiny planets in space",
    "earth": "Earth from space, continents",
    "moon": "full moon, close, craters",
}


def flat(prompt: str, **fields: object) -> NDArray[np.int16]:
    request = ImageRequest.model_validate({"prompt": prompt, "size": SIZE, **fields})
    return illustrate(request).flat.astype(np.int16)


def test_every_body_looks_different_and_unlike_a_nameless_planet() -> None:
    pictures = [flat(prompt) for prompt in (*PROMPTS.values(), "outer space")]
    assert len(PROMPTS) == len(BODIES)
    for index, picture in enumerate(pictures):
        others = [np.abs(picture - other).mean() for place, other in enumerate(pictures) if place != index]
        assert min(others) > 3


def test_the_earth_is_blue_and_green_and_the_sun_is_not() -> None:
    earth, sun = (flat(PROMPTS[name])[60:120, 120:200] for name in ("earth", "sun"))
    assert (earth[..., 2] > earth[..., 0] + 40).mean() > 0.3
    assert (earth[..., 1] > earth[..., 2] + 20).mean() > 0.1
    assert (sun[..., 0] > sun[..., 2] + 60).mean() > 0.6


def test_a_black_hole_is_black_with_light_around_it() -> None:
    picture = flat(PROMPTS["black hole"]).max(axis=2)
    assert picture[70:80, 150:170].mean() < 20
    assert picture[50:125, 120:200].max() > 240


@pytest.mark.parametrize("style", list(Style))
def test_every_style_draws_the_earth(style: Style) -> None:
    assert flat(PROMPTS["earth"], style=style)[30:150, 90:230].std() > 12


@pytest.mark.parametrize(
    ("prompt", "subject"),
    [
        ("lone tree at sunset", "old tree"),
        ("wind turbines on green hills", "wind turbine"),
        ("snowflake, close, six arms", "snowflake"),
        ("prism splitting light into colours", "prism"),
        ("glass of water on a table", "glass of water"),
        ("tyrannosaurus on a plain", "tyrannosaurus"),
    ],
)
def test_things_of_nature_and_power_are_drawn(prompt: str, subject: str) -> None:
    assert subject in named_subjects(prompt)


@pytest.mark.parametrize(
    ("prompt", "plain"),
    [
        ("rainbow over a green valley, day", "a green valley, day"),
        ("northern lights over mountains at night", "mountains at night"),
        ("lightning over hills, storm", "hills, storm"),
    ],
)
def test_what_the_sky_shows_is_drawn_in_the_sky_and_left_out_on_demand(prompt: str, plain: str) -> None:
    assert np.abs(flat(prompt) - flat(plain))[:90].mean() > 1.5


def test_a_storm_cloud_with_lightning_inside_is_no_room() -> None:
    assert not read_prompt("tall storm cloud with lightning inside").indoors


@pytest.mark.parametrize("plural", ["alleys", "valleys", "galaxies"])
def test_plurals_of_words_that_end_in_y_are_read(plural: str) -> None:
    assert read_prompt(plural).named


def test_a_whale_under_water_swims_above_the_ground() -> None:
    with_whale, empty = flat("a whale under water"), flat("under water")
    rows = np.flatnonzero((np.abs(with_whale - empty).max(axis=2) > 40).any(axis=1))
    assert rows[-1] < 0.85 * SIZE.height


def test_a_field_is_full_of_its_flowers_and_has_no_vase() -> None:
    prompt = "field of sunflowers facing the sun, day"
    picture = flat(prompt, seed=1)
    yellow = (picture[..., 0] > 200) & (picture[..., 0] - picture[..., 2] > 120)
    assert yellow[120:].mean() > 3 * (flat("field, day", seed=1)[120:, :, 0] > 250).mean() + 0.005
    columns = yellow[120:].any(axis=0)
    assert columns[:80].any()
    assert columns[-80:].any()


def test_a_full_moon_is_larger_than_a_moon() -> None:
    def bright(prompt: str) -> int:
        return int((flat(prompt, seed=1)[:100].min(axis=2) > 170).sum())

    assert bright("full moon over dark hills") > 3 * bright("dark hills, night")
