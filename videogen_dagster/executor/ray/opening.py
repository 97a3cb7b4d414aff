"""From a deployment's settings to its Ray backend and workforce; Ray itself is imported when the cluster is reached."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import EngineUnavailable
from videogen_dagster.executor.backends import PoolName, PoolSize
from videogen_dagster.executor.local.identity import pool_key
from videogen_dagster.executor.local.places import meeting_folder
from videogen_dagster.executor.ray.backend import RayBackend
from videogen_dagster.executor.ray.cluster import Capacity, Cluster
from videogen_dagster.executor.ray.plan import RayPlan, left_to_ray, namespace_of, package_version, secrets_of, shipped
from videogen_dagster.executor.ray.workforce import RayWorkforce
from videogen_dagster.settings import Settings, runtime_folder, worker_environment

OWN_CLUSTER: Final = Path("ray")
"""Not a home: all homes of a user share one cluster on a machine, as they share its GPUs."""


def open_ray(
    settings: Settings,
    sizes: Mapping[PoolName, PoolSize],
    *,
    address: str | None,
    sources: Sequence[Path],
    module: str | None,
    directory: str | None,
) -> RayBackend:
    """Return the Ray backend of a run, on its way to its cluster.

    Args:
        settings: The deployment.
        sizes: The pools.
        address: Address of the cluster; None: as the settings say.
        sources: Files and folders of the code that steps run.
        module: The module of the definitions, or None.
        directory: From where that is imported, or None.

    Raises:
        EngineUnavailable: Ray is not installed.
        StorageFailure: The folder of the cluster on this machine cannot be used.
    """
    where = address or settings.ray_address
    environment = ray_environment(settings, is_own=where is None)
    backend = RayBackend(
        RayPlan(
            namespace=namespace_of(settings.home, settings.store_url),
            key=pool_key(sizes=sizes, environment=environment, sources=sources),
            code=package_version(),
            sizes=dict(sizes),
            environment=environment,
            secrets=secrets_of(worker_environment(settings)),
            module=module,
            directory=directory,
        ),
        _cluster(settings, where),
    )
    backend.prepare()
    return backend


def ray_workforce(settings: Settings) -> RayWorkforce:
    """Return the workers of a deployment.

    Raises:
        EngineUnavailable: Ray is not installed.
        StorageFailure: The folder of the cluster on this machine cannot be used.
    """
    return RayWorkforce(_cluster(settings, settings.ray_address), namespace_of(settings.home, settings.store_url))


def ray_environment(settings: Settings, *, is_own: bool) -> dict[str, str]:
    """Return the variables that workers see: all of them on this machine, those that are settings on others.

    Args:
        settings: The deployment.
        is_own: Whether the cluster is the one that is started on this machine.
    """
    variables = worker_environment(settings)
    pools = {"VIDEOGEN_GPUS": ",".join(settings.gpus) or "none", "VIDEOGEN_WORKERS": str(settings.workers)}
    return {**(left_to_ray(variables) if is_own else shipped(variables)), **pools}


def _cluster(settings: Settings, address: str | None) -> Cluster:
    if find_spec("ray") is None:
        raise EngineUnavailable("Ray is not installed", engine="ray", remedy="pip install 'videogen-dagster[ray]'")
    return Cluster(
        address=address,
        namespace=namespace_of(settings.home, settings.store_url),
        folder=meeting_folder(runtime_folder(), OWN_CLUSTER),
        capacity=Capacity(cpus=settings.workers, gpus=len(settings.gpus)),
    )
