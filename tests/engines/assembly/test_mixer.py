"""A film's own levels and fades change how music and words stand to each other, and nothing else."""

import numpy as np
import pytest

from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.assembly_requests import MixRequest, PlacedSpeech
from videogen_dagster.core.media import Media, MixedSound
from videogen_dagster.core.sound_balance import USUAL, SoundBalance
from videogen_dagster.engines.assembly.mixer import SoundtrackMixer
from videogen_dagster.media.mixing import MixLevels, PlacedLine, mix_soundtrack
from videogen_dagster.media.sound import SoundReader, SoundWriter, decibels

RATE = 48_000
SECONDS = 8
SPOKEN, ALONE = slice(RATE, 3 * RATE), slice(4 * RATE, 5 * RATE)


def kept(workspace: FolderWorkspace, name: str, samples: np.ndarray) -> Media:
    path = workspace.directory / name
    with SoundWriter(path, channels=samples.shape[1]) as writer:
        writer.write(samples.astype(np.float32))
    return workspace.keep(path)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> FolderWorkspace:
    return FolderWorkspace(tmp_path_factory.mktemp("mixes"))


@pytest.fixture(scope="module")
def wanted(workspace: FolderWorkspace) -> MixRequest:
    """A line of two seconds, a chord, over a hum."""
    at = np.arange(SECONDS * RATE) / RATE
    # Without peaks that the limiter would have to lower.
    voice = sum(0.05 * np.sin(2 * np.pi * hz * at[: 2 * RATE]) for hz in (500, 730, 1110))
    hum = np.repeat(0.1 * np.sin(2 * np.pi * 220 * at)[:, None], 2, axis=1)
    line = PlacedSpeech(audio=kept(workspace, "line.wav", voice[:, None]), first_sample=SPOKEN.start)
    return MixRequest(lines=(line,), music=kept(workspace, "music.wav", hum), samples=SECONDS * RATE)


def mixed(workspace: FolderWorkspace, request: MixRequest) -> tuple[MixedSound, np.ndarray]:
    (sound,) = SoundtrackMixer().generate([request], workspace)
    assert isinstance(sound, MixedSound)
    with SoundReader(workspace.fetch(sound.sound.audio)) as reader:
        return sound, reader.read(0, reader.samples)


@pytest.fixture(scope="module")
def usual(workspace: FolderWorkspace, wanted: MixRequest) -> tuple[MixedSound, np.ndarray]:
    return mixed(workspace, wanted)


def louder_db(samples: np.ndarray, one: slice, other: slice) -> float:
    return decibels(float(np.sqrt(np.square(samples[one]).mean() / np.square(samples[other]).mean())))


@pytest.mark.parametrize(
    ("balance", "music_louder_db"),
    [
        (SoundBalance(music_db=-6), -6),
        (SoundBalance(music_db=4), 4),
        (SoundBalance(speech_db=6), -6),
        (SoundBalance(music_db=-40), -40),
    ],
    ids=str,
)
def test_levels_move_the_music_against_the_words_and_the_whole_stays(
    workspace: FolderWorkspace,
    wanted: MixRequest,
    usual: tuple[MixedSound, np.ndarray],
    balance: SoundBalance,
    music_louder_db: float,
) -> None:
    sound, other = mixed(workspace, wanted.model_copy(update={"balance": balance}))
    moved = louder_db(other, ALONE, SPOKEN) - louder_db(usual[1], ALONE, SPOKEN)
    assert moved == pytest.approx(music_louder_db, abs=0.7)
    assert sound.loudness_lufs == pytest.approx(-14, abs=0.5)
    assert (sound.true_peak_dbtp or 0) <= -1


def test_the_depth_of_ducking_is_that_of_the_film(workspace: FolderWorkspace, wanted: MixRequest) -> None:
    pauses = slice(SPOKEN.start - RATE // 2, SPOKEN.start - RATE // 4)
    quiet = wanted.model_copy(update={"lines": (wanted.lines[0],), "balance": SoundBalance(ducking_db=0)})
    _, flat = mixed(workspace, quiet)
    _, ducked = mixed(workspace, wanted.model_copy(update={"balance": SoundBalance(ducking_db=-30)}))
    # The hum alone, where a syllable is softest.
    tone = np.exp(2j * np.pi * 220 * np.arange(SPOKEN.start, SPOKEN.stop) / RATE)

    def hum_db(samples: np.ndarray) -> float:
        alone = float(np.sqrt(2 * np.square(samples[pauses, 0]).mean()))
        return decibels(2 * abs(np.dot(samples[SPOKEN, 0], tone)) / len(tone) / alone)

    assert hum_db(flat) == pytest.approx(0, abs=1)
    assert hum_db(ducked) == pytest.approx(-30, abs=6)


def test_fades_last_as_long_as_the_film_says(workspace: FolderWorkspace, wanted: MixRequest) -> None:
    _, slow = mixed(workspace, wanted.model_copy(update={"balance": SoundBalance(fade_in_s=2, fade_out_s=3)}))
    _, hard = mixed(workspace, wanted.model_copy(update={"balance": SoundBalance(fade_in_s=0, fade_out_s=0)}))
    first, last = slice(0, RATE // 4), slice(-RATE // 4, None)
    assert louder_db(slow, first, ALONE) < -15
    assert louder_db(slow, last, ALONE) < -15
    assert louder_db(hard, first, ALONE) == pytest.approx(0, abs=0.5)
    assert louder_db(hard, last, ALONE) == pytest.approx(0, abs=0.5)


def test_the_usual_balance_is_the_mix_of_before_and_has_its_name(
    workspace: FolderWorkspace, wanted: MixRequest, usual: tuple[MixedSound, np.ndarray]
) -> None:
    sound, _ = usual
    before = workspace.directory / "before.wav"
    lines = [PlacedLine(workspace.fetch(line.audio), line.first_sample) for line in wanted.lines]
    music = workspace.fetch(wanted.music) if wanted.music else None
    mix_soundtrack(lines, music, before, samples=wanted.samples, levels=MixLevels())
    assert workspace.keep(before) == sound.sound.audio
    assert wanted.balance == USUAL
    assert set(wanted.model_dump(mode="json")) == {"kind", "lines", "music", "samples"}
