import itertools
import subprocess
import wave
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest

from tests.media.tones import tone
from videogen_dagster.core.chapters import Chapter
from videogen_dagster.core.cues import CaptionTrack, Cue
from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.joining import Part, join_segments
from videogen_dagster.media.languages import iso_639_2
from videogen_dagster.media.probing import check_decodes, probe
from videogen_dagster.media.segments import SegmentWriter, read_frames
from videogen_dagster.media.sound_encoding import encode_sound

SIZE = FrameSize(width=64, height=48)


def _segment(path: Path, levels: range, size: FrameSize = SIZE, rate: int = 30) -> Path:
    chroma = np.full((size.height // 2, size.width // 2), 128, np.uint8)
    with SegmentWriter(path, size, frames=len(levels), frames_per_second=rate) as segment:
        for level in levels:
            segment.write(YuvFrame(np.full((size.height, size.width), level, np.uint8), chroma, chroma))
    return path


def _tone(path: Path, samples: int) -> Path:
    """Return an encoded tone; the WAV file that it was encoded from lies beside it."""
    source = tone(path.with_suffix(".wav"), samples)
    encode_sound(source, path)
    return path


@pytest.fixture
def segments(tmp_path: Path) -> list[Path]:
    """Four segments, 77 frames, of which frame number n has the level 20 + n."""
    cuts = (0, 31, 32, 47, 77)
    return [
        _segment(tmp_path / f"s{index}.mp4", range(20 + start, 20 + end))
        for index, (start, end) in enumerate(itertools.pairwise(cuts))
    ]


def _join(segments: list[Path], audio: Path | None, target: Path) -> int:
    return join_segments(
        [Part(segment) for segment in segments], audio, target, title='A "Title" – 題', language="pt-BR"
    )


def test_the_film_shows_every_frame_of_every_segment_in_order(tmp_path: Path, segments: list[Path]) -> None:
    film = tmp_path / "film.mp4"
    assert _join(segments, _tone(tmp_path / "a.m4a", 77 * 1600), film) == 77
    assert [round(float(frame.y.mean())) for frame in read_frames(film)] == [20 + frame for frame in range(77)]


def test_the_pictures_of_the_film_are_bit_by_bit_those_of_the_segments(tmp_path: Path, segments: list[Path]) -> None:
    film = tmp_path / "film.mp4"
    _join(segments, None, film)
    shown = [frame.y.tobytes() for frame in read_frames(film)]
    assert shown == [frame.y.tobytes() for segment in segments for frame in read_frames(segment)]


def test_sound_and_pictures_are_equally_long_to_the_sample(tmp_path: Path, segments: list[Path]) -> None:
    film = tmp_path / "film.mp4"
    _join(segments, _tone(tmp_path / "a.m4a", 77 * 1600), film)
    facts = probe(film)
    assert facts.video is not None
    assert facts.audio is not None
    assert facts.video.duration_s == Fraction(77, 30)
    assert facts.audio.samples == 77 * 1600
    assert facts.audio.duration_s == facts.video.duration_s
    check_decodes(film)


def test_another_decoder_reads_the_film_without_a_warning(tmp_path: Path, segments: list[Path]) -> None:
    film = tmp_path / "film.mp4"
    sound = _tone(tmp_path / "a.m4a", 77 * 1600)
    _join(segments, sound, film)
    strict = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "warning", "-xerror", "-err_detect", "explode", "-i", str(film)]
    pictures = subprocess.run([*strict, "-map", "0:v", "-f", "rawvideo", "-"], capture_output=True, check=True)
    assert pictures.stderr == b""
    assert len(pictures.stdout) == 77 * 64 * 48 * 3 // 2
    played = subprocess.run([*strict, "-map", "0:a", "-f", "s16le", "-"], capture_output=True, check=True)
    assert played.stderr == b""
    heard = np.frombuffer(played.stdout, np.int16).reshape(-1, 2)
    assert len(heard) == 77 * 1600
    with wave.open(str(sound.with_suffix(".wav"))) as file:
        meant = np.frombuffer(file.readframes(77 * 1600), np.int16).reshape(-1, 2)
    # The encoder's priming samples are hidden: what is heard is not late.
    assert np.corrcoef(heard[2000:-2000, 0], meant[2000:-2000, 0])[0, 1] > 0.999


def test_the_film_names_its_title_language_and_origin(tmp_path: Path, segments: list[Path]) -> None:
    film = tmp_path / "film.mp4"
    _join(segments, _tone(tmp_path / "a.m4a", 77 * 1600), film)
    with av.open(str(film)) as container:
        assert container.metadata["title"] == 'A "Title" – 題'
        assert "generated" in container.metadata["comment"]
        assert "creation_time" not in container.metadata
        assert container.streams.audio[0].metadata["language"] == "por"
        context = container.streams.video[0].codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)


