"""One small call to each real lip sync, of a clip with a face: `VIDEOGEN_TEST_FACE=face.mp4`, two seconds and more."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.engines.lip_sync.test_lip_sync_contract import a_line
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import LipSyncRequest
from videogen_dagster.engines.registry import load_engine
from videogen_dagster.media.conforming import conform
from videogen_dagster.provider_settings import KEY_VARIABLES
from videogen_dagster.settings import load_settings

pytestmark = pytest.mark.network

SIZE = FrameSize(width=1280, height=720)
FRAMES = 60
MODELS = {"sync": "lipsync-2", "fal": "fal-ai/sync-lipsync/v2"}


@pytest.mark.parametrize("engine", MODELS)
def test_a_service_moves_the_lips_of_a_face(engine: str, tmp_path: Path) -> None:
    key, face = KEY_VARIABLES[engine], os.environ.get("VIDEOGEN_TEST_FACE")
    if not os.environ.get(key) or not face:
        pytest.skip(f"no {key}, or no VIDEOGEN_TEST_FACE")
    workspace = FolderWorkspace(tmp_path / "work")
    path = workspace.directory / "face.mp4"
    conform(Path(face), path, size=SIZE, frames=FRAMES, frames_per_second=30)
    clip = Clip(video=workspace.keep(path), size=SIZE, frames=FRAMES, frames_per_second=30)
    chosen = {"VIDEOGEN_LIP_SYNC_ENGINE": engine, "VIDEOGEN_LIP_SYNC_MODEL": MODELS[engine]}
    settings = load_settings({**os.environ, **chosen}, home=tmp_path)
    lips: Any = load_engine("lip_sync", engine, model=settings.model_choice("lip_sync"))
    (moved,) = lips.generate([LipSyncRequest(clip=clip, lines=(a_line(workspace),))], workspace)
    assert isinstance(moved, Clip), moved
    assert (moved.frames, moved.size) == (FRAMES, SIZE)
