from pathlib import Path

import numpy as np
import pytest

from videogen_dagster.core.assembly_requests import BurnedCaptions
from videogen_dagster.core.cues import CaptionStyle, Cue, CueWord
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.caption_burning import burn_captions
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.probing import is_segment
from videogen_dagster.media.segments import SegmentWriter, read_frames

SIZE = FrameSize(width=320, height=180)
HELLO = Cue(first_frame=10, end_frame=25, rows=("Hello you",))
AGAIN = Cue(first_frame=25, end_frame=40, rows=("and you", "there"))


def burned(
    folder: Path, cues: list[Cue], style: CaptionStyle, *, fonts: tuple[Path, ...] | None = None
) -> list[np.ndarray]:
    """Return how much each frame differs from the clip, row by row."""
    grey = YuvFrame(np.full((180, 320), 90, np.uint8), *(np.full((90, 160), 128, np.uint8) for _ in "uv"))
    with SegmentWriter(folder / "clip.mp4", SIZE, frames=60, intermediate=True) as clip:
        for _ in range(60):
            clip.write(grey)
    target = folder / "captioned.mp4"
    captions = BurnedCaptions(cues=tuple(cues), style=style, language="en")
    burn_captions(folder / "clip.mp4", target, captions, size=SIZE, frames=60, frames_per_second=30, directories=fonts)
    assert is_segment(target, SIZE, 60, 30)
    return [np.abs(frame.y.astype(int) - 90).max(axis=1) for frame in read_frames(target)]


def test_captions_are_seen_exactly_as_long_as_they_say(tmp_path):
    differing = burned(tmp_path, [HELLO, AGAIN], CaptionStyle.PLAIN)
    assert [number for number, rows in enumerate(differing) if rows.max() > 40] == list(range(10, 40))
    assert all(rows[:120].max() < 12 for rows in differing), "nothing above them is touched"


def test_the_word_that_is_spoken_changes_its_colour(tmp_path):
    words = (
        CueWord(row=0, start_char=0, end_char=5, first_frame=10, end_frame=18),
        CueWord(row=0, start_char=6, end_char=9, first_frame=18, end_frame=25),
    )
    burned(tmp_path, [HELLO.model_copy(update={"words": words})], CaptionStyle.HIGHLIGHT)
    blue = [frame.u.astype(int) - 128 for frame in read_frames(tmp_path / "captioned.mp4")]
    left, right = (np.s_[:, :80], np.s_[:, 80:])
    assert blue[14][left].min() < -40 < blue[14][right].min()
    assert blue[22][right].min() < -40
    assert blue[22][left].min() > blue[14][left].min() + 20


def test_letters_that_no_font_has_are_an_error_that_names_the_script(tmp_path):
    with pytest.raises(InvalidInput, match="Devanagari"):
        burned(tmp_path, [Cue(first_frame=0, end_frame=30, rows=("नमस्ते",))], CaptionStyle.BOX, fonts=())
    assert not (tmp_path / "captioned.mp4").exists()
