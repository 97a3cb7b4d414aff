"""`videogen captions` refuses what does not fit, in one line, and changes nothing then."""

import os
from pathlib import Path

import pytest

from tests.fakes.graph import PLAN
from videogen_dagster.cli.commands import run
from videogen_dagster.core import keys
from videogen_dagster.core.brief import Idea
from videogen_dagster.core.cues import Captions, CaptionTrack, Cue
from videogen_dagster.core.media import Media
from videogen_dagster.resources.briefing import accept_brief
from videogen_dagster.resources.stage_values import write_stage
from videogen_dagster.resources.storyboard_file import settle_storyboard
from videogen_dagster.resources.translations import load_translations
from videogen_dagster.scripts.draft import Draft
from videogen_dagster.store.media_store import MediaStore

GERMAN = "1\n00:00:00,500 --> 00:00:02,000\nEin Hügel.\n\n2\n00:00:03,000 --> 00:00:04,000\nZwei Hügel!\n"


@pytest.fixture
def hills() -> MediaStore:
    """A project of which only the captions are known."""
    store = MediaStore.in_folder(Path(os.environ["VIDEOGEN_HOME"]) / "store")
    draft = Draft(name="hills", title="Hills", content=Idea(text="three green hills"), settings={})
    accept_brief(store, "hills", draft, overrides={"resolution": "360p"})
    settle_storyboard(store, "hills", PLAN)
    cue = Cue(first_frame=15, end_frame=60, rows=("One hill.",), scene="001")
    track = CaptionTrack(language="en", frames_per_second=30, frames=150, cues=(cue,))
    nothing = Media(sha256="0" * 64, extension="srt")
    write_stage(store, "hills", "captions", Captions(track=track, srt=nothing, vtt=nothing))
    return store


REFUSED = {
    "a caption behind the end of the film": (
        GERMAN.replace("00:00:03,000 --> 00:00:04", "00:00:30,000 --> 00:00:31"),
        "film ends",
    ),
    "captions out of order": (GERMAN.replace("00:00:03,000", "00:00:00,100"), "caption 2"),
    "captions that overlap": (GERMAN.replace("00:00:03,000", "00:00:01,500"), "caption 2"),
    "an end before its start": (GERMAN.replace("00:00:02,000", "00:00:00,100"), "caption 1"),
    "a time that is none": (GERMAN.replace("00:00:02,000", "soon"), "caption 1"),
    "no caption": ("Once upon a time.\n", "no caption"),
    "nothing": ("", "empty"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_does_not_fit_is_refused_with_the_caption_and_nothing_is_kept(hills, tmp_path, capsys, what):
    text, told = REFUSED[what]
    file = tmp_path / "hügel.srt"
    file.write_text(text)
    assert run(["captions", "hills", str(file), "--language", "de"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
    assert "hügel.srt" in line
    assert hills.documents(keys.translations("hills")) == ()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["hills", "--language", "de"], "--remove"),
        (["hills", "FILE", "--language", "de", "--remove"], "--remove"),
        (["hills", "--language", "de", "--remove"], "there are: none"),
        (["hills", "FILE", "--language", "klingon language"], "--language"),
        (["hills", "FILE", "--language", "en"], "storyboard"),
        (["nowhere", "FILE", "--language", "de"], "nowhere"),
        (["hills", "no-such-file.srt", "--language", "de"], "no-such-file.srt"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_told_in_one_line(hills, tmp_path, capsys, arguments, told):
    file = tmp_path / "de.srt"
    file.write_text(GERMAN)
    assert run(["captions", *(str(file) if word == "FILE" else word for word in arguments)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
    assert hills.documents(keys.translations("hills")) == ()


def test_given_captions_are_laid_on_the_frames_of_the_film(hills):
    hills.write(keys.translation("hills", "de"), GERMAN.encode())
    track = CaptionTrack(language="en", frames_per_second=30, frames=150, cues=())
    (german,) = load_translations(hills, "hills", track)
    assert german.language == "de"
    assert [(cue.first_frame, cue.end_frame, cue.rows) for cue in german.cues] == [
        (15, 60, ("Ein Hügel.",)),
        (90, 120, ("Zwei Hügel!",)),
    ]
