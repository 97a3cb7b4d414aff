"""A film's folder for streaming at every step of its growth, as another player reads it."""

import hashlib
import subprocess
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from tests.media.tones import tone
from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.joining import Part
from videogen_dagster.media.proxies import write_proxy
from videogen_dagster.media.segments import SegmentWriter
from videogen_dagster.media.sound_encoding import encode_sound
from videogen_dagster.media.streams import FilmStream, StreamPlan

SIZE = FrameSize(width=96, height=64)
LENGTHS = (40, 33, 50)
"""How many frames of each scene are seen before the next one begins."""
LEVELS = (60, 120, 200)
CUES = "WEBVTT\n\n00:00.000 --> 00:01.000\nHello!\n"


def proxy(folder: Path, level: int, frames: int, *, cut: int) -> Path:
    """A scene of one grey, named by its content as the store names it."""
    chroma = np.full((SIZE.height // 2, SIZE.width // 2), 128, np.uint8)
    with SegmentWriter(folder / "scene.mp4", SIZE, frames=frames) as segment:
        for _ in range(frames):
            segment.write(YuvFrame(np.full((SIZE.height, SIZE.width), level, np.uint8), chroma, chroma))
    write_proxy(folder / "scene.mp4", folder / "proxy.mp4", height=SIZE.height, cuts=[cut])
    target = folder / f"{hashlib.sha256((folder / 'proxy.mp4').read_bytes()).hexdigest()}.mp4"
    return (folder / "proxy.mp4").rename(target)


@pytest.fixture(scope="module")
def scenes(tmp_path_factory) -> list[Part]:
    """Three scenes; the first two last on while the next one begins."""
    folder = tmp_path_factory.mktemp("scenes")
    parts = [
        Part(proxy(folder, level, shown + 7, cut=shown), stop=shown)
        for level, shown in zip(LEVELS[:-1], LENGTHS[:-1], strict=True)
    ]
    return [*parts, Part(proxy(folder, LEVELS[-1], LENGTHS[-1], cut=0))]


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> StreamPlan:
    folder = tmp_path_factory.mktemp("sound")
    tone(folder / "a.wav", sum(LENGTHS) * 1600)
    encode_sound(folder / "a.wav", folder / "a.m4a")
    (folder / "a.vtt").write_text(CUES)
    return StreamPlan(
        size=SIZE,
        frames_per_second=30,
        lengths=LENGTHS,
        sound=folder / "a.m4a",
        captions=(("en", folder / "a.vtt"),),
    )


def ffmpeg(playlist: Path, *output: str) -> bytes:
    """Return what FFmpeg makes of a stream from its beginning on."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-copyts", "-i", str(playlist), *output, "-"]
    return subprocess.run(command, capture_output=True, check=True, timeout=300).stdout


def seen(playlist: Path) -> list[tuple[int, int]]:
    """Return the time of every picture, in frames, and which level it is nearest to."""
    kept = ["-map", "0:v:0", "-fps_mode", "passthrough"]
    told = ffmpeg(playlist, *kept, "-f", "framemd5").decode().splitlines()
    times = [int(row.split(",")[2]) for row in told if not row.startswith("#")]
    greys = ffmpeg(playlist, *kept, "-vf", "scale=1:1", "-pix_fmt", "gray", "-f", "rawvideo")
    wanted = [round((level - 16) * 255 / 219) for level in LEVELS]
    nearest = [min(range(len(wanted)), key=lambda index: abs(wanted[index] - grey)) for grey in greys]
    return list(zip(times, nearest, strict=True))


def shown(*lengths: int) -> list[tuple[int, int]]:
    """Return what is seen when each scene is seen for so many frames."""
    return list(enumerate(index for index, frames in enumerate(lengths) for _ in range(frames)))


def test_each_step_adds_to_what_players_have_read_and_the_last_one_says_that_it_is_all(tmp_path, scenes, plan):
    stream = FilmStream(tmp_path / "film" / "index.m3u8", plan)
    before = {"pictures.m3u8": "", "sound.m3u8": ""}
    for number, part in enumerate(scenes, 1):
        stream.append([part])
        assert stream.frames == sum(LENGTHS[:number])
        assert stream.is_complete == (number == 3)
        for name, earlier in before.items():
            text = (tmp_path / "film" / name).read_text()
            assert text.startswith(earlier)
            assert text.endswith("#EXT-X-ENDLIST\n") == stream.is_complete
            before[name] = text
    index = (tmp_path / "film" / "index.m3u8").read_text()
    assert "RESOLUTION=96x64" in index
    assert (tmp_path / "film" / "captions-en.vtt").read_text() == CUES
    assert not list((tmp_path / "film").glob(".*"))


def test_every_frame_stands_at_its_time_and_the_sound_ends_with_the_pictures(tmp_path, scenes, plan):
    FilmStream(tmp_path / "index.m3u8", plan).append(scenes)
    assert seen(tmp_path / "index.m3u8") == shown(*LENGTHS)
    samples = len(ffmpeg(tmp_path / "index.m3u8", "-map", "0:a:0", "-f", "s16le")) // 4
    assert 0 <= samples - sum(LENGTHS) * 1600 < 1024


def test_step_by_step_or_at_once_it_is_the_same_film(tmp_path, scenes, plan):
    for name, steps in (("one", [scenes]), ("more", [[part] for part in scenes])):
        stream = FilmStream(tmp_path / name / "index.m3u8", plan)
        for step in steps:
            stream.append(step)
    one, more = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "more"))
    assert one == more


def test_what_was_played_before_can_be_played_on_until_the_film_after_the_next_one(tmp_path, scenes, plan):
    silent = StreamPlan(size=SIZE, frames_per_second=30, lengths=LENGTHS[:1])
    playlist = tmp_path / "index.m3u8"
    FilmStream(playlist, plan).append(scenes)
    first = {file.name for file in tmp_path.glob("*.m4s")}
    FilmStream(playlist, silent).append(scenes[:1])
    assert first <= {file.name for file in tmp_path.glob("*.m4s")}
    FilmStream(playlist, silent).append(scenes[:1])
    assert len(list(tmp_path.glob("*.m4s"))) == 1
    assert seen(playlist) == shown(LENGTHS[0])


def test_no_fragment_is_longer_than_players_were_told(plan):
    assert plan.target_duration_s == 2
    assert plan.duration_s == Fraction(123, 30)
    long = StreamPlan(size=SIZE, frames_per_second=30, lengths=(300,))
    assert long.target_duration_s == 11, "sound may end up to one packet later than 10 s"


def test_a_part_of_another_length_than_planned_is_refused_and_players_are_not_told_of_it(tmp_path, scenes, plan):
    stream = FilmStream(tmp_path / "index.m3u8", plan)
    stream.append(scenes[:1])
    before = (tmp_path / "pictures.m3u8").read_text()
    with pytest.raises(InvalidInput, match="50 frames, 33 were announced"):
        stream.append(scenes[2:])
    assert (tmp_path / "pictures.m3u8").read_text() == before


def test_a_place_that_cannot_be_written_is_an_error(tmp_path, scenes, plan):
    (tmp_path / "film").write_text("a file")
    with pytest.raises(StorageFailure, match="cannot write"):
        FilmStream(tmp_path / "film" / "index.m3u8", plan).append(scenes)
