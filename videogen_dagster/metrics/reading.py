"""Reads the figures of a deployment. Nothing here grows with the number of projects or the age of the deployment."""

import shutil
import time
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import dagster as dg
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from videogen_dagster.core.drops import DropState
from videogen_dagster.executor.backends import WorkerReport
from videogen_dagster.executor.local.places import meeting_folder
from videogen_dagster.executor.local.workforce import LocalWorkforce
from videogen_dagster.metrics.figures import Figures
from videogen_dagster.metrics.gpus import GpuWatch
from videogen_dagster.metrics.history import ENDED
from videogen_dagster.resources.database import open_database, unreachable
from videogen_dagster.resources.ledger import Ledger, Spent
from videogen_dagster.resources.receipts_index import ReceiptsIndex
from videogen_dagster.resources.tables import ARRIVING, INBOX
from videogen_dagster.run_states import UNFINISHED
from videogen_dagster.runs import open_instance
from videogen_dagster.settings import Settings, runtime_folder

SETTLED_S: Final = 60.0
"""So often those figures are summed anew that take longer the more a deployment has made: a millisecond for a thousand rows."""
QUEUED: Final = dg.RunsFilter(statuses=[dg.DagsterRunStatus.QUEUED])


class Reading:
    """Looks at a deployment again and again, over connections that stay.

    Args:
        settings: The deployment.

    Raises:
        StorageFailure: Its records cannot be opened.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._database = open_database(settings.database_url)
        self.instance = open_instance(settings)
        self._receipts = ReceiptsIndex(self._database)
        self._gpus = GpuWatch()
        self._ledger = Ledger(self._database)
        self._ended: dict[str, int] = {}
        self._spent = 0.0
        self._paid: list[Spent] = []
        self._settled_s = float("-inf")

    def figures(self) -> Figures:
        """Return what there is now; sums as `settle` found them.

        Raises:
            StorageFailure: The database cannot be used.
            Exception: Whatever Dagster's storage raises when it is away.
        """
        if self._settled_s < 0:
            self.settle()
        now = time.time()
        inbox, oldest, arriving = self._inbox()
        workers = self._workers()
        return Figures(
            runs=self._ended | self._count(UNFINISHED),
            oldest_queued_s=self._oldest_queued_s(now),
            heartbeats_s={
                name.lower(): max(0.0, now - beat.timestamp)
                for name, beat in self.instance.get_daemon_heartbeats().items()
            },
            inbox=inbox,
            oldest_pending_s=0.0 if oldest is None else max(0.0, now - oldest),
            arriving=arriving,
            models=models_of(workers),
            workers=Counter((worker.pool, "busy" if worker.step else "idle") for worker in workers),
            gpus=self._gpus.gpus(),
            spent_usd=self._spent,
            paid_usd={(each.names[0], each.names[1]): float(each.spent_usd) for each in self._paid},
            reserved_usd=float(sum((each.reserved_usd for each in self._paid), Decimal(0))),
            free_bytes=float(shutil.disk_usage(self._settings.home).free),
        )

    def close(self) -> None:
        """Close the connections."""
        self._database.dispose()
        self.instance.dispose()

    def settle(self) -> None:
        """Sum what takes longer the more a deployment has made, unless that was done a minute ago.

        Raises:
            StorageFailure: The database cannot be used.
            Exception: Whatever Dagster's storage raises when it is away.
        """
        if time.monotonic() - self._settled_s <= SETTLED_S:
            return
        self._ended = self._count(ENDED)
        self._spent = self._receipts.spent_usd()
        self._paid = self._ledger.sums(["provider", "model"])
        self._settled_s = time.monotonic()

    def _count(self, statuses: Iterable[dg.DagsterRunStatus]) -> dict[str, int]:
        return {
            status.value.lower(): self.instance.get_runs_count(dg.RunsFilter(statuses=[status])) for status in statuses
        }

    def _oldest_queued_s(self, now: float) -> float:
        records = self.instance.get_run_records(QUEUED, limit=1, ascending=True)
        return max(0.0, now - records[0].create_timestamp.timestamp()) if records else 0.0

    def _inbox(self) -> tuple[dict[str, int], float | None, int]:
        """Return the rows by state, when the one that waits for longest arrived, and how many groups are incomplete."""
        by_state = sa.select(INBOX.c.state, sa.func.count()).group_by(INBOX.c.state)
        oldest = sa.select(sa.func.min(INBOX.c.arrived)).where(INBOX.c.state == DropState.PENDING.value)
        try:
            with self._database.connect() as connection:
                counts: dict[str, int] = {str(state): int(count) for state, count in connection.execute(by_state)}
                arriving = connection.execute(sa.select(sa.func.count()).select_from(ARRIVING)).scalar()
                since = connection.execute(oldest).scalar()
        except SQLAlchemyError as error:
            raise unreachable(error) from error
        return {state.value: counts.get(state.value, 0) for state in DropState}, since, arriving or 0

    def _workers(self) -> tuple[WorkerReport, ...]:
        """Return the workers of this machine; those of a Ray cluster are told by Ray's own exporter."""
        if self._settings.executor != "local":
            return ()
        return LocalWorkforce(meeting_folder(runtime_folder(), self._settings.home)).workers()


def models_of(workers: tuple[WorkerReport, ...]) -> dict[tuple[str, str], int]:
    """Return the bytes of the models that workers hold, by model and device."""
    held: Counter[tuple[str, str]] = Counter()
    for worker in workers:
        for model in worker.residents:
            # Each worker sees its own GPU as number 0; on the machine it has the number that the worker was given.
            device = model.device if worker.device is None or model.device == "cpu" else f"cuda:{worker.device}"
            held[model.name, device] += model.bytes
    return held
