"""Runs one attempt of a step in this process, as Dagster's step command does in a process of its own."""

import os
import signal
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import dagster as dg
from dagster._cli.api import _execute_step_command_body  # of `dagster api execute_step`; dagster-celery uses it
from dagster._core.errors import DagsterExecutionInterruptedError
from dagster._core.instance.ref import InstanceRef
from dagster._grpc.types import ExecuteStepArgs
from dagster._serdes import deserialize_value, serialize_value
from dagster._utils.interrupts import capture_interrupts, check_captured_interrupt

from videogen_dagster.executor.backends import StepCall, StepEnd
from videogen_dagster.executor.kept_storages import keep_connections, keep_logs_quiet

GRACE_S: Final = 5.0
"""How long a step may go on after SIGINT."""
CONCLUSIONS: Final = frozenset({"STEP_SUCCESS", "STEP_FAILURE", "STEP_UP_FOR_RETRY", "RESOURCE_INIT_FAILURE"})
"""Events behind which a step has nothing more to say; of the last one the run's process makes a failure or a retry."""
INSTANCES_KEPT: Final = 8


class StepAttempt:
    """One attempt of a step in this process; `run` it on the main thread, `cancel` it from any other.

    Args:
        call: The step.
        grace_s: How long it may go on after it was cancelled.
        kill: Ends this process, with all that it started.
    """

    def __init__(self, call: StepCall, *, grace_s: float = GRACE_S, kill: Callable[[], None] | None = None) -> None:
        self.call = call
        self._kill = kill or _kill_this_process
        self._killer = threading.Timer(grace_s, self._kill)
        self._killer.daemon = True
        self._lock = threading.Lock()
        self._is_running = False
        self._is_cancelled = False
        self._is_concluded = False

    def cancel(self) -> None:
        """Stop the step: SIGINT, and the end of this process if it goes on; nothing if it is over."""
        with self._lock:
            if self._is_cancelled:
                return
            if self._is_running:  # to the main thread itself: a blocking call in it must not sleep on
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
                self._killer.start()
            self._is_cancelled = True

    def run(self) -> StepEnd:
        """Run the step, on the main thread of a process that may be ended; returns how it ended, and never raises.

        Dagster's signal handlers are in place while it runs; SIGINT is ignored before and after.
        """
        terminate = signal.getsignal(signal.SIGTERM)
        before = signal.signal(signal.SIGINT, _ignore)  # no SIG_IGN: processes that the step starts would inherit it
        try:
            with capture_interrupts():
                with self._lock:
                    if self._is_cancelled:
                        return StepEnd(outcome="cancelled", message="cancelled before it began")
                    self._is_running = True
                try:
                    return self._run()
                finally:
                    with self._lock:
                        self._is_running = False
                        self._is_cancelled = True
                    self._killer.cancel()
        finally:
            signal.signal(signal.SIGINT, before)
            signal.signal(signal.SIGTERM, terminate)  # Dagster leaves what it found for SIGINT

    def _run(self) -> StepEnd:
        try:
            message = self._through()
        except (KeyboardInterrupt, DagsterExecutionInterruptedError):
            return StepEnd(outcome="concluded" if self._is_concluded else "cancelled", message="interrupted")
        except Exception as error:  # noqa: BLE001  # Dagster logged what concerns the run; the worker outlives every step
            message = f"{type(error).__name__}: {error}"
        return StepEnd(outcome="concluded" if self._is_concluded else "lost", message=message)

    def _through(self) -> str:
        """Run the step to its end; returns why the event log may not hold how it ended."""
        arguments = deserialize_value(self.call.packed, ExecuteStepArgs)
        if arguments.instance_ref is None:
            return "the run told of no instance"
        instance = _instance(serialize_value(arguments.instance_ref))
        run = instance.get_run_by_id(arguments.run_id)
        if run is None or run.is_finished:
            return "its run was over before it began"
        for event in _execute_step_command_body(arguments, instance, run):
            self._is_concluded = self._is_concluded or event.event_type_value in CONCLUSIONS
            if not self._is_concluded:
                self._see_to_end(event, instance)
        return "it ended without a word"

    def _see_to_end(self, event: dg.DagsterEvent, instance: dg.DagsterInstance) -> None:
        """Let nothing succeed that should have stopped: neither for a run that is over, nor by ignoring an interrupt."""
        if event.event_type_value == "STEP_OUTPUT":  # the work is done, and nothing of it is stored yet
            run = instance.get_run_by_id(self.call.run_id)
            if run is None or run.is_finished:
                signal.raise_signal(signal.SIGINT)  # captured; Dagster raises it before the output is stored
        if self._was_interrupted and not check_captured_interrupt():
            self._kill()  # it caught the interrupt and went on

    @property
    def _was_interrupted(self) -> bool:
        with self._lock:  # a step may be done with its interrupt before `cancel`, which sent it, goes on
            return self._is_running and self._is_cancelled


def _kill_this_process() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _ignore(_number: int, _frame: object) -> None:
    return


@lru_cache(maxsize=INSTANCES_KEPT)
def _instance(packed: str) -> dg.DagsterInstance:
    """Return an open instance; it stays, because opening one takes up to 30 ms."""
    instance = dg.DagsterInstance.from_ref(deserialize_value(packed, InstanceRef))
    keep_connections(instance)
    keep_logs_quiet(instance)
    return instance
