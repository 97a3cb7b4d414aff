"""What the stages have in common that let an engine make something to be seen."""

import dagster as dg
from pydantic import Field


class VisualConfig(dg.Config):
    """Leave everything as it is to make only what is missing or changed."""

    stale_models: bool = Field(
        default=False,
        description="Also make again what another engine or version made than the one that is configured now.",
    )
