"""What moves by itself in front of a picture: rain, snow, and the flicker of fire and neon."""

import re
from dataclasses import dataclass
from math import ceil, pi
from typing import Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.frames import Plane, YuvFrame

_BRIGHTEST: Final = 235
"""White in limited range."""

_RAIN: Final = re.compile(
    r"\b(?:rain|raining|rainy|rainstorm|downpour|drizzl\w+|thunderstorm|storm|stormy)\b(?! ?(?:forest|coat|bow))",
    re.IGNORECASE,
)
_DRY: Final = re.compile(
    r"\b(?:after (?:the )?(?:rain|storm)|rain (?:has )?stopped|indoors?|interior|int\.)", re.IGNORECASE
)
_SNOW: Final = re.compile(
    r"\b(?:snowing|snowfall|snow (?:falls|falling|drifts)|falling snow|blizzard|snowstorm)\b", re.IGNORECASE
)
_FLICKER: Final = re.compile(
    r"\b(?:fire|fires|campfire|bonfire|fireplace|flames?|torch(?:es|light)?|candles?|candlelight|lanterns?|neon|hearth|embers)\b",
    re.IGNORECASE,
)


class Effect(Protocol):
    """Something that changes every frame a little."""

    def apply(self, picture: YuvFrame, frame: int) -> None:
        """Change `picture` in place as it is in the shot's frame number `frame`. Equal arguments, equal result."""
        ...


def effects(
    weather: str, scene_prompt: str, size: FrameSize, *, frames_per_second: int, seed: int
) -> tuple[Effect, ...]:
    """Return what moves by itself in a shot.

    Args:
        weather: What falls in front of a layered picture (`rain`, `storm`, `snow`), or empty for a flat picture, of
            which only the prompt tells.
        scene_prompt: What the picture shows.
        size: The frame.
        frames_per_second: Frame rate.
        seed: Varies where drops and flakes are.
    """
    found: list[Effect] = []
    falling = weather or _weather_of(scene_prompt)
    if _FLICKER.search(scene_prompt):
        found.append(Flicker(frames_per_second, seed=seed))
    if falling in {"rain", "storm"}:
        found.append(rain(size, frames_per_second=frames_per_second, seed=seed, heavy=falling == "storm"))
    elif falling == "snow":
        found.append(snow(size, frames_per_second=frames_per_second, seed=seed))
    return tuple(found)


def _weather_of(prompt: str) -> str:
    if _SNOW.search(prompt):
        return "snow"
    return "rain" if _RAIN.search(prompt) and not _DRY.search(prompt) else ""


@dataclass(frozen=True, slots=True)
class Falling:
    """A field of drops or flakes that passes through the frame and begins again at its other side.

    Attributes:
        field: How much light each pixel takes on, `uint8[height + period, width + period]`; it repeats every period.
        period: Height and width after which it repeats, in pixels.
        step: Vertical and horizontal way in a frame, in pixels.
        sway: Sideways swing in pixels, and its time in frames.
    """

    field: Plane
    period: tuple[int, int]
    step: tuple[float, float]
    sway: tuple[float, float] = (0.0, 1.0)

    def light(self, frame: int, height: int, width: int) -> Plane:
        """Return how much light each pixel of a frame takes on, `uint8[height, width]`; not to be changed."""
        swing = self.sway[0] * np.sin(2 * pi * frame / self.sway[1])
        top = (-self.step[0] * frame) % self.period[0]
        left = (-self.step[1] * frame - swing) % self.period[1]
        if abs(self.step[0]) > 8:  # nobody sees half a pixel at this speed
            row, column = int(top), int(left)
            return self.field[row : row + height, column : column + width]
        centre = (left + (width - 1) / 2, top + (height - 1) / 2)
        return np.asarray(cv2.getRectSubPix(self.field, (width, height), centre), np.uint8)


@dataclass(frozen=True, slots=True)
class Weather:
    """Fields of drops or flakes at different distances; where they overlap, the brighter one is seen."""

    fields: tuple[Falling, ...]

    def apply(self, picture: YuvFrame, frame: int) -> None:
        """Lighten the picture where something falls, towards white and not beyond."""
        height, width = picture.y.shape
        light = self.fields[0].light(frame, height, width)
        for field in self.fields[1:]:
            light = cv2.max(light, field.light(frame, height, width))
        room = cv2.subtract(np.full_like(picture.y, _BRIGHTEST), picture.y)
        cv2.multiply(room, light, dst=room, scale=1 / 255)
        cv2.add(picture.y, room, dst=picture.y)


@dataclass(frozen=True, slots=True)
class Flicker:
    """Light that breathes: bright parts change by up to 3 %, dark ones hardly.

    Args:
        frames_per_second: Frame rate.
        seed: Varies the rhythm.
    """

    frames_per_second: int
    seed: int

    def apply(self, picture: YuvFrame, frame: int) -> None:
        """Lighten or darken what is bright."""
        gain = self.gain(frame)
        levels = np.arange(256, dtype=np.float64)
        share = np.clip((levels - 60) / 120, 0, 1)
        table = np.clip(np.where(levels > 16, levels + gain * share * (levels - 16), levels) + 0.5, 0, 255)
        limit = np.maximum(levels, _BRIGHTEST)
        cv2.LUT(picture.y, np.minimum(table, limit).astype(np.uint8), dst=picture.y)

    def gain(self, frame: int) -> float:
        """Return by what share bright parts are lighter in a frame, -0.03..0.03."""
        generator = np.random.default_rng([self.seed, 77])
        frequencies = np.array([0.7, 1.9, 3.1, 4.7]) * generator.uniform(0.85, 1.15, 4)
        waves = np.sin(2 * pi * (frequencies * frame / self.frames_per_second + generator.uniform(0, 1, 4)))
        return float(0.03 * (waves * np.array([0.4, 0.3, 0.2, 0.1])).sum())


