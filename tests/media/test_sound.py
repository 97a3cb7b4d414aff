import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.sound import (
    SoundReader,
    SoundWriter,
    amplitude,
    blocks,
    decibels,
    length_at,
    read_at,
    resample,
)


def write(path, samples, *, sample_rate_hz=48_000):
    with SoundWriter(path, channels=samples.shape[1], sample_rate_hz=sample_rate_hz) as writer:
        writer.write(samples.astype(np.float32))
    return path


def tone(hz, seconds, *, sample_rate_hz=48_000, level=0.5):
    at = np.arange(round(seconds * sample_rate_hz)) / sample_rate_hz
    return (level * np.sin(2 * np.pi * hz * at)).astype(np.float32)[:, None]


def test_what_is_written_is_read(tmp_path):
    samples = np.array([[0.0, 0.5], [-0.5, 1.0], [0.25, -1.0]], np.float32)

    with SoundReader(write(tmp_path / "a.wav", samples)) as reader:
        assert (reader.channels, reader.samples, reader.sample_rate_hz) == (2, 3, 48_000)
        np.testing.assert_allclose(reader.read(0, 3), samples, atol=1 / 32_000)


def test_before_the_start_and_after_the_end_is_silence(tmp_path):
    with SoundReader(write(tmp_path / "a.wav", np.full((4, 1), 0.5))) as reader:
        around = reader.read(-2, 8)[:, 0]
        beyond = reader.read(9, 3)

    np.testing.assert_allclose(around, [0, 0, 0.5, 0.5, 0.5, 0.5, 0, 0], atol=1e-4)
    assert not beyond.any()


def test_too_loud_samples_are_clipped_not_wrapped(tmp_path):
    with SoundReader(write(tmp_path / "a.wav", np.array([[1.7], [-9.0]]))) as reader:
        assert reader.read(0, 2)[:, 0].tolist() == [1.0, -1.0]


def test_a_writer_left_by_an_error_leaves_no_file(tmp_path):
    path = tmp_path / "a.wav"

    def fail_half_way():
        with SoundWriter(path, channels=1) as writer:
            writer.write(np.zeros((10, 1), np.float32))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()

    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all, just words and words and words"])
def test_what_is_no_wav_file_is_refused_by_name(content, tmp_path):
    path = tmp_path / "bad.wav"
    path.write_bytes(content)

    with pytest.raises(InvalidInput, match=r"bad\.wav"):
        SoundReader(path)


def test_other_sample_widths_are_refused(tmp_path):
    path = tmp_path / "wide.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(3)
        file.setframerate(48_000)
        file.writeframes(b"\0" * 30)

    with pytest.raises(InvalidInput, match="24-bit"):
        SoundReader(path)


def test_a_truncated_file_ends_in_silence(tmp_path):
    path = write(tmp_path / "a.wav", np.full((1000, 1), 0.5))
    path.write_bytes(path.read_bytes()[:-1000])

    with SoundReader(path) as reader:
        samples = reader.read(0, 1000)[:, 0]

    assert samples[400] == pytest.approx(0.5, abs=1e-3)
    assert not samples[500:].any()


@given(samples=st.integers(0, 5000), size=st.integers(1, 700))
def test_blocks_cover_everything_once(samples, size):
    covered = [first + offset for first, count in blocks(samples, size) for offset in range(count)]

    assert covered == list(range(samples))


def test_levels_and_factors_are_inverse():
    assert amplitude(-6.0206) == pytest.approx(0.5, abs=1e-5)
    assert decibels(amplitude(-12.3)) == pytest.approx(-12.3)
    assert (amplitude(-float("inf")), decibels(0)) == (0, -float("inf"))


@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 24_000, 44_100, 96_000])
def test_resampling_keeps_length_pitch_and_level(rate):
    resampled = resample(tone(1000, 1.0, sample_rate_hz=rate), from_hz=rate, to_hz=48_000)[:, 0]

    assert len(resampled) == 48_000
    np.testing.assert_allclose(resampled[2000:-2000], tone(1000, 1.0)[2000:-2000, 0], atol=0.003)


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000, 96_000])
def test_stretches_of_a_file_join_to_the_whole(rate, tmp_path):
    noise = np.random.default_rng(0).normal(0, 0.2, (rate // 3, 1))
    with SoundReader(write(tmp_path / "a.wav", noise, sample_rate_hz=rate)) as reader:
        length = length_at(reader.samples, from_hz=rate, to_hz=48_000)
        whole = resample(reader.read(0, reader.samples), from_hz=rate, to_hz=48_000)
        parts = [read_at(reader, first, count) for first, count in blocks(length, 1777)]
        before = read_at(reader, -500, 600)

    assert len(whole) == length
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-6)
    np.testing.assert_allclose(before[500:], whole[:100], atol=1e-6)
