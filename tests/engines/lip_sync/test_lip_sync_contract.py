"""What every lip-sync engine promises, the fake included."""

import math
import tempfile
import wave
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import hosted
from tests.fakes.lip_sync_engine import FakeLipSyncEngine
from tests.fakes.tiny.folders import local_choice, tiny_model
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import Cancelled, EngineFailure
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, PhonemeTime, Sound, Speech
from videogen_dagster.core.requests import Likeness, LipSyncRequest, SpokenLine
from videogen_dagster.engines.lip_sync.external_command import ExternalCommandLipSyncEngine
from videogen_dagster.engines.lip_sync.ltx import LtxLipSyncEngine
from videogen_dagster.engines.lip_sync.viseme import VisemeLipSyncEngine
from videogen_dagster.engines.model_choice import ExternalCommand
from videogen_dagster.engines.protocols import LipSyncEngine
from videogen_dagster.media.frames import YuvFrame, to_yuv
from videogen_dagster.media.probing import is_segment
from videogen_dagster.media.segments import SegmentWriter, read_frames

SIZE = FrameSize(width=192, height=108)
FRAMES = 48
SAMPLE_RATE = 16_000
COPY = 'sh -c \'test -s "$1" && cp "$0" "$2"\' {video} {audio} {output}'
ENGINES: dict[str, Callable[[], LipSyncEngine]] = {
    "external": lambda: ExternalCommandLipSyncEngine(ExternalCommand(COPY)),
    "fake": FakeLipSyncEngine,
    "fal": hosted.fal_lips,
    "ltx": lambda: LtxLipSyncEngine(local_choice(tiny_model("ltx-2.5-lips"))),
    "sync": hosted.sync_lips,
    "viseme": VisemeLipSyncEngine,
}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> LipSyncEngine:
    return ENGINES[request.param]()


@pytest.fixture
def workspace(tmp_path: Path) -> FolderWorkspace:
    return FolderWorkspace(tmp_path)


def picture(index: int, size: FrameSize = SIZE) -> np.ndarray:
    """A smooth picture that moves a little from frame to frame."""
    y, x = np.mgrid[0 : size.height, 0 : size.width]
    wave_ = 110 + 60 * np.sin(x / 17 + index / 9) + 40 * np.cos(y / 13)
    return np.stack([wave_, wave_ * 0.8 + 20, 200 - wave_ * 0.5], axis=2).clip(0, 255).astype(np.uint8)


def a_clip(workspace: FolderWorkspace, *, frames: int = FRAMES, size: FrameSize = SIZE, rate: int = 30) -> Clip:
    path = workspace.directory / f"source_{frames}.mp4"
    path.write_bytes(filmed(frames, size, rate))
    return Clip(video=workspace.keep(path), size=size, frames=frames, frames_per_second=rate)


