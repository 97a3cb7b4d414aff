import numpy as np
import pytest
from numpy.typing import NDArray

from videogen_dagster.core.film_settings import FrameSize, Style
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.media.illustration.figures import named_subjects
from videogen_dagster.media.illustration.gallery import PLACES
from videogen_dagster.media.illustration.layers import at_rest, canvas_size, composite
from videogen_dagster.media.illustration.picture import illustrate, subject_text
from videogen_dagster.media.illustration.reading import read_prompt
from videogen_dagster.media.illustration.words import SETTINGS

SMALL = FrameSize(width=128, height=72)


def flat(prompt: str, **fields: object) -> NDArray[np.int16]:
    request = ImageRequest.model_validate({"prompt": prompt, "size": SMALL, **fields})
    return illustrate(request).flat.astype(np.int16)


def difference(first: NDArray[np.int16], second: NDArray[np.int16]) -> float:
    return float(np.abs(first - second).mean())


@pytest.mark.parametrize("setting", sorted(PLACES))
def test_every_setting_is_a_composed_picture(setting: str) -> None:
    prompt = SETTINGS[setting][0] if setting in SETTINGS else "an idea"
    picture = flat(prompt, seed=3)
    assert picture.shape == (72, 128, 3)
    assert picture.std() > 12
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 60


@pytest.mark.parametrize("setting", ["city", "kitchen", "forest", "space"])
def test_equal_requests_give_equal_pixels_and_another_seed_gives_others(setting: str) -> None:
    assert np.array_equal(flat(setting, seed=1), flat(setting, seed=1))
    assert difference(flat(setting, seed=1), flat(setting, seed=2)) > 1


def test_every_style_looks_different() -> None:
    pictures = {style: flat("a village by day", style=style) for style in Style}
    for style, picture in pictures.items():
        others = [difference(picture, other) for name, other in pictures.items() if name != style]
        assert min(others) > 6, style


def test_noir_has_no_colour_and_neon_is_dark() -> None:
    size = FrameSize(width=480, height=270)
    noir, neon = (flat("a street at night", style=style, size=size) for style in (Style.NOIR, Style.NEON))
    assert (noir.max(axis=2) - noir.min(axis=2)).max() < 20
    assert np.median(neon) < 70


@pytest.mark.parametrize(("first", "second"), [("day", "night"), ("dawn", "storm"), ("sunset", "day")])
def test_the_time_of_day_changes_the_light(first: str, second: str) -> None:
    assert difference(flat(f"mountains, {first}"), flat(f"mountains, {second}")) > 15


@pytest.mark.parametrize(("width", "height"), [(128, 72), (72, 128), (96, 96)])
def test_layers_are_overscanned_and_the_picture_is_their_middle(width: int, height: int) -> None:
    size = FrameSize(width=width, height=height)
    drawn = illustrate(ImageRequest(prompt="a harbour at dawn", size=size))
    columns, rows = canvas_size(size)
    assert drawn.flat.shape == (height, width, 3)
    assert all(layer.rgba.shape == (rows, columns, 4) for layer in drawn.layers.layers)
    assert (columns, rows) == (2 * round(width * 0.56), 2 * round(height * 0.56))
    assert np.array_equal(drawn.flat, at_rest(composite(drawn.layers.layers), size))


@pytest.mark.parametrize("style", list(Style))
def test_layers_go_from_far_to_near_on_an_opaque_ground(style: Style) -> None:
    layers = illustrate(ImageRequest(prompt="misty mountains", size=SMALL, style=style)).layers.layers
    assert layers[0].rgba[..., 3].min() == 255
    assert [layer.depth for layer in layers] == sorted(layer.depth for layer in layers)
    assert {layer.ambient for layer in layers} == {"none", "clouds", "fog"}
    assert len(layers) >= 5


def test_drifting_layers_repeat_after_their_width() -> None:
    layers = illustrate(ImageRequest(prompt="misty mountains", size=FrameSize(width=320, height=180))).layers.layers
    for layer in layers:
        if layer.ambient != "none":
            seam = np.abs(layer.rgba[:, 0, 3].astype(int) - layer.rgba[:, -1, 3])
            assert seam.mean() < 6, layer.ambient


