"""What every animation engine promises, the fake included."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.fakes import hosted
from tests.fakes.animation_engine import FakeAnimationEngine
from tests.fakes.tiny.folders import local_choice, tiny_model
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import Cancelled
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, Picture
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.animation.camera import CameraAnimationEngine
from videogen_dagster.engines.animation.diffusers import DiffusersAnimationEngine
from videogen_dagster.engines.protocols import AnimationEngine
from videogen_dagster.media.probing import check_decodes, is_segment, probe

SIZE = FrameSize(width=160, height=90)
ENGINES: dict[str, Callable[[], AnimationEngine]] = {
    "camera": CameraAnimationEngine,
    "diffusers": lambda: DiffusersAnimationEngine(local_choice(tiny_model("ltx-video"))),
    "fake": FakeAnimationEngine,
}
HOSTED: dict[str, Callable[[], AnimationEngine]] = {"fal": hosted.fal_engine, "replicate": hosted.replicate_engine}


@pytest.fixture(params=sorted({**ENGINES, **HOSTED}))
def engine(request: pytest.FixtureRequest) -> AnimationEngine:
    return {**ENGINES, **HOSTED}[request.param]()


@pytest.fixture(params=sorted(ENGINES))
def local_engine(request: pytest.FixtureRequest) -> AnimationEngine:
    """One that draws the frames itself: what a hosted model makes of a seed is its own."""
    return ENGINES[request.param]()


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    pixels = np.zeros((90, 160, 3), np.uint8)
    pixels[30:60, 50:110] = (40, 160, 230)
    path = tmp_path / "picture.png"
    path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    return Picture(image=FolderWorkspace(tmp_path).keep(path), size=SIZE)


def _clips(engine: AnimationEngine, requests: list[ClipRequest], workspace: FolderWorkspace) -> list[Clip]:
    clips = list(engine.generate(requests, workspace))
    assert all(isinstance(clip, Clip) for clip in clips)
    return [clip for clip in clips if isinstance(clip, Clip)]


def _request(picture: Picture, frames: int, **changes: object) -> ClipRequest:
    return ClipRequest.model_validate({"picture": picture, "motion_prompt": "pan right", "frames": frames, **changes})


@pytest.mark.parametrize("frames", [1, 2, 3, 16, 31, 90])
def test_a_clip_has_exactly_the_asked_frames_and_joins(
    engine: AnimationEngine, picture: Picture, tmp_path: Path, frames: int
) -> None:
    workspace = FolderWorkspace(tmp_path)
    (clip,) = _clips(engine, [_request(picture, frames)], workspace)
    path = workspace.fetch(clip.video)
    assert (clip.size, clip.frames, clip.frames_per_second) == (SIZE, frames, 30)
    assert is_segment(path, SIZE, frames, 30)
    check_decodes(path)


def test_clips_come_in_the_order_of_the_requests(engine: AnimationEngine, picture: Picture, tmp_path: Path) -> None:
    lengths = [40, 3, 17, 1, 25]
    clips = _clips(engine, [_request(picture, frames) for frames in lengths], FolderWorkspace(tmp_path))
    assert [clip.frames for clip in clips] == lengths


def test_the_same_request_gives_the_same_bytes(engine: AnimationEngine, picture: Picture, tmp_path: Path) -> None:
    request = _request(picture, 20, seed=7, motion_prompt="handheld push in", scene_prompt="rain by the fire")
    one, other = _clips(engine, [request, request], FolderWorkspace(tmp_path))
    assert one.video == other.video


def test_another_seed_gives_another_clip(local_engine: AnimationEngine, picture: Picture, tmp_path: Path) -> None:
    requests = [_request(picture, 20, seed=seed, motion_prompt="handheld") for seed in (1, 2)]
    one, other = _clips(local_engine, requests, FolderWorkspace(tmp_path))
    assert one.video != other.video


def test_an_intermediate_clip_has_the_same_frames(engine: AnimationEngine, picture: Picture, tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    (clip,) = _clips(engine, [_request(picture, 21, intermediate=True)], workspace)
    video = probe(workspace.fetch(clip.video)).video
    assert video is not None
    assert (video.frames, video.width, video.height) == (21, 160, 90)


def test_another_frame_rate_is_kept(engine: AnimationEngine, picture: Picture, tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    (clip,) = _clips(engine, [_request(picture, 24, frames_per_second=24)], workspace)
    assert clip.duration_s == 1
    assert is_segment(workspace.fetch(clip.video), SIZE, 24, 24)


def test_no_requests_give_no_results(engine: AnimationEngine, tmp_path: Path) -> None:
    assert _clips(engine, [], FolderWorkspace(tmp_path)) == []


def test_progress_of_every_request_ends_at_one(engine: AnimationEngine, picture: Picture, tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    _clips(engine, [_request(picture, 12), _request(picture, 12)], workspace)
    for index in (0, 1):
        shares = [share for which, share in workspace.progress_calls if which == index]
        assert shares == sorted(shares)
        assert shares[-1] == 1.0


def test_cancelling_stops_within_a_few_frames_and_leaves_no_file(
    engine: AnimationEngine, picture: Picture, tmp_path: Path
) -> None:
    workspace = FolderWorkspace(tmp_path, cancel_after=3)
    with pytest.raises(Cancelled):
        list(engine.generate([_request(picture, 3000) for _ in range(3)], workspace))
    assert len(workspace.progress_calls) < 12
    assert list(workspace.directory.iterdir()) == []


def test_leaving_the_batch_stops_the_work_and_leaves_no_file(
    engine: AnimationEngine, picture: Picture, tmp_path: Path
) -> None:
    workspace = FolderWorkspace(tmp_path)
    results = engine.generate([_request(picture, 2), *(_request(picture, 30_000) for _ in range(2))], workspace)
    assert len(list(islice(results, 1))) == 1
    results.close()  # ty: ignore[missing-attribute] -- engines are generators
    assert list(workspace.directory.iterdir()) == []


def test_scratch_files_are_gone_when_the_clips_are_kept(
    engine: AnimationEngine, picture: Picture, tmp_path: Path
) -> None:
    workspace = FolderWorkspace(tmp_path)
    _clips(engine, [_request(picture, 5), _request(picture, 6)], workspace)
    assert list(workspace.directory.iterdir()) == []


def test_engines_say_who_they_are(engine: AnimationEngine) -> None:
    assert engine.capabilities().name
    assert engine.fingerprint() == engine.fingerprint()


def test_engines_of_this_machine_need_no_network(local_engine: AnimationEngine) -> None:
    assert local_engine.capabilities().offline
