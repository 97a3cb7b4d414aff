"""What a model folder says about itself in `videogen.json`, where its preset says otherwise."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.values import Value
from videogen_dagster.engines.diffusion.manifests import OVERRIDES
from videogen_dagster.engines.diffusion.presets import ModelPreset

Side = Annotated[int, Field(ge=16, le=8192)]


class Overrides(Value):
    """What `videogen.json` in a model folder says about it, where a preset says otherwise."""

    preset: str | None = None
    steps: Annotated[int, Field(ge=1, le=1000)] | None = None
    guidance: Annotated[float, Field(ge=0, le=100)] | None = None
    dtype: Literal["bfloat16", "float16", "float32"] | None = None
    size: tuple[Side, Side] | None = None
    memory_gb: Annotated[float, Field(gt=0)] | None = None


def overridden(preset: ModelPreset, folder: Path) -> ModelPreset:
    """Return a preset with what a model folder says otherwise.

    Raises:
        InvalidInput: The file cannot be understood.
    """
    told = read_overrides(folder).model_dump(exclude_none=True, exclude={"preset"})
    return replace(preset, **told) if told else preset


def read_overrides(folder: Path) -> Overrides:
    """Return what a model folder says about itself; nothing if it has no such file.

    Raises:
        InvalidInput: The file cannot be understood.
    """
    path = folder / OVERRIDES
    if not path.is_file():
        return Overrides()
    try:
        return Overrides.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(first["msg"], source=str(path), field=where, remedy="mend the file or remove it") from error
