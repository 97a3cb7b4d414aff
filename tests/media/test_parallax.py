import cv2
import numpy as np
import pytest

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.camera import Shot, Trajectory
from videogen_dagster.media.camera_language import read_camera
from videogen_dagster.media.cels import find_parts, make_cel, merged, premultiplied
from videogen_dagster.media.frames import YuvFrame, to_yuv
from videogen_dagster.media.illustration.layers import Layer, LayeredPicture, canvas_size, composite
from videogen_dagster.media.multiplane import flat_stage, layered_stage
from videogen_dagster.media.parallax import MultiplaneCamera
from videogen_dagster.media.resampling import Region

SIZE = FrameSize(width=320, height=180)
PROMPTS = (
    "static", "pan right", "tilt up", "push in", "pull out", "truck left", "crane up", "orbit right", "handheld",
    "fast push in and pan left", "pull out, handheld",
)  # fmt: skip


def _sheet(size: FrameSize, colour: tuple[int, int, int]) -> np.ndarray:
    width, height = canvas_size(size)
    return np.full((height, width, 4), (*colour, 255), np.uint8)


def _scene(size: FrameSize = SIZE, *, ambient: str = "none") -> LayeredPicture:
    """Sky, a drifting cloud, a hill that fills the lower half, and a post."""
    sky, cloud, hill, post = (
        _sheet(size, colour) for colour in ((90, 140, 220), (240, 240, 240), (60, 120, 60), (150, 40, 30))
    )
    height, width = sky.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    sky[..., 0] = (rows * 100 / height).astype(np.uint8)
    blob = np.exp(-(((rows - height * 0.2) / 12) ** 2) - ((columns - width * 0.4) / 30) ** 2)
    cloud[..., 3] = (200 * blob).astype(np.uint8)
    hill[..., 3] = (255 * np.clip(rows - height * (0.55 + 0.04 * np.sin(columns / 30)), 0, 1)).astype(np.uint8)
    post[..., 3] = 255 * ((abs(columns - width * 0.7) < 9) & (rows > height * 0.3))
    return LayeredPicture(
        layers=(
            Layer("sky", 0.0, "none", sky),
            Layer("cloud", 0.1, ambient, cloud),
            Layer("hill", 0.5, "none", hill),
            Layer("post", 1.0, "none", post),
        ),
        weather="clear",
        size=size,
    )


def _shot(frames: int, size: FrameSize = SIZE) -> Shot:
    return Shot(size, frames, 30, seed=3)


def _draw(picture: LayeredPicture, prompt: str, frames: int, *, at: int) -> YuvFrame:
    stage = layered_stage(picture, read_camera(prompt), _shot(frames, picture.size))
    frame = MultiplaneCamera(stage.cels, stage.paths, picture.size).draw(at)
    return YuvFrame(*(plane.copy() for plane in frame.planes()))


