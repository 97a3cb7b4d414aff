"""A wrong edit is told in one line that names option, rule and remedy, with exit code 2; the store stays as it is."""

import json
import os
from pathlib import Path

import pytest

from tests.homes import contents_of
from videogen_dagster.cli.commands import run
from videogen_dagster.core import keys
from videogen_dagster.core.brief import Brief, Idea
from videogen_dagster.core.direction import SceneEdit, SceneTake
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.storyboard import Character, Line, Scene, Storyboard
from videogen_dagster.resources.direction_file import edit_scene
from videogen_dagster.resources.stage_values import write_stage
from videogen_dagster.resources.storyboard_file import settle_storyboard
from videogen_dagster.store.media_store import MediaStore

PLAN = Storyboard(
    title="Hills",
    settings=FilmSettings(),
    characters=(Character(id="ann", name="Ann"),),
    scenes=(
        Scene(id="001", image_prompt="a hill", duration_s=2, lines=(Line(character="ann", text="One."),)),
        Scene(
            id="002",
            image_prompt="a lake",
            duration_s=2,
            lines=(Line(character="ann", text="Two."), Line(character="ann", text="Three.")),
        ),
        Scene(id="003", image_prompt="a wood", duration_s=2),
    ),
)


@pytest.fixture
def home() -> Path:
    return Path(os.environ["VIDEOGEN_HOME"])


@pytest.fixture(autouse=True)
def hills(home, tmp_path, monkeypatch) -> MediaStore:
    """A project with a plan, one edit and one take whose picture is gone; and another project."""
    monkeypatch.chdir(tmp_path)
    store = MediaStore.in_folder(home / "store")
    for project in ("hills", "dales"):
        brief = Brief(title=project, content=Idea(text="hills"), settings=PLAN.settings)
        store.write(keys.brief(project), brief.model_dump_json().encode())
        settle_storyboard(store, project, PLAN)
        write_stage(store, project, "storyboard", PLAN)
    edit = {"image": {"seed": 7}}
    edit_scene(store, "hills", "001", SceneEdit.model_validate(edit), storyboard=PLAN, who="ann")
    take = SceneTake(number=1, fingerprints=("0" * 64,), engine="e", edit={}, when="2026-01-01T00:00:00Z")
    store.write(keys.take("hills", "001", "image", 1), take.model_dump_json().encode())
    return store


