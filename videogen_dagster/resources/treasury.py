"""The treasury of a deployment: its prices, its ledger, and purses for the stages of runs."""

import os
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from videogen_dagster.core.budgets import dollars
from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import BudgetExceeded, EngineFailure, PriceMissing
from videogen_dagster.engines.providers.prices import SETTING, PriceList, load_prices
from videogen_dagster.engines.purse import Claim
from videogen_dagster.resources.database import open_database
from videogen_dagster.resources.ledger import Account, Entry, Ledger, Refusal, Reservation, Spent, sum_of
from videogen_dagster.resources.project_budgets import project_budget
from videogen_dagster.settings import Settings
from videogen_dagster.store.calls_at_work import calls_at_work
from videogen_dagster.store.intents import find_intent
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import receipt_cost
from videogen_dagster.store.workspace import is_running, start_of

BEGINS_WITHIN_S: Final = 120.0
"""So long a process may take from setting money aside to telling that it works on the call."""
FAR_AWAY_S: Final = 24 * 3600.0
"""How long a reservation of another machine stays, of which nobody sees here whether it is still wanted."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a run may spend beside its project's budget.

    Attributes:
        batch: What the run belongs to; empty: nothing that has a budget.
        batch_usd: What all runs of the batch may cost.
        started_by: What started it without a person; empty: a person did.
    """

    batch: str = ""
    batch_usd: Decimal | None = None
    started_by: str = ""


NOTHING_SAID: Final = Allowance()


