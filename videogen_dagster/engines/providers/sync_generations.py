"""Generations of sync.so (API v2): create, get; and its assets. A generation that was begun cannot be cancelled there."""

import uuid
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.fal_queue import job_endpoint, text_of
from videogen_dagster.engines.providers.fal_storage import free_of_charge, url_of
from videogen_dagster.engines.providers.jobs import JobState
from videogen_dagster.engines.providers.opening import open_provider
from videogen_dagster.engines.providers.pacing import Limits

SYNC: Final = "sync"
BASE_URL: Final = "https://api.sync.so/v2"
GRANTED: Final = Limits(at_once=1)
"""Its smallest plans work on one generation at a time, its largest on 15."""


def sync_endpoint(choice: ProviderChoice | None) -> tuple[Endpoint, str]:
    """Return where the provider is, and the model that the deployment named.

    Raises:
        InvalidInput: No model or no key is given, or the base URL may not be called.
    """
    return job_endpoint(
        choice,
        engine=SYNC,
        base_url=BASE_URL,
        key_header="x-api-key",
        scheme="",
        example="lipsync-2",
        limits=GRANTED,
        honours_keys=True,
    )


class SyncGenerations:
    """Generations of one model. A context manager.

    The key of a submit makes one generation of all its attempts in this process. Another process would submit other signed
    URLs with it, which sync.so takes for another request: it asks a person instead.

    Args:
        endpoint: Where the provider is.
        model: Which model (`lipsync-2`).
        check: Raises if the work should end.
    """

    engine = SYNC
    honours_keys = False

    def __init__(self, endpoint: Endpoint, model: str, check: Callable[[], None]) -> None:
        self._endpoint = endpoint
        self._model = model
        self._provider = open_provider(endpoint, check)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._provider.__exit__(kind, error, at)

    def submit(self, inputs: dict[str, Any], *, idempotency_key: str) -> str:
        """See `JobQueue`."""
        asked = {"model": self._model, **inputs}
        answer = self._provider.post("/generate", asked, idempotency_key=idempotency_key).json(self._endpoint)
        return text_of(answer, "id", engine=SYNC)

    def state(self, job: str) -> JobState:
        """See `JobQueue`."""
        answer = self._generation(job)
        match text_of(answer, "status", engine=SYNC):
            case "PENDING":
                return JobState("waiting")
            case "COMPLETED":
                return JobState("done")
            case "FAILED" | "REJECTED" | "CANCELED" | "CANCELLED" | "TIMED_OUT" as end:
                words = ": ".join(str(answer[name]) for name in ("errorCode", "error") if answer.get(name))
                return JobState("failed", self._endpoint.redacted(f"{end} {words}".strip())[:300])
            case _:  # PROCESSING; one that is not known says nothing of an end
                return JobState("working")

    def result(self, job: str) -> Any:
        """See `JobQueue`."""
        return {"url": self._generation(job).get("outputUrl")}

    def cancel(self, job: str) -> bool:  # noqa: ARG002  # the Protocol's signature
        """See `JobQueue`."""
        return False

    def _generation(self, job: str) -> dict[str, Any]:
        answer = self._provider.get(f"/generate/{job}").json(self._endpoint)
        return answer if isinstance(answer, dict) else {}


def upload_to_sync(endpoint: Endpoint, path: Path, content_type: str, check: Callable[[], None]) -> dict[str, str]:
    """See `handing_over.Upload`."""
    from videogen_dagster.engines.providers.uploads import upload  # an HTTP client comes with it

    free = free_of_charge(endpoint, base_url=endpoint.base_url)
    with open_provider(free, check) as provider:
        asked = {"fileName": path.name, "contentType": content_type, "size": path.stat().st_size}
        place = provider.post("/assets/upload", asked, idempotency_key=str(uuid.uuid4())).json(free)
        target, url = url_of(place, "uploadUrl", engine=SYNC), url_of(place, "url", engine=SYNC)
        upload(target, path, content_type=content_type, engine=SYNC, rules=endpoint.rules, check=check)
        registered = {"url": url, "type": content_type.partition("/")[0].upper(), "name": path.name}
        asset = provider.post("/assets", registered, idempotency_key=str(uuid.uuid4())).json(free)
    return {"assetId": text_of(asset, "id", engine=SYNC)}
