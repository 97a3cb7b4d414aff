"""Paid pictures within a budget: reserved before they are asked for, booked when they are there, whatever kills the process."""

import signal
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.fakes import spending_process
from tests.fakes.forks import forks
from tests.fakes.paid_engine import NAME, PaidImageEngine
from tests.fakes.paid_process import REQUESTS, make_pictures
from tests.fakes.paid_provider import PaidProvider
from tests.fakes.spending_process import purse, spending
from videogen_dagster.core import keys
from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import BudgetExceeded, EngineRefused, EngineUnavailable, PriceMissing, StorageFailure
from videogen_dagster.core.shared_failures import ScenesFailed
from videogen_dagster.engines.production import Made
from videogen_dagster.resources.project_budgets import keep_project_budget
from videogen_dagster.resources.treasury import Allowance, StagePurse, Treasury
from videogen_dagster.settings import Settings
from videogen_dagster.store.intents import begun_calls, find_intent, remember_job
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import receipt_cost

PRICE = Decimal("0.04")
POINTS = ("before the intent", "after the intent", "submitted", "remembered", "polled", "downloaded", "kept",
          "after the receipt", "after the end")  # fmt: skip


@pytest.fixture
def provider():
    with PaidProvider() as provider:
        yield provider


@pytest.fixture
def store(tmp_path) -> MediaStore:
    return MediaStore.in_folder(tmp_path / "store")


@pytest.fixture
def make(provider, store, tmp_path):
    """Makes the pictures in this process, within what is allowed."""

    def make(budget_usd: str | None = None, allowance: Allowance | None = None, settings: Settings | None = None):
        settings = settings or spending(tmp_path, budget_usd=budget_usd)
        engine = PaidImageEngine(provider.url)
        return make_pictures(store, engine, settings.scratch, purse=purse(settings, store, allowance))

    return make


@pytest.fixture
def booked(tmp_path):
    """Tells what is spent and what is set aside."""

    def booked() -> tuple[Decimal, Decimal]:
        total = Treasury(spending(tmp_path)).ledger.total()
        return total.spent_usd, total.reserved_usd

    return booked


def test_each_picture_costs_its_price_in_its_receipt_and_in_the_ledger(make, booked, store):
    production = make()
    assert production.cost_usd == 3 * PRICE
    assert [receipt_cost(store, made.fingerprint) for made in production.outcomes] == [PRICE] * 3
    assert booked() == (3 * PRICE, 0)


def test_what_is_there_already_costs_nothing(make, booked):
    make()
    again = make(budget_usd="0.01")
    assert (again.made, again.cost_usd) == (0, None)
    assert booked() == (3 * PRICE, 0)


def test_what_does_not_fit_is_refused_before_it_is_asked_for_and_the_others_are_made(make, booked, provider, store):
    production = make(budget_usd="0.10")
    assert provider.charges == 2
    assert production.made == 2
    ((index, error),) = production.failures().items()
    assert index == 2
    assert isinstance(error, BudgetExceeded)
    assert str(error) == (
        "budget_usd: paid: this costs up to $0.04, and of p's budget of $0.10 $0.02 is left; "
        "raise it: videogen make --project p --budget-usd N"
    )
    assert (error.code, error.exit_code, error.retryable) == ("budget_exceeded", 2, False)
    assert begun_calls(store) == frozenset()
    assert booked() == (2 * PRICE, 0)
    assert make(budget_usd="0.12").made == 1
    assert provider.charges == 3


def test_scenes_that_fail_for_nothing_but_money_are_told_so(make):
    told = {f"{index:03d}": error for index, error in make(budget_usd="0.01").failures().items()}
    failed = ScenesFailed("scene_images", told)
    assert (failed.code, failed.exit_code, failed.retryable) == ("budget_exceeded", 2, False)
    mixed = ScenesFailed("scene_images", {**told, "001": EngineRefused("no", engine=NAME)})
    assert (mixed.code, mixed.exit_code) == ("scenes_failed", 3)


def test_a_projects_own_budget_counts_instead_of_everybodys(make, store, provider):
    keep_project_budget(store, "p", Decimal("0.05"))
    assert make(budget_usd="100").made == 1
    keep_project_budget(store, "p", Decimal("0.08"))
    assert make(budget_usd="0.01").made == 1
    assert provider.charges == 2


