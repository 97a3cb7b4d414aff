from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.core.cues import CaptionTrack, Cue
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.caption_files import TimedText
from videogen_dagster.media.caption_translation import translated_track

FILM = CaptionTrack(
    language="en",
    frames_per_second=30,
    frames=300,
    cues=(
        Cue(first_frame=30, end_frame=90, rows=("Hello.",), speaker="MARA", scene="001"),
        Cue(first_frame=90, end_frame=150, rows=("And you?",), speaker="ELIAS", scene="002"),
    ),
)


def test_given_captions_keep_their_times_and_are_told_whose_they_are():
    track = translated_track(
        FILM, [TimedText(1000, 2500, ("Hallo.",)), TimedText(3100, 5200, ("Und du?",))], language="de"
    )
    assert track.language == "de"
    assert [(cue.first_frame, cue.end_frame, cue.speaker, cue.scene) for cue in track.cues] == [
        (30, 75, "MARA", "001"),
        (93, 156, "ELIAS", "002"),
    ]


def test_rows_that_are_short_enough_stay_as_given():
    (cue,) = translated_track(FILM, [TimedText(0, 2000, ("- Nein.", "- Doch."))], language="de").cues
    assert cue.rows == ("- Nein.", "- Doch.")


def test_a_text_too_long_for_one_caption_becomes_several_that_share_its_time():
    long = "Jeden Abend ging das Licht am Kap von selbst an, und niemand fragte danach, bis zu dem Abend, an dem es dunkel blieb."
    cues = translated_track(FILM, [TimedText(0, 6000, (long,)), TimedText(6000, 7000, ("Ja.",))], language="de").cues
    assert " ".join(row for cue in cues[:-1] for row in cue.rows) == long
    assert (cues[0].first_frame, cues[-2].end_frame, cues[-1].first_frame) == (0, 180, 180)
    assert all(before.end_frame == behind.first_frame for before, behind in pairwise(cues))


def test_a_caption_is_seen_no_longer_than_the_film():
    (cue,) = translated_track(FILM, [TimedText(9000, 12_000, ("Ende",))], language="de").cues
    assert (cue.end_frame, cue.scene) == (300, "")


def test_a_caption_behind_the_end_of_the_film_is_refused():
    with pytest.raises(InvalidInput, match=r"begins at 00:00:10,000, but the film ends at 00:00:10,000") as caught:
        translated_track(
            FILM, [TimedText(0, 500, ("a",)), TimedText(10_000, 11_000, ("b",), line=7)], language="de", source="de.srt"
        )
    assert (caught.value.field, caught.value.source) == ("caption 2, line 7", "de.srt")


times = st.lists(st.integers(0, 9_900), min_size=2, max_size=12, unique=True).map(sorted)


@given(times, st.text("ab, 毎。", max_size=300))
def test_captions_stay_in_order_and_inside_their_times(cuts, text):
    texts = [TimedText(first, end, (text,)) for first, end in zip(cuts[::2], cuts[1::2], strict=False)]
    track = translated_track(FILM, texts, language="en")
    for cue in track.cues:
        assert any(
            round(given.start_ms * 0.03) - 1 <= cue.first_frame < cue.end_frame <= round(given.end_ms * 0.03) + 1
            for given in texts
        )
