"""What is told where a scene has nothing to show. No other picture stands in for it."""

from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.core.stock_media import MediaSearch


def nothing_found(engine: str, search: MediaSearch, *, where: str) -> EngineRefused:
    """Return what to tell where nothing answers a search."""
    return EngineRefused(
        f"nothing was found for {search.query!r} {where}",
        engine=engine,
        remedy="give the scene another prompt, or a picture of your own",
    )


def nothing_left(engine: str, search: MediaSearch) -> EngineRefused:
    """Return what to tell where all that answers a search is shown elsewhere in the film."""
    return EngineRefused(
        f"all that was found for {search.query!r} is shown elsewhere in the film",
        engine=engine,
        remedy="give the scene another prompt, or a picture of your own",
    )