def refused(capsys, home: Path, arguments: list[str], *, names: list[str]) -> None:
    """See that a command is refused, for people and for programs, and that nothing is written."""
    before = contents_of(home)
    assert run(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert line.startswith("error[invalid_input]: ")
    for name in names:
        assert name in line, line
    assert run([*arguments, "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    (record,) = json.loads(told.err).values()
    assert set(record) == {"code", "message", "field", "remedy"}
    assert record["code"] == "invalid_input"
    assert record["remedy"]
    assert contents_of(home) == before


@pytest.mark.parametrize(
    "command",
    [
        ["retake", "unknown", "1", "--seed", "9"],
        ["history", "unknown"],
        ["takes", "unknown", "1"],
        ["use", "unknown", "1", "1"],
        ["revert", "unknown", "1", "--to", "0"],
        ["retake", "hill", "1", "--seed", "9"],
        ["retake", "", "1", "--seed", "9"],
        ["retake", "../store", "1", "--seed", "9"],
    ],
    ids=" ".join,
)
def test_a_project_that_is_not_there_is_refused_with_those_that_are(capsys, home, command):
    refused(capsys, home, command, names=["PROJECT", command[1], "projects: dales, hills"])


@pytest.mark.parametrize("scene", ["4", "004", "999999"])
@pytest.mark.parametrize(
    "command",
    [
        ["retake", "hills", "SCENE", "--seed", "9"],
        ["history", "hills", "SCENE"],
        ["takes", "hills", "SCENE"],
        ["use", "hills", "SCENE", "1"],
        ["revert", "hills", "SCENE", "--to", "0"],
    ],
    ids=lambda command: command[0],
)
def test_a_scene_that_is_not_there_is_refused_with_those_that_are(capsys, home, command, scene):
    arguments = [scene if word == "SCENE" else word for word in command]
    refused(capsys, home, arguments, names=["SCENE", scene.zfill(3), "001 to 003"])


@pytest.mark.parametrize("scene", ["first", "0x1", "1.0", "\u0661", "", "scene/1"])
def test_a_scene_that_is_no_number_is_refused(capsys, home, scene):
    refused(capsys, home, ["retake", "hills", scene, "--seed", "9"], names=["SCENE", "give its number"])


@pytest.mark.parametrize(
    ("option", "value", "remedy"),
    [
        ("--seed", "-1", "2^63 - 1"),
        ("--seed", str(2**63), "2^63 - 1"),
        ("--seed", "seven", "whole number"),
        ("--seed", "1.5", "whole number"),
        ("--seed", "", "whole number"),
        ("--duration", "0", "seconds"),
        ("--duration", "-2", "seconds"),
        ("--duration", "nan", "seconds"),
        ("--duration", "inf", "seconds"),
        ("--duration", "1e9", "seconds"),
        ("--duration", "long", "seconds"),
        ("--prompt", "", "what the picture shows"),
        ("--prompt", " \n ", "what the picture shows"),
        ("--motion", " ", "how it moves"),
        ("--size", "big", "1024x576"),
        ("--size", "0x0", "1024x576"),
        ("--size", "1023x577", "even sides"),
        ("--size", "64x-64", "even sides"),
        ("--size", "100000x100000", "16 to 8192"),
        ("--text", " ", "words"),
        ("--voice", "nobody/nowhere", "near ones"),
        ("--voice", " ", "voice"),
        ("--language", "klingon language", "BCP 47"),
        ("--language", "xx", "near ones"),
    ],
)
def test_a_value_outside_its_rule_is_refused_by_its_option(capsys, home, option, value, remedy):
    refused(capsys, home, ["retake", "hills", "1", f"{option}={value}"], names=[option, remedy])


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["retake", "hills", "1"], ["nothing is changed", "--seed", "--new-take"]),
        (["retake", "hills", "1", "--of", "image"], ["--of", "add --new-take"]),
        (["retake", "hills", "1", "--seed", "9", "--of", "image"], ["--of", "add --new-take"]),
        (["retake", "hills", "1", "--new-take", "--of", "music"], ["--of", "image", "animation", "narration"]),
        (["retake", "hills", "2", "--text", "only one row"], ["--text", "2 lines", "one row a line"]),
        (["retake", "hills", "3", "--voice", "gmw/en"], ["--text", "nobody speaks in scene 003"]),
        (["retake", "hills", "3", "--new-take", "--of", "narration"], ["--text", "nobody speaks in scene 003"]),
        (["retake", "hills", "1", "--seed", "9", "--out", "film.avi"], ["--out", ".mp4"]),
        (["retake", "hills", "1", "--colour", "red"], ["--colour"]),
        (["retake", "hills"], ["SCENE"]),
        (["revert", "hills", "1", "--to", "2"], ["--to", "no version 2", "0 (the plan) to 1"]),
        (["revert", "hills", "1", "--to", "-1"], ["--to", "no version -1"]),
        (["revert", "hills", "2", "--to", "1"], ["--to", "0 (the plan) to 0"]),
        (["revert", "hills", "1", "--to", "first"], ["--to", "first"]),
        (["revert", "hills", "1"], ["--to"]),
        (["use", "hills", "1", "7"], ["TAKE", "no image take 7", "takes: 1;"]),
        (["use", "hills", "1", "0"], ["TAKE", "no image take 0"]),
        (["use", "hills", "1", "one"], ["TAKE", "one"]),
        (["use", "hills", "1", "1"], ["TAKE", "gone from the store"]),
        (["use", "hills", "1", "1", "--of", "narration"], ["TAKE", "no narration take 1", "none yet"]),
        (["use", "hills", "1", "1", "--of", "music"], ["--of"]),
    ],
    ids=lambda value: " ".join(value[:6]),
)
def test_wrong_usage_names_what_is_wrong_and_how_to_mend_it(capsys, home, arguments, names):
    refused(capsys, home, arguments, names=names)


def test_an_engine_that_is_not_installed_keeps_no_edit(capsys, home, monkeypatch):
    monkeypatch.setenv("VIDEOGEN_IMAGE_ENGINE", "midjourney")
    refused(capsys, home, ["retake", "hills", "1", "--seed", "9"], names=["midjourney", "VIDEOGEN_IMAGE_ENGINE"])


def test_a_storyboard_that_a_person_broke_keeps_no_edit(capsys, home, hills):
    hills.write(keys.storyboard("hills"), b"title: [")
    refused(capsys, home, ["retake", "hills", "1", "--seed", "9"], names=["storyboard.yaml", "line"])


def test_a_project_without_a_plan_says_to_make_it_first(capsys, home, hills):
    for key in (keys.storyboard("hills"), keys.stage("hills", "storyboard")):
        hills.remove(key)
    refused(capsys, home, ["retake", "hills", "1", "--seed", "9"], names=["make the film of hills first"])


def test_without_any_project_nothing_is_created(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("VIDEOGEN_HOME", str(tmp_path / "nowhere"))
    assert run(["retake", "hills", "1", "--seed", "9"]) == 2
    assert "videogen make" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()