def _difference(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.abs(one.astype(int) - other.astype(int))


def test_a_static_camera_shows_the_composition_at_rest() -> None:
    picture = _scene()
    whole = composite(picture.layers)
    top, left = (whole.shape[0] - 180) // 2, (whole.shape[1] - 320) // 2
    expected = to_yuv(np.ascontiguousarray(whole[top : top + 180, left : left + 320]))
    shown = _draw(picture, "static", 10, at=7)
    assert _difference(shown.y, expected.y).max() <= 2
    assert _difference(shown.u, expected.u).mean() < 0.6


def test_a_flat_picture_under_a_static_camera_is_the_picture() -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (180, 320, 3), dtype=np.uint8)
    pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 2), np.uint8)
    stage = flat_stage(pixels, read_camera("static"), _shot(4))
    camera = MultiplaneCamera(stage.cels, stage.paths, SIZE)
    assert camera.still()
    assert _difference(camera.draw(2).y, to_yuv(pixels).y).max() <= 1


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("size", [SIZE, FrameSize(width=180, height=320), FrameSize(width=202, height=202)], ids=str)
def test_a_marked_border_never_comes_into_the_frame(prompt: str, size: FrameSize) -> None:
    sheet = _sheet(size, (0, 0, 0))
    sheet[:2], sheet[-2:], sheet[:, :2], sheet[:, -2:] = (255, 255, 255, 255), (255,) * 4, (255,) * 4, (255,) * 4
    far, near = Layer("far", 0.0, "none", sheet), Layer("near", 1.0, "none", sheet)
    picture = LayeredPicture(layers=(far, near), weather="clear", size=size)
    for frames in (2, 90):
        stage = layered_stage(picture, read_camera(prompt), _shot(frames, size))
        camera = MultiplaneCamera(stage.cels, stage.paths, size)
        for frame in {0, frames // 2, frames - 1}:
            assert camera.draw(frame).y.max() <= 17


@pytest.mark.parametrize("prompt", PROMPTS)
def test_drawing_only_what_is_seen_gives_what_drawing_everything_gives(prompt: str) -> None:
    """Parts, hidden regions and planes of premultiplied colour against a plain warp of every layer in floats."""
    picture = _scene()
    stage = layered_stage(picture, read_camera(prompt), _shot(60))
    camera = MultiplaneCamera(stage.cels, stage.paths, SIZE)
    for frame in (0, 31, 59):
        shown = camera.draw(frame)
        expected = _plainly(stage.cels, stage.paths, frame)
        assert _difference(shown.y, expected).mean() < 0.4
        assert np.percentile(_difference(shown.y, expected), 99.5) <= 12


def _plainly(cels: tuple, paths: tuple[Trajectory, ...], frame: int) -> np.ndarray:
    result = np.zeros((180, 320), np.float32)
    for cel, path in zip(cels, paths, strict=True):
        scale = path.scale[frame]
        x = (SIZE.width - 1) / 2 + path.x[frame] + scale * (cel.centre_x - (cel.width - 1) / 2)
        y = (SIZE.height - 1) / 2 + path.y[frame] + scale * (cel.centre_y - (cel.height - 1) / 2)
        matrix = np.array([[scale, 0, x], [0, scale, y]])
        colour = cv2.warpAffine(cel.y.astype(np.float32), matrix, (320, 180), borderMode=cv2.BORDER_REPLICATE)
        clear = np.zeros_like(cel.y) if cel.clear is None else cel.clear
        veil = cv2.warpAffine(clear.astype(np.float32), matrix, (320, 180), borderMode=cv2.BORDER_REPLICATE)
        result = colour + result * veil / 255
    return result


@pytest.mark.parametrize("prompt", ["push in", "slow pan right", "truck left", "pull out", "handheld", "orbit left"])
def test_dots_follow_their_path_within_a_twentieth_of_a_pixel(prompt: str) -> None:
    size = FrameSize(width=640, height=360)
    width, height = canvas_size(size)
    dots = [(200.0, 120.0), (500.0, 260.0), (358.0, 90.0)]
    rows, columns = np.mgrid[0:height, 0:width]
    light = sum(200 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 50) for x, y in dots)
    sheet = np.dstack([np.asarray(light, np.uint8)] * 3 + [np.full((height, width), 255, np.uint8)])
    picture = LayeredPicture(layers=(Layer("dots", 0.8, "none", sheet),), weather="clear", size=size)
    shot = Shot(size, 45, 30, seed=2)
    stage = layered_stage(picture, read_camera(prompt), shot)
    camera, (path,) = MultiplaneCamera(stage.cels, stage.paths, size), stage.paths
    errors = []
    for frame in range(45):
        luma = camera.draw(frame).y
        for x, y in dots:
            wanted_x = path.scale[frame] * (x - (width - 1) / 2) + (size.width - 1) / 2 + path.x[frame]
            wanted_y = path.scale[frame] * (y - (height - 1) / 2) + (size.height - 1) / 2 + path.y[frame]
            found_x, found_y = _centre(luma, wanted_x, wanted_y)
            errors.append((found_x - wanted_x, found_y - wanted_y))
    error = np.array(errors).reshape(45, len(dots), 2)
    assert np.sqrt((error**2).mean()) < 0.05
    assert np.sqrt((np.diff(error, axis=0) ** 2).mean()) < 0.05


def _centre(luma: np.ndarray, x: float, y: float) -> tuple[float, float]:
    left, top = round(x) - 22, round(y) - 22
    weights = np.maximum(luma[top : top + 45, left : left + 45].astype(float) - 34, 0)
    rows, columns = np.mgrid[0:45, 0:45]
    return left + (weights * columns).sum() / weights.sum(), top + (weights * rows).sum() / weights.sum()


