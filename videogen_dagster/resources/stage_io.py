"""Values between assets: small typed JSON documents in the store that name media, never pickles or arrays."""

import dagster as dg

from videogen_dagster.core import keys
from videogen_dagster.core.errors import StorageFailure
from videogen_dagster.core.values import Value
from videogen_dagster.settings import load_settings
from videogen_dagster.store.media_store import MediaStore


class StageValues(dg.IOManager):
    """Keeps what each asset of a project holds."""

    def __init__(self, store: MediaStore) -> None:
        self._store = store

    def handle_output(self, context: dg.OutputContext, obj: Value) -> None:
        """Write an asset's value under the project's name."""
        key = keys.stage(context.partition_key, context.asset_key.to_python_identifier())
        self._store.write(key, obj.model_dump_json(indent=1).encode())

    def load_input(self, context: dg.InputContext) -> Value:
        """Read an asset's value as the type that the parameter is annotated with.

        Raises:
            StorageFailure: The asset has never been made for this project.
        """
        asset = context.asset_key.to_python_identifier()
        document = self._store.read(keys.stage(context.partition_key, asset))
        if document is None:
            raise StorageFailure(
                f"{context.partition_key} has no {asset} yet", field=asset, remedy=f"materialize {asset} first"
            )
        return context.dagster_type.typing_type.model_validate_json(document)


class StageValuesResource(dg.ConfigurableIOManagerFactory):
    """Stage values in the deployment's store."""

    def create_io_manager(self, context: dg.InitResourceContext) -> StageValues:  # noqa: ARG002  # Dagster's signature
        """Open the store."""
        return StageValues(load_settings().open_store())
