"""The ledger over SQLite and over Postgres: what fits into a budget is set aside once, whoever asks at the same time."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.fakes.forks import forks
from tests.fakes.spending_process import entry, reserve_many
from videogen_dagster.resources.database import connect, open_database, upgrade
from videogen_dagster.resources.ledger import Account, Ledger, Refusal
from videogen_dagster.resources.tables import SPENDING

LAMP = Account(project="lamp", stage="scene_images", holder="1:1@here", project_usd=Decimal("0.35"))
FREE = replace(LAMP, project_usd=None)
NOON = 1_772_366_400.0
"""On the 1st of March 2026, UTC."""


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path) -> str:
    """A database with the newest tables and nothing in them."""
    if request.param == "sqlite":
        open_database(f"sqlite:///{tmp_path / 'videogen.db'}").dispose()
        return f"sqlite:///{tmp_path / 'videogen.db'}"
    engine = connect(request.getfixturevalue("postgres"))
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.delete(SPENDING))
    engine.dispose()
    return request.getfixturevalue("postgres")


@pytest.fixture
def ledger(url) -> Iterator[Ledger]:
    """The ledger of a day that does not end while a test runs."""
    engine = open_database(url)
    yield Ledger(engine, clock=lambda: NOON)
    engine.dispose()


def usd(text: str) -> Decimal:
    return Decimal(text)


def test_what_fits_is_set_aside_in_order_and_the_rest_is_refused_with_what_is_left(ledger):
    refused = ledger.reserve([entry("a"), entry("b", "0.20"), entry("c"), entry("d", "0.05")], LAMP)
    assert refused == {"c": Refusal("project", usd("0.10"), usd("0.05"), usd("0.35"))}
    assert ledger.total(project="lamp").reserved_usd == usd("0.35")


def test_a_budget_may_be_used_to_its_last_millionth_and_no_further(ledger):
    assert ledger.reserve([entry("a", "0.349999"), entry("b", "0.000001")], LAMP) == {}
    assert list(ledger.reserve([entry("c", "0.000001")], LAMP)) == ["c"]
    assert ledger.reserve([entry("d", "0")], LAMP) == {}


def test_what_was_spent_counts_as_it_was_and_not_as_it_was_estimated(ledger):
    ledger.reserve([entry("a", "0.30")], LAMP)
    ledger.settle("a", usd("0.01"))
    assert ledger.reserve([entry("b", "0.34")], LAMP) == {}
    total = ledger.total(project="lamp")
    assert (total.spent_usd, total.reserved_usd, total.calls) == (usd("0.01"), usd("0.34"), 2)


def test_what_is_given_back_can_be_used_again(ledger):
    ledger.reserve([entry("a", "0.30")], LAMP)
    ledger.release("a", holder="2:2@elsewhere")
    assert list(ledger.reserve([entry("b", "0.30")], LAMP)) == ["b"], "another process holds it"
    ledger.release("a", holder=LAMP.holder)
    assert ledger.reserve([entry("b", "0.30")], LAMP) == {}


def test_the_same_call_is_set_aside_once_whichever_process_goes_on_with_it(ledger):
    ledger.reserve([entry("a", "0.30")], LAMP)
    assert ledger.reserve([entry("a", "0.30")], replace(LAMP, holder="2:2@here")) == {}
    assert ledger.total().reserved_usd == usd("0.30")
    ledger.release("a", holder=LAMP.holder)
    assert ledger.total().reserved_usd == usd("0.30"), "the second one holds it by now"


def test_the_same_call_paid_again_costs_again(ledger):
    for _ in range(2):
        ledger.reserve([entry("a")], FREE)
        ledger.settle("a", None)
    assert ledger.total(project="lamp").spent_usd == usd("0.20")


def test_settling_what_was_settled_changes_nothing(ledger):
    ledger.reserve([entry("a")], LAMP)
    ledger.settle("a", usd("0.07"))
    ledger.settle("a", usd("0.05"))
    ledger.release("a")
    assert ledger.total().spent_usd == usd("0.07")


def test_a_batch_has_a_budget_over_all_its_projects(ledger):
    batch = replace(FREE, batch="b1", batch_usd=usd("0.25"))
    assert ledger.reserve([entry("a")], batch) == {}
    assert ledger.reserve([entry("b")], replace(batch, project="mug")) == {}
    refused = ledger.reserve([entry("c")], replace(batch, project="pen"))
    assert refused == {"c": Refusal("batch", usd("0.10"), usd("0.05"), usd("0.25"))}
    assert ledger.reserve([entry("d")], replace(FREE, project="pen", batch="b2", batch_usd=usd("1"))) == {}


def test_a_call_that_another_batch_goes_on_with_is_paid_by_that_one_if_it_fits(ledger):
    ledger.reserve([entry("a")], replace(FREE, batch="b1", batch_usd=usd("1")))
    assert list(ledger.reserve([entry("a")], replace(FREE, batch="b2", batch_usd=usd("0.05")))) == ["a"]
    assert ledger.total(batch="b1").reserved_usd == usd("0.10")
    assert ledger.reserve([entry("a")], replace(FREE, batch="b3", batch_usd=usd("0.10"))) == {}
    assert ledger.total(batch="b1").calls == 0
    assert ledger.total().reserved_usd == usd("0.10")


def test_calls_without_a_price_count_nothing_and_are_told(ledger):
    assert ledger.reserve([replace(entry("a"), usd=None)], replace(LAMP, project_usd=usd("0.000001"))) == {}
    ledger.settle("a", None)
    total = ledger.total()
    assert (total.spent_usd, total.calls, total.unpriced) == (0, 1, 1)


def test_sums_are_divided_as_they_are_asked_for(ledger):
    ledger.reserve([entry("a"), replace(entry("b"), scene="002")], FREE)
    ledger.reserve([replace(entry("c"), model="writer")], replace(FREE, project="mug", stage="storyboard"))
    for name in "abc":
        ledger.settle(name, None)
    assert [(each.names, each.spent_usd) for each in ledger.sums(["project", "scene"])] == [
        (("lamp", "001"), usd("0.10")),
        (("lamp", "002"), usd("0.10")),
        (("mug", "001"), usd("0.10")),
    ]
    assert [each.names for each in ledger.sums(["model"], project="mug")] == [("writer",)]
    (day,) = ledger.sums(["day"])
    assert (day.names, day.spent_usd) == (("2026-03-01",), usd("0.30"))
    assert ledger.sums(["project"], project="nobody") == []


@pytest.mark.slow
def test_of_processes_that_reserve_at_once_none_gets_past_the_budget(url, ledger):
    context = forks()
    account = replace(LAMP, project_usd=usd("2.50"), batch="b1", batch_usd=usd("2.05"))
    processes = [
        context.Process(target=reserve_many, args=(url, [f"{who}-{each}" for each in range(12)], account))
        for who in range(4)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=240)
    assert [process.exitcode for process in processes] == [0] * 4
    total = ledger.total()
    assert (total.reserved_usd, total.calls) == (usd("2.00"), 20)


@pytest.mark.slow
def test_of_processes_that_begin_the_same_calls_at_once_each_call_is_set_aside_once(url, ledger):
    context = forks()
    names = [f"call {each}" for each in range(10)]
    processes = [context.Process(target=reserve_many, args=(url, names, FREE)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=240)
    assert [process.exitcode for process in processes] == [0] * 4
    assert (ledger.total().reserved_usd, ledger.total().calls) == (usd("1.00"), 10)


def test_the_migration_makes_the_table_that_the_program_expects(url):
    engine = connect(url)
    found = {column["name"]: column for column in sa.inspect(engine).get_columns("spending")}
    assert {name: found[name]["nullable"] for name in found} == {c.name: bool(c.nullable) for c in SPENDING.c}
    indexes = {tuple(each["column_names"]) for each in sa.inspect(engine).get_indexes("spending")}
    engine.dispose()
    assert indexes == {("fingerprint",), ("project",), ("batch",), ("day",)}
