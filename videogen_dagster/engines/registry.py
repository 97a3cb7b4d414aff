"""Finds engines by kind and name: ours and those of other packages register in the same entry-point group."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final, Literal

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.protocols import WritesSegments
from videogen_dagster.media.encoders import SOFTWARE, Encoder

GROUP: Final = "videogen_dagster.engines"

EngineKind = Literal["script", "image", "animation", "speech", "lip_sync", "music"]


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


def load_engine(kind: EngineKind, name: str, *, encoder: Encoder = SOFTWARE) -> object:
    """Return a new engine of that kind.

    Args:
        kind: What it makes.
        name: Name under which it is registered (`illustrator`).
        encoder: What encodes the segments that it writes, if it does.

    Raises:
        InvalidInput: No engine of that name is installed.
    """
    check_engine(kind, name)
    (entry,) = (entry for entry in _entries(kind) if entry.name == f"{kind}.{name}")
    engine = entry.load()()
    return engine.with_encoder(encoder) if isinstance(engine, WritesSegments) else engine


@cache
def _entries(kind: EngineKind) -> tuple[EntryPoint, ...]:
    """Return the engines of a kind; looked up once, as every look reads the metadata of all installed packages."""
    return tuple(entry for entry in entry_points(group=GROUP) if entry.name.startswith(f"{kind}."))