def test_a_budget_that_cannot_be_read_lets_nothing_be_paid(make, store, provider):
    store.write(keys.budget("p"), b"\x00 no JSON")
    assert len(make(budget_usd="100").failures()) == 3
    assert provider.charges == 0


def test_a_run_that_nobody_started_pays_only_inside_a_budget(make, provider, booked, store):
    sensor = Allowance(batch="run 1", started_by="the sensor dropped_files_become_films")
    failures = make(allowance=sensor).failures()
    assert {type(error) for error in failures.values()} == {BudgetExceeded}
    assert "the sensor dropped_files_become_films started pays only inside a budget" in str(failures[0])
    assert "$0.04" in str(failures[0])
    assert (provider.charges, booked(), begun_calls(store)) == (0, (0, 0), frozenset())
    assert make(allowance=replace(sensor, batch_usd=Decimal("0.08"))).made == 2
    assert make(budget_usd="1", allowance=sensor).made == 1


def test_a_model_without_a_price_is_refused_unless_it_is_allowed(make, provider, tmp_path, booked):
    known = spending(tmp_path)
    unpriced = replace(known, spending=replace(known.spending, prices=None))
    failures = make(settings=unpriced).failures()
    assert {type(error) for error in failures.values()} == {PriceMissing}
    error = failures[0]
    assert (error.code, error.exit_code, error.field) == ("price_missing", 2, "VIDEOGEN_PRICES")
    assert error.message == "paid: no price is known for paid of paid"
    assert "VIDEOGEN_UNPRICED_MODELS=paid" in (error.remedy or "")
    assert provider.charges == 0
    allowed = replace(unpriced, spending=replace(unpriced.spending, unpriced_models=(NAME,)))
    sensor = Allowance(started_by="the schedule nightly")
    assert "nobody knows how much" in str(make(settings=allowed, allowance=sensor).failures()[0])
    production = make(settings=allowed)
    assert (production.made, production.cost_usd, booked()) == (3, None, (0, 0))


def test_a_refused_picture_costs_nothing(make, provider, booked):
    provider.failing = {REQUESTS[1].prompt: "indecent"}
    assert list(make(budget_usd="0.12").failures()) == [1]
    assert booked() == (2 * PRICE, 0)


def test_a_busy_provider_holds_nothing_back_and_a_job_that_goes_on_keeps_its_money(make, provider, booked):
    provider.busy_submits = 1
    assert {type(error) for error in make(budget_usd="0.12").failures().values()} == {EngineUnavailable}
    assert booked() == (2 * PRICE, 0)
    make(budget_usd="0.12")
    assert booked() == (3 * PRICE, 0)


def test_jobs_that_cannot_be_polled_keep_their_money_until_they_are_collected(make, provider, booked):
    provider.busy_polls = 3
    assert len(make(budget_usd="0.12").failures()) == 3
    assert booked() == (0, 3 * PRICE)
    assert make(budget_usd="0.12").made == 3
    assert booked() == (3 * PRICE, 0)
    assert provider.charges == 3


class DearerEngine(PaidImageEngine):
    """Tells what each picture has really cost; its first picture cannot be used."""

    def generate(self, requests, workspace):
        for index, answer in enumerate(super().generate(requests, workspace)):
            used = Charge(provider=NAME, model=NAME, amounts={"images": Decimal("0.5")})
            for _ in range(2):
                workspace.charged(index, workspace.known_job(index), used)
            yield EngineRefused("it cannot be read", engine=NAME) if index == 0 else answer


def test_what_a_call_has_really_cost_is_booked_also_where_it_came_to_nothing(provider, store, tmp_path, booked):
    settings = spending(tmp_path, budget_usd="0.12")
    engine = DearerEngine(provider.url)
    production = make_pictures(store, engine, settings.scratch, purse=purse(settings, store))
    assert [type(outcome) for outcome in production.outcomes] == [EngineRefused, Made, Made]
    assert production.cost_usd == PRICE
    assert booked() == (Decimal("0.06"), 0)


class CheaperEngine(PaidImageEngine):
    """Its pictures cost half of what they may cost."""

    def generate(self, requests, workspace):
        for index, answer in enumerate(super().generate(requests, workspace)):
            used = Charge(provider=NAME, model=NAME, amounts={"images": Decimal("0.5")})
            workspace.charged(index, workspace.known_job(index), used)
            yield answer


