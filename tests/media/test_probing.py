from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.conforming import conform, fitted
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.probing import check_decodes, is_segment, probe
from videogen_dagster.media.segments import SegmentWriter, read_frames
from videogen_dagster.media.stills import poster, tiny_picture

SIZE = FrameSize(width=64, height=48)


def _segment(path: Path, frames: int, *, intermediate: bool = False) -> Path:
    chroma = np.full((24, 32), 128, np.uint8)
    with SegmentWriter(path, SIZE, frames=frames, intermediate=intermediate) as segment:
        for level in range(30, 30 + frames):
            segment.write(YuvFrame(np.full((48, 64), level, np.uint8), chroma, chroma))
    return path


def _foreign(path: Path, *, width: int = 160, height: int = 90, rate: int = 25, frames: int = 50) -> Path:
    """An MPEG-4 clip that grows lighter, with a white left edge."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for index in range(frames):
            pixels = np.full((height, width, 3), 20 + index * 4, np.uint8)
            pixels[:, : width // 8] = 255
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def test_probing_counts_what_is_there(tmp_path: Path) -> None:
    video = probe(_segment(tmp_path / "a.mp4", 41)).video
    assert video is not None
    assert (video.width, video.height, video.frames, video.codec, video.pixel_format) == (64, 48, 41, "h264", "yuv420p")
    assert (video.frames_per_second, video.duration_s) == (30, Fraction(41, 30))


@pytest.mark.parametrize("content", [b"", b"not a video", b"#EXTM3U\n#EXTINF:1,\n/etc/hostname\n"])
def test_what_is_no_media_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"a\.mp4"):
        probe(path)


def test_a_truncated_file_does_not_pass_the_check(tmp_path: Path) -> None:
    path = _segment(tmp_path / "a.mp4", 60)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(InvalidInput):
        check_decodes(path)


def test_a_damaged_picture_does_not_pass_the_check(tmp_path: Path) -> None:
    path = _foreign(tmp_path / "a.mp4")
    content = bytearray(path.read_bytes())
    start = content.index(b"mdat") + 2000
    content[start : start + 4000] = bytes(4000)
    path.write_bytes(content)
    with pytest.raises(InvalidInput):
        check_decodes(path)


def test_a_whole_file_passes_the_check(tmp_path: Path) -> None:
    check_decodes(_segment(tmp_path / "a.mp4", 20))


@pytest.mark.parametrize("frames", [1, 2, 20, 200])
def test_a_segment_is_recognised(tmp_path: Path, frames: int) -> None:
    path = _segment(tmp_path / "a.mp4", frames)
    assert is_segment(path, SIZE, frames, 30)
    assert not is_segment(path, SIZE, frames + 1, 30)
    assert not is_segment(path, FrameSize(width=80, height=48), frames, 30)
    assert not is_segment(path, SIZE, frames, 25)


def test_clips_of_other_encoders_are_no_segments(tmp_path: Path) -> None:
    assert not is_segment(_segment(tmp_path / "a.mp4", 20, intermediate=True), SIZE, 20, 30)
    assert not is_segment(_foreign(tmp_path / "b.mp4"), FrameSize(width=160, height=90), 50, 25)
    (tmp_path / "c.mp4").write_bytes(b"nothing")
    assert not is_segment(tmp_path / "c.mp4", SIZE, 20, 30)


@pytest.mark.parametrize("frames", [30, 60, 90])
def test_a_clip_from_elsewhere_becomes_a_segment_of_exact_length(tmp_path: Path, frames: int) -> None:
    target = tmp_path / "b.mp4"
    conform(_foreign(tmp_path / "a.mp4"), target, size=SIZE, frames=frames, frames_per_second=30)
    assert is_segment(target, SIZE, frames, 30)
    levels = [float(frame.y[20:28, 30:34].mean()) for frame in read_frames(target)]
    # 25 pictures a second at 30: after one second 25 pictures have passed, whatever the segment's length.
    assert levels[29] == pytest.approx(16 + (20 + 24 * 4) * 219 / 255, abs=5)
    assert levels[-1] >= levels[29] - 1


def test_conforming_what_is_no_video_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"nothing")
    with pytest.raises(InvalidInput, match=r"a\.mp4"):
        conform(tmp_path / "a.mp4", tmp_path / "b.mp4", size=SIZE, frames=5, frames_per_second=30)
    assert not (tmp_path / "b.mp4").exists()


def test_a_wide_picture_is_shown_whole_in_a_tall_frame() -> None:
    picture = np.full((90, 160, 3), 200, np.uint8)
    picture[:, :4], picture[:, -4:] = (255, 0, 0), (0, 255, 0)
    frame = fitted(picture, FrameSize(width=90, height=160))
    band = frame[80]
    assert band[0, 0] > 200
    assert band[-1, 1] > 200
    assert (frame[2].mean(), frame[157].mean()) == pytest.approx((110, 110), abs=25)


def test_a_picture_of_nearly_the_same_shape_fills_the_frame() -> None:
    frame = fitted(np.full((100, 178, 3), 200, np.uint8), FrameSize(width=160, height=90))
    assert frame.shape == (90, 160, 3)
    assert frame.min() > 195


def test_a_thumbnail_keeps_the_shape_of_the_picture(tmp_path: Path) -> None:
    path = _segment(tmp_path / "a.mp4", 60)
    assert poster(path).size == (64, 48)
    (tmp_path / "t.webp").write_bytes(tiny_picture(path, most_bytes=300))
    width, height = poster(tmp_path / "t.webp").size
    assert width / height == pytest.approx(4 / 3, abs=0.1)


def test_a_poster_shows_the_asked_moment(tmp_path: Path) -> None:
    path = _segment(tmp_path / "a.mp4", 60)
    dark, light = (np.asarray(poster(path, at=at)).mean() for at in (0.0, 0.95))
    assert dark == pytest.approx((30 - 16) * 255 / 219, abs=3)
    assert light == pytest.approx((30 + 57 - 16) * 255 / 219, abs=4)


@pytest.mark.parametrize("name", ["a.mp4", "a.png"])
def test_a_poster_of_nonsense_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"nonsense")
    with pytest.raises(InvalidInput, match=name):
        poster(tmp_path / name)
