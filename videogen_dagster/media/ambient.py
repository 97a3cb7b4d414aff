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
        found.extend(rain(size, frames_per_second=frames_per_second, seed=seed, heavy=falling == "storm"))
    elif falling == "snow":
        found.extend(snow(size, frames_per_second=frames_per_second, seed=seed))
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

    def apply(self, picture: YuvFrame, frame: int) -> None:
        """Lighten the picture where something falls."""
        swing = self.sway[0] * np.sin(2 * pi * frame / self.sway[1])
        top = (-self.step[0] * frame) % self.period[0]
        left = (-self.step[1] * frame - swing) % self.period[1]
        height, width = picture.y.shape
        light = self._at(top, left, height, width)
        room = cv2.subtract(np.full_like(picture.y, _BRIGHTEST), picture.y)
        cv2.multiply(room, light, dst=room, scale=1 / 255)
        cv2.add(picture.y, room, dst=picture.y)

    def _at(self, top: float, left: float, height: int, width: int) -> Plane:
        if abs(self.step[0]) > 8:  # nobody sees half a pixel at this speed
            row, column = int(top), int(left)
            return self.field[row : row + height, column : column + width]
        centre = (left + (width - 1) / 2, top + (height - 1) / 2)
        return np.asarray(cv2.getRectSubPix(self.field, (width, height), centre), np.uint8)


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


def rain(size: FrameSize, *, frames_per_second: int, seed: int, heavy: bool = False) -> tuple[Falling, ...]:
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
    for speed, light, thickness, drops in ((1.3, 70, 1.0, 260), (2.3, 105, 1.6, 90)):
        fall = speed * short / frames_per_second
        count = round(drops * (1.7 if heavy else 1.0))
        field = _streaks(
            size, generator, count=count, light=light, width=thickness * short / 1080, way=(fall, fall * slant)
        )
        fields.append(Falling(_repeated(field, size), (field.shape[0], field.shape[1]), (fall, fall * slant)))
    return tuple(fields)


def snow(size: FrameSize, *, frames_per_second: int, seed: int) -> tuple[Falling, ...]:
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
    return tuple(fields)


def _streaks(
    size: FrameSize, generator: np.random.Generator, *, count: int, light: int, width: float, way: tuple[float, float]
) -> Plane:
    field = np.zeros((size.height, size.width), np.float32)
    along = np.linspace(0.0, 1.0, max(4, ceil(way[0] / 2 / 1.5)))
    for _ in range(count):
        top, left = generator.uniform(0, size.height), generator.uniform(0, size.width)
        strength = light * generator.uniform(0.45, 1.0)
        rows, columns = top + along * way[0] * 0.5, left + along * way[1] * 0.5
        _dab(field, rows, columns, strength * np.sin(pi * along), radius=max(0.55, 0.5 * width))
    return _to_plane(field)


def _flakes(size: FrameSize, generator: np.random.Generator, *, count: int, light: int, radius: float) -> Plane:
    field = np.zeros((size.height, size.width), np.float32)
    for _ in range(count):
        row, column = generator.uniform(0, size.height, 1), generator.uniform(0, size.width, 1)
        own = max(0.7, radius * float(generator.uniform(0.6, 1.3)))
        _dab(field, row, column, np.array([light * generator.uniform(0.5, 1.0)]), radius=own)
    return _to_plane(field)


def _dab(
    field: NDArray[np.float32],
    rows: NDArray[np.float64],
    columns: NDArray[np.float64],
    strengths: NDArray[np.float64],
    *,
    radius: float,
) -> None:
    """Put soft round spots on a field that continues at its other side; where they overlap, the brighter one stays."""
    height, width = field.shape
    reach = ceil(radius * 2.2)
    around = np.arange(-reach, reach + 1)
    for row, column, strength in zip(rows, columns, strengths, strict=True):
        y, x = round(row), round(column)
        vertical = np.exp(-(((around + y - row) / radius) ** 2))
        horizontal = np.exp(-(((around + x - column) / radius) ** 2))
        place = np.ix_((around + y) % height, (around + x) % width)
        field[place] = np.maximum(field[place], strength * np.outer(vertical, horizontal))


def _to_plane(field: NDArray[np.float32]) -> Plane:
    return np.clip(field + 0.5, 0, 255).astype(np.uint8)


def _repeated(field: Plane, size: FrameSize) -> Plane:
    """Return a field with room for the frame at every offset within its period."""
    return np.asarray(cv2.copyMakeBorder(field, 0, size.height + 2, 0, size.width + 2, cv2.BORDER_WRAP), np.uint8)
