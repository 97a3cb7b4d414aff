"""Clips of video models: real classes with tiny random weights, loaded as a user's folder is."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.tiny.folders import local_choice, models_folder, tiny_model
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import Cancelled, EngineRefused, InvalidInput, ModelMissing
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, Picture
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.animation.diffusers import DiffusersAnimationEngine
from videogen_dagster.engines.animation.model_calls import Wanted
from videogen_dagster.engines.diffusion.motion_presets import VIDEO_PRESETS
from videogen_dagster.engines.model_choice import ModelChoice
from videogen_dagster.media.encoders import SOFTWARE
from videogen_dagster.media.probing import is_segment
from videogen_dagster.media.segments import read_frames

SIZE = FrameSize(width=96, height=64)
FAST = "wan2.2-ti2v-5b"


@pytest.fixture
def workspace(tmp_path: Path) -> FolderWorkspace:
    return FolderWorkspace(tmp_path)


def a_picture(workspace: FolderWorkspace, size: FrameSize = SIZE) -> Picture:
    pixels = np.zeros((size.height, size.width, 3), np.uint8)
    pixels[size.height // 3 : size.height // 2, size.width // 3 :] = (40, 160, 230)
    path = workspace.directory / "picture.png"
    path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    picture = Picture(image=workspace.keep(path), size=size)
    path.unlink()
    return picture


def asked(workspace: FolderWorkspace, frames: int, **changes: object) -> ClipRequest:
    given = {"picture": a_picture(workspace), "motion_prompt": "pan right", "scene_prompt": "a lake", "frames": frames}
    return ClipRequest.model_validate(given | changes)


def film(name: str, workspace: FolderWorkspace, request: ClipRequest) -> NDArray[np.int16]:
    (clip,) = DiffusersAnimationEngine(local_choice(tiny_model(name))).generate([request], workspace)
    assert isinstance(clip, Clip), clip
    path = workspace.fetch(clip.video)
    assert is_segment(path, request.picture.size, request.frames, request.frames_per_second)
    return np.array([frame.y.astype(np.int16) for frame in read_frames(path)])


@pytest.mark.parametrize("name", ["animatediff", "ltx-2.3", "svd", "wan2.2-i2v-a14b", FAST])
def test_every_model_makes_a_moving_clip_of_exactly_the_scenes_frames(name: str, workspace: FolderWorkspace) -> None:
    shown = film(name, workspace, asked(workspace, 11))
    assert len(shown) == 11
    assert np.abs(np.diff(shown, axis=0)).mean() > 0.05


def test_every_preset_can_be_called() -> None:
    tiny = {"animatediff", "ltx-2.3", "ltx-video", "svd", "wan2.2-i2v-a14b", FAST}
    assert {preset.pipeline for preset in VIDEO_PRESETS if preset.id in tiny} == {
        preset.pipeline for preset in VIDEO_PRESETS
    }


def test_a_scene_longer_than_a_model_goes_on_from_its_last_picture(workspace: FolderWorkspace) -> None:
    # Two pieces of 25 pictures at 7 a second: the second begins with frame 103 (24 / 7 s).
    shown = film("svd", workspace, asked(workspace, 160))
    assert len(shown) == 160
    changes = np.abs(np.diff(shown, axis=0)).mean(axis=(1, 2))
    assert changes[100:106].max() < 3 * changes.max(initial=0.1, where=np.arange(159) < 95)


def test_another_take_and_another_seed_are_other_clips(workspace: FolderWorkspace) -> None:
    requests = [asked(workspace, 5), asked(workspace, 5, take=2), asked(workspace, 5, seed=9)]
    made = DiffusersAnimationEngine(local_choice(tiny_model(FAST))).generate(requests, workspace)
    assert len({clip.video for clip in made if isinstance(clip, Clip)}) == 3


def test_progress_is_told_after_each_denoising_step(workspace: FolderWorkspace) -> None:
    film(FAST, workspace, asked(workspace, 5))
    denoised = [done for _, done in workspace.progress_calls if done <= 0.9]
    assert denoised[:2] == pytest.approx([0.45, 0.9])


def test_stopping_between_steps_leaves_nothing(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path, cancel_after=1)
    request = asked(workspace, 5)
    kept = len(list((tmp_path / "kept").iterdir()))
    with pytest.raises(Cancelled):
        list(DiffusersAnimationEngine(local_choice(tiny_model(FAST))).generate([request] * 2, workspace))
    assert workspace.progress_calls == [(0, pytest.approx(0.45))], "one of two steps"
    assert list(workspace.directory.iterdir()) == []
    assert len(list((tmp_path / "kept").iterdir())) == kept


def test_a_picture_that_cannot_be_read_costs_only_its_scene(workspace: FolderWorkspace) -> None:
    path = workspace.directory / "x.png"
    path.write_bytes(b"nonsense")
    broken = Picture(image=workspace.keep(path), size=SIZE)
    requests = [asked(workspace, 3, picture=broken), asked(workspace, 3)]
    results = list(DiffusersAnimationEngine(local_choice(tiny_model(FAST))).generate(requests, workspace))
    assert [type(result) for result in results] == [EngineRefused, Clip]


def test_a_damaged_model_fails_every_scene_of_the_batch(workspace: FolderWorkspace, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny_model(FAST), tmp_path / "damaged")
    weights = next((folder / "transformer").glob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:100])
    results = list(DiffusersAnimationEngine(local_choice(folder)).generate([asked(workspace, 3)] * 2, workspace))
    assert [type(result) for result in results] == [ModelMissing] * 2


def test_the_fingerprint_tells_what_changes_a_clip(tmp_path: Path) -> None:
    folder = shutil.copytree(tiny_model(FAST), tmp_path / "other")
    before = DiffusersAnimationEngine(local_choice(folder)).fingerprint()
    told = json.loads((folder / "videogen.json").read_text())
    (folder / "videogen.json").write_text(json.dumps(told | {"steps": 5}))
    choice = local_choice(folder)
    others = {
        DiffusersAnimationEngine(choice).fingerprint(),
        DiffusersAnimationEngine(replace(choice, dtype="bfloat16")).fingerprint(),
        DiffusersAnimationEngine(replace(choice, lossy=("tiling",))).fingerprint(),
    }
    assert before not in others
    assert len(others) == 3
    assert all(word in before for word in ("UniPCMultistepScheduler", '"steps":2', '"diffusers":"0.'))
    assert DiffusersAnimationEngine(choice, encoder=SOFTWARE).fingerprint() in others


def test_a_model_for_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="not for animation"):
        DiffusersAnimationEngine(ModelChoice(tmp_path, "sdxl")).fingerprint()


def test_a_model_that_is_not_there_is_told_with_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        DiffusersAnimationEngine(ModelChoice(tmp_path, "wan2.2-i2v-a14b")).fingerprint()
    told = str(caught.value)
    assert all(part in told for part in ("Wan-AI/Wan2.2-I2V-A14B-Diffusers", "Apache-2.0", "126 GB", "models pull"))


def test_what_an_engine_is_can_be_said_without_torch() -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from videogen_dagster.engines.registry import load_engine\n"
        "from videogen_dagster.engines.model_choice import ModelChoice\n"
        "for kind, model in (('animation', sys.argv[2]), ('music', sys.argv[3])):\n"
        "    engine = load_engine(kind, 'diffusers', model=ModelChoice(Path(sys.argv[1]), model))\n"
        "    assert engine.fingerprint() and engine.capabilities().pool == 'gpu'\n"
        "assert not {'torch', 'diffusers', 'transformers', 'cv2'} & set(sys.modules)\n"
    )
    models = [str(each) for each in (models_folder(), tiny_model(FAST), tiny_model("stable-audio-open"))]
    subprocess.run([sys.executable, "-c", program, *models], check=True)


def test_the_motion_comes_first_in_the_words_that_a_model_reads() -> None:
    wanted = Wanted(picture=None, motion="Slow push in.", scene="A lake.", frames=5)  # ty: ignore[invalid-argument-type]
    assert wanted.prompt == "Slow push in. A lake"
