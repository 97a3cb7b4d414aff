"""Pictures between two pictures."""

import numpy as np
import pytest
from numpy.typing import NDArray

from videogen_dagster.media.interpolation import between


def square_at(x: int, y: int = 40) -> NDArray[np.uint8]:
    """A textured square on a textured ground, its left upper corner at `x` and `y`."""
    rows, columns = np.mgrid[0:120, 0:200]
    ground = 60 + 20 * np.sin(columns / 9) * np.cos(rows / 7)
    picture = np.repeat(ground[:, :, None], 3, axis=2)
    inside = (columns[:32, :32] // 4 + rows[:32, :32] // 4) % 2
    picture[y : y + 32, x : x + 32] = 150 + 90 * inside[:, :, None]
    return picture.astype(np.uint8)


def centre(picture: NDArray[np.uint8]) -> float:
    bright = picture[:, :, 0].astype(float) > 130
    return float(np.nonzero(bright)[1].mean())


def test_both_ends_are_the_pictures_themselves() -> None:
    first, second = square_at(40), square_at(52)
    middle = between(first, second)
    assert np.array_equal(middle.at(0.0), first)
    assert np.array_equal(middle.at(1.0), second)


@pytest.mark.parametrize("time", [0.25, 0.5, 0.75])
def test_what_moves_is_on_its_way_and_not_seen_twice(time: float) -> None:
    shown = between(square_at(40), square_at(52)).at(time)
    assert centre(shown) == pytest.approx(40 + 15.5 + 12 * time, abs=1.0)
    bright = int((shown[:, :, 0] > 130).sum())
    assert bright == pytest.approx(int((square_at(40)[:, :, 0] > 130).sum()), rel=0.1), "a fade shows both ends"


def test_two_equal_pictures_have_that_picture_between_them() -> None:
    picture = square_at(60)
    assert np.abs(between(picture, picture).at(0.4).astype(int) - picture).max() <= 1
