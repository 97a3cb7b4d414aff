"""Captions are read when their words are heard: in the tracks of a film and in its pictures."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.media.quality.captioned import CUES, HIGHLIGHTED, Captioned
from tests.media.quality.films import FRAMES, Studio
from videogen_dagster.core.cues import CaptionStyle, CaptionTrack, Cue
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.joining import join_segments
from videogen_dagster.media.quality.captions import track_findings
from videogen_dagster.media.quality.expected import ExpectedFilm
from videogen_dagster.media.quality.findings import Finding, Gate, Severity
from videogen_dagster.media.quality.gates import inspect_film
from videogen_dagster.media.quality.scans import scan_segment

WIDE, TALL, SQUARE = (FrameSize(width=w, height=h) for w, h in ((640, 360), (360, 640), (360, 360)))
SAID = (
    Cue(first_frame=30, end_frame=60, rows=("Good evening.",), scene="001"),
    Cue(first_frame=60, end_frame=75, rows=("Who is there?",), scene="001"),
    Cue(first_frame=92, end_frame=130, rows=("Only the wind", "and I."), scene="002"),
    Cue(first_frame=240, end_frame=295, rows=("Then come in.",), scene="004"),
)


def track(cues: Sequence[Cue], language: str = "en") -> CaptionTrack:
    return CaptionTrack(language=language, frames_per_second=30, frames=FRAMES, cues=tuple(cues))


def read(film: ExpectedFilm) -> ExpectedFilm:
    """Let all that is said have captions."""
    return replace(film, lines=tuple(replace(line, read=(0, line.samples)) for line in film.lines))


def found(whole: Studio, folder: Path, tracks: Sequence[CaptionTrack], meant: Sequence[CaptionTrack]) -> list[Finding]:
    """Return what is wrong with a film of these tracks where others are meant."""
    film = folder / "film.mp4"
    join_segments(whole.parts(), whole.folder / "mix.m4a", film, title="", language="en", captions=tracks)
    return track_findings(film, replace(read(whole.expected()), tracks=tuple(meant)))


def only(findings: Sequence[Finding], *told: str) -> Finding:
    (finding,) = findings
    assert (finding.gate, finding.severity) == (Gate.CAPTIONS, Severity.ERROR)
    assert finding.scene is not None
    assert finding.message.startswith(f"scene {finding.scene} at {finding.at_s:.2f} s: ")
    assert all(part in finding.message for part in told), finding.message
    return finding


def test_tracks_that_say_what_is_heard_when_it_is_heard_pass(whole: Studio, tmp_path: Path) -> None:
    tracks = [track(SAID), track([SAID[0].model_copy(update={"rows": ("Guten Abend.",)})], "de")]
    assert found(whole, tmp_path, tracks, tracks) == []


def test_a_frame_of_difference_is_allowed(whole: Studio, tmp_path: Path) -> None:
    assert found(whole, tmp_path, [track([cue.earlier(-1) for cue in SAID])], [track(SAID)]) == []


@pytest.mark.parametrize(("frames", "told"), [(6, "200 ms too late"), (-2, "67 ms too early")])
def test_a_track_that_is_shifted_is_told_once(whole: Studio, tmp_path: Path, frames: int, told: str) -> None:
    findings = found(whole, tmp_path, [track([cue.earlier(-frames) for cue in SAID])], [track(SAID)])
    finding = only(findings, told, '"Good evening." and 3 more')
    assert (finding.scene, finding.at_s) == ("001", 1.0)


def test_a_caption_that_ends_early_is_told_with_its_scene(whole: Studio, tmp_path: Path) -> None:
    shorter = (*SAID[:2], SAID[2].model_copy(update={"end_frame": 121}), SAID[3])
    assert only(found(whole, tmp_path, [track(shorter)], [track(SAID)]), "ends 300 ms too early").scene == "002"


def test_a_missing_caption_is_told_and_the_others_keep_their_times(whole: Studio, tmp_path: Path) -> None:
    finding = only(found(whole, tmp_path, [track(SAID[:2] + SAID[3:])], [track(SAID)]), '"Only the wind and I." is not')
    assert (finding.scene, finding.at_s) == ("002", pytest.approx(92 / 30))


def test_a_caption_that_nobody_says_is_told(whole: Studio, tmp_path: Path) -> None:
    finding = only(found(whole, tmp_path, [track(SAID)], [track(SAID[:2] + SAID[3:])]), "should not be in the track")
    assert finding.scene == "002"


def test_other_words_are_told(whole: Studio, tmp_path: Path) -> None:
    wrong = SAID[3].model_copy(update={"rows": ("Then go away.",)})
    finding = only(found(whole, tmp_path, [track((*SAID[:3], wrong))], [track(SAID)]), '"Then go away." is in')
    assert finding.scene == "004"


def test_a_track_that_is_missing_or_of_another_language_is_told(whole: Studio, tmp_path: Path) -> None:
    german = [cue.model_copy(update={"rows": ("Ja.",)}) for cue in SAID]
    assert (
        "eng instead of eng, deu"
        in only(found(whole, tmp_path, [track(SAID)], [track(SAID), track(german, "de")])).message
    )
    assert "deu instead of fra" in only(found(whole, tmp_path, [track(german, "de")], [track(german, "fr")])).message
    assert "none instead of eng" in only(found(whole, tmp_path, [], [track(SAID)])).message


def test_captions_that_were_planned_half_a_second_late_are_found_by_the_lines(whole: Studio, tmp_path: Path) -> None:
    """The film has what was meant, but what was meant is wrong."""
    late = [track([cue.earlier(-15) for cue in SAID])]
    findings = found(whole, tmp_path, late, late)
    assert [finding.scene for finding in findings] == ["001", "002", "004"]
    assert all("begins without a caption" in finding.message for finding in findings)


def test_a_line_that_goes_on_when_its_caption_is_gone_is_found(whole: Studio, tmp_path: Path) -> None:
    short = [track((*SAID[:3], SAID[3].model_copy(update={"end_frame": 270})))]
    assert only(found(whole, tmp_path, short, short), "line 3", "is heard longer").scene == "004"


def test_silence_in_front_of_the_first_word_and_behind_the_last_one_needs_no_caption(whole: Studio, tmp_path) -> None:
    tracks = [track([SAID[0].model_copy(update={"first_frame": 45, "end_frame": 66}), *SAID[2:]])]
    film = tmp_path / "film.mp4"
    join_segments(whole.parts(), whole.folder / "mix.m4a", film, title="", language="en", captions=tracks)
    expected = replace(whole.expected(), tracks=tuple(tracks))
    first, *others = read(expected).lines
    padded = replace(expected, lines=(replace(first, read=(24_000, 57_600)), *others))
    assert [finding.scene for finding in track_findings(film, read(expected))] == ["001"]
    assert track_findings(film, padded) == []


def looked_for(film: Captioned, clip: Path, expected: ExpectedFilm | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with a film of a clip; decoded or from a scan of the clip, the same is found."""
    path = film.joined(clip)
    decoded = inspect_film(path, expected or film.expected())
    assert inspect_film(path, expected or film.expected(), film.scanned(clip)) == decoded
    return decoded