@cache
def filmed(frames: int, size: FrameSize, rate: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "source.mp4"
        with SegmentWriter(path, size, frames=frames, frames_per_second=rate, intermediate=True) as writer:
            for index in range(frames):
                writer.write(to_yuv(picture(index, size)))
        return path.read_bytes()


def a_speech(workspace: FolderWorkspace, seconds: float = 1.0) -> Speech:
    samples = round(seconds * SAMPLE_RATE)
    tone = np.sin(np.arange(samples) * math.tau * 180 / SAMPLE_RATE) * 9000
    path = workspace.directory / "speech.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes(tone.astype("<i2").tobytes())
    sound = Sound(audio=workspace.keep(path), sample_rate_hz=SAMPLE_RATE, samples=samples, channels=1)
    phonemes = tuple(
        PhonemeTime(symbol=symbol, start_s=start * seconds)
        for symbol, start in (("", 0.0), ("ɑː", 0.1), ("m", 0.45), ("ɑː", 0.55), ("", 0.9))
    )
    return Speech(sound=sound, words=(), phonemes=phonemes)


def a_line(
    workspace: FolderWorkspace, name: str = "Mira", first_frame: int = 6, *, on_screen: bool = True
) -> SpokenLine:
    return SpokenLine(
        speaker=Likeness(name=name), speech=a_speech(workspace), first_frame=first_frame, on_screen=on_screen
    )


def a_request(workspace: FolderWorkspace, *names: str, **changes: object) -> LipSyncRequest:
    lines = tuple(a_line(workspace, name, 6 + index) for index, name in enumerate(names or ("Mira",)))
    return LipSyncRequest.model_validate({"clip": a_clip(workspace), "lines": lines, **changes})


def test_frames_size_and_rate_stay_exactly(engine, workspace):
    (clip,) = engine.generate([a_request(workspace)], workspace)
    assert isinstance(clip, Clip)
    assert (clip.size, clip.frames, clip.frames_per_second) == (SIZE, FRAMES, 30)
    assert sum(1 for _ in read_frames(workspace.fetch(clip.video))) == FRAMES


def test_the_result_joins_with_other_segments(engine, workspace):
    (clip,) = engine.generate([a_request(workspace)], workspace)
    assert is_segment(workspace.fetch(clip.video), SIZE, FRAMES, 30)


def test_an_intermediate_clip_shows_the_same_in_another_encoding(engine, workspace):
    request = a_request(workspace)
    clips = engine.generate([request, request.model_copy(update={"intermediate": True})], workspace)
    final, again = ([luma_of(frame) for frame in read_frames(workspace.fetch(clip.video))] for clip in clips)
    assert len(final) == len(again) == FRAMES
    # Random weights show noise, of which the final encoding loses more than of pictures.
    limit = 4 if engine.capabilities().name == "ltx" else 2
    assert max(np.abs(one - other).mean() for one, other in zip(final, again, strict=True)) < limit
    assert any((one != other).any() for one, other in zip(final, again, strict=True))


def luma_of(frame: YuvFrame) -> np.ndarray:
    return frame.y.astype(np.int16)


@pytest.mark.parametrize("frames", [1, 2, 31])
def test_short_clips_keep_their_length(engine, workspace, frames):
    request = a_request(workspace, clip=a_clip(workspace, frames=frames))
    (clip,) = engine.generate([request], workspace)
    assert sum(1 for _ in read_frames(workspace.fetch(clip.video))) == frames


def test_a_frame_rate_other_than_thirty_is_kept(engine, workspace):
    request = a_request(workspace, clip=a_clip(workspace, frames=20, rate=25))
    (clip,) = engine.generate([request], workspace)
    assert clip.frames_per_second == 25
    assert is_segment(workspace.fetch(clip.video), SIZE, 20, 25)


def test_results_come_in_the_order_of_the_requests(engine, workspace):
    lengths = [30, 4, 17, 3]
    requests = [a_request(workspace, clip=a_clip(workspace, frames=frames)) for frames in lengths]
    assert [clip.frames for clip in engine.generate(requests, workspace)] == lengths


def test_the_same_request_gives_the_same_bytes(engine, workspace):
    request = a_request(workspace, "Mira", "Jordan")
    first, second = engine.generate([request, request], workspace)
    assert first == second


def test_a_person_can_stop_it(engine, tmp_path):
    workspace = FolderWorkspace(tmp_path, cancel_after=3)
    with pytest.raises(Cancelled):
        list(engine.generate([a_request(workspace), a_request(workspace)], workspace))


def test_progress_ends_at_one(engine, workspace):
    list(engine.generate([a_request(workspace)], workspace))
    assert workspace.progress_calls[-1] == (0, 1.0)


def test_no_requests_give_no_results(engine, workspace):
    assert list(engine.generate([], workspace)) == []


def test_it_says_what_it_is(engine):
    assert engine.capabilities().name
    assert engine.capabilities().offline == (engine.capabilities().name not in {"fal", "sync"})
    assert engine.fingerprint() == engine.fingerprint()


def test_a_failure_takes_its_place_and_the_batch_goes_on(workspace):
    broken = EngineFailure("no", engine="fake")
    engine = FakeLipSyncEngine(errors={0: broken})
    first, second = engine.generate([a_request(workspace), a_request(workspace)], workspace)
    assert first is broken
    assert isinstance(second, Clip)
