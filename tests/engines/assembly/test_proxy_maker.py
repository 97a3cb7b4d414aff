"""Proxies of clips that fit and of those that do not."""

from pathlib import Path

import numpy as np
import pytest

from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.assembly_requests import ProxyRequest
from videogen_dagster.core.errors import Cancelled, EngineRefused
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip
from videogen_dagster.engines.assembly.proxy_maker import ProxyMaker
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.probing import key_frames, probe
from videogen_dagster.media.segments import SegmentWriter

SMALL = FrameSize(width=160, height=90)


def clip(workspace: FolderWorkspace, *, width: int = 320, height: int = 180, frames: int = 40, rate: int = 30) -> Clip:
    path = workspace.directory / f"{width}x{height}.mp4"
    size = FrameSize(width=width, height=height)
    chroma = np.full((height // 2, width // 2), 128, np.uint8)
    with SegmentWriter(path, size, frames=frames, frames_per_second=rate, join_frames=0) as segment:
        for frame in range(frames):
            segment.write(YuvFrame(np.full((height, width), 40 + frame, np.uint8), chroma, chroma))
    return Clip(video=workspace.keep(path), size=size, frames=frames, frames_per_second=rate)


def proxy(workspace: FolderWorkspace, source: Clip, *, cuts: tuple[int, ...] = ()) -> Clip | Exception:
    request = ProxyRequest(clip=source, size=SMALL, frames=40, frames_per_second=30, cuts=cuts)
    (made,) = ProxyMaker().generate([request], workspace)
    return made


def shape(workspace: FolderWorkspace, made: Clip) -> tuple[int, int, int, int]:
    video = probe(workspace.fetch(made.video)).video
    return video.width, video.height, video.frames, int(video.frames_per_second)


@pytest.mark.parametrize(
    "odd",
    [{}, {"width": 160, "height": 90}, {"width": 240, "height": 180}, {"frames": 50}, {"rate": 25}, {"height": 64}],
)
def test_whatever_the_clip_is_like_its_proxy_is_as_it_was_asked_for(tmp_path: Path, odd: dict[str, int]):
    workspace = FolderWorkspace(tmp_path)
    made = proxy(workspace, clip(workspace, **odd), cuts=(33,))
    assert isinstance(made, Clip)
    assert shape(workspace, made) == (160, 90, 40, 30)
    assert (made.size, made.frames, made.frames_per_second) == (SMALL, 40, 30)
    assert 33 in key_frames(workspace.fetch(made.video))


def test_a_damaged_clip_is_refused_and_the_others_are_copied(tmp_path: Path):
    workspace = FolderWorkspace(tmp_path)
    good = clip(workspace)
    (workspace.directory / "bad.mp4").write_bytes(b"no video")
    bad = good.model_copy(update={"video": workspace.keep(workspace.directory / "bad.mp4")})
    requests = [ProxyRequest(clip=each, size=SMALL, frames=40, frames_per_second=30) for each in (bad, good)]
    refused, made = ProxyMaker().generate(requests, workspace)
    assert isinstance(refused, EngineRefused)
    assert isinstance(made, Clip)


def test_it_stops_when_it_is_asked_to(tmp_path: Path):
    workspace = FolderWorkspace(tmp_path, cancel_after=0)
    with pytest.raises(Cancelled):
        proxy(workspace, clip(workspace))