def test_what_calls_did_not_cost_is_spent_on_those_that_did_not_fit_before(provider, store, tmp_path, booked):
    settings = spending(tmp_path, budget_usd="0.09")
    engine = CheaperEngine(provider.url)
    told = []
    production = make_pictures(
        store, engine, settings.scratch, purse=purse(settings, store), on_result=lambda index, _: told.append(index)
    )
    assert [type(outcome) for outcome in production.outcomes] == [Made] * 3
    assert told == [0, 1, 2]
    assert booked() == (Decimal("0.06"), 0)
    by_scene = {each.names[0]: each.spent_usd for each in Treasury(settings).sums(["scene"])}
    assert by_scene == {"001": PRICE / 2, "002": PRICE / 2, "003": PRICE / 2}


class StoppedEngine(PaidImageEngine):
    def generate(self, requests, workspace):
        self._submit(requests[0], 0, workspace)
        raise StorageFailure("no room")
        yield


def test_of_a_batch_that_breaks_off_only_what_was_submitted_stays_set_aside(provider, store, tmp_path, booked, make):
    settings = spending(tmp_path)
    with pytest.raises(StorageFailure):
        make_pictures(store, StoppedEngine(provider.url), settings.scratch, purse=purse(settings, store))
    assert booked() == (0, PRICE)
    assert make(budget_usd="0.12").made == 3
    assert (provider.charges, booked()) == (3, (3 * PRICE, 0))


class BroughtForward(StagePurse):
    """While it finds that there is no money, another process submits the same calls."""

    def reserve(self, claims):
        refused = super().reserve(claims)
        for claim in claims:
            remember_job(self._store, find_intent(self._store, claim.fingerprint), "job-7")
        return refused


def test_who_has_no_money_forgets_no_call_that_another_process_has_paid_for_meanwhile(provider, store, tmp_path):
    settings = spending(tmp_path, budget_usd="0.01")
    poor = BroughtForward(Treasury(settings), store, project="q", stage="scene_images", scenes=["001", "002", "003"])
    production = make_pictures(store, PaidImageEngine(provider.url), settings.scratch, purse=poor)
    assert {type(error) for error in production.outcomes} == {BudgetExceeded}
    assert {find_intent(store, name).job for name in begun_calls(store)} == {"job-7"}
    assert len(begun_calls(store)) == 3


@pytest.fixture(scope="module")
def processes():
    return forks()


@pytest.fixture
def start(processes, provider, tmp_path):
    """Starts a process that makes the pictures within a budget and dies at a point; returns its exit status."""

    def start(budget_usd: str | None, point: str = "never", count: int = 1) -> int | None:
        arguments = (tmp_path, provider.url, budget_usd, point, count)
        process = processes.Process(target=spending_process.main, args=arguments)
        process.start()
        process.join(timeout=240)
        return process.exitcode

    return start


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_process_killed_at_any_point_and_started_again_books_each_picture_once(point, start, provider, booked):
    assert start("0.12", point, 2) == -signal.SIGKILL
    spent, reserved = booked()
    assert spent + reserved <= 3 * PRICE
    assert start("0.12") == 0
    assert provider.charges == 3
    assert booked() == (3 * PRICE, 0)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS[1:])
def test_what_a_killed_process_has_paid_is_not_given_to_others_and_the_rest_is(
    point, start, provider, store, make, tmp_path
):
    assert start("0.12", point, 1) == -signal.SIGKILL
    charged = provider.charges
    others = [request.model_copy(update={"seed": 100 + index}) for index, request in enumerate(REQUESTS)]
    settings = spending(tmp_path, budget_usd="0.12")
    other = make_pictures(
        store, PaidImageEngine(provider.url), settings.scratch, purse=purse(settings, store), requests=others
    )
    assert provider.charges == charged + other.made
    assert provider.charges <= 3, "all budgets hold, whoever was killed"
    assert other.made == 3 - charged


@pytest.mark.slow
def test_processes_that_share_a_budget_never_pay_more_than_it(processes, provider, tmp_path, booked):
    runs = [
        processes.Process(target=spending_process.main, args=(tmp_path, provider.url, "0.09", "never", 1))
        for _ in range(4)
    ]
    for process in runs:
        process.start()
    for process in runs:
        process.join(timeout=240)
    assert {process.exitcode for process in runs} == {11}
    assert provider.charges == 2
    assert booked() == (2 * PRICE, 0)