def test_rain_is_on_the_still_and_only_named_by_the_layers() -> None:
    drawn = illustrate(ImageRequest(prompt="a city in the rain", size=SMALL))
    assert drawn.layers.weather == "rain"
    assert (
        difference(drawn.flat.astype(np.int16), at_rest(composite(drawn.layers.layers), SMALL).astype(np.int16)) > 0.5
    )


def test_it_does_not_rain_in_a_room() -> None:
    assert illustrate(ImageRequest(prompt="an office, rain outside", size=SMALL)).layers.weather == "clear"


def test_the_negative_prompt_takes_out_rain_and_subjects() -> None:
    prompt = "a fox in a forest in the rain"
    cleared = illustrate(ImageRequest(prompt=prompt, negative_prompt="rain, fox", size=SMALL))
    assert cleared.layers.weather == "clear"
    assert np.array_equal(cleared.flat, illustrate(ImageRequest(prompt="a in a forest in the", size=SMALL)).flat)


def test_room_for_a_speaker_leaves_the_subject_out() -> None:
    with_fox = illustrate(ImageRequest(prompt="a fox in a forest", size=SMALL))
    without = illustrate(ImageRequest(prompt="a fox in a forest", size=SMALL, room_for_speaker=True))
    middle = (slice(20, 66), slice(30, 98))
    assert not np.array_equal(with_fox.flat[middle], without.flat[middle])
    calm = np.abs(np.diff(without.flat[middle].astype(int), axis=1)).mean()
    assert calm < np.abs(np.diff(with_fox.flat[middle].astype(int), axis=1)).mean()


def test_the_words_of_a_card_are_a_layer_that_stands_still() -> None:
    card = Card(kind=CardKind.TITLE, title="The Keeper")
    layers = illustrate(ImageRequest(prompt="the sea", size=FrameSize(width=320, height=180), card=card)).layers.layers
    assert layers[-1].name == "card"
    assert layers[-1].depth == 0
    assert layers[-1].rgba[..., 3].max() > 200


def test_a_lighthouse_that_is_the_place_stands_near_and_only_a_lit_one_shines() -> None:
    def warm(prompt: str) -> int:
        picture = flat(prompt, size=FrameSize(width=320, height=180))
        return int(((picture[..., 0] > 200) & (picture[..., 0] - picture[..., 2] > 60)).sum())

    near, far = "exterior, lighthouse on the cape, night", "exterior, sea, night, a lighthouse far away"
    assert warm(near) > 3 * warm(far) > 0
    assert warm("exterior, lighthouse, night, the lighthouse is dark") < warm(near)


def test_a_room_is_not_filled_with_what_it_is_named_after() -> None:
    description = read_prompt("interior, train compartment, night, a stranger reads a book")
    assert named_subjects(subject_text(description)) == ("stranger", "book")


def test_a_room_aboard_has_round_windows_with_the_sea() -> None:
    panes, portholes = (
        flat(f"interior, {place}, day", size=FrameSize(width=320, height=180), seed=2)
        for place in ("kitchen", "ship kitchen")
    )
    assert difference(panes[40:110, 30:130], portholes[40:110, 30:130]) > 4


def test_a_product_stands_in_the_middle_of_its_stage_and_no_person_beside_it() -> None:
    words = "essence mascara lash princess on a studio packshot stage"
    stood = flat(words, size=FrameSize(width=320, height=180), seed=1)
    empty = flat("on a studio packshot stage", size=FrameSize(width=320, height=180), seed=1)
    columns = np.flatnonzero((np.abs(stood - empty).max(axis=2) > 90).any(axis=0))
    assert 100 < columns[0] < columns[-1] < 220


def test_night_behind_a_speaker_is_not_black() -> None:
    behind = flat("medium shot of Tom talking, exterior, forest, night", room_for_speaker=True)
    plain = flat("exterior, forest, night")
    middle = (slice(20, 50), slice(40, 88))
    assert behind[middle].mean() > plain[middle].mean() + 5
