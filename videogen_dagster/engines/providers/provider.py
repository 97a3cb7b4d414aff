"""Asks a provider of jobs: what is posted, what is there, what should stop."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.engines.providers.answers import Answer
from videogen_dagster.engines.providers.calling import IDEMPOTENCY_KEY, client_of
from videogen_dagster.engines.providers.endpoint import Endpoint


class Provider:
    """A provider, and the connections to it; methods may be called from any thread. A context manager.

    Args:
        endpoint: Where it is.
        check: Raises if the work should end; asked while something waits.
    """

    def __init__(self, endpoint: Endpoint, check: Callable[[], None]) -> None:
        self._endpoint = endpoint
        self._client = client_of(endpoint, check)
        self._client.headers.update(endpoint.headers())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def get(self, path: str) -> Answer:
        """Ask for something that is there; costs nothing, so it is asked again as often as is sensible.

        Args:
            path: Behind the base URL, with a slash at its start; or a URL of the same host, as jobs tell it.

        Raises:
            EngineFailure: It is refused, not there, or out of reach.
        """
        return self._asked("GET", path)

    def post(self, path: str, document: Mapping[str, Any], *, idempotency_key: str | None = None) -> Answer:
        """Ask for something that may cost money.

        Args:
            path: As in `get`.
            document: What is sent, as JSON.
            idempotency_key: What makes two requests the same one.

        Raises:
            CallUnsettled: Nobody knows whether the provider did it.
            EngineFailure: It is refused, or out of reach.
        """
        headers = {} if idempotency_key is None else {IDEMPOTENCY_KEY: idempotency_key}
        return self._asked("POST", path, json=dict(document), headers=headers)

    def put(self, path: str) -> Answer:
        """Ask for a change that may be asked for twice: to cancel a job.

        Raises:
            EngineFailure: It is refused, not there, or out of reach.
        """
        return self._asked("PUT", path)

    def _asked(self, method: str, path: str, **request: Any) -> Answer:
        response = self._client.request(method, self._url(path), **request)
        return Answer(response.status_code, response.headers, response.content)

    def _url(self, path: str) -> str:
        """Return where a path is; the key goes to no other place than the provider's.

        Raises:
            EngineRefused: A job told a place elsewhere.
        """
        if not path.startswith(("http://", "https://")):
            return f"{self._endpoint.base_url}{path}"
        base, url = httpx2.URL(self._endpoint.base_url), httpx2.URL(path)
        if (url.scheme, url.host, url.port) != (base.scheme, base.host, base.port):
            raise EngineRefused(f"a job is told to be at {url.host}", engine=self._endpoint.engine)
        return path
