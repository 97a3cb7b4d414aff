"""Opens providers; tells what to install where the HTTP client is missing."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.engines.providers.endpoint import Endpoint

if TYPE_CHECKING:
    from videogen_dagster.engines.providers.provider import Provider


def open_provider(endpoint: Endpoint, check: Callable[[], None]) -> "Provider":
    """Return a provider, ready to be asked; who opens it closes it.

    Args:
        endpoint: Where it is.
        check: Raises if the work should end.

    Raises:
        EngineRefused: The HTTP client is not installed.
    """
    try:
        from videogen_dagster.engines.providers.provider import Provider  # an HTTP client comes with it: 0.2 s
    except ModuleNotFoundError as error:
        raise EngineRefused(
            "the HTTP client is not installed", engine=endpoint.engine, remedy="pip install 'videogen-dagster[http]'"
        ) from error
    return Provider(endpoint, check)
