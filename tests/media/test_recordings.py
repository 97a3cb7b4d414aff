from pathlib import Path

import av
import numpy as np
import pytest

from tests.media.given import film, flat, recording, tone
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.given_files import check_recording
from videogen_dagster.media.limiting import LINE_PEAK
from videogen_dagster.media.loudness import LoudnessMeter
from videogen_dagster.media.recordings import level_recording, read_recording, write_part
from videogen_dagster.media.sound import SoundReader


def loudest_hertz(sound: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(sound[:, 0] * np.hanning(len(sound))))
    return float(spectrum.argmax() * 48_000 / len(sound))


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000])
def test_any_rate_becomes_48_khz_of_the_same_pitch_and_length(tmp_path, rate):
    path = recording(tmp_path / "a.wav", tone(rate, 0.5), rate=rate, layout="mono")
    assert float(check_recording(path)) == pytest.approx(0.5, abs=0.001)
    sound = read_recording(path)
    assert sound.shape == (pytest.approx(24_000, abs=30), 1)
    assert loudest_hertz(sound) == pytest.approx(440, abs=3)
    assert np.abs(sound[6000:18_000]).max() == pytest.approx(0.2, rel=0.03)


def test_a_surround_recording_is_mixed_down_with_the_voice_in_its_centre(tmp_path):
    """ITU-R BS.775: front and centre are heard, the channel for effects is not."""
    silent = np.zeros((48_000, 6), np.float32)
    heard = {}
    for channel, name in ((0, "left"), (2, "centre"), (3, "effects")):
        sound = silent.copy()
        sound[:, channel] = tone(48_000, 1)[:, 0]
        path = recording(tmp_path / f"{name}.wav", sound, rate=48_000, layout="5.1")
        heard[name] = float(np.abs(read_recording(path)[10_000:30_000]).max())
    assert heard["centre"] >= heard["left"] > 0.02
    assert heard["effects"] < 0.001


@pytest.mark.parametrize(("name", "codec"), [("a.flac", "flac"), ("a.mp3", "libmp3lame"), ("a.m4a", "aac")])
def test_compressed_recordings_are_heard(tmp_path, name, codec):
    path = recording(tmp_path / name, tone(44_100, 0.5), rate=44_100, layout="mono", codec=codec)
    assert loudest_hertz(read_recording(path)) == pytest.approx(440, abs=3)


def test_soft_and_loud_recordings_come_to_one_level_and_silence_stays_silent():
    measured = []
    for level in (0.02, 0.2, 1.0):
        meter = LoudnessMeter(1)
        sound = level_recording(tone(48_000, 1, level=level))
        meter.add(sound)
        measured.append(meter.integrated_lufs())
        assert np.abs(sound).max() <= LINE_PEAK + 0.001
    assert measured == pytest.approx([-20.0] * 3, abs=0.3)
    assert not level_recording(np.zeros((4800, 1), np.float32)).any()


def test_a_whisper_of_noise_is_not_raised_to_a_roar():
    hiss = 1e-5 * np.random.default_rng(1).standard_normal((48_000, 1)).astype(np.float32)
    assert np.abs(level_recording(hiss)).max() < 0.001


def clicking(at_s: float, length_s: float) -> np.ndarray:
    sound = np.zeros((round(48_000 * length_s), 1), np.float32)
    sound[round(48_000 * at_s) : round(48_000 * at_s) + 480] = 0.5
    return sound


def shifted(path: Path, target: Path, *, sound_s: float) -> Path:
    """Copy a film with its sound moved."""
    with av.open(str(path)) as source, av.open(str(target), "w") as container:
        streams = {each.index: container.add_stream_from_template(each) for each in source.streams}
        for packet in source.demux():
            if packet.dts is None:
                continue
            if packet.stream.type == "audio":
                packet.pts += round(sound_s / packet.time_base)
                packet.dts += round(sound_s / packet.time_base)
            packet.stream = streams[packet.stream.index]
            container.mux(packet)
    return target


@pytest.mark.parametrize("late_s", [0.0, 0.25])
def test_the_sound_of_a_film_stays_with_its_pictures(tmp_path, late_s):
    path = film(tmp_path / "a.mkv", [flat((9, 9, 9))] * 30, sound=clicking(0.3, 1.0))
    moved = shifted(path, tmp_path / "b.mkv", sound_s=late_s)
    sound = read_recording(moved)[:, 0]
    assert int(np.abs(sound).argmax()) / 48_000 == pytest.approx(0.3 + late_s, abs=0.03)


def test_a_part_of_a_recording_is_written_as_it_is(tmp_path):
    path = recording(tmp_path / "a.wav", tone(48_000, 1), rate=48_000, layout="mono")
    sound = read_recording(path, longest=10_000)
    assert len(sound) == 10_000
    write_part(sound, tmp_path / "b.wav", first=2000, end=9000)
    with SoundReader(tmp_path / "b.wav") as reader:
        assert reader.read(0, reader.samples) == pytest.approx(sound[2000:9000], abs=1e-4)


def test_an_empty_recording_is_refused(tmp_path):
    path = recording(tmp_path / "a.wav", tone(48_000, 0.1), rate=48_000, layout="mono")
    path.write_bytes(path.read_bytes()[:44])
    with pytest.raises(InvalidInput, match=r"a\.wav"):
        check_recording(path)
