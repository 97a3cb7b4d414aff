"""How a provider gets files that it fetches itself: from our store by a signed URL, or out of its own storage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import EngineRefused, EngineUnavailable, InvalidInput
from videogen_dagster.core.media import Media
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.engines.providers.endpoint import Endpoint

CONTENT_TYPES: Final[Mapping[str, str]] = {
    "mp4": "video/mp4",
    "wav": "audio/wav",
    "png": "image/png",
    "jpg": "image/jpeg",
}
SETTING: Final = "VIDEOGEN_STORE_URL"

Upload = Callable[[Endpoint, Path, str, Callable[[], None]], dict[str, str]]
"""Puts a file of a content type into a provider's storage, and returns how its requests name it: `{"url": ...}`."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Hands media over to a provider.

    Attributes:
        workspace: Where the engine works.
        endpoint: Where the provider is.
        upload: The provider's own storage, or None if it has none.
        check: Raises if the work should end.
    """

    workspace: Workspace
    endpoint: Endpoint
    upload: Upload | None
    check: Callable[[], None]

    def over(self, media: Media) -> dict[str, str]:
        """Return how a request names stored media: `{"url": ...}`, or as the provider's storage says.

        A store that the provider cannot reach counts as one that gives no URLs.

        Raises:
            EngineRefused: There is no way for the provider to read it.
            EngineUnavailable: The provider's storage does not answer.
            StorageFailure: Our store does not.
        """
        url = self.workspace.reachable_url(media)
        unreachable = "the store is a folder" if url is None else self._unreachable(url)
        if url is not None and not unreachable:
            return {"url": url}
        if self.upload is None:
            raise EngineRefused(
                f"it reads files from URLs, and {unreachable}",
                engine=self.endpoint.engine,
                field=SETTING,
                remedy=f"keep media where the provider can read it: {SETTING}=s3://bucket/prefix",
            )
        kind = CONTENT_TYPES.get(media.extension, "application/octet-stream")
        return self.upload(self.endpoint, self.workspace.fetch(media), kind, self.check)

    def _unreachable(self, url: str) -> str:
        """Return why nobody outside can read a URL of the store, as far as that can be told here; empty if they can."""
        try:
            self.endpoint.rules.check(url, field=SETTING)
        except InvalidInput as error:
            return f"the store gives none for others: {error.message}"
        except OSError as error:
            raise EngineUnavailable(
                f"the address of the store is not found: {error.strerror or error}", engine=self.endpoint.engine
            ) from error
        return ""
