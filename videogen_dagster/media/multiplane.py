"""From a picture, flat or in layers, to cels and their paths for one shot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.camera import Plate, Shot, Trajectory, trajectories
from videogen_dagster.media.camera_language import CameraDirection
from videogen_dagster.media.cels import Cel, Rgba, make_cel, merged, premultiplied
from videogen_dagster.media.illustration.layers import Layer, LayeredPicture

_DRIFT: Final = {"clouds": 0.006, "fog": -0.009}
"""Frame widths a second."""

_FARTHEST_DRIFT: Final = 0.45
"""Frame widths in a shot; in a long shot clouds go slower."""

_CLOSEST_LAYERED: Final = 1.12
_CLOSEST_FLAT: Final = 1.08
"""A flat picture has no overscan: magnified this much, 3.7 % are out of sight at each side."""

_MOST_CELS: Final = 5

_OVERLAYS: Final = frozenset({"card", "scrim"})
"""Layers that belong to the frame and not to the scene: words, and the shade below them, stand still."""


@dataclass(frozen=True, slots=True)
class Stage:
    """All that a camera needs to film a shot: cels from far to near and the path of each."""

    cels: tuple[Cel, ...]
    paths: tuple[Trajectory, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Neighbouring layers that share one cel."""

    layers: tuple[Layer, ...]
    depth: float
    drift: float

    @property
    def overlay(self) -> bool:
        """Whether it stands still in the frame whatever the camera does."""
        return self.layers[0].name in _OVERLAYS


def flat_stage(picture: NDArray[np.uint8], direction: CameraDirection, shot: Shot) -> Stage:
    """Return the stage of a flat picture: it moves as a whole, and nearly all of it stays in sight.

    Args:
        picture: `uint8[height, width, 3]`, RGB, of the shot's size.
        direction: What the camera does.
        shot: Frame size, length, rate, seed.
    """
    opaque = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    paths = trajectories(direction, shot, [Plate(depth=1.0, reach_x=1.0, reach_y=1.0)], closest=_CLOSEST_FLAT)
    return Stage((make_cel(opaque),), paths)


def layered_stage(picture: LayeredPicture, direction: CameraDirection, shot: Shot) -> Stage:
    """Return the stage of a layered picture.

    Layers that come apart by less than the eye sees share a cel, and there are at most five besides overlays. The
    words of a card and the shade below them (layers `card` and `scrim`) are overlays: they keep their pixels and place.

    Args:
        picture: The layers; all of one size, the farthest opaque.
        direction: What the camera does.
        shot: Frame size, length, rate, seed.
    """
    sheets = [_Sheet((layer,), layer.depth, _drift(layer, shot)) for layer in picture.layers]
    reach = _reach(picture.layers[0].rgba, shot.size)
    paths = _paths(sheets, direction, shot, reach)
    while (pair := _nearest_pair(sheets, paths, shot.size)) is not None:
        joined = _joined(sheets[pair], sheets[pair + 1])
        sheets = [*sheets[:pair], joined, *sheets[pair + 2 :]]
        paths = _paths(sheets, direction, shot, reach)
    return Stage(tuple(_cel(sheet, path) for sheet, path in zip(sheets, paths, strict=True)), paths)


def _drift(layer: Layer, shot: Shot) -> float:
    speed = _DRIFT.get(layer.ambient, 0.0)
    seconds = shot.frames / shot.frames_per_second
    return float(np.clip(speed * seconds, -_FARTHEST_DRIFT, _FARTHEST_DRIFT) / seconds)


def _reach(rgba: Rgba, size: FrameSize) -> tuple[float, float]:
    return rgba.shape[1] / size.width, rgba.shape[0] / size.height


def _paths(
    sheets: Sequence[_Sheet], direction: CameraDirection, shot: Shot, reach: tuple[float, float]
) -> tuple[Trajectory, ...]:
    # A drifting sheet continues at its other side, so its own way does not count against its edge.
    plates = [
        Plate(sheet.depth, reach[0] + (2 * _FARTHEST_DRIFT if sheet.drift else 0.0), reach[1], sheet.drift)
        for sheet in sheets
        if not sheet.overlay
    ]
    moved = iter(trajectories(direction, shot, plates, closest=_CLOSEST_LAYERED))
    return tuple(_resting(shot) if sheet.overlay else next(moved) for sheet in sheets)


def _resting(shot: Shot) -> Trajectory:
    still = np.zeros(shot.frames)
    return Trajectory(scale=np.ones(shot.frames), x=still, y=still)


def _nearest_pair(sheets: Sequence[_Sheet], paths: Sequence[Trajectory], size: FrameSize) -> int | None:
    """Return the index of the first of two neighbours to put on one cel, or None if all should stay apart."""
    apart = [
        path.parts_from(following, size) if _may_join(before, after) else np.inf
        for before, after, path, following in zip(sheets, sheets[1:], paths, paths[1:], strict=False)
    ]
    if not apart:
        return None
    nearest = int(np.argmin(apart))
    visible = min(size.width, size.height) / 540
    moved = sum(not sheet.overlay for sheet in sheets)
    if apart[nearest] < visible or (moved > _MOST_CELS and np.isfinite(apart[nearest])):
        return nearest
    return None


def _may_join(far: _Sheet, near: _Sheet) -> bool:
    return far.drift == near.drift and far.overlay == near.overlay


def _joined(far: _Sheet, near: _Sheet) -> _Sheet:
    layers = far.layers + near.layers
    return _Sheet(layers, sum(layer.depth for layer in layers) / len(layers), far.drift)


def _cel(sheet: _Sheet, path: Trajectory) -> Cel:
    picture = merged([premultiplied(layer.rgba) for layer in sheet.layers])
    if not sheet.drift:
        return make_cel(picture)
    # Room for its way and the camera's, on both sides, wrapped around.
    room = 2 * int(np.ceil(np.abs(path.x).max() / path.scale.min() / 2 + 2))
    return make_cel(np.asarray(cv2.copyMakeBorder(picture, 0, 0, room, room, cv2.BORDER_WRAP), np.uint8))