def rain(size: FrameSize, *, frames_per_second: int, seed: int, heavy: bool = False) -> Weather:
    """Return far and near rain that falls at a slant.

    Args:
        size: The frame.
        frames_per_second: Frame rate; streaks are as long as half a frame's way, as a film camera sees them.
        seed: Varies drops and wind.
        heavy: A storm: more, and more slanted.
    """
    generator = np.random.default_rng([seed, 31])
    slant = float(generator.choice([-1, 1]) * generator.uniform(0.08, 0.16) * (2.2 if heavy else 1.0))
    short = min(size.width, size.height)
    fields = []
    for speed, light, thickness, drops in ((1.3, 75, 1.0, 420), (2.3, 110, 1.6, 130)):
        fall = speed * short / frames_per_second
        count = round(drops * (1.7 if heavy else 1.0))
        field = _streaks(
            size, generator, count=count, light=light, width=thickness * short / 1080, way=(fall, fall * slant)
        )
        fields.append(Falling(_repeated(field, size), (field.shape[0], field.shape[1]), (fall, fall * slant)))
    return Weather(tuple(fields))


def snow(size: FrameSize, *, frames_per_second: int, seed: int) -> Weather:
    """Return far and near snow that swings as it falls.

    Args:
        size: The frame.
        frames_per_second: Frame rate.
        seed: Varies flakes and wind.
    """
    generator = np.random.default_rng([seed, 32])
    short = min(size.width, size.height)
    wind = float(generator.uniform(-0.35, 0.35))
    fields = []
    for speed, light, radius, flakes in ((0.055, 150, 1.7, 330), (0.11, 205, 3.4, 110)):
        fall = speed * short / frames_per_second
        field = _flakes(size, generator, count=flakes, light=light, radius=radius * short / 1080)
        sway = (speed * 0.16 * short, frames_per_second * float(generator.uniform(4.0, 6.0)))
        fields.append(Falling(_repeated(field, size), (field.shape[0], field.shape[1]), (fall, fall * wind), sway))
    return Weather(tuple(fields))


def _streaks(
    size: FrameSize, generator: np.random.Generator, *, count: int, light: int, width: float, way: tuple[float, float]
) -> Plane:
    streak = _streak(way, radius=max(0.55, 0.5 * width))
    field = np.zeros((size.height, size.width), np.float32)
    for _ in range(count):
        _stamp(field, streak * np.float32(light * generator.uniform(0.45, 1.0)), generator)
    return _to_plane(field)


def _streak(way: tuple[float, float], *, radius: float) -> NDArray[np.float32]:
    """Return what a drop draws on half of its way in a frame, brightest in the middle, 0..1."""
    down, aside = way[0] / 2, abs(way[1]) / 2
    reach = ceil(radius * 2.2)
    rows, columns = np.mgrid[-reach : ceil(down) + reach + 1, -reach : ceil(aside) + reach + 1].astype(np.float32)
    along = np.clip((rows * down + columns * aside) / (down * down + aside * aside), 0, 1)
    off = np.hypot(rows - along * down, columns - along * aside)
    streak = np.exp(-((off / radius) ** 2)) * np.sin(pi * along)
    return (streak if way[1] >= 0 else streak[:, ::-1]).astype(np.float32)


def _flakes(size: FrameSize, generator: np.random.Generator, *, count: int, light: int, radius: float) -> Plane:
    field = np.zeros((size.height, size.width), np.float32)
    kinds = [_flake(max(0.7, radius * share)) for share in (0.6, 0.8, 1.0, 1.3)]
    for _ in range(count):
        flake = kinds[int(generator.integers(len(kinds)))]
        _stamp(field, flake * np.float32(light * generator.uniform(0.5, 1.0)), generator)
    return _to_plane(field)


def _flake(radius: float) -> NDArray[np.float32]:
    reach = ceil(radius * 2.2)
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    return np.exp(-(rows**2 + columns**2) / radius**2).astype(np.float32)


def _stamp(field: NDArray[np.float32], stamp: NDArray[np.float32], generator: np.random.Generator) -> None:
    """Put a stamp anywhere on a field that continues at its other side; where they overlap, the brighter one stays."""
    height, width = field.shape
    rows = (int(generator.integers(height)) + np.arange(min(stamp.shape[0], height))) % height
    columns = (int(generator.integers(width)) + np.arange(min(stamp.shape[1], width))) % width
    place = np.ix_(rows, columns)
    field[place] = np.maximum(field[place], stamp[: rows.size, : columns.size])


def _to_plane(field: NDArray[np.float32]) -> Plane:
    return np.clip(field + 0.5, 0, 255).astype(np.uint8)


def _repeated(field: Plane, size: FrameSize) -> Plane:
    """Return a field with room for the frame at every offset within its period."""
    return np.asarray(cv2.copyMakeBorder(field, 0, size.height + 2, 0, size.width + 2, cv2.BORDER_WRAP), np.uint8)
