import pytest
from pydantic import ValidationError

from videogen_dagster.core.cues import CaptionTrack, Cue


def test_captions_that_overlap_are_no_track():
    cues = (Cue(first_frame=0, end_frame=9, rows=("a",)), Cue(first_frame=8, end_frame=12, rows=("b",)))
    with pytest.raises(ValidationError, match="overlap at frame 8"):
        CaptionTrack(language="en", frames_per_second=30, frames=100, cues=cues)
    with pytest.raises(ValidationError, match="never seen"):
        Cue(first_frame=5, end_frame=5, rows=("a",))


def test_the_caption_of_a_frame_is_found_and_none_between_captions():
    cues = (Cue(first_frame=5, end_frame=9, rows=("a",)), Cue(first_frame=12, end_frame=14, rows=("b",)))
    track = CaptionTrack(language="en", frames_per_second=30, frames=100, cues=cues)
    found = [track.cue_at(frame) for frame in (4, 5, 8, 9, 12, 14)]
    assert found == [None, cues[0], cues[0], None, cues[1], None]
