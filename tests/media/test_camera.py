import numpy as np
import pytest

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.camera import Plate, Shot, Trajectory, eased, trajectories
from videogen_dagster.media.camera_language import CameraDirection, read_camera

WIDE = FrameSize(width=1920, height=1080)
TALL = FrameSize(width=1080, height=1920)
SQUARE = FrameSize(width=720, height=720)
PROMPTS = (
    "pan right", "pan left", "tilt up", "tilt down", "push in", "pull out", "fast push in", "truck left", "crane up",
    "orbit left", "orbit right", "handheld", "shaky handheld", "static", "slow push in and pan right",
    "fast truck right and tilt down", "static camera with a drift", "pull out, crane up and orbit left, handheld",
)  # fmt: skip
LAYERED = tuple(Plate(depth, 1.12, 1.12) for depth in (0.0, 0.2, 0.5, 0.8, 1.0))
FLAT = (Plate(1.0, 1.0, 1.0),)


def _spare(path: Trajectory, plate: Plate, size: FrameSize) -> tuple[float, float]:
    """How far a layer's nearest edge stays outside the frame, in pixels."""
    x = (path.scale * plate.reach_x * size.width - size.width) / 2 - np.abs(path.x)
    y = (path.scale * plate.reach_y * size.height - size.height) / 2 - np.abs(path.y)
    return float(x.min()), float(y.min())


@pytest.mark.parametrize("size", [WIDE, TALL, SQUARE], ids=str)
@pytest.mark.parametrize("frames", [1, 2, 15, 240, 1800])
@pytest.mark.parametrize("prompt", PROMPTS)
def test_no_layer_ever_shows_its_edge(prompt: str, frames: int, size: FrameSize) -> None:
    for plates, closest in ((LAYERED, 1.12), (FLAT, 1.08)):
        paths = trajectories(read_camera(prompt), Shot(size, frames, 30, seed=5), plates, closest=closest)
        for path, plate in zip(paths, plates, strict=True):
            assert min(_spare(path, plate, size)) >= 0


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_flat_picture_is_never_cropped_by_more_than_four_percent_at_rest(prompt: str) -> None:
    (path,) = trajectories(read_camera(prompt), Shot(WIDE, 240, 30), FLAT, closest=1.08)
    assert path.scale.max() <= 1.08 + 1e-9


def test_a_flat_picture_under_a_static_camera_is_shown_whole() -> None:
    (path,) = trajectories(CameraDirection(), Shot(WIDE, 60, 30), FLAT, closest=1.08)
    assert path.rests()
    assert path.scale[0] == 1.0


@pytest.mark.parametrize(
    ("prompt", "axis", "sign"),
    [("pan right", "x", -1), ("pan left", "x", 1), ("tilt up", "y", 1), ("crane down", "y", -1)],
)
def test_the_picture_moves_against_the_camera(prompt: str, axis: str, sign: int) -> None:
    for path in trajectories(read_camera(prompt), Shot(WIDE, 240, 30), LAYERED, closest=1.12):
        way = getattr(path, axis)
        assert np.sign(way[-1] - way[0]) == sign
        assert abs(way[-1] - way[0]) > 30


def test_near_layers_move_more_than_far_ones_when_the_camera_travels() -> None:
    paths = trajectories(read_camera("truck right"), Shot(WIDE, 240, 30), LAYERED, closest=1.12)
    travels = [float(np.ptp(path.x)) for path in paths]
    assert travels == sorted(travels)
    assert travels[-1] > 2 * travels[0]


def test_an_orbit_moves_what_is_before_and_behind_the_subject_in_opposite_directions() -> None:
    far, *_, near = trajectories(read_camera("orbit right"), Shot(WIDE, 240, 30), LAYERED, closest=1.12)
    assert np.sign(far.x[-1] - far.x[0]) == -np.sign(near.x[-1] - near.x[0])


def test_push_in_and_pull_out_are_each_other_backwards() -> None:
    shot = Shot(WIDE, 91, 30)
    near_in = trajectories(read_camera("push in"), shot, LAYERED, closest=1.12)[-1]
    near_out = trajectories(read_camera("pull out"), shot, LAYERED, closest=1.12)[-1]
    np.testing.assert_allclose(near_in.scale, near_out.scale[::-1])
    assert near_in.scale[0] == 1.0
    assert near_in.scale[-1] > 1.05


@pytest.mark.parametrize("frames", [2, 20, 45, 240, 1800])
def test_progress_rises_from_nothing_to_all_without_a_jump(frames: int) -> None:
    progress = eased(frames, 30)
    assert progress[0] == 0
    assert progress[-1] == pytest.approx(1)
    assert (np.diff(progress) >= 0).all()
    if frames >= 45:
        speed = np.diff(progress) * (frames - 1)
        assert np.abs(np.diff(speed)).max() < 0.2


def test_a_move_is_under_way_after_three_tenths_of_a_second() -> None:
    progress = eased(240, 30)
    steady = progress[120] - progress[119]
    assert progress[10] - progress[9] > 0.45 * steady
    assert progress[230] - progress[229] > 0.45 * steady


def test_a_hand_moves_two_to_three_pixels_at_1080_lines() -> None:
    path = trajectories(read_camera("handheld"), Shot(WIDE, 900, 30), LAYERED, closest=1.12)[0]
    assert 1.8 < path.x.std() < 2.8
    assert 1.8 < path.y.std() < 2.8


def test_slow_moves_are_slower_than_fast_ones() -> None:
    shot = Shot(WIDE, 60, 30)
    slow, normal, fast = (
        float(np.ptp(trajectories(read_camera(f"{word} pan right"), shot, LAYERED, closest=1.12)[2].x))
        for word in ("slow", "", "fast")
    )
    assert slow < normal < fast


def test_the_seed_decides_what_the_prompt_leaves_open() -> None:
    ways = set()
    for seed in range(8):
        path = trajectories(read_camera("truck"), Shot(WIDE, 60, 30, seed), LAYERED, closest=1.12)[0]
        ways.add(float(np.sign(path.x[-1] - path.x[0])))
    assert ways == {-1.0, 1.0}


def test_layers_with_one_path_never_come_apart() -> None:
    path = trajectories(read_camera("truck"), Shot(WIDE, 60, 30), LAYERED, closest=1.12)[0]
    assert path.parts_from(path, WIDE) == 0
