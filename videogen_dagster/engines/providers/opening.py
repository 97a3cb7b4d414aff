"""Opens providers; tells what to install where the HTTP client is missing."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.engines.providers.endpoint import Endpoint

if TYPE_CHECKING:
    from videogen_dagster.engines.providers.provider import Provider


LAST_WORDS_S: Final = 10.0


def last_words(endpoint: Endpoint) -> "Provider":
    """Return a provider that is told to stop what a person no longer wants: briefly, and whatever they want meanwhile.

    Raises:
        EngineRefused: The HTTP client is not installed.
    """
    until_s = time.monotonic() + LAST_WORDS_S

    def check() -> None:
        if time.monotonic() > until_s:
            raise EngineUnavailable(f"it does not listen for {LAST_WORDS_S:.0f} s", engine=endpoint.engine)

    return open_provider(replace(endpoint, timeout_s=LAST_WORDS_S), check)


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
