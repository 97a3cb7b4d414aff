"""The run host: one process with one thread that has imported what runs need, and forks one for each.

It opens no database and starts no thread, so that what it forks begins as if it had been started anew. Its code is that of its
start: once files were changed it takes no run and becomes a new process, as runs of the code server have the new code, too.
"""

import gc
import importlib
import logging
import os
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from videogen_dagster.executor.local.identity import code_version
from videogen_dagster.launching.launcher import MODULE
from videogen_dagster.launching.wire import (
    CHUNK_BYTES,
    MOST_BYTES,
    Alive,
    AskAlive,
    AskRun,
    Refused,
    Unheard,
    host_socket,
    message_in,
    tell,
)
from videogen_dagster.settings import Settings, load_settings

LOG: Final = logging.getLogger("videogen.runs")
LATE: Final = (
    "dagster._core.storage.sqlite_storage",
    "dagster._core.workspace.autodiscovery",
    "dagster._utils.test.definitions",
    "upath.implementations.local",
)
"""What Dagster imports when a run begins: a tenth of a second."""
TICK_S: Final = 1.0
BACKLOG: Final = 128
SILENCE_S: Final = 10.0
"""How long a caller may take to say what it wants."""


@dataclass(eq=False, slots=True)
class Caller:
    """Somebody who connected, and has not said all."""

    connection: socket.socket
    since_s: float = field(default_factory=time.monotonic)
    told: bytes = b""


class NewCode(Exception):
    """The files were changed since the start: this process has old ones."""


class RunHost:
    """Forks a process for each run that a launcher asks for.

    Args:
        listener: The socket that it listens on.
        sources: Files and folders of the code that runs have.
        code: Their version when they were imported.
    """

    def __init__(self, listener: socket.socket, sources: tuple[Path, ...], code: str) -> None:
        self._listener, self._sources, self._code = listener, sources, code
        self._selector = selectors.PollSelector()  # not epoll: forked processes would share its set
        self._selector.register(listener, selectors.EVENT_READ, self._welcome)
        self._callers: set[Caller] = set()
        self._runs: dict[int, str] = {}

    def serve(self) -> None:
        """Serve until this process is ended.

        Raises:
            NewCode: A run was asked for, and the code is another one now.
        """
        while True:
            for key, _ in self._selector.select(TICK_S):
                key.data()
            now_s = time.monotonic()
            for caller in [each for each in self._callers if now_s - each.since_s > SILENCE_S]:
                self._dismiss(caller)
            self._reap()

    def _welcome(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError as error:  # they are gone, or there are too many
            LOG.warning("cannot welcome a caller: %s", error.strerror)
            return
        connection.settimeout(0.0)
        caller = Caller(connection)
        self._callers.add(caller)
        self._selector.register(connection, selectors.EVENT_READ, lambda: self._listen(caller))

    def _listen(self, caller: Caller) -> None:
        try:
            data = caller.connection.recv(CHUNK_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        caller.told += data
        if data and b"\n" not in data and len(caller.told) <= MOST_BYTES:
            return
        try:
            if caller.told.endswith(b"\n"):
                self._answer(caller)
        except Unheard as error:
            LOG.warning("closed a connection that sent no message: %s", error)
        finally:
            self._dismiss(caller)

    def _answer(self, caller: Caller) -> None:
        match message_in(caller.told):
            case AskAlive():
                tell(caller.connection, Alive(runs=len(self._runs)))
            case AskRun() as asked:
                self._launch(caller, asked)
            case other:
                LOG.warning("closed a connection that sent %r out of turn", other.kind)

    def _launch(self, caller: Caller, asked: AskRun) -> None:
        if code_version(self._sources) != self._code:
            tell(caller.connection, Refused(reason="its code was changed"))
            raise NewCode
        sys.stdout.flush()
        sys.stderr.flush()
        try:
            pid = os.fork()
        except OSError as error:
            LOG.warning("cannot fork a process for run %s: %s", asked.run_id, error.strerror)
            tell(caller.connection, Refused(reason=f"no process can be started: {error.strerror}"))
            return
        if pid == 0:
            from videogen_dagster.launching.forked_run import be_run  # imported before, with all else

            be_run(caller.connection, asked, before=lambda: self._close(spared=caller))
        self._runs[pid] = asked.run_id

    def _close(self, *, spared: Caller) -> None:
        """Close, in a process that was forked, what belongs to the host."""
        self._selector.close()
        self._listener.close()
        for caller in self._callers - {spared}:
            caller.connection.close()

    def _dismiss(self, caller: Caller) -> None:
        self._callers.remove(caller)
        self._selector.unregister(caller.connection)
        caller.connection.close()

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            run_id, code = self._runs.pop(pid, "of old code"), os.waitstatus_to_exitcode(status)
            if code:
                LOG.warning("process %s of run %s ended with %s", pid, run_id, code)


def preload(settings: Settings) -> None:
    """Import all that a run needs, and build the jobs; nothing is opened."""
    for module in ("videogen_dagster.launching.forked_run", *LATE):
        importlib.import_module(module)
    from dagster._core.instance.ref import InstanceRef
    from dagster._serdes import ConfigurableClassData

    for part in InstanceRef.from_dir(str(settings.instance_directory)):
        if isinstance(part, ConfigurableClassData):  # the instance's storages and where its logs go
            importlib.import_module(part.module_name)
    importlib.import_module(MODULE).defs.get_repository_def().get_all_jobs()


def main() -> None:
    """Serve the home that the environment names, until this process is ended."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(message)s")
    settings = load_settings()
    place = host_socket(settings.home)
    place.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
        listener.listen(BACKLOG)
        sources = sources_of(settings)
        code = code_version(sources)
        preload(settings)
        gc.collect()
        gc.freeze()  # so that the processes of runs share what was imported
        try:
            RunHost(listener, sources, code).serve()
        except NewCode:
            LOG.warning("the code was changed: starting anew")
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606  # the same program; the processes of its runs stay its children


def sources_of(settings: Settings) -> tuple[Path, ...]:
    """Return the files and folders of the code that runs have."""
    from videogen_dagster.executor.resident import job_code

    return job_code(None, settings).sources


if __name__ == "__main__":
    main()
