"""What a project may cost in all: a small document beside its brief."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, ValidationError

from videogen_dagster.core import keys
from videogen_dagster.core.values import Value
from videogen_dagster.store.media_store import MediaStore


class ProjectBudget(Value):
    """What all paid calls for a project may cost together, in US dollars."""

    budget_usd: Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]


def project_budget(store: MediaStore, project: str) -> Decimal | None:
    """Return what a project may cost, or None if nobody said it of this one.

    Raises:
        StorageFailure: The store cannot be read.
    """
    document = store.read(keys.budget(project))
    try:
        return None if document is None else ProjectBudget.model_validate_json(document).budget_usd
    except ValidationError:  # nothing may be spent on a budget that cannot be read
        return Decimal(0)


def keep_project_budget(store: MediaStore, project: str, usd: Decimal) -> None:
    """Let a project cost so much in all, with what it has cost already.

    Raises:
        StorageFailure: The store cannot be written.
    """
    store.write(keys.budget(project), ProjectBudget(budget_usd=usd).model_dump_json().encode())
