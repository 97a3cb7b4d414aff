from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from tests.fakes.encoders import breaking_encoder
from videogen_dagster.core.errors import EngineUnavailable, StorageFailure
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.encoders import Encoder
from videogen_dagster.media.frames import YuvFrame, to_yuv
from videogen_dagster.media.segments import SegmentWriter, read_frames, segment_header

SIZE = FrameSize(width=64, height=48)


def _grey(level: int, size: FrameSize = SIZE) -> YuvFrame:
    chroma = np.full((size.height // 2, size.width // 2), 128, np.uint8)
    return YuvFrame(np.full((size.height, size.width), level, np.uint8), chroma, chroma)


def _write(path: Path, frames: int, **options: object) -> Path:
    with SegmentWriter(path, SIZE, frames=frames, **options) as segment:  # ty: ignore[invalid-argument-type]
        for frame in range(frames):
            segment.write(_grey(20 + frame))
    return path


def test_every_frame_comes_back_in_order(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.mp4", 150)
    levels = [round(float(frame.y.mean())) for frame in read_frames(path)]
    assert levels == [20 + frame for frame in range(150)]


def test_key_frames_stand_where_segments_may_be_cut(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.mp4", 150)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        keys = {
            round((packet.pts or 0) * Fraction(stream.time_base or 0) * 30)
            for packet in container.demux(stream)
            if packet.is_keyframe
        }
    assert {0, 15, 135} <= keys


def test_a_segment_says_which_colours_it_means(tmp_path: Path) -> None:
    with av.open(str(_write(tmp_path / "a.mp4", 3))) as container:
        context = container.streams.video[0].codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")


def test_segments_of_a_size_share_one_header_whatever_their_length(tmp_path: Path) -> None:
    headers = set()
    for frames in (1, 2, 31):
        with av.open(str(_write(tmp_path / f"{frames}.mp4", frames))) as container:
            headers.add(bytes(container.streams.video[0].codec_context.extradata or b""))
    assert headers == {segment_header(SIZE)}


def test_an_intermediate_clip_is_nearly_lossless(tmp_path: Path) -> None:
    rows, columns = np.mgrid[0:48, 0:64]
    picture = to_yuv(np.dstack([rows * 5, columns * 3, rows + columns]).astype(np.uint8))
    with SegmentWriter(tmp_path / "a.mp4", SIZE, frames=5, intermediate=True) as segment:
        for _ in range(5):
            segment.write(picture)
    for frame in read_frames(tmp_path / "a.mp4"):
        assert np.abs(frame.y.astype(int) - picture.y).mean() < 0.7


def test_equal_frames_are_equal_files(tmp_path: Path) -> None:
    one, other = _write(tmp_path / "a.mp4", 40), _write(tmp_path / "b.mp4", 40)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("width", [192, 320, 480])
def test_equal_moving_pictures_are_equal_files_at_any_width(width: int, tmp_path: Path) -> None:
    size = FrameSize(width=width, height=180)
    clouds = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 255, (size.height, size.width), np.uint8), (0, 0), 4)
    frames = [YuvFrame(luma, luma[::2, ::2], luma[::2, ::2]) for luma in (np.roll(clouds, n, 1) for n in range(48))]

    def written(name: str) -> bytes:
        with SegmentWriter(tmp_path / name, size, frames=len(frames)) as segment:
            for frame in frames:
                segment.write(frame)
        return (tmp_path / name).read_bytes()

    assert len({written(f"{number}.mp4") for number in range(6)}) == 1


def _write_then_fail(path: Path) -> None:
    with SegmentWriter(path, SIZE, frames=5) as segment:
        segment.write(_grey(30))
        raise KeyError("anything")


def test_a_failure_while_writing_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with pytest.raises(KeyError):
        _write_then_fail(path)
    assert not path.exists()


def test_an_encoder_that_fails_in_the_middle_is_told_by_its_setting_and_leaves_no_file(tmp_path: Path) -> None:
    path, encoder = tmp_path / "a.mp4", breaking_encoder(tmp_path, after=3)
    assert _write(path, 3, encoder=encoder).exists()
    with pytest.raises(EngineUnavailable, match="encoder breaking: libx264 failed: Generic error") as failure:
        _write(path, 5, encoder=encoder)
    assert failure.value.field == "VIDEOGEN_ENCODER"
    assert "videogen doctor" in (failure.value.remedy or "")
    assert not path.exists()


def test_an_encoder_that_fails_at_once_has_no_header(tmp_path: Path) -> None:
    odd = Encoder("odd", "libx264", (("profile", "no such profile"),))
    for fail in (lambda: _write(tmp_path / "a.mp4", 1, encoder=odd), lambda: segment_header(SIZE, encoder=odd)):
        with pytest.raises(EngineUnavailable, match="encoder odd"):
            fail()


def test_a_full_disk_and_a_folder_that_is_gone_are_failures_of_storage(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure, match=r"cannot write a\.mp4"):
        _write(tmp_path / "gone" / "a.mp4", 1)
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("only Linux has a device that is always full")
    (tmp_path / "full.mp4").symlink_to(full)
    with pytest.raises(StorageFailure, match=r"no room left to write full\.mp4"):
        _write(tmp_path / "full.mp4", 1)


def test_too_few_frames_are_an_error_and_leave_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with pytest.raises(ValueError, match="1 of 5 frames"), SegmentWriter(path, SIZE, frames=5) as segment:
        segment.write(_grey(30))
    assert not path.exists()


def test_too_many_frames_are_an_error(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path / "a.mp4", SIZE, frames=1) as segment:
        segment.write(_grey(30))
        with pytest.raises(ValueError, match="already written"):
            segment.write(_grey(30))


def test_a_frame_of_another_size_is_refused(tmp_path: Path) -> None:
    wrong = _grey(30, FrameSize(width=32, height=32))
    with (
        pytest.raises(ValueError, match="64x48, got 32x32"),
        SegmentWriter(tmp_path / "a.mp4", SIZE, frames=1) as segment,
    ):
        segment.write(wrong)


def test_the_colours_of_bt_709_are_where_the_standard_puts_them() -> None:
    patches = np.zeros((2, 8, 3), np.uint8)
    patches[:, 2:4], patches[:, 4:6], patches[:, 6:8] = 255, (255, 0, 0), (0, 0, 255)
    picture = to_yuv(patches)
    assert picture.y[0, ::2].tolist() == [16, 235, 63, 32]
    assert picture.u[0].tolist() == [128, 128, 102, 240]
    assert picture.v[0].tolist() == [128, 128, 240, 118]