def test_captions_are_a_track_of_the_film(tmp_path: Path, segments: list[Path]) -> None:
    cues = (
        Cue(first_frame=10, end_frame=40, rows=("Hello & <you>", "there")),
        Cue(first_frame=40, end_frame=60, rows=("مرحبا",)),
    )
    track = CaptionTrack(language="ar", frames_per_second=30, frames=77, cues=cues)
    film, parts = tmp_path / "film.mp4", [Part(segment) for segment in segments]
    join_segments(parts, _tone(tmp_path / "a.m4a", 77 * 1600), film, title="", language="en", captions=[track])
    check_decodes(film)
    with av.open(str(film)) as container:
        (stream,) = container.streams.subtitles
        assert stream.metadata["language"] == "ara"
        shown = [
            (packet.pts * stream.time_base * 30, bytes(packet)[2:].decode())
            for packet in container.demux(stream)
            if packet.size
        ]
        assert [(frame, text) for frame, text in shown if text] == [(10, "Hello & <you>\nthere"), (40, "مرحبا")]
    told = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "warning", "-i", str(film), "-f", "srt", "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split("\n\n")[:2] == [
        "1\n00:00:00,333 --> 00:00:01,333\nHello & <you>\nthere",
        "2\n00:00:01,333 --> 00:00:02,000\nمرحبا",
    ]
    assert told.stderr == ""


def test_chapters_stand_where_they_begin(tmp_path: Path, segments: list[Path]) -> None:
    wanted = [Chapter(first_frame=0, title="Harbour"), Chapter(first_frame=32, title="Küche – 題")]
    film = tmp_path / "film.mp4"
    join_segments([Part(segment) for segment in segments], None, film, title="", language="en", chapters=wanted)
    with av.open(str(film)) as container:
        told = [
            (row["start"] * row["time_base"], row["end"] * row["time_base"], row["metadata"]["title"])
            for row in container.chapters()
        ]
    assert [(pytest.approx(float(start), abs=1e-3), title) for start, _, title in told] == [
        (0, "Harbour"),
        (32 / 30, "Küche – 題"),
    ]
    assert float(told[-1][1]) == pytest.approx(77 / 30, abs=1e-3)


def test_a_player_can_start_before_the_whole_film_is_there(tmp_path: Path, segments: list[Path]) -> None:
    film = tmp_path / "film.mp4"
    _join(segments, None, film)
    content = film.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_equal_inputs_are_equal_films(tmp_path: Path, segments: list[Path]) -> None:
    sound = _tone(tmp_path / "a.m4a", 77 * 1600)
    _join(segments, sound, tmp_path / "one.mp4")
    _join(segments, sound, tmp_path / "two.mp4")
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


