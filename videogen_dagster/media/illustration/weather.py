"""Rain and snow on a still. Moving pictures draw their own: the layers only name the weather."""

from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from videogen_dagster.media.illustration.colour import channels, mix
from videogen_dagster.media.illustration.scene import Scene


def fall_over(picture: NDArray[np.uint8], scene: Scene) -> NDArray[np.uint8]:
    """Return the picture with the scene's rain or snow in front of it.

    Args:
        picture: `uint8[height, width, 3]`, RGB, the frame at rest. Not modified.
        scene: Names weather and colours.
    """
    weather = scene.description.weather
    if scene.description.indoors or weather not in {"rain", "storm", "snow"}:
        return picture
    chance = scene.chance("weather")
    mask = np.zeros(picture.shape[:2], np.uint8)
    if weather == "snow":
        _flakes(mask, chance, scene.unit)
    else:
        _streaks(mask, chance, scene.unit, slant=0.32 if weather == "storm" else 0.2)
    light = np.array(channels(mix("#ffffff", scene.palette.horizon, 0.25)), np.float32)
    share = mask.astype(np.float32)[..., None] / 255
    return (picture + (light - picture) * share).clip(0, 255).astype(np.uint8)


def _streaks(mask: NDArray[np.uint8], chance: Random, unit: float, *, slant: float) -> None:
    height, width = mask.shape
    for _ in range(round(420 * width / (100 * unit))):
        near = chance.random()
        length = unit * (2 + 6 * near)
        x, y = chance.uniform(-0.1, 1.1) * width, chance.uniform(-0.1, 1.0) * height
        start, end = (round(x * 16), round(y * 16)), (round((x - slant * length) * 16), round((y + length) * 16))
        cv2.line(mask, start, end, (round(24 + 62 * near),), max(1, round(unit * 0.13 * near)), cv2.LINE_AA, 4)


def _flakes(mask: NDArray[np.uint8], chance: Random, unit: float) -> None:
    height, width = mask.shape
    for _ in range(round(330 * width / (100 * unit))):
        near = chance.random() ** 2
        centre = (round(chance.random() * width * 16), round(chance.random() * height * 16))
        cv2.circle(mask, centre, round(unit * (0.14 + 0.6 * near) * 16), (round(200 - 90 * near),), -1, cv2.LINE_AA, 4)