class Treasury:
    """Opened when the first thing that costs money is made.

    Args:
        settings: The deployment.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def ledger(self) -> Ledger:
        """What was set aside and spent.

        Raises:
            InvalidInput: The deployment names no database that there can be.
            StorageFailure: It cannot be used.
        """
        self._settings.home.mkdir(parents=True, exist_ok=True)
        return Ledger(open_database(self._settings.database_url))

    def sums(self, by: Sequence[str], *, project: str | None = None) -> list[Spent]:
        """Return sums of the ledger as `Ledger.sums` does; none where nothing was ever written, and nothing is created.

        Raises:
            StorageFailure: It cannot be used.
        """
        is_there = self._settings.database is not None or (self._settings.home / "videogen.db").exists()
        return self.ledger.sums(by, project=project) if is_there else []

    def total(self, project: str) -> Spent:
        """Return what a project has cost in all, and what is set aside for it.

        Raises:
            StorageFailure: The ledger cannot be used.
        """
        return sum_of(self.sums((), project=project))

    @cached_property
    def prices(self) -> PriceList:
        """What providers charge.

        Raises:
            InvalidInput: The deployment's own prices cannot be used.
        """
        return load_prices(self._settings.spending.prices)

    def budget(self, store: MediaStore, project: str) -> Decimal | None:
        """Return what a project may cost in all: its own budget, or what all projects have.

        Raises:
            StorageFailure: The store cannot be read.
        """
        own = project_budget(store, project)
        return self._settings.spending.budget_usd if own is None else own

    def may_run_unpriced(self, model: str) -> bool:
        """Return whether the deployment lets a model run whose price nobody knows."""
        return not {"*", model}.isdisjoint(self._settings.spending.unpriced_models)

    def at_work(self) -> frozenset[str]:
        """Return the fingerprints of the calls that processes of this machine work on."""
        return calls_at_work(self._settings.scratch)


class StagePurse:
    """Pays for one batch of a stage; see `Purse`.

    Args:
        treasury: Prices and ledger.
        store: Where intents, receipts and the project's budget are.
        project: Who pays.
        stage: Name of the asset.
        scenes: Names of the requests, in their order.
        allowance: What the run may spend beside the project's budget.
    """

    def __init__(
        self,
        treasury: Treasury,
        store: MediaStore,
        *,
        project: str,
        stage: str,
        scenes: Sequence[str],
        allowance: Allowance = NOTHING_SAID,
    ) -> None:
        self._treasury, self._store = treasury, store
        self._project, self._stage, self._scenes = project, stage, scenes
        self._allowance = allowance
        self._holder = f"{os.getpid()}:{start_of(os.getpid()) or ''}@{socket.gethostname()}"
        self._estimates: dict[str, Decimal | None] = {}

    def reserve(self, claims: Sequence[Claim]) -> Mapping[str, EngineFailure]:
        """See `Purse`."""
        entries: list[Entry] = []
        refused: dict[str, EngineFailure] = {}
        account = self._account()
        for claim in claims:
            try:
                entry = self._entry(claim)
            except PriceMissing as error:
                refused[claim.fingerprint] = error
                continue
            if missing := self._without_budget(entry, account):
                refused[claim.fingerprint] = missing
            else:
                entries.append(entry)
        by_name = {entry.fingerprint: entry for entry in entries}
        left = self._reserved(entries, account)
        self._estimates |= {name: entry.usd for name, entry in by_name.items() if name not in left}
        return refused | {name: self._exceeded(by_name[name], refusal) for name, refusal in left.items()}

    def usd(self, charge: Charge) -> Decimal | None:
        """See `Purse`."""
        return self._treasury.prices.usd(charge)

    def cost(self, fingerprint: str, paid_usd: Decimal | None) -> Decimal | None:
        """See `Purse`."""
        return self._estimates.get(fingerprint) if paid_usd is None else paid_usd

    def settle(self, fingerprint: str, usd: Decimal | None) -> None:
        """See `Purse`."""
        self._treasury.ledger.settle(fingerprint, usd)

    def release(self, fingerprint: str) -> None:
        """See `Purse`."""
        self._treasury.ledger.release(fingerprint, holder=self._holder)

    def _account(self) -> Account:
        return Account(
            project=self._project,
            stage=self._stage,
            holder=self._holder,
            project_usd=self._treasury.budget(self._store, self._project),
            batch=self._allowance.batch,
            batch_usd=self._allowance.batch_usd,
        )

    def _entry(self, claim: Claim) -> Entry:
        """Return what is written down of a claim.

        Raises:
            PriceMissing: No price is known of something that it uses.
        """
        total: Decimal | None = Decimal(0)
        for charge in claim.charges:
            usd = self.usd(charge)
            if usd is None and not self._treasury.may_run_unpriced(charge.model):
                raise _unpriced(charge, engine=claim.engine)
            total = None if usd is None or total is None else total + usd
        first = claim.charges[0]
        scene = self._scenes[claim.index] if claim.index < len(self._scenes) else ""
        return Entry(claim.fingerprint, total, scene.partition(" ")[0], claim.engine, first.provider, first.model)

    def _without_budget(self, entry: Entry, account: Account) -> BudgetExceeded | None:
        """Return why a run that nobody started may not pay for something, or None if it may."""
        started_by = self._allowance.started_by
        if not started_by or entry.usd == 0 or (account.project_usd, account.batch_usd) != (None, None):
            return None
        cost = "nobody knows how much" if entry.usd is None else f"up to {dollars(entry.usd)}"
        return BudgetExceeded(
            f"this would cost {cost}, and a run that {started_by} started pays only inside a budget: there is none",
            engine=entry.engine,
            field="budget_usd",
            remedy=f"give one (videogen make --project {self._project} --budget-usd 5, budget_usd in metadata.json, "
            "VIDEOGEN_BUDGET_USD), or start it yourself",
        )

    def _reserved(self, entries: Sequence[Entry], account: Account) -> dict[str, Refusal]:
        ledger = self._treasury.ledger
        refused = ledger.reserve(entries, account)
        if refused and self._give_back_what_nobody_wants(ledger):
            refused = ledger.reserve([entry for entry in entries if entry.fingerprint in refused], account)
        return refused

    def _give_back_what_nobody_wants(self, ledger: Ledger) -> bool:
        """End reservations of processes that were killed; returns whether there were any."""
        at_work = self._treasury.at_work()
        ended = False
        for held in ledger.reservations(project=self._project, batch=self._allowance.batch):
            if held.fingerprint in at_work or _may_be_wanted(held):
                continue
            intent = find_intent(self._store, held.fingerprint)
            if intent is not None and not intent.is_idle:
                continue  # it may have been paid for, and a later attempt goes on with it
            usd = receipt_cost(self._store, held.fingerprint)
            if usd is None:
                ledger.release(held.fingerprint, holder=held.holder)
            else:
                ledger.settle(held.fingerprint, usd)
            ended = True
        return ended

    def _exceeded(self, entry: Entry, refusal: Refusal) -> BudgetExceeded:
        whose = f"{self._project}'s budget" if refusal.of == "project" else "the batch's budget"
        remedy = (
            f"raise it: videogen make --project {self._project} --budget-usd N"
            if refusal.of == "project"
            else "start the rest with a higher --budget-usd"
        )
        return BudgetExceeded(
            f"this costs up to {dollars(refusal.usd)}, and of {whose} of {dollars(refusal.budget_usd)} "
            f"{dollars(refusal.left_usd)} is left",
            engine=entry.engine,
            field="budget_usd",
            remedy=remedy,
        )


def _may_be_wanted(held: Reservation) -> bool:
    """Return whether a process may be about to use what it set aside."""
    who, _, host = held.holder.partition("@")
    if host != socket.gethostname():
        return time.time() - held.since < FAR_AWAY_S
    pid, _, started = who.partition(":")
    return is_running(int(pid), started or None) and time.time() - held.since < BEGINS_WITHIN_S


def _unpriced(charge: Charge, *, engine: str) -> PriceMissing:
    return PriceMissing(
        f"no price is known for {charge.model or 'what it does'} of {charge.provider}",
        engine=engine,
        field=SETTING,
        remedy=f"write its price into a file and name that in {SETTING}, or let it run without one: "
        f"VIDEOGEN_UNPRICED_MODELS={charge.model or '*'}",
    )
