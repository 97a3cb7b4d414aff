"""Answers scrapes: a look at the deployment each time, never longer than a scrape may take."""

import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final, TypeVar

import dagster as dg
import prometheus_client
from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from videogen_dagster.core.errors import VideogenError
from videogen_dagster.metrics.families import gauges
from videogen_dagster.metrics.figures import Figures
from videogen_dagster.metrics.history import StepHistory
from videogen_dagster.metrics.reading import Reading
from videogen_dagster.resources.database import database_error
from videogen_dagster.settings import Settings

T = TypeVar("T")

PATIENCE_S: Final = 2.0
"""Prometheus gives up after 10 s, and a look takes some milliseconds."""
HISTORY_S: Final = 0.02
"""So long ended runs are counted in one scrape; what is left is for the next one."""


class Exporter(Collector):
    """The figures of a deployment as Prometheus reads them.

    Each look is a thread's: a database that is away may hold it for minutes, and scrapes are answered meanwhile.

    Args:
        settings: The deployment.
        since: From when on ended runs are counted; None: from now on.
        patience_s: How long a scrape waits for a look.
        history_s: How long a look may count ended runs.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        since: datetime | None = None,
        patience_s: float = PATIENCE_S,
        history_s: float = HISTORY_S,
    ) -> None:
        self.registry = CollectorRegistry()
        self._settings = settings
        self._patience_s = patience_s
        self._history_s = history_s
        self._reading: Reading | None = None
        self._scraping, self._seeing = threading.Lock(), threading.Lock()
        self._look: _Look | None = None
        self._is_ahead = False
        self._complaint = ""
        self.registry.register(self)
        self._history = StepHistory(self.registry, since or datetime.now(UTC))

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return prometheus_client.generate_latest(self.registry)

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges, after the counters were brought up to date."""
        yield from gauges(self._figures())

    def describe(self) -> Iterator[Metric]:
        """Yield nothing: a look would be too dear for being registered."""
        return iter(())

    def look_ahead(self) -> threading.Event:
        """Open the deployment in the background before anybody scrapes: that takes longer than all looks behind it.

        Returns:
            What is set when that is done.
        """
        with self._scraping:
            if self._look is None:
                self._look, self._is_ahead = _Look(self._see, self._settle), True
            return self._look.ended

    def _figures(self) -> Figures | None:
        """Return what a look finds; None if the deployment does not answer. Who comes during a look waits for it."""
        with self._scraping:
            if self._look is None or (self._is_ahead and self._look.ended.is_set()):
                self._look = _Look(self._see, self._settle)
            look, self._is_ahead = self._look, False
            if not look.ended.wait(self._patience_s):
                self._complain("the databases have not answered yet")
                return None
            self._look = None
        return look.found

    def _see(self) -> Figures | None:
        def see() -> Figures:
            if self._reading is None:
                self._reading = Reading(self._settings)
            self._history.go_on(self._reading.instance, most_s=self._history_s)
            return self._reading.figures()

        found = self._tried(see)
        if found is not None:
            self._complaint = ""
        return found

    def _settle(self) -> None:
        """Sum behind an answer what the answers after it tell."""
        self._tried(lambda: self._reading.settle() if self._reading is not None else None)

    def _tried(self, ask: Callable[[], T]) -> T | None:
        """Return what the deployment answers; None if it does not, which is complained of."""
        with self._seeing:
            try:
                return ask()
            except Exception as error:
                if not isinstance(error, VideogenError | dg.DagsterError | OSError) and database_error(error) is None:
                    raise
                self._complain(" ".join(str(error).split())[:300])
                self._close()
        return None

    def _close(self) -> None:
        """Let the next look open all anew: a server that was started again knows nothing of old connections."""
        if self._reading is not None:
            self._reading.close()
        self._reading = None

    def _complain(self, complaint: str) -> None:
        """Say why there are no figures, once."""
        if complaint != self._complaint:
            sys.stderr.write(f"no figures: {complaint}\n")
        self._complaint = complaint


class _Look:
    """One look, in a thread that nobody has to wait for, not even at the end of the process."""

    def __init__(self, see: Callable[[], Figures | None], behind: Callable[[], None]) -> None:
        self.ended = threading.Event()
        self.found: Figures | None = None
        self._see, self._behind = see, behind
        threading.Thread(target=self._run, name="look", daemon=True).start()

    def _run(self) -> None:
        try:
            self.found = self._see()
        finally:
            self.ended.set()
        self._behind()
