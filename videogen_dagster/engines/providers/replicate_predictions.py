"""Predictions of Replicate (HTTP API): create, get, cancel."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import TracebackType
from typing import Any, Final, Self

from videogen_dagster.core.charges import Unit
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.answers import JobIsGone
from videogen_dagster.engines.providers.charging import counted
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.fal_queue import job_endpoint, text_of
from videogen_dagster.engines.providers.jobs import JobState
from videogen_dagster.engines.providers.opening import last_words, open_provider

REPLICATE: Final = "replicate"
BASE_URL: Final = "https://api.replicate.com/v1"
BILLED: Final[Mapping[str, Unit]] = {"video_output_duration_seconds": "seconds", "video_output_count": "requests"}
"""Of the metrics of a prediction, what official models are sold by."""


def replicate_endpoint(choice: ProviderChoice | None) -> tuple[Endpoint, str]:
    """Return where the provider is, and the model that the deployment named.

    Raises:
        InvalidInput: No model or no key is given, or the base URL may not be called.
    """
    return job_endpoint(
        choice, engine=REPLICATE, base_url=BASE_URL, scheme="Bearer", example="wan-video/wan-2.2-i2v-fast"
    )


class ReplicatePredictions:
    """Jobs of one model. A context manager.

    Args:
        endpoint: Where the provider is.
        model: `owner/name` of an official model, or `owner/name:version`.
        check: Raises if the work should end.
    """

    engine = REPLICATE
    honours_keys = False

    def __init__(self, endpoint: Endpoint, model: str, check: Callable[[], None]) -> None:
        self._endpoint = endpoint
        self._name, _, self._version = model.partition(":")
        self._provider = open_provider(endpoint, check)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._provider.__exit__(kind, error, at)

    def submit(self, inputs: dict[str, Any], *, idempotency_key: str) -> str:
        """See `JobQueue`."""
        if self._version:
            answer = self._provider.post(
                "/predictions", {"version": self._version, "input": inputs}, idempotency_key=idempotency_key
            )
        else:
            path = f"/models/{self._name}/predictions"
            answer = self._provider.post(path, {"input": inputs}, idempotency_key=idempotency_key)
        return text_of(answer.json(self._endpoint), "id", engine=REPLICATE)

    def state(self, job: str) -> JobState:
        """See `JobQueue`."""
        answer = self._prediction(job)
        match text_of(answer, "status", engine=REPLICATE):
            case "starting":
                return JobState("waiting")
            case "succeeded":
                return JobState("done")
            case "failed" | "canceled" | "aborted" as end:
                words = self._endpoint.redacted(str(answer.get("error") or end))[:300]
                return JobState("failed", words, _billed(answer.get("metrics")))
            case _:  # processing; one that is not known says nothing of an end
                return JobState("working")

    def result(self, job: str) -> Any:
        """See `JobQueue`."""
        answer = self._prediction(job)
        if answer.get("data_removed"):  # an hour after it was made
            raise JobIsGone("it has removed what the job made", engine=REPLICATE)
        return answer.get("output")

    def cancel(self, job: str) -> bool:
        """See `JobQueue`."""
        with last_words(self._endpoint) as provider:
            answer = provider.post(f"/predictions/{job}/cancel", {}).json(self._endpoint)
        return not (isinstance(answer, dict) and answer.get("status") == "succeeded")

    def _prediction(self, job: str) -> dict[str, Any]:
        answer = self._provider.get(f"/predictions/{job}").json(self._endpoint)
        return answer if isinstance(answer, dict) else {}


def _billed(metrics: object) -> dict[Unit, Decimal]:
    """Return what a prediction says that was made and is charged; the time on a machine has no price here."""
    told = metrics if isinstance(metrics, dict) else {}
    amounts = {unit: counted(told.get(name)) for name, unit in BILLED.items()}
    return {unit: amount for unit, amount in amounts.items() if amount is not None}
