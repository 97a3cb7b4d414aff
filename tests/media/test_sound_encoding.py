from pathlib import Path

import av
import numpy as np
import pytest

from tests.media.tones import tone
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.probing import check_decodes, probe
from videogen_dagster.media.sound_encoding import encode_sound


def heard(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


@pytest.mark.parametrize("samples", [1, 1023, 1024, 1025, 48_000, 77 * 1600 - 1])
def test_it_is_as_long_as_its_source_to_the_sample(tmp_path: Path, samples: int) -> None:
    encode_sound(tone(tmp_path / "a.wav", samples), tmp_path / "a.m4a")
    audio = probe(tmp_path / "a.m4a").audio
    assert audio is not None
    assert (audio.codec, audio.sample_rate_hz, audio.channels, audio.samples) == ("aac", 48_000, 2, samples)
    check_decodes(tmp_path / "a.m4a")


def test_what_is_heard_is_the_source_and_not_late(tmp_path: Path) -> None:
    encode_sound(tone(tmp_path / "a.wav", 48_000, hertz=1000), tmp_path / "a.m4a")
    meant = 9000 / 32768 * np.sin(np.arange(48_000) * 2 * np.pi * 1000 / 48_000)
    # FFmpeg's decoder hands out the priming and the padding as well: the file's edit list hides them from players.
    (left, right) = heard(tmp_path / "a.m4a")[:, :48_000]
    for channel in (left, right):
        assert np.abs(channel[2048:-2048] - meant[2048:-2048]).max() < 0.01


@pytest.mark.parametrize(("rate", "channels"), [(22_050, 1), (44_100, 2), (8_000, 1)])
def test_another_rate_and_channel_count_is_converted(tmp_path: Path, rate: int, channels: int) -> None:
    encode_sound(tone(tmp_path / "a.wav", rate * 2, rate=rate, channels=channels), tmp_path / "a.m4a")
    audio = probe(tmp_path / "a.m4a").audio
    assert audio is not None
    assert (audio.sample_rate_hz, audio.channels) == (48_000, 2)
    assert audio.samples == pytest.approx(96_000, abs=1)


def test_equal_sources_give_equal_bytes(tmp_path: Path) -> None:
    source = tone(tmp_path / "a.wav", 50_000)
    for name in ("one.m4a", "two.m4a"):
        encode_sound(source, tmp_path / name)
    assert (tmp_path / "one.m4a").read_bytes() == (tmp_path / "two.m4a").read_bytes()


@pytest.mark.parametrize("content", [b"", b"no sound", b"RIFF0000WAVE"])
def test_a_source_without_sound_is_refused_and_nothing_is_left(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "a.wav"
    source.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"a\.wav"):
        encode_sound(source, tmp_path / "a.m4a")
    assert not (tmp_path / "a.m4a").exists()
