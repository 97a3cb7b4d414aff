import hashlib

import numpy as np
import pytest

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.ducking import Ducking
from videogen_dagster.media.mixing import BLOCK_SAMPLES, MixLevels, PlacedLine, mix_soundtrack
from videogen_dagster.media.sound import SoundReader, SoundWriter

RATE = 48_000
LEVELS = MixLevels()


def write(path, samples, *, sample_rate_hz=RATE):
    with SoundWriter(path, channels=samples.shape[1], sample_rate_hz=sample_rate_hz) as writer:
        writer.write(samples.astype(np.float32))
    return path


def read(path):
    with SoundReader(path) as reader:
        assert (reader.channels, reader.sample_rate_hz) == (2, RATE)
        return reader.read(0, reader.samples)


def voice(seconds, *, seed=0, level=0.1):
    """Noise in syllables: a sound like speech, with a sharp autocorrelation and high peaks."""
    dice = np.random.default_rng(seed)
    at = np.arange(round(seconds * RATE)) / RATE
    syllables = np.clip(np.sin(2 * np.pi * 4 * at + seed), 0.02, 1)
    return (level * dice.normal(size=len(at)) * syllables)[:, None]


def hum(seconds, *, hz=220.0, level=0.1, channels=2):
    at = np.arange(round(seconds * RATE)) / RATE
    return np.repeat(level * np.sin(2 * np.pi * hz * at)[:, None], channels, axis=1)


def mix(folder, lines, music, seconds, levels=LEVELS):
    target = folder / "mix.wav"
    facts = mix_soundtrack(lines, music, target, samples=round(seconds * RATE), levels=levels)
    return facts, read(target)


@pytest.fixture
def scene(tmp_path):
    """Two lines, the second one whispered, and music over 12 s."""
    lines = [
        PlacedLine(write(tmp_path / "one.wav", voice(2.5, seed=1)), 2 * RATE + 17),
        PlacedLine(write(tmp_path / "two.wav", voice(2.0, seed=2, level=0.04)), 7 * RATE),
    ]
    return lines, write(tmp_path / "music.wav", hum(12))


def test_the_mix_is_exactly_as_long_as_the_film(scene, tmp_path):
    lines, music = scene

    for seconds in (12, 5.00002, 15):
        assert len(mix(tmp_path, lines, music, seconds)[1]) == round(seconds * RATE)


def test_each_line_starts_at_its_exact_sample(scene, tmp_path):
    from scipy.signal import correlate

    lines, music = scene
    _, mixed = mix(tmp_path, lines, music, 12)

    for line in lines:
        with SoundReader(line.path) as reader:
            said = reader.read(0, reader.samples)[:, 0]
        lag = correlate(mixed.mean(axis=1), said, mode="valid", method="fft").argmax()
        assert lag == line.first_sample


def test_speech_stands_in_the_middle(scene, tmp_path):
    lines, _ = scene
    _, mixed = mix(tmp_path, lines, None, 12)

    np.testing.assert_array_equal(mixed[:, 0], mixed[:, 1])


@pytest.mark.parametrize(("with_lines", "with_music"), [(True, True), (True, False), (False, True)])
def test_loudness_and_true_peak_are_those_of_the_platforms(with_lines, with_music, scene, tmp_path):
    import pyloudnorm
    from scipy.signal import resample_poly

    lines, music = scene
    facts, mixed = mix(tmp_path, lines if with_lines else [], music if with_music else None, 12)

    assert facts.loudness_lufs == pytest.approx(-14, abs=0.3)
    assert pyloudnorm.Meter(RATE).integrated_loudness(mixed.astype(float)) == pytest.approx(-14, abs=0.5)
    oversampled = 20 * np.log10(np.abs(resample_poly(mixed.astype(float), 4, 1, axis=0)).max())
    assert oversampled <= LEVELS.true_peak_dbtp + 0.05
    assert facts.true_peak_dbtp == pytest.approx(oversampled, abs=0.15)


def test_spiky_sound_reaches_the_loudness_and_is_not_clipped(tmp_path):
    spikes = voice(6, level=0.02)
    spikes[::6000] = 0.9
    line = PlacedLine(write(tmp_path / "spikes.wav", spikes), 0)

    facts, mixed = mix(tmp_path, [line], None, 6)

    assert facts.loudness_lufs == pytest.approx(-14, abs=0.5)
    assert np.abs(mixed).max() < 0.9


def test_music_is_lowered_by_the_depth_while_somebody_speaks(tmp_path):
    # The line is far from the music's frequency, so that both can be measured in the mix.
    spoken = hum(3, hz=5000, channels=1, level=0.2)
    line = PlacedLine(write(tmp_path / "line.wav", spoken), 4 * RATE)
    music = write(tmp_path / "music.wav", hum(12))

    _, mixed = mix(tmp_path, [line], music, 12, MixLevels(loudness_lufs=-30))

    def music_db(second):
        stretch = mixed[round(second * RATE) :][:RATE, 0]
        tone = np.exp(-2j * np.pi * 220 * np.arange(RATE) / RATE)
        return 20 * np.log10(abs(stretch @ tone))

    assert music_db(5) - music_db(2) == pytest.approx(-12, abs=0.1)
    assert music_db(9) - music_db(2) == pytest.approx(0, abs=0.1)


