from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.contact_sheets import contact_sheet
from videogen_dagster.media.frames import to_yuv
from videogen_dagster.media.joining import Part, join_segments
from videogen_dagster.media.segments import SegmentWriter

SIZE = FrameSize(width=96, height=54)
COLOURS = ((200, 40, 40), (40, 180, 60), (50, 70, 210), (220, 200, 50), (190, 60, 190), (60, 190, 200))
LENGTHS = (80, 31, 1, 2, 130, 47)
STARTS = (0, 80, 111, 112, 114, 244)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six scenes, 291 frames, each of one colour."""
    folder = tmp_path_factory.mktemp("film")
    parts = []
    for number, (colour, frames) in enumerate(zip(COLOURS, LENGTHS, strict=True)):
        picture = to_yuv(np.full((SIZE.height, SIZE.width, 3), colour, np.uint8))
        parts.append(Part(folder / f"{number}.mp4"))
        with SegmentWriter(parts[-1].path, SIZE, frames=frames) as segment:
            for _ in range(frames):
                segment.write(picture)
    join_segments(parts, None, folder / "film.mp4", title="", language="en")
    return folder / "film.mp4"


def cells(sheet: Image.Image, columns: int, rows: int) -> list[tuple[int, ...]]:
    """Return the colour in the middle of the upper half of each cell, row by row."""
    pixels = np.asarray(sheet)
    ys = [round((row + 0.3) * sheet.height / rows) for row in range(rows)]
    xs = [round((column + 0.5) * sheet.width / columns) for column in range(columns)]
    return [tuple(int(value) for value in pixels[y, x]) for y in ys for x in xs]


def assert_shows(found: list[tuple[int, ...]], colours: list[tuple[int, int, int]]) -> None:
    assert np.abs(np.array(found) - np.array(colours)).max() <= 6


@pytest.mark.parametrize("at", ["beginning", "middle", "end"])
def test_each_scene_is_in_its_cell_whichever_of_its_frames_is_asked_for(film: Path, at: str) -> None:
    share = {"beginning": 0.0, "middle": 0.5, "end": 1.0}[at]
    moments = [
        (start + round((frames - 1) * share), f"{number:03d}")
        for number, (start, frames) in enumerate(zip(STARTS, LENGTHS, strict=True), 1)
    ]
    sheet = contact_sheet(film, moments, columns=3, width=480)
    assert sheet.width == 480
    assert_shows(cells(sheet, 3, 2), list(COLOURS))


def test_moments_stand_in_the_order_given_and_the_last_row_may_be_short(film: Path) -> None:
    sheet = contact_sheet(film, [(250, "006"), (0, "001"), (111, "003"), (250, "006")], columns=3, width=480)
    found = cells(sheet, 3, 2)
    assert_shows(found[:4], [COLOURS[5], COLOURS[0], COLOURS[2], COLOURS[5]])
    assert found[4] == found[5] == sheet.getpixel((0, 0)), "nothing stands there"


def test_label_and_time_stand_below_their_picture(film: Path) -> None:
    # Pictures are 192 pixels wide and end at row 112.
    def below(moments: list[tuple[int, str]]) -> np.ndarray:
        sheet = np.asarray(contact_sheet(film, moments, columns=1, width=200)).astype(int)
        return np.abs(sheet - sheet[0, 0]).max(axis=2)[118:]

    plain, labelled, later = below([(0, "")]), below([(0, "001")]), below([(60, "")])
    assert not plain[:, :100].any()
    assert labelled[:, :100].max() > 150
    assert plain[:, 150:].max() > 100
    assert (plain[:, 150:] != later[:, 150:]).any(), "0:00 and 0:02"
    assert (labelled[:, 150:] == plain[:, 150:]).all()


def test_a_long_label_is_shortened_and_stays_in_its_cell(film: Path) -> None:
    long = [(0, "A heading that goes on and on, and does not end where its picture ends"), (0, "")]
    sheet = np.asarray(contact_sheet(film, long, columns=2, width=400)).astype(int)
    short = np.asarray(contact_sheet(film, [(0, ""), (0, "")], columns=2, width=400)).astype(int)
    differing = np.flatnonzero((sheet != short).any(axis=(0, 2)))
    assert 150 < differing.max() < 200


def test_three_hundred_scenes_are_one_sheet(film: Path) -> None:
    wanted = [number % 6 for number in range(300)]
    sheet = contact_sheet(film, [(STARTS[scene], f"{number:03d}") for number, scene in enumerate(wanted)])
    assert sheet.width == 1920
    assert 0.6 < sheet.height / sheet.width < 1.4
    assert_shows(cells(sheet, 15, 20), [COLOURS[scene] for scene in wanted])


def test_a_tall_film_has_more_columns(tmp_path: Path) -> None:
    tall = FrameSize(width=54, height=96)
    with SegmentWriter(tmp_path / "a.mp4", tall, frames=2) as segment:
        for _ in range(2):
            segment.write(to_yuv(np.full((96, 54, 3), COLOURS[0], np.uint8)))
    sheet = contact_sheet(tmp_path / "a.mp4", [(0, "001")] * 24, width=720)
    assert 0.6 < sheet.height / sheet.width < 1.4
    assert_shows(cells(sheet, 8, 3), [COLOURS[0]] * 24)


@pytest.mark.parametrize("frame", [-1, 291])
def test_a_moment_outside_the_film_is_refused(film: Path, frame: int) -> None:
    with pytest.raises(InvalidInput, match=rf"film\.mp4: frame {frame} .* 291"):
        contact_sheet(film, [(frame, "001")])


def test_a_sheet_without_moments_is_refused(film: Path) -> None:
    with pytest.raises(InvalidInput, match="at least one moment"):
        contact_sheet(film, [])


def test_a_sheet_too_narrow_for_its_columns_is_refused(film: Path) -> None:
    with pytest.raises(InvalidInput, match="at most 5 columns"):
        contact_sheet(film, [(0, "001")] * 12, columns=12, width=300)
    assert contact_sheet(film, [(0, "001")] * 12, columns=5, width=300).width == 300


def test_what_is_no_film_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("no film")
    with pytest.raises(InvalidInput, match=r"text\.mp4"):
        contact_sheet(tmp_path / "text.mp4", [(0, "001")])
