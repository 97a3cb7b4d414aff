"""A process's way to the router of its deployment; Ray's errors become `LinkLost` here."""

from typing import Any, Final

import ray
from ray.exceptions import ActorDiedError, ActorUnavailableError, GetTimeoutError, RayError

from videogen_dagster.executor.backends import StepCall, StepEnd, WorkerReport
from videogen_dagster.executor.ray.plan import RayPlan
from videogen_dagster.executor.ray.registry import routers_of
from videogen_dagster.executor.ray.router import Router

ANSWER_S: Final = 10.0
GREETING_S: Final = 60.0
TRIES: Final = 3
"""A router that leaves just when a run comes lets it down once, hardly ever twice."""
ROUTER_QUESTIONS: Final = 10_000
"""How many drivers and workers may ask a router at once."""


class LinkLost(Exception):
    """The router is gone, or gave the driver up."""


class Link:
    """A driver's link to a router.

    Args:
        router: The router.
        driver: What the driver is called.
    """

    def __init__(self, router: Any, driver: str) -> None:
        self._router = router
        self._driver = driver

    def begin(self, plan: RayPlan, step: str, call: StepCall, directory: str) -> None:
        """Give the router a step, without waiting."""
        self._router.begin.remote(self._driver, plan, step, call, directory)

    def cancel(self, step: str) -> None:
        """Ask it to stop one, without waiting."""
        self._router.cancel.remote(self._driver, step)

    def leave(self) -> None:
        """Tell it that the driver needs it no more, without waiting."""
        self._router.leave.remote(self._driver)

    def ends(self, heard: tuple[str, ...]) -> dict[str, StepEnd] | None:
        """Return which steps have ended beside those that were heard of; None if the router does not answer in time.

        Raises:
            LinkLost: It is gone, or gave the driver up.
        """
        try:
            ends = ray.get(self._router.ends.remote(self._driver, heard), timeout=ANSWER_S)
        except (ActorUnavailableError, GetTimeoutError):
            return None
        except RayError as error:
            raise LinkLost("the router of the workers died") from error
        if ends is None:
            raise LinkLost("the cluster heard nothing of this run for too long, and gave it up")
        return ends


def linked(plan: RayPlan, driver: str) -> Link:
    """Return a link to the deployment's router; whoever comes first starts it, beside the head of the cluster.

    Raises:
        LinkLost: It does not start.
    """
    for _ in range(TRIES):
        router: Any = (
            ray.remote(Router)
            .options(
                name=plan.router,
                namespace=plan.namespace,
                lifetime="detached",
                get_if_exists=True,
                num_cpus=0,
                resources={"node:__internal_head__": 0.001},
                max_restarts=0,
                max_concurrency=ROUTER_QUESTIONS,
            )
            .remote(plan.namespace)
        )
        try:
            ray.get(router.greet.remote(driver), timeout=GREETING_S)
            return Link(router, driver)
        except ActorDiedError:
            continue
        except RayError as error:
            raise LinkLost(f"the router of the workers did not start: {error}") from error
    raise LinkLost("the router of the workers ends whenever it is started")


def reports(namespace: str) -> tuple[WorkerReport, ...]:
    """Return the workers of a deployment."""
    found: list[WorkerReport] = []
    for router in routers_of(namespace):
        try:
            found += ray.get(router.workers.remote(), timeout=ANSWER_S)
        except RayError:  # it has just ended
            continue
    return tuple(found)


def stop_all(namespace: str) -> int:
    """End the workers and routers of a deployment, and return how many workers there were."""
    stopped = 0
    for router in routers_of(namespace):
        try:
            stopped += ray.get(router.stop.remote(), timeout=ANSWER_S)
        except RayError:  # it has just ended
            continue
        ray.kill(router)
    return stopped
