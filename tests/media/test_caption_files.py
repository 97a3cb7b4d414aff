import io

import av
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from videogen_dagster.core.cues import CaptionTrack, Cue
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.caption_files import TimedText, read_captions, to_srt, to_vtt


def track(*cues: Cue, frames_per_second: int = 30, frames: int = 9000) -> CaptionTrack:
    return CaptionTrack(language="en", frames_per_second=frames_per_second, frames=frames, cues=cues)


def cue(first_frame: int, end_frame: int, *rows: str, speaker: str = "") -> Cue:
    return Cue(first_frame=first_frame, end_frame=end_frame, rows=rows, speaker=speaker)


TWO = (cue(10, 55, "Forty boats", "were still at sea.", speaker="MARA & <CO>"), cue(55, 109_000, "Yes."))


def test_subrip_is_written_as_players_expect_it():
    assert to_srt(track(*TWO)) == (
        "1\n00:00:00,333 --> 00:00:01,833\nForty boats\nwere still at sea.\n\n2\n00:00:01,833 --> 01:00:33,333\nYes.\n"
    )


def test_webvtt_tells_who_speaks():
    assert to_vtt(track(*TWO)) == (
        "WEBVTT\n\n1\n00:00:00.333 --> 00:00:01.833\n<v MARA &amp; &lt;CO&gt;>Forty boats\nwere still at sea.\n\n"
        "2\n00:00:01.833 --> 01:00:33.333\nYes.\n"
    )


def test_marks_of_the_formats_are_only_text():
    written = track(cue(0, 30, "a < b & c --> d <b>x</b> {\\an8}y"))
    assert "a &lt; b &amp; c --&gt; d &lt;b&gt;x&lt;/b&gt;" in to_vtt(written)
    srt = to_srt(written)
    assert srt.count("-->") == 1
    with av.open(io.BytesIO(srt.encode()), format="srt") as container:
        (shown,) = [subtitle.ass for packet in container.demux() for subtitle in packet.decode()]
    # FFmpeg's own escape (of a brace that would style the words) is the last it adds.
    assert (
        shown.decode().split(",,")[-1].replace("\u2060", "").replace("\\{", "{") == "a < b & c --> d <b>x</b> {\\an8}y"
    )


def test_right_to_left_rows_are_isolated_and_left_to_right_ones_are_not():
    written = to_srt(track(cue(0, 30, "مرحبا بالعالم!", "Hello!"), cue(30, 60, "3.5 שלום")))
    assert "\n\u2067مرحبا بالعالم!\u2069\nHello!\n" in written
    assert "\n\u20673.5 שלום\u2069\n" in written


def test_a_file_without_captions_is_written_too():
    assert to_srt(track()) == ""
    assert to_vtt(track()) == "WEBVTT\n"


PLAIN = "1\n00:00:01,000 --> 00:00:02,500\nHello\n\n2\n00:00:03,000 --> 00:00:04,000\nWorld\n"

VTT = (
    "WEBVTT - a film\nKind: captions\n\nNOTE\nnot seen\n\nSTYLE\n::cue { color: red }\n\nintro\n"
    "00:01.000 --> 00:02.500 line:90% align:start\n<c.loud>Hello</c>\n\nNOTE more\n\n00:03.000 --> 00:04.000\nWor<00:03.500>ld\n"
)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\ufeff" + PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("1\n", "", 1).replace("2\n", ""),
        PLAIN.replace("2\n", "7\n"),
        PLAIN.replace("Hello", '<i><font color="red">Hello</font></i>').replace("World", "{\\an8}<b>World</B>"),
        PLAIN.replace(" --> ", "-->").replace(",", "."),
        PLAIN.replace("00:00:04,000", "00:00:04,000 X1:0 X2:9"),
        PLAIN.rstrip(),
        "\n\n" + PLAIN.replace("\n\n", "\n\n\n\n"),
        VTT,
        PLAIN + "\n3\n00:00:05,000 --> 00:00:06,000\n\n",
    ],
)
def test_files_are_read_as_people_have_them(text):
    found = read_captions(text, "a.srt")
    assert [(caption.start_ms, caption.end_ms, caption.rows) for caption in found] == [
        (1000, 2500, ("Hello",)),
        (3000, 4000, ("World",)),
    ]


def test_a_blank_line_inside_a_subrip_caption_and_a_number_as_its_text_are_kept():
    text = PLAIN.replace("Hello", "Hello\n\nagain").replace("World", "1984")
    assert [caption.rows for caption in read_captions(text, "a.srt")] == [("Hello", "again"), ("1984",)]


def test_voices_and_entities_of_webvtt_are_understood():
    (caption,) = read_captions("WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Mara Steel>Tom &amp; I &lt;3\n", "a.vtt")
    assert caption == TimedText(1000, 2000, ("Tom & I <3",), "Mara Steel", 3)


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("", None, "there is no caption"),
        ("WEBVTT\n\nNOTE nothing\n", None, "there is no caption"),
        ("just some words\nin a file", None, "there is no caption"),
        (PLAIN.replace("00:00:03,000", "00:00:02,400"), "caption 2, line 6", "while the caption above it (line 2)"),
        (PLAIN.replace("00:00:03,000", "00:00:00,500"), "caption 2, line 6", "before the caption above it (line 2)"),
        (PLAIN.replace("00:00:04,000", "00:00:03,000"), "caption 2, line 6", "not after it begins at 00:00:03,000"),
        (PLAIN.replace("00:00:02,500", "00:00:75,000"), "caption 1, line 2", "cannot be read"),
        (PLAIN.replace("00:00:02,500", "soon"), "caption 1, line 2", "cannot be read"),
        (PLAIN.replace("00:00:01,000 -->", "00:00:01,000 ->"), "caption 1, line 2", "cannot be read"),
        (PLAIN.replace("00:00:01,000", "00:0x:01,000"), "caption 1, line 2", "cannot be read"),
        (PLAIN.replace("00:00:01,000", "1"), "caption 1, line 2", "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_caption_line_and_remedy(text, where, message):
    with pytest.raises(InvalidInput) as caught:
        read_captions(text, "mine.srt")
    assert caught.value.field == where
    assert message in caught.value.message
    assert "mine.srt" in str(caught.value)
    assert caught.value.remedy


rows = st.lists(
    st.text("ab<>&-{}\\/ vc1.:é毎مש", min_size=1).map(lambda text: " ".join(text.split())).filter(bool),
    min_size=1,
    max_size=2,
)


@example([(0, 1, ["1->"]), (0, 1, ["1:1->1:1", "-->"])], 24)
@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 90), rows), min_size=1, max_size=5),
    st.sampled_from([24, 30, 60]),
)
def test_what_was_written_is_read_again(parts, frames_per_second):
    cues, at = [], 0
    for gap, length, texts in parts:
        cues.append(cue(at + gap, at + gap + length, *texts, speaker="A & <B>"))
        at += gap + length
    film = track(*cues, frames_per_second=frames_per_second)
    for text in (to_srt(film), to_vtt(film)):
        found = read_captions(text, "written")
        assert [caption.rows for caption in found] == [written.rows for written in cues]
        frames = [
            (round(c.start_ms * frames_per_second / 1000), round(c.end_ms * frames_per_second / 1000)) for c in found
        ]
        assert frames == [(written.first_frame, written.end_frame) for written in cues]
