"""All engines that write segments of a film write them with the encoder that the deployment chose."""

from pathlib import Path

import numpy as np
import pytest

from tests.fakes.encoders import breaking_encoder
from tests.fakes.workspace import FolderWorkspace
from tests.media.test_encoders import DEVICE
from videogen_dagster.core.assembly_requests import BurnedCaptions, ConformRequest, TransitionRequest
from videogen_dagster.core.cues import CaptionStyle, Cue
from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, Joint, Picture
from videogen_dagster.core.requests import ClipRequest, OwnClipRequest
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.engines.animation.camera import CameraAnimationEngine
from videogen_dagster.engines.assembly.blender import TransitionBlender
from videogen_dagster.engines.assembly.conformer import ClipConformer
from videogen_dagster.engines.assembly.own_clips import OwnClipEngine
from videogen_dagster.media.illustration.layers import encode_png
from videogen_dagster.media.joining import Part, join_segments
from videogen_dagster.media.probing import is_segment
from videogen_dagster.media.segments import read_frames

SIZE = FrameSize(width=160, height=90)
FRAMES = 62


@pytest.fixture
def workspace(tmp_path: Path) -> FolderWorkspace:
    return FolderWorkspace(tmp_path)


def picture(workspace: FolderWorkspace) -> Picture:
    path = workspace.directory / "a.png"
    rows, columns = np.mgrid[0 : SIZE.height, 0 : SIZE.width]
    path.write_bytes(
        encode_png(np.dstack([rows * 2, columns, rows + columns, np.full_like(rows, 255)]).astype(np.uint8))
    )
    return Picture(image=workspace.keep(path), size=SIZE)


def filmed(workspace: FolderWorkspace, engine: CameraAnimationEngine) -> Clip:
    request = ClipRequest(picture=picture(workspace), motion_prompt="pan left", frames=FRAMES)
    (clip,) = engine.generate([request], workspace)
    assert isinstance(clip, Clip)
    return clip


def between(before: Clip, behind: Clip | None = None) -> TransitionRequest:
    return TransitionRequest(
        before=before, behind=behind or before, transition=TransitionKind.CROSSFADE, overlap_frames=15
    )


def test_clips_are_filmed_blended_and_joined_by_one_encoder(workspace: FolderWorkspace) -> None:
    clip = filmed(workspace, CameraAnimationEngine(encoder=DEVICE))
    assert is_segment(workspace.fetch(clip.video), SIZE, FRAMES, 30, DEVICE), "both halves of the shot"
    wanted = ConformRequest(clip=clip, size=SIZE, frames=FRAMES, frames_per_second=30)
    assert list(ClipConformer(DEVICE).generate([wanted], workspace)) == [clip], "nothing is encoded again"
    (joint,) = TransitionBlender(DEVICE).generate([between(clip)], workspace)
    assert isinstance(joint, Joint)
    shot, shared = workspace.fetch(clip.video), workspace.fetch(joint.video)
    parts = [Part(shot, 0, joint.leaves_at), Part(shared), Part(shot, joint.enters_at)]
    film = workspace.directory / "film.mp4"
    assert join_segments(parts, None, film, title="", language="") == 2 * FRAMES - 15
    assert sum(1 for _ in read_frames(film)) == 2 * FRAMES - 15


def test_a_clip_of_another_encoder_is_encoded_once_more_with_the_chosen_one(workspace: FolderWorkspace) -> None:
    clip = filmed(workspace, CameraAnimationEngine())
    wanted = ConformRequest(clip=clip, size=SIZE, frames=FRAMES, frames_per_second=30)
    (conformed,) = ClipConformer(DEVICE).generate([wanted], workspace)
    assert isinstance(conformed, Clip)
    assert not is_segment(workspace.fetch(clip.video), SIZE, FRAMES, 30, DEVICE)
    assert is_segment(workspace.fetch(conformed.video), SIZE, FRAMES, 30, DEVICE)


def test_an_encoder_that_fails_is_told_for_each_scene_and_is_no_fault_of_what_is_encoded(
    workspace: FolderWorkspace, tmp_path: Path
) -> None:
    clip, broken = filmed(workspace, CameraAnimationEngine()), breaking_encoder(tmp_path)
    size = FrameSize(width=128, height=72)
    conformed = ConformRequest(clip=clip, size=size, frames=FRAMES, frames_per_second=30)
    captions = BurnedCaptions(
        cues=(Cue(first_frame=0, end_frame=9, rows=("Words",)),), style=CaptionStyle.PLAIN, language="en"
    )
    asked = (
        (
            CameraAnimationEngine(encoder=broken),
            ClipRequest(picture=picture(workspace), motion_prompt="", frames=FRAMES),
        ),
        (OwnClipEngine(broken), OwnClipRequest(video=clip.video, size=size, frames=FRAMES)),
        (ClipConformer(broken), conformed),
        (ClipConformer(broken), conformed.model_copy(update={"size": SIZE, "captions": captions})),
        (TransitionBlender(broken), between(clip)),
    )
    for engine, request in asked:
        results = list(engine.generate([request, request], workspace))
        assert [type(result) for result in results] == [EngineUnavailable] * 2, engine
        assert {result.field for result in results} == {"VIDEOGEN_ENCODER"}


def test_a_clip_that_cannot_be_decoded_costs_its_own_scene_alone(workspace: FolderWorkspace) -> None:
    clip = filmed(workspace, CameraAnimationEngine())
    content = workspace.fetch(clip.video).read_bytes()
    lost = workspace.directory / "lost.mp4"
    begin = content.index(b"mdat") + 4
    lost.write_bytes(content[:begin] + b"\xff" * 400 + content[begin + 400 :])
    damaged = clip.model_copy(update={"video": workspace.keep(lost)})
    captions = BurnedCaptions(
        cues=(Cue(first_frame=0, end_frame=9, rows=("Words",)),), style=CaptionStyle.PLAIN, language="en"
    )
    captioned = [
        ConformRequest(clip=each, size=SIZE, frames=FRAMES, frames_per_second=30, captions=captions)
        for each in (damaged, clip)
    ]
    blended = [between(clip, damaged), between(clip)]
    for engine, requests in ((ClipConformer(), captioned), (TransitionBlender(), blended)):
        first, second = engine.generate(requests, workspace)
        assert isinstance(first, EngineRefused)
        assert "decoded" in first.message
        assert not isinstance(second, EngineRefused)


@pytest.mark.parametrize("engine", [CameraAnimationEngine, ClipConformer, TransitionBlender])
def test_the_encoder_is_part_of_the_name_of_what_is_made_and_software_is_not_told(engine) -> None:
    assert "encoder" not in engine().fingerprint()
    assert engine(encoder=DEVICE).fingerprint() == f"{engine().fingerprint()} encoder=device/1"
