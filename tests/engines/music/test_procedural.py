"""What is special to composed music: how it is built and how it sounds, by numbers."""

import numpy as np
import pytest

from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.core.media import Sound
from videogen_dagster.core.requests import MusicRequest
from videogen_dagster.engines.music.procedural import ProceduralMusicEngine
from videogen_dagster.media.loudness import LoudnessMeter
from videogen_dagster.media.music.composition import compose
from videogen_dagster.media.music.moods import MOODS
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, SoundReader

SAMPLES = 24 * SAMPLE_RATE_HZ


@pytest.fixture(scope="module", params=list(MOODS))
def played(request, tmp_path_factory):
    """A mood's name and 24 s of its music, `float32[n, 2]`."""
    workspace = FolderWorkspace(tmp_path_factory.mktemp(request.param))
    (sound,) = ProceduralMusicEngine().generate([MusicRequest(mood=request.param, samples=SAMPLES)], workspace)
    assert isinstance(sound, Sound)
    with SoundReader(workspace.fetch(sound.audio)) as reader:
        return request.param, reader.read(0, reader.samples)


def levels_db(music: np.ndarray) -> np.ndarray:
    """Return the level of each 100 ms in dBFS."""
    steps = music.mean(axis=1)[: len(music) // 4800 * 4800].reshape(-1, 4800)
    return 10 * np.log10((steps**2).mean(axis=1) + 1e-12)


def test_loudness_leaves_headroom(played):
    _, music = played
    meter = LoudnessMeter(2)
    meter.add(music)

    assert meter.integrated_lufs() == pytest.approx(-20, abs=0.5)
    assert np.abs(music).max() < 0.71


def test_there_are_no_gaps_before_the_ending(played):
    _, music = played

    silent = levels_db(music)[:-40] < -50
    assert not silent.any()


def test_it_begins_softly_and_rings_out_to_silence(played):
    _, music = played
    levels = levels_db(music)

    assert np.abs(music[0]).max() < 0.01
    assert np.abs(music[-100:]).max() == 0
    assert levels[-4] < levels[-40] - 6


def test_the_last_chord_is_the_tonic(played):
    name, music = played
    piece = compose(MOODS[name], name=name, samples=SAMPLES, seed=0, take=1)
    # One second into the last chord, when what came before has died away.
    ringing = music[piece.bars[-1].first_sample + SAMPLE_RATE_HZ :].mean(axis=1)
    power = np.abs(np.fft.rfft(ringing * np.hanning(len(ringing)))) ** 2
    hz = np.fft.rfftfreq(len(ringing), 1 / SAMPLE_RATE_HZ)
    heard = (hz > 50) & (hz < 1200)
    classes = np.round(69 + 12 * np.log2(hz[heard] / 440)).astype(int) % 12
    chroma = np.bincount(classes, power[heard], 12)

    triad = {(piece.tonic + step) % 12 for step in piece.chords[-1].tones}
    assert np.argmax(chroma) == piece.tonic
    assert chroma[list(triad)].sum() > 0.9 * chroma.sum()


def test_no_bar_is_the_copy_of_another(played):
    name, music = played
    bars = compose(MOODS[name], name=name, samples=SAMPLES, seed=0, take=1).bars[:-1]
    length = min(bar.samples for bar in bars)
    cut = [music[bar.first_sample : bar.first_sample + length].mean(axis=1) for bar in bars]
    alike = np.corrcoef(np.stack(cut)) - np.eye(len(cut))

    assert alike.max() < 0.9


def test_it_is_wide_but_not_out_of_phase(played):
    _, music = played

    assert 0.1 < np.corrcoef(music.T)[0, 1] < 0.95


def test_it_leaves_room_for_speech(played):
    _, music = played
    power = np.abs(np.fft.rfft(music.mean(axis=1))) ** 2
    hz = np.fft.rfftfreq(len(music), 1 / SAMPLE_RATE_HZ)
    speech_db = 10 * np.log10(power[(hz >= 1000) & (hz < 4000)].sum() / power.sum())
    centroid_hz = (hz * power).sum() / power.sum()

    assert -26 < speech_db < -9
    assert 120 < centroid_hz < 900


def test_moods_differ(tmp_path):
    workspace = FolderWorkspace(tmp_path)
    requests = [MusicRequest(mood=mood, samples=48_000) for mood in MOODS]
    sounds = [sound for sound in ProceduralMusicEngine().generate(requests, workspace) if isinstance(sound, Sound)]

    assert len({sound.audio.sha256 for sound in sounds}) == len(MOODS)


def test_an_unknown_mood_is_refused_with_those_there_are(tmp_path):
    requests = [MusicRequest(mood="bored", samples=4800), MusicRequest(mood="Calm ", samples=4800)]
    answer, sound = ProceduralMusicEngine().generate(requests, FolderWorkspace(tmp_path))

    assert isinstance(answer, EngineRefused)
    assert "calm, uplifting, sad, tense, epic" in str(answer)
    assert isinstance(sound, Sound)
