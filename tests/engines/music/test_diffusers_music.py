"""Music by models: real classes with tiny random weights."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.tiny.folders import local_choice, tiny_model
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import Cancelled
from videogen_dagster.core.media import Sound
from videogen_dagster.core.requests import MusicRequest
from videogen_dagster.engines.music.diffusers import STYLES, DiffusersMusicEngine
from videogen_dagster.media.music.moods import MOODS
from videogen_dagster.media.sound import SoundReader


def play(workspace: FolderWorkspace, request: MusicRequest, name: str = "stable-audio-open") -> NDArray[np.float32]:
    (sound,) = DiffusersMusicEngine(local_choice(tiny_model(name))).generate([request], workspace)
    assert isinstance(sound, Sound), sound
    with SoundReader(workspace.fetch(sound.audio)) as reader:
        return reader.read(0, reader.samples)


@pytest.mark.parametrize("name", ["stable-audio-open", "ace-step-1.5"])
def test_music_longer_than_the_model_makes_is_heard_all_along(tmp_path: Path, name: str) -> None:
    # Tiny Stable Audio makes 4 s at most: five sections.
    music = play(FolderWorkspace(tmp_path), MusicRequest(mood="epic", samples=14 * 48_000), name)
    levels = np.sqrt((music.reshape(14 * 4, -1, 2) ** 2).mean(axis=(1, 2)))
    assert len(music) == 14 * 48_000
    assert levels[3:-12].min() > levels.max() / 8
    assert levels[0] < levels[3:-12].mean()
    assert levels[-1] < levels[3:-12].min() / 3


def test_sections_are_told_one_after_the_other(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    play(workspace, MusicRequest(mood="calm", samples=8 * 48_000))
    told = [done for _, done in workspace.progress_calls]
    assert told == sorted(told)
    assert len(told) == 3 * 2 + 1, "three sections of two steps, and the end"


def test_stopping_between_steps_leaves_nothing(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path, cancel_after=1)
    with pytest.raises(Cancelled):
        play(workspace, MusicRequest(mood="calm", samples=48_000))
    assert len(workspace.progress_calls) == 1
    assert not list(tmp_path.rglob("*.wav"))


def test_a_mood_of_a_persons_own_words_is_played(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    strange = play(workspace, MusicRequest(mood="gypsy jazz at dawn", samples=30_000))
    assert not np.array_equal(strange, play(workspace, MusicRequest(mood="calm", samples=30_000)))


def test_all_moods_of_films_have_words() -> None:
    assert set(STYLES) == set(MOODS)