def test_clouds_drift_while_the_camera_stands_still() -> None:
    picture = _scene(ambient="clouds")
    first, last = (_draw(picture, "static", 120, at=frame) for frame in (0, 119))
    sky = slice(0, 60)
    assert _difference(first.y[sky], last.y[sky]).max() > 12
    assert _difference(first.y[120:], last.y[120:]).max() == 0


def test_a_drifting_sheet_continues_at_its_other_side_in_a_long_shot() -> None:
    picture = _scene(ambient="fog")
    for frame in (0, 1799):
        assert _draw(picture, "pan right", 1800, at=frame).y.min() >= 16


def test_layers_that_hardly_come_apart_share_a_cel() -> None:
    picture = _scene()
    assert len(layered_stage(picture, read_camera("static"), _shot(60)).cels) == 1
    assert len(layered_stage(picture, read_camera("truck left"), _shot(60)).cels) == 4


def test_a_picture_of_twelve_layers_is_filmed_with_five_cels_at_most() -> None:
    sheets = [np.array(layer.rgba) for layer in _scene().layers]
    layers = tuple(Layer(str(i), i / 11, "none", sheets[min(i, 3)]) for i in range(12))
    picture = LayeredPicture(layers=layers, weather="clear", size=SIZE)
    assert len(layered_stage(picture, read_camera("fast truck left"), _shot(90)).cels) <= 5


def test_merging_premultiplied_layers_is_laying_them_over_each_other() -> None:
    picture = _scene()
    flat = merged([premultiplied(layer.rgba) for layer in picture.layers])
    assert _difference(flat[..., :3], composite(picture.layers)).max() <= 2
    assert flat[..., 3].min() == 255


def test_parts_hold_everything_that_is_not_empty_and_solid_parts_nothing_else() -> None:
    alpha = np.zeros((800, 1280), np.uint8)
    alpha[500:] = 255
    alpha[80:240, 120:280] = 90
    alpha[120:400, 960:1200] = 255
    parts = find_parts(alpha)
    covered = np.zeros_like(alpha)
    for part in parts:
        inside = (slice(part.top, part.bottom), slice(part.left, part.right))
        assert not covered[inside].any(), "parts overlap"
        covered[inside] = 1
        if part.solid:
            assert (alpha[inside] == 255).all()
    assert (covered[alpha > 0] == 1).all()
    assert any(part.solid and part.right - part.left == 1280 for part in parts)
    assert covered.mean() < 0.65


def test_an_empty_layer_has_no_parts() -> None:
    assert find_parts(np.zeros((64, 64), np.uint8)) == ()


def test_a_cel_of_an_odd_size_is_made_even() -> None:
    cel = make_cel(np.full((41, 63, 4), 255, np.uint8))
    assert (cel.height, cel.width) == (42, 64)


@pytest.mark.parametrize(
    ("cover", "left_over"),
    [
        (Region(0, 50, 100, 100), Region(10, 10, 90, 50)),
        (Region(0, 0, 100, 30), Region(10, 30, 90, 80)),
        (Region(50, 0, 100, 100), Region(10, 10, 50, 80)),
        (Region(20, 20, 80, 60), Region(10, 10, 90, 80)),
        (Region(0, 20, 100, 60), Region(10, 10, 90, 80)),
    ],
)
def test_a_cover_takes_away_only_what_leaves_a_rectangle(cover: Region, left_over: Region) -> None:
    assert Region(10, 10, 90, 80).without(cover) == left_over


def test_what_is_wholly_covered_is_not_drawn() -> None:
    assert Region(10, 10, 90, 80).without(Region(0, 0, 100, 100)).empty()


def test_equal_shots_are_equal_frames() -> None:
    one, other = (_draw(_scene(), "handheld push in", 30, at=17) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one.planes(), other.planes(), strict=True))


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("name", ["card", "scrim"])
def test_the_words_of_a_card_stand_still_whatever_the_camera_does(prompt: str, name: str) -> None:
    scene = _scene(ambient="clouds")
    words = np.zeros_like(scene.layers[0].rgba)
    # As wide as the frame at rest: if it moved or shrank, its edge would be seen.
    words[10:192, 19:339] = 255
    words[60:90, 100:180, :3] = 0
    titled = LayeredPicture((*scene.layers, Layer(name, 0.0, "none", words)), scene.weather, scene.size)
    expected = to_yuv(np.ascontiguousarray(words[11:191, 19:339, :3])).y
    for frame in (0, 17, 39):
        assert np.array_equal(_draw(titled, prompt, 40, at=frame).y, expected)
