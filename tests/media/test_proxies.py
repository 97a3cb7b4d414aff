from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.probing import check_decodes, key_frames, probe
from videogen_dagster.media.proxies import write_proxy
from videogen_dagster.media.segments import SegmentWriter, read_frames

SIZE = FrameSize(width=320, height=180)


def clip(path: Path, levels: Sequence[int], *, size: FrameSize = SIZE, rate: int = 30) -> Path:
    """Flat pictures, each of a level of its own, with blue and red told apart."""
    half = (size.height // 2, size.width // 2)
    blue, red = np.full(half, 90, np.uint8), np.full(half, 170, np.uint8)
    with SegmentWriter(path, size, frames=len(levels), frames_per_second=rate) as segment:
        for level in levels:
            segment.write(YuvFrame(np.full((size.height, size.width), level, np.uint8), blue, red))
    return path


@pytest.mark.parametrize(("frames", "rate"), [(1, 30), (2, 24), (77, 30), (61, 25), (90, 60)])
def test_it_shows_frame_by_frame_the_same_in_small(tmp_path: Path, frames: int, rate: int) -> None:
    proxy = tmp_path / "proxy.mp4"
    wanted = [30 + 37 * frame % 180 for frame in range(frames)]
    assert write_proxy(clip(tmp_path / "a.mp4", wanted, rate=rate), proxy, height=90) == frames
    facts = probe(proxy).video
    assert facts is not None
    assert (facts.width, facts.height, facts.frames) == (160, 90, frames)
    assert (facts.frames_per_second, facts.duration_s) == (rate, Fraction(frames, rate))
    assert probe(proxy).audio is None
    check_decodes(proxy)
    assert np.abs(np.array(levels(proxy)) - [(level, 90, 170) for level in wanted]).max() < 3


def levels(path: Path) -> list[tuple[float, float, float]]:
    return [(float(frame.y.mean()), float(frame.u.mean()), float(frame.v.mean())) for frame in read_frames(path)]


def test_colours_are_told_to_be_those_of_the_film(tmp_path: Path) -> None:
    write_proxy(clip(tmp_path / "a.mp4", range(30, 35)), tmp_path / "proxy.mp4", height=90)
    with av.open(str(tmp_path / "proxy.mp4")) as container:
        context = container.streams.video[0].codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)


def test_it_plays_before_it_is_there_and_can_be_wound_through(tmp_path: Path) -> None:
    proxy = tmp_path / "proxy.mp4"
    write_proxy(clip(tmp_path / "a.mp4", range(30, 130)), proxy, height=90, cuts=[7, 8])
    content = proxy.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    of_clip = key_frames(tmp_path / "a.mp4")
    assert of_clip == [0, 15, 75, 85]
    assert key_frames(proxy) == [0, 7, 8, 15, 45, 75, 85], "a second apart at most"
    with av.open(str(proxy)) as container:
        assert not container.streams.video[0].codec_context.has_b_frames


@pytest.mark.parametrize(
    ("size", "height", "wanted"),
    [((320, 180), 360, (320, 180)), ((108, 192), 96, (54, 96)), ((320, 180), 91, (160, 90)), ((96, 96), 30, (30, 30))],
)
def test_it_keeps_its_shape_and_never_grows(
    tmp_path: Path, size: tuple[int, int], height: int, wanted: tuple[int, int]
) -> None:
    source = clip(tmp_path / "a.mp4", range(30, 33), size=FrameSize(width=size[0], height=size[1]))
    write_proxy(source, tmp_path / "proxy.mp4", height=height)
    facts = probe(tmp_path / "proxy.mp4").video
    assert facts is not None
    assert (facts.width, facts.height) == wanted


def test_equal_clips_are_equal_proxies(tmp_path: Path) -> None:
    source = clip(tmp_path / "a.mp4", range(30, 60))
    for name in ("one.mp4", "two.mp4"):
        write_proxy(source, tmp_path / name, height=90)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


@pytest.mark.parametrize("more_bytes", [0, 5])
def test_a_clip_of_which_a_part_is_missing_is_refused_and_an_earlier_proxy_stays(
    tmp_path: Path, more_bytes: int
) -> None:
    whole, cut, proxy = tmp_path / "whole.mp4", tmp_path / "cut.mp4", tmp_path / "proxy.mp4"
    # With its index in front, a file that ends early can still be opened.
    write_proxy(clip(tmp_path / "a.mp4", range(30, 130)), whole, height=90)
    with av.open(str(whole)) as container:
        places = [packet.pos for packet in container.demux(video=0) if packet.pts is not None]
    cut.write_bytes(whole.read_bytes()[: places[60] + more_bytes])
    proxy.write_bytes(b"earlier")
    with pytest.raises(InvalidInput, match=r"cut\.mp4.*be decoded"):
        write_proxy(cut, proxy)
    assert proxy.read_bytes() == b"earlier"
    assert not list(tmp_path.glob(".*"))


def test_what_is_no_clip_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("no clip")
    with pytest.raises(InvalidInput, match=r"text\.mp4"):
        write_proxy(tmp_path / "text.mp4", tmp_path / "proxy.mp4")


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure, match=r"proxy\.mp4"):
        write_proxy(clip(tmp_path / "a.mp4", range(30, 33)), tmp_path / "missing" / "proxy.mp4")
