"""Processes that spend: several that reserve against one budget at once, and one that dies while it makes paid pictures."""

import os
import sys
from decimal import Decimal
from pathlib import Path

from tests.fakes.paid_engine import NAME, PaidImageEngine
from tests.fakes.paid_process import REQUESTS, WatchedStore, killer, make_pictures
from videogen_dagster.core.errors import BudgetExceeded
from videogen_dagster.resources.database import open_database
from videogen_dagster.resources.ledger import Account, Entry, Ledger
from videogen_dagster.resources.treasury import Allowance, StagePurse, Treasury
from videogen_dagster.settings import Settings, load_settings
from videogen_dagster.store.media_store import MediaStore

PRICES = f'[[price]]\nprovider = "{NAME}"\nmodel = "{NAME}"\nsince = 2020-01-01\nunit = "images"\nusd = "0.04"\n'


def entry(name: str, usd: str = "0.10") -> Entry:
    """Return a call and its price."""
    return Entry(name, Decimal(usd), scene="001", engine="acme", provider="acme", model="painter")


def reserve_many(url: str, names: list[str], account: Account) -> None:
    """Reserve one call after the other, whatever is refused."""
    ledger = Ledger(open_database(url))
    for name in names:
        ledger.reserve([entry(name)], account)


def spending(home: Path, *, budget_usd: str | None = None) -> Settings:
    """Return the settings of a deployment that knows the price of the paid engine's pictures."""
    home.mkdir(parents=True, exist_ok=True)
    prices = home / "prices.toml"
    written = home / f"prices.{os.getpid()}"
    written.write_text(PRICES)
    written.replace(prices)  # several processes of a test may come here at once, and read
    given = {} if budget_usd is None else {"VIDEOGEN_BUDGET_USD": budget_usd}
    return load_settings({"VIDEOGEN_PRICES": str(prices), **given}, home=home)


def purse(settings: Settings, store: MediaStore, allowance: Allowance | None = None) -> StagePurse:
    """Return who pays for the three pictures."""
    scenes = [f"{number:03d}" for number in range(1, len(REQUESTS) + 1)]
    return StagePurse(
        Treasury(settings),
        store,
        project="p",
        stage="scene_images",
        scenes=scenes,
        allowance=allowance or Allowance(),
    )


def main(home: Path, url: str, budget_usd: str | None, point: str, count: int) -> None:
    """Make the pictures within a budget, or die by SIGKILL on reaching `point` the `count`th time."""
    store = WatchedStore.in_folder(home / "store")
    store.reached = killer(point, count)
    settings = spending(home, budget_usd=budget_usd)
    engine = PaidImageEngine(url, reached=store.reached)
    failed = make_pictures(store, engine, settings.scratch, purse=purse(settings, store)).failures()
    if all(isinstance(error, BudgetExceeded) for error in failed.values()):
        sys.exit(10 + len(failed) if failed else 0)
    sys.exit(f"failed: {failed}")
