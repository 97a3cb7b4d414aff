import cv2
import numpy as np
import pytest

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.ambient import Falling, Flicker, Weather, effects, rain, snow
from videogen_dagster.media.frames import YuvFrame

SIZE = FrameSize(width=320, height=180)


def _grey(level: int) -> YuvFrame:
    chroma = np.full((90, 160), 128, np.uint8)
    return YuvFrame(np.full((180, 320), level, np.uint8), chroma, chroma.copy())


def _names(weather: str, prompt: str) -> list[str]:
    return [type(effect).__name__ for effect in effects(weather, prompt, SIZE, frames_per_second=30, seed=1)]


@pytest.mark.parametrize(
    ("weather", "prompt", "names"),
    [
        ("clear", "rain over the city", []),
        ("rain", "", ["Weather"]),
        ("storm", "", ["Weather"]),
        ("snow", "", ["Weather"]),
        ("fog", "", []),
        ("", "a street in the rain", ["Weather"]),
        ("", "a snowy mountain under a clear sky", []),
        ("", "snow falling on the village", ["Weather"]),
        ("", "a rain forest", []),
        ("", "the street after the rain", []),
        ("clear", "a campfire under the stars", ["Flicker"]),
        ("rain", "neon signs", ["Flicker", "Weather"]),
        ("clear", "a fireman", []),
    ],
)
def test_weather_and_light_follow_the_picture_or_else_the_prompt(weather: str, prompt: str, names: list[str]) -> None:
    assert _names(weather, prompt) == names


@pytest.mark.parametrize("make", [rain, snow])
def test_what_falls_lightens_some_pixels_and_never_beyond_white(make) -> None:
    for level in (16, 120, 235):
        picture = _grey(level)
        make(SIZE, frames_per_second=30, seed=4).apply(picture, 11)
        assert picture.y.min() == level
        assert picture.y.max() <= 235
        if level < 200:
            assert 0.001 < (picture.y > level + 5).mean() < 0.2


def test_rain_falls_down() -> None:
    near = rain(SIZE, frames_per_second=30, seed=4).fields[1]
    first, second = _grey(16), _grey(16)
    Weather((near,)).apply(first, 0)
    Weather((near,)).apply(second, 1)
    down, side = round(near.step[0]), round(near.step[1])
    moved = np.roll(first.y, (down, side), axis=(0, 1))
    inside = (slice(40, 140), slice(40, 280))
    meant, stayed, found = (cv2.blur(plane[inside].astype(np.float32), (5, 5)) for plane in (moved, first.y, second.y))
    assert np.abs(found - meant).mean() < np.abs(found - stayed).mean() / 2


def test_a_field_goes_on_without_a_seam_when_it_begins_again() -> None:
    field = np.zeros((362, 642), np.uint8)
    field[:180, :320] = np.arange(180, dtype=np.uint8)[:, None]
    field[180:360, :320] = field[:180, :320]
    field[:, 320:640] = field[:, :320]
    slow = Weather((Falling(field, (180, 320), (1.0, 0.0)),))
    for frame in (0, 179, 180, 1000):
        picture = _grey(16)
        slow.apply(picture, frame)
        top = int(picture.y[0, 0])
        expected = round(16 + (235 - 16) * ((-frame) % 180) / 255)
        assert abs(top - expected) <= 1


@pytest.mark.parametrize("seed", range(4))
def test_a_flicker_stays_within_three_percent_and_leaves_shadows_alone(seed: int) -> None:
    flicker = Flicker(30, seed=seed)
    gains = np.array([flicker.gain(frame) for frame in range(300)])
    assert np.abs(gains).max() <= 0.03
    assert gains.std() > 0.004
    assert np.abs(np.diff(gains)).max() < 0.02
    dark, white = _grey(40), _grey(235)
    flicker.apply(dark, 7)
    flicker.apply(white, int(gains.argmax()))
    assert np.abs(dark.y.astype(int) - 40).max() <= 1
    assert white.y.max() <= 235


def test_equal_seeds_are_equal_weather() -> None:
    one, other = (effects("storm", "fire", SIZE, frames_per_second=30, seed=9) for _ in range(2))
    for a, b in zip(one, other, strict=True):
        first, second = _grey(100), _grey(100)
        a.apply(first, 33)
        b.apply(second, 33)
        assert np.array_equal(first.y, second.y)
