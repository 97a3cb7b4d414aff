"""How this deployment's instance launches runs: from the run host if there is one, else as Dagster does, by the code server."""

import logging
import os
import signal
import socket
import sys
from contextlib import closing
from typing import Final, Literal

import dagster as dg
from dagster._core.code_pointer import ModuleCodePointer
from dagster._core.launcher.base import CheckRunHealthResult, LaunchRunContext, WorkerStatus
from dagster._core.launcher.default_run_launcher import DefaultRunLauncher
from dagster._serdes import serialize_value

from videogen_dagster.core.errors import VideogenError
from videogen_dagster.executor.kept_storages import keep_connections
from videogen_dagster.executor.run_process import PID_TAG, process_of
from videogen_dagster.launching.wire import AskRun, Begin, Ready, Refused, Unheard, hear, host_name, host_socket, tell
from videogen_dagster.settings import load_settings

LOG: Final = logging.getLogger("videogen.launching")
HOST_TAG: Final = "videogen/run_host"
ANSWER_S: Final = 15.0
"""A host that has just started imports the definitions first, which takes as long as launching without it."""
MODULE: Final = "videogen_dagster.definitions"


def host_of(run: dg.DagsterRun) -> str | None:
    """Return the run host that a run was launched by; None if by none, or if the one that it tries again was."""
    name, _, owner = run.tags.get(HOST_TAG, "").partition("#")
    return name if name and owner == run.run_id[:8] else None


class ResidentRunLauncher(DefaultRunLauncher):
    """Hands runs to the run host of the home, which has all imported that they need."""

    def launch_run(self, context: LaunchRunContext) -> None:
        """Launch a run; by the code server where there is no host, or it does not take it."""
        keep_connections(self._instance)  # a new run is 60 rows: the daemon would wait 2 s for the disk
        run = context.dagster_run
        if not (is_hosted(run) and self._is_begun(run)):
            super().launch_run(context)

    def _is_begun(self, run: dg.DagsterRun) -> bool:
        """Return whether the host has begun with a run; if not, nobody will."""
        with closing(socket.socket(socket.AF_UNIX)) as connection:
            connection.settimeout(ANSWER_S)
            try:
                home = load_settings().home
                connection.connect(str(host_socket(home)))
                tell(connection, AskRun(run_id=run.run_id, instance=serialize_value(self._instance.get_ref())))
                answer = hear(connection)
            except (OSError, VideogenError):  # there is none, which is no fault
                return False
            except Unheard as error:
                return _left(run, str(error))
            if not isinstance(answer, Ready):
                return _left(run, answer.reason if isinstance(answer, Refused) else f"it answers {answer.kind!r}")
            tags = {PID_TAG: answer.process, HOST_TAG: f"{host_name(home)}#{run.run_id[:8]}"}
            return self._begin(connection, run, tags)

    def _begin(self, connection: socket.socket, run: dg.DagsterRun, tags: dict[str, str]) -> bool:
        self._instance.add_run_tags(run.run_id, tags)  # before it begins: nobody takes it for one without a process
        try:
            tell(connection, Begin())
        except Unheard as error:
            self._instance.add_run_tags(run.run_id, dict.fromkeys(tags, ""))
            return _left(run, f"its process is gone: {error}")
        self._run_ids.add(run.run_id)
        return True

    def terminate(self, run_id: str) -> bool:
        """Tell a run to stop; returns whether it was told."""
        run = self._instance.get_run_by_id(run_id) if self.has_instance else None
        if run is None or run.is_finished or host_of(run) is None:
            return super().terminate(run_id)
        self._instance.report_run_canceling(run)
        process = process_of(run)
        if process is None or not process.is_alive:
            self._instance.report_engine_event("Its process is gone, or on another machine.", run, cls=type(self))
            return False
        try:
            os.kill(process.pid, signal.SIGINT)
        except ProcessLookupError:  # it has just ended
            return False
        return True

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Whether Dagster's run monitoring may ask how a run's process is."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Return how the process of a run is; those that cannot be seen from here are taken as going on."""
        process = process_of(run)
        if host_of(run) is None or process is None or not process.is_here or process.is_alive:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, f"process {process.pid} is gone")


def _left(run: dg.DagsterRun, why: str) -> Literal[False]:
    """Tell why the run host does not begin with a run."""
    LOG.warning("the run host does not take run %s (%s): the code server launches it", run.run_id, why)
    return False


def is_hosted(run: dg.DagsterRun) -> bool:
    """Return whether a run is one of this project's definitions and of this Python, which a run host has imported."""
    origin = run.job_code_origin.repository_origin if run.job_code_origin else None
    pointer = origin.code_pointer if origin else None
    return (
        origin is not None
        and isinstance(pointer, ModuleCodePointer)
        and pointer.module == MODULE
        and origin.executable_path == sys.executable
    )
