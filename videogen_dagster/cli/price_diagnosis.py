"""What `videogen doctor` tells of money: whether the prices can be read, and what a project may cost."""

from videogen_dagster.core.budgets import dollars
from videogen_dagster.engines.providers.prices import load_prices
from videogen_dagster.settings import Settings


def prices_told(settings: Settings) -> str:
    """Return how many prices there are, and the budget of projects.

    Raises:
        InvalidInput: The deployment's own prices cannot be used.
    """
    prices, budget = load_prices(settings.spending.prices), settings.spending.budget_usd
    own = f", {len(prices.own)} of your own" if settings.spending.prices else ""
    told = f"{len(prices.packaged)} packaged{own}"
    unpriced = ", ".join(settings.spending.unpriced_models)
    allowed = f"; without a price may run: {unpriced}" if unpriced else ""
    limit = "no limit, and nothing for what starts by itself" if budget is None else dollars(budget)
    return f"{told}{allowed}; budget of a project: {limit}"
