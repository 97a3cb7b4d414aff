"""Budgets that are none are refused before anything is made; `videogen costs` tells what was paid."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.test_bad_input import place, refused
from videogen_dagster.cli.commands import run
from videogen_dagster.cli.diagnosis import diagnose
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.resources.ledger import Account, Entry
from videogen_dagster.resources.project_budgets import keep_project_budget
from videogen_dagster.resources.treasury import Treasury
from videogen_dagster.settings import load_settings
from videogen_dagster.store.intents import ASKED, begin_call, find_intent, remember_job

__all__ = ["place"]

NO_BUDGETS = ["0", "-1", "five", "nan", "inf", "1e9", "0.0000001", ""]


@pytest.mark.parametrize("given", NO_BUDGETS)
def test_a_budget_that_is_none_is_refused_by_make(given, place, capsys):
    refused(capsys, ["make", "--prompt", "a fox", "--budget-usd", given], names=["--budget-usd", "2.50"])


@pytest.mark.parametrize("given", NO_BUDGETS)
def test_a_budget_that_is_none_is_refused_by_backfill(given, place, capsys):
    refused(capsys, ["backfill", "--all", "--budget-usd", given], names=["--budget-usd", "2.50"])


@pytest.mark.parametrize("given", NO_BUDGETS[:-1])
def test_a_deployment_with_a_budget_that_is_none_makes_nothing(given, place, capsys, monkeypatch):
    monkeypatch.setenv("VIDEOGEN_BUDGET_USD", given)
    refused(capsys, ["make", "--prompt", "a fox"], names=["VIDEOGEN_BUDGET_USD", "2.50"])


@pytest.mark.parametrize(("given", "usd"), [("5", "5"), ("$2.50", "2.5"), (" 0.000001 ", "0.000001")])
def test_a_budget_may_be_written_as_people_do(given, usd):
    assert load_settings({"VIDEOGEN_BUDGET_USD": given}).spending.budget_usd == Decimal(usd)


def test_prices_that_cannot_be_read_are_told(tmp_path):
    settings = load_settings({"VIDEOGEN_PRICES": str(tmp_path / "none.toml")}, home=tmp_path)
    with pytest.raises(InvalidInput, match="prices cannot be read"):
        _ = Treasury(settings).prices


@pytest.fixture
def paid(place: Path, monkeypatch) -> Treasury:
    """A deployment whose project `lamp` has cost something, and may cost more."""
    settings = load_settings()
    store = settings.open_store()
    store.write("projects/lamp/brief.json", b"{}")
    keep_project_budget(store, "lamp", Decimal(1))
    treasury = Treasury(settings)
    account = Account(project="lamp", stage="scene_images", holder="1:1@here", project_usd=Decimal(1))
    calls = [
        Entry(name, Decimal("0.04"), scene=name, engine="acme", provider="acme", model="painter")
        for name in ("001", "002", "003")
    ]
    assert treasury.ledger.reserve(calls, account) == {}
    for call in calls[:2]:
        treasury.ledger.settle(call.fingerprint, Decimal("0.035"))
    return treasury


def told(capsys, *arguments: str) -> str:
    assert run(["costs", *arguments]) == 0
    return capsys.readouterr().out


def test_costs_are_told_by_asset_with_what_is_left(paid, capsys):
    assert told(capsys, "lamp") == (
        "  scene_images  $0.07 spent, $0.04 set aside, 3 calls\n"
        "lamp: $0.07 spent, $0.04 set aside, 3 calls; $0.89 of $1.00 left\n"
    )


def test_costs_are_divided_as_asked_for(paid, capsys):
    record = json.loads(told(capsys, "lamp", "--by", "scene", "--by", "model", "--json"))
    assert (record["project"], record["budget_usd"], record["spent_usd"], record["reserved_usd"]) == (
        "lamp",
        1,
        0.07,
        0.04,
    )
    assert [(each["scene"], each["model"], each["spent_usd"]) for each in record["by"]] == [
        ("001", "painter", 0.035),
        ("002", "painter", 0.035),
        ("003", "painter", 0),
    ]
    assert told(capsys).startswith("  lamp  $0.07 spent")


def test_of_a_project_that_is_not_there_no_costs_are_told(paid, capsys):
    assert run(["costs", "mug"]) == 2
    assert "mug" in capsys.readouterr().err


def test_where_nothing_was_paid_costs_are_nothing(place, capsys):
    assert told(capsys) == "all projects: $0.00 spent, 0 calls\n"


def test_the_doctor_tells_of_prices_and_the_budget(tmp_path):
    own = tmp_path / "prices.toml"
    own.write_text('[[price]]\nprovider = "acme"\nmodel = "*"\nsince = 2020-01-01\nunit = "images"\nusd = "0.04"\n')
    variables = {"VIDEOGEN_PRICES": str(own), "VIDEOGEN_BUDGET_USD": "5", "VIDEOGEN_UNPRICED_MODELS": "llama3"}

    def told() -> tuple[str, str]:
        findings = diagnose(load_settings(variables, home=tmp_path / "home"))
        (finding,) = (each for each in findings if each.subject == "prices")
        return finding.state, finding.detail

    state, detail = told()
    assert state == "ok"
    assert "1 of your own; without a price may run: llama3; budget of a project: $5.00" in detail
    own.write_text("[[price]]")
    assert told()[0] == "broken"


@pytest.mark.parametrize(("option", "spent_usd"), [([], "0.07"), (["--charged"], "0.11")])
def test_a_call_that_a_person_resolves_is_booked_or_given_back(option, spent_usd, paid, capsys):
    store = load_settings().open_store()
    name = "f" * 64
    intent, _ = begin_call(store, name, engine="acme", project="lamp")
    remember_job(store, intent, ASKED)
    paid.ledger.release("003")
    call = Entry(name, Decimal("0.04"), scene="003", engine="acme", provider="acme", model="painter")
    paid.ledger.reserve([call], Account(project="lamp", stage="scene_images", holder="1:1@here"))
    assert run(["resolve", "--again", name[:12], *option]) == 0
    capsys.readouterr()
    total = paid.ledger.total(project="lamp")
    assert (total.spent_usd, total.reserved_usd) == (Decimal(spent_usd), 0)


@pytest.mark.parametrize(("option", "left"), [([], [("speech", Decimal("0.01"))]), (["--charged"], [])])
def test_what_a_resolved_call_has_cost_is_booked_once(option, left, paid, capsys):
    store = load_settings().open_store()
    name = "f" * 64
    intent, _ = begin_call(store, name, engine="acme", project="lamp")
    partly = intent.with_paid("speech", Decimal("0.01"))
    remember_job(store, partly, json.dumps({"speech": f"{'a' * 64}.pcm", "words": ASKED}))
    call = Entry(name, Decimal("0.04"), scene="003", engine="acme", provider="acme", model="painter")
    paid.ledger.reserve([call], Account(project="lamp", stage="narration", holder="1:1@here"))
    assert run(["resolve", "--again", name[:12], *option]) == 0
    capsys.readouterr()
    resolved = find_intent(store, name)
    assert list(resolved.paid) == left, "what the next attempt will book"
    assert resolved.asked() == ()
