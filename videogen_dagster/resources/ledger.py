"""The ledger: what calls of providers may cost and have cost, and whether that fits into budgets, whoever asks at once."""

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Final, Literal

import sqlalchemy as sa

from videogen_dagster.core.budgets import MICRO
from videogen_dagster.resources.database import transaction
from videogen_dagster.resources.tables import SPENDING

RESERVED: Final = "reserved"
SPENT: Final = "spent"
LOCK: Final = 7130220
"""Of PostgreSQL's advisory locks: who holds it alone adds up and reserves."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A call and what it may cost.

    Attributes:
        fingerprint: What its result will be named by.
        usd: What it costs at most; None: nobody knows, it counts nothing.
        scene: For which scene, or what else of the film.
        engine: Name of the engine.
        provider: Who charges.
        model: The provider's name of the model.
    """

    fingerprint: str
    usd: Decimal | None
    scene: str
    engine: str
    provider: str
    model: str


@dataclass(frozen=True, slots=True)
class Account:
    """Who pays.

    Attributes:
        project: For which project.
        stage: Name of the asset.
        holder: Names this process.
        project_usd: What the project may cost in all; None: it has no budget.
        batch: What the run belongs to.
        batch_usd: What all runs of the batch may cost; None: it has no budget.
    """

    project: str
    stage: str
    holder: str
    project_usd: Decimal | None = None
    batch: str = ""
    batch_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not reserved.

    Attributes:
        of: Which budget it does not fit into.
        usd: What it costs.
        left_usd: What is left there.
        budget_usd: The budget.
    """

    of: Literal["project", "batch"]
    usd: Decimal
    left_usd: Decimal
    budget_usd: Decimal


@dataclass(frozen=True, slots=True)
class Reservation:
    """What is set aside for a call that has not ended."""

    fingerprint: str
    project: str
    usd: Decimal
    holder: str
    since: float


@dataclass(frozen=True, slots=True)
class Spent:
    """A sum of the ledger: of whom, what was spent, what is set aside, and of how many calls no price is known."""

    names: tuple[str, ...]
    spent_usd: Decimal
    reserved_usd: Decimal
    calls: int
    unpriced: int


class Ledger:
    """The rows of one database.

    Args:
        engine: The database, with its tables.
        clock: Seconds since 1970.
    """

    def __init__(self, engine: sa.Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def reserve(self, entries: Sequence[Entry], account: Account) -> dict[str, Refusal]:
        """Set aside what calls cost, in their order, as far as it fits; returns why the others do not, by fingerprint.

        Of all processes that ask at once, one after the other adds up and reserves. What was set aside for the same call
        before counts once: it goes over to this process, or to this batch and project if it fits there.

        Raises:
            StorageFailure: The database cannot be used; so with all that is asked here.
        """
        refused: dict[str, Refusal] = {}
        with self._alone() as connection:
            for entry in entries:
                held = self._held(connection, entry.fingerprint)
                if held is not None and (held.project, held.batch) == (account.project, account.batch):
                    self._change(connection, held.id, holder=account.holder)
                    continue
                refusal = self._fits(connection, entry, account, without=None if held is None else held.id)
                if refusal is not None:
                    refused[entry.fingerprint] = refusal
                elif held is not None:
                    self._change(connection, held.id, **_row(entry, account, self._clock()))
                else:
                    values = _row(entry, account, self._clock())
                    connection.execute(sa.insert(SPENDING).values(state=RESERVED, **values))
        return refused

    def settle(self, fingerprint: str, usd: Decimal | None) -> None:
        """Book what was paid for a call instead of what was set aside for it, if anything is.

        Args:
            fingerprint: Which call.
            usd: What was paid; None: as much as was set aside.
        """
        booked = {} if usd is None else {"micro_usd": micro(usd)}
        with self._writing() as connection:
            connection.execute(
                sa.update(SPENDING)
                .where(SPENDING.c.fingerprint == fingerprint, SPENDING.c.state == RESERVED)
                .values(state=SPENT, changed=self._clock(), **booked)
            )

    def release(self, fingerprint: str, *, holder: str | None = None) -> None:
        """Give back what was set aside for a call, if anything is.

        Args:
            fingerprint: Which call.
            holder: Only if this process set it aside; None: whoever did.
        """
        with self._writing() as connection:
            which = [SPENDING.c.fingerprint == fingerprint, SPENDING.c.state == RESERVED]
            if holder is not None:
                which.append(SPENDING.c.holder == holder)
            connection.execute(sa.delete(SPENDING).where(*which))

    def reservations(self, *, project: str, batch: str) -> list[Reservation]:
        """Return what is set aside for a project or a batch."""
        wanted = SPENDING.c.project == project
        if batch:
            wanted |= SPENDING.c.batch == batch
        with transaction(self._engine) as connection:
            rows = connection.execute(sa.select(SPENDING).where(SPENDING.c.state == RESERVED, wanted))
            return [
                Reservation(row.fingerprint, row.project, Decimal(row.micro_usd) * MICRO, row.holder, row.changed)
                for row in rows
            ]

    def sums(self, by: Sequence[str], *, project: str | None = None, batch: str | None = None) -> list[Spent]:
        """Return what was spent and set aside, added up by columns and in their order.

        Args:
            by: Columns: `project`, `day`, `stage`, `scene`, `engine`, `provider`, `model`; none: one sum of all.
            project: Of one project only.
            batch: Of one batch only.
        """
        columns = [SPENDING.c[name] for name in by]
        query = sa.select(
            *columns,
            _sum_of(SPENDING.c.state == SPENT, SPENDING.c.micro_usd).label("spent"),
            _sum_of(SPENDING.c.state == RESERVED, SPENDING.c.micro_usd).label("reserved"),
            sa.func.count().label("calls"),
            _sum_of(SPENDING.c.is_priced.is_(False), 1).label("unpriced"),
        )
        for name, wanted in (("project", project), ("batch", batch)):
            if wanted is not None:
                query = query.where(SPENDING.c[name] == wanted)
        with transaction(self._engine) as connection:
            rows = connection.execute(query.group_by(*columns).order_by(*columns)).all()
        return [
            Spent(tuple(row[: len(by)]), _usd(row.spent), _usd(row.reserved), int(row.calls), int(row.unpriced or 0))
            for row in rows
            if row.calls
        ]

    def total(self, *, project: str | None = None, batch: str | None = None) -> Spent:
        """Return the sum of all, of a project or of a batch."""
        return sum_of(self.sums((), project=project, batch=batch))

    @contextmanager
    def _writing(self) -> Generator[sa.Connection]:
        """Yield a connection whose transaction outlasts a power cut; other tables of SQLite can be made again."""
        with transaction(self._engine) as connection:
            if connection.dialect.name == "sqlite":
                connection.execute(sa.text("PRAGMA synchronous = FULL"))
            yield connection

    @contextmanager
    def _alone(self) -> Generator[sa.Connection]:
        """Yield a connection during whose transaction nobody else reserves."""
        with self._writing() as connection:
            if connection.dialect.name == "sqlite":
                connection.execute(sa.text("BEGIN IMMEDIATE"))
            else:
                connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            yield connection

    def _held(self, connection: sa.Connection, fingerprint: str) -> "sa.Row[tuple[object, ...]] | None":
        return connection.execute(
            sa.select(SPENDING).where(SPENDING.c.fingerprint == fingerprint, SPENDING.c.state == RESERVED)
        ).first()

    def _change(self, connection: sa.Connection, row: int, **values: object) -> None:
        connection.execute(
            sa.update(SPENDING).where(SPENDING.c.id == row).values(**{"changed": self._clock()} | values)
        )

    def _fits(
        self, connection: sa.Connection, entry: Entry, account: Account, *, without: int | None
    ) -> Refusal | None:
        budgets: tuple[tuple[Literal["project", "batch"], str, Decimal | None], ...] = (
            ("project", account.project, account.project_usd),
            ("batch", account.batch, account.batch_usd),
        )
        for of, name, budget_usd in budgets:
            if budget_usd is None:
                continue
            query = sa.select(sa.func.sum(SPENDING.c.micro_usd)).where(SPENDING.c[of] == name)
            if without is not None:
                query = query.where(SPENDING.c.id != without)
            left = micro(budget_usd) - int(connection.execute(query).scalar() or 0)
            if micro(entry.usd or Decimal(0)) > left:
                return Refusal(of, entry.usd or Decimal(0), max(Decimal(0), _usd(left)), budget_usd)
        return None


def sum_of(sums: Sequence[Spent]) -> Spent:
    """Return several sums as one."""
    return Spent(
        (),
        sum((each.spent_usd for each in sums), Decimal(0)),
        sum((each.reserved_usd for each in sums), Decimal(0)),
        sum(each.calls for each in sums),
        sum(each.unpriced for each in sums),
    )


def micro(usd: Decimal) -> int:
    """Return an amount in millionths, rounded up."""
    return int((usd / MICRO).to_integral_value(ROUND_CEILING))


def _usd(micro_usd: int | None) -> Decimal:
    return (Decimal(micro_usd or 0) * MICRO).quantize(MICRO)


def _sum_of(condition: "sa.ColumnElement[bool]", value: "sa.ColumnElement[int] | int") -> "sa.ColumnElement[int]":
    return sa.func.sum(sa.case((condition, value), else_=0))


def _row(entry: Entry, account: Account, now: float) -> dict[str, object]:
    return {
        "fingerprint": entry.fingerprint,
        "project": account.project,
        "batch": account.batch[:64],
        "stage": account.stage[:64],
        "scene": entry.scene[:64],
        "engine": entry.engine[:64],
        "provider": entry.provider[:128],
        "model": entry.model[:256],
        "micro_usd": micro(entry.usd or Decimal(0)),
        "is_priced": entry.usd is not None,
        "day": datetime.fromtimestamp(now, UTC).date().isoformat(),
        "changed": now,
        "holder": account.holder[:256],
    }
