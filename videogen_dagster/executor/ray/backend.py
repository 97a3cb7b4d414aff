"""The Ray backend, as a run sees it: it gives steps to the deployment's router, and hears from it how they ended."""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from videogen_dagster.core.errors import EngineUnavailable
from videogen_dagster.executor.backends import StepCall, StepEnd, StepHandle
from videogen_dagster.executor.ray.cluster import Cluster
from videogen_dagster.executor.ray.plan import RayPlan

if TYPE_CHECKING:
    from videogen_dagster.executor.ray.link import Link

LOG: Final = logging.getLogger(__name__)
SILENCE_S: Final = 30.0
"""How long a cluster may be silent before its steps are lost."""
CLOSE_S: Final = 5.0


class RayStep:
    """A step that was given to the cluster; see `StepHandle`.

    Args:
        backend: Where it was given.
        call: The step.
        on_end: Told when it has ended.
    """

    def __init__(self, backend: "RayBackend", call: StepCall, on_end: Callable[[], None]) -> None:
        self.name = uuid.uuid4().hex
        self.call = call
        self._backend, self._on_end = backend, on_end
        self._end: StepEnd | None = None
        self._over = threading.Event()

    @property
    def end(self) -> StepEnd | None:
        return self._end

    def cancel(self) -> None:
        self._backend.cancel(self)

    def wait(self, timeout_s: float) -> bool:
        return self._over.wait(timeout_s)

    def conclude(self, end: StepEnd) -> None:
        """Set how it ended, and tell that; whoever calls this took it out of those that go on."""
        self._end = end
        self._over.set()
        self._on_end()


class RayBackend:
    """Runs steps in the resident workers of a Ray cluster; see `Backend`.

    One thread connects, and then asks the router for ends, again and again: that tells the router that this process lives.

    Args:
        plan: The workers.
        cluster: Where they are.
    """

    def __init__(self, plan: RayPlan, cluster: Cluster) -> None:
        self._plan = plan
        self._cluster = cluster
        self._directory = str(Path.cwd())
        self._lock = threading.Lock()
        self._steps: dict[str, RayStep] = {}
        self._unsent: dict[str, RayStep] = {}
        self._link: Link | None = None
        self._thread: threading.Thread | None = None
        self._is_closed = False

    @property
    def name(self) -> str:
        return "ray"

    def start(self, call: StepCall, on_end: Callable[[], None]) -> StepHandle:
        step = RayStep(self, call, on_end)
        with self._lock:
            self._steps[step.name] = step
            if self._link is None:
                self._unsent[step.name] = step
                self._link_up()
            else:
                self._send(self._link, step)
        return step

    def prepare(self) -> None:
        """Connect to the cluster, without waiting for it, while the run still plans."""
        with self._lock:
            self._link_up()

    def cancel(self, step: RayStep) -> None:
        """Stop a step, whether it is still here or the router has it."""
        with self._lock:
            if self._unsent.pop(step.name, None) is None:
                if self._link is not None and step.name in self._steps:
                    self._link.cancel(step.name)
                return
            del self._steps[step.name]
        step.conclude(StepEnd(outcome="cancelled", message="cancelled before it began"))

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            thread = self._thread
            if self._link is not None:
                self._link.leave()
        if thread is not None:
            thread.join(CLOSE_S)
        self._cluster.disconnect()

    def _link_up(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="ray", daemon=True)
            self._thread.start()

    def _send(self, link: "Link", step: RayStep) -> None:
        link.begin(self._plan, step.name, step.call, self._directory)

    def _serve(self) -> None:
        """Follow steps until the run has ended, or the way to the workers is lost; the next step finds another one."""
        try:
            message = self._follow(self._linked())
        except EngineUnavailable as error:
            message = str(error)
        with self._lock:
            self._link = self._thread = None
            lost, self._steps, self._unsent = tuple(self._steps.values()), {}, {}
        if lost:
            LOG.warning("steps are lost: %s", message)
        for step in lost:
            step.conclude(StepEnd(outcome="lost", message=message))

    def _linked(self) -> "Link":
        """Return a link over which all that waited was sent.

        Raises:
            EngineUnavailable: There is no cluster, or no router starts.
        """
        self._cluster.connect()
        from videogen_dagster.executor.ray.link import (
            LinkLost,
            linked,
        )  # ray: 2 s; it must be told of the cluster before

        try:
            link = linked(self._plan, uuid.uuid4().hex)
        except LinkLost as error:
            raise EngineUnavailable(
                str(error), engine=self.name, remedy="see the logs of the cluster's head"
            ) from error
        with self._lock:
            self._link = link
            unsent, self._unsent = tuple(self._unsent.values()), {}
            for step in unsent:
                self._send(link, step)
        return link

    def _follow(self, link: "Link") -> str:
        """Hear of ends until the run has ended; returns why there will be no more."""
        from videogen_dagster.executor.ray.link import LinkLost  # ray: 2 s; it was told of the cluster before

        heard: tuple[str, ...] = ()
        answered_at_s = time.monotonic()
        while not self._is_closed:
            try:
                ends = link.ends(heard)
            except LinkLost as error:
                return str(error)
            if ends is not None:
                answered_at_s, heard = time.monotonic(), tuple(ends)
                self._conclude(ends)
            elif time.monotonic() - answered_at_s > SILENCE_S:
                return f"the cluster did not answer for {SILENCE_S:.0f} s"
        return "the run has ended"

    def _conclude(self, ends: dict[str, StepEnd]) -> None:
        with self._lock:
            concluded = [(self._steps.pop(name), end) for name, end in ends.items() if name in self._steps]
        for step, end in concluded:
            step.conclude(end)
