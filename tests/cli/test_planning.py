"""`videogen plan` refuses what `retake` and `make` refuse, in the same words, and tells a plan in words or as a record."""

import hashlib
import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from tests.e2e.conftest import Workplace
from tests.fakes.graph import PLAN
from tests.homes import contents_of
from videogen_dagster.cli.commands import run
from videogen_dagster.core.brief import Idea
from videogen_dagster.resources.briefing import accept_brief
from videogen_dagster.resources.ledger import Account, Entry
from videogen_dagster.resources.project_budgets import keep_project_budget
from videogen_dagster.resources.storyboard_file import settle_storyboard
from videogen_dagster.resources.treasury import Treasury
from videogen_dagster.scripts.draft import Draft
from videogen_dagster.settings import load_settings
from videogen_dagster.store.media_store import MediaStore

ROUNDS = """
scenes:
  - {image_prompt: a village street at dawn, duration_s: 1.5, lines: [{text: At four.}]}
  - {image_prompt: loaves of bread on a long table, duration_s: 1.5, lines: [{text: By five.}]}
  - {image_prompt: a tractor in a wheat field, duration_s: 1}
"""


@pytest.fixture
def hills() -> Path:
    """The home with a project that has a plan and no film."""
    home = Path(os.environ["VIDEOGEN_HOME"])
    store = MediaStore.in_folder(home / "store")
    draft = Draft(name="hills", title="Hills", content=Idea(text="three green hills"), settings={})
    accept_brief(store, "hills", draft, overrides={"resolution": "360p"})
    settle_storyboard(store, "hills", PLAN)
    return home


def contents(home: Path) -> dict[Path, str]:
    return {path: hashlib.sha256(content).hexdigest() for path, content in contents_of(home).items()}


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere", "1", "--seed", "1"],
        ["hills", "9", "--seed", "1"],
        ["hills", "two", "--seed", "1"],
        ["hills", "1", "--seed", "-1"],
        ["hills", "1", "--seed", str(2**63)],
        ["hills", "1", "--seed", "seven"],
        ["hills", "1", "--size", "1023x577"],
        ["hills", "1", "--duration", "0"],
        ["hills", "1", "--prompt", " "],
        ["hills", "1", "--voice", "nobody"],
        ["hills", "1", "--language", "xx"],
        ["hills", "1", "--of", "image"],
        ["hills", "1", "--new-take", "--of", "film"],
        ["hills", "3", "--new-take", "--of", "narration"],
        ["hills", "1", "--seed", "2", "--budget-usd", "0"],
        ["hills", "1", "--seed", "2", "--budget-usd", "nan"],
        ["hills", "1", "--seed", "2", "--budget-usd", "1e400"],
        ["hills", "1", "--budget-usd", "5"],
        ["hills", "1"],
    ],
    ids=" ".join,
)
def test_a_retake_that_is_refused_is_refused_by_the_plan_in_the_same_words(hills, capsys, arguments):
    before = contents(hills)
    assert run(["retake", *arguments]) == 2
    refused = capsys.readouterr().err
    assert run(["plan", *arguments]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", refused.replace(" retake --help", " plan --help"))
    assert contents(hills) == before


@pytest.mark.parametrize(
    "option",
    [
        ["--style", "oil"],
        ["--aspect", "4:3"],
        ["--resolution", "999p"],
        ["--seed", "-1"],
        ["--language", "xx"],
        ["--language", "klingon language"],
        ["--dub-language", "xx"],
        ["--dub-language", "klingon language"],
        ["--dub-language", "de"],
        ["--budget-usd", "-1"],
        ["--budget-usd", "five"],
    ],
    ids=" ".join,
)
def test_a_setting_that_make_refuses_is_refused_by_the_plan_in_the_same_words(hills, capsys, option):
    assert run(["make", "--project", "hills", *option]) == 2
    refused = capsys.readouterr().err
    assert run(["plan", "hills", *option]) == 2
    assert capsys.readouterr().err == refused


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["hills", "--prompt", "a lake"], "--prompt"),
        (["hills", "--prompt", ""], "--prompt"),
        (["hills", "--new-take"], "--new-take"),
        (["hills", "--negative-prompt", "trees"], "--negative-prompt"),
        (["hills", "1", "--style", "noir"], "--style"),
        (["hills", "1", "--dub-language", "de"], "--dub-language"),
        (["hills", "1", "--seed", "3", "--aspect", "1:1"], "--aspect"),
    ],
)
def test_an_option_of_a_scene_needs_one_and_one_of_the_film_has_none(hills, capsys, arguments, option):
    assert run(["plan", *arguments]) == 2
    assert option in capsys.readouterr().err