@pytest.mark.parametrize("style", list(CaptionStyle))
@pytest.mark.parametrize("size", [WIDE, TALL, SQUARE], ids=str)
def test_captions_in_the_pictures_pass_in_every_look_and_shape(tmp_path, style: CaptionStyle, size: FrameSize) -> None:
    film = Captioned.of(tmp_path, style, size)
    assert inspect_film(film.joined(film.burned(HIGHLIGHTED)), film.expected()) == ()


@pytest.mark.parametrize("style", list(CaptionStyle))
def test_a_clip_without_its_captions_is_told_once(tmp_path, style: CaptionStyle) -> None:
    film = Captioned.of(tmp_path, style)
    finding = only(looked_for(film, film.folder / "clip.mp4"), "and 1 more is not in the picture")
    assert finding.at_s == pytest.approx(0.2)


def test_captions_that_are_half_a_second_late_are_found(tmp_path) -> None:
    film = Captioned.of(tmp_path)
    late = looked_for(film, film.burned([cue.earlier(-12) for cue in CUES]))
    assert only(late, "and 1 more comes late").at_s == pytest.approx(0.2)


def test_a_caption_that_goes_early_or_late_is_found(tmp_path) -> None:
    film = Captioned.of(tmp_path)
    for end, told, at in ((58, "is gone from the picture", 59), (61, "is still in the picture", 60)):
        other = (CUES[0], CUES[1].model_copy(update={"end_frame": end}))
        assert only(looked_for(film, film.burned(other)), told).at_s == pytest.approx(at / 30)


def test_a_caption_that_comes_a_frame_early_is_found(tmp_path) -> None:
    film = Captioned.of(tmp_path)
    early = (CUES[0].model_copy(update={"first_frame": 5}), CUES[1])
    finding = only(looked_for(film, film.burned(early)), "comes before it is due")
    assert finding.at_s == pytest.approx(5 / 30)


def test_another_text_is_found(tmp_path) -> None:
    film = Captioned.of(tmp_path)
    other = (CUES[0], CUES[1].model_copy(update={"rows": ("Then tonight", "it ends.")}))
    assert only(
        looked_for(film, film.burned(other)), '"Then tonight / we begin." has other words'
    ).at_s == pytest.approx(1.2)


@pytest.mark.parametrize(
    ("size", "moved", "told"),
    [
        (WIDE, (0, 12), "12 pixels out of the safe area"),
        (WIDE, (-220, 0), "pixels out of the safe area"),
        (TALL, (0, 60), "60 pixels out of the safe area"),
        (TALL, (0, -60), "stands 60 pixels from its place"),
    ],
    ids=str,
)
def test_captions_that_stand_elsewhere_are_found_there(tmp_path, size: FrameSize, moved, told: str) -> None:
    film = Captioned.of(tmp_path, CaptionStyle.BOX, size)
    clip = film.write(tmp_path / "moved.mp4", cues=CUES, right=moved[0], down=moved[1])
    found = looked_for(film, clip)
    assert found
    assert {finding.gate for finding in found} == {Gate.CAPTIONS}
    assert told in found[0].message


def test_a_film_whose_clips_nobody_looked_at_for_captions_is_told(tmp_path) -> None:
    film = Captioned.of(tmp_path)
    clip = film.burned(HIGHLIGHTED)
    (part,) = film.scanned(clip)
    assert inspect_film(film.joined(clip), film.expected(), [part]) == ()
    scan_segment(clip, part.scan, frames_per_second=30)
    assert "nobody looked" in only(inspect_film(film.joined(clip), film.expected(), [part])).message
