"""A worker of the Ray backend: an actor that runs the steps it is given on its process's main thread."""

import importlib
import logging
import os
import signal
import sys
import threading
import time
from typing import Final, NoReturn

import ray
from dagster._core.code_pointer import load_python_module  # imports as Dagster does, with its working directory
from ray.actor import ActorHandle
from ray.exceptions import ActorUnavailableError, GetTimeoutError, RayError

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.values import Value
from videogen_dagster.engines.residents import ResidentModel, resident_models
from videogen_dagster.executor.backends import StepCall, StepEnd
from videogen_dagster.executor.chosen_models import load_chosen_models
from videogen_dagster.executor.ray.plan import RayPlan, package_version
from videogen_dagster.executor.steps import StepAttempt

LOG: Final = logging.getLogger("videogen.workers")
ANSWER_S: Final = 30.0
"""How long the router may be silent; it answers every 2 s."""


class Place(Value):
    """Where a worker is.

    Attributes:
        node: Name of its machine in the cluster.
        pid: Its process there.
        device: The GPU that it has, as CUDA numbers them there, or None.
    """

    node: str
    pid: int
    device: str | None


class RayWorker:
    """Runs steps, one at a time; Ray calls the methods of such an actor on its main thread.

    Args:
        name: What the router calls it.
        router: Whom it tells what it holds, and who tells it what to cancel.
        plan: The crew that it belongs to.

    Raises:
        InvalidInput: This machine has another version of the package, or lacks a secret that the run has.
    """

    def __init__(self, name: str, router: ActorHandle, plan: RayPlan) -> None:
        if package_version() != plan.code:
            raise InvalidInput(
                f"{node_name()} has another version of videogen_dagster than the run", remedy="install the same on all"
            )
        missing = plan.lacking(os.environ)
        if missing:
            raise InvalidInput(
                f"{node_name()} has no {' and no '.join(missing)}",
                remedy="set it there, as secrets stay where they are",
            )
        _become_worker(plan)
        self._name, self._router = name, router
        self._lock = threading.Lock()
        self._step: str | None = None
        self._attempt: StepAttempt | None = None
        self._unwanted: str | None = None
        threading.Thread(target=self._obey, name="obey", daemon=True).start()

    def place(self) -> Place:
        """Return where it is."""
        devices = ray.get_gpu_ids()
        return Place(node=node_name(), pid=os.getpid(), device=str(devices[0]) if devices else None)

    def run(self, step: str, call: StepCall, directory: str) -> tuple[StepEnd, tuple[ResidentModel, ...]]:
        """Run a step; returns how it ended, and the models that stay.

        Args:
            step: What the router calls this attempt.
            call: The step.
            directory: The run's working directory, if this machine has it, too.
        """
        if os.path.isdir(directory):  # noqa: PTH112  # a string that only may be a path here
            os.chdir(directory)
        attempt = StepAttempt(call, kill=_kill_group)
        with self._lock:
            self._step, self._attempt = step, attempt
            if self._unwanted == step:
                attempt.cancel()
        try:
            return attempt.run(), resident_models()
        finally:
            with self._lock:
                self._step = self._attempt = None

    def _obey(self) -> NoReturn:
        """Ask the router, again and again, for a step that is to be cancelled; without a router there is no worker."""
        silent_since_s = time.monotonic()
        while True:
            try:
                self._cancel(ray.get(self._router.orders.remote(self._name, resident_models()), timeout=ANSWER_S))
                silent_since_s = time.monotonic()
            except (ActorUnavailableError, GetTimeoutError):  # the network; the router may be alive
                if time.monotonic() - silent_since_s > ANSWER_S:
                    _kill_group()
                time.sleep(0.5)
            except (RayError, ValueError) as error:  # it is gone, or does not know this worker
                LOG.warning("the router is gone: %s", error)
                _kill_group()

    def _cancel(self, step: str | None) -> None:
        with self._lock:
            self._unwanted = step
            if step is not None and self._step == step and self._attempt is not None:
                self._attempt.cancel()


def node_name() -> str:
    """Return the name of this machine in the cluster."""
    own = ray.get_runtime_context().get_node_id()
    return next((str(node["NodeName"]) for node in ray.nodes() if node["NodeID"] == own), own)


def _become_worker(plan: RayPlan) -> None:
    """Prepare this process, which Ray started, for steps; what cannot be imported is told by the steps that need it."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # Ray starts its workers with SIGINT blocked
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    os.environ.update(plan.environment)
    importlib.import_module("dagster")
    try:
        if plan.module is not None:
            load_python_module(plan.module, plan.directory)
    except Exception:  # somebody's module: it may raise anything, and the run that has it for its own tells so
        LOG.exception("cannot import %s before it is needed", plan.module)
    if ray.get_gpu_ids():
        load_chosen_models()
    sys.stderr.flush()


def _kill_group() -> NoReturn:
    """End this process and all that it started."""
    os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)
