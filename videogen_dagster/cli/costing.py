"""What `videogen costs` does."""

import sys
from collections.abc import Sequence
from decimal import Decimal

from videogen_dagster.cli.opening import find_store, open_project
from videogen_dagster.cli.reporting import print_json, printable
from videogen_dagster.core.budgets import dollars
from videogen_dagster.resources.ledger import Spent, sum_of
from videogen_dagster.resources.treasury import Treasury
from videogen_dagster.settings import load_settings


def tell_costs(project: str | None, by: Sequence[str], *, as_json: bool) -> None:
    """Print sums of the ledger.

    Args:
        project: Of which project; None: of all.
        by: How they are divided.
        as_json: Print JSON.

    Raises:
        InvalidInput: There is no such project.
        StorageFailure: The ledger cannot be read.
    """
    settings = load_settings()
    store = open_project(project)[1] if project else find_store(settings)
    treasury = Treasury(settings)
    columns = tuple(dict.fromkeys(by)) or ("stage" if project else "project",)
    sums = treasury.sums(columns, project=project)
    total = sum_of(sums)
    budget = treasury.budget(store, project) if store and project else None
    if as_json:
        print_json(
            {
                "project": project,
                "budget_usd": None if budget is None else float(budget),
                **_record(total),
                "by": [dict(zip(columns, each.names, strict=True)) | _record(each) for each in sums],
            }
        )
        return
    width = max((len(_name(each)) for each in sums), default=0)
    lines = [f"  {_name(each):<{width}}  {_in_words(each)}" for each in sums]
    lines.append(f"{project or 'all projects'}: {_in_words(total)}{_left(total, budget)}")
    sys.stdout.write(printable("\n".join(lines)) + "\n")


def _record(spent: Spent) -> dict[str, object]:
    return {
        "spent_usd": float(spent.spent_usd),
        "reserved_usd": float(spent.reserved_usd),
        "calls": spent.calls,
        "calls_without_price": spent.unpriced,
    }


def _name(spent: Spent) -> str:
    return "  ".join(name or "-" for name in spent.names)


def _in_words(spent: Spent) -> str:
    words = [f"{dollars(spent.spent_usd)} spent"]
    if spent.reserved_usd:
        words.append(f"{dollars(spent.reserved_usd)} set aside")
    words.append(f"{spent.calls} call{'' if spent.calls == 1 else 's'}")
    if spent.unpriced:
        words.append(f"{spent.unpriced} of them without a known price")
    return ", ".join(words)


def _left(spent: Spent, budget: Decimal | None) -> str:
    if budget is None:
        return ""
    left = max(Decimal(0), budget - spent.spent_usd - spent.reserved_usd)
    return f"; {dollars(left)} of {dollars(budget)} left"
