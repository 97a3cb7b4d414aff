"""Dagster's storages, for processes that stay: they keep what Dagster opens anew each time.

Dagster opens, prepares and closes an SQLite connection for each event, of which a trivial step logs a dozen, and waits for the
disk. Around each step it starts four processes to copy its output to the terminal of a process that has none. Together that is
two thirds of the CPU time of a trivial step. Postgres has its own module.
"""

import os
import sqlite3
import sys
from collections import OrderedDict
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import dagster as dg
import sqlalchemy
import sqlalchemy.event
from dagster._core.events.log import EventLogEntry
from dagster._core.execution.compute_logs import redirect_to_file
from dagster._core.storage.compute_log_manager import CapturedLogContext, ComputeIOType
from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage
from dagster._core.storage.local_compute_log_manager import IO_TYPE_EXTENSION, LocalComputeLogManager
from dagster._core.storage.runs.sqlite import SqliteRunStorage
from dagster._utils import ensure_file
from sqlalchemy.pool import QueuePool

BUSY_S: Final = 30
"""As long as Dagster waits for another process's writing."""
MOST_FILES: Final = 4
"""Dagster has a file for each run, and one for all."""


class KeptEngines:
    """Connections to a few SQLite files."""

    def __init__(self) -> None:
        self._engines: OrderedDict[str, sqlalchemy.Engine] = OrderedDict()

    def engine(self, address: str) -> sqlalchemy.Engine:
        """Return the connections to the file at that address; those that were not used for longest are closed."""
        if address not in self._engines:
            self._engines[address] = _engine(address)
        self._engines.move_to_end(address)
        while len(self._engines) > MOST_FILES:
            self._engines.popitem(last=False)[1].dispose()
        return self._engines[address]

    def close(self) -> None:
        """Close all connections."""
        while self._engines:
            self._engines.popitem()[1].dispose()


class KeptEventLog(SqliteEventLogStorage):
    """Dagster's event log in SQLite files, with connections that stay.

    Args:
        base_dir: The folder of the files.
    """

    def __init__(self, base_dir: str) -> None:
        self._tables: set[str] = set()
        super().__init__(base_dir)
        self._kept = KeptEngines()

    @contextmanager
    def _connect(self, shard: str) -> Generator[sqlalchemy.Connection]:
        with self._db_lock:
            engine = self._kept.engine(self.conn_string_for_shard(shard))
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def has_table(self, table_name: str) -> bool:
        """Return whether there is a table. One that was seen stays: Dagster asks hundreds of times a run, with a new connection."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def expect_tables(self, run_id: str) -> bool:
        """Take it that the tables of a run that has ended are there, if its file is: looking costs 60 ms of CPU a file."""
        is_there = Path(self.path_for_shard(run_id)).exists()
        if is_there:
            self._initialized_dbs.add(run_id)
        return is_there

    def store_event(self, event: EventLogEntry) -> None:
        """Write an event, and let those know who watch the file: SQLite writes beside it until a connection is closed."""
        super().store_event(event)
        os.utime(self.path_for_shard(event.run_id))

    def dispose(self) -> None:
        """Close what is open."""
        super().dispose()
        self._kept.close()


class KeptRuns(SqliteRunStorage):
    """Dagster's runs in an SQLite file, with a connection that stays.

    Args:
        conn_string: Its address.
    """

    def __init__(self, conn_string: str) -> None:
        super().__init__(conn_string)
        self._kept = KeptEngines()

    @contextmanager
    def connect(self) -> Generator[sqlalchemy.Connection]:
        """Open a transaction."""
        with self._kept.engine(self._conn_string).begin() as connection:
            yield connection

    def dispose(self) -> None:
        """Close what is open."""
        super().dispose()
        self._kept.close()


class QuietComputeLogs(LocalComputeLogManager):
    """Dagster's files of what steps write, without a copy for a terminal.

    Args:
        base_dir: The folder of the files.
        polling_timeout: As Dagster's.
    """

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Generator[CapturedLogContext]:
        """Let stdout and stderr go into files during the block."""
        with ExitStack() as redirected:
            for stream, kind in ((sys.stdout, ComputeIOType.STDOUT), (sys.stderr, ComputeIOType.STDERR)):
                path = self.get_captured_local_path(log_key, IO_TYPE_EXTENSION[kind])
                ensure_file(path)
                redirected.enter_context(redirect_to_file(stream, path))
            yield CapturedLogContext(log_key)
        Path(self.complete_artifact_path(log_key)).touch()


def keep_logs_quiet(instance: dg.DagsterInstance) -> None:
    """Let an instance write what steps write into its files alone, if it would also copy it to a terminal."""
    logs = instance.compute_log_manager
    if type(logs) is LocalComputeLogManager:
        instance._compute_log_manager = QuietComputeLogs(logs._base_dir, logs.polling_timeout)  # noqa: SLF001  # as below
        instance._compute_log_manager.register_instance(instance)  # noqa: SLF001


def keep_connections(instance: dg.DagsterInstance) -> None:
    """Let an instance keep its connections from now on, if it opens one for each event."""
    log, runs = instance.event_log_storage, instance.run_storage
    if type(log) is SqliteEventLogStorage:
        instance._event_storage = KeptEventLog(log._base_dir)  # noqa: SLF001  # no configuration names it: other processes would share it
        instance._event_storage.register_instance(instance)  # noqa: SLF001
    if type(runs) is SqliteRunStorage:
        instance._run_storage = KeptRuns(runs._conn_string)  # noqa: SLF001
        instance._run_storage.register_instance(instance)  # noqa: SLF001
    if "dagster_postgres" in sys.modules:  # else no storage is in Postgres
        _keep_postgres(instance)


def _keep_postgres(instance: dg.DagsterInstance) -> None:
    from videogen_dagster.executor.kept_postgres import kept_event_log, kept_runs

    if log := kept_event_log(instance.event_log_storage):
        instance._event_storage = log  # noqa: SLF001  # as above
        log.register_instance(instance)
    if runs := kept_runs(instance.run_storage):
        instance._run_storage = runs  # noqa: SLF001
        runs.register_instance(instance)


def _engine(address: str) -> sqlalchemy.Engine:
    engine = sqlalchemy.create_engine(
        address, poolclass=QueuePool, pool_size=1, max_overflow=-1, connect_args={"timeout": BUSY_S}
    )
    sqlalchemy.event.listen(engine, "connect", _trust_the_journal)
    return engine


def _trust_the_journal(connection: sqlite3.Connection, _record: object) -> None:
    """Wait for the disk at checkpoints only: with a write-ahead journal a power cut costs the last events, never the file.

    The journal is written back often, as nobody closes the connection: it would grow to 4 MB beside files of a tenth.
    """
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint=64")
