"""Camera moves as eased paths over layers at different depths.

Positions follow the pixel-centre convention: a layer's centre lies at the frame's centre plus its offset, and a layer
pixel that is `p` from the layer's centre appears `scale * p` from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.camera_language import CameraDirection, Degree, Move, MoveKind

SUBJECT_DEPTH: Final = 0.66
"""Where the subject of a composed picture stands; an orbit turns around it."""

_RAMP_S: Final = 0.6
_EDGE_PX: Final = 3.0
"""Room between the frame and a layer's edge, for the filters that look at neighbouring pixels."""

_LIMITS: Final = {
    Degree.SLIGHT: (0.014, 0.035),
    Degree.SLOW: (0.014, 0.08),
    Degree.NORMAL: (0.024, 0.10),
    Degree.FAST: (0.07, 0.12),
}
"""Speed a second and whole travel, as shares of the frame (zooms: of the scale)."""


@dataclass(frozen=True, slots=True)
class Shot:
    """What the camera films with: frame size, length and rate, and a seed for what the prompt leaves open."""

    size: FrameSize
    frames: int
    frames_per_second: int
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Plate:
    """A layer as the camera sees it.

    Attributes:
        depth: 0 far .. 1 near.
        reach_x: Its width as a multiple of the frame's width, at scale 1.
        reach_y: Its height as a multiple of the frame's height.
        drift: Its own sideways speed in frame widths a second, whatever the camera does.
    """

    depth: float
    reach_x: float
    reach_y: float
    drift: float = 0.0


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Where a layer is in each frame.

    Attributes:
        scale: Magnification, `float64[frames]`.
        x: Offset of its centre from the frame's centre in pixels, positive to the right, `float64[frames]`.
        y: The same downwards.
    """

    scale: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def rests(self) -> bool:
        """Return whether the layer never moves."""
        return self.keeps_scale() and not np.ptp(self.x) and not np.ptp(self.y)

    def keeps_scale(self) -> bool:
        """Return whether the layer never grows or shrinks."""
        return not np.ptp(self.scale)

    def parts_from(self, other: "Trajectory", size: FrameSize) -> float:
        """Return how far two layers come apart during the shot, at the corners of the frame, in pixels."""
        spread = np.abs(self.scale - other.scale) * max(size.width, size.height) / 2
        apart = np.hypot(np.ptp(self.x - other.x), np.ptp(self.y - other.y))
        return float(np.ptp(spread) + apart)


def trajectories(
    direction: CameraDirection, shot: Shot, plates: Sequence[Plate], *, closest: float
) -> tuple[Trajectory, ...]:
    """Return how each layer moves through the frame; no layer ever shows its edge.

    Moves are eased with soft ends that are never still for longer than a moment, as long as speed allows and no larger
    than the layers' overscan. Where they would not fit, all layers are magnified a little, then the travel is shortened.

    Args:
        direction: What the camera does.
        shot: Frame size, length, rate and seed.
        plates: The layers, from far to near. Each covers the frame at scale 1.
        closest: The largest magnification of any layer, which bounds what a push in crops away; at least 1.
    """
    poses = _pose(direction, shot, closest=closest)
    free = tuple(_seen(poses, plate, shot) for plate in plates)
    return _fit(free, plates, shot.size, closest=closest)


@dataclass(frozen=True, slots=True)
class _Pose:
    """The camera in each frame. Shares of the frame; `push` is the logarithm of the scale of the nearest layer."""

    pan: NDArray[np.float64]
    tilt: NDArray[np.float64]
    truck: NDArray[np.float64]
    pedestal: NDArray[np.float64]
    orbit: NDArray[np.float64]
    push: NDArray[np.float64]
    shake_x: NDArray[np.float64]
    shake_y: NDArray[np.float64]


def eased(frames: int, frames_per_second: int) -> NDArray[np.float64]:
    """Return progress from 0 to 1 as `float64[frames]`: steady speed with soft ends.

    Speed rises along a smoothstep for 0.6 s (a quarter of a short shot), stays, and falls the same way: acceleration
    has no step, and a cut to or from the move shows no standing picture.
    """
    if frames == 1:
        return np.zeros(1)
    share = min(0.25, _RAMP_S * frames_per_second / (frames - 1))
    time = np.linspace(0.0, 1.0, frames)
    rise = np.clip(time / share, 0.0, 1.0)
    fall = np.clip((1.0 - time) / share, 0.0, 1.0)
    steady = np.clip(time, share, 1.0 - share) - share
    travelled = share * _ramp_distance(rise) + steady + share * (0.5 - _ramp_distance(fall))
    return travelled / (1.0 - share)


def _ramp_distance(time: NDArray[np.float64]) -> NDArray[np.float64]:
    """Integral of the smoothstep `3t^2 - 2t^3`: half of the way a steady speed would go."""
    return time**3 - time**4 / 2


def _pose(direction: CameraDirection, shot: Shot, *, closest: float) -> _Pose:
    still = np.zeros(shot.frames)
    pose = _Pose(*(still for _ in range(8)))
    progress = eased(shot.frames, shot.frames_per_second)
    for move in direction.moves:
        alone = len(direction.moves) == 1
        pose = _with_move(pose, move, shot, progress=progress, closest=closest, alone=alone)
    if direction.shake:
        # 2.2 pixels rms at 1080 lines for a calm shoulder.
        share = 2.2 / 1080 * direction.shake
        pose = replace(pose, shake_x=share * _unrest(shot, salt=1), shake_y=share * _unrest(shot, salt=2))
    return pose


def _with_move(
    pose: _Pose, move: Move, shot: Shot, *, progress: NDArray[np.float64], closest: float, alone: bool
) -> _Pose:
    travel = _travel(move.degree, shot)
    sign = move.sign or (1 if (shot.seed ^ shot.seed >> 7) & 1 else -1)
    centred = sign * travel * (progress - 0.5)
    match move.kind:
        case MoveKind.PAN:
            return replace(pose, pan=-centred)
        case MoveKind.TILT:
            return replace(pose, tilt=centred)
        case MoveKind.TRUCK:
            return replace(pose, truck=-centred)
        case MoveKind.PEDESTAL:
            return replace(pose, pedestal=centred)
        case MoveKind.ORBIT:
            return replace(pose, orbit=-1.1 * centred)
        case MoveKind.PUSH:
            # Both ways pass from the composition at rest to the closer one, or back: nothing is shown from farther.
            # Beside another move it takes half of the room, so that both are seen.
            room = float(np.log(closest))
            near = min(travel, room if alone else room / 2)
            return replace(pose, push=near * (progress if sign > 0 else 1.0 - progress))


def _travel(degree: Degree, shot: Shot) -> float:
    speed, most = _LIMITS[degree]
    return min(most, speed * shot.frames / shot.frames_per_second)


def _unrest(shot: Shot, *, salt: int) -> NDArray[np.float64]:
    """Return a hand's movement with unit rms: sines between 0.35 and 2.6 Hz with falling strength."""
    generator = np.random.default_rng([shot.seed, salt])
    time = np.arange(shot.frames) / shot.frames_per_second
    frequencies = np.array([0.35, 0.62, 0.97, 1.53, 2.6]) * generator.uniform(0.9, 1.1, 5)
    strengths = np.array([1.0, 0.85, 0.6, 0.35, 0.16])
    phases = generator.uniform(0, 2 * np.pi, 5)
    waves = strengths * np.sin(2 * np.pi * frequencies * time[:, None] + phases)
    return waves.sum(axis=1) / np.sqrt((strengths**2).sum() / 2)


