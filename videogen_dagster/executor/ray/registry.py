"""Which routers there are in the cluster that this process is connected to."""

from collections.abc import Iterator
from typing import Any

import ray

from videogen_dagster.executor.ray.plan import ROUTER


def routers_of(namespace: str) -> Iterator[Any]:
    """Yield the routers of a deployment, of all versions of the code."""
    return (router for where, _, router in _routers() if where == namespace)


def other_routers() -> Iterator[Any]:
    """Yield the routers of other versions and deployments than the one that asks, which is a router."""
    context = ray.get_runtime_context()
    own = (context.namespace, context.get_actor_name())
    return (router for namespace, name, router in _routers() if (namespace, name) != own)


def _routers() -> Iterator[tuple[str, str, Any]]:
    for each in ray.util.list_named_actors(all_namespaces=True):
        namespace, name = each["namespace"], each["name"]
        if name.startswith(ROUTER):
            try:
                yield namespace, name, ray.get_actor(name, namespace)
            except ValueError:  # it has just ended
                continue
