"""The storage of fal (fal.ai, `storage/upload/initiate`): files that its models read."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.fal_queue import BASE_URL, FAL
from videogen_dagster.engines.providers.opening import open_provider

STORAGE_URL: Final = "https://rest.fal.ai"
INITIATE: Final = "/storage/upload/initiate?storage_type=fal-cdn-v3"


def upload_to_fal(endpoint: Endpoint, path: Path, content_type: str, check: Callable[[], None]) -> dict[str, str]:
    """See `handing_over.Upload`. A server at another base URL has its storage there, too."""
    from videogen_dagster.engines.providers.uploads import upload  # an HTTP client comes with it

    base_url = STORAGE_URL if endpoint.base_url == BASE_URL else endpoint.base_url
    with open_provider(free_of_charge(endpoint, base_url=base_url), check) as provider:
        asked = {"file_name": path.name, "content_type": content_type}
        answer = provider.post(INITIATE, asked, idempotency_key=str(uuid.uuid4())).json(endpoint)
    target, url = url_of(answer, "upload_url", engine=FAL), url_of(answer, "file_url", engine=FAL)
    upload(target, path, content_type=content_type, engine=FAL, rules=endpoint.rules, check=check)
    return {"url": url}


def free_of_charge(endpoint: Endpoint, *, base_url: str) -> Endpoint:
    """Return where a provider is asked for what costs nothing: it is asked again where no answer came."""
    return replace(endpoint, base_url=base_url, model="storage", honours_keys=True)


def url_of(document: Any, name: str, *, engine: str) -> str:
    """Return a URL of an answer; what may be called is looked at when it is.

    Raises:
        EngineRefused: There is none.
    """
    url = document.get(name) if isinstance(document, dict) else None
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        raise EngineRefused(f"the answer has no {name}", engine=engine)
    return url
