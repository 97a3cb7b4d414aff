"""Footage of every kind comes out as the film needs it; what cannot be shown is refused."""

from pathlib import Path

import av
import numpy as np
import pytest

from tests.media.given import BLUE, GREEN, RED, film, flat, halves, recording, tone
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.conforming import conform, middle_picture
from videogen_dagster.media.given_files import check_footage, check_recording
from videogen_dagster.media.probing import is_segment

SIZE = FrameSize(width=64, height=36)
BT709 = {"colorspace": 1, "color_range": 1}


def conformed(path: Path, *, size: FrameSize = SIZE, frames: int = 3) -> np.ndarray:
    """Return the pictures of a film after it was conformed, `uint8[frames, height, width, 3]`."""
    target = path.with_name("conformed.mp4")
    conform(path, target, size=size, frames=frames, frames_per_second=30)
    assert is_segment(target, size, frames, 30)
    with av.open(str(target)) as container:
        return np.stack(
            [
                frame.to_ndarray(format="rgb24", src_colorspace="ITU709", dst_color_range="JPEG")
                for frame in container.decode(video=0)
            ]
        )


def is_colour(pixel: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool(np.abs(pixel.astype(int) - colour).max() <= 8)


KINDS = {
    "untagged and small: BT.601": {},
    "BT.601": {"tags": {"colorspace": 6, "color_range": 1}},
    "BT.709": {"tags": BT709},
    "full range": {"tags": {"colorspace": 1, "color_range": 2}, "pixels": "yuvj420p"},
    "10 bit": {"tags": BT709, "pixels": "yuv420p10le"},
    "4:4:4": {"tags": BT709, "pixels": "yuv444p"},
    "BT.2020, standard range": {"tags": {"colorspace": 9, "color_range": 1}, "codec": "ffv1", "pixels": "yuv420p10le"},
    "ProRes": {"tags": BT709, "codec": "prores_ks", "pixels": "yuv422p10le"},
    "RGB": {"codec": "qtrle", "pixels": "rgb24"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_colours_are_kept_whatever_they_are_coded_in(tmp_path, kind):
    suffix = "mkv" if KINDS[kind].get("codec") == "ffv1" else "mov"
    path = film(tmp_path / f"a.{suffix}", [flat(RED)] * 3, **KINDS[kind])
    check_footage(path)
    assert is_colour(conformed(path)[1, 18, 32], RED)


@pytest.mark.parametrize("pixels", [(63, 35), (65, 37)])
def test_odd_sizes_fill_the_frame(tmp_path, pixels):
    path = film(tmp_path / "a.mkv", [flat(GREEN, *pixels)] * 3, codec="ffv1", pixels="yuv444p", tags=BT709)
    shown = conformed(path)[0]
    assert all(is_colour(shown[y, x], GREEN) for y in (0, 35) for x in (0, 63))


@pytest.mark.parametrize(("degrees", "top"), [(90, BLUE), (-90, RED), (180, None)])
def test_a_telephone_that_was_held_upright_is_turned(tmp_path, degrees, top):
    """Red on the left goes to the bottom when a picture is turned against the clock by 90 degrees."""
    turned = film(tmp_path / "a.mp4", [halves()] * 3, tags=BT709)
    write_rotation(turned, degrees)
    if top is None:
        shown = conformed(turned)[0]
        assert is_colour(shown[18, 10], BLUE)
        assert is_colour(shown[18, 54], RED)
        return
    shown = conformed(turned, size=FrameSize(width=36, height=64))[0]
    assert is_colour(shown[8, 18], top)
    assert is_colour(shown[56, 18], RED if top == BLUE else BLUE)


def write_rotation(path: Path, degrees: int) -> None:
    """Write a rotation into the track header of an MP4 (ISO/IEC 14496-12, section 8.3.2): a matrix of 16.16 numbers."""
    content = bytearray(path.read_bytes())
    matrix = content.index(b"tkhd") + 4 + 4 + 20 + 16
    cos, sin = round(np.cos(np.radians(degrees))), round(np.sin(np.radians(degrees)))
    for place, value in ((0, cos), (1, -sin), (3, sin), (4, cos)):
        content[matrix + 4 * place : matrix + 4 * place + 4] = (value * 65536).to_bytes(4, "big", signed=True)
    path.write_bytes(content)


def test_transparent_footage_stands_before_black(tmp_path):
    half = np.dstack([flat((200, 100, 50)), np.full((36, 64), 128, np.uint8)])
    path = film(tmp_path / "a.mov", [half] * 3, codec="qtrle", pixels="argb")
    assert conformed(path)[0, 18, 32].astype(int) == pytest.approx((100, 50, 25), abs=6)


def test_pixels_that_are_not_square_are_drawn_out(tmp_path):
    """Half as wide pixels: a film of 128x36 shows what fits into 64x36."""
    path = film(tmp_path / "a.mp4", [halves(128, 36)] * 3, tags=BT709, options={"x264-params": "sar=1/2"})
    shown = conformed(path)[0]
    assert is_colour(shown[2, 4], RED)
    assert is_colour(shown[33, 60], BLUE)


def test_a_variable_rate_keeps_its_times(tmp_path):
    """Pictures at 0, 0.1, 0.5 and 0.6 s: at 30 frames a second each is seen from frame 0, 3, 15 and 18 on."""
    colours = [RED, GREEN, BLUE, (230, 230, 230)]
    path = film(tmp_path / "a.mp4", [flat(each) for each in colours], rate=90, times=[0, 9, 45, 54], tags=BT709)
    shown = conformed(path, frames=21)
    seen = [next(index for index, each in enumerate(colours) if is_colour(frame[18, 32], each)) for frame in shown]
    assert seen == [0] * 3 + [1] * 12 + [2] * 3 + [3] * 3


def test_longer_footage_is_cut_and_shorter_footage_ends_with_its_last_picture(tmp_path):
    path = film(tmp_path / "a.mp4", [flat(RED)] * 2 + [flat(GREEN)] * 2, tags=BT709)
    assert len(conformed(path, frames=3)) == 3
    assert is_colour(conformed(path, frames=9)[8, 18, 32], GREEN)


def test_the_picture_of_footage_is_from_its_middle(tmp_path):
    path = film(tmp_path / "a.mkv", [flat(RED)] * 6 + [flat(GREEN)] * 6 + [flat(BLUE)] * 6, codec="ffv1", tags=BT709)
    assert is_colour(middle_picture(path, SIZE)[18, 32], GREEN)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    noise = np.random.default_rng(1)
    pictures = [noise.integers(0, 255, (36, 64, 3)).astype(np.uint8) for _ in range(40)]
    folder = tmp_path_factory.mktemp("whole")
    return {
        "moov behind": film(folder / "a.mp4", pictures),
        "Matroska": film(folder / "a.mkv", pictures),
        "AVI": film(folder / "a.avi", pictures, codec="mjpeg", pixels="yuvj420p"),
    }


@pytest.mark.parametrize("kind", ["moov behind", "Matroska", "AVI"])
def test_a_film_that_breaks_off_is_refused(tmp_path, whole, kind):
    check_footage(whole[kind])
    content = whole[kind].read_bytes()
    cut = tmp_path / whole[kind].name
    cut.write_bytes(content[: len(content) // 2])
    with pytest.raises(InvalidInput, match=rf"{cut.name}.*(breaks off|damaged)"):
        check_footage(cut)


def test_a_film_whose_middle_is_lost_is_refused(tmp_path, whole):
    content = bytearray(whole["moov behind"].read_bytes())
    content[len(content) // 4 : len(content) * 3 // 4] = bytes(len(content) * 3 // 4 - len(content) // 4)
    (tmp_path / "a.mp4").write_bytes(content)
    with pytest.raises(InvalidInput, match="damaged"):
        check_footage(tmp_path / "a.mp4")


def test_footage_is_silent_if_nothing_comes_out_of_its_sound(tmp_path):
    heard = film(tmp_path / "heard.mp4", [flat(RED)] * 15, sound=tone(48_000, 0.5))
    assert check_footage(heard).has_sound
    unknown = heard.read_bytes().replace(b"\x40\x15", b"\xc0\x15", 1).replace(b"mp4a", b"zzzz")
    (tmp_path / "unknown.mp4").write_bytes(unknown)
    assert not check_footage(tmp_path / "unknown.mp4").has_sound
    assert not check_footage(with_empty_sound(tmp_path / "empty.mkv")).has_sound


def with_empty_sound(path: Path) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        container.add_stream("pcm_s16le", rate=48_000, layout="mono")
        container.start_encoding()
        for number in range(5):
            frame = av.VideoFrame.from_ndarray(flat(RED), format="rgb24").reformat(format="yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("name", ["a.mp4", "a.avi"])
def test_a_long_film_is_decoded_at_both_ends(tmp_path, name):
    noise = np.random.default_rng(1)
    pictures = [noise.integers(0, 255, (36, 64, 3)).astype(np.uint8) for _ in range(60)]
    path = film(tmp_path / name, pictures, options={"g": "10"})
    few = 64 * 36 * 20
    assert check_footage(path, most_pixels=few) == check_footage(path)
    with av.open(str(path)) as container:
        packets = [bytes(packet) for packet in container.demux(video=0) if packet.size]
    content = path.read_bytes()
    for lost in packets[45:]:
        content = content.replace(lost, bytes(len(lost)))
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match="its end cannot be shown"):
        check_footage(path, most_pixels=few)


def test_a_recording_is_decoded_no_further_than_it_may_last(tmp_path):
    path = recording(tmp_path / "a.flac", tone(48_000, 3.0), rate=48_000, layout="mono", codec="flac")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 3 // 4])
    with pytest.raises(InvalidInput, match="breaks off"):
        check_recording(path)
    assert check_recording(path, longest_s=0.5) == pytest.approx(3, abs=0.1), "as long as the file tells"


def test_sound_alone_is_no_footage_and_pictures_alone_are_no_recording(tmp_path, whole):
    song = recording(tmp_path / "a.m4a", tone(48_000, 0.3), rate=48_000, layout="mono", codec="aac")
    with pytest.raises(InvalidInput, match="no moving pictures"):
        check_footage(song)
    with pytest.raises(InvalidInput, match="no sound"):
        check_recording(whole["moov behind"])
