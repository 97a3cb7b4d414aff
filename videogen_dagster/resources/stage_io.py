"""Values between assets: kept as stage values in the store, never as pickles or arrays."""

import dagster as dg

from videogen_dagster.core.errors import StorageFailure
from videogen_dagster.core.values import Value
from videogen_dagster.resources.stage_values import find_stage, write_stage
from videogen_dagster.settings import load_settings
from videogen_dagster.store.media_store import MediaStore


class StageValues(dg.IOManager):
    """Keeps what each asset of a project holds."""

    def __init__(self, store: MediaStore) -> None:
        self._store = store

    def handle_output(self, context: dg.OutputContext, obj: Value) -> None:
        """Write an asset's value under the project's name."""
        write_stage(self._store, context.partition_key, context.asset_key.to_python_identifier(), obj)

    def load_input(self, context: dg.InputContext) -> Value:
        """Read an asset's value as the type that the parameter is annotated with.

        Raises:
            StorageFailure: The asset has never been made for this project.
        """
        asset = context.asset_key.to_python_identifier()
        value = find_stage(self._store, context.partition_key, asset, context.dagster_type.typing_type)
        if value is None:
            raise StorageFailure(
                f"{context.partition_key} has no {asset} yet", field=asset, remedy=f"materialize {asset} first"
            )
        return value


class SettledStageValues(StageValues):
    """Reads what a stage of scenes holds; the stage wrote it itself, while no scene of it could be retaken."""

    def handle_output(self, context: dg.OutputContext, obj: Value) -> None:
        """Leave what the step wrote: a scene that was retaken since stands there already."""


class StageValuesResource(dg.ConfigurableIOManagerFactory):
    """Stage values in the deployment's store."""

    def create_io_manager(self, context: dg.InitResourceContext) -> StageValues:  # noqa: ARG002  # Dagster's signature
        """Open the store."""
        return StageValues(load_settings().open_store())


class SettledStageValuesResource(dg.ConfigurableIOManagerFactory):
    """Stage values that the stages write themselves, in the deployment's store."""

    def create_io_manager(self, context: dg.InitResourceContext) -> StageValues:  # noqa: ARG002  # Dagster's signature
        """Open the store."""
        return SettledStageValues(load_settings().open_store())