def test_an_engine_that_is_not_installed_is_refused(hills, capsys, monkeypatch):
    monkeypatch.setenv("VIDEOGEN_IMAGE_ENGINE", "midjourney")
    assert run(["plan", "hills"]) == 2
    assert "midjourney" in capsys.readouterr().err


def test_a_project_that_was_never_made_is_planned_whole_and_nothing_is_written(hills, capsys):
    before = contents(hills)
    assert run(["plan", "hills"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "hills: nothing is done, this is the plan"
    assert "    made  image 001: not made yet" in told
    assert "    made  music: not made yet" in told
    assert told[-1] == "an unknown time of work for $0.00"
    assert contents(hills) == before
    assert not (hills / "locks").exists()


@pytest.mark.parametrize("option", [["--seed", "5"], ["--language", "de"]])
def test_without_a_scene_seed_and_language_are_those_of_the_film(hills, capsys, option):
    assert run(["plan", "hills", *option, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert set(record) == {
        "project",
        "scene",
        "stages",
        "estimated_s",
        "estimated_cost_usd",
        "budget_usd",
        "left_usd",
    }
    assert (record["budget_usd"], record["left_usd"]) == (None, None)
    assert (record["project"], record["scene"]) == ("hills", None)
    (board,) = (stage for stage in record["stages"] if stage["stage"] == "storyboard")
    counted = {"stage", "made", "may", "reused", "estimated_s", "estimated_cost_usd"}
    assert set(board) == counted | {"rendition", "like", "unpriced"}
    assert (board["rendition"], board["like"]) == (None, None)
    assert board["made"] == [{"scene": None, "why": "not made yet"}]


def test_a_plan_tells_what_is_left_of_the_budget_that_the_project_has_or_would_get(hills, capsys):
    keep_project_budget(MediaStore.in_folder(hills / "store"), "hills", Decimal(2))
    ledger = Treasury(load_settings()).ledger
    account = Account(project="hills", stage="scene_images", holder="1:1@here")
    paid = Entry("a" * 64, Decimal("0.25"), scene="001", engine="acme", provider="acme", model="painter")
    assert ledger.reserve([paid], account) == {}
    ledger.settle(paid.fingerprint, None)
    before = contents(hills / "store")
    assert run(["plan", "hills"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "$1.75 of the project's budget of $2.00 left"
    assert run(["plan", "hills", "1", "--seed", "9", "--budget-usd", "0.20", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["budget_usd"], record["left_usd"]) == (0.2, 0)
    assert contents(hills / "store") == before


@pytest.mark.slow
def test_the_real_command_makes_what_it_planned(tmp_path):
    place = Workplace(tmp_path)
    (tmp_path / "rounds.yaml").write_text(ROUNDS)
    finished = place.run("make", "rounds.yaml", "--project", "rounds", "--resolution", "360p")
    assert finished.code == 0, finished.err
    before, receipts = contents(place.home), place.receipts()
    plans = {
        name: place.run("plan", "rounds", *options)
        for name, options in {"words": ["2", "--seed", "9"], "nothing": []}.items()
    }
    record = json.loads(place.run("plan", "rounds", "2", "--seed", "9", "--json").out)
    assert contents(place.home) == before
    assert "image 002: seed" in plans["words"].out
    assert "everything is there: nothing would be made" in plans["nothing"].out
    stages = {stage["stage"]: stage for stage in record["stages"]}
    assert [told["scene"] for told in stages["scene_images"]["made"]] == ["002"]
    assert stages["scene_images"]["reused"] == 2
    assert record["estimated_s"] > 0

    assert place.run("retake", "rounds", "2", "--seed", "9").code == 0
    made = sum(len(stage["made"]) for stage in record["stages"])
    may = sum(len(stage["may"]) for stage in record["stages"])
    results = [
        json.loads((place.home / "store" / "receipts" / name).read_text()) for name in place.receipts() - receipts
    ]
    # That a film is looked at before it is finished is part of making it.
    assert made <= sum(result["engine"] != "scanner" for result in results) <= made + may
