import numpy as np
import pytest
from numpy.typing import NDArray

from videogen_dagster.core.film_settings import FrameSize, Style
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.media.illustration.figures import named_subjects
from videogen_dagster.media.illustration.geology import has_dishes, section_of
from videogen_dagster.media.illustration.layers import LayeredPicture
from videogen_dagster.media.illustration.picture import illustrate, scene_of
from videogen_dagster.media.illustration.raster import rasterise
from videogen_dagster.media.illustration.reading import read_prompt
from videogen_dagster.media.illustration.volcano import Cone, draw_cone

SIZE = FrameSize(width=320, height=180)


def flat(prompt: str, **fields: object) -> NDArray[np.int16]:
    request = ImageRequest.model_validate({"prompt": prompt, "size": SIZE, **fields})
    return illustrate(request).flat.astype(np.int16)


def glowing(picture: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Where a picture has the colours of molten rock: much red, less green, hardly any blue."""
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    return (red > 190) & (red - blue > 110) & (green < red - 30)


def layers_of(prompt: str) -> LayeredPicture:
    return illustrate(ImageRequest(prompt=prompt, size=SIZE)).layers


@pytest.mark.parametrize(
    ("prompt", "setting"),
    [
        ("volcano erupting, lava fountain, night", "volcano"),
        ("smoking volcano at dusk", "volcano"),
        ("green fields below a volcano", "volcano"),
        ("lava flows down a mountain", "volcano"),
        ("glowing lava under cracked dark rock", "lava"),
        ("cracked ground, shaking landscape", "torn_ground"),
        ("cross-section of the Earth, glowing mantle, two plates", "plates"),
        ("tectonic plates drift apart", "plates"),
        ("cross-section of the Earth, crust, mantle and core", "earth"),
        ("magma chamber under a mountain, cross-section", "ground_section"),
        ("layered volcano cone with lava flow", "ground_section"),
        ("oak tree, roots in the soil, cross-section", "ground_section"),
        ("glowing magma rising through dark rock, cross-section", "magma"),
        ("a valley below a mountain", "mountains"),
        ("rocket tanks, cross-section", "space"),
    ],
)
def test_a_prompt_about_the_earth_is_set_where_it_plays(prompt: str, setting: str) -> None:
    assert read_prompt(prompt).setting == setting


@pytest.mark.parametrize(
    "prompt",
    [
        "cross-section of the Earth, glowing mantle, two plates",
        "tectonic plates meet under a mountain range",
        "two continental plates collide",
        "an earthquake where two plates catch on each other",
        "the plates of the crust float on hot rock",
    ],
)
def test_plates_of_the_earth_are_no_dishes(prompt: str) -> None:
    assert "dish" not in named_subjects(prompt.lower())


@pytest.mark.parametrize(
    "prompt",
    [
        "two plates",
        "plates on a kitchen table",
        "a pie with a golden crust on a plate",
        "two plates of pasta, earth colours",
    ],
)
def test_plates_near_food_and_tables_are_dishes(prompt: str) -> None:
    assert "dish" in named_subjects(prompt)


def test_a_number_plate_is_no_dish_and_no_section() -> None:
    assert not has_dishes("a car with a number plate")
    assert section_of("a car with a number plate") is None


def test_a_room_is_not_cut_open() -> None:
    described = read_prompt("interior, classroom, day, a poster with a cross-section of the Earth")
    assert described.setting == "classroom"


@pytest.mark.parametrize(
    "prompt",
    [
        "volcano erupting, lava fountain, night",
        "glowing lava under cracked dark rock",
        "cross-section of the Earth, glowing mantle, two plates",
        "cross-section of the Earth, glowing core",
        "magma chamber under a mountain, cross-section",
        "glowing magma rising through dark rock, cross-section",
    ],
)
def test_molten_rock_glows(prompt: str) -> None:
    assert glowing(flat(prompt)).mean() > 0.02
    assert glowing(flat("mountains, night")).mean() < 0.002


def test_an_erupting_volcano_throws_fire_above_its_crater_and_a_sleeping_one_does_not() -> None:
    sky = slice(0, 62)
    erupting, asleep = flat("volcano erupting, night"), flat("dormant volcano, night")
    assert glowing(erupting)[sky].sum() > 200
    assert glowing(asleep).sum() < 40


def test_the_fire_lights_the_sky_around_the_crater() -> None:
    lit, plain = flat("volcano glowing, night"), flat("dormant volcano, night")
    beside = (slice(30, 60), slice(100, 130))
    warmer = (lit[..., 0] - lit[..., 2])[beside].mean() - (plain[..., 0] - plain[..., 2])[beside].mean()
    assert warmer > 15


def test_a_cone_is_wider_at_the_bottom_and_steeper_at_the_top() -> None:
    cone = Cone(x=100.0, row=90.0, height=60.0, half=80.0, rim=8.0)
    widths = [cone.reach(share) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    grown = np.diff(widths)
    assert (widths[0], widths[-1]) == (8.0, 80.0)
    assert (grown > 0).all()
    assert (np.diff(grown) > 0).all()
    assert cone.at(-1, 0.0) == (92.0, 30.0)
    assert cone.at(1, 1.0) == (180.0, 90.0)


@pytest.mark.parametrize("hot", [False, True])
def test_the_drawn_mountain_is_wider_at_the_bottom(hot: bool) -> None:
    scene = scene_of(ImageRequest(prompt="volcano", size=SIZE))
    sheet = scene.sheet("cone", 0.3)
    draw_cone(sheet, scene, Cone(x=180.0, row=140.0, height=90.0, half=120.0, rim=10.0), haze=0.1, hot=hot)
    drawn = rasterise(sheet.fragment, 360, 200)[..., 3] > 128
    widths = [int(drawn[row].sum()) for row in (52, 70, 90, 110, 130)]
    assert widths == sorted(widths)
    assert widths[-1] > 6 * widths[0] > 0


def test_time_of_day_is_kept_where_it_is_named_and_dark_where_it_is_not() -> None:
    assert read_prompt("volcano erupting, noon").time == "day"
    assert read_prompt("volcano with glowing lava").time in {"sunset", "night"}


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize(
    "prompt",
    ["volcano erupting, night", "magma chamber under a volcano, cross-section", "tectonic plates", "earth's core"],
)
def test_every_style_draws_the_fire_apart_from_the_rock(prompt: str, style: Style) -> None:
    picture = flat(prompt, style=style)
    light = picture.max(axis=2)
    assert np.quantile(light, 0.995) - np.quantile(light, 0.05) > 60
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > (6 if style is Style.RETRO else 60)


@pytest.mark.parametrize(
    "prompt",
    ["volcano erupting, night", "glowing lava", "magma chamber under a mountain", "tectonic plates", "rising magma"],
)
def test_volcanoes_and_sections_are_layers_at_several_depths(prompt: str) -> None:
    depths = {layer.depth for layer in layers_of(prompt).layers if layer.rgba[..., 3].any()}
    assert len(depths) >= 4


def test_a_volcano_stands_far_behind_another_place() -> None:
    with_cone = flat("a beach, a smoking volcano in the distance, day")
    assert read_prompt("a beach, a smoking volcano in the distance, day").setting == "beach"
    without = flat("a beach, a smoking volcano in the distance, day", negative_prompt="volcano")
    assert np.abs(with_cone - without)[40:110].max(axis=2).mean() > 2


def test_it_never_rains_under_ground_or_in_space() -> None:
    assert layers_of("Earth from space, lightning in the clouds").weather == "clear"
    assert layers_of("tectonic plates in the rain").weather == "clear"
