"""What every music engine promises, the fake included."""

import numpy as np
import pytest

from tests.fakes.music_engine import FakeMusicEngine
from tests.fakes.tiny.folders import local_choice, tiny_model
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import Cancelled
from videogen_dagster.core.media import Sound
from videogen_dagster.core.requests import MusicRequest
from videogen_dagster.engines.music.diffusers import DiffusersMusicEngine
from videogen_dagster.engines.music.procedural import ProceduralMusicEngine
from videogen_dagster.media.sound import SoundReader

ENGINES = {
    "ace_step": lambda: DiffusersMusicEngine(local_choice(tiny_model("ace-step-1.5"))),
    "fake": FakeMusicEngine,
    "procedural": ProceduralMusicEngine,
    "stable_audio": lambda: DiffusersMusicEngine(local_choice(tiny_model("stable-audio-open"))),
}


@pytest.fixture(params=sorted(ENGINES))
def engine(request):
    return ENGINES[request.param]()


def play(engine, workspace, *, samples, seed=0, take=1) -> tuple[Sound, np.ndarray]:
    request = MusicRequest(mood="calm", samples=samples, seed=seed, take=take)
    (sound,) = engine.generate([request], workspace)
    assert isinstance(sound, Sound), sound
    with SoundReader(workspace.fetch(sound.audio)) as reader:
        assert (reader.samples, reader.channels, reader.sample_rate_hz) == (sound.samples, 2, 48_000)
        return sound, reader.read(0, reader.samples)


@pytest.mark.parametrize("samples", [1, 479, 48_000, 144_001, 500_000])
def test_music_is_stereo_and_exactly_as_long_as_asked(engine, samples, tmp_path):
    sound, music = play(engine, FolderWorkspace(tmp_path), samples=samples)

    assert (sound.samples, len(music)) == (samples, samples)
    assert np.abs(music).max() < 1


def test_the_same_request_gives_the_same_bytes(engine, tmp_path):
    first, _ = play(engine, FolderWorkspace(tmp_path / "a"), samples=200_000, seed=5)
    second, _ = play(engine, FolderWorkspace(tmp_path / "b"), samples=200_000, seed=5)

    assert first == second


def test_another_seed_and_another_take_are_other_music(engine, tmp_path):
    workspace = FolderWorkspace(tmp_path)
    sounds = {
        play(engine, workspace, samples=200_000, seed=seed, take=take)[0].audio.sha256
        for seed, take in ((1, 1), (2, 1), (1, 2))
    }

    assert len(sounds) == 3


def test_a_stopped_batch_raises_and_leaves_nothing_in_the_scratch_folder(engine, tmp_path):
    workspace = FolderWorkspace(tmp_path, cancel_after=2)

    with pytest.raises(Cancelled):
        list(engine.generate([MusicRequest(mood="calm", samples=600_000)] * 4, workspace))

    assert list(workspace.directory.iterdir()) == []


def test_progress_rises_to_one(engine, tmp_path):
    workspace = FolderWorkspace(tmp_path)

    play(engine, workspace, samples=480_000)

    done = [part for _, part in workspace.progress_calls]
    assert done == sorted(done)
    assert done[-1] == 1.0


def test_names_itself(engine):
    assert engine.capabilities().offline
    assert engine.capabilities().name in engine.fingerprint()
