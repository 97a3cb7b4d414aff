import numpy as np
import pytest

from videogen_dagster.media.limiting import CONTEXT_SAMPLES, limit
from videogen_dagster.media.loudness import LoudnessMeter, TruePeakMeter, integrated_lufs, true_peaks

RATE = 48_000


def measured(samples, *, block=4444):
    meter = LoudnessMeter(samples.shape[1])
    for first in range(0, len(samples), block):
        meter.add(samples[first : first + block])
    return meter.integrated_lufs()


def peak_of(samples, *, block=5000):
    meter = TruePeakMeter()
    for first in range(0, len(samples), block):
        meter.add(samples[first : first + block])
    return meter.dbtp


def uneven_noise(seconds, channels, *, seed=0):
    dice = np.random.default_rng(seed)
    level = np.repeat(dice.random(seconds * 4) ** 3, RATE // 4)
    return (dice.normal(0, 0.2, (seconds * RATE, channels)) * level[:, None]).astype(np.float32)


def test_a_full_scale_sine_of_997_hz_in_one_channel_is_minus_3_01_lufs():
    # The check that BS.1770-4 itself gives (annex 1).
    at = np.arange(5 * RATE) / RATE
    sine = np.stack([np.sin(2 * np.pi * 997 * at), np.zeros_like(at)], axis=1).astype(np.float32)

    assert measured(sine) == pytest.approx(-3.01, abs=0.02)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_loudness_agrees_with_pyloudnorm(channels, seed):
    import pyloudnorm

    noise = uneven_noise(12, channels, seed=seed)

    expected = pyloudnorm.Meter(RATE).integrated_loudness(noise.astype(np.float64))
    assert measured(noise) == pytest.approx(expected, abs=0.1)


def test_loudness_does_not_depend_on_the_blocks():
    noise = uneven_noise(5, 2)

    assert measured(noise, block=997) == pytest.approx(measured(noise, block=100_000), abs=1e-3)


def test_pauses_do_not_lower_the_loudness():
    speech = uneven_noise(4, 1)
    with_pauses = np.concatenate([speech, np.zeros((10 * RATE, 1), np.float32)])

    assert measured(with_pauses) == pytest.approx(measured(speech), abs=0.3)


def test_silence_and_nothing_have_no_loudness():
    assert measured(np.zeros((RATE, 2), np.float32)) == -float("inf")
    assert measured(np.zeros((0, 2), np.float32)) == -float("inf")
    assert integrated_lufs(np.zeros(0)) == -float("inf")


def test_a_sound_shorter_than_a_gating_block_is_measured_over_its_length():
    tone = np.sin(2 * np.pi * 997 * np.arange(2 * RATE) / RATE).astype(np.float32)[:, None]

    assert measured(tone[: RATE // 5]) == pytest.approx(measured(tone), abs=0.2)


def test_the_meter_keeps_ten_numbers_a_second():
    meter = LoudnessMeter(1)
    for _ in range(20):
        meter.add(np.ones((RATE // 2, 1), np.float32))

    assert len(meter.steps()) == 100


def test_peaks_between_samples_are_found():
    # A quarter of the rate, an eighth of a period off: all samples lie 3 dB under the crest.
    at = np.arange(RATE)
    sine = np.sin(2 * np.pi * at / 4 + np.pi / 4).astype(np.float32)[:, None]

    assert 20 * np.log10(np.abs(sine).max()) == pytest.approx(-3.01, abs=0.01)
    assert peak_of(sine) == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("seed", range(3))
def test_true_peak_agrees_with_oversampling_everywhere(seed):
    from scipy.signal import resample_poly

    noise = uneven_noise(2, 2, seed=seed)
    dark = resample_poly(noise, 1, 2, axis=0)[: RATE // 2]
    sound = resample_poly(dark, 2, 1, axis=0).astype(np.float32)

    everywhere = 20 * np.log10(np.abs(resample_poly(sound, 4, 1, axis=0)).max())
    assert peak_of(sound) == pytest.approx(everywhere, abs=0.1)


def test_silence_has_no_peak():
    assert peak_of(np.zeros((100, 2), np.float32)) == -float("inf")


def test_what_is_far_below_the_threshold_is_not_oversampled():
    quiet = uneven_noise(1, 2) * 0.01

    np.testing.assert_array_equal(true_peaks(quiet, above=1.0), np.abs(quiet).max(axis=1))


def loud_sound(samples=96_000):
    at = np.arange(samples) / RATE
    bursts = 1 + 1.5 * (np.sin(2 * np.pi * 3 * at) > 0.7)
    return np.stack([np.sin(2 * np.pi * hz * at) * bursts * 0.8 for hz in (331, 1733)], axis=1).astype(np.float32)


def test_limited_sound_stays_under_the_ceiling_between_samples_too():
    from scipy.signal import resample_poly

    limited = limit(loud_sound(), ceiling=0.7)

    assert np.abs(resample_poly(limited, 4, 1, axis=0)[200:-200]).max() <= 0.7


def test_sound_under_the_ceiling_is_left_alone():
    sound = loud_sound() * np.float32(0.2)

    assert limit(sound, ceiling=0.7) is sound


def test_limiting_leaves_alone_what_is_far_from_a_peak():
    sound = np.full((48_000, 1), 0.1, np.float32)
    sound[24_000] = 1.0

    limited = limit(sound, ceiling=0.5)

    np.testing.assert_array_equal(limited[:22_000], sound[:22_000])
    np.testing.assert_array_equal(limited[26_000:], sound[26_000:])
    assert np.abs(np.diff(limited[:23_990, 0])).max() < 0.001  # the gain falls smoothly


def test_a_block_with_its_surroundings_is_limited_like_the_whole():
    sound = loud_sound()
    whole = limit(sound, ceiling=0.7)
    first, count = 48_000, 16_000
    around = sound[first - CONTEXT_SAMPLES : first + count + CONTEXT_SAMPLES]

    part = limit(around, ceiling=0.7)[CONTEXT_SAMPLES : CONTEXT_SAMPLES + count]

    np.testing.assert_allclose(part, whole[first : first + count], atol=1e-6)
