"""The queue protocol of fal (fal.ai, Queue API): submit, status, result, cancel."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import TracebackType
from typing import Any, Final, Self

from videogen_dagster.core.charges import Unit
from videogen_dagster.core.errors import EngineUnavailable, InvalidInput
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.answers import RequestRefused
from videogen_dagster.engines.providers.charging import counted
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.jobs import JobFailed, JobState
from videogen_dagster.engines.providers.opening import last_words, open_provider
from videogen_dagster.engines.providers.pacing import Limits

FAL: Final = "fal"
BASE_URL: Final = "https://queue.fal.run"
GRANTED: Final = Limits(at_once=8)
BILLED: Final = "x-fal-billable-units"


def fal_endpoint(choice: ProviderChoice | None) -> tuple[Endpoint, str]:
    """Return where the queue is, and the model that the deployment named.

    Raises:
        InvalidInput: No model or no key is given, or the base URL may not be called.
    """
    return job_endpoint(choice, engine=FAL, base_url=BASE_URL, scheme="Key", example="fal-ai/wan-i2v")


def fal_lip_sync_endpoint(choice: ProviderChoice | None) -> tuple[Endpoint, str]:
    """See `fal_endpoint`."""
    return job_endpoint(choice, engine=FAL, base_url=BASE_URL, scheme="Key", example="fal-ai/sync-lipsync/v2")


def job_endpoint(
    choice: ProviderChoice | None,
    *,
    engine: str,
    base_url: str,
    example: str,
    key_header: str = "Authorization",
    scheme: str,
    limits: Limits = GRANTED,
    honours_keys: bool = False,
) -> tuple[Endpoint, str]:
    """Return where a provider of jobs is, and the model that the deployment named.

    Args:
        choice: What the deployment says.
        engine: Name of the engine.
        base_url: Where the provider is for everybody.
        example: How its models are named, for messages.
        key_header: The header that carries the key.
        scheme: What stands before the key there.
        limits: What it grants everybody.
        honours_keys: It charges once for requests with the same idempotency key.

    Raises:
        InvalidInput: No model or no key is given, or the base URL may not be called.
    """
    if choice is None or not _is_model(choice.model):
        raise _no_model(choice, example)
    if choice.key is None:
        raise InvalidInput("the key is missing", field=choice.key_setting, remedy=f"set {choice.key_setting}")
    rules = AddressRules(choice.private_hosts, proxy=choice.proxy)
    url = (choice.base_url or base_url).rstrip("/")
    rules.check_url(url, field=f"{choice.prefix}_BASE_URL")
    endpoint = Endpoint(
        engine=engine,
        base_url=url,
        shared=choice.shared / engine,
        model=choice.model,
        key=choice.key,
        key_setting=choice.key_setting,
        key_header=key_header,
        scheme=scheme,
        rules=rules,
        limits=choice.limits or limits,
        timeout_s=60.0,
        honours_keys=honours_keys,
    )
    return endpoint, choice.model


def _is_model(name: str) -> bool:
    return all(part not in {"", ".", ".."} and part.isprintable() for part in name.split("/"))


def _no_model(choice: ProviderChoice | None, example: str) -> InvalidInput:
    return InvalidInput(
        f"{choice.model!r} is no model" if choice and choice.model else "no model is named",
        field=f"{choice.prefix if choice else 'VIDEOGEN'}_MODEL",
        remedy=f"write it like {example}",
    )


class FalQueue:
    """Jobs of one model. A context manager.

    Args:
        endpoint: Where the queue is.
        model: Which model (`fal-ai/wan-i2v`); parts behind the second belong to the submit alone.
        check: Raises if the work should end.
    """

    engine = FAL
    honours_keys = False

    def __init__(self, endpoint: Endpoint, model: str, check: Callable[[], None]) -> None:
        self._endpoint = endpoint
        self._model = model
        self._app = "/".join(model.split("/")[:2])
        self._provider = open_provider(endpoint, check)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._provider.__exit__(kind, error, at)

    def submit(self, inputs: dict[str, Any], *, idempotency_key: str) -> str:
        """See `JobQueue`."""
        answer = self._provider.post(f"/{self._model}", inputs, idempotency_key=idempotency_key).json(self._endpoint)
        return text_of(answer, "request_id", engine=FAL)

    def state(self, job: str) -> JobState:
        """See `JobQueue`."""
        answer = self._provider.get(f"/{self._app}/requests/{job}/status").json(self._endpoint)
        match text_of(answer, "status", engine=FAL):
            case "IN_QUEUE":
                return JobState("waiting")
            case "COMPLETED" if not answer.get("error"):
                return JobState("done")
            case "COMPLETED":
                return JobState("failed", self._endpoint.redacted(str(answer["error"]))[:300])
            case _:  # IN_PROGRESS; one that is not known says nothing of an end
                return JobState("working")

    def result(self, job: str) -> Any:
        """See `JobQueue`."""
        try:
            return self._provider.get(f"/{self._app}/requests/{job}").json(self._endpoint)
        except RequestRefused as error:  # as it tells of a job that failed
            message = error.message.removeprefix(f"{FAL}: ")
            failed = JobFailed(message, engine=FAL, remedy=error.remedy, counted=_billed(error.headers))
            failed.of_content = error.of_content
            raise failed from error

    def cancel(self, job: str) -> bool:
        """See `JobQueue`."""
        with last_words(self._endpoint) as provider:
            provider.put(f"/{self._app}/requests/{job}/cancel")
        return True


def _billed(headers: Mapping[str, str]) -> dict[Unit, Decimal]:
    """Return how much of the unit in which fal sells the model an answer says is charged; there is one, whichever it is."""
    units = counted(headers.get(BILLED))
    return {} if units is None else {"requests": units, "seconds": units}


def text_of(document: object, name: str, *, engine: str) -> str:
    """Return a text of an answer.

    Raises:
        EngineUnavailable: It is not there, or could not stand in a path. That is no word about the job, which goes on.
    """
    text = document.get(name) if isinstance(document, dict) else None
    if not isinstance(text, str) or not text or not all(c.isalnum() or c in "-_" for c in text):
        raise EngineUnavailable(
            f"the answer has no {name}", engine=engine, remedy="see whether the base URL is the provider's"
        )
    return text
