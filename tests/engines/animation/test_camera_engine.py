from pathlib import Path

import numpy as np
import pytest

from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import EngineRefused, StorageFailure
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, Picture
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.animation.camera import CameraAnimationEngine
from videogen_dagster.media.illustration.layers import (
    Layer,
    LayeredPicture,
    at_rest,
    canvas_size,
    composite,
    encode_png,
    write_layers,
)
from videogen_dagster.media.probing import is_segment
from videogen_dagster.media.segments import read_frames

SIZE = FrameSize(width=160, height=90)


def _layered(workspace: FolderWorkspace, *, weather: str = "clear") -> Picture:
    width, height = canvas_size(SIZE)
    far = np.full((height, width, 4), (70, 90, 160, 255), np.uint8)
    near = np.full((height, width, 4), (8, 16, 8, 255), np.uint8)
    near[: height // 2, :, 3] = 0
    near[:, width // 6 - 8 : width // 6 + 8, 3] = 255
    layers = LayeredPicture((Layer("far", 0.0, "none", far), Layer("near", 1.0, "none", near)), weather, SIZE)
    sheets, flat = workspace.directory / "a.ora", workspace.directory / "a.png"
    write_layers(sheets, layers)
    flat.write_bytes(encode_png(np.ascontiguousarray(at_rest(composite(layers.layers), SIZE))))
    picture = Picture(image=workspace.keep(flat), size=SIZE, layers=workspace.keep(sheets))
    sheets.unlink()
    flat.unlink()
    return picture


def _frames(
    workspace: FolderWorkspace, picture: Picture, motion: str, *, scene: str = "", frames: int = 45
) -> np.ndarray:
    request = ClipRequest(picture=picture, motion_prompt=motion, scene_prompt=scene, frames=frames)
    (clip,) = CameraAnimationEngine().generate([request], workspace)
    assert isinstance(clip, Clip)
    return np.array([frame.y.copy() for frame in read_frames(workspace.fetch(clip.video))]).astype(int)


def _changes(frames: np.ndarray) -> float:
    return float(np.abs(frames[-1] - frames[0]).mean())


def test_a_static_camera_over_a_dry_picture_shows_one_picture(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    assert _changes(_frames(workspace, _layered(workspace), "locked-off camera")) < 0.3


@pytest.mark.parametrize("motion", ["truck left", "push in", "pan right", "orbit left"])
def test_a_moving_camera_changes_the_picture(tmp_path: Path, motion: str) -> None:
    workspace = FolderWorkspace(tmp_path)
    assert _changes(_frames(workspace, _layered(workspace), motion)) > 0.7


@pytest.mark.parametrize("weather", ["rain", "snow", "storm"])
def test_what_falls_is_seen_before_a_static_picture(tmp_path: Path, weather: str) -> None:
    workspace = FolderWorkspace(tmp_path)
    wet = _frames(workspace, _layered(workspace, weather=weather), "static", frames=20)
    dry = _frames(workspace, _layered(workspace), "static", frames=20)
    assert (wet - dry).max() > 25
    assert wet.mean() - dry.mean() < 6
    assert not np.array_equal(wet[4], wet[10])


def test_a_fire_makes_bright_parts_flicker(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    picture = _layered(workspace)
    lit = _frames(workspace, picture, "static", scene="a campfire in the woods", frames=60)
    assert np.ptp(lit.mean(axis=(1, 2))) > 0.3
    assert np.ptp(lit.mean(axis=(1, 2))) < 8


def test_what_cannot_be_read_is_refused_and_the_others_are_filmed(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    good = _layered(workspace)
    nonsense = workspace.directory / "x.png"
    nonsense.write_bytes(b"nonsense")
    media = workspace.keep(nonsense)
    wrong_size = Picture(image=good.image, size=FrameSize(width=200, height=90))
    pictures = [
        Picture(image=media, size=SIZE),
        good,
        Picture(image=good.image, size=SIZE, layers=media),
        wrong_size,
        wrong_size.model_copy(update={"layers": good.layers}),
    ]
    requests = [ClipRequest(picture=picture, motion_prompt="", frames=3) for picture in pictures]
    results = list(CameraAnimationEngine().generate(requests, workspace))
    assert [type(result) for result in results] == [EngineRefused, Clip, EngineRefused, EngineRefused, EngineRefused]
    assert "160x90" in str(results[3])


class _NowhereToWrite(FolderWorkspace):
    """A workspace whose scratch directory has gone."""

    @property
    def directory(self) -> Path:
        return super().directory / "gone"


def test_a_clip_that_cannot_be_written_is_a_failure_of_storage(tmp_path: Path) -> None:
    picture = _layered(FolderWorkspace(tmp_path))
    request = ClipRequest(picture=picture, motion_prompt="pan left", frames=3)
    with pytest.raises(StorageFailure, match=r"shot_00000\.mp4"):
        list(CameraAnimationEngine().generate([request], _NowhereToWrite(tmp_path)))


def test_a_long_batch_uses_as_many_threads_as_it_has_workers(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    request = ClipRequest(picture=_layered(workspace), motion_prompt="push in", frames=60)
    list(CameraAnimationEngine(workers=2).generate([request, request], workspace))
    order = [index for index, _ in workspace.progress_calls]
    assert order != sorted(order), "both shots make progress at the same time"


@pytest.mark.parametrize("frames", [59, 60, 61, 150])
@pytest.mark.parametrize("intermediate", [False, True])
def test_a_shot_that_is_filmed_alone_has_the_bytes_of_one_in_a_batch(
    tmp_path: Path, frames: int, *, intermediate: bool
) -> None:
    workspace = FolderWorkspace(tmp_path)
    picture = _layered(workspace, weather="rain")
    request = ClipRequest(picture=picture, motion_prompt="handheld", frames=frames, intermediate=intermediate)
    other = request.model_copy(update={"seed": 5})
    (alone,) = CameraAnimationEngine().generate([request], workspace)
    batch = list(CameraAnimationEngine().generate([other, request, other], workspace))
    assert isinstance(alone, Clip)
    assert batch[1] == alone
    assert is_segment(workspace.fetch(alone.video), SIZE, frames, 30) is not intermediate
    assert not list(workspace.directory.glob("*.mp4"))


def test_nothing_is_seen_where_the_halves_of_a_shot_meet(tmp_path: Path) -> None:
    shown = _frames(FolderWorkspace(tmp_path), _layered(FolderWorkspace(tmp_path)), "pan left", frames=120)
    assert len(shown) == 120
    changes = np.abs(np.diff(shown, axis=0)).mean(axis=(1, 2))
    others = np.delete(changes, 59)
    assert changes[59] <= 2 * others.max(), "no more than at any other key frame"