@pytest.mark.parametrize("rate", [24, 25, 30, 60])
def test_other_frame_rates_are_exact_too(tmp_path: Path, rate: int) -> None:
    segments = [_segment(tmp_path / f"{index}.mp4", range(30, 61), rate=rate) for index in range(2)]
    _join(segments, _tone(tmp_path / "a.m4a", 62 * 48_000 // rate), tmp_path / "film.mp4")
    facts = probe(tmp_path / "film.mp4")
    assert facts.video is not None
    assert facts.audio is not None
    assert facts.video.duration_s == facts.audio.duration_s == Fraction(62, rate)


@pytest.mark.parametrize(("off", "word"), [(-3000, "shorter"), (-1, "shorter"), (1, "longer"), (480_000, "longer")])
def test_sound_of_another_length_is_refused(tmp_path: Path, segments: list[Path], off: int, word: str) -> None:
    target = tmp_path / "film.mp4"
    with pytest.raises(InvalidInput, match=rf"a\.m4a.*{word}"):
        _join(segments, _tone(tmp_path / "a.m4a", 77 * 1600 + off), target)
    assert not target.exists()
    assert not list(tmp_path.glob(".*"))


def test_the_sound_is_copied(tmp_path: Path, segments: list[Path]) -> None:
    sound, film = _tone(tmp_path / "a.m4a", 77 * 1600), tmp_path / "film.mp4"
    _join(segments, sound, film)
    assert _sound_packets(film) == _sound_packets(sound)


def _sound_packets(path: Path) -> list[tuple[int | None, bytes]]:
    with av.open(str(path)) as container:
        return [(packet.pts, bytes(packet)) for packet in container.demux(audio=0) if packet.size]


@pytest.mark.parametrize("held", ["pictures", "PCM"])
def test_a_soundtrack_that_is_no_aac_is_refused(tmp_path: Path, segments: list[Path], held: str) -> None:
    wrong = {"pictures": segments[0], "PCM": tone(tmp_path / "a.wav", 77 * 1600)}[held]
    with pytest.raises(InvalidInput, match=f"{wrong.name}.*no AAC"):
        _join(segments, wrong, tmp_path / "film.mp4")


def test_a_stretch_from_key_frame_to_key_frame_is_copied(tmp_path: Path, segments: list[Path]) -> None:
    long, film = _segment(tmp_path / "long.mp4", range(20, 100)), tmp_path / "film.mp4"
    parts = [Part(long, 15, 65), Part(segments[0]), Part(long, 65), Part(long, 0, 15)]
    assert join_segments(parts, None, film, title="", language="en") == 50 + 31 + 15 + 15
    wanted = [*range(35, 85), *range(20, 51), *range(85, 100), *range(20, 35)]
    assert [round(float(frame.y.mean())) for frame in read_frames(film)] == wanted
    check_decodes(film)


@pytest.mark.parametrize(("first", "stop"), [(14, None), (16, 65), (0, 14), (15, 64), (80, None)])
def test_a_segment_is_cut_at_key_frames_only(tmp_path: Path, first: int, stop: int | None) -> None:
    long = _segment(tmp_path / "long.mp4", range(20, 100))
    with pytest.raises(InvalidInput, match=r"long\.mp4"):
        join_segments([Part(long, first, stop)], None, tmp_path / "film.mp4", title="", language="en")
    assert not (tmp_path / "film.mp4").exists()


def test_the_segment_that_does_not_fit_is_named(tmp_path: Path, segments: list[Path]) -> None:
    odd = _segment(tmp_path / "odd.mp4", range(30, 40), FrameSize(width=80, height=48))
    target = tmp_path / "film.mp4"
    with pytest.raises(InvalidInput, match=r"odd\.mp4.*not encoded like s0\.mp4"):
        _join([*segments, odd], None, target)
    assert not target.exists()


def test_a_film_without_segments_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="at least one segment"):
        _join([], None, tmp_path / "film.mp4")


def test_a_place_that_cannot_be_written_is_an_error_and_an_earlier_film_stays(
    tmp_path: Path, segments: list[Path]
) -> None:
    with pytest.raises(StorageFailure, match=r"film\.mp4"):
        _join(segments, None, tmp_path / "missing" / "film.mp4")
    earlier = tmp_path / "film.mp4"
    earlier.write_bytes(b"earlier")
    with pytest.raises(InvalidInput):
        _join(segments, _tone(tmp_path / "a.m4a", 100), earlier)
    assert earlier.read_bytes() == b"earlier"


@pytest.mark.parametrize(
    ("tag", "code"), [("en", "eng"), ("pt-BR", "por"), ("zh-Hant", "zho"), ("ARB", "arb"), ("xx", "und"), ("", "und")]
)
def test_language_tags_become_three_letters(tag: str, code: str) -> None:
    assert iso_639_2(tag) == code
