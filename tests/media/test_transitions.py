from pathlib import Path

import numpy as np
import pytest

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.media.blending import blend, fade_out
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.joining import Part, join_segments
from videogen_dagster.media.probing import check_decodes, is_segment
from videogen_dagster.media.segments import SegmentWriter, read_frames
from videogen_dagster.media.transitions import Cuts, Shot, write_transition

SIZE = FrameSize(width=96, height=64)


def picture(level: int, number: int) -> YuvFrame:
    """A slope that moves by a pixel a frame: each frame is another one."""
    rows, columns = np.mgrid[0:64, 0:96]
    y = (level + 40 * np.sin((rows + columns + number) / 9)).astype(np.uint8)
    chroma = np.full((32, 48), 100 + level // 4, np.uint8)
    return YuvFrame(y, chroma, chroma)


def segment(path: Path, frames: int, *, level: int, join_frames: int = 15) -> Shot:
    with SegmentWriter(path, SIZE, frames=frames, join_frames=join_frames) as writer:
        for number in range(frames):
            writer.write(picture(level, number))
    return Shot(path, frames)


def write(kind: TransitionKind, before: Shot, behind: Shot | None, target: Path, frames: int) -> Cuts:
    return write_transition(kind, before, behind, target, frames=frames, size=SIZE, frames_per_second=30)


def copies(path: Path) -> list[YuvFrame]:
    return [YuvFrame(*(plane.copy() for plane in frame.planes())) for frame in read_frames(path)]


def psnr_db(shown: YuvFrame, ideal: YuvFrame) -> float:
    error = np.mean((shown.y.astype(float) - ideal.y) ** 2)
    return 99.0 if error == 0 else 10 * np.log10(255**2 / error)


BLENDING = [kind for kind in TransitionKind if kind is not TransitionKind.CUT]


@pytest.mark.parametrize("kind", BLENDING)
def test_it_is_as_good_as_an_ideal_blend_and_joins_by_copying(tmp_path: Path, kind: TransitionKind) -> None:
    before, behind = segment(tmp_path / "a.mp4", 60, level=80), segment(tmp_path / "b.mp4", 50, level=150)
    target = tmp_path / "t.mp4"
    assert write(kind, before, behind, target, 15) == Cuts(leaves_at=45, enters_at=15, frames=15)
    ending, beginning = copies(before.path)[45:], copies(behind.path)[:15]
    ideal = [blend(kind, (k + 1) / 16, *pair) for k, pair in enumerate(zip(ending, beginning, strict=True))]
    shown = copies(target)
    assert min(psnr_db(*pair) for pair in zip(shown, ideal, strict=True)) >= 42

    film = tmp_path / "film.mp4"
    parts = [Part(before.path, 0, 45), Part(target), Part(behind.path, 15)]
    assert join_segments(parts, None, film, title="", language="en") == 60 + 50 - 15
    check_decodes(film)
    joined = [frame.y.tobytes() for frame in copies(film)]
    wanted = [*copies(before.path)[:45], *shown, *copies(behind.path)[15:]]
    assert joined == [frame.y.tobytes() for frame in wanted], "bodies bit by bit"


@pytest.mark.parametrize("kind", [TransitionKind.DIP_BLACK, TransitionKind.DIP_WHITE])
def test_a_film_fades_out_to_nothing_but_colour(tmp_path: Path, kind: TransitionKind) -> None:
    before = segment(tmp_path / "a.mp4", 60, level=80)
    assert write(kind, before, None, tmp_path / "t.mp4", 15) == Cuts(leaves_at=45, enters_at=0, frames=15)
    ideal = [fade_out(kind, (k + 1) / 15, frame) for k, frame in enumerate(copies(before.path)[45:])]
    shown = copies(tmp_path / "t.mp4")
    assert min(psnr_db(*pair) for pair in zip(shown, ideal, strict=True)) >= 42
    assert shown[-1].y.std() < 1


@pytest.mark.parametrize("frames", [2, 3, 17, 20, 29, 31, 45])
def test_short_scenes_between_two_transitions_are_cut_where_key_frames_stand(tmp_path: Path, frames: int) -> None:
    first, last = segment(tmp_path / "a.mp4", 60, level=80), segment(tmp_path / "c.mp4", 60, level=120)
    short = segment(tmp_path / "b.mp4", frames, level=150)
    overlap = min(15, frames // 2)
    into = write(TransitionKind.CROSSFADE, first, short, tmp_path / "t1.mp4", overlap)
    out_of = write(TransitionKind.CROSSFADE, short, last, tmp_path / "t2.mp4", overlap)
    assert into.enters_at <= out_of.leaves_at
    parts = [Part(first.path, 0, into.leaves_at), Part(tmp_path / "t1.mp4")]
    if into.enters_at < out_of.leaves_at:
        parts.append(Part(short.path, into.enters_at, out_of.leaves_at))
    parts += [Part(tmp_path / "t2.mp4"), Part(last.path, out_of.enters_at)]
    film = tmp_path / "film.mp4"
    assert join_segments(parts, None, film, title="", language="en") == 60 + frames + 60 - 2 * overlap
    check_decodes(film)


def test_pictures_up_to_the_next_key_frame_are_encoded_with_it_where_none_stands_at_its_end(tmp_path: Path) -> None:
    before = segment(tmp_path / "a.mp4", 60, level=80, join_frames=20)
    behind = segment(tmp_path / "b.mp4", 60, level=150, join_frames=20)
    target = tmp_path / "t.mp4"
    assert write(TransitionKind.CROSSFADE, before, behind, target, 15) == Cuts(leaves_at=40, enters_at=20, frames=25)
    shown = copies(target)
    assert min(psnr_db(*pair) for pair in zip(shown[:5], copies(before.path)[40:45], strict=True)) >= 42
    assert min(psnr_db(*pair) for pair in zip(shown[20:], copies(behind.path)[15:20], strict=True)) >= 42


def test_a_clip_without_key_frames_where_transitions_begin_is_no_segment(tmp_path: Path) -> None:
    assert is_segment(segment(tmp_path / "a.mp4", 60, level=80).path, SIZE, 60, 30)
    assert not is_segment(segment(tmp_path / "b.mp4", 60, level=80, join_frames=20).path, SIZE, 60, 30)


def test_equal_scenes_give_equal_bytes(tmp_path: Path) -> None:
    before, behind = segment(tmp_path / "a.mp4", 30, level=80), segment(tmp_path / "b.mp4", 30, level=150)
    for name in ("one.mp4", "two.mp4"):
        write(TransitionKind.WIPE_LEFT, before, behind, tmp_path / name, 15)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_a_segment_that_is_shorter_than_it_says_is_named(tmp_path: Path) -> None:
    before, behind = segment(tmp_path / "a.mp4", 60, level=80), segment(tmp_path / "b.mp4", 30, level=150)
    with pytest.raises(InvalidInput, match=r"b\.mp4"):
        write(TransitionKind.CROSSFADE, before, Shot(behind.path, 90), tmp_path / "t.mp4", 31)
    assert not (tmp_path / "t.mp4").exists()
