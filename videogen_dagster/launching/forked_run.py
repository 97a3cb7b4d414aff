"""A run in a process that the run host has forked for it."""

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Final, NoReturn

import dagster as dg
from dagster import _check as check
from dagster._core.definitions.reconstruct import ReconstructableJob
from dagster._core.errors import DagsterExecutionInterruptedError
from dagster._core.events import EngineEventData
from dagster._core.instance.ref import InstanceRef
from dagster._grpc.impl import core_execute_run  # what Dagster's own launcher does in the process that it starts
from dagster._serdes import deserialize_value
from dagster._utils.hosted_user_process import recon_job_from_origin
from dagster._utils.interrupts import capture_interrupts

from videogen_dagster.executor.kept_storages import keep_connections
from videogen_dagster.executor.run_process import own_process
from videogen_dagster.launching.wire import AskRun, Begin, Ready, Refused, Unheard, hear, tell

LOG: Final = logging.getLogger("videogen.runs")


def be_run(connection: socket.socket, asked: AskRun, *, before: Callable[[], None]) -> NoReturn:
    """Do in this process, just forked, what a launcher asked for, and end it.

    Args:
        connection: The launcher's.
        asked: The run.
        before: Closes what belongs to the host.
    """
    status = 1
    try:
        before()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        connection.settimeout(None)
        with capture_interrupts(), ExitStack() as opened:
            _begin(connection, asked, opened)
        status = 0
    except Unheard:  # the launcher has gone: it launches the run in another way, or another one does
        LOG.info("run %s is not begun here", asked.run_id)
    except BaseException:  # the outermost boundary of a process: nothing may come back into the host's code
        LOG.exception("the process of run %s failed", asked.run_id)
    finally:
        with suppress(OSError):  # nobody reads any more
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)  # what the host registered to be done at its exit is the host's


def _begin(connection: socket.socket, asked: AskRun, opened: ExitStack) -> None:
    try:
        instance = opened.enter_context(dg.DagsterInstance.from_ref(deserialize_value(asked.instance, InstanceRef)))
        keep_connections(instance)
        run = _run_of(instance, asked.run_id)
        job = recon_job_from_origin(check.not_none(run.job_code_origin))
    except Exception as error:
        tell(connection, Refused(reason=f"{type(error).__name__}: {error}"))
        raise
    tell(connection, Ready(process=own_process(run.run_id)))
    if not isinstance(hear(connection), Begin):
        raise Unheard("it was told something else than to begin")
    connection.close()
    _execute(job, run, instance)


def _run_of(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRun:
    return check.not_none(instance.get_run_by_id(run_id), f"there is no run {run_id}")


def _execute(job: ReconstructableJob, run: dg.DagsterRun, instance: dg.DagsterInstance) -> None:
    pid = os.getpid()
    instance.report_engine_event(f"Started process for run (pid: {pid}).", run, EngineEventData.in_process(pid))
    try:
        for _ in core_execute_run(job, run, instance, inject_env_vars=False):
            pass
    except (Exception, KeyboardInterrupt, DagsterExecutionInterruptedError):  # noqa: BLE001  # it has told the run's log
        LOG.info("run %s ended with an error, which its log tells", run.run_id)
    ended = _run_of(instance, run.run_id)
    if ended.status is dg.DagsterRunStatus.CANCELING:  # Dagster leaves one so that was cancelled before it began
        instance.report_run_canceled(ended)
    instance.report_engine_event(f"Process for run exited (pid: {pid}).", run)
