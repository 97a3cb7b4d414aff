"""The Dagster instance of the command line: one process that makes one project."""

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster._core.instance.ref import InstanceRef  # an instance class must answer for its storages
from dagster._serdes import ConfigurableClassData

from videogen_dagster.executor.kept_storages import keep_connections


class RunInstance(dg.DagsterInstance):
    """Remembers which partitions there are.

    Dagster asks several times a step whether the project is a partition, each time over a new connection: a fifth of what
    a short run takes. Partitions that were there are not removed while a command works on them.
    """

    @classmethod
    def config_schema(cls) -> dict[str, object]:
        """Return that there is nothing to configure; Dagster asks every instance class."""
        return {}

    @classmethod
    def config_defaults(cls, base_dir: str) -> Mapping[str, ConfigurableClassData | None]:
        """Return the storages of any instance."""
        return InstanceRef.config_defaults(base_dir)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_connections(self)
        self._partitions: set[tuple[str, str]] = set()

    def has_dynamic_partition(self, partitions_def_name: str, partition_key: str) -> bool:
        """Return whether there is a partition."""
        asked = (partitions_def_name, partition_key)
        if asked not in self._partitions and super().has_dynamic_partition(*asked):
            self._partitions.add(asked)
        return asked in self._partitions
