import numpy as np
import pytest

from tests.media.given import tone
from videogen_dagster.media.music_beds import CROSSFADE_S, FADE_OUT_S, music_bed

HZ = 48_000


def song(seconds: float, silent_s: float = 0.0) -> np.ndarray:
    silence = np.zeros((round(HZ * silent_s), 2), np.float32)
    noise = 0.1 * np.random.default_rng(2).standard_normal((round(HZ * seconds), 2)).astype(np.float32)
    return np.concatenate([silence, noise, silence])


def levels(sound: np.ndarray) -> np.ndarray:
    return np.sqrt(np.square(sound[: len(sound) // 4800 * 4800]).reshape(-1, 9600).mean(axis=1))


@pytest.mark.parametrize("samples", [1, 100, HZ // 3, 8 * HZ, 25 * HZ + 7])
def test_music_is_exactly_as_long_as_the_film(samples):
    bed = music_bed(song(6), samples=samples)
    assert bed.shape == (samples, 2)
    assert abs(bed[-1]).max() < 0.01


def test_short_music_is_repeated_without_a_gap_or_a_bump():
    bed = levels(music_bed(song(6, silent_s=1.0), samples=30 * HZ))
    heard = bed[15 : -round(FADE_OUT_S * 10) - 2]
    assert heard.min() > 0.08
    assert heard.max() < 0.125


def test_long_music_is_faded_out_at_the_end_of_the_film():
    bed = levels(music_bed(song(20), samples=10 * HZ))
    assert bed[:60].min() > 0.09
    assert np.all(np.diff(bed[-25:]) < 0.004)
    assert bed[-1] < 0.01


def test_a_pause_where_the_film_ends_is_not_taken_for_the_end_of_the_song():
    pausing = np.concatenate([song(6), np.zeros((4 * HZ, 2), np.float32)])
    bed = levels(music_bed(pausing, samples=10 * HZ))
    assert bed[:58].min() > 0.09
    assert not bed[60:].any(), "the song does not begin again"


def test_music_shorter_than_a_crossfade_still_fills_the_film():
    assert np.count_nonzero(levels(music_bed(song(CROSSFADE_S / 4), samples=4 * HZ)) > 0.02) >= 30


def test_silence_stays_silent():
    assert not music_bed(np.zeros((HZ, 2), np.float32), samples=3 * HZ).any()


def test_a_melody_keeps_its_channels():
    left = np.concatenate([tone(HZ, 4), np.zeros((4 * HZ, 1), np.float32)], axis=1)
    bed = music_bed(left, samples=2 * HZ)
    assert bed[:, 0].any()
    assert not bed[:, 1].any()
