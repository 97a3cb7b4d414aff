"""A brief's own files on their way into the store, and into the plan."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.fakes.workspace import FolderWorkspace
from tests.media.given import film, flat, recording, tone
from videogen_dagster.core.brief import Brief, Outline
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.script.rules_engine import RuleScriptEngine
from videogen_dagster.resources.briefing import accept_brief
from videogen_dagster.resources.storyboard_file import dump_storyboard, parse_storyboard
from videogen_dagster.scripts.brief_file import read_brief
from videogen_dagster.scripts.draft import OwnMedia
from videogen_dagster.store.media_store import MediaStore


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "media").mkdir()
    Image.fromarray(flat((90, 120, 60))).save(tmp_path / "media" / "photo.PNG")
    film(tmp_path / "silent.mp4", [flat((9, 9, 9))] * 26, rate=20)
    film(tmp_path / "heard.mp4", [flat((9, 9, 9))] * 30, sound=tone(48_000, 1.0))
    recording(tmp_path / "voice.flac", tone(22_050, 0.6), rate=22_050, layout="mono", codec="flac")
    return tmp_path


def accepted(folder: Path, document: dict) -> Brief:
    (folder / "a.json").write_text(json.dumps(document))
    (draft,) = read_brief(folder / "a.json")
    return accept_brief(MediaStore.in_folder(folder / "store"), "a", draft, overrides={})


def planned(folder: Path, brief: Brief) -> Storyboard:
    (board,) = RuleScriptEngine().generate([StoryboardRequest(brief=brief)], FolderWorkspace(folder))
    assert isinstance(board, Storyboard)
    return board


SCENES = [
    {"image": "media/photo.PNG", "audio": "voice.flac", "lines": ["Hello."]},
    {"video": "silent.mp4"},
    {"video": "heard.mp4"},
    {"video": "heard.mp4", "lines": ["Spoken over it."]},
    {"video": "heard.mp4", "audio": "heard.mp4", "lines": ["Said in it."], "duration_s": 4},
    {"action": "Waves."},
]


def test_a_draft_names_the_files_of_each_scene(folder):
    (folder / "a.json").write_text(json.dumps({"scenes": SCENES, "music": "voice.flac"}))
    (draft,) = read_brief(folder / "a.json")
    assert draft.scenes[0] == OwnMedia(image=folder / "media/photo.PNG", audio=folder / "voice.flac")
    assert draft.scenes[2] == OwnMedia(video=folder / "heard.mp4")
    assert set(draft.scenes) == {0, 1, 2, 3, 4}
    assert draft.music == folder / "voice.flac"


def test_files_are_stored_by_what_they_hold_and_footage_decides_its_length(folder):
    brief = accepted(folder, {"scenes": SCENES, "music": "voice.flac"})
    assert isinstance(brief.content, Outline)
    scenes = brief.content.scenes
    assert scenes[0].image is not None
    assert scenes[0].image.extension == "png"
    assert brief.music == scenes[0].audio
    assert [scene.duration_s for scene in scenes] == [
        None,
        1.3,
        pytest.approx(1.0, abs=0.05),
        pytest.approx(1.0, abs=0.05),
        4,
        None,
    ]
    assert [scene.audio == scene.video for scene in scenes] == [False, False, True, False, True, True]
    assert scenes[5].video is None


def test_the_plan_keeps_own_media_and_so_does_its_file(folder):
    board = planned(folder, accepted(folder, {"scenes": SCENES, "music": "voice.flac"}))
    assert [bool(scene.image or scene.video or scene.audio) for scene in board.scenes] == [True] * 5 + [False]
    assert board.scenes[1].duration_s == pytest.approx(1.3)
    assert board.scenes[3].duration_s == pytest.approx(1.0, abs=0.05), "speech makes it longer when it is heard"
    assert board.music is not None
    assert parse_storyboard(dump_storyboard(board, "a"), source="a") == board


def test_an_overview_is_told_over_footage_and_not_over_recordings(folder):
    scenes = [{"video": "heard.mp4"}, {"image": "media/photo.PNG", "audio": "voice.flac"}]
    board = planned(folder, accepted(folder, {"overview": "A film about nothing.", "scenes": scenes}))
    assert [[line.text for line in scene.lines] for scene in board.scenes] == [["A film about nothing."], []]
    assert [scene.audio is None for scene in board.scenes] == [True, False]


def test_other_kinds_of_briefs_have_own_music_too(folder):
    brief = accepted(folder, {"prompt": "A quiet harbour.", "music": "voice.flac"})
    assert planned(folder, brief).music == brief.music


def test_a_file_that_changes_gives_another_brief(folder):
    before = accepted(folder, {"scenes": SCENES})
    Image.fromarray(np.zeros((36, 64, 3), np.uint8)).save(folder / "media" / "photo.PNG")
    after = accepted(folder, {"scenes": SCENES})
    assert isinstance(before.content, Outline)
    assert isinstance(after.content, Outline)
    changed = [one != other for one, other in zip(before.content.scenes, after.content.scenes, strict=True)]
    assert changed == [True, False, False, False, False, False]


def test_a_file_that_breaks_after_it_was_read_is_refused_before_anything_is_written(folder):
    (folder / "a.json").write_text(json.dumps({"scenes": SCENES}))
    (draft,) = read_brief(folder / "a.json")
    content = (folder / "silent.mp4").read_bytes()
    (folder / "silent.mp4").write_bytes(content[: content.index(b"moov") - 4])
    with pytest.raises(InvalidInput, match="damaged") as refused:
        accept_brief(MediaStore.in_folder(folder / "store"), "a", draft, overrides={})
    assert refused.value.field == "scenes[1].video"
    assert "silent.mp4" in str(refused.value)
    assert not list((folder / "store").rglob("*.png"))
