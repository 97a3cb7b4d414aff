"""The engines that bring people's own files into the film."""

import av
import numpy as np
import pytest
from PIL import Image

from tests.fakes.workspace import FolderWorkspace
from tests.media.given import GREEN, RED, film, flat, recording, tone, words_and_pauses
from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, Picture, Sound, Speech
from videogen_dagster.core.requests import (
    OwnClipRequest,
    OwnMusicRequest,
    OwnPictureRequest,
    OwnSpeechRequest,
)
from videogen_dagster.engines.assembly.own_clips import OwnClipEngine
from videogen_dagster.engines.assembly.own_music import OwnMusicEngine
from videogen_dagster.engines.assembly.own_pictures import OwnPictureEngine
from videogen_dagster.engines.assembly.own_speech import OwnSpeechEngine
from videogen_dagster.media.sound import SoundReader

SIZE = FrameSize(width=64, height=36)
TEXTS = ("Five words are in here.", "And more of them are in the second one.")


@pytest.fixture
def workspace(tmp_path):
    return FolderWorkspace(tmp_path)


def read(workspace: FolderWorkspace, sound: Sound) -> np.ndarray:
    with SoundReader(workspace.fetch(sound.audio)) as reader:
        assert (reader.samples, reader.channels, reader.sample_rate_hz) == (sound.samples, sound.channels, 48_000)
        return reader.read(0, reader.samples)


def test_a_picture_and_the_middle_of_a_film_become_flat_pictures(tmp_path, workspace):
    Image.fromarray(flat(RED, 90, 50)).save(tmp_path / "a.png")
    middle = film(tmp_path / "b.mkv", [flat(RED)] * 4 + [flat(GREEN)] * 8 + [flat(RED)] * 4, codec="ffv1")
    given = [workspace.keep(tmp_path / "a.png"), workspace.keep(middle)]
    results = list(OwnPictureEngine().generate([OwnPictureRequest(media=each, size=SIZE) for each in given], workspace))
    for result, colour in zip(results, (RED, GREEN), strict=True):
        assert isinstance(result, Picture)
        assert (result.size, result.layers) == (SIZE, None)
        with Image.open(workspace.fetch(result.image)) as picture:
            assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (64, 36))
            assert np.abs(np.asarray(picture)[18, 32].astype(int) - colour).max() <= 8


def test_footage_becomes_a_clip_and_what_is_worked_on_again_is_cheap(tmp_path, workspace):
    footage = workspace.keep(film(tmp_path / "a.mp4", [flat(GREEN)] * 10, rate=24))
    wanted = OwnClipRequest(video=footage, size=SIZE, frames=20)
    final, draft = OwnClipEngine().generate([wanted, wanted.model_copy(update={"intermediate": True})], workspace)
    assert isinstance(final, Clip)
    assert isinstance(draft, Clip)
    assert (final.size, final.frames, final.frames_per_second) == (SIZE, 20, 30)
    assert final.video != draft.video
    with av.open(str(workspace.fetch(final.video))) as container:
        assert sum(1 for _ in container.decode(video=0)) == 20


def test_a_recording_is_divided_into_lines_without_losing_or_doubling_anything(tmp_path, workspace):
    sound = words_and_pauses([0.3, 0.1, 0.4, 0.5, 0.5, 0.1, 0.6])
    audio = workspace.keep(recording(tmp_path / "a.wav", sound, rate=48_000, layout="mono"))
    lines = [OwnSpeechRequest(audio=audio, texts=TEXTS, part=part) for part in range(2)]
    whole = OwnSpeechRequest(audio=audio)
    first, second, alone = OwnSpeechEngine().generate([*lines, whole], workspace)
    assert isinstance(first, Speech)
    assert isinstance(second, Speech)
    assert isinstance(alone, Speech)
    parts = np.concatenate([read(workspace, first.sound), read(workspace, second.sound)])
    assert np.array_equal(parts, read(workspace, alone.sound))
    assert len(parts) == pytest.approx(len(sound), abs=2)
    assert first.sound.samples % 1600 == 0, "the second line begins with a frame"
    assert 0.8 < float(first.duration_s) < 1.3, "in the long pause"
    for speech, text in ((first, TEXTS[0]), (second, TEXTS[1])):
        assert [text[word.start_char : word.end_char] for word in speech.words] == text.split()
        assert any(sound.symbol for sound in speech.phonemes)
    assert (alone.words, alone.phonemes) == ((), ())


@pytest.mark.parametrize("samples", [24_000, 240_000])
def test_music_is_stereo_and_as_long_as_the_film(tmp_path, workspace, samples):
    song = recording(tmp_path / "a.wav", np.tile(tone(44_100, 2.0), (1, 2)), rate=44_100, layout="stereo")
    (music,) = OwnMusicEngine().generate([OwnMusicRequest(audio=workspace.keep(song), samples=samples)], workspace)
    assert isinstance(music, Sound)
    assert (music.samples, music.channels, music.sample_rate_hz) == (samples, 2, 48_000)
    assert np.abs(read(workspace, music)).max() > 0.05


def test_a_broken_file_fails_by_itself_and_the_others_are_made(tmp_path, workspace):
    (tmp_path / "a.mp4").write_bytes(b"nonsense")
    good = workspace.keep(film(tmp_path / "b.mp4", [flat(RED)] * 5))
    requests = [OwnClipRequest(video=each, size=SIZE, frames=5) for each in (workspace.keep(tmp_path / "a.mp4"), good)]
    broken, made = OwnClipEngine().generate(requests, workspace)
    assert isinstance(broken, EngineRefused)
    assert isinstance(made, Clip)


@pytest.mark.parametrize("engine", [OwnPictureEngine(), OwnClipEngine(), OwnSpeechEngine(), OwnMusicEngine()])
def test_all_of_them_are_called_own_media_and_cost_nothing(engine):
    able = engine.capabilities()
    assert (able.name, able.offline) == ("own_media", True)
    assert engine.fingerprint().startswith("own_media ")