def test_music_lies_under_the_speech_even_where_nobody_speaks(scene, tmp_path):
    import pyloudnorm

    lines, music = scene
    # Softly, so that the limiter has nothing to do.
    _, mixed = mix(tmp_path, lines, music, 12, MixLevels(loudness_lufs=-26))
    meter = pyloudnorm.Meter(RATE)

    alone = meter.integrated_loudness(mixed[10 * RATE : 11 * RATE].astype(float))
    speech = meter.integrated_loudness(mixed[2 * RATE : 4 * RATE].astype(float))
    assert -9 < alone - speech < -3


def test_music_fades_at_both_ends_of_the_film(tmp_path):
    music = write(tmp_path / "music.wav", hum(20))
    _, mixed = mix(tmp_path, [], music, 6, MixLevels(fade_in_s=0.5, fade_out_s=1.0))
    level = np.abs(mixed).max(axis=1)

    assert level[:100].max() < 0.01
    assert level[-100:].max() < 0.01
    assert level[RATE // 4 : RATE // 4 + 500].max() == pytest.approx(level.max() / 2, rel=0.1)


def test_music_that_ends_early_fades_at_its_own_end(tmp_path):
    music = write(tmp_path / "music.wav", hum(3))
    _, mixed = mix(tmp_path, [], music, 6)

    assert np.abs(mixed[3 * RATE - 100 : 3 * RATE]).max() < 0.01
    assert not mixed[3 * RATE :].any()


def test_silence_stays_silence(tmp_path):
    still = write(tmp_path / "still.wav", np.zeros((2 * RATE, 1)))
    facts, mixed = mix(tmp_path, [PlacedLine(still, 100)], None, 3)

    assert not mixed.any()
    assert (facts.loudness_lufs, facts.true_peak_dbtp) == (-float("inf"), -float("inf"))
    assert (facts.speech_s, facts.ducked_s) == (0, 0)


def test_facts_tell_how_long_is_spoken_and_ducked(scene, tmp_path):
    lines, music = scene
    facts, _ = mix(tmp_path, lines, music, 12, MixLevels(ducking=Ducking(hold_s=0.5)))

    assert 3.0 < facts.speech_s <= 4.5
    assert facts.speech_s <= facts.ducked_s < 5.5
    assert mix(tmp_path, lines, None, 12)[0].ducked_s == 0


def test_what_lies_outside_the_film_is_not_heard(tmp_path):
    said = write(tmp_path / "line.wav", voice(2))
    before, within = PlacedLine(said, -RATE), PlacedLine(said, 4 * RATE)
    beyond = PlacedLine(said, 50 * RATE)

    _, both = mix(tmp_path, [before, within, beyond], None, 5)

    assert np.abs(both[: RATE // 2]).max() > 0.05
    assert not both[RATE + 4000 : 4 * RATE - 4000].any()
    assert np.abs(both[4 * RATE :]).max() > 0.05


@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100])
def test_lines_of_other_rates_and_stereo_lines_are_heard_right(rate, tmp_path):
    at = np.arange(2 * rate) / rate
    line = np.repeat(0.2 * np.sin(2 * np.pi * 440 * at)[:, None], 2, axis=1)
    placed = PlacedLine(write(tmp_path / "line.wav", line, sample_rate_hz=rate), RATE)
    _, mixed = mix(tmp_path, [placed], None, 4)
    heard = mixed[RATE : 3 * RATE, 0]

    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert np.fft.rfftfreq(len(heard), 1 / RATE)[spectrum.argmax()] == pytest.approx(440, abs=1)
    assert not mixed[: RATE - 100].any()


def test_mono_music_is_heard_on_both_sides(tmp_path):
    _, mixed = mix(tmp_path, [], write(tmp_path / "music.wav", hum(3, channels=1)), 3)

    np.testing.assert_array_equal(mixed[:, 0], mixed[:, 1])


def test_very_short_films_are_mixed(tmp_path):
    music = write(tmp_path / "music.wav", hum(1))

    for samples in (1, 100, 9999):
        facts = mix_soundtrack([], music, tmp_path / "mix.wav", samples=samples, levels=LEVELS)
        assert len(read(tmp_path / "mix.wav")) == samples
        assert facts.true_peak_dbtp <= -1


def test_the_same_sources_give_the_same_bytes(scene, tmp_path):
    lines, music = scene
    hashes = set()
    for _ in range(2):
        mix_soundtrack(lines, music, tmp_path / "mix.wav", samples=12 * RATE, levels=LEVELS)
        hashes.add(hashlib.sha256((tmp_path / "mix.wav").read_bytes()).hexdigest())

    assert len(hashes) == 1


def test_work_goes_block_by_block_and_progress_rises(scene, tmp_path):
    lines, music = scene
    done: list[float] = []
    target = tmp_path / "mix.wav"
    mix_soundtrack(lines, music, target, samples=12 * RATE, levels=LEVELS, on_block=done.append)

    blocks = 12 * RATE // BLOCK_SAMPLES
    assert len(done) >= 2 * blocks
    assert done[-1] == 1.0
    assert done[:blocks] == sorted(done[:blocks])


def test_a_mix_that_is_stopped_leaves_no_file(scene, tmp_path):
    lines, music = scene

    def stop(done):
        if done > 0.6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mix_soundtrack(lines, music, tmp_path / "mix.wav", samples=12 * RATE, levels=LEVELS, on_block=stop)

    assert not (tmp_path / "mix.wav").exists()


def test_a_line_that_is_no_sound_is_refused_by_name(tmp_path):
    (tmp_path / "broken.wav").write_bytes(b"broken")

    with pytest.raises(InvalidInput, match=r"broken\.wav"):
        mix(tmp_path, [PlacedLine(tmp_path / "broken.wav", 0)], None, 1)
