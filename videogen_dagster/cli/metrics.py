"""What `videogen metrics` does."""

import signal
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import Final

from videogen_dagster.metrics.exporter import Exporter
from videogen_dagster.metrics.serving import serving
from videogen_dagster.settings import load_settings

LOOKED_BACK: Final = timedelta(days=1)
PATIENCE_S: Final = 30.0
"""Who asks once waits for the steps of a whole day to be read."""


def print_metrics() -> None:
    """Print the figures as Prometheus reads them; steps are those of the last day."""
    exporter = Exporter(
        load_settings(), since=datetime.now(UTC) - LOOKED_BACK, patience_s=PATIENCE_S, history_s=PATIENCE_S
    )
    sys.stdout.write(exporter.text().decode())


def serve_metrics(host: str, port: int) -> None:
    """Answer scrapes until this process is told to stop.

    Raises:
        InvalidInput: The address is taken, or not one of this machine.
    """
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with serving(Exporter(load_settings()), host, port) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        stopped.wait()
