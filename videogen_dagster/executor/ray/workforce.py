"""The workers of a deployment in a Ray cluster, as `videogen workers` sees and stops them."""

from videogen_dagster.executor.backends import WorkerReport
from videogen_dagster.executor.ray.cluster import Cluster


class RayWorkforce:
    """The workers of all versions of the code; see `Workforce`.

    Args:
        cluster: Where they are; it is not started for this.
        namespace: The deployment.
    """

    def __init__(self, cluster: Cluster, namespace: str) -> None:
        self._cluster = cluster
        self._namespace = namespace

    def workers(self) -> tuple[WorkerReport, ...]:
        if not self._cluster.connect(start=False):
            return ()
        from videogen_dagster.executor.ray.link import reports  # ray: 2 s, and it must be told of the cluster before

        return reports(self._namespace)

    def stop(self) -> int:
        if not self._cluster.connect(start=False):
            return 0
        from videogen_dagster.executor.ray.link import stop_all  # ray: 2 s, and it must be told of the cluster before

        stopped = stop_all(self._namespace)
        self._cluster.disconnect()
        self._cluster.end()
        return stopped
