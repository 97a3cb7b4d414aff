"""A launcher that starts no process: runs that it is given have begun, and end when a test says so."""

from dagster._core.launcher import LaunchRunContext, RunLauncher
from dagster._serdes import ConfigurableClass


class BegunRuns(RunLauncher, ConfigurableClass):
    """Keeps the ids of the runs that it was given, in their order."""

    def __init__(self, inst_data=None) -> None:
        self._inst_data = inst_data
        self.begun: list[str] = []
        super().__init__()

    @classmethod
    def config_type(cls):
        return {}

    @classmethod
    def from_config_value(cls, inst_data, config_value):  # noqa: ARG003  # Dagster's signature
        return cls(inst_data)

    @property
    def inst_data(self):
        return self._inst_data

    def launch_run(self, context: LaunchRunContext) -> None:
        self.begun.append(context.dagster_run.run_id)

    def terminate(self, run_id: str) -> bool:  # noqa: ARG002  # Dagster's signature
        return False
