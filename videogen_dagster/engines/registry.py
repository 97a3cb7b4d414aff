"""Finds engines by kind and name: ours and those of other packages register in the same entry-point group."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal, cast

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.model_choice import ModelChoice
from videogen_dagster.engines.protocols import Engine, UsesModel, UsesProvider, WritesSegments
from videogen_dagster.media.encoders import SOFTWARE, Encoder

GROUP: Final = "videogen_dagster.engines"

EngineKind = Literal["script", "image", "animation", "speech", "lip_sync", "music"]

EMBEDDED_ENGINES: Final[Mapping[EngineKind, str]] = {
    "script": "rules",
    "image": "illustrator",
    "animation": "camera",
    "speech": "espeak",
    "lip_sync": "viseme",
    "music": "procedural",
}
"""Which engine makes each kind unless the deployment chooses another one: offline, and without a model."""


def engine_names(kind: EngineKind) -> tuple[str, ...]:
    """Return the names of the engines of that kind that are installed, sorted."""
    return tuple(sorted(entry.name.partition(".")[2] for entry in _entries(kind)))


def check_engine(kind: EngineKind, name: str) -> None:
    """See that an engine of that kind and name is installed, without loading it.

    Raises:
        InvalidInput: None is; the remedy lists those that are.
    """
    if name not in engine_names(kind):
        raise InvalidInput(
            f"no {kind} engine is called {name!r}",
            field=f"VIDEOGEN_{kind.upper()}_ENGINE",
            remedy=f"choose one of: {', '.join(engine_names(kind))}",
        )


def load_engine(
    kind: EngineKind, name: str, *, encoder: Encoder = SOFTWARE, model: ModelChoice | None = None
) -> object:
    """Return a new engine of that kind.

    Args:
        kind: What it makes.
        name: Name under which it is registered (`illustrator`).
        encoder: What encodes the segments that it writes, if it does.
        model: Which model it runs, or which provider it asks, if it does.

    Raises:
        InvalidInput: No engine of that name is installed.
    """
    check_engine(kind, name)
    (entry,) = (entry for entry in _entries(kind) if entry.name == f"{kind}.{name}")
    engine = entry.load()()
    if model is not None and isinstance(engine, UsesModel):
        engine = engine.with_model(model)
    if model is not None and model.provider is not None and isinstance(engine, UsesProvider):
        engine = engine.with_provider(model.provider)
    return engine.with_encoder(encoder) if isinstance(engine, WritesSegments) else engine


def pool_of(kind: EngineKind, name: str, *, model: ModelChoice | None = None) -> Literal["cpu", "gpu"]:
    """Return on which workers an engine runs; loads the engine, but no model.

    Raises:
        InvalidInput: No engine of that name is installed.
    """
    engine = cast("Engine[Any, Any]", load_engine(kind, name, model=model))
    return engine.capabilities().pool


def runs_model(kind: EngineKind, name: str) -> bool:
    """Return whether an engine runs a model that the deployment chooses; one that is not installed runs none."""
    return name in engine_names(kind) and isinstance(load_engine(kind, name), UsesModel)


def engine_sources() -> tuple[Path, ...]:
    """Return the files and folders of other packages that register engines, without importing them."""
    packages = {entry.module.partition(".")[0] for entry in entry_points(group=GROUP)} - {__name__.partition(".")[0]}
    specs = [spec for package in sorted(packages) if (spec := find_spec(package)) is not None]
    folders = [Path(folder) for spec in specs for folder in spec.submodule_search_locations or ()]
    files = [Path(spec.origin) for spec in specs if spec.submodule_search_locations is None and spec.origin]
    return (*folders, *files)


@cache
def _entries(kind: EngineKind) -> tuple[EntryPoint, ...]:
    """Return the engines of a kind; looked up once, as every look reads the metadata of all installed packages."""
    return tuple(entry for entry in entry_points(group=GROUP) if entry.name.startswith(f"{kind}."))