def _seen(pose: _Pose, plate: Plate, shot: Shot) -> Trajectory:
    """Return how a layer moves if nothing bounds it. Near layers move more; a pan moves all nearly alike."""
    parallax = 0.3 + 0.7 * plate.depth
    turn = 0.8 + 0.2 * plate.depth
    seconds = np.arange(shot.frames) / shot.frames_per_second
    own = plate.drift * (seconds - seconds[-1] / 2)
    around = plate.depth - SUBJECT_DEPTH
    x = pose.pan * turn + pose.truck * parallax + pose.orbit * around * 2 + own
    y = pose.tilt * turn + pose.pedestal * parallax
    short = min(shot.size.width, shot.size.height)
    return Trajectory(
        scale=np.exp(pose.push * parallax),
        x=x * shot.size.width + pose.shake_x * short,
        y=y * shot.size.height + pose.shake_y * short,
    )


def _fit(
    free: tuple[Trajectory, ...], plates: Sequence[Plate], size: FrameSize, *, closest: float
) -> tuple[Trajectory, ...]:
    needed = max(_magnification(path, plate, size) for path, plate in zip(free, plates, strict=True))
    most = max(float(closest / max(path.scale.max() for path in free)), _least(free, plates, size))
    factor = min(max(needed, 1.0), max(most, 1.0))
    larger = [replace(path, scale=path.scale * factor) for path in free]
    shares = [_allowed(path, plate, size) for path, plate in zip(larger, plates, strict=True)]
    share_x, share_y = min(share[0] for share in shares), min(share[1] for share in shares)
    return tuple(replace(path, x=path.x * share_x, y=path.y * share_y) for path in larger)


def _magnification(path: Trajectory, plate: Plate, size: FrameSize) -> float:
    """Return by what a layer must be magnified so that its edge stays outside the frame all the time."""
    wide = (size.width / 2 + np.abs(path.x) + _room(path.x)) / (path.scale * plate.reach_x * size.width / 2)
    high = (size.height / 2 + np.abs(path.y) + _room(path.y)) / (path.scale * plate.reach_y * size.height / 2)
    return float(max(wide.max(), high.max()))


def _least(free: tuple[Trajectory, ...], plates: Sequence[Plate], size: FrameSize) -> float:
    """Return the magnification that is needed even without any travel, by a layer that only just covers the frame."""
    unmoved = (replace(path, x=path.x * 1e-9, y=path.y * 1e-9) for path in free)
    return max(_magnification(path, plate, size) for path, plate in zip(unmoved, plates, strict=True))


def _room(offset: NDArray[np.float64]) -> float:
    """A layer that does not move at all needs no room at its edge: it is shown pixel by pixel."""
    return _EDGE_PX if offset.any() else 0.0


def _allowed(path: Trajectory, plate: Plate, size: FrameSize) -> tuple[float, float]:
    """Return what share of its horizontal and vertical travel keeps a layer's edge outside the frame, 0..1."""
    spare_x = (path.scale * plate.reach_x - 1) * size.width / 2 - _EDGE_PX
    spare_y = (path.scale * plate.reach_y - 1) * size.height / 2 - _EDGE_PX
    return _share(spare_x, np.abs(path.x)), _share(spare_y, np.abs(path.y))


def _share(spare: NDArray[np.float64], travel: NDArray[np.float64]) -> float:
    moving = travel > 0
    if not moving.any():
        return 1.0
    return float(np.clip((spare[moving] / travel[moving]).min(), 0.0, 1.0))
